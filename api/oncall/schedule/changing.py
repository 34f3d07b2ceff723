"""One way to change the schedule: in turn, in one transaction, written down, and told to everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from api.live.hub import Ring
from api.oncall.schedule import queries
from api.staff.audit import record
from api.staff.signin import SignedIn


@asynccontextmanager
async def changing(
    request: Request, device: SignedIn, subject: bytes | None, action: str = "schedule"
) -> AsyncIterator[AsyncConnection]:
    """Give a connection to change the schedule with; what was looked at cannot change before the commit."""
    state = request.app.state
    async with state.database.writing() as connection:
        await queries.take_turn(connection)
        yield connection
        await record(connection, device.device_id, action, subject, state.clock.now())
    state.hub.ring([Ring("schedule")])
