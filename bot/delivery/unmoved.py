"""Puts a conversation back in line that was to be a colleague's and that the relay did not give.

The colleague had said in that moment that they cannot. The youth was told that they take over, and writes to them alone,
while the relay lets only the former one read: the youth hears it, and everybody who may is written to again.
"""

from __future__ import annotations

from bot.delivery.people import People
from bot.delivery.talks import Talks
from bot.memory import queries
from bot.memory.chats import Chats
from bot.outbox.scribe import Scribe
from bot.relay.client import Refused, RelayClient
from bot.sealing.keys import b64u, unb64u


class Unmoved:
    """What is done about it."""

    def __init__(self, chats: Chats, talks: Talks, relay: RelayClient, people: People, scribe: Scribe) -> None:
        """Use these rooms."""
        self._chats, self._talks, self._relay, self._people, self._scribe = chats, talks, relay, people, scribe

    async def __call__(self, conversation: bytes, to: str, giver: str) -> None:
        """Put it back in line if the one who gave it has it still; of every other row the frames say what follows.

        They may have it anew: the colleague got it, and put it back, and the answer was lost on its way to us. Raises Unreachable
        and Unavailable: then it is to be done again.
        """
        try:
            row = await self._relay.call("GET", f"/api/conversations/{b64u(conversation)}")
        except Refused:
            return  # it is gone, and following it says so
        if row["state"] != "claimed" or row["claimed_by"] != giver:
            return
        async with self._talks.hold(conversation) as there:
            if there is None or there.talk.claimer != unb64u(to):
                return
            given = await self._given_at(conversation, there.talk.claim_at)
            if given is None or row["claimed_at"] <= given:
                self._scribe.put_back(there.held, unb64u(giver), there.talk.claim_at)
                self._people.widen(there.held, "released", put_back=False)

    async def _given_at(self, conversation: bytes, cursor: int) -> int | None:
        """Return when the relay took the frame that gave it away; None when that was longer ago than frames are kept."""
        async with self._chats.database.reading() as connection:
            return await queries.received_at(connection, conversation, cursor)
