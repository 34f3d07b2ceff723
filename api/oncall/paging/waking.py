"""Wakes whoever is on duty when their hours run and nobody is on call."""

from __future__ import annotations

from api.health import Counts
from api.oncall import queries, unattended
from api.oncall.escalation import LOOK_AGAIN, Numbers, Team
from api.oncall.paging.alerts import alert
from api.oncall.reachable.queries import absent, people
from api.oncall.schedule.nobody import missing
from api.protocol.limits import POLICE
from api.store.clock import Clock
from api.store.database import Database

EVERY = LOOK_AGAIN


class Waking:
    """Looks whether somebody is there; one replica at a time does, by the job's lease."""

    def __init__(self, database: Database, clock: Clock, numbers: Numbers, counts: Counts) -> None:
        """Take what app.py has opened."""
        self._database, self._clock, self._numbers, self._counts = database, clock, numbers, counts

    async def look(self) -> None:
        """Begin when nobody is there, wake whom it is time to wake, and end when somebody is or the hours are over."""
        now = self._clock.now()
        async with self._database.reading() as connection:
            duty = await missing(connection, now)
            held = await queries.unattended(connection)
        if duty is None and held is None:
            return
        calls = 0
        async with self._database.writing() as connection:
            if duty is None:
                await queries.put_unattended(connection, None)
                return
            one = held or unattended.begin(now, self._numbers)
            asked = one.rung == 0 and await queries.note_since(connection, one.since)
            known = await people(connection)
            gone = await absent(connection, now)
            may = {device for device, person in known.items() if person.circle != POLICE and device not in gone}
            team = Team(*([device for device in those if device in may] for those in duty))
            after, woken = unattended.decide(one, team, asked, now, self._numbers)
            if after != held:
                await queries.put_unattended(connection, after)
            await alert(connection, woken, "begin", now)
            calls = len(woken)
        self._counts.add("pages", calls)
