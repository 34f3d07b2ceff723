"""Patterns become shifts, and shifts become promises: right in every zone, on every night of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.oncall.shifts import (
    BACKUP,
    COVER,
    OPEN,
    PRIMARY,
    SUPERVISOR,
    Closure,
    Pattern,
    Shift,
    clash,
    first_clash,
    gaps,
    next_opening,
    occurrences,
    replan,
    warnings,
)
from api.oncall.spans import HOUR, MINUTE, common, day_number, minus, moment, offsets, on_clock, union
from content.zones import place

# Half-hour steps, two-hour steps, a skipped day, south of the equator, none at all; Winnipeg with and without its clock changes.
ZONES = [
    "America/Winnipeg",
    "America/Toronto",
    "America/Atikokan",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Pacific/Apia",
    "Africa/Casablanca",
    "UTC",
]
DAY = 24 * HOUR
zones = st.sampled_from(ZONES).map(place)
days = st.dates(date(2005, 1, 1), date(2030, 12, 31))
minutes = st.integers(0, 24 * 60 - 1)
stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)
QUICK = settings(max_examples=200, derandomize=True)


def utc(*parts: int) -> int:
    """A moment in UTC, as Unix ms."""
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type,misc]


def shift(
    begin: int, end: int, duty: str = PRIMARY, device: bytes | None = b"a", name: bytes = b"", **more: object
) -> Shift:
    """A shift; its id is its times unless it is named."""
    return Shift(name or f"{begin}-{end}-{duty}-{device!r}".encode(), begin, end, duty, device, **more)  # type: ignore[arg-type]


def held(spans: list[tuple[int, int]]) -> set[int]:
    """The single ticks that spans cover: the plainest way to say what a span is."""
    return {tick for begin, end in spans for tick in range(begin, end)}


@QUICK
@given(zones, days, minutes)
def test_what_the_clock_shows_comes_back(zone: object, day: date, minute: int) -> None:
    """Every time of day there is comes back as it was; one that a clock jumps over becomes the moment of the jump."""
    at = moment(day, minute, zone)  # type: ignore[arg-type]
    shown_day, shown = on_clock(at, zone)  # type: ignore[arg-type]

    if (shown_day, shown) != (day, minute):
        before = on_clock(at - MINUTE, zone)  # type: ignore[arg-type]
        assert before < (day, minute) < (shown_day, shown)


@QUICK
@given(zones, days, st.lists(st.integers(0, 3 * 24 * 60), min_size=2, max_size=6))
def test_a_later_time_of_day_is_never_an_earlier_moment(zone: object, day: date, many: list[int]) -> None:
    """So a shift never ends before it begins, and two that touch on paper touch in the night."""
    moments = [moment(day, minute, zone) for minute in sorted(many)]  # type: ignore[arg-type]

    assert moments == sorted(moments)


@QUICK
@given(zones, days, minutes, st.integers(5, 24 * 60 - 5))
def test_two_patterns_that_touch_on_paper_touch_in_every_week(
    zone: object, day: date, starts: int, length: int
) -> None:
    """Whoever hands over at 2:30 hands over to somebody, also on the night when there is no 2:30."""
    rest = 24 * 60 - length
    patterns = [
        Pattern(bytes([weekday, half]), weekday, begin % 1440, long, PRIMARY, b"a", 20000101, None)
        for weekday in range(7)
        for half, begin, long in ((0, starts, length),)
    ] + [
        Pattern(
            bytes([weekday, 1]),
            (weekday + (starts + length) // 1440) % 7,
            (starts + length) % 1440,
            rest,
            PRIMARY,
            b"b",
            20000101,
            None,
        )
        for weekday in range(7)
    ]
    begin = moment(day, 0, zone)  # type: ignore[arg-type]

    made = occurrences(patterns, begin, begin + 8 * DAY, zone)  # type: ignore[arg-type]

    assert minus([(begin, begin + 8 * DAY)], [one.span for one in made]) == []
    assert all(one.ends_at == two.starts_at for one, two in pairwise(made))


@pytest.mark.parametrize(
    ("name", "day", "hours", "span"),
    [
        ("America/Toronto", date(2026, 3, 8), 7, (utc(2026, 3, 8, 3), utc(2026, 3, 8, 10))),
        ("America/Toronto", date(2026, 11, 1), 9, (utc(2026, 11, 1, 2), utc(2026, 11, 1, 11))),
        ("America/Winnipeg", date(2019, 3, 10), 7, (utc(2019, 3, 10, 4), utc(2019, 3, 10, 11))),
        ("America/Winnipeg", date(2019, 11, 3), 9, (utc(2019, 11, 3, 3), utc(2019, 11, 3, 12))),
        ("America/Winnipeg", date(2026, 11, 1), 8, (utc(2026, 11, 1, 3), utc(2026, 11, 1, 11))),  # decision 0031
        ("Australia/Lord_Howe", date(2026, 4, 5), 8.5, (utc(2026, 4, 4, 11), utc(2026, 4, 4, 19, 30))),
    ],
)
def test_a_night_shift_is_right_on_both_nights(name: str, day: date, hours: float, span: tuple[int, int]) -> None:
    """22:00 to 6:00 on the clock: an hour shorter in spring, an hour longer in autumn, and never an hour off."""
    zone = place(name)
    night = day - timedelta(1)
    pattern = Pattern(b"n", night.weekday(), 22 * 60, 8 * 60, PRIMARY, b"a", 20000101, None)

    (made,) = occurrences([pattern], moment(night, 20 * 60, zone), moment(day, 12 * 60, zone), zone)

    assert made.span == span
    assert made.ends_at - made.starts_at == hours * HOUR


def test_the_second_of_two_equal_hours_belongs_to_who_stays() -> None:
    """1:30 comes twice in autumn: a hand-over at 1:30 is at the first, and nobody is missing in the hour between."""
    zone = place("America/Toronto")
    first = Pattern(b"1", 6, 0, 90, PRIMARY, b"a", 20000101, None)
    second = Pattern(b"2", 6, 90, 90, PRIMARY, b"b", 20000101, None)

    made = occurrences([first, second], utc(2026, 11, 1, 0), utc(2026, 11, 1, 12), zone)

    assert [one.span for one in made] == [
        (utc(2026, 11, 1, 4), utc(2026, 11, 1, 5, 30)),
        (utc(2026, 11, 1, 5, 30), utc(2026, 11, 1, 8)),
    ]


def test_a_pattern_holds_from_its_first_day_to_its_last() -> None:
    """Both days count; an occurrence keeps its id whatever window it is looked at through."""
    zone = place("America/Winnipeg")
    pattern = Pattern(b"p", 0, 600, 60, PRIMARY, b"a", 20261102, 20261116)

    wide = occurrences([pattern], utc(2026, 1, 1), utc(2027, 1, 1), zone)
    narrow = occurrences([pattern], utc(2026, 11, 9), utc(2026, 11, 10), zone)

    assert [day_number(on_clock(one.starts_at, zone)[0]) for one in wide] == [20261102, 20261109, 20261116]
    assert narrow == wide[1:2]
    assert len({one.id for one in wide}) == 3


@QUICK
@given(zones, days)
def test_the_offsets_that_a_page_is_told_are_the_zones_own(zone: object, day: date) -> None:
    """At every hour of half a year the page would show what the zone's own clock shows."""
    begin = moment(day, 0, zone)  # type: ignore[arg-type]
    told = offsets(zone, begin, begin + 180 * DAY)  # type: ignore[arg-type]

    for at in range(begin, begin + 180 * DAY, 7 * HOUR):
        ahead = next(minutes for since, minutes in reversed(told) if since <= at)
        shown = datetime.fromtimestamp(at / 1000 + ahead * 60, UTC)
        assert (shown.date(), shown.hour * 60 + shown.minute) == on_clock(at, zone)  # type: ignore[arg-type]


