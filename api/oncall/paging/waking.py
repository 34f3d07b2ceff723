"""Wakes whoever is on duty when published hours run and nobody is there."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from api.health import Counts
from api.oncall import queries, unattended
from api.oncall.escalation import LOOK_AGAIN, Numbers
from api.oncall.paging.alerts import alert
from api.oncall.paging.nobody import missing
from api.oncall.reachable.teams import for_the_line
from api.store.clock import Clock
from api.store.database import Database

EVERY = LOOK_AGAIN


class Waking:
    """Looks whether somebody is there; one replica at a time does, by the job's lease."""

    def __init__(self, database: Database, clock: Clock, numbers: Numbers, counts: Counts) -> None:
        """Take what app.py has opened."""
        self._database, self._clock, self._numbers, self._counts = database, clock, numbers, counts

    async def stands(self, connection: AsyncConnection, now: int) -> tuple[bool, bool]:
        """Say whether hours run and nobody is there, and whether anybody can be woken for it: what *Schedule* shows."""
        nobody = await missing(connection, now)
        return nobody, nobody and bool((await for_the_line(connection, now)).everybody)

    async def look(self) -> None:
        """Begin when nobody is there, wake whom it is time to wake, and end when somebody is or the hours are over."""
        now = self._clock.now()
        async with self._database.reading() as connection:
            nobody = await missing(connection, now)
            held = await queries.unattended(connection)
        if not nobody and held is None:
            return
        async with self._database.writing() as connection:
            if not nobody:
                await queries.put_unattended(connection, None)
                return
            one = held or unattended.begin(now, self._numbers)
            asked = one.rung == 0 and await queries.note_since(connection, one.since)
            team = await for_the_line(connection, now)
            after, woken = unattended.decide(one, team, asked, now, self._numbers)
            if after != held:
                await queries.put_unattended(connection, after)
            await alert(connection, woken, "begin", now)
        self._counts.add("pages", len(woken))
