"""When the line opens next, read from the published schedule alone: what a youth is told."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.queries import next_opening as said_by_hand
from api.oncall.queries import officers
from api.oncall.schedule import queries
from api.oncall.schedule.promises import opens
from api.protocol.limits import DAY

LOOK_AHEAD = 62 * DAY


async def told(connection: AsyncConnection, now: int) -> tuple[bool, int | None]:
    """Return whether a schedule was ever published, and when the line opens next: by it alone once it was."""
    scheduled = await queries.published_until(connection) is not None
    return scheduled, await (planned if scheduled else said_by_hand)(connection, now)


async def planned(connection: AsyncConnection, now: int) -> int | None:
    """Return the next moment at which a primary begins in open hours, or None when none is published, or such hours run.

    Whoever asks for cover or has left the roster does not count, nor does an officer: nobody is told to wait for someone
    who will not come.
    """
    until, people = await queries.published_until(connection) or 0, await queries.people(connection)
    found = [one for one in await queries.shifts(connection, now, now + LOOK_AHEAD) if one.starts_at < until]
    known = [one if one.device in people else replace(one, device=None) for one in found]
    closures = await queries.closures(connection, now, now + LOOK_AHEAD)
    return opens(known, closures, await officers(connection), now)
