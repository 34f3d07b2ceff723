"""Give a conversation to a colleague: offered, agreed to, and moved only when the youth agreed.

The relay moves nothing by itself. An offer that no colleague or no youth wants ends, and the conversation stays where it
is; when its claimer is gone it goes back in line like any other, and the offer with it.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations import queries as mail_queries
from api.conversations.mailbox import Mailbox
from api.conversations.rules import Conversation, Party, claims, lists, owns, reads, recused
from api.conversations.team import queries
from api.conversations.team.keys import demand_key
from api.conversations.team.presence import demand_room
from api.conversations.team.queries import Colleague
from api.errors import Refused
from api.live.hub import Ring
from api.oncall.paging.alerts import alert
from api.staff.audit import record
from api.staff.queries import same_person


async def offer(mail: Mailbox, party: Party, conversation: bytes, to: bytes) -> Conversation:
    """Ask a colleague whether they take my conversation; a new offer takes the place of an older one."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        found = await claimed_by_me(connection, party, conversation)
        colleague = await _colleague(connection, to, now)
        mine = await same_person(connection, party.device_id, to)
        if mine or colleague is None or not _can_take(found, colleague, now):
            raise Refused("cannot-take")
        await queries.change(connection, conversation, now, offered_to=to, agreed_at=None)
        await alert(connection, [to], "callme", now)
        offered = await _again(connection, conversation)
    mail.hub.ring([Ring("row", conversation)])
    return offered


async def agree(mail: Mailbox, party: Party, conversation: bytes, over: bool) -> Conversation:
    """Agree to take what a colleague offers me; now the youth is asked."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        found = await _listed(connection, party, conversation)
        if found.state != "claimed" or found.offered_to != party.device_id:
            raise Refused("not-offered")
        await demand_key(connection, party.device_id, found, now)
        await demand_room(connection, party.device_id, found.priority, over, now)
        await queries.change(connection, conversation, now, agreed_at=now)
        agreed = await _again(connection, conversation)
    mail.hub.ring([Ring("row", conversation)])
    return agreed


async def withdraw(mail: Mailbox, party: Party, conversation: bytes) -> Conversation:
    """End an offer: the claimer takes it back, the colleague declines, or the youth would rather not."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        found = await _listed(connection, party, conversation)
        if not (owns(found, party) or claims(found, party) or found.offered_to == party.device_id):
            raise Refused("not-offered")
        await queries.change(connection, conversation, now, offered_to=None, agreed_at=None)
        ended = await _again(connection, conversation)
    mail.hub.ring([Ring("row", conversation)])
    return ended


async def moved(mail: Mailbox, party: Party, conversation: bytes, to: bytes, given: int) -> Conversation:
    """The youth agreed: the conversation is the colleague's now, if their yes still stands that came before this frame gave it.

    A call that comes late may find a newer yes, to somebody who has it since: that is for the next frame to use.
    """
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        found = await mail_queries.find(connection, conversation)
        if found is None or not owns(found, party):
            raise Refused("not-found")
        if found.state == "claimed" and found.claimed_by == to:
            return found  # asked twice: the answer was lost on its way
        colleague = await _colleague(connection, to, now)
        if colleague is None or not await queries.move(connection, conversation, colleague, given, now):
            raise Refused("not-offered")
        await queries.drop_joinings(connection, conversation)
        theirs = await _again(connection, conversation)
        await record(connection, found.claimed_by, "transfer", conversation, now)
    mail.hub.ring([Ring("row", conversation), Ring("team")])
    return theirs


def _can_take(found: Conversation, colleague: Colleague, now: int) -> bool:
    """Say whether the youth agreed to this colleague's circle, and they are there; the reason stays with them."""
    here = colleague.on_call and colleague.presence.now(now) == "here"
    return here and bool(found.audience >> colleague.circle & 1) and not recused(found, colleague.device)


async def _colleague(connection: AsyncConnection, device: bytes, now: int) -> Colleague | None:
    return next((one for one in await queries.colleagues(connection, now) if one.device == device), None)


async def _listed(connection: AsyncConnection, party: Party, conversation: bytes) -> Conversation:
    """Return a conversation that this device may know of, or refuse as if it were not there."""
    found = await mail_queries.find(connection, conversation)
    if found is None or not lists(found, party):
        raise Refused("not-found")
    return found


async def claimed_by_me(connection: AsyncConnection, party: Party, conversation: bytes) -> Conversation:
    """Return a conversation that this device has now; whoever cannot even read it is told of nothing."""
    found = await mail_queries.find(connection, conversation)
    if found is None or not reads(found, party):
        raise Refused("not-found")
    if found.state != "claimed" or not claims(found, party):
        raise Refused("closed" if found.state == "closed" else "not-claimed")
    return found


async def _again(connection: AsyncConnection, conversation: bytes) -> Conversation:
    found = await mail_queries.find(connection, conversation)
    if found is None:
        raise Refused("not-found")
    return found
