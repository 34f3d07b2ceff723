"""Counts of screens tell where people stop, and nothing about few of them, whatever is laid side by side."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.counts import LEAST, WIDTH, counted, may_be_told, told, total, week_of
from content.flow import step
from content.library import Edition
from tests.content.small import NOW

STEPS = [f"s{n}" for n in range(6)]
SMALL = st.integers(0, LEAST - 1)
WEEK = st.fixed_dictionaries(dict.fromkeys(STEPS, st.one_of(SMALL, st.integers(LEAST, 60))))


@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(WEEK, min_size=1, max_size=5), st.data())
def test_no_two_reports_can_be_subtracted_to_show_a_small_number(weeks: list[dict[str, int]], data: st.DataObject):
    """Put any other small numbers in place of the small ones: every report, of every week, is the same to the letter."""
    others = [
        {name: number if number >= LEAST else data.draw(SMALL) for name, number in cells.items()} for cells in weeks
    ]
    reports = [[told(cells) for cells in some] for some in (weeks, others)]

    assert reports[0] == reports[1]
    assert [total(one) for one in reports[0]] == [total(one) for one in reports[1]]


@given(WEEK)
def test_what_is_told_is_rounded_and_never_small(cells: dict[str, int]):
    """Each number is the least of its band; the total is their sum, in fives; nothing else is told."""
    shown = told(cells)

    assert set(shown) == {name for name, number in cells.items() if number >= LEAST}
    assert all(number <= cells[name] < number + WIDTH for name, number in shown.items())
    assert total(shown) % WIDTH == 0
    assert may_be_told(shown)


@pytest.mark.parametrize("shown", [{"a": 9}, {"a": 5}, {"a": 0}, {"a": 12}, {"a": -10}, {"a": 15, "b": 11}])
def test_what_was_not_rounded_is_seen(shown: dict[str, int]):
    """The relay refuses a number that `told` would not make: it never holds an exact one."""
    assert not may_be_told(shown)


def test_a_band_changes_only_at_its_own_edge():
    """9 and 0 read alike; 10 to 14 read alike."""
    reads: Callable[[int], dict[str, int]] = lambda number: told({"a": number})  # noqa: E731

    assert [reads(n) for n in (0, 9, 10, 14, 15)] == [{}, {}, {"a": 10}, {"a": 10}, {"a": 15}]


def test_no_screen_that_is_counted_leads_on_by_itself(shipped: Edition):
    """A screen that always leads to others would be their sum; then one of them could be worked out."""
    bundle = shipped.bundle
    some = [name for name in bundle["steps"] if counted(bundle, name)]

    assert len(some) > 30
    assert not counted(bundle, "gone")
    for name in some:
        node = bundle["steps"][name]
        assert not any(key in node for key in ("go", "branch"))


def test_a_youth_is_counted_once_for_each_screen(shipped: Edition):
    """Only the first visit of a talk counts; coming back does not, nor does an old button."""
    state, effects = step(shipped.bundle, None, {"t": "start"}, {})
    seen = [one["step"] for one in effects if one["do"] == "count"]
    for event in ("hello.y", "menu.d", "talk", "hello.y"):
        state, effects = step(shipped.bundle, state, {"t": "pick", "id": event}, {})
        seen += [one["step"] for one in effects if one["do"] == "count"]
    _, again = step(shipped.bundle, state, {"t": "door", "name": "menu"}, {})

    assert len(seen) == len(set(seen)) > 3
    assert [one for one in again if one["do"] == "count"] == []


@pytest.mark.parametrize(
    ("at", "monday"),
    [(NOW, 20261123), (NOW - 86_400_000 - 8 * 3_600_000, 20261116), (NOW + 5 * 86_400_000 + 16 * 3_600_000, 20261123)],
)
def test_a_week_begins_on_the_lines_own_monday(at: int, monday: int):
    """Sunday 11 pm in Kenora is still last week, whatever day it is in Greenwich."""
    assert week_of(at, "America/Winnipeg") == monday
