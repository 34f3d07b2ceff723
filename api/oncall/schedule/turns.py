"""Rings when a shift or a closure begins or ends, or a time on call ends, so that all look again."""

from __future__ import annotations

from api.live.hub import Hub, Ring
from api.oncall.queries import ended
from api.oncall.schedule import queries
from api.oncall.schedule.feed import LIVES
from api.protocol.limits import DAY, SECOND
from api.store.clock import Clock
from api.store.database import Database

EVERY = 10 * SECOND
KEPT = 35 * DAY  # how long it is known who was on call when
FEED = LIVES + 35 * DAY  # as long after its end the page still says that a calendar address has ended


class Turns:
    """What has turned since this replica looked last; another replica's look may ring twice, and that harms nobody."""

    def __init__(self, database: Database, hub: Hub, clock: Clock) -> None:
        """Begin now: whoever listens has just read everything."""
        self._database, self._hub, self._clock = database, hub, clock
        self._looked_at = clock.now()

    async def look(self) -> None:
        """Ring if something began or ended; look a little further back than this replica's own last look."""
        now = self._clock.now()
        async with self._database.reading() as connection:
            since = min(self._looked_at, now - 2 * EVERY)
            turned, over = await queries.turns(connection, since, now), await ended(connection, since, now)
        self._looked_at = now
        if turned:
            self._hub.ring([Ring("schedule")])
        if over:
            self._hub.ring([Ring("certificates")])

    async def forget(self) -> None:
        """Drop what is long over."""
        now = self._clock.now()
        async with self._database.writing() as connection:
            await queries.forget_old(connection, now - KEPT, now - FEED)
