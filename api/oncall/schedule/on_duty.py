"""Who is on duty at a moment: what paging, the desk and the reports ask of the schedule."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.schedule import queries


class OnDuty(NamedTuple):
    """The devices on each duty, whose published shift covers the moment; the one whose shift began first stands first."""

    primary: list[bytes]
    backup: list[bytes]
    supervisor: list[bytes]


async def on_duty(connection: AsyncConnection, at: int) -> OnDuty:
    """Say who is on duty; nobody is in hours published as closed, and nobody before a schedule was published."""
    until = await queries.published_until(connection)
    if until is None or await queries.closures(connection, at, at + 1):
        return OnDuty([], [], [])
    found = await queries.covering(connection, at, until)
    return OnDuty(*([one.device for one in found if one.duty == duty and one.device] for duty in OnDuty._fields))
