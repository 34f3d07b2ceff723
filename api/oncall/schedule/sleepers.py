"""Finds those with a duty to come whom nothing would wake: no way ordered, or none that works.

That fact is for everybody who relies on the schedule; which way, and where to, is for nobody but its person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.schedule.queries import with_a_way_that_works
from api.oncall.shifts import MANNED, Shift
from api.protocol.roster import persons_of


async def sleepers(
    connection: AsyncConnection, people: Mapping[bytes, tuple[str, str]], shifts: Iterable[Shift], now: int
) -> set[bytes]:
    """Return the devices with one of these duties still to come; a way that works on any device of theirs will do."""
    person = persons_of({device: label for device, (label, _) in people.items()})
    awake = {person[one] for one in await with_a_way_that_works(connection) if one in person}
    on = {one.device for one in shifts if one.duty in MANNED and one.ends_at > now and one.device in person}
    return {device for device in on if device is not None and person[device] not in awake}
