"""Pause a conversation after abuse: for a time, ended in one press, each pause seen by a second person.

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
from api.conversations.team.queries import Mute
from api.conversations.team.rules import looks_at_unlinked
from api.conversations.team.transfers import claimed_by_me
from api.errors import Refused
from api.live.hub import Ring
from api.protocol.base64url import b64u
from api.protocol.limits import MINUTE
from api.staff.audit import record, record_all
from api.staff.queries import same_person


async def mute(mail: Mailbox, party: Party, conversation: bytes, minutes: int, reason: str) -> Conversation:
    """Pause my conversation. A pause that holds ends with it, and each of them waits for a second person's look."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        await claimed_by_me(connection, party, conversation)
        await queries.change(connection, conversation, now, muted_until=now + minutes * MINUTE)
        await queries.cut_mutes(connection, conversation, party.device_id, now)
        await queries.put_mute(connection, conversation, party.device_id, reason, minutes, now)
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
        if not claims(found, party) and await queries.paused_by(connection, conversation) != party.device_id:
            raise Refused("not-claimed" if reads(found, party) else "not-found")
        if found.muted_until is not None:
            await queries.change(connection, conversation, now, muted_until=None)
            await queries.cut_mutes(connection, conversation, party.device_id, now)
            await record(connection, party.device_id, "unmute", conversation, now)
        ended = await _again(connection, conversation)
    mail.hub.ring([Ring("row", conversation), Ring("team")])
    return ended


async def review(mail: Mailbox, party: Party, pause: bytes, verdict: str) -> None:
    """Say, as the second person, that a colleague's pause was right, or that it was not and ends; never one's own."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        mute = await queries.mute(connection, pause)
        if mute is None or not _may_look(mute, await _of(connection, [mute]), party):
            raise Refused("not-found")
        if mute.review is not None:
            raise Refused("not-muted")
        if await same_person(connection, party.device_id, mute.device):
            raise Refused("second")
        if mute.conversation is not None:
            ends = verdict == "undone" and mute.until > now
            await queries.change(connection, mute.conversation, now, **({"muted_until": None} if ends else {}))
            if ends:
                await queries.cut_mutes(connection, mute.conversation, party.device_id, now)
        if not await queries.review_mute(connection, mute, verdict, party.device_id):
            raise Refused("not-muted")  # a colleague was first, or its talk is gone since
        await record(connection, party.device_id, "mute-review", mute.conversation, now)
    mail.hub.ring([Ring("team")] if mute.conversation is None else [Ring("row", mute.conversation), Ring("team")])


async def to_review(mail: Mailbox, party: Party) -> list[dict[str, Any]]:
    """Return the pauses that nobody else has looked at yet, as far as this device may know of them."""
    async with mail.database.reading() as connection:
        mutes = await queries.unreviewed(connection)
        found = await _of(connection, mutes)
    return [
        {
            "id": b64u(one.id),
            "conversation": None if one.conversation is None else b64u(one.conversation),
            "device": b64u(one.device),
            "reason": one.reason,
            "minutes": one.minutes,
            "at": one.at,
            "until": one.until,
            "ended_by": None if one.ended_by is None else b64u(one.ended_by),
        }
        for one in mutes
        if _may_look(one, found, party)
    ]


async def expire(mail: Mailbox) -> None:
    """End the pauses whose time is over; the conversation waits, or is its worker's, as before."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        over = await queries.end_mutes(connection, now)
    mail.hub.ring([Ring("row", conversation) for conversation in over])


async def forget(mail: Mailbox) -> None:
    """Let go of what outlived its talk for a month without a look, and say on record that there never was one."""
    async with mail.database.writing() as connection:
        unseen = await queries.forget_mutes(connection, mail.trust.earliest())
        await record_all(connection, None, "mute-unseen", unseen, mail.clock.now())
    if unseen:
        mail.hub.ring([Ring("team")])


def _may_look(mute: Mute, found: dict[bytes, Conversation], party: Party) -> bool:
    """Say whether this device may know of a pause: its conversation stands in its lists, or is gone and it may look."""
    if mute.conversation is None:
        return looks_at_unlinked(mute.circle, party)
    return mute.conversation in found and lists(found[mute.conversation], party)


async def _of(connection: AsyncConnection, mutes: list[Mute]) -> dict[bytes, Conversation]:
    """Return the conversations of pauses, as far as they are still there."""
    named = sorted({one.conversation for one in mutes if one.conversation is not None})
    return {one.id: one for one in await mail_queries.find_many(connection, named)}


async def _again(connection: AsyncConnection, conversation: bytes) -> Conversation:
    found = await mail_queries.find(connection, conversation)
    if found is None:
        raise Refused("not-found")
    return found
