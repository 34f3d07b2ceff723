"""Wakes whoever may be the second person, where two must agree.

Nobody looks at their desk at three in the morning, so those on call or on standby are woken, once for each request.
Never who asks and never who has it, on whichever of their devices.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.paging.alerts import alert
from api.oncall.reachable import queries
from api.staff.queries import devices_of, persons


async def wake_seconds(
    connection: AsyncConnection, conversation: bytes, audience: int, besides: Collection[bytes | None], now: int
) -> list[bytes]:
    """Wake everybody who may agree to what is asked about a conversation; return who could be woken, each person once."""
    person = await persons(connection)
    never = {person[one] for one in besides if one in person}
    knows = {person.get(device) for _, device in await queries.recused(connection, [conversation])}
    wanted = {
        one.device
        for one in await _there(connection, now)
        if audience >> one.circle & 1 and person.get(one.device) not in never | knows
    }
    return await _wake(connection, wanted, now)


async def wake_for_packet(connection: AsyncConnection, device: bytes, now: int) -> bool:
    """Wake whom a packet waits for, on whichever of their devices they are on call; say whether they could be."""
    theirs = await devices_of(connection, device)
    wanted = {one.device for one in await _there(connection, now) if one.device in theirs}
    return bool(await _wake(connection, wanted, now))


async def _there(connection: AsyncConnection, now: int) -> list[queries.Person]:
    """Return who is on call or on standby, and neither away nor at rest."""
    there = await queries.with_a_key(connection, now) - await queries.absent(connection, now)
    return [one for device, one in (await queries.people(connection)).items() if device in there]


async def _wake(connection: AsyncConnection, devices: Collection[bytes], now: int) -> list[bytes]:
    person = await persons(connection)
    woken = await alert(connection, sorted(devices), "callme", now)
    return sorted({person[one]: one for one in sorted(woken) if one in person}.values())
