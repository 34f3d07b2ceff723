"""Touches the tables of paging, and nobody else does: ladders, pages, ways to wake somebody, alerts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.store.tables import alert_orders, alerts

_o = alert_orders.c
_a = alerts.c


class Order(NamedTuple):
    """A way in which a device wants to be woken; where to is wrapped under that device's lock."""

    id: bytes
    device: bytes
    channel: str
    wrapped: bytes
    position: int
    proven_at: int | None
    failed_at: int | None


class Alert(NamedTuple):
    """An alert that waits to be sent by one way."""

    id: bytes
    order_id: bytes
    device: bytes
    reason: str
    due_at: int
    tries: int
    until: int


async def orders_of(connection: AsyncConnection, devices: Collection[bytes]) -> list[Order]:
    """Return the ways in which these devices want to be woken, each device's in its order."""
    query = select(alert_orders).where(_o.device.in_(devices)).order_by(_o.device, _o.position, _o.id)
    return [Order(*row) for row in await connection.execute(query)]


async def alerts_waiting(connection: AsyncConnection, devices: Collection[bytes]) -> dict[bytes, Alert]:
    """Return what waits to be sent to these devices, by way."""
    rows = await connection.execute(select(alerts).where(_a.device.in_(devices)))
    return {row.order_id: Alert(*row) for row in rows}


async def add_alerts(connection: AsyncConnection, fresh: Sequence[Alert]) -> None:
    """Put alerts into the outbox."""
    if fresh:
        await connection.execute(insert(alerts), [one._asdict() for one in fresh])


async def renew_alert(connection: AsyncConnection, alert: bytes, reason: str, due_at: int, until: int) -> None:
    """Let an alert that waits serve for another too."""
    await connection.execute(update(alerts).where(_a.id == alert).values(reason=reason, due_at=due_at, until=until))
