"""Closing, keeping and erasing: what is closed is gone on time, and can be read by nobody afterwards.

A purge destroys the shred key first and takes the rows out second: whatever happens in between, nothing can be read, and
the next run finishes it. At every start the ledgers are run again, so that a restored backup brings nothing back
(THREATS H31). Nothing is purged early, whatever the clock of this machine does (H26).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations import queries
from api.conversations.ending import queries as ending
from api.conversations.mailbox import Mailbox
from api.conversations.reports import kinds
from api.conversations.reports.counting import count
from api.conversations.reports.kinds import Count
from api.conversations.reports.queries import was_answered
from api.conversations.rules import (
    Conversation,
    Party,
    hour,
    idle_before,
    judge_close,
    judge_keep,
    kept_until,
    owns,
    purge_at,
)
from api.errors import Refused
from api.live.hub import Ring
from api.protocol.limits import HOUR, LEDGER_LIFE
from api.staff.audit import record, record_all

log = logging.getLogger(__name__)
AT_ONCE = 200


async def close(
    mail: Mailbox,
    party: Party,
    conversation: bytes,
    outcome: str | None = None,
    age: str | None = None,
    told: bool = False,
) -> Conversation:
    """Close a conversation for its youth or its claimer, who may say what came of it; closing it again changes nothing.

    `told`: the youth's end closes it on its worker's sealed word. Then nobody has left, and what came of it stays unsaid.
    """
    async with mail.database.writing() as connection:
        found = await queries.find(connection, conversation)
        refusal = "not-found" if found is None else judge_close(found, party)
        if found is None or refusal is not None:
            raise Refused(refusal or "not-found")
        if owns(found, party):
            outcome, age = None if told else "went", None
        counts = await _close(mail, connection, found, outcome, age)
        closed = await queries.find(connection, conversation)
        if counts is not None:
            await count(connection, counts, mail.clock.now(), mail.zone)
            await record(connection, party.device_id, "close", conversation, mail.clock.now())
    if closed is None:
        raise Refused("not-found")
    _tell_closed(mail, conversation)
    return closed


async def keep(mail: Mailbox, party: Party, conversation: bytes, days: int, reason: str) -> Conversation:
    """Let the worker who had it keep a closed conversation longer, for one of four reasons."""
    async with mail.database.writing() as connection:
        found = await queries.find(connection, conversation)
        refusal = "not-found" if found is None else judge_keep(found, party)
        if found is None or refusal is not None:
            raise Refused(refusal or "not-found")
        if found.state != "closed":
            raise Refused("not-claimed", says="Close this conversation first. Then you can keep it longer.")
        until = kept_until(found, mail.trust.latest(), days)
        await queries.keep(connection, conversation, until, reason, mail.clock.now())
        kept = await queries.find(connection, conversation)
        await record(connection, party.device_id, "keep", conversation, mail.clock.now())
    if kept is None:
        raise Refused("not-found")
    mail.hub.ring([Ring("row", conversation)])
    return kept


async def erase(mail: Mailbox, party: Party, conversation: bytes) -> None:
    """Purge a conversation at once, because its youth asks for it; asking again is no mistake."""
    async with mail.database.reading() as connection:
        found = await queries.find(connection, conversation)
        owner = await ending.purged_owner(connection, conversation) if found is None else None
    if found is None and owner == party.device_id:
        return
    if found is None or not owns(found, party):
        raise Refused("not-found")
    await _purge(mail, [conversation], party.device_id, "erase")


async def demand_not_erased(mail: Mailbox, conversation: bytes) -> None:
    """Refuse what is erased as what it is, to whoever knows its id: what they keep of it ends; of "not yours to see" it does not."""
    async with mail.database.reading() as connection:
        if await ending.purged_owner(connection, conversation) is not None:
            raise Refused("erased")


async def close_idle(mail: Mailbox) -> None:
    """Close every conversation in which nobody has written for a day."""
    now = mail.trust.earliest()
    while True:
        async with mail.database.writing() as connection:
            idle = await ending.idle(connection, idle_before(now, note=False), idle_before(now, note=True), AT_ONCE)
            closed, counts = list[bytes](), list[Count]()
            for one in await queries.find_many(connection, idle):
                if (more := await _close(mail, connection, one, None, None)) is not None:
                    closed.append(one.id)
                    counts += more
            await count(connection, counts, mail.clock.now(), mail.zone)
            await record_all(connection, None, "close-idle", closed, mail.clock.now())
        for conversation in idle:
            _tell_closed(mail, conversation)
        if len(idle) < AT_ONCE:
            return


async def purge_due(mail: Mailbox) -> None:
    """Purge every closed conversation whose time has come."""
    while True:
        async with mail.database.reading() as connection:
            due = await ending.due(connection, mail.trust.earliest(), AT_ONCE)
        if due:
            await _purge(mail, due)
        if len(due) < AT_ONCE:
            return


async def purge_again(mail: Mailbox) -> None:
    """Purge again what was purged before: a restored backup may have brought rows back, or an old lockbox keys."""
    async with mail.database.reading() as connection:
        in_ledger = await ending.ledger(connection)
    destroyed = await mail.lockbox.gone()
    returned = sorted(in_ledger - destroyed)
    for at in range(0, len(returned), AT_ONCE):
        await mail.lockbox.destroy(returned[at : at + AT_ONCE], hour(mail.clock.now()))
    everything = sorted(in_ledger | destroyed)
    back = 0
    for at in range(0, len(everything), AT_ONCE):
        async with mail.database.reading() as connection:
            found = list(await queries.cursors(connection, everything[at : at + AT_ONCE]))
        if found:
            await _purge(mail, found)
            back += len(found)
    if back or returned:
        log.warning("A backup had brought purged conversations back; they are purged again.")


async def purge_lost(mail: Mailbox) -> None:
    """Purge what no key opens any more, so that both ends hear of it: after a lockbox was lost nobody waits in vain.

    The rows are asked for first: each of them got its key before it was there.
    """
    async with mail.database.reading() as connection:
        there = await ending.every(connection)
    lost = sorted(there - await mail.lockbox.keyed())
    for at in range(0, len(lost), AT_ONCE):
        await _purge(mail, lost[at : at + AT_ONCE], action="lost")
    if lost:
        mail.counts.add("conversations_lost", len(lost))
        log.error("The lockbox has no key for some conversations. Nobody can read them: they are purged.")


async def forget(mail: Mailbox) -> None:
    """Take entries off both ledgers that are older than any backup."""
    before = mail.trust.earliest() - LEDGER_LIFE
    async with mail.database.writing() as connection:
        await ending.forget_purges(connection, before)
    await mail.lockbox.forget(before)


async def round_times(mail: Mailbox) -> None:
    """Forget when exactly something was closed, kept or erased, an hour later: until then it says what a lost ring left out."""
    async with mail.database.writing() as connection:
        await ending.round_times(connection, mail.clock.now() - HOUR)


async def _close(
    mail: Mailbox, connection: AsyncConnection, found: Conversation, outcome: str | None, age: str | None
) -> list[Count] | None:
    """Close one and return what there is to count, or None when it was closed already."""
    now, answered = mail.clock.now(), await was_answered(connection, found.id)
    if not await queries.close(connection, found.id, hour(now), purge_at(mail.trust.latest()), now):
        return None
    return kinds.ended(found, answered, outcome, age)


def _tell_closed(mail: Mailbox, conversation: bytes) -> None:
    mail.tail.drop(conversation)  # it holds exact times
    mail.hub.ring([Ring("row", conversation)])


async def _purge(
    mail: Mailbox, conversations: Sequence[bytes], actor: bytes | None = None, action: str = "purge"
) -> None:
    """Destroy the keys, then take the rows out and tell everybody."""
    now = mail.clock.now()
    await mail.lockbox.destroy(conversations, hour(now))
    async with mail.database.writing() as connection:
        counts = list[Count]()
        for found in await queries.find_many(connection, conversations) if action == "erase" else ():
            if found.state != "closed":
                counts += kinds.ended(found, await was_answered(connection, found.id), "went", None)
        purged = await ending.purge(connection, conversations, hour(now), now)
        await count(connection, counts, now, mail.zone)
        await record_all(connection, actor, action, [one.conversation for one in purged], now)
    for one in purged:
        mail.tail.drop(one.conversation)
    mail.hub.ring([Ring("gone", one.conversation, one.audience) for one in purged])
