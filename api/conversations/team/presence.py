"""Who is here, away or resting, and whether there is room for one more conversation.

Room is judged in the transaction of the claim, with the worker's own rows held, so that two tabs of one worker, or two
devices, cannot both find the last place free. What a worker says of themselves holds for all their devices.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations.mailbox import Mailbox
from api.conversations.team import queries
from api.conversations.team.queries import Colleague
from api.conversations.team.rules import judge_room
from api.errors import Refused
from api.live.hub import Ring
from api.protocol.base64url import b64u
from api.protocol.limits import HOUR
from api.staff.audit import record
from api.staff.queries import devices_of
from api.staff.signin import SignedIn

LONGEST = 12 * HOUR


async def demand_room(connection: AsyncConnection, device: bytes, priority: int, over: bool, now: int) -> None:
    """Refuse one more conversation for this device when it is away, or has as many as it takes."""
    mine = await devices_of(connection, device)
    presence = {one: await queries.hold(connection, one) for one in mine}[device]
    load = sum([await queries.load(connection, one) for one in mine])
    refusal = judge_room(presence, load, priority, over, now)
    if refusal == "full":
        raise Refused("full", load=load, most=presence.most)
    if refusal is not None:
        raise Refused(refusal)


async def say_where(mail: Mailbox, device: bytes, state: str, reason: str | None, until: int | None) -> None:
    """Keep where a worker says they are; what they have stays theirs."""
    now = mail.clock.now()
    if until is not None and not now < until <= now + LONGEST:
        raise Refused("until")
    async with mail.database.writing() as connection:
        for one in await devices_of(connection, device):
            await queries.set_presence(connection, one, state, reason, until)
    mail.hub.ring([Ring("team")])


async def set_most(mail: Mailbox, party: SignedIn, device: bytes, most: int) -> None:
    """Let a colleague take so many at once from now on."""
    async with mail.database.writing() as connection:
        if not await queries.known(connection, device):
            raise Refused("not-found")
        for one in await devices_of(connection, device):
            await queries.set_most(connection, one, most)
        await record(connection, party.device_id, "most", device, mail.clock.now())
    mail.hub.ring([Ring("team")])


async def team(mail: Mailbox, party: SignedIn) -> list[dict[str, Any]]:
    """Return everybody who answers; loads and reasons only for oneself, for supervisors and for coordinators."""
    now = mail.clock.now()
    found = (await mail.database.together(queries.colleagues_at, [now]))[now]
    sees_all = party.role == "supervisor" or party.coordinator
    return [_shown(one, sees_all or one.device == party.device_id, now) for one in found]


async def not_here(mail: Mailbox) -> list[dict[str, Any]]:
    """Return who is away or rests: the youth's end tells nobody to wait for them."""
    async with mail.database.reading() as connection:
        found = await queries.not_here(connection, mail.clock.now())
    return [{"device": b64u(device), "until": until} for device, until in found]


def _shown(one: Colleague, whole: bool, now: int) -> dict[str, Any]:
    """Return a colleague as one may see them: off call, here, away or resting; and the rest of it, or nothing."""
    state = one.presence.now(now)
    shown = {
        "device": b64u(one.device),
        "label": one.label,
        "role": one.role,
        "circle": one.circle,
        "state": state if one.on_call or state != "here" else "off",
    }
    if not whole:
        return shown
    told = one.presence if state != "here" else None
    return shown | {
        "reason": told and told.reason,
        "until": told and told.until,
        "load": one.load,
        "most": one.presence.most,
    }
