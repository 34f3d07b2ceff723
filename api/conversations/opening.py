"""The youth's end opens a conversation, says how urgent it is, who may see it, and who asks in a note.

The shred key is made before the row, so no conversation ever exists without its outer lock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations import queries
from api.conversations.mailbox import Mailbox
from api.conversations.reports import kinds
from api.conversations.reports.counting import count
from api.conversations.rules import Conversation, Party, owns
from api.conversations.team.queries import circle_of, recuse
from api.errors import Refused
from api.live.hub import Ring
from api.staff.audit import record
from api.store.database import Unavailable
from api.store.lockbox import Destroyed


async def open_conversation(
    mail: Mailbox,
    party: Party,
    conversation: bytes,
    audience: int,
    channel: str,
    priority: int,
    note: bool,
    hidden_from: Sequence[bytes] = (),
    topic: str | None = None,
) -> Conversation:
    """Open a conversation, or return it when this device has opened it before; hidden from who knows this person."""
    if (old := await _own(mail, party, conversation)) is not None:
        return old
    try:
        await mail.lockbox.make(conversation)
    except (Destroyed, IntegrityError) as error:
        # Purged ids are never used again; and another device's id is not told apart from that.
        raise Refused("closed") from error
    now = mail.clock.now()
    new = Conversation(
        id=conversation,
        owner=party.device_id,
        audience=audience,
        channel=channel,
        priority=priority,
        note=note,
        from_note=note,
        state="waiting",
        opened_at=now,
        waiting_since=now,
        claimed_by=None,
        claimed_label=None,
        claimed_at=None,
        claimer_here=False,
        claimer_seen_at=None,
        closed_at=None,
        purge_at=None,
        kept_for=None,
        late_at=None,
        help_at=None,
        offered_to=None,
        agreed_at=None,
        handed_by=None,
        muted_until=None,
        cursor=0,
        changed_at=now,
    )
    try:
        async with mail.database.writing() as connection:
            await queries.add(connection, new)
            await count(connection, kinds.opened(new, topic, now, mail.zone), now, mail.zone)
            await recuse(connection, conversation, hidden_from)
    except IntegrityError:  # asked twice at once: the first has opened it
        again = await _own(mail, party, conversation)
        if again is None:
            raise Refused("not-found") from None
        return again
    mail.hub.ring([Ring("row", conversation)])
    return new


async def set_priority(mail: Mailbox, party: Party, conversation: bytes, priority: int) -> Conversation:
    """Say how urgent the youth's own buttons say it is."""
    async with mail.database.writing() as connection:
        await _owned(connection, party, conversation)
        await queries.set_priority(connection, conversation, priority, mail.clock.now())
        changed = await _owned(connection, party, conversation)
    mail.hub.ring([Ring("row", conversation)])
    return changed


async def set_audience(mail: Mailbox, party: Party, conversation: bytes, audience: int) -> Conversation:
    """Let other circles see it, as the youth chose; those that are out see it no longer."""
    with _rings_for(mail, conversation) as saw_it:
        async with mail.database.writing() as connection:
            saw_it.append((await _owned(connection, party, conversation)).audience)
            await queries.set_audience(connection, conversation, audience, mail.clock.now())
            changed = await _owned(connection, party, conversation)
            await record(connection, party.device_id, "audience", conversation, mail.clock.now())
    return changed


async def ask_for_a_person(
    mail: Mailbox, party: Party, conversation: bytes, audience: int, priority: int, topic: str | None = None
) -> Conversation:
    """Make a note wait like any other from now on, because its youth asks for a person; asking again is no mistake."""
    with _rings_for(mail, conversation) as saw_it:
        async with mail.database.writing() as connection:
            before, now = await _owned(connection, party, conversation), mail.clock.now()
            saw_it.append(before.audience)
            asked = await queries.ask_for_a_person(connection, conversation, audience, priority, now)
            if not asked:
                # Somebody was quicker, perhaps since the line above: they keep it if the youth still asks for their like.
                holder = (await _owned(connection, party, conversation)).claimed_by
                await queries.set_audience(connection, conversation, audience, now)
                await queries.set_priority(connection, conversation, max(priority, before.priority), now)
                if holder is not None and not audience >> await circle_of(connection, holder) & 1:
                    await queries.release(connection, conversation, holder, now)
            changed = await _owned(connection, party, conversation)
            if asked:
                await count(connection, kinds.opened(changed, topic, now, mail.zone), now, mail.zone)
            if audience != before.audience:
                await record(connection, party.device_id, "audience", conversation, now)
    return changed


async def leave_as_note(mail: Mailbox, party: Party, conversation: bytes) -> Conversation:
    """Let what began as a note wait as one again, because its youth left before anybody came; claimed once, it stays as it is."""
    async with mail.database.writing() as connection:
        await _owned(connection, party, conversation)
        await queries.leave_as_note(connection, conversation, mail.clock.now())
        changed = await _owned(connection, party, conversation)
    mail.hub.ring([Ring("row", conversation)])
    return changed


@contextmanager
def _rings_for(mail: Mailbox, conversation: bytes) -> Iterator[list[int]]:
    """Show it to whoever sees it now, and take it from who saw it before: also where nobody said whether that was kept.

    It is asked for again then, and by that time nobody knows who saw it before.
    """
    saw_it: list[int] = []
    try:
        yield saw_it
    except Unavailable:
        mail.hub.ring([Ring("audience", conversation, sum(saw_it))])
        raise
    mail.hub.ring([Ring("audience", conversation, sum(saw_it))])


async def _own(mail: Mailbox, party: Party, conversation: bytes) -> Conversation | None:
    async with mail.database.reading() as connection:
        found = await queries.find(connection, conversation)
    if found is not None and not owns(found, party):
        raise Refused("not-found")
    return found


async def _owned(connection: AsyncConnection, party: Party, conversation: bytes) -> Conversation:
    found = await queries.find(connection, conversation)
    if found is None or not owns(found, party):
        raise Refused("not-found")
    if found.state == "closed":
        raise Refused("closed")
    return found
