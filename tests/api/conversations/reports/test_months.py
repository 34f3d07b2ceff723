"""What a reader of reports may rely on: whole months of the line's own clock, and only those that are over."""

from __future__ import annotations

from datetime import datetime

import pytest

from api.conversations.reports.kinds import local_day
from api.conversations.reports.months import Month, over, read, running
from content.zones import place

KENORA = place("America/Winnipeg")


def at(text: str) -> int:
    """A time on the line's clock, as Unix ms."""
    return int(datetime.fromisoformat(text).replace(tzinfo=KENORA).timestamp() * 1000)


@pytest.mark.parametrize(
    ("when", "months"),
    [
        ("2026-11-30T23:59", ["2026-10", "2026-09"]),
        ("2026-12-01T00:00", ["2026-11", "2026-10", "2026-09"]),
        ("2026-09-15T12:00", []),
    ],
)
def test_a_month_is_reported_on_once_it_is_over(when: str, months: list[str]) -> None:
    """Today's report and tomorrow's can never be taken from each other."""
    assert [str(month) for month in over(20260917, at(when), KENORA)] == months


def test_before_anything_was_counted_there_is_no_month() -> None:
    """A new line has no reports."""
    assert over(None, at("2026-12-01T00:00"), KENORA) == []


def test_a_month_begins_at_midnight_of_the_lines_own_clock() -> None:
    """A talk at 11 at night in Kenora is that evening's, whatever day it is in Greenwich; also over a year's end."""
    assert local_day(at("2026-10-31T23:30"), KENORA) == 20261031
    assert local_day(at("2027-01-01T00:00"), KENORA) == 20270101
    assert running(at("2026-12-31T23:59"), KENORA) == Month(2026, 12)
    assert (Month(2027, 1).before, Month(2026, 12).days) == (Month(2026, 12), (20261201, 20261231))


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-11", "2026-1", "2026-11-01", "1999-01", "'; --", "2026‑11"])
def test_only_a_month_is_read_as_one(text: str) -> None:
    """A week, a day or a range cannot be asked for."""
    assert read(text) is None


def test_months_are_written_as_they_are_read() -> None:
    """2026-11 is November 2026."""
    assert read("2026-11") == Month(2026, 11)
    assert str(Month(2026, 3)) == "2026-03"
