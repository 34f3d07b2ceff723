"""What the on-call room reads and writes: receive certificates and the next opening."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.certificates import Certificate
from api.store import tables


async def put_certificate(connection: AsyncConnection, device_id: bytes, held: Certificate) -> None:
    """Keep a device's certificate in place of its earlier one of this kind."""
    await remove_certificate(connection, device_id, held.kind)
    values = {"device": device_id, "kind": held.kind, "certificate": held.body, "not_after": held.not_after}
    await connection.execute(insert(tables.certificates).values(values))


async def remove_certificate(connection: AsyncConnection, device_id: bytes, kind: int) -> None:
    """Take a device's certificate of this kind away."""
    table = tables.certificates
    await connection.execute(delete(table).where(table.c.device == device_id, table.c.kind == kind))


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
    await connection.execute(delete(tables.openings))
    await connection.execute(insert(tables.openings).values(id=1, next_opening=at))


async def forget_old(connection: AsyncConnection, now: int) -> None:
    """Drop certificates whose time is over."""
    await connection.execute(delete(tables.certificates).where(tables.certificates.c.not_after <= now))
