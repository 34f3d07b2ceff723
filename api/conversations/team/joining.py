"""Stand beside a colleague: asked for help, as a supervisor, or with a second person's word.

Before a single frame of a colleague's conversation is given out, the opening is a row: its claimer is shown who is there,
and the record keeps it. Who is neither asked nor a supervisor needs another person who agrees, for one hour.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations import queries as mail_queries
from api.conversations.mailbox import Mailbox
from api.conversations.rules import PRACTICE, Conversation, Joining, Party, answers
from api.conversations.team import queries
from api.conversations.team.keys import demand_key
from api.conversations.team.transfers import claimed_by_me
from api.errors import Refused
from api.live.hub import Ring
from api.oncall.paging.ladders import Paging
from api.oncall.paging.seconding import wake_seconds
from api.protocol.limits import HOUR
from api.staff.audit import record
from api.staff.queries import devices_of, same_person

TOGETHER = HOUR
BESIDE = 12 * HOUR  # a claim may last no longer than a shift; its end ends it sooner


async def call_help(
    mail: Mailbox, paging: Paging, party: Party, conversation: bytes, on: bool
) -> tuple[list[str], list[str]]:
    """Ask for a second person, or ask no longer; return who was woken so far, and who is planned and could not be.

    From here on the ladders of paging wake the next, until somebody comes or it is taken back. Who has ordered no way to
    be woken sleeps on, and whoever asks must know. A practice conversation wakes nobody, here as little as while it waits.
    """
    now = mail.clock.now()
    called: list[str] = []
    asleep: list[str] = []
    async with mail.database.writing() as connection:
        await claimed_by_me(connection, party, conversation)
        await queries.change(connection, conversation, now)  # two presses at once: the second sees the first
        found = await claimed_by_me(connection, party, conversation)
        if on != (found.help_at is not None):
            await queries.change(connection, conversation, now, help_at=now if on else None)
            if not on:
                await paging.end_help(connection, conversation)
        if on and found.channel != PRACTICE:
            called, asleep = await paging.call_help(connection, conversation, found.help_at or now)
        if on and found.help_at is None:
            await record(connection, party.device_id, "help", conversation, now)
    mail.hub.ring([Ring("row", conversation), Ring("team"), Ring("pages")])
    return called, asleep


async def open_it(mail: Mailbox, party: Party, conversation: bytes) -> Conversation:
    """Open what a colleague has: because they asked for help, or as a supervisor; Protocol 3.5."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        found = await _answered(connection, party, conversation)
        if found.state == "waiting" or found.claimed_by == party.device_id:
            return found
        if found.state == "claimed":
            await demand_key(connection, party.device_id, found, now)
        if _opened(found, party):
            return found
        # Their own other device is no second person: it ends no call for one.
        asked = found.help_at is not None and not await same_person(connection, party.device_id, found.claimed_by)
        if not asked and party.role != "supervisor":
            raise Refused("two")
        since = now - now % HOUR if found.state == "closed" else now  # exact times end with the conversation
        joining = Joining(party.device_id, "help" if asked else "supervise", since, None, since + BESIDE)
        await queries.change(connection, conversation, now, **({"help_at": None} if asked else {}))
        await _answered(connection, party, conversation)  # it may be shut to my circle by now; from here on that waits
        await queries.put_joining(connection, conversation, joining)
        opened = await _again(connection, conversation)
        await record(connection, party.device_id, "join" if asked else "open", conversation, now)
    mail.hub.ring([Ring("row", conversation), Ring("team")])
    return opened


async def ask_together(mail: Mailbox, party: Party, conversation: bytes, reason: str) -> Conversation:
    """Ask for a second person's word to open what a colleague has who cannot be reached; whoever may agree is woken.

    Nobody is woken anew while the person asks already, or when it is open to them.
    """
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        await _answered(connection, party, conversation)
        await queries.change(connection, conversation, now)  # two presses at once: the second sees the first
        found = await _answered(connection, party, conversation)
        if found.state != "claimed" or found.claimed_by == party.device_id:
            raise Refused("closed" if found.state == "closed" else "not-claimed")
        if not _opened(found, party):
            await demand_key(connection, party.device_id, found, now)  # nobody is woken for who could then read nothing
            mine = await devices_of(connection, party.device_id)
            live = [one for one in found.joinings if one.until is None and now - one.asked_at < TOGETHER]
            asks = next((one for one in live if one.device in mine), None)
            besides = (party.device_id, found.claimed_by)
            woken = (
                asks.woken
                if asks
                else b"".join(await wake_seconds(connection, conversation, found.audience, besides, now))
            )
            joining = Joining(party.device_id, reason, now, None, None, woken)
            await queries.put_joining(connection, conversation, joining)
            await record(connection, party.device_id, "open-asked", conversation, now)
        asked = await _again(connection, conversation)
    mail.hub.ring([Ring("row", conversation)])
    return asked


async def agree_together(mail: Mailbox, party: Party, conversation: bytes, device: bytes) -> Conversation:
    """Agree, as the second person; from now on, and for one hour, it is open to the first."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        found = await _answered(connection, party, conversation)
        live = [one for one in found.joinings if one.until is None and now - one.asked_at < TOGETHER]
        asked = next((one for one in live if one.device == device), None)
        if found.state != "claimed" or asked is None:
            raise Refused("not-asked-together")
        if await same_person(connection, party.device_id, device, found.claimed_by):
            raise Refused("same-person")
        opened = Joining(device, asked.reason, asked.asked_at, party.device_id, now + TOGETHER)
        await queries.put_joining(connection, conversation, opened)
        await queries.change(connection, conversation, now)
        agreed = await _again(connection, conversation)
        await record(connection, party.device_id, "open-agreed", conversation, now)
    mail.hub.ring([Ring("row", conversation)])
    return agreed


async def leave(mail: Mailbox, party: Party, conversation: bytes) -> Conversation:
    """Stand beside a colleague no longer, or ask no longer to; leaving twice is no mistake."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        found = await _answered(connection, party, conversation)
        if await queries.drop_joining(connection, conversation, party.device_id):
            await queries.change(connection, conversation, now)
            found = await _again(connection, conversation)
    mail.hub.ring([Ring("row", conversation)])
    return found


async def expire(mail: Mailbox) -> None:
    """End what was open for a time, and requests that nobody agreed to within an hour."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        gone = await queries.expired(connection, now, now - TOGETHER)
    mail.hub.ring([Ring("row", conversation) for conversation in gone])


def _opened(found: Conversation, party: Party) -> bool:
    return party.device_id.hex() in found.open_to


async def _answered(connection: AsyncConnection, party: Party, conversation: bytes) -> Conversation:
    """Return a conversation that this device's circle may answer, or refuse as if it were not there."""
    found = await mail_queries.find(connection, conversation)
    if found is None or not answers(found, party):
        raise Refused("not-found")
    return found


async def _again(connection: AsyncConnection, conversation: bytes) -> Conversation:
    found = await mail_queries.find(connection, conversation)
    if found is None:
        raise Refused("not-found")
    return found
