"""Leases: which replica may run a job now, and when it last ran."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.store.put import insert
from api.store.tables import leases

_l = leases.c


class Lease(NamedTuple):
    """Who may run a job, until when, and when it last ran."""

    holder: str
    until: int
    ran_at: int


async def find(connection: AsyncConnection, job: str) -> Lease | None:
    """Return a job's lease."""
    row = (await connection.execute(select(_l.holder, _l.until, _l.ran_at).where(_l.job == job))).first()
    return None if row is None else Lease(*row)


async def take(
    connection: AsyncConnection, job: str, holder: str, now: int, until: int, longest: int, ran_at: int
) -> bool:
    """Take a lease that is free and whose job has not run since it was looked at.

    One that claims to run for longer than any may was written by a clock gone wrong.
    """
    free = or_(_l.until <= now, _l.until > now + longest, _l.holder == holder)
    as_seen = update(leases).where(_l.job == job, _l.ran_at == ran_at, free)
    taken = await connection.execute(as_seen.values(holder=holder, until=until))
    return bool(taken.rowcount)


async def add(connection: AsyncConnection, job: str, holder: str, until: int) -> bool:
    """Take a lease that nobody has ever taken; False when another did at this moment."""
    new = insert(connection, leases).values(job=job, holder=holder, until=until, ran_at=0).on_conflict_do_nothing()
    return bool((await connection.execute(new)).rowcount)


async def give_back(connection: AsyncConnection, job: str, holder: str, ran_at: int) -> None:
    """Free a lease after its job has run."""
    mine = (_l.job == job) & (_l.holder == holder)
    await connection.execute(update(leases).where(mine).values(until=0, ran_at=ran_at))


async def last_run(connection: AsyncConnection) -> int | None:
    """Return the newest time at which any job has run: the relay was alive then."""
    found = await connection.scalar(select(func.max(_l.ran_at)))
    return int(found) if found else None
