"""What workers settle among themselves: "I am sick", a swap, and "I take it", each in one step.

Who asks for cover counts as not there from that moment: paging passes them over, and no youth is told to come then, until a
colleague takes it or they take their words back. Whoever is quicker has it; the second is told.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import Refused
from api.oncall.queries import officers
from api.oncall.schedule import queries
from api.oncall.schedule.changes import fits
from api.oncall.schedule.closing import lift
from api.oncall.schedule.offers import carried, let_fall
from api.oncall.schedule.persons import by_person
from api.oncall.schedule.plan import left_open
from api.oncall.shifts import COVER, FELL, MANNED, PRIMARY, SWAP, SWAPPED, Shift, clash
from api.oncall.spans import minus
from api.staff.queries import devices_of, same_person

People = dict[bytes, tuple[str, str]]


async def ask(
    connection: AsyncConnection,
    me: bytes,
    shift_id: bytes,
    was: int,
    kind: str,
    of: bytes | None,
    given: bytes | None,
    now: int,
) -> Shift:
    """Ask colleagues, or one of them, to cover a shift; or one colleague to swap it for one of theirs."""
    shift = await _mine(connection, me, shift_id, now)
    await _refuse_closed(connection, shift, now)
    if kind == COVER:
        if await same_person(connection, me, of):
            raise Refused("swap-self")
        return await _change(connection, replace(shift, asks=COVER, asks_of=of, asks_for=None, answer=None), was, now)
    other = await _published(connection, given) if given is not None else None
    if other is None or other.device is None or await same_person(connection, me, other.device):
        raise Refused("swap-self")
    if other.ends_at <= now or min(shift.starts_at, other.starts_at) <= now:
        raise Refused("past")
    await _refuse_closed(connection, other, now)
    await _swappable(connection, shift, other)
    asked = replace(shift, asks=SWAP, asks_of=other.device, asks_for=other.id, answer=None)
    return await _change(connection, asked, was, now)


async def ask_for(connection: AsyncConnection, shift_id: bytes, was: int, now: int) -> Shift:
    """Ask colleagues to cover the shift of somebody who told a coordinator that they cannot come."""
    shift = await _published(connection, shift_id)
    if shift is None or shift.duty not in MANNED or shift.device is None:
        raise Refused("not-found")
    if shift.ends_at <= now:
        raise Refused("past")
    await _refuse_closed(connection, shift, now)
    return await _change(connection, shift.freed(asks=COVER), was, now)


async def withdraw(connection: AsyncConnection, me: bytes, shift_id: bytes, was: int, now: int) -> Shift:
    """Ask for nothing any more, or have seen what came of an offer; hours that were closed for want of her open."""
    shift = await _mine(connection, me, shift_id, now)
    comes = await _change(connection, shift.freed(), was, now)
    await lift(connection, now, [comes])
    return comes


async def take(connection: AsyncConnection, me: bytes, shift_id: bytes, was: int, now: int) -> Shift:
    """Take a shift that nobody has or that somebody asks to have covered, or agree to a swap."""
    shift = await _published(connection, shift_id)
    people = await queries.people(connection)
    if shift is None or shift.duty not in MANNED:
        raise Refused("not-found")
    if shift.ends_at <= now:
        raise Refused("past")
    await _refuse_closed(connection, shift, now)
    fits(people, shift.duty, me)
    await _refuse_officer(connection, shift, me)
    mine = await devices_of(connection, me)
    if shift.asks == SWAP and shift.asks_of in mine:
        return await _swap(connection, me, shift, was, now)
    nobody = shift.device not in people
    asked = shift.asks == COVER and (shift.asks_of is None or shift.asks_of in mine)
    if shift.device in mine or not (nobody or asked):
        raise Refused("shift-changed" if shift.answer == FELL else "not-asked")
    rest = shift
    if shift.starts_at <= now and not nobody:  # Who falls ill in the middle was there until then.
        rest = replace(shift, id=secrets.token_bytes(16), starts_at=now, changed_at=now)
    taken = rest.freed(device=me, pattern=None)
    await _make_room(connection, people, mine, taken, now)
    if rest is shift:
        return await _give(connection, taken, was, now)
    done = shift.freed(ends_at=now, pattern=None)
    await _give(connection, done, was, now)
    await queries.add_shifts(connection, [taken])
    return taken


async def _swap(connection: AsyncConnection, me: bytes, shift: Shift, was: int, now: int) -> Shift:
    """Give two shifts to each other's people, both or neither."""
    other = await _published(connection, shift.asks_for) if shift.asks_for else None
    if other is None or not await same_person(connection, me, other.device):
        raise Refused("not-asked")
    if min(shift.starts_at, other.starts_at) <= now:
        raise Refused("past")
    await _refuse_closed(connection, other, now)
    await _swappable(connection, shift, other)
    mine = await _give(connection, shift.freed(device=me, pattern=None), was, now)
    theirs = other.freed(device=shift.device, pattern=None, answer=SWAPPED)
    await _give(connection, theirs, other.changed_at, now)
    return mine


