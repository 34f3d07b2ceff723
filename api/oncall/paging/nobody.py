"""Says whether published hours run in which a youth reads that no one is here."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.schedule import queries
from api.oncall.shifts import OPEN
from api.oncall.there import there


async def missing(connection: AsyncConnection, now: int) -> bool:
    """Say whether the line is open by its published schedule, and nobody is there, whoever of the plan is missing and why."""
    until = await queries.published_until(connection)
    if until is None or await queries.closures(connection, now, now + 1):
        return False
    runs = await queries.shifts(connection, now, now + 1)
    promised = any(one.duty == OPEN and one.starts_at < until for one in runs)
    return promised and not await there(connection, now)
