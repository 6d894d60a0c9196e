"""Writes `expressions.toml`, date expressions with what they mean, and `new_years.tsv`.

    python tests/dates/make.py

Every day is converted by jdatetime and by convertdate (solar), by hijridate and by convertdate
(lunar, within a day); a day on which they differ is not used. The forms are written here by hand,
the days drawn with a fixed seed, so that the same table comes out every time. `new_years.tsv` holds
the first day of every year by convertdate, which counts the solar one by the sun over Tehran and
the lunar one by the tabular calendar. Needs the extra `[baselines]`, which has convertdate.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from convertdate import islamic, persian
from forms import (
    Row,
    anchored,
    duals,
    gregorian_days,
    long_ones,
    lunar_days,
    more_forms,
    numeric,
    open_days,
    other_months,
    ranges,
    solar_days,
    weekdays,
)
from named import named_days, order_by_variety
from names import NO_DATES
from newer import newer_forms

HERE = Path(__file__).parent


def rows() -> list[Row]:
    """All cases."""
    makers = (solar_days, other_months, numeric, lunar_days, gregorian_days, weekdays, ranges,
              duals, anchored, more_forms, open_days, long_ones, named_days,
              order_by_variety, newer_forms)  # fmt: skip
    found = [case for maker in makers for case in maker()]
    return [*found, *({"kind": "none", "text": text} for text in NO_DATES)]


def toml(case: Row) -> str:
    """A case as one line of TOML."""
    cells = (
        f"{key} = {str(value).lower() if isinstance(value, bool) else value}"
        if isinstance(value, int)
        else f'{key} = "{value}"'
        for key, value in case.items()
    )
    return "  {" + ", ".join(cells) + "},\n"


def new_years() -> str:
    """The table of first days of years."""
    rows = [
        f"{calendar}\t{year}\t{date(*convert(year, 1, 1))}\n"
        for calendar, convert, years in (
            ("solar_hijri", persian.to_gregorian, range(1206, 1499)),
            ("lunar_hijri", islamic.to_gregorian, range(1300, 1501)),
        )
        for year in years
    ]
    return "".join(["calendar\tyear\tfirst_day\n", *rows])


def main() -> None:
    """Write the tables."""
    head = "# Date expressions and what they mean; written by tests/dates/make.py.\n\ncase = [\n"
    lines = [toml(case) for case in rows()]
    (HERE / "expressions.toml").write_text(head + "".join(lines) + "]\n", encoding="utf-8")
    (HERE / "new_years.tsv").write_text(new_years(), encoding="utf-8")


if __name__ == "__main__":
    main()
