"""A small reader of JSON Schema: as much as pydantic writes, and nothing passes unread."""

from __future__ import annotations

from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_REMARKS = {"title", "description", "default", "$defs", "$schema", "$id"}
_KNOWN = _REMARKS | {
    "$ref", "type", "enum", "const", "anyOf", "properties", "required", "additionalProperties",
    "items", "propertyNames",
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], root: Any = None, at: str = "$") -> list[str]:
    """Where and why `value` does not fit `schema`; an empty list if it does.

    Raises:
        ValueError: if the schema holds a keyword that is not read here.
    """
    root = schema if root is None else root
    unread = set(schema) - _KNOWN
    if unread:
        raise ValueError(f"{at}: keywords not read here: {sorted(unread)}")
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return faults(value, root["$defs"][name], root, at)
    if "anyOf" in schema:
        branches = [faults(value, branch, root, at) for branch in schema["anyOf"]]
        return [] if [] in branches else min(branches, key=len)
    found = _plain(value, schema, at)
    if not found and isinstance(value, dict):
        found += _object(value, schema, root, at)
    if not found and isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            found += faults(item, schema["items"], root, f"{at}[{number}]")
    return found


def _plain(value: Any, schema: dict[str, Any], at: str) -> list[str]:
    if "type" in schema:
        kind = _TYPES[schema["type"]]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            return [f"{at}: {value!r} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is none of {schema['enum']}"]
    if "const" in schema and value != schema["const"]:
        return [f"{at}: {value!r} is not {schema['const']!r}"]
    return []


def _object(value: dict[str, Any], schema: dict[str, Any], root: Any, at: str) -> list[str]:
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    found = [f"{at}: {name} is missing" for name in schema.get("required", ()) if name not in value]
    for name, inner in value.items():
        if "propertyNames" in schema:
            found += faults(name, schema["propertyNames"], root, f"{at}: the name {name}")
        if name in properties:
            found += faults(inner, properties[name], root, f"{at}.{name}")
        elif others is False:
            found.append(f"{at}: {name} is not known")
        elif isinstance(others, dict):
            found += faults(inner, others, root, f"{at}.{name}")
    return found
