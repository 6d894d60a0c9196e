"""What else could be done: baselines scored on the same annotations, by the same scorer.

    python evaluation/baselines.py [SET...]     default: dev test; `make baselines` installs first

- *glue*: what a programmer writes in an afternoon from libraries at hand. hazm cuts sentences, a
  spaCy EntityRuler with the words of our own tables marks people, bodies and halls, dateparser
  reads the first date it finds, speech and decisions are the sentences with their verbs.
- *majority*: one record a document, the first line its title, every class the most frequent of
  the train split.
- *parstdex*, for date spans alone, beside dateparser's search and ours: of the annotated
  expressions of the event's date, how many are found, exactly and with any overlap.

Results go to `evaluation/baselines.json` and into the table of evaluation/README.md.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from neshast.aligned import Span
from neshast.api import document_of, pipeline_of
from neshast.lexicon import table, values
from neshast.scoring import GoldDocument, load_gold, resolve, score
from neshast.scoring.span_formats import Labelled, SpanDocument
from neshast.scoring.spans import found_spans, score_spans

sys.path.insert(0, str(Path(__file__).resolve().parent))

from external import Row, markdown
from score import ROOT, with_table

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "baselines.json"
PAGE = HERE / "README.md"

Plain = dict[str, Any]
_SHOWN = ("record_score", "meeting", "title", "kind", "date", "venue", "persons", "chair",
          "statements", "attribution", "outcomes", "topic_major", "date_silent_wrong")  # fmt: skip
_SAID = ("گفت", "افزود", "اظهار", "تصریح", "خاطرنشان", "تأکید")
_DECIDED = ("فیصله شد", "فیصله گردید", "مقرر شد", "مصوب شد", "به تصویب رسید", "تصمیم گرفته شد")
_HALLS = ("تالار", "سالن", "سالون")


# ---------------------------------------------------------------- records


def _record(document: GoldDocument, **fields: Any) -> Plain:
    """A record of the whole document with nothing in it but `fields`."""
    segment = {"index": 1, "of": 1, "start": 0, "end": len(document.text)}
    empty: Plain = dict.fromkeys(
        ("persons", "organizations", "participants", "purpose", "agenda", "statements", "outcomes",
         "topics"), ()
    )  # fmt: skip
    head = {"source": {"doc_id": document.doc_id, "segment": segment}, "title": _title(document)}
    values_: Plain = {"date": None, "venue": None, **majority_classes()}
    return {**head, **empty, **values_, **fields}


def _title(document: GoldDocument) -> Plain:
    start = len(document.text) - len(document.text.lstrip())
    line = document.text[start:].split("\n")[0]
    return {"text": line, "start": start, "end": start + len(line)}


@cache
def majority_classes() -> Plain:
    """The most frequent value of each class in the train split."""
    golds = [gold for d in load_gold(ROOT / "corpora" / "train") for gold in resolve(d)]
    found: Plain = {
        name: Counter(gold[name] for gold in golds).most_common(1)[0][0]
        for name in ("kind", "status", "outcome_status")
    }
    majors = Counter(topic["major"] for gold in golds for topic in gold["topics"])
    return found | {"topics": [{"major": major} for major, _ in majors.most_common(1)]}


def majority(document: GoldDocument) -> list[Plain]:
    """The same record for every document."""
    return [_record(document)]


def glue(document: GoldDocument) -> list[Plain]:
    """Libraries put together in the obvious way."""
    from hazm import sent_tokenize

    text = document.text
    entities = [(e.label_, Span(e.start_char, e.end_char)) for e in _ruler()(text).ents]
    named = [(_untitled(span.of(text)), span) for label, span in entities if label == "PERSON"]
    names = list(dict.fromkeys(name for name, _ in named))
    bodies = list(dict.fromkeys(s.of(text) for label, s in entities if label == "ORG"))
    halls = [span for label, span in entities if label == "VENUE"]
    people = {name: f"p{i}" for i, name in enumerate(names, 1)}
    chairs = [name for name, s in named if "ریاست" in text[max(0, s.start - 20) : s.start]]
    statements, outcomes = [], []
    at = 0
    for sentence in sent_tokenize(text):
        start = text.find(sentence, at)
        if start < 0:
            continue
        at = start + len(sentence)
        quote = {"text": sentence, "start": start, "end": at}
        if any(verb in sentence for verb in _SAID):
            speaker = next((people[n] for n in names if n in sentence), None)
            statements.append(quote | {"speaker": speaker})
        if any(verb in sentence for verb in _DECIDED):
            outcomes.append(quote)
    chair = [{"role": "chair", "certainty": "explicit"}]
    attendee = [{"role": "attendee", "certainty": "explicit"}]
    return [
        _record(
            document,
            date=_first_date(text),
            venue=_quote(text, halls[0]) if halls else None,
            persons=[{"id": ref, "name": name, "posts": []} for name, ref in people.items()],
            organizations=[{"id": f"o{i}", "name": body} for i, body in enumerate(bodies, 1)],
            participants=[
                {"ref": ref, "group": None, "roles": chair if name in chairs else attendee}
                for name, ref in people.items()
            ],
            statements=statements,
            outcomes=outcomes,
            outcome_status="reported" if outcomes else "none",
        )
    ]


def _untitled(words: str) -> str:
    return " ".join(words.split()[-2:])


def _quote(text: str, span: Span) -> Plain:
    return {"text": span.of(text), "start": span.start, "end": span.end}


@cache
def _ruler() -> Callable[[str], Any]:
    """A blank Persian pipeline whose EntityRuler knows our titles and bodies."""
    import spacy

    nlp = spacy.blank("fa")
    ruler: Any = nlp.add_pipe("entity_ruler")
    word = {"IS_ALPHA": True}
    titles = sorted({t for row in table("titles") for t in values(row["form"]) if " " not in t})
    heads = sorted({head for row in table("org_heads") for head in values(row["head"])})
    bodies = sorted({row["name"] for row in table("organizations")})
    patterns: list[Plain] = [
        {"label": "PERSON", "pattern": [{"TEXT": {"IN": titles}, "OP": "+"}, word, word]},
        {"label": "VENUE", "pattern": [{"TEXT": {"IN": list(_HALLS)}}, word, word]},
        {"label": "ORG", "pattern": [{"TEXT": {"IN": heads}}, word]},
        *({"label": "ORG", "pattern": body} for body in bodies),
    ]
    ruler.add_patterns(patterns)
    return nlp


def _first_date(text: str) -> Plain | None:
    """The first date that dateparser finds, as a certain day."""
    found = _dateparser(text)
    if not found:
        return None
    span, day = found[0]
    ends = {"earliest": day, "latest": day, "edtf": day}
    return _quote(text, span) | ends | {"resolution": "explicit", "precision": "day"}


def _dateparser(text: str) -> list[tuple[Span, str]]:
    """What dateparser's search finds, Jalali where it reads as such, with its day."""
    from dateparser.calendars.jalali import JalaliCalendar
    from dateparser.search import search_dates

    places, at = [], 0
    for words, moment in search_dates(text, languages=["fa"]) or ():
        start = text.find(words, at)
        if start < 0:
            continue
        at = start + len(words)
        try:
            jalali = JalaliCalendar(words).get_date()
        except (ValueError, KeyError, TypeError):
            jalali = None
        day = (jalali.date_obj if jalali else moment).date().isoformat()
        places.append((Span(start, at), day))
    return places


