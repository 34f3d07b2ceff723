"""The schedule as the console reads it: ids as b64u, Unix ms, and the line's clock beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta, tzinfo
from typing import Any

from api.oncall.schedule.on_duty import OnDuty
from api.oncall.schedule.persons import by_person
from api.oncall.schedule.plan import Plan
from api.oncall.schedule.promises import for_every_youth, opens, unfilled
from api.oncall.shifts import MANNED, PRIMARY, Closure, Pattern, Shift, hours, warnings
from api.oncall.spans import common, day_number, moment, on_clock
from api.protocol.base64url import b64u
from api.protocol.limits import DAY

NOON = 12 * 60


def clock_of(starts_at: int, ends_at: int, zone: tzinfo) -> dict[str, int]:
    """Say a stretch of time as the line's clock shows it: day, minutes after midnight, minutes long on that clock."""
    (day, starts), (last, ends) = on_clock(starts_at, zone), on_clock(ends_at, zone)
    return {"day": day_number(day), "starts": starts, "length": (last - day).days * 24 * 60 + ends - starts}


def name(value: bytes | None) -> str | None:
    """Write an id, or nothing."""
    return None if value is None else b64u(value)


def shift(one: Shift, zone: tzinfo, draft: bool = False) -> dict[str, Any]:
    """Show a shift; a draft is not published yet."""
    return {
        "id": b64u(one.id),
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        **clock_of(one.starts_at, one.ends_at, zone),
        "duty": one.duty,
        "device": name(one.device),
        "weekly": one.pattern is not None,
        "asks": one.asks,
        "asks_of": name(one.asks_of),
        "asks_for": name(one.asks_for),
        "answer": one.answer,
        "changed_at": one.changed_at,
        "draft": draft,
    }


def pattern(one: Pattern) -> dict[str, Any]:
    """Show a weekly pattern."""
    return {
        "id": b64u(one.id),
        "weekday": one.weekday,
        "starts": one.starts,
        "length": one.length,
        "duty": one.duty,
        "device": name(one.device),
        "from_day": one.from_day,
        "until_day": one.until_day,
    }


def closure(one: Closure, zone: tzinfo) -> dict[str, Any]:
    """Show hours that are published as closed."""
    clock = clock_of(one.starts_at, one.ends_at, zone)
    return {"id": b64u(one.id), "starts_at": one.starts_at, "ends_at": one.ends_at, **clock, "reason": one.reason}


def days(begin: int, end: int, zone: tzinfo) -> list[dict[str, int]]:
    """Return the days of the line's zone whose noon lies between two moments."""
    day, found = on_clock(begin, zone)[0] - timedelta(1), []
    while moment(day, NOON, zone) < end:
        if moment(day, NOON, zone) >= begin:
            span = {"begin": moment(day, 0, zone), "end": moment(day + timedelta(1), 0, zone)}
            found.append({"day": day_number(day), "weekday": day.weekday(), **span})
        day += timedelta(1)
    return found


def week_of(now: int, zone: tzinfo) -> tuple[int, int]:
    """Return the week, Monday to Sunday, that a moment lies in."""
    today = on_clock(now, zone)[0]
    monday = today - timedelta(today.weekday())
    return moment(monday, 0, zone), moment(monday + timedelta(7), 0, zone)


def week(plan: Plan, all_of_it: bool) -> dict[str, Any]:
    """Show what lies within the plan: to a coordinator also what is not published, to others what is."""
    shifts = plan.after if all_of_it else plan.published
    settled = plan.settled
    around = by_person(plan.around(all_of_it), plan.people)
    span = max(plan.begin, plan.now), plan.end, plan.zone
    # An officer's nights are long too; but hours in which only an officer is primary are nobody's.
    found = [one for one in warnings(around, plan.closures, *span) if one.device]
    found += [
        one for one in warnings(for_every_youth(around, plan.officers), plan.closures, *span) if one.device is None
    ]
    return {
        "patterns": [pattern(one) for one in plan.patterns] if all_of_it else [],
        "shifts": [shift(one, plan.zone, one.id not in settled) for one in shifts],
        "closures": [closure(one, plan.zone) for one in plan.closures],
        "hours": [{"starts_at": begin, "ends_at": end} for begin, end in hours(shifts, plan.closures)],
        "warnings": [
            {
                "kind": one.kind,
                "starts_at": one.starts_at,
                "ends_at": one.ends_at,
                **clock_of(one.starts_at, one.ends_at, plan.zone),
                "device": name(one.device),
            }
            for one in sorted(found, key=lambda one: (one.starts_at, one.kind))
        ],
    }


def glance(plan: Plan, duty: OnDuty, me: Collection[bytes]) -> dict[str, Any]:
    """Show now, next and who; the asker's own shifts to come, and those that need somebody; and when each counts.

    A shift counts in no hours that are published as closed; one that lies wholly in such hours is no shift to come. An officer
    is not asked to be primary in place of somebody who answers every youth.
    """
    now, zone = plan.now, plan.zone
    left = {one.id: plan.left_open(one) for one in plan.published if one.duty in MANNED}
    coming = [one for one in plan.published if any(end > now for _, end in left.get(one.id, ()))]
    promised = hours(plan.published, plan.closures)
    begins = [begin for one in coming if one.duty == PRIMARY for begin, _ in left[one.id]]
    turn = min((begin for begin in begins if begin > now), default=None)
    following = [] if turn is None else [one for one in coming if one.starts_at <= turn < one.ends_at and one.there]
    wanted = [one for one in coming if one.asks is not None or one.device is None]
    if not plan.officers.isdisjoint(me):
        wanted = [one for one in wanted if one.duty != PRIMARY or one.device in plan.officers]
    open_until = next((end for begin, end in common(promised, [(now, plan.end)]) if begin <= now), None)
    return {
        "now": {name: [b64u(one) for one in devices] for name, devices in duty._asdict().items()},
        "next": None if turn is None else {"at": turn, **_who(following)},
        "open_until": open_until,
        "unfilled": bool(unfilled(plan.published, plan.closures, plan.officers, now, now + 1)),
        "next_opening": opens(plan.published, plan.closures, plan.officers, now),
        "mine": [{**shift(one, zone), "counts": left[one.id]} for one in coming if one.device in me],
        "wanted": [{**shift(one, zone), "counts": left[one.id]} for one in wanted],
    }


def unpublished(plan: Plan) -> int:
    """Count what the next publishing would change before the day that is published."""
    soon = [one for one in plan.next.added if one.starts_at < (plan.until or 0)]
    return len(soon) + len(plan.next.changed) + len(plan.next.dropped)


def _who(shifts: Iterable[Shift]) -> dict[str, list[str]]:
    found = list(shifts)
    return {duty: [b64u(one.device) for one in found if one.duty == duty and one.device] for duty in MANNED}


LOOK_AHEAD = 62 * DAY  # how far "your shifts" looks
