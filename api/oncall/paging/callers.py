"""Which workers asked to be called, and whom that woke: for an hour, or until one of them calls; then it is gone."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.store.put import put
from api.store.tables import callbacks, devices

_c = callbacks.c


class Caller(NamedTuple):
    """A worker who wants to be called, as whoever was woken reads it."""

    device: bytes
    label: str
    asked_at: int


async def ask(connection: AsyncConnection, asks: bytes, woken: Collection[bytes], now: int, until: int) -> None:
    """Let these read who asked; what is over is forgotten with it."""
    await connection.execute(delete(callbacks).where(_c.until <= now))
    for one in sorted(woken):
        await put(connection, callbacks, {"asks": asks, "woken": one, "asked_at": now, "until": until})


async def callers(connection: AsyncConnection, me: Collection[bytes], now: int) -> list[Caller]:
    """Return who wants to be called by this person, the longest waiting first."""
    query = (
        select(_c.asks, devices.c.label, func.min(_c.asked_at).label("first"))
        .join(devices, devices.c.id == _c.asks)
        .where(_c.woken.in_(me), _c.until > now)
        .group_by(_c.asks, devices.c.label)
        .order_by("first", _c.asks)
    )
    return [Caller(bytes(row.asks), row.label, row.first) for row in await connection.execute(query)]


async def answer(connection: AsyncConnection, me: Collection[bytes], asks: bytes) -> bool:
    """Somebody who was woken calls now: forget it for everybody; False when it is no news, or nobody asked them."""
    mine = select(_c.asks).where(_c.asks == asks, _c.woken.in_(me)).limit(1)
    if await connection.scalar(mine) is None:
        return False
    await connection.execute(delete(callbacks).where(_c.asks == asks))
    return True
