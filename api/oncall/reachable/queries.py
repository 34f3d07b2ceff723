"""Reads who is on the roster, on call, away, recused, off, or without a way to be woken."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.certificates import SHIFT
from api.store.tables import alert_orders, certificates, devices, presence, publications, recusals, shifts

_ANSWERING = ("worker", "supervisor")


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


async def recused(connection: AsyncConnection, waiting: Collection[bytes]) -> set[tuple[bytes, bytes]]:
    """Return which device must not hear of which of these conversations."""
    query = select(recusals.c.conversation, recusals.c.device).where(recusals.c.conversation.in_(waiting))
    return {(row.conversation, row.device) for row in await connection.execute(query)}


async def with_shift_key(connection: AsyncConnection, now: int) -> set[bytes]:
    """Return the devices that hold a shift certificate: they went on call by their own hand."""
    held = and_(certificates.c.kind == SHIFT, certificates.c.not_after > now)
    return set(await connection.scalars(select(certificates.c.device).where(held)))


async def with_a_way(connection: AsyncConnection) -> set[bytes]:
    """Return the devices that have ordered a way to be woken."""
    return set(await connection.scalars(select(alert_orders.c.device).distinct()))


async def shift_over(connection: AsyncConnection, since: int, now: int) -> set[bytes]:
    """Return the devices whose published shift ended lately: they are off, whatever key they hold still."""
    until = select(publications.c.until).scalar_subquery()
    ended = and_(shifts.c.ends_at > since, shifts.c.ends_at <= now, shifts.c.starts_at < until)
    return set(await connection.scalars(select(shifts.c.device).where(ended, shifts.c.device.is_not(None))))
