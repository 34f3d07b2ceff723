"""Sealed mail: appended once and in order, read from a cursor. The relay opens none of it.

An append is answered after its commit. The same frame again gets the same cursor. Whoever may not read a conversation is
told that it is not there. Every stored frame lies under its conversation's outer lock; when that lock is destroyed,
there is nothing to read any more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from zoneinfo import ZoneInfo

from api.conversations import queries
from api.conversations.rules import ANSWERING, Conversation, Party, hears, in_line, judge_append
from api.conversations.tail import Tail
from api.errors import Refused
from api.health import Counts
from api.live.hub import Hub, Ring
from api.protocol.envelope import Malformed, Stored, address, frame_hash, remnant
from api.protocol.limits import MAX_FRAME, MAX_PAGE, POLICE
from api.store.batch import Append
from api.store.clock import Clock, Trust
from api.store.database import Database, Unavailable
from api.store.group_commit import GroupCommit
from api.store.lockbox import Lock, Lockbox, Unreadable

log = logging.getLogger(__name__)


def _nobody(_: Append) -> None:
    """Tell nobody; whoever waits for an append puts itself here."""


class Mailbox:
    """The mail of all conversations, with the locks, the clock and the doorbell that it needs."""

    def __init__(
        self,
        database: Database,
        lockbox: Lockbox,
        hub: Hub,
        clock: Clock,
        zone: ZoneInfo,
        counts: Counts | None = None,
    ) -> None:
        """Take what app.py has opened; `zone` is the line's own clock, by which reports are counted."""
        self.database = database
        self.lockbox = lockbox
        self.hub = hub
        self.clock = clock
        self.zone = zone
        self.trust = Trust(clock)
        self.tail = Tail()
        self.claiming: dict[bytes, asyncio.Future[None]] = {}  # whose claim is on its way in this process
        self.group_commit = GroupCommit(database, judge_append, clock.now, self._stored)
        self.counts = counts or Counts()
        self._unlisten: Callable[[], None] = lambda: None

    @property
    def healthy(self) -> bool:
        """Whether the last batch was stored."""
        return self.group_commit.healthy

    async def start(self, first: Callable[[Mailbox], Awaitable[None]]) -> None:
        """Begin to take mail, after `first` has purged again what a restored backup may have brought back."""
        await first(self)
        self._unlisten = self.hub.listen(self._heard)
        await self.group_commit.start()

    async def stop(self) -> None:
        """Store what waits, then end."""
        await self.group_commit.stop()
        self._unlisten()

    async def seen(self, conversation: bytes, party: Party) -> Conversation:
        """Return a conversation that this device may read, or refuse as if it were not there."""
        async with self.database.reading() as connection:
            found = await queries.find(connection, conversation)
        if found is None or not hears(found, party):
            raise Refused("not-found")
        self.tail.newer_elsewhere(conversation, found.cursor)
        return found

    async def append(self, conversation: bytes, frames: Sequence[bytes], party: Party) -> list[Append]:
        """Store frames in order and return them with their cursors; refuse with the first one's refusal."""
        for frame in frames:
            self.check(frame, party, conversation)
        if self.has_turns(party):
            await self.in_turn(conversation, party)
        lock = await self.lock(conversation)
        waiting = [Append(conversation, frame, frame_hash(frame), lock, party, _nobody) for frame in frames]
        try:
            done = await asyncio.gather(*[self.group_commit.append(one) for one in waiting])
        except Unavailable as error:
            raise Refused("later") from error
        for one in done:
            if one.refusal is not None:
                raise Refused(one.refusal)
        return done

    def check(self, frame: bytes, party: Party, conversation: bytes | None = None) -> bytes:
        """Return the conversation that a frame is for; refuse one that is malformed or not this device's own."""
        if len(frame) > MAX_FRAME:
            raise Refused("too-large")
        try:
            named, sender = address(frame)
        except Malformed as error:
            raise Refused("frame") from error
        if conversation is not None and named != conversation:
            raise Refused("frame")
        if sender != party.device_id:
            raise Refused("not-yours")
        return named

    def has_turns(self, party: Party) -> bool:
        """Say whether somebody who waits may stand behind another for this device: an officer meets one at a time."""
        return party.circle == POLICE and party.role in ANSWERING

    async def in_turn(self, conversation: bytes, party: Party) -> None:
        """Refuse what an officer writes to somebody whose turn it is not: where frames are stored, nobody knows of turns."""
        try:
            async with self.database.reading() as connection:
                found = await queries.find(connection, conversation)
        except Unavailable as error:
            raise Refused("later") from error
        if found is not None and in_line(found, party):
            raise Refused("not-found")

    async def lock(self, conversation: bytes) -> Lock:
        """Return the conversation's outer lock, or refuse: without one nothing can be stored."""
        try:
            found = await self.lockbox.find(conversation)
        except Unavailable as error:
            raise Refused("later") from error
        if found is None:
            raise Refused("not-found")
        return found

    async def read(self, conversation: bytes, after: int, limit: int = MAX_PAGE) -> list[Stored]:
        """Return frames behind a cursor, in order, out of memory or out of the database; empty when none is newer.

        Whoever calls has asked whether the reader may. A frame whose lock is destroyed is gone. One that was changed where
        it lies shuts nothing behind it: its remnant is handed on, which the ends refuse and show (PROTOCOL 5.5).
        """
        near = self.tail.since(conversation, after)
        if near is not None:
            return near[:limit]
        async with self.database.reading() as connection:
            rows = await queries.read(connection, conversation, after, limit)
        lock = await self.lockbox.find(conversation) if rows else None
        if lock is None:
            return []
        return [Stored(cursor, at, self._whole(lock, conversation, cursor, wrapped)) for cursor, at, wrapped in rows]

    def _whole(self, lock: Lock, conversation: bytes, cursor: int, wrapped: bytes) -> bytes:
        """Return a stored frame, or what is left of one that was changed; the operator hears of it."""
        try:
            return lock.unwrap(cursor, wrapped)
        except Unreadable:
            self.counts.add("frames_changed")
            log.warning("A stored message was changed and cannot be read. Ask who else can write to the database.")
            return remnant(conversation)

    def _stored(self, batch: Sequence[Append]) -> None:
        """Keep what was just committed near, and ring for it, once for the whole batch."""
        newest: dict[bytes, int] = {}
        count = 0
        for one in batch:
            if one.fresh:
                count += 1
                self.tail.add(one.conversation, Stored(one.cursor, one.at, one.frame))
                newest[one.conversation] = one.cursor
        if newest:
            self.hub.ring([Ring("frames", conversation, cursor) for conversation, cursor in newest.items()])
        self.counts.add("frames", count)

    def _heard(self, rings: Sequence[Ring]) -> None:
        """Give up what is near when another replica has more, or has closed or purged it."""
        for ring in rings:
            if ring.kind == "frames":
                self.tail.newer_elsewhere(ring.conversation, ring.number)
            elif ring.kind == "row":
                self.tail.drop(ring.conversation)  # perhaps it is closed, and what is near still has its exact times
            elif ring.kind == "gone":
                self.tail.drop(ring.conversation)
                self.lockbox.drop(ring.conversation)
