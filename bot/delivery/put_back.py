"""Notices a relay that was put back from a backup, and reads all of it again from the first frame.

Such a relay counts on from an older frame. Either a row ends before what was read here, or others have written since, and
other frames lie in the places of those that were read: so the newest one is compared on every new line.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import sha256

from bot.delivery.readings import ASIDE, Reading
from bot.delivery.talks import Talks
from bot.memory import queries
from bot.memory.chat import LOST, Talk
from bot.memory.chats import Chats, Held
from bot.relay.client import Refused, RelayClient
from bot.sealing.keys import b64u

FRAMES_KEPT = 72 * 3_600_000

Tell = Callable[[bytes], Awaitable[None]]


class PutBack:
    """What was read before the relay was put back, and where that has to be found out."""

    def __init__(self, chats: Chats, talks: Talks, relay: RelayClient, from_the_first: Tell) -> None:
        """Tell `from_the_first` of what must be read again from its first frame."""
        self._chats, self._talks, self._relay, self._from_the_first = chats, talks, relay, from_the_first
        self._read_before: dict[bytes, set[bytes]] = {}
        self._to_compare: dict[bytes, int] = {}
        self._anew: set[bytes] = set()

    def forget(self, held: Held) -> None:
        """Let go of what a step ended, once it is on the disk."""
        for conversation in held.changes.ended:
            self._read_before.pop(conversation, None)
            self._to_compare.pop(conversation, None)
            self._anew.discard(conversation)

    def follows_from(self, talk: Talk) -> int:
        """Return where a new line goes on: one frame before the end of what was read, so that it comes again and is compared."""
        if not talk.cursor:
            return 0
        self._to_compare[talk.id] = talk.cursor
        return talk.cursor - 1

    def was_read(self, conversation: bytes, frame: bytes, at: int, now: int) -> bool:
        """Say whether a frame was read, and acted on, before the relay was put back."""
        before = self._read_before.get(conversation)
        return before is not None and (sha256(frame).digest() in before or at < now - FRAMES_KEPT)

    async def passes_over(self, conversation: bytes, cursor: int, at: int, frame: bytes) -> bool:
        """Say whether a frame is to be let go of: it comes again behind the first one, in its turn.

        The first look at a new line's frames: another frame in the place of the last one that was read starts the reading anew.
        """
        if conversation in self._anew:
            if cursor > 1:
                return True
            self._anew.discard(conversation)
        if self._to_compare.get(conversation) != cursor:
            return False
        if await self._is_anothers(conversation, at, frame):
            await self._read_anew(conversation, cursor - 1)
            return True
        self._to_compare.pop(conversation, None)
        return False

    async def lays_aside(self, talk: Talk, held: Held, reading: Reading, cursor: int, frame: bytes) -> None:
        """Keep what was read in the place that this frame takes: it may wait for the youth still, and it may come again."""
        if (was := reading.opened.get(cursor)) is None:
            return
        async with self._chats.database.reading() as connection:
            kept = await queries.frames(connection, talk.id)
        behind = (kept[-1][0] // ASIDE + 1) * ASIDE if kept else ASIDE
        for at, other in [(at, other) for place, at, other in kept if place == cursor and other != frame]:
            held.changes.received.append((talk.id, behind + cursor, at, other))
            reading.opened[behind + cursor] = was

    async def anew_if_behind(self, conversation: bytes, cursor: int) -> None:
        """Read again from the first frame if the relay's row ends before what was read."""
        seen = await self._cursor(conversation)
        if seen <= cursor:
            return
        try:
            row = await self._relay.call("GET", f"/api/conversations/{b64u(conversation)}")
        except Refused:
            return  # it is gone, and following it says so
        if seen > (there_are := int(row["cursor"])):  # else frames had overtaken the row
            await self._read_anew(conversation, there_are)

    async def _is_anothers(self, conversation: bytes, at: int, frame: bytes) -> bool:
        """Say whether this frame is none of those that were read; of one that is older than what is kept, nobody can."""
        if at < self._chats.now() - FRAMES_KEPT:
            return False
        async with self._chats.database.reading() as connection:
            kept = await queries.frames(connection, conversation)
        return frame not in [one for _, _, one in kept]

    async def _read_anew(self, conversation: bytes, as_before: int) -> None:
        """Start again at the first frame; up to the place `as_before` the relay may have what it had."""
        async with self._chats.database.reading() as connection:
            kept = await queries.frames(connection, conversation)
        self._read_before[conversation] = {sha256(frame).digest() for _, _, frame in kept}
        async with self._talks.hold(conversation) as there:
            if there is None:
                return
            talk = there.talk
            talk.cursor = 0
            talk.free_at = min(talk.free_at, as_before)
            if talk.claim_at > as_before:
                talk.claim_at = LOST
        self._to_compare.pop(conversation, None)
        self._anew.add(conversation)
        await self._from_the_first(conversation)

    async def _cursor(self, conversation: bytes) -> int:
        """Return how far a conversation was read."""
        async with self._talks.hold(conversation) as there:
            if there is None:
                return 0
            there.held.touched = False
            return there.talk.cursor
