"""Wakes who could take a shift whose person cannot come: at once, in the morning, or when it is near.

Nobody is called out of bed for what has time until the morning. At night only who is on call is woken at once; all others
are by day, or two hours before the shift begins when that is earlier.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import tzinfo

from sqlalchemy.ext.asyncio import AsyncConnection

from api.live.hub import Hub, Ring
from api.oncall.paging.alerts import alert
from api.oncall.queries import officers
from api.oncall.reachable.queries import absent, with_shift_key
from api.oncall.schedule import queries
from api.oncall.schedule.plan import left_open
from api.oncall.shifts import COVER, MANNED, PRIMARY, SUPERVISOR, SWAP, Shift
from api.oncall.spans import on_clock
from api.protocol.limits import HOUR, MINUTE
from api.staff.queries import devices_of, persons
from api.store.clock import Clock
from api.store.database import Database

EVERY = MINUTE
SOON = 12 * HOUR
HURRY = 2 * HOUR  # nobody takes a shift that begins while they sleep
DAYTIME = range(8 * 60, 22 * 60)  # on the line's clock


async def wake_for(connection: AsyncConnection, asked: Shift, now: int, zone: tzinfo) -> None:
    """Wake those who could take a shift that begins soon, not who is away or rests; for a later one nobody is woken."""
    if asked.starts_at > now + SOON:
        return
    fit = await _fit(connection, asked, now)
    if not wakes_all(asked, now, zone):
        person = await persons(connection)
        up = {person[one] for one in await with_shift_key(connection, now) if one in person}
        fit = {one for one in fit if person.get(one) in up}
    await alert(connection, sorted(fit), "swap", now)


def wakes_all(one: Shift, at: int, zone: tzinfo) -> bool:
    """Say whether everybody who could take it may be woken for it then: it is near, and it is day or it hurries."""
    day = on_clock(at, zone)[1] in DAYTIME
    return at >= one.starts_at - (SOON if day else HURRY)


def due(one: Shift, people: Collection[bytes], now: int, zone: tzinfo) -> bool:
    """Say whether somebody is wanted for it, everybody may be woken for that now, and was not yet.

    A shift changes when somebody says that they cannot come, and when everybody was woken for it. Of a swap a colleague is
    told once: in the morning, when it was offered in the night.
    """
    gone = one.device is not None and one.device not in people
    offered = one.asks == SWAP and one.changed_at >= one.starts_at - SOON
    wanted = one.duty in MANNED and one.ends_at > now and (one.asks == COVER or gone or offered)
    return wanted and wakes_all(one, now, zone) and not wakes_all(one, one.changed_at, zone)


async def _fit(connection: AsyncConnection, asked: Shift, now: int) -> set[bytes]:
    """Return who could take it: the one who is asked, or everybody but its own person. An officer is nobody's primary."""
    people, gone = await queries.people(connection), await absent(connection, now)
    fit = {one for one, (_, role) in people.items() if asked.duty != SUPERVISOR or role == "supervisor"} - gone
    if asked.duty == PRIMARY:
        fit -= await officers(connection)
    if asked.asks_of is not None:
        return fit & {asked.asks_of}
    return fit - set(await devices_of(connection, asked.device) if asked.device in people else ())


async def still_wanted(connection: AsyncConnection, now: int) -> set[bytes]:
    """Return who could take one of the near shifts for which somebody is wanted."""
    people = await queries.people(connection)
    near = await queries.shifts(connection, now, now + SOON + 1)
    return {
        device
        for one in near
        if one.duty in MANNED and (one.asks is not None or (one.device is not None and one.device not in people))
        for device in await _fit(connection, one, now)
    }


class Covering:
    """Looks for shifts that come near; one replica at a time does, by the job's lease, and the shift's row decides."""

    def __init__(self, database: Database, hub: Hub, clock: Clock, zone: tzinfo) -> None:
        """Take what app.py has opened."""
        self._database, self._hub, self._clock, self._zone = database, hub, clock, zone

    async def look(self) -> None:
        """Wake everybody for each of them, once."""
        now = self._clock.now()
        async with self._database.reading() as connection:
            if not await self._near(connection, now):
                return
        async with self._database.writing() as connection:
            await queries.take_turn(connection)
            for one in await self._near(connection, now):
                if await queries.change_shift(connection, replace(one, changed_at=now), one.changed_at):
                    await wake_for(connection, one, now, self._zone)
        self._hub.ring([Ring("schedule")])

    async def _near(self, connection: AsyncConnection, now: int) -> list[Shift]:
        until, people = await queries.published_until(connection) or 0, await queries.people(connection)
        found = await queries.shifts(connection, now, now + SOON + 1)
        near = [one for one in found if one.starts_at < until and due(one, people, now, self._zone)]
        closed = await queries.closures(connection, now, now + 3 * SOON) if near else []
        return [one for one in near if any(end > now for _, end in left_open(one, closed))]
