"""What a coordinator changes: the weekly pattern, single shifts, closures, and how far it is published.

Patterns are plans: nobody sees them before they are published. A shift changed by hand counts at once where the schedule
is published, stays when patterns change, and may not leave open hours empty unless they are published as closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import Refused
from api.oncall.schedule import queries
from api.oncall.schedule.closing import close_empty, lift
from api.oncall.schedule.offers import carried, let_fall, unchanged
from api.oncall.schedule.persons import by_person
from api.oncall.schedule.plan import FARTHEST, Plan, find_shift, left_open, read_plan, refuse_gaps
from api.oncall.shifts import (
    COVER,
    MANNED,
    OFF,
    OPEN,
    PRIMARY,
    SUPERVISOR,
    Closure,
    Pattern,
    Shift,
    first_clash,
    hours,
    occurrences,
)
from api.oncall.spans import Span, common, minus
from api.protocol.limits import DAY

LOOK_AHEAD = 35 * DAY  # a pattern is held against so many days of the others


class Made(NamedTuple):
    """A shift as it stands now, which hours were closed for it, whether closed ones opened, and when it counts."""

    shift: Shift
    closed: list[bytes]
    lifted: bool
    counts: list[Span]


def fits(people: dict[bytes, tuple[str, str]], duty: str, device: bytes | None) -> None:
    """Refuse a duty that this device's part in the list of people does not allow."""
    if device is None:
        return
    label, role = people.get(device, ("Somebody who is not on the list", ""))
    if duty not in MANNED or not role or (duty == SUPERVISOR and role != "supervisor"):
        raise Refused("duty", label=label, duty=duty)


def refuse_clash(plan: Plan, shifts: Sequence[Shift]) -> None:
    """Refuse two shifts that one person cannot have both."""
    found = first_clash(by_person((one for one in shifts if one.ends_at > plan.now), plan.people))
    if found is not None:
        one, other = found
        starts, ends = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
        raise Refused("overlap", label=plan.label(one.device), duty=one.duty, starts_at=starts, ends_at=ends)


async def put_pattern(connection: AsyncConnection, zone: tzinfo, now: int, pattern: Pattern) -> None:
    """Keep a weekly pattern, unless its person could not do it beside the others."""
    await queries.put_pattern(connection, pattern)
    plan = await read_plan(connection, zone, now, now, now + LOOK_AHEAD)
    fits(plan.people, pattern.duty, pattern.device)
    refuse_clash(plan, plan.after)


async def put_shift(
    connection: AsyncConnection,
    zone: tzinfo,
    now: int,
    shift: Shift,
    was: int,
    closed: bool,
    opens: Sequence[bytes] = (),
    comes: bool = False,
) -> Made:
    """Keep a shift that was made or changed by hand; `was` is when the coordinator's copy was changed last.

    What it leaves empty is refused or closed; `opens` names the closures of a step that is undone by this one. Whoever
    said that they cannot come goes on asking, unless `comes` takes back that a coordinator said it for them.
    """
    old = await _as_it_was(connection, zone, now, shift.id) if was >= 0 else None
    if was >= 0 and (old is None or old.changed_at != was):
        raise Refused("shift-changed")
    if shift.ends_at <= now or (old is not None and old.ends_at <= now):
        raise Refused("past")
    if shift.ends_at > now + FARTHEST:
        raise Refused("too-far")
    for one in opens:
        await queries.drop_closure(connection, one)
    before = await _around(connection, zone, now, shift, old)
    fits(before.people, shift.duty if shift.device else OPEN, shift.device)
    made = replace(shift, pattern=_weekly(before, shift), changed_at=max(now, was + 1))
    made = made if comes else carried(old, made, before.people)
    if await queries.held(connection, [shift.id]):
        if not await queries.change_shift(connection, made, was):
            raise Refused("shift-changed")
    else:
        await queries.add_shifts(connection, [made])
    after = await _around(connection, zone, now, shift, old)
    if made.duty != OFF:
        refuse_clash(after, after.published)
        refuse_clash(after, after.after)
    if old is not None and not unchanged(old, made):
        await let_fall(connection, [made.id], now)
    gone = await _keep_promises(connection, before, after, made, closed)
    lifted = await lift(connection, now, after.published)
    counts = left_open(made, await queries.closures(connection, *made.span))
    return Made(made, gone, lifted, counts)


