"""What the schedule reads and writes: plans, shifts, closures, addresses, and who can be woken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.shifts import COVER, MANNED, OPEN, SWAP, Closure, Pattern, Shift
from api.store import tables
from api.store.put import put

TURN = 0x5C4ED  # names the advisory lock; any number that nobody else takes


async def take_turn(connection: AsyncConnection) -> None:
    """Wait until no other transaction is changing the schedule; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})


async def published_until(connection: AsyncConnection) -> int | None:
    """Return how far the schedule is published, or None when none ever was."""
    found: int | None = (await connection.execute(select(tables.publications.c.until))).scalar_one_or_none()
    return found


async def open_until(connection: AsyncConnection, published_until: int) -> int | None:
    """Return when the last published open hours end, or None when none are kept any more."""
    table = tables.shifts.c
    last = select(func.max(table.ends_at)).where(table.duty == OPEN, table.starts_at < published_until)
    found: int | None = await connection.scalar(last)
    return found


async def publish(connection: AsyncConnection, until: int, at: int, by_device: bytes) -> None:
    """Keep how far the schedule is published, and who answers for it."""
    await connection.execute(delete(tables.publications))
    values = {"id": 1, "until": until, "at": at, "by_device": by_device}
    await connection.execute(insert(tables.publications).values(values))


async def patterns(connection: AsyncConnection) -> list[Pattern]:
    """Return every weekly pattern, in the order of the week."""
    table = tables.patterns
    found = await connection.execute(select(table).order_by(table.c.weekday, table.c.starts, table.c.duty, table.c.id))
    return [Pattern(**row) for row in found.mappings()]


async def put_pattern(connection: AsyncConnection, pattern: Pattern) -> None:
    """Keep a pattern in place of what it said before."""
    await drop_pattern(connection, pattern.id)
    await connection.execute(insert(tables.patterns).values(asdict(pattern)))


async def drop_pattern(connection: AsyncConnection, pattern_id: bytes) -> bool:
    """Take a pattern away; say whether it was there."""
    done = await connection.execute(delete(tables.patterns).where(tables.patterns.c.id == pattern_id))
    return bool(done.rowcount)


async def shifts(connection: AsyncConnection, begin: int, end: int) -> list[Shift]:
    """Return every shift that touches these hours, the first to begin first."""
    table = tables.shifts
    query = select(table).where(table.c.ends_at > begin, table.c.starts_at < end)
    found = await connection.execute(query.order_by(table.c.starts_at, table.c.duty, table.c.id))
    return [Shift(**row) for row in found.mappings()]


async def shift(connection: AsyncConnection, shift_id: bytes) -> Shift | None:
    """Return one shift, or None."""
    found = await connection.execute(select(tables.shifts).where(tables.shifts.c.id == shift_id))
    row = found.mappings().one_or_none()
    return None if row is None else Shift(**row)


async def held(connection: AsyncConnection, shift_ids: Iterable[bytes]) -> set[bytes]:
    """Return which of these shifts are kept, wherever they were moved to."""
    wanted, found = list(shift_ids), set[bytes]()
    for start in range(0, len(wanted), 500):
        part = select(tables.shifts.c.id).where(tables.shifts.c.id.in_(wanted[start : start + 500]))
        found.update(bytes(one) for one in (await connection.execute(part)).scalars())
    return found


async def add_shifts(connection: AsyncConnection, made: Sequence[Shift]) -> None:
    """Keep new shifts."""
    if made:
        await connection.execute(insert(tables.shifts), [asdict(one) for one in made])


async def change_shift(connection: AsyncConnection, changed: Shift, was: int) -> bool:
    """Keep what a shift says now; False when somebody else has changed it since `was`."""
    table = tables.shifts
    values: dict[str, Any] = asdict(changed)
    query = update(table).where(table.c.id == changed.id, table.c.changed_at == was).values(values)
    return bool((await connection.execute(query)).rowcount)


async def drop_shift(connection: AsyncConnection, shift_id: bytes, was: int) -> bool:
    """Take a shift away; False when somebody else has changed it since `was`."""
    table = tables.shifts
    done = await connection.execute(delete(table).where(table.c.id == shift_id, table.c.changed_at == was))
    return bool(done.rowcount)