@QUICK
@given(stretches, stretches)
def test_spans_are_sets_of_moments(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    """Joining, cutting and overlapping do what they do to the moments themselves; what comes out is in order and apart."""
    for found, expected in (
        (union(some), held(some)),
        (minus(some, others), held(some) - held(others)),
        (common(some, others), held(some) & held(others)),
    ):
        assert held(found) == expected
        assert all(one[1] < two[0] for one, two in pairwise(found))


@QUICK
@given(stretches, stretches, stretches)
def test_a_promise_is_open_not_closed_and_somebody_is_there(
    open_: list[tuple[int, int]], closed: list[tuple[int, int]], there: list[tuple[int, int]]
) -> None:
    """Gaps are the promised moments without a primary; the next opening is the first of one with, unless one runs now."""
    shifts = [shift(*span, OPEN, None) for span in open_] + [shift(*span) for span in there]
    closures = [Closure(b"c", *span, "closed") for span in closed]
    promised = held(open_) - held(closed)

    opening = next_opening(shifts, closures, 20)

    assert held(gaps(shifts, closures, 0, 60)) == promised - held(there)
    runs = 20 in promised & held(there)
    assert opening == min(
        (
            tick
            for begin, end in there
            for tick in range(max(begin, 21), end)
            if not runs and tick in promised and (tick == begin or tick - 1 not in promised)
        ),
        default=None,
    )


def test_who_asks_for_cover_is_not_there_and_who_offers_a_swap_is() -> None:
    """A swap changes nothing before it is agreed; sickness does not wait for anybody."""
    hours = shift(0, 10, OPEN, None)
    sick, swapping = shift(0, 10, asks=COVER), shift(0, 10, asks="swap")

    assert gaps([hours, sick], [], 0, 10) == [(0, 10)]
    assert gaps([hours, swapping], [], 0, 10) == []
    assert next_opening([hours, sick], [], -1) is None


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        (shift(0, 10), shift(5, 15), True),
        (shift(0, 10), shift(10, 20), False),
        (shift(0, 10), shift(5, 15, BACKUP), True),
        (shift(0, 10, SUPERVISOR), shift(5, 15, PRIMARY), True),
        (shift(0, 10, BACKUP), shift(5, 15, SUPERVISOR), False),
        (shift(0, 10, BACKUP), shift(5, 15, BACKUP), True),
        (shift(0, 10), shift(5, 15, device=b"b"), False),
        (shift(0, 10, device=None), shift(5, 15, device=None), False),
        (shift(0, 10), shift(5, 15, OPEN, b"a"), False),
    ],
)
def test_nobody_sits_in_two_places(one: Shift, other: Shift, clashes: bool) -> None:
    """The same duty twice, or anything beside primary; backup and supervisor may be one person in a team of two."""
    assert clash(one, other) == clash(other, one) == clashes
    assert (first_clash([one, other]) is not None) == clashes


