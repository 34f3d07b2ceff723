"""Turns opening hours into minutes of UTC, so that no engine needs a time-zone database."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypedDict
from zoneinfo import ZoneInfo

from content.zones import place

MINUTE_MS = 60_000
DAY = 1440
DAYS_AHEAD = 400
ZONES = ("America/Winnipeg", "America/Toronto", "America/Atikokan")


class Unclear(ValueError):
    """The hours cannot be understood: `key` is the part of them that is at fault (osm, zone or closed)."""

    def __init__(self, key: str, says: str):
        super().__init__(says)
        self.key = key


class Hours(TypedDict):
    """When a service is open: always, unknown, or spans of minutes since 1970 in UTC, known up to `until`."""

    zone: str
    always: bool
    unknown: bool
    spans: list[list[int]]
    until: int


def compiled(osm: str, zone: str, closed: list[str], from_ms: int) -> Hours:
    """The hours from a moment on. Unclear, with a plain sentence, if they cannot be understood.

    A closed date is a whole day in the service's own zone. Clock changes are the zone's: 8:30 stays 8:30 on the wall.
    """
    if zone not in ZONES:
        raise Unclear("zone", f'"{zone}" is not one of {", ".join(ZONES)}')
    here = place(zone)
    gaps = sorted(_day(one, here) for one in closed)
    start = from_ms // MINUTE_MS
    hours: Hours = {
        "zone": zone,
        "always": False,
        "unknown": osm == "unknown",
        "spans": [],
        "until": start + DAYS_AHEAD * DAY,
    }
    if osm == "unknown":
        return hours
    if osm == "24/7" and not gaps:
        return {**hours, "always": True}
    for begin, end in _open(osm, zone, start // DAY):
        hours["spans"] += _without(gaps, max(begin, start), min(end, hours["until"]))
    if not hours["spans"]:
        raise Unclear("osm", f'"{osm}" is never open')
    return hours


def state_at(hours: Hours, now_ms: int) -> str:
    """open, closed or unknown at a moment."""
    if hours["always"]:
        return "open"
    minute = now_ms // MINUTE_MS
    if hours["unknown"] or minute >= hours["until"]:
        return "unknown"
    return "open" if any(begin <= minute < end for begin, end in hours["spans"]) else "closed"


# An editor's every look at a draft asks for the same hours of the same day.
@lru_cache(maxsize=64)
def _open(osm: str, zone: str, day: int) -> list[tuple[int, int]]:
    """When it is open from the beginning of a day of UTC on, a day further than anybody asks for."""
    import opening_hours  # 3 MiB that a relay need not hold before somebody asks for content

    here = place(zone)
    try:
        rule = opening_hours.OpeningHours(osm, timezone=here)
    except opening_hours.ParserError:  # type: ignore[attr-defined]
        raise Unclear("osm", f'"{osm}" is not understood') from None
    first = datetime.fromtimestamp(day * DAY * 60, here)
    intervals = rule.intervals(first, first + timedelta(days=DAYS_AHEAD + 1))
    return [
        (_minute(begin), _minute(end)) for begin, end, state, *_ in intervals if str(state).lower().endswith("open")
    ]


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def _day(written: str, zone: ZoneInfo) -> tuple[int, int]:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Unclear("closed", f'"{written}" is not a date like 2026-12-25') from None
    first = datetime(day.year, day.month, day.day, tzinfo=zone)
    after = day + timedelta(days=1)
    return _minute(first), _minute(datetime(after.year, after.month, after.day, tzinfo=zone))


def _without(gaps: list[tuple[int, int]], begin: int, end: int) -> list[list[int]]:
    left = []
    for first, last in gaps:
        if first < end and last > begin:
            if begin < first:
                left.append([begin, first])
            begin = min(end, last)
    return [*left, [begin, end]] if begin < end else left
