"""What the rules of hand-off packets read and write."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations.packets.rules import Packet
from api.conversations.rules import ANSWERING
from api.store.tables import devices, packets

_p, _d = packets.c, devices.c
_columns = [_p[field.name] for field in fields(Packet)]


async def add(connection: AsyncConnection, packet: Packet, wrapped: bytes) -> None:
    """Add one; IntegrityError when its id is taken."""
    await connection.execute(insert(packets).values(**asdict(packet), wrapped=wrapped))


async def find(connection: AsyncConnection, packet: bytes) -> Packet | None:
    """Return one, and keep it from changing until this transaction ends."""
    row = (await connection.execute(select(*_columns).where(_p.id == packet).with_for_update())).one_or_none()
    return None if row is None else Packet(*row)


async def sealed(connection: AsyncConnection, packet: bytes) -> bytes | None:
    """Return what is sealed in it, under its outer lock."""
    return await connection.scalar(select(_p.wrapped).where(_p.id == packet))


async def change(connection: AsyncConnection, packet: bytes, **values: Any) -> None:
    """Change one."""
    await connection.execute(update(packets).where(_p.id == packet).values(**values))


async def around(connection: AsyncConnection, device: bytes) -> list[Packet]:
    """Return those that name this device, the oldest first."""
    named = or_(_p.author == device, _p.second == device, _p.receiver == device)
    return [
        Packet(*row) for row in await connection.execute(select(*_columns).where(named).order_by(_p.made_at, _p.id))
    ]


async def over(connection: AsyncConnection, now: int) -> list[bytes]:
    """Return those whose time is over."""
    return list(await connection.scalars(select(_p.id).where(_p.until <= now)))


async def drop(connection: AsyncConnection, packet: bytes) -> None:
    """Take one out."""
    await connection.execute(delete(packets).where(_p.id == packet))


async def answerer(connection: AsyncConnection, device: bytes) -> tuple[str, int] | None:
    """Return the role and circle of a device that answers, or None when the roster names no such device."""
    row = (
        await connection.execute(select(_d.role, _d.circle).where(_d.id == device, _d.role.in_(ANSWERING)))
    ).one_or_none()
    return None if row is None else (row.role, row.circle)
