"""Reads who is on the roster, on call, away, recused, off; and whose turn it is at the police."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import and_, exists, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.certificates import SHIFT
from api.protocol.limits import EMERGENCY, POLICE
from api.store.tables import (
    alert_orders,
    certificates,
    conversations,
    devices,
    presence,
    publications,
    recusals,
    shifts,
)

_ANSWERING = ("worker", "supervisor")
_HEADS = 20  # so many who wait one after the other may be known to some officer
_c = conversations.c


class Person(NamedTuple):
    """A device of the roster that answers."""

    device: bytes
    role: str
    circle: int
    label: str


async def people(connection: AsyncConnection) -> dict[bytes, Person]:
    """Return every device on the roster that answers."""
    query = select(devices.c.id, devices.c.role, devices.c.circle, devices.c.label).where(
        devices.c.role.in_(_ANSWERING)
    )
    return {row.id: Person(*row) for row in await connection.execute(query)}


async def absent(connection: AsyncConnection, now: int) -> set[bytes]:
    """Return who is away, or rests, now."""
    gone = and_(presence.c.state != "here", or_(presence.c.until.is_(None), presence.c.until > now))
    return set(await connection.scalars(select(presence.c.device).where(gone)))


async def resting(connection: AsyncConnection, now: int) -> set[bytes]:
    """Return who rests now: sleep that was promised."""
    rests = and_(presence.c.state == "rest", or_(presence.c.until.is_(None), presence.c.until > now))
    return set(await connection.scalars(select(presence.c.device).where(rests)))


async def come_back(connection: AsyncConnection, those: Collection[bytes]) -> bool:
    """End being away, not a rest, on these devices; say whether any was."""
    away = and_(presence.c.device.in_(those), presence.c.state == "away")
    done = await connection.execute(update(presence).where(away).values(state="here", reason=None, until=None))
    return bool(done.rowcount)


async def recused(connection: AsyncConnection, waiting: Collection[bytes]) -> set[tuple[bytes, bytes]]:
    """Return which device must not hear of which of these conversations."""
    query = select(recusals.c.conversation, recusals.c.device).where(recusals.c.conversation.in_(waiting))
    return {(row.conversation, row.device) for row in await connection.execute(query)}


async def with_shift_key(connection: AsyncConnection, now: int) -> set[bytes]:
    """Return the devices that hold a shift certificate: they went on call by their own hand."""
    held = and_(certificates.c.kind == SHIFT, certificates.c.not_after > now)
    return set(await connection.scalars(select(certificates.c.device).where(held)))


async def with_a_key(connection: AsyncConnection, now: int) -> set[bytes]:
    """Return the devices that hold a shift's or a standby's certificate: something can be sealed to them."""
    return set(await connection.scalars(select(certificates.c.device).where(certificates.c.not_after > now)))


async def with_a_way(connection: AsyncConnection) -> set[bytes]:
    """Return the devices that have ordered a way to be woken."""
    return set(await connection.scalars(select(alert_orders.c.device).distinct()))


async def shift_over(connection: AsyncConnection, since: int, now: int) -> set[bytes]:
    """Return the devices whose published shift ended lately: they are off, whatever key they hold still."""
    until = select(publications.c.until).scalar_subquery()
    ended = and_(shifts.c.ends_at > since, shifts.c.ends_at <= now, shifts.c.starts_at < until)
    return set(await connection.scalars(select(shifts.c.device).where(ended, shifts.c.device.is_not(None))))


async def turns(connection: AsyncConnection) -> dict[bytes, str | None]:
    """Return who waits for police and is shown to somebody: to which officers, as hex, or None for any.

    The most urgent first, then the longest waiting. Who is paused, left a note or is practice comes when nobody else
    waits. An officer who knows the first is shown the next; so this ends at the first whom every officer may see.
    """
    silenced = and_(_c.muted_until.is_not(None), _c.priority < EMERGENCY)
    lasts = or_(silenced, _c.note.is_(True), _c.channel == literal_column("'practice'"))
    theirs = _c.audience.op("&")(literal_column(f"{1 << POLICE}")) != literal_column("0")
    line = select(_c.id).where(_c.state == literal_column("'waiting'"), theirs)
    line = line.order_by(_c.priority.desc(), _c.waiting_since, _c.id).limit(_HEADS)
    found: dict[bytes, str | None] = {}
    left: set[bytes] | None = None  # who knows all of those before
    for part in (line.where(~lasts), line.where(lasts)):
        heads = list(await connection.scalars(part))
        known = await recused(connection, heads)
        for head in heads:
            found[head] = None if left is None else "".join(one.hex() for one in sorted(left))
            knows = {device for conversation, device in known if conversation == head}
            left = knows if left is None else left & knows
            if not left:
                return found
    return found


def turn_of(found: dict[bytes, str | None], device: bytes) -> bytes | None:
    """Return whose turn it is at this officer's desk: the last of those who stand there for them, who know all before."""
    return next((one for one, only in reversed(found.items()) if only is None or device.hex() in only), None)


async def may_come(connection: AsyncConnection, device: bytes, circle: int, called: Collection[bytes]) -> set[bytes]:
    """Return those of these conversations to which a device that was called may come now.

    Its circle is chosen still, its worker does not know the person, and nobody waits for this officer before them.
    """
    known = exists().where(recusals.c.conversation == _c.id, recusals.c.device == device)
    chosen = _c.audience.op("&")(literal_column(f"{1 << circle:d}")) != literal_column("0")
    found = (await connection.execute(select(_c.id, _c.state).where(_c.id.in_(called), chosen, ~known))).all()
    turn = turn_of(await turns(connection), device) if circle == POLICE and found else None
    return {one.id for one in found if circle != POLICE or one.state != "waiting" or one.id == turn}