def test_over_eight_hours_without_a_break_is_said_once() -> None:
    """Two shifts that touch are one stretch, whatever they are called; eight hours to the minute are not too long."""
    zone = place("UTC")
    half = [shift(0, 4 * HOUR), shift(4 * HOUR, 9 * HOUR, BACKUP), shift(20 * HOUR, 28 * HOUR, BACKUP)]

    found = [one for one in warnings(half, [], 0, 2 * DAY, zone) if one.kind == "long"]

    assert [(one.starts_at, one.ends_at, one.device) for one in found] == [(0, 9 * HOUR, b"a")]


@pytest.mark.parametrize(("begins", "count"), [(20, 6), (16, 0), (0, 6), (5, 6), (6, 0), (23, 6)])
def test_two_nights_running_are_said_for_a_primary_alone(begins: int, count: int) -> None:
    """A night is any part between midnight and six on the line's clock: late evenings and early days are none."""
    zone = place("America/Winnipeg")
    start = moment(date(2026, 6, 1), begins * 60, zone)
    for duty, expected in ((PRIMARY, count), (BACKUP, 0)):
        week = [shift(start + day * DAY, start + day * DAY + 8 * HOUR, duty) for day in range(7)]
        found = [one for one in warnings(week, [], start - DAY, start + 9 * DAY, zone) if one.kind == "nights"]

        assert len(found) == expected


