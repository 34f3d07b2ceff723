"""A worker knows this person: from now on the conversation is hidden from them, and nobody is told why.

Only the youth's end learns which device must not be sealed to, and keeps it out of the same youth's next conversation.
"""

from __future__ import annotations

from api.conversations import queries as mail_queries
from api.conversations.mailbox import Mailbox
from api.conversations.rules import Party, answers
from api.conversations.team import queries
from api.errors import Refused
from api.live.hub import Ring
from api.staff.audit import record


async def recuse(mail: Mailbox, party: Party, conversation: bytes) -> None:
    """Hide it from me; what I had goes back to its old place in line."""
    now = mail.clock.now()
    async with mail.database.writing() as connection:
        found = await mail_queries.find(connection, conversation)
        if found is None or not answers(found, party):
            raise Refused("not-found")
        await queries.recuse(connection, conversation, [party.device_id])
        await queries.drop_joining(connection, conversation, party.device_id)
        await mail_queries.release(connection, conversation, party.device_id, now)
        if found.offered_to == party.device_id:
            await queries.change(connection, conversation, now, offered_to=None, agreed_at=None)
        await queries.change(connection, conversation, now)
        await record(connection, party.device_id, "recuse", conversation, now)
    mail.hub.ring([Ring("audience", conversation, found.audience)])
