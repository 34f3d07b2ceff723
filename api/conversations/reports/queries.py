"""The tallies: add to a day's counts, read a month's sums; none looks through conversations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations.reports.kinds import KINDS, Count
from api.store.put import insert
from api.store.tables import conversations, tallies

_t, _c = tallies.c, conversations.c


async def add(connection: AsyncConnection, day: int, counts: Sequence[Count]) -> None:
    """Add these to a day, in one statement and one order, so that two who count at once never wait for each other."""
    rows = [
        {"day": day, "kind": kind, "key": key, "number": number}
        for (kind, key), number in sorted(Counter(counts).items())
    ]
    if not rows:
        return
    fresh = insert(connection, tallies).values(rows)
    added = fresh.on_conflict_do_update(
        index_elements=[_t.day, _t.kind, _t.key], set_={"number": _t.number + fresh.excluded.number}
    )
    await connection.execute(added)


async def sums(connection: AsyncConnection, first: int, last: int) -> dict[Count, int]:
    """Return how many of each sort were counted from one day to another, both included."""
    query = select(_t.kind, _t.key, func.sum(_t.number)).where(_t.day >= first, _t.day <= last)
    rows = await connection.execute(query.group_by(_t.kind, _t.key))
    return {Count(kind, key): int(number) for kind, key, number in rows}


async def first_day(connection: AsyncConnection) -> int | None:
    """Return the first day on which anything of these kinds was counted; the studio keeps its weeks beside them."""
    found: int | None = await connection.scalar(select(func.min(_t.day)).where(_t.kind.in_(KINDS)))
    return found


async def answered_now(connection: AsyncConnection, conversation: bytes) -> bool:
    """Mark that somebody has had a conversation; False when that is no news."""
    fresh = update(conversations).where(_c.id == conversation, _c.answered.is_(False)).values(answered=True)
    return bool((await connection.execute(fresh)).rowcount)


async def was_answered(connection: AsyncConnection, conversation: bytes) -> bool:
    """Say whether anybody has ever had a conversation."""
    return bool(await connection.scalar(select(_c.answered).where(_c.id == conversation)))
