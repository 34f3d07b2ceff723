"""Stretches of time as pairs of Unix ms: joined, cut, and read off a zone's clock; pure.

A time of day that a clock jumps over in spring is the moment of the jump; one that comes twice in autumn is the first of
both. So a later time of day is never an earlier moment, and two shifts that touch on paper touch in the night.
Source: domain/domain.md 5 (Time zones).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

MINUTE = 60 * 1000
HOUR = 60 * MINUTE
Span = tuple[int, int]


def moment(day: date, minutes: int, zone: tzinfo) -> int:
    """Return the moment at which a zone's clock shows so many minutes after that day's midnight."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    first = int(wall.replace(tzinfo=zone, fold=0).timestamp())
    if datetime.fromtimestamp(first, zone).replace(tzinfo=None) == wall:
        return first * 1000
    return _jump(int(wall.replace(tzinfo=zone, fold=1).timestamp()), first, zone) * 1000


def on_clock(at: int, zone: tzinfo) -> tuple[date, int]:
    """Return the day, and the minutes after its midnight, that a zone's clock shows at a moment."""
    wall = datetime.fromtimestamp(at / 1000, zone)
    return wall.date(), wall.hour * 60 + wall.minute


def offsets(zone: tzinfo, begin: int, end: int) -> list[Span]:
    """Return from when on a zone's clock is how many minutes ahead of UTC, for a page that should not guess."""
    found = [(begin, _ahead(begin // 1000, zone) // 60)]
    for day in range(begin // 1000, end // 1000, 24 * 3600):
        until = min(day + 24 * 3600, end // 1000)
        if _ahead(day, zone) != _ahead(until, zone):
            found.append((_jump(day, until, zone) * 1000, _ahead(until, zone) // 60))
    return found


def day_number(day: date) -> int:
    """Write a day as 20261123."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """Read a day such as 20261123; raise ValueError for what is no day."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def union(spans: Iterable[Span]) -> list[Span]:
    """Join what touches or overlaps; the first comes first."""
    joined: list[Span] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def minus(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return what is left of spans when others are cut out."""
    left, cuts = union(spans), union(taken)
    for cut_begin, cut_end in cuts:
        left = [
            part
            for begin, end in left
            for part in ((begin, min(end, cut_begin)), (max(begin, cut_end), end))
            if part[0] < part[1]
        ]
    return left


def common(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return what lies in both."""
    whole = union(spans)
    return minus(whole, minus(whole, others))


def _ahead(second: int, zone: tzinfo) -> int:
    ahead = datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()
    return int(ahead.total_seconds()) if ahead is not None else 0


def _jump(before: int, after: int, zone: tzinfo) -> int:
    """Find the second between two at which a zone's clock is set."""
    was = _ahead(before, zone)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _ahead(middle, zone) == was else (before, middle)
    return after