async def _swappable(connection: AsyncConnection, one: Shift, other: Shift) -> None:
    """Refuse a swap after which somebody could not do what they have."""
    people = await queries.people(connection)
    for given, device in ((one, other.device), (other, one.device)):
        fits(people, given.duty, device)
        await _refuse_officer(connection, given, device)
        await _refuse_clash(connection, people, replace(given, device=device), {one.id, other.id})


async def _refuse_officer(connection: AsyncConnection, shift: Shift, taker: bytes | None) -> None:
    """Refuse to let an officer be primary in place of somebody who answers every youth: nobody would look further."""
    police = await officers(connection)
    if shift.duty == PRIMARY and taker in police and shift.device not in police:
        raise Refused("officer")


async def _make_room(connection: AsyncConnection, people: People, mine: list[bytes], taken: Shift, now: int) -> None:
    """Let a backup or supervisor who steps in as primary leave that post for these hours, for somebody else to take."""
    if taken.duty == PRIMARY:
        for own in await queries.shifts(connection, *taken.span):
            if own.device in mine and own.duty in MANNED and own.duty != PRIMARY:
                await _leave(connection, people, own, taken, now)
    await _refuse_clash(connection, people, taken, {taken.id})


async def _leave(connection: AsyncConnection, people: People, own: Shift, taken: Shift, now: int) -> None:
    """Cut one shift where another begins and ends; the part between has nobody yet."""
    empty = own.freed(device=None, pattern=None, changed_at=now)
    begin, end = max(own.starts_at, taken.starts_at), min(own.ends_at, taken.ends_at)
    left = minus([own.span], [taken.span])
    if not left:
        await _give(connection, empty, own.changed_at, now)
        return
    first, *more = left
    cut = own.freed(pattern=None, changed_at=now)
    kept = carried(own, replace(cut, starts_at=first[0], ends_at=first[1]), people)
    await _give(connection, kept, own.changed_at, now)
    parts = [carried(own, replace(cut, starts_at=one[0], ends_at=one[1]), people) for one in more]
    parts.append(replace(empty, starts_at=begin, ends_at=end))
    await queries.add_shifts(connection, [replace(one, id=secrets.token_bytes(16)) for one in parts])


async def _refuse_clash(connection: AsyncConnection, people: People, taken: Shift, besides: set[bytes]) -> None:
    held = [one for one in await queries.shifts(connection, *taken.span) if one.id not in besides]
    taken, *held = by_person([taken, *held], people)
    for own in held:
        if clash(own, taken):
            label = people[taken.device][0] if taken.device in people else "Somebody"
            raise Refused("overlap", label=label, duty=own.duty, starts_at=own.starts_at, ends_at=own.ends_at)


async def _mine(connection: AsyncConnection, me: bytes, shift_id: bytes, now: int) -> Shift:
    shift = await _published(connection, shift_id)
    if shift is None or not await same_person(connection, me, shift.device):
        raise Refused("not-found")
    if shift.ends_at <= now:
        raise Refused("past")
    return shift


async def _refuse_closed(connection: AsyncConnection, shift: Shift, now: int) -> None:
    """Refuse to ask for, or to take, what counts in no hour any more."""
    closed = await queries.closures(connection, *shift.span)
    if not any(end > now for _, end in left_open(shift, closed)):
        raise Refused("closed-hours")


async def _published(connection: AsyncConnection, shift_id: bytes) -> Shift | None:
    """Return a shift that workers may know of."""
    shift, until = await queries.shift(connection, shift_id), await queries.published_until(connection)
    return shift if shift is not None and until is not None and shift.starts_at < until else None


async def _give(connection: AsyncConnection, shift: Shift, was: int, now: int) -> Shift:
    """Give a shift to somebody, or cut it; what was offered for it is offered no more."""
    given = await _change(connection, shift, was, now)
    await let_fall(connection, [shift.id], now)
    return given


async def _change(connection: AsyncConnection, shift: Shift, was: int, now: int) -> Shift:
    made = replace(shift, changed_at=max(now, was + 1))
    if not await queries.change_shift(connection, made, was):
        raise Refused("shift-changed")
    return made
