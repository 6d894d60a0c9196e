"""Options of the stages, read from TOML, and the table of stages in their order."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from rapidfuzz import process

from neshast.engines.models import Model, model_of
from neshast.engines.names import models_of
from neshast.engines.topics import NAME as TOPICS
from neshast.errors import ResourceError, SettingsError
from neshast.lexicon import resources_sha256
from neshast.limits import Limits
from neshast.pipeline import Pipeline, Stage
from neshast.stages.agenda import BuildAgenda
from neshast.stages.assemble import BuildRecords
from neshast.stages.cues import FindCues
from neshast.stages.dates import FindDates
from neshast.stages.entities import FindEntities
from neshast.stages.fold import FoldText
from neshast.stages.frame import BuildFrames
from neshast.stages.names import FindNames
from neshast.stages.offices import FindOffices
from neshast.stages.outcomes import FindOutcomes
from neshast.stages.people import BuildPeople
from neshast.stages.reports import FindReports
from neshast.stages.sentences import FindSentences
from neshast.stages.statements import FindStatements
from neshast.stages.topics import FindTopics, TopicOptions
from neshast.stages.when import BuildEventDates
from neshast.table_faults import own_faults
from neshast.topic_words import own_topics

# The whole registry: the stages in the order in which they run.
STAGES: dict[str, type[Any]] = {
    "fold": FoldText,
    "cues": FindCues,
    "sentences": FindSentences,
    "dates": FindDates,
    "reports": FindReports,
    "entities": FindEntities,
    "names": FindNames,
    "offices": FindOffices,
    "people": BuildPeople,
    "frame": BuildFrames,
    "when": BuildEventDates,
    "statements": FindStatements,
    "agenda": BuildAgenda,
    "outcomes": FindOutcomes,
    "topics": FindTopics,
    "assemble": BuildRecords,
}


READING = "reading"
# Words less alike than this, of 100, are not offered for each other.
_LIKE = 50


class Settings(BaseModel):
    """What a user can change: one table of options for each stage that has any, and ``[reading]``:
    how much of an input is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stages: dict[str, dict[str, Any]] = {}
    reading: Limits = Limits()

    @classmethod
    def read(cls, path: Path) -> Settings:
        """Settings from a TOML file with one table a stage, such as ``[topics]``.

        Raises:
            SettingsError: if the file cannot be read, or a stage or key in it is unknown; the
                nearest known one is named.
        """
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
            raise SettingsError(f"{path}: settings cannot be read: {fault}") from None
        return cls.of(tables, str(path))

    @classmethod
    def of(cls, tables: dict[str, Any], where: str = "settings") -> Settings:
        """Settings from tables already read.

        Args:
            tables: the options of each stage, by its name.
            where: what an error names as their origin.

        Raises:
            SettingsError: as `read` does.
        """
        for name, options in tables.items():
            if name not in STAGES and name != READING:
                hint = _nearest(name, [*STAGES, READING])
                raise SettingsError(f"{where}: unknown table [{name}]{hint}")
            if not isinstance(options, dict):
                raise SettingsError(f"{where}: {name} must be a table of options: [{name}]")
            _options(name, options, where)
        stages = {name: options for name, options in tables.items() if name != READING}
        limits = _options(READING, tables.get(READING, {}), where)
        return cls.model_validate({"stages": stages, "reading": limits})

    def with_lexicon(self, text: str, where: str) -> Settings:
        """These settings, with a user's own table of bodies.

        Args:
            text: of the table; see `neshast.gazetteer.own_rows`.
            where: what an error names as its origin.

        Raises:
            SettingsError: naming the first fault of the table and the number of the others.
        """
        found = own_faults(text, where)
        if found:
            rest = f" (and {len(found) - 1} more: neshast lexicon check {where})"
            raise SettingsError(found[0] + (rest if len(found) > 1 else ""))
        offices = {**self.stages.get("offices", {}), "lexicon": text}
        return self.model_copy(update={"stages": {**self.stages, "offices": offices}})

    def with_topics(self, text: str, where: str) -> Settings:
        """These settings, with a user's own table of topics.

        Args:
            text: of the table; see `neshast.topic_words.TopicWords`.
            where: what an error names as its origin.

        Raises:
            SettingsError: naming the first fault of the table.
        """
        try:
            own_topics(text, where)
        except ResourceError as fault:
            raise SettingsError(str(fault)) from None
        topics = {**self.stages.get("topics", {}), "own": text}
        return self.model_copy(update={"stages": {**self.stages, "topics": topics}})

    def with_engine(self, engine: str) -> Settings:
        """These settings, with the engine that reads names; with ``none``, no model reads at all.

        Raises:
            SettingsError: if there is no such engine.
        """
        tables = {**self.stages, "entities": {**self.stages.get("entities", {}), "engine": engine}}
        if engine == "none":
            tables["topics"] = {**self.stages.get("topics", {}), "model": False}
        return Settings.of(tables).model_copy(update={"reading": self.reading})

    @property
    def sha256(self) -> str:
        """Fingerprint of all options in force, those left at their defaults included.

        Limits count only where they differ from the defaults: with these nothing that a record
        rests on was cut but what a warning names.
        """
        text = "\n".join(
            f"{name}={_options(name, self.stages.get(name, {}), '').model_dump_json()}"
            for name in STAGES
        )
        if self.reading != Limits():
            text += f"\n{READING}={self.reading.model_dump_json()}"
        return hashlib.sha256(text.encode()).hexdigest()

    def ingredients(self) -> tuple[str, tuple[Model, ...]]:
        """What a pipeline with these options reads: the hash of its words, and its models.

        Raises:
            ModelError: if a model that they ask for is missing.
        """
        topics = TopicOptions(**self.stages.get("topics", {}))
        lexicon = self.stages.get("offices", {}).get("lexicon", "")
        engine = self.stages.get("entities", {}).get("engine", FindEntities.Options().engine)
        models = models_of(engine)
        if topics.asks_model:
            models += (model_of(TOPICS),)
        return resources_sha256(lexicon + topics.own), models

    def pipeline(self) -> Pipeline:
        """The pipeline with these options.

        Raises:
            ModelError: if a model that they ask for is missing.
        """
        stages: list[Stage] = []
        resources, models = self.ingredients()
        for name, kind in STAGES.items():
            options = _options(name, self.stages.get(name, {}), "settings")
            if name == "assemble":
                stages.append(kind(options, self.sha256, resources, models))
            else:
                stages.append(kind(options))
        return Pipeline(stages)


def _options(name: str, options: dict[str, Any], where: str) -> BaseModel:
    """The checked options of the table `name`."""
    model: type[BaseModel] = Limits if name == READING else STAGES[name].Options
    for key in options:
        if key not in model.model_fields:
            hint = _nearest(key, model.model_fields)
            raise SettingsError(f"{where}: unknown key {key!r} in [{name}]{hint}")
    try:
        return model(**options)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{where}: [{name}] {key}: {first['msg']}") from None


def _nearest(word: str, known: Iterable[str]) -> str:
    """The end of an error message: the known word that is most like `word`, or all of them."""
    known = list(known)
    best = process.extractOne(word, known, score_cutoff=_LIKE)
    if best:
        return f"; did you mean {best[0]!r}?"
    return f"; known: {', '.join(known)}" if known else "; there are none"
