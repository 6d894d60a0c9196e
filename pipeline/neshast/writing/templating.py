"""What the pages share: templates and their filters, words of the interface, one file for all.

A page carries its style and its script in itself, and a policy that allows no other.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from neshast.lexicon import read_table
from neshast.writing.evidence import family
from neshast.writing.shown import plain

_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def fill(page: str, /, **values: object) -> str:
    """The page of a template as one string of HTML that needs nothing else.

    Args:
        page: the name of its template, style and script (``.html.j2``, ``.css``, ``.js``); the
            style of all pages stands before its own.
        values: what the template shows.
    """
    script = _resource(f"{page}.js")
    return (
        _environment()
        .get_template(f"{page}.html.j2")
        .render(
            style=Markup(_resource("base.css") + _resource(f"{page}.css")),
            script=Markup(script),
            script_hash=b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            **values,
        )
    )


def _label(group: str, key: str) -> str:
    """A word of the interface; what has none is shown as it is."""
    return _labels().get((group, key), key)


def _warning(code: str) -> str:
    """A warning in plain words, or nothing if only its code is known."""
    return _labels().get(("warning", code), "")


def _number(value: object) -> str:
    """A number in Persian digits."""
    return str(value).translate(_DIGITS)


@cache
def _labels() -> dict[tuple[str, str], str]:
    rows = read_table(_resource("labels.tsv"), "labels.tsv", ("group", "key", "label"))
    return {(row["group"], row["key"]): row["label"] for row in rows}


def _resource(name: str) -> str:
    path = resources.files("neshast.writing") / "templates" / name
    return path.read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("neshast.writing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "label": lambda key, group: _label(group, key),
        "warning": _warning,
        "fa": _number,
        "family": family,
        "plain": plain,
    }
    return environment
