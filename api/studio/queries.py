"""What the studio reads and writes: revisions, and who may have written them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from api.store.studio_tables import revisions
from api.store.tables import devices

_TURN = 0x714C_5354_5544_4900  # "qLSTUDI": this lock of PostgreSQL is the studio's and nobody else's
_r = revisions.c


class Revision(NamedTuple):
    """One saving of one file; without `written` it was taken away."""

    number: int
    path: str
    hash: bytes
    written: str | None
    author: bytes | None
    at: int
    kind: str
    why: str | None


async def take_turn(connection: AsyncConnection) -> None:
    """Wait until nobody else changes anything in the studio; held until this transaction ends."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


async def newest(connection: AsyncConnection, up_to: int | None = None) -> list[Revision]:
    """Return the newest revision of each file that is there, by path; of an earlier state if asked."""
    among = select(func.max(_r.number)).group_by(_r.path)
    among = among if up_to is None else among.where(_r.number <= up_to)
    query = select(revisions).where(_r.number.in_(among), _r.written.is_not(None)).order_by(_r.path)
    return [Revision(*row) for row in await connection.execute(query)]


async def newest_of(connection: AsyncConnection, path: str) -> Revision | None:
    """Return the newest revision of one file, also one that took it away."""
    query = select(revisions).where(_r.path == path).order_by(_r.number.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Revision(*row)


async def last_number(connection: AsyncConnection) -> int:
    """Return the number of the newest revision; 0 before the first."""
    return int(await connection.scalar(select(func.max(_r.number))) or 0)


async def add_revisions(connection: AsyncConnection, added: Sequence[Revision]) -> None:
    """Put revisions behind the others."""
    if added:
        await connection.execute(insert(revisions), [one._asdict() for one in added])


async def written_by_people(connection: AsyncConnection) -> bool:
    """Say whether an editor has ever saved anything."""
    return await connection.scalar(select(_r.number).where(_r.author.is_not(None)).limit(1)) is not None


async def authors_after(connection: AsyncConnection, number: int) -> list[bytes]:
    """Return who has changed anything behind a revision."""
    query = select(_r.author).where(_r.number > number, _r.author.is_not(None)).distinct()
    return sorted(bytes(one) for one in await connection.scalars(query))


async def people(connection: AsyncConnection) -> Sequence[Any]:
    """Return id, label and role of everybody on the roster, by label; the studio says who by it."""
    query = select(devices.c.id, devices.c.label, devices.c.role).order_by(devices.c.label, devices.c.id)
    return (await connection.execute(query)).all()
