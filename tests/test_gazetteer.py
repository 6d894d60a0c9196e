"""The gazetteer: who bears a name, and a user's own bodies beside ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neshast.api import document_of
from neshast.errors import SettingsError
from neshast.gazetteer import Gazetteer, gazetteer, names_of, own_rows
from neshast.pipeline import Pipeline
from neshast.record import MeetingRecord
from neshast.settings import Settings

TEXT = "جلسه تحت ریاست نجیب سروری با اشتراک نمایندگان سپیدار سبز و وزارت مالیه دایر گردید."
OWN = "name\ttype\tparent\nسپیدار سبز\tngo\tوزارت مالیه\n"


@pytest.mark.parametrize(
    ("name", "country", "year", "key"),
    [
        ("وزارت خارجه", "IR", None, "ir.min.mfa"),
        ("وزارت خارجه", "AF", None, "af.min.mfa"),
        ("بانک مرکزی", "AF", None, "af.co.dab"),
        ("بانک مرکزی", "IR", None, "ir.bank.cbi"),
        ("وزارت زراعت", "", None, "af.min.agriculture"),
        ("وزارت زراعت، آبیاری و مالداری", "AF", 2015, "af.min.agriculture"),
        ("وزارت‌ معارف", "AF", None, "af.min.education"),
        ("نیروی انتظامی", "IR", 2010, "ir.sec.naja"),
        ("مجلس", "IR", None, "ir.parl.majles"),
        ("مجلس", "AF", None, ""),
        ("پارلمان", "AF", None, "af.parl.assembly"),
        ("پارلمان", "IR", None, ""),
        ("یونیسف", "IR", None, "int.unicef"),
        ("طالبان", "IR", None, "af.gov.emirate"),
        ("وزارت باران", "AF", None, None),
        ("", "AF", None, None),
    ],
)
def test_of_namesakes_the_one_of_the_country_and_time_is_meant(
    name: str, country: str, year: int | None, key: str | None
) -> None:
    found = gazetteer().named(name, country, year)
    assert (found and found["key"]) == key


@given(st.sampled_from(sorted(gazetteer().rows)))
def test_every_body_bears_its_names(key: str) -> None:
    row = gazetteer().rows[key]
    assert all(row in gazetteer().bearers(name) for name in names_of(row))


def test_an_own_row_is_completed() -> None:
    rows = list(own_rows("name\tparent\nکمیته آب سپیدار\tوزارت مالیه\nسپیدار سبز\t\n"))
    assert [(r["key"], r["type"], r["parent"], r["country"]) for r in rows] == [
        ("own.کمیتهابسپیدار", "committee", "af.min.finance", "AF"),
        ("own.سپیدارسبز", "other", "", ""),
    ]
    assert list(own_rows("")) == []


def test_an_own_name_hides_ours() -> None:
    known = Gazetteer("name\tkey\nبانک مرکزی\tmy.bank\n")
    found = known.named("بانک مرکزی", "IR")
    assert found is not None and found["key"] == "my.bank"
    assert gazetteer().bearers("بانک مرکزی") != known.bearers("بانک مرکزی")


# In a pipeline


def first(pipeline: Pipeline) -> MeetingRecord:
    record: MeetingRecord = pipeline(document_of(TEXT)).records[0]
    return record


def test_two_pipelines_of_one_process_do_not_see_each_others_words() -> None:
    plain = Settings()
    own = plain.with_lexicon(OWN, "my.tsv")
    pipelines = {"plain": plain.pipeline(), "own": own.pipeline()}
    for name in ("plain", "own", "plain", "own"):
        found = {body.name: body for body in first(pipelines[name]).organizations}
        assert ("سپیدار سبز" in found) == (name == "own")
        assert "وزارت مالیه" in found
    body = found["سپیدار سبز"]
    assert (body.type, body.country, body.authority) == ("ngo", "AF", "own.سپیدارسبز")
    assert body.parent == found["وزارت مالیه"].id


def test_a_run_with_another_lexicon_is_told_apart() -> None:
    other = OWN + "بنیاد سپیدار\t\t\n"
    every = [Settings(), *(Settings().with_lexicon(text, "my.tsv") for text in (OWN, other))]
    told = [first(settings.pipeline()).provenance for settings in every]
    assert len({provenance.resources_sha256 for provenance in told}) == 3
    assert len({provenance.config_sha256 for provenance in told}) == 3
    assert [p.config_sha256 for p in told] == [settings.sha256 for settings in every]
    again = Settings().with_lexicon(OWN, "a copy.tsv")
    assert again.sha256 == every[1].sha256


def test_a_faulty_lexicon_is_refused_with_the_number_of_its_faults() -> None:
    text = "name\ttype\nکمیته آب\tcommitee\nکمیته برق\tcommitee\n"
    with pytest.raises(SettingsError, match=r"^my\.tsv:2: type 'commitee'.*and 1 more: neshast"):
        Settings().with_lexicon(text, "my.tsv")
    with pytest.raises(SettingsError, match=r"\[offices\] lexicon: .*type 'commitee'"):
        Settings.of({"offices": {"lexicon": text}})