# ---------------------------------------------------------------- date spans


def _parstdex(text: str) -> Iterator[Span]:
    for start, end in _parstdex_model().extract_span(text)["date"]:
        yield Span(start, end)


@cache
def _parstdex_model() -> Any:
    from parstdex import Parstdex

    return Parstdex()


def _ours(text: str) -> Iterator[Span]:
    sheet = pipeline_of()(document_of(text, None, "baseline"))
    yield from (s.span for s in found_spans(sheet, ()) if s.label == "date")


def date_rows(name: str, documents: Sequence[GoldDocument]) -> Iterator[Row]:
    """How many of the annotated date expressions each tool finds."""
    gold = []
    for document in documents:
        dates = [record["date"] for record in resolve(document) if record["date"]]
        places = {(date["start"], date["end"]) for date in dates if date["start"] is not None}
        spans = tuple(Labelled(Span(*place), "date") for place in sorted(places))
        gold.append(SpanDocument(document.doc_id, document.text, spans))
    tools: Mapping[str, Callable[[str], Iterable[Span]]] = {
        "neshast": _ours,
        "parstdex": _parstdex,
        "dateparser search": lambda text: (span for span, _ in _dateparser(text)),
    }
    for tool, find in tools.items():
        found = {g.doc_id: [Labelled(span, "date") for span in find(g.text)] for g in gold}
        result = score_spans(gold, found)["all"]
        both = (result.gold + result.found) / 2 / max(1, result.gold)
        yield {
            "data": name, "tool": tool, "expressions": result.gold,
            "found exactly": round(result.exact * both, 4), "touched": round(result.type * both, 4),
        }  # fmt: skip


# ---------------------------------------------------------------- the command


def record_rows(name: str, documents: Sequence[GoldDocument]) -> Iterator[Row]:
    """The scores of each way to records."""
    for tool, read in (("neshast", _records), ("glue", glue), ("majority", majority)):
        found = score(documents, {d.doc_id: read(d) for d in documents})
        shown = {"record_score": found.record_score or 0.0}
        shown |= {field: found.fields[field].value or 0.0 for field in _SHOWN[1:]}
        yield {"data": name, "tool": tool, **{k: round(v, 4) for k, v in shown.items()}}


def _records(document: GoldDocument) -> list[Plain]:
    sheet = pipeline_of()(document_of(document.text, document.published, document.doc_id))
    return [record.model_dump(by_alias=True) for record in sheet.records]


def main(
    names: Annotated[list[str] | None, typer.Argument(metavar="SET", help="dev test")] = None,
) -> None:
    """Score the baselines, and write the table."""
    records: list[Row] = []
    dates: list[Row] = []
    for name in names or ("dev", "test"):
        documents = load_gold(ROOT / "corpora" / name)
        records += record_rows(name, documents)
        dates += date_rows(name, documents)
    tables = f"{markdown(records)}\n\n{markdown(dates)}"
    typer.echo(tables)
    plain = {"records": records, "dates": dates}
    RESULTS.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, tables, "baselines"), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