async def put_closure(connection: AsyncConnection, zone: tzinfo, now: int, closure: Closure) -> None:
    """Publish hours as closed, in place of what one of this name said before."""
    if closure.ends_at <= now:
        raise Refused("past")
    if closure.ends_at > now + FARTHEST:
        raise Refused("too-far")
    before = await read_plan(connection, zone, now, now, now + FARTHEST)
    again = await queries.drop_closure(connection, closure.id)
    await queries.add_closures(connection, [closure])
    if again:
        after = await read_plan(connection, zone, now, now, now + FARTHEST)
        await _keep_promises(connection, before, after, None, closed=False)


async def drop_closure(connection: AsyncConnection, zone: tzinfo, now: int, closure_id: bytes) -> None:
    """Open hours again that were published as closed, where somebody is there."""
    before = await read_plan(connection, zone, now, now, now + FARTHEST)
    if not await queries.drop_closure(connection, closure_id):
        raise Refused("not-found")
    after = await read_plan(connection, zone, now, now, now + FARTHEST)
    await _keep_promises(connection, before, after, None, closed=False)


async def publish(
    connection: AsyncConnection, zone: tzinfo, now: int, until: int, by_device: bytes, closed: bool
) -> bool:
    """Put what is planned until then in force, whole or not at all; what nobody fills is refused or closed.

    Say whether hours that were closed for want of somebody are open again.
    """
    if until <= now:
        raise Refused("past")
    if until > now + FARTHEST:
        raise Refused("too-far")
    plan = await read_plan(connection, zone, now, now, now + FARTHEST)
    coming = [one for one in plan.after if one.starts_at < until]
    if not hours(coming, ()):
        raise Refused("no-hours")
    refuse_clash(plan, coming)
    empty = [(begin, min(end, until)) for begin, end in plan.gaps(coming) if begin < until]
    await close_empty(connection, empty, closed)
    was = {one.id: one for one in plan.kept}
    for one in plan.next.dropped:
        await queries.drop_shift(connection, one.id, one.changed_at)
    for one in plan.next.changed:
        made = carried(was[one.id], replace(one, changed_at=max(now, one.changed_at + 1)), plan.people)
        await queries.change_shift(connection, made, one.changed_at)
    await let_fall(connection, [one.id for one in (*plan.next.dropped, *plan.next.changed)], now)
    added = [replace(one, changed_at=now) for one in plan.next.added if one.starts_at < until]
    await queries.add_shifts(connection, added)
    await queries.publish(connection, until, now, by_device)
    return await lift(connection, now, coming)


async def _as_it_was(connection: AsyncConnection, zone: tzinfo, now: int, shift_id: bytes) -> Shift | None:
    """Return a shift as it stands, also one that was taken out: whoever knows when may put it back."""
    kept = await queries.shift(connection, shift_id)
    return kept or await find_shift(connection, zone, now, shift_id)


def _weekly(plan: Plan, shift: Shift) -> bytes | None:
    """Name the pattern that makes exactly this: what a hand put back as it was follows its pattern again."""
    made = occurrences(plan.patterns, *shift.span, plan.zone)
    return next((one.pattern for one in made if one.id == shift.id and unchanged(one, shift)), None)


async def _around(connection: AsyncConnection, zone: tzinfo, now: int, shift: Shift, old: Shift | None) -> Plan:
    """Read the plan around a change, as it was and as it will be."""
    begin = min(shift.starts_at, old.starts_at if old else shift.starts_at)
    end = max(shift.ends_at, old.ends_at if old else shift.ends_at)
    return await read_plan(connection, zone, now, begin - DAY, end + DAY)


async def _keep_promises(
    connection: AsyncConnection, before: Plan, after: Plan, made: Shift | None, closed: bool
) -> list[bytes]:
    """Refuse to leave published hours empty that somebody was there for or asked for, or publish them as closed.

    Hours in which a primary asks for cover, or is yet to be found, are looked after; once that shift is gone, nobody asks.
    Where a step is undone that had given such hours away, they are asked for again.
    """
    until = after.until or 0
    empty = [(begin, min(end, until)) for begin, end in after.gaps(after.published) if begin < until]
    asked, asks = ([one.span for one in plan.published if one.duty == PRIMARY] for plan in (before, after))
    was = minus(before.gaps(before.published), minus(common(empty, asked), asks))
    was += [made.span] if made is not None and made.asks == COVER else []
    if closed:
        return await close_empty(connection, minus(empty, was), closed)
    refuse_gaps(empty, was)
    return []
