"""Tells a youth once, with the numbers, that words which cannot reach the relay are kept.

A short break is nobody's news. What a worker did not acknowledge while nothing could be heard of them is not their fault:
`unheard_from` says from when on their silence counts.
"""

from __future__ import annotations

from bot.delivery.knock import Knock
from bot.delivery.talks import Talks
from bot.memory.chats import Chats, Held
from bot.outbox.posts import Posts

GRACE = 10_000
LOOK_AGAIN = 10_000


class Outage:
    """What the bot knows of a relay that is away."""

    def __init__(self, chats: Chats, talks: Talks, posts: Posts, knock: Knock) -> None:
        """Begin with a relay of which nothing was heard yet."""
        self._chats, self._talks, self._posts, self._knock = chats, talks, posts, knock
        self._since: int | None = None
        self._heard_since = chats.now()
        self._told: set[bytes] = set()
        self._all_seen = False
        knock.while_so["relay_down"] = self._cut_off

    def began(self) -> None:
        """The line broke, or is still broken."""
        if self._since is None:
            self._since = self._chats.now()

    def over(self) -> None:
        """The line is up; what happened during a short break was heard soon enough."""
        if self._away():
            self._heard_since = self._chats.now()
            self._told.clear()
            self._all_seen = False
        self._since = None

    def unheard_from(self, written: int) -> int:
        """Return from when on a worker could be heard who was written to then; while the line is broken: soon."""
        if self._since is not None:
            return max(written, self._chats.now() + LOOK_AGAIN)
        return max(written, self._heard_since)

    async def look(self) -> None:
        """Tell each youth whose words wait, and was not told in this outage."""
        away, queued = self._away(), self._posts.stuck(GRACE)
        wanted = queued - self._told
        if not away:
            self._told &= queued
        elif not wanted and self._all_seen:
            return
        if wanted or away:
            for conversation in self._talks:
                if conversation in wanted or (away and not self._all_seen and conversation not in self._told):
                    await self._tell(conversation, conversation in wanted)
        self._all_seen = away

    def _cut_off(self, held: Held) -> bool:
        """Whether what this youth says is still kept because the relay is away: who was not there reads it only then."""
        talk = held.chat.talk
        return talk is not None and (self._away() or talk.id in self._posts.stuck(GRACE))

    def _away(self) -> bool:
        """Whether the line has been broken for longer than a moment."""
        return self._since is not None and self._chats.now() - self._since >= GRACE

    async def _tell(self, conversation: bytes, queued: bool) -> None:
        """Say it to one youth: also where the words left, and nobody can be heard who might have read them."""
        async with self._talks.hold(conversation) as there:
            if there is None:
                return
            if not (queued or there.talk.unread):
                there.held.touched = False
                return
            self._knock.phrase(there.held, "relay_down", numbers=True)
        self._told.add(conversation)
