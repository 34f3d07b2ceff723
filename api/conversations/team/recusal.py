"""A worker knows this person: from now on the conversation is hidden from them, and nobody is told why.

Only the youth's end learns which devices must not be sealed to, all of that person's, and keeps them out of the same youth's next conversation.
"""

from __future__ import annotations

from api.conversations import queries as mail_queries
from api.conversations.mailbox import Mailbox
from api.conversations.rules import Party, answers
from api.conversations.team import queries
from api.errors import Refused
from api.live.hub import Ring
from api.staff.audit import record
from api.staff.queries import devices_of


async def recuse(mail: Mailbox, party: Party, conversation: bytes) -> None:
    """Hide it from me, on whichever device; what I had goes back to its old place in line."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        found = await mail_queries.find(connection, conversation)
        if found is None or not answers(found, party):
            raise Refused("not-found")
        mine = await devices_of(connection, party.device_id)
        await queries.recuse(connection, conversation, mine)
        for one in mine:
            await queries.drop_joining(connection, conversation, one)
            await mail_queries.release(connection, conversation, one, now)
        if found.offered_to in mine:
            await queries.change(connection, conversation, now, offered_to=None, agreed_at=None)
        await queries.change(connection, conversation, now)
        await record(connection, party.device_id, "recuse", conversation, now)
    mail.hub.ring([Ring("audience", conversation, found.audience)])