def test_nobody_behind_the_primary_is_said() -> None:
    """Open hours with a primary and neither backup nor supervisor: one person alone at 3 a.m."""
    shifts = [shift(0, 10, OPEN, None), shift(0, 8), shift(3, 5, BACKUP, b"b"), shift(6, 7, SUPERVISOR, b"c")]

    found = warnings(shifts, [], 0, 20, place("UTC"))

    assert [(one.kind, one.starts_at, one.ends_at) for one in found] == [
        ("alone", 0, 3),
        ("alone", 5, 6),
        ("alone", 7, 8),
        ("unfilled", 8, 10),
    ]


def test_publishing_again_changes_only_what_nobody_touched() -> None:
    """By hand stays, begun stays, moved away stays away; the rest follows the pattern."""
    begun, plain, by_hand, dropped = (
        shift(0, 10, name=b"begun", pattern=b"p"),
        shift(20, 30, name=b"plain", pattern=b"p", changed_at=7),
        shift(40, 50, name=b"hand"),
        shift(60, 70, name=b"gone", pattern=b"q"),
    )
    made = [
        shift(1, 11, name=b"begun", pattern=b"p"),
        shift(21, 31, name=b"plain", pattern=b"p"),
        shift(41, 51, name=b"hand", pattern=b"p"),
        shift(80, 90, name=b"moved", pattern=b"p"),
        shift(2, 12, name=b"late", pattern=b"r"),
        shift(91, 99, name=b"new", pattern=b"r"),
    ]

    found = replan([begun, plain, by_hand, dropped], made, {b"moved"}, now=5, running=False)
    first = replan([], made[4:5], set(), now=5, running=True)

    assert [one.id for one in found.added] == [b"new"]
    assert [(one.id, one.span, one.changed_at) for one in found.changed] == [(b"plain", (21, 31), 7)]
    assert [one.id for one in found.dropped] == [b"gone"]
    assert [one.id for one in found.after] == [b"begun", b"plain", b"hand", b"new"]
    assert [one.id for one in first.added] == [b"late"]


def test_a_shift_that_runs_is_there_until_its_end_whatever_is_planned_in_its_place() -> None:
    """Whoever is on duty now stays on duty: a week that is planned anew begins with what has not begun."""
    runs, comes = shift(0, 10, name=b"runs", pattern=b"p"), shift(20, 30, name=b"comes", pattern=b"p")

    found = replan([runs, comes], [], set(), now=5, running=False)

    assert [one.id for one in found.dropped] == [b"comes"]
    assert found.after == [runs]


def test_who_gets_the_shift_of_somebody_sick_is_not_sick_with_it() -> None:
    """Only whoever cried goes on crying: a colleague who is planned in their place is there, and is called."""
    sick = shift(20, 30, name=b"one", pattern=b"p", device=b"a", asks=COVER)
    beside = shift(40, 50, name=b"two", pattern=b"p", device=b"a", asks=COVER)

    found = replan(
        [sick, beside],
        [shift(20, 30, name=b"one", pattern=b"p", device=b"b"), shift(41, 51, name=b"two", pattern=b"p", device=b"a")],
        set(),
        now=5,
        running=False,
    )

    assert [(one.device, one.asks, one.there) for one in found.changed] == [(b"b", None, True), (b"a", COVER, False)]


def test_who_was_given_other_hours_by_hand_is_not_planned_twice_beside_them() -> None:
    """The hand counts: what a pattern would give the same person at the same time gives way, a colleague's does not."""
    by_hand = shift(20, 30, name=b"hand")
    made = [shift(25, 35, name=b"own", pattern=b"p"), shift(25, 35, name=b"theirs", pattern=b"q", device=b"b")]

    assert [one.id for one in replan([by_hand], made, set(), now=5, running=False).added] == [b"theirs"]


def test_a_clash_is_found_in_whatever_order_the_shifts_were_read() -> None:
    """A later shift that was read first hides none."""
    late, first, beside = shift(50, 60), shift(0, 10), shift(5, 15, BACKUP)

    assert first_clash([late, first, beside]) == (first, beside)
    assert first_clash([first, late, beside]) == (first, beside)