async def covering(connection: AsyncConnection, at: int, until: int) -> list[Shift]:
    """Return the published shifts at a moment whose people are still on the roster and have not asked for cover."""
    table, known = tables.shifts, tables.devices
    query = (
        select(table)
        .join(known, known.c.id == table.c.device)
        .where(table.c.ends_at > at, table.c.starts_at <= at, table.c.starts_at < until, table.c.duty.in_(MANNED))
        .where(or_(table.c.asks.is_(None), table.c.asks != COVER))
    )
    found = await connection.execute(query.order_by(table.c.starts_at, table.c.id))
    return [Shift(**row) for row in found.mappings()]


async def offers_for(connection: AsyncConnection, shift_ids: Iterable[bytes]) -> list[Shift]:
    """Return the shifts that are offered in a swap for one of these."""
    table, wanted, found = tables.shifts, list(shift_ids), list[Shift]()
    for start in range(0, len(wanted), 500):
        query = select(table).where(table.c.asks == SWAP, table.c.asks_for.in_(wanted[start : start + 500]))
        found.extend(Shift(**row) for row in (await connection.execute(query)).mappings())
    return found


async def closures(connection: AsyncConnection, begin: int, end: int) -> list[Closure]:
    """Return the closures that touch these hours."""
    table = tables.closures
    query = select(table).where(table.c.ends_at > begin, table.c.starts_at < end)
    found = await connection.execute(query.order_by(table.c.starts_at, table.c.id))
    return [Closure(**row) for row in found.mappings()]


async def add_closures(connection: AsyncConnection, made: Sequence[Closure]) -> None:
    """Keep hours that are published as closed."""
    if made:
        await connection.execute(insert(tables.closures), [asdict(one) for one in made])


async def drop_closure(connection: AsyncConnection, closure_id: bytes) -> bool:
    """Take a closure away; say whether it was there."""
    done = await connection.execute(delete(tables.closures).where(tables.closures.c.id == closure_id))
    return bool(done.rowcount)


async def people(connection: AsyncConnection) -> dict[bytes, tuple[str, str]]:
    """Return the label and the role of every device on the roster that answers."""
    table = tables.devices
    query = select(table.c.id, table.c.label, table.c.role).where(table.c.role.in_(("worker", "supervisor")))
    return {bytes(one.id): (one.label, one.role) for one in await connection.execute(query)}


async def turns(connection: AsyncConnection, after: int, until: int) -> bool:
    """Say whether a shift or a closure begins or ends within these moments."""
    for table in (tables.shifts, tables.closures):
        begins = and_(table.c.starts_at > after, table.c.starts_at <= until)
        ends = and_(table.c.ends_at > after, table.c.ends_at <= until)
        if (await connection.execute(select(table.c.id).where(or_(begins, ends)).limit(1))).first() is not None:
            return True
    return False


async def feed(connection: AsyncConnection, device: bytes) -> int | None:
    """Return when this device's calendar address was made, or None."""
    table = tables.feeds
    found: int | None = (
        await connection.execute(select(table.c.made_at).where(table.c.device == device))
    ).scalar_one_or_none()
    return found


async def put_feed(connection: AsyncConnection, device: bytes, secret_hash: bytes, now: int) -> None:
    """Keep the hash of a new calendar address in place of an older one."""
    await put(connection, tables.feeds, {"device": device, "secret_hash": secret_hash, "made_at": now})


async def drop_feed(connection: AsyncConnection, device: bytes) -> None:
    """Let a calendar address show nothing any more."""
    await connection.execute(delete(tables.feeds).where(tables.feeds.c.device == device))


async def feed_device(connection: AsyncConnection, secret_hash: bytes, made_after: int) -> bytes | None:
    """Return whose calendar address this is, if it is young enough and they are still on the roster."""
    table, known = tables.feeds, tables.devices
    query = (
        select(table.c.device)
        .join(known, known.c.id == table.c.device)
        .where(table.c.secret_hash == secret_hash, table.c.made_at > made_after)
    )
    found: bytes | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def forget_old(connection: AsyncConnection, before: int, feeds_before: int) -> None:
    """Drop shifts and closures that ended, and calendar addresses that were made, before these moments."""
    await connection.execute(delete(tables.shifts).where(tables.shifts.c.ends_at <= before))
    await connection.execute(delete(tables.closures).where(tables.closures.c.ends_at <= before))
    await connection.execute(delete(tables.feeds).where(tables.feeds.c.made_at <= feeds_before))


async def with_a_way_that_works(connection: AsyncConnection) -> set[bytes]:
    """Return the devices that have ordered a way to be woken by which the last alert did not fail."""
    works = tables.alert_orders.c.failed_at.is_(None)
    return set(await connection.scalars(select(tables.alert_orders.c.device).where(works).distinct()))
