"""Reads and writes of the on-call room: certificates, next opening, an empty line, who wants a call."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import case, delete, exists, func, insert, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.certificates import SHIFT, Certificate
from api.oncall.unattended import Unattended
from api.protocol.limits import POLICE
from api.store import tables
from api.store.put import put

_calls, _c, _j, _p = tables.callbacks.c, tables.conversations.c, tables.joins.c, tables.packets.c


class Caller(NamedTuple):
    """A worker who wants to be called, as whoever was woken reads it."""

    device: bytes
    label: str
    asked_at: int


async def put_certificate(connection: AsyncConnection, device_id: bytes, held: Certificate) -> None:
    """Keep a device's certificate in place of its earlier one of this kind."""
    values = {"device": device_id, "kind": held.kind, "certificate": held.body, "not_after": held.not_after}
    await put(connection, tables.certificates, values)


async def remove_certificate(connection: AsyncConnection, device_id: bytes, kind: int) -> None:
    """Take a device's certificate of this kind away."""
    table = tables.certificates
    await connection.execute(delete(table).where(table.c.device == device_id, table.c.kind == kind))


async def has_shift_key(connection: AsyncConnection, device_id: bytes, now: int) -> bool:
    """Say whether this device is on call."""
    held = tables.certificates.c
    mine = exists().where(held.device == device_id, held.kind == SHIFT, held.not_after > now)
    return bool(await connection.scalar(select(mine)))


async def certificates(connection: AsyncConnection, now: int) -> Sequence[bytes]:
    """Return every certificate that still holds, of devices that the newest roster names."""
    table = tables.certificates
    query = (
        select(table.c.certificate)
        .join(tables.devices, tables.devices.c.id == table.c.device)
        .where(table.c.not_after > now)
        .order_by(table.c.device, table.c.kind)
    )
    return [bytes(one) for one in (await connection.execute(query)).scalars()]


async def next_opening(connection: AsyncConnection, now: int) -> int | None:
    """Return when the line opens next, or None when nobody said so or that time is over."""
    found: int | None = (await connection.execute(select(tables.openings.c.next_opening))).scalar_one_or_none()
    return found if found is not None and found > now else None


async def put_next_opening(connection: AsyncConnection, at: int | None) -> None:
    """Keep when the line opens next."""
    await put(connection, tables.openings, {"id": 1, "next_opening": at})


async def unattended(connection: AsyncConnection) -> Unattended | None:
    """Return since when nobody is there though somebody is on duty, and how far the waking went."""
    table = tables.unattended
    row = (await connection.execute(select(table.c.since, table.c.rung, table.c.next_at))).first()
    return None if row is None else Unattended(*row)


async def put_unattended(connection: AsyncConnection, held: Unattended | None) -> None:
    """Keep how it stands; None: somebody is there, or the hours are over."""
    await connection.execute(delete(tables.unattended))
    if held is not None:
        await connection.execute(insert(tables.unattended).values(id=1, **held._asdict()))


async def shift_certificates(connection: AsyncConnection, now: int) -> Sequence[tuple[bytes, bytes]]:
    """Return the device and the certificate of everybody on call who answers youth that chose no police."""
    held, who = tables.certificates, tables.devices
    answers = who.c.role.in_(("worker", "supervisor")) & (who.c.circle != POLICE)
    query = select(held.c.device, held.c.certificate).join(who, who.c.id == held.c.device)
    rows = await connection.execute(query.where(held.c.kind == SHIFT, held.c.not_after > now, answers))
    return [(row.device, bytes(row.certificate)) for row in rows]


async def officers(connection: AsyncConnection) -> set[bytes]:
    """Return the devices of police: they answer nobody who did not ask for them."""
    return set(await connection.scalars(select(tables.devices.c.id).where(tables.devices.c.circle == POLICE)))


async def note_since(connection: AsyncConnection, since: int) -> bool:
    """Say whether somebody left a note since a time that waits still."""
    table = tables.conversations
    left = exists().where(table.c.state == "waiting", table.c.note.is_(True), table.c.waiting_since >= since)
    return bool(await connection.scalar(select(left)))


async def ended(connection: AsyncConnection, after: int, until: int) -> bool:
    """Say whether the time of anybody's certificate ran out within these moments."""
    held = tables.certificates.c.not_after
    return bool(await connection.scalar(select(exists().where(held > after, held <= until))))


async def forget_old(connection: AsyncConnection, now: int) -> None:
    """Drop certificates whose time is over."""
    await connection.execute(delete(tables.certificates).where(tables.certificates.c.not_after <= now))


async def ask_for_call(
    connection: AsyncConnection, asks: bytes, woken: Collection[bytes], now: int, until: int
) -> None:
    """Let these read who asked; what is over is forgotten with it."""
    await connection.execute(delete(tables.callbacks).where(_calls.until <= now))
    for one in sorted(woken):
        await put(connection, tables.callbacks, {"asks": asks, "woken": one, "asked_at": now, "until": until})


async def callers(connection: AsyncConnection, me: Collection[bytes], now: int) -> list[Caller]:
    """Return who wants to be called by this person, the longest waiting first."""
    query = (
        select(_calls.asks, tables.devices.c.label, func.min(_calls.asked_at).label("first"))
        .join(tables.devices, tables.devices.c.id == _calls.asks)
        .where(_calls.woken.in_(me), _calls.until > now)
        .group_by(_calls.asks, tables.devices.c.label)
        .order_by("first", _calls.asks)
    )
    return [Caller(bytes(row.asks), row.label, row.first) for row in await connection.execute(query)]


async def calls_back(connection: AsyncConnection, me: Collection[bytes], asks: bytes) -> bool:
    """Somebody who was woken calls now: forget it for everybody; False when it is no news, or nobody asked them."""
    mine = select(_calls.asks).where(_calls.asks == asks, _calls.woken.in_(me)).limit(1)
    if await connection.scalar(mine) is None:
        return False
    await connection.execute(delete(tables.callbacks).where(_calls.asks == asks))
    return True


async def still_asked(connection: AsyncConnection, now: int) -> set[bytes]:
    """Return for whom a colleague waits: who is offered a talk, asked to be the second, next at a packet, or to call somebody."""
    claimed = _c.state == literal_column("'claimed'")
    offered = select(_c.offered_to).where(claimed, _c.offered_to.is_not(None), _c.agreed_at.is_(None))
    turn = case((_p.state == "asked", _p.second), (_p.state == "agreed", _p.author), (_p.state == "sent", _p.receiver))
    calls = select(_calls.woken).where(_calls.until > now)
    found = {one for query in (offered, select(turn), calls) for one in await connection.scalars(query) if one}
    seconds = select(_j.woken).where(_j.until.is_(None), _j.woken.is_not(None))
    return found | {
        woken[at : at + 16] for woken in await connection.scalars(seconds) for at in range(0, len(woken), 16)
    }
