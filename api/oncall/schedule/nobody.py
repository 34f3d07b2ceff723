"""Says whether nobody is on call though a primary's published hours run."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.queries import on_call
from api.oncall.schedule.on_duty import OnDuty, on_duty


async def missing(connection: AsyncConnection, now: int) -> OnDuty | None:
    """Return who is on duty while nobody is on call; None when somebody is, or no primary's hours run."""
    duty = await on_duty(connection, now)
    return duty if duty.primary and not await on_call(connection, now) else None
