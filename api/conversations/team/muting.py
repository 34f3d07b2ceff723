"""Pause a conversation after abuse: for a time, ended in one press, seen by a second person.

Nobody is banned and nobody is unmasked. What the youth writes meanwhile is still sealed and kept, and their own end tells
them honestly. While it is paused nobody is woken for it; when the time is over it is as it was before.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations import queries as mail_queries
from api.conversations.mailbox import Mailbox
from api.conversations.rules import Conversation, Party, claims, lists, reads
from api.conversations.team import queries
from api.conversations.team.transfers import claimed_by_me
from api.errors import Refused
from api.live.hub import Ring
from api.protocol.base64url import b64u
from api.protocol.limits import MINUTE
from api.staff.audit import record
from api.staff.queries import same_person


async def mute(mail: Mailbox, party: Party, conversation: bytes, minutes: int, reason: str) -> Conversation:
    """Pause my conversation; a new pause takes the place of an older one, and is looked at anew.

    Paused again before anybody has looked, it is one pause since the first: ending and beginning anew hides nothing.
    """
    now = mail.clock.now()
    until = now + minutes * MINUTE
    async with mail.database.writing() as connection:
        await claimed_by_me(connection, party, conversation)
        before = await queries.mute_of(connection, conversation)
        again = before is not None and before.review is None
        since = before.at if before and again and await same_person(connection, party.device_id, before.device) else now
        await queries.put_mute(connection, conversation, party.device_id, reason, since, until)
        await queries.change(connection, conversation, now, muted_until=until)
        muted = await _again(connection, conversation)
        await record(connection, party.device_id, "mute", conversation, now)
    mail.hub.ring([Ring("row", conversation), Ring("team")])
    return muted


async def unmute(mail: Mailbox, party: Party, conversation: bytes) -> Conversation:
    """End the pause early: whoever made it, or has the conversation now; ending it twice is no mistake.

    It is looked at all the same: nobody takes back what a second person is to see.
    """
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        found = await mail_queries.find(connection, conversation)
        if found is None or not lists(found, party):
            raise Refused("not-found")
        mute = await queries.mute_of(connection, conversation)
        mine = claims(found, party) or (mute is not None and mute.device == party.device_id)
        if not mine:
            raise Refused("not-claimed" if reads(found, party) else "not-found")
        if found.muted_until is not None:
            await queries.cut_mute(connection, conversation, now)
            await queries.change(connection, conversation, now, muted_until=None)
            await record(connection, party.device_id, "unmute", conversation, now)
        ended = await _again(connection, conversation)
    mail.hub.ring([Ring("row", conversation), Ring("team")])
    return ended


async def review(mail: Mailbox, party: Party, conversation: bytes, verdict: str) -> Conversation:
    """Say, as the second person, that a colleague's pause was right, or end it; never one's own."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        found = await mail_queries.find(connection, conversation)
        if found is None or not lists(found, party):
            raise Refused("not-found")
        mute = await queries.mute_of(connection, conversation)
        if mute is None or mute.review is not None:
            raise Refused("not-muted")
        if await same_person(connection, party.device_id, mute.device):
            raise Refused("second")
        await queries.review_mute(connection, conversation, verdict, party.device_id)
        if verdict == "undone":
            await queries.change(connection, conversation, now, muted_until=None)
        looked_at = await _again(connection, conversation)
        await record(connection, party.device_id, "mute-review", conversation, now)
    mail.hub.ring([Ring("row", conversation), Ring("team")])
    return looked_at


async def to_review(mail: Mailbox, party: Party) -> list[dict[str, Any]]:
    """Return the pauses that nobody else has looked at yet, as far as this device may know of their conversations."""
    async with mail.database.reading() as connection:
        mutes = await queries.unreviewed(connection)
        found = {one.id: one for one in await mail_queries.find_many(connection, [one.conversation for one in mutes])}
    return [
        {
            "conversation": b64u(one.conversation),
            "device": b64u(one.device),
            "reason": one.reason,
            "at": one.at,
            "until": one.until,
        }
        for one in mutes
        if one.conversation in found and lists(found[one.conversation], party)
    ]


async def expire(mail: Mailbox) -> None:
    """End the pauses whose time is over; the conversation waits, or is its worker's, as before."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        over = await queries.end_mutes(connection, now)
    mail.hub.ring([Ring("row", conversation) for conversation in over])


async def _again(connection: AsyncConnection, conversation: bytes) -> Conversation:
    found = await mail_queries.find(connection, conversation)
    if found is None:
        raise Refused("not-found")
    return found
