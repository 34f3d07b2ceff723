"""Claim and release a conversation, without a race; and notice when a claimer has gone.

Two workers may press Claim together; the database decides, the second is told who has it. A conversation whose claimer
has had no live socket for five minutes, or is no longer on the roster, goes back to its old place in the queue by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations import queries
from api.conversations.mailbox import Mailbox
from api.conversations.reports import kinds
from api.conversations.reports.counting import count
from api.conversations.reports.queries import answered_now
from api.conversations.rules import PRACTICE, Conversation, Party, answers, judge_claim, judge_release
from api.conversations.team.keys import demand_key
from api.conversations.team.presence import demand_room
from api.errors import Refused
from api.live.hub import Ring
from api.protocol.base64url import b64u
from api.protocol.limits import LAPSE_AFTER
from api.staff.audit import record, record_all
from api.staff.devices import on_roster
from api.staff.queries import same_person


async def claim(mail: Mailbox, party: Party, label: str, conversation: bytes, over: bool = False) -> Conversation:
    """Give a waiting conversation to this worker if they can read it, or say who has it; `over` their limit only when they say so."""
    async with _first_here(mail, party, conversation), mail.database.writing() as connection:
        found = await _again(connection, conversation)
        _demand_claimable(found, party)
        if found.state == "waiting":
            await demand_key(connection, party.device_id, found, mail.clock.now())
            await demand_room(connection, party.device_id, found.priority, over, mail.clock.now())
        took = found.state == "waiting" and await queries.claim(
            connection, conversation, party, label, mail.clock.now()
        )
        # PostgreSQL: a colleague, or another tab of mine, may have been first after we looked. The row now says who.
        mine = await _again(connection, conversation)
        _demand_claimable(mine, party)
        if took:
            now = mail.clock.now()
            if await answered_now(connection, conversation):
                await count(connection, kinds.answered(found, now), now, mail.zone)
            await record(connection, party.device_id, "claim", conversation, now)
    mail.hub.ring([Ring("row", conversation)])
    return mine


async def take_here(mail: Mailbox, party: Party, label: str, conversation: bytes) -> Conversation:
    """Move what another device of mine has to this one, at once: it lies elsewhere, or broke, and nobody waits in line for it.

    It is nothing new for me, so no room is asked for. Whoever stood beside comes beside this one by their own press.
    """
    async with mail.database.writing() as connection:
        found = await _again(connection, conversation)
        claimer, now = found.claimed_by, mail.clock.now()
        if not answers(found, party):
            raise Refused("not-found")
        if claimer == party.device_id and found.state == "claimed":
            return found  # asked twice: the answer was lost on its way
        if claimer is None or not await _is_mine(connection, found, party):
            raise Refused("closed" if found.state == "closed" else "not-claimed")
        await demand_key(connection, party.device_id, found, now)
        if not await queries.take_over(connection, conversation, claimer, party, label, now):
            raise Refused("not-claimed")
        await record(connection, party.device_id, "claim", conversation, now)
        moved = await _again(connection, conversation)
    mail.hub.ring([Ring("row", conversation), Ring("team")])
    return moved


async def release(mail: Mailbox, party: Party, conversation: bytes) -> Conversation:
    """Put my conversation back in its old place, for another to claim, also when my other device has it and died."""
    return await put_back(mail, party, conversation, None)


async def put_back(
    mail: Mailbox, party: Party, conversation: bytes, claimer: bytes | None, told: int | None = None
) -> Conversation:
    """Put back what this claimer has (None: I, on whichever device): the claimer themselves, or the youth's end because they do not answer.

    `told` is the place of the frame that told of their claim. A call that comes late may find a newer claim of the same worker, which stays.
    """
    async with mail.database.writing() as connection:
        found = await _again(connection, conversation)
        own = claimer is None
        mine = own and answers(found, party) and await _is_mine(connection, found, party)
        if not mine and (refusal := judge_release(found, party)):
            raise Refused(refusal)
        theirs = found.claimed_by if mine else claimer
        if theirs is None or not await queries.release(connection, conversation, theirs, mail.clock.now(), told):
            raise Refused("not-claimed")
        free = await _again(connection, conversation)
        now = mail.clock.now()
        if free.channel != PRACTICE:
            await count(connection, kinds.put_back("released" if own else "put-back"), now, mail.zone)
        await record(connection, party.device_id, "release" if own else "put-back", conversation, now)
    mail.hub.ring([Ring("row", conversation)])
    return free


async def lapse(mail: Mailbox) -> None:
    """Put back what was claimed by somebody who has been gone for five minutes, or whom the roster has dropped."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        lapsed = await queries.lapse(connection, now - LAPSE_AFTER, now)
        if claimers := await queries.claimers(connection):
            dropped = claimers - await on_roster(connection)
            lapsed += await queries.put_back(connection, sorted(dropped), now)
        real = [one for one in await queries.find_many(connection, lapsed) if one.channel != PRACTICE]
        await count(connection, kinds.put_back("lapsed", len(real)), now, mail.zone)
        await record_all(connection, None, "lapse", lapsed, now)
    mail.hub.ring([Ring("row", conversation) for conversation in lapsed])


async def here(mail: Mailbox, devices: Sequence[bytes]) -> None:
    """Note that these devices have a live socket now."""
    if not devices:
        return
    async with mail.database.writing() as connection:
        news = await queries.claimers_are_here(connection, devices, mail.clock.now())
    mail.hub.ring([Ring("row", conversation) for conversation in news])


async def away(mail: Mailbox, device: bytes) -> None:
    """Note that this device's last socket of this process is closed."""
    async with mail.database.writing() as connection:
        theirs = await queries.claimer_is_away(connection, device, mail.clock.now())
    mail.hub.ring([Ring("row", conversation) for conversation in theirs])


@asynccontextmanager
async def _first_here(mail: Mailbox, party: Party, conversation: bytes) -> AsyncIterator[None]:
    """Let one press at a time write; who comes second waits for the first, looks with all the others, and hears whose it is."""
    while True:
        seen = await mail.database.together(queries.by_id, [conversation])
        if conversation not in seen:
            raise Refused("not-found")
        _demand_claimable(seen[conversation], party)
        if (first := mail.claiming.get(conversation)) is None:
            break
        await asyncio.wait([first])
    mail.claiming[conversation] = asyncio.get_running_loop().create_future()
    try:
        yield
    finally:
        mail.claiming.pop(conversation).set_result(None)


def _demand_claimable(found: Conversation, party: Party) -> None:
    """Refuse a claim that may not be, and say of one that came second whose it is and since when."""
    code = judge_claim(found, party)
    if code == "claimed" and found.claimed_by is not None:
        raise Refused(code, by=b64u(found.claimed_by), label=found.claimed_label, at=found.claimed_at)
    if code is not None:
        raise Refused(code)


async def _is_mine(connection: AsyncConnection, found: Conversation, party: Party) -> bool:
    """Say whether this device has it, or another one of its person's."""
    return found.state == "claimed" and await same_person(connection, party.device_id, found.claimed_by)


async def _again(connection: AsyncConnection, conversation: bytes) -> Conversation:
    found = await queries.find(connection, conversation)
    if found is None:
        raise Refused("not-found")
    return found
