"""Wakes those who could take a shift whose person cannot come: at once, and when it comes near."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo

from sqlalchemy.ext.asyncio import AsyncConnection

from api.live.hub import Hub, Ring
from api.oncall.paging.alerts import alert
from api.oncall.reachable.queries import absent
from api.oncall.schedule import queries
from api.oncall.schedule.plan import People, left_open
from api.oncall.shifts import COVER, MANNED, SUPERVISOR, Shift
from api.oncall.spans import on_clock
from api.protocol.limits import HOUR, MINUTE
from api.staff.queries import devices_of
from api.store.clock import Clock
from api.store.database import Database

EVERY = MINUTE
SOON = 12 * HOUR
DAYTIME = range(8 * 60, 22 * 60)  # on the line's clock: what was known for days wakes nobody at night


async def wake_for(connection: AsyncConnection, asked: Shift, now: int) -> None:
    """Wake those who could take a shift that begins soon, not who is away or rests; for a later one nobody is woken."""
    if asked.starts_at > now + SOON:
        return
    people, gone = await queries.people(connection), await absent(connection, now)
    fit = {one for one, (_, role) in people.items() if asked.duty != SUPERVISOR or role == "supervisor"} - gone
    theirs = set(await devices_of(connection, asked.device)) if asked.device in people else set()
    called = {asked.asks_of} & fit if asked.asks_of else fit - theirs
    await alert(connection, sorted(one for one in called if one), "swap", now)


def due(one: Shift, people: People, now: int) -> bool:
    """Say whether it comes near, its person cannot come or is gone, and nobody was asked since it came near.

    A shift changes when somebody says that they cannot come, and when it is asked about again.
    """
    gone = one.device is not None and one.device not in people
    near = one.starts_at - SOON
    return one.duty in MANNED and (one.asks == COVER or gone) and one.changed_at < near <= now < one.ends_at


class Covering:
    """Looks for shifts that come near; one replica at a time does, by the job's lease, and the shift's row decides."""

    def __init__(self, database: Database, hub: Hub, clock: Clock, zone: tzinfo) -> None:
        """Take what app.py has opened."""
        self._database, self._hub, self._clock, self._zone = database, hub, clock, zone

    async def look(self) -> None:
        """Ask again for each of them, once, by day."""
        now = self._clock.now()
        if on_clock(now, self._zone)[1] not in DAYTIME:
            return
        async with self._database.reading() as connection:
            if not await self._near(connection, now):
                return
        async with self._database.writing() as connection:
            await queries.take_turn(connection)
            for one in await self._near(connection, now):
                if await queries.change_shift(connection, replace(one, changed_at=now), one.changed_at):
                    await wake_for(connection, one, now)
        self._hub.ring([Ring("schedule")])

    async def _near(self, connection: AsyncConnection, now: int) -> list[Shift]:
        until, people = await queries.published_until(connection) or 0, await queries.people(connection)
        found = await queries.shifts(connection, now, now + SOON + 1)
        near = [one for one in found if one.starts_at < until and due(one, people, now)]
        closed = await queries.closures(connection, now, now + 3 * SOON) if near else []
        return [one for one in near if any(end > now for _, end in left_open(one, closed))]
