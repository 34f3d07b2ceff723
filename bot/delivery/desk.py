"""Listens to the relay for every conversation of the bot, and hands each frame to what it means.

Each frame is kept sealed, with the relay's cursor, in the same step that acts on it: after a crash nothing is acted on
twice and nothing is passed over.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from bot.delivery.enquiry import About, Enquiry, Row
from bot.delivery.lanes import Lanes
from bot.delivery.outage import Outage
from bot.delivery.people import People
from bot.delivery.put_back import FRAMES_KEPT, PutBack
from bot.delivery.readings import Readings
from bot.delivery.rows import Rows
from bot.delivery.talks import Talks
from bot.memory.chat import Talk
from bot.memory.chats import Chats, Held
from bot.memory.database import Unavailable
from bot.outbox.posts import Posts
from bot.relay.client import Refused, RelayClient, Unreachable
from bot.relay.trust import Trust
from bot.sealing.keys import Refusal, b64u, unb64u
from bot.sealing.open import Received
from bot.sealing.padding import header, sender_of
from bot.settings.counts import count
from bot.settings.quiet import fault, log

OPEN_FRAME = 1
IN_HEADER = slice(8, 24)  # where a frame names its conversation


class Desk:
    """The bot's ear at the relay."""

    def __init__(
        self,
        chats: Chats,
        talks: Talks,
        relay: RelayClient,
        trust: Trust,
        readings: Readings,
        people: People,
        posts: Posts,
        outage: Outage,
    ) -> None:
        """Use these rooms; `start` learns which conversations are open."""
        self._chats, self._relay, self._trust = chats, relay, trust
        self._readings, self._people, self._posts, self._outage = readings, people, posts, outage
        self.talks = talks
        self._put_back = PutBack(chats, talks, relay, from_the_first=self.opened)
        self._rows = Rows(talks, relay, people, self._put_back, over=self.ended)
        self.follow: Callable[[dict[bytes, int]], Awaitable[None]] | None = None
        self.unfollow: Callable[[bytes], Awaitable[None]] | None = None
        self.renew_key: Callable[[], Awaitable[None]] | None = None
        self.content_news: Callable[[], None] = lambda: None
        self._tasks: set[asyncio.Task[None]] = set()
        self.lanes = Lanes()

    async def start(self) -> None:
        """Learn which conversations are open."""
        await self.talks.start()

    def take(self, held: Held) -> None:
        """Follow the conversations that a step began, once it is on the disk."""
        self.talks.take(held)
        self._rows.forget(held)
        self._put_back.forget(held)
        for conversation in held.changes.ended:
            if self.unfollow is not None:
                self._later(self.unfollow(conversation))

    async def signed_in(self) -> dict[bytes, int]:
        """A line is up: learn who is on the roster and on call, let workers seal to the bot, and catch up."""
        await self._refresh()
        if self.renew_key is not None:
            await self.renew_key()
        self.content_news()
        await self._rows.read_all()
        self._posts.again()  # only now: what it brings would hide that the relay is behind what was read here
        cursors = {}
        for conversation in set(self.talks) - self._posts.unopened():
            async with self.talks.hold(conversation) as there:
                if there is not None:
                    cursors[conversation] = self._put_back.follows_from(there.talk)
                    self._rows.pause(there)
        self._outage.over()
        return cursors

    def broken(self) -> None:
        """The line broke; what was sealed waits in the outbox, and what it brought is read again."""
        self.lanes.drop()
        self._outage.began()

    async def ring(self, event: dict[str, Any]) -> None:
        """Something changed that is not a frame; what concerns one conversation stands behind that one's frames."""
        about = event.get("id" if event.get("t") == "conversation" else "conversation")
        if about is not None:
            try:
                await self.lanes.put(unb64u(str(about)), lambda: self._ring(event), _nothing)
            except Refusal as why:
                fault("a ring of the relay", why)
            return
        while True:
            try:
                await self._ring(event)
            except Unavailable:
                await asyncio.sleep(1)
                continue
            return

    async def _ring(self, event: dict[str, Any]) -> None:
        """Take one ring."""
        kind = event.get("t")
        try:
            if kind in ("roster", "certificates", "schedule", "team"):
                await self._refresh()
                if kind == "roster":
                    self.content_news()  # who signed may be known only now
                    if self.renew_key is not None:
                        await self.renew_key()
            elif kind == "content":
                await self._trust.refresh_documents(self._relay, self._chats.now())
                self.content_news()
            elif kind == "conversation":
                await self._rows.take(event)
            elif kind == "late":
                await self._late(unb64u(str(event.get("conversation"))))
            elif kind == "gone":
                await self.ended(unb64u(str(event.get("conversation"))), lost=True)
        except (Refused, Unreachable, Refusal) as why:
            fault("a ring of the relay", why)

    async def frame(self, cursor: int, at: int, frame: bytes) -> None:
        """Have one frame kept sealed, opened and acted on, behind those of its conversation that came before."""
        conversation = frame[IN_HEADER]  # also of what is left of a frame that was changed where it lay
        if conversation not in self.talks:
            return
        if sender_of(frame) == self._trust.identity.device:
            await self.lanes.put(conversation, lambda: self._own(conversation, cursor, at, frame), _nothing)
            return
        count("frames_received")
        take, give_up = self._take, self._give_up
        await self.lanes.put(
            conversation,
            lambda: take(conversation, cursor, at, frame),
            lambda: give_up(conversation, cursor, at, frame),
        )

    async def ended(self, conversation: bytes, lost: bool = False) -> None:
        """The relay takes no more for this conversation, or does not know it any more (lost): tell the youth."""
        async with self.talks.hold(conversation) as there:
            if there is not None and lost:
                self._people.lost(there.held)
            elif there is not None:
                self._people.over(*there)

    async def _take(self, conversation: bytes, cursor: int, at: int, frame: bytes) -> None:
        """Take one frame of somebody else; ask the relay what it leaves open while nobody waits for the chat."""
        if await self._put_back.passes_over(conversation, cursor, at, frame):
            return
        enquiry = Enquiry(self._relay, self._trust, conversation)
        try:
            while (about := await self._act(conversation, cursor, at, frame, enquiry)) is not None:
                await enquiry.ask(about, self._chats.now())
        except BaseException:
            self._readings.forget(conversation)  # it may have opened what is not kept
            raise

    async def _give_up(self, conversation: bytes, cursor: int, at: int, frame: bytes) -> None:
        """A fault of ours keeps us from acting on a frame: the youth is told that something came, and the next goes on."""
        async with self.talks.hold(conversation) as there:
            if there is not None and cursor > there.talk.cursor:
                there.held.changes.received.append((conversation, cursor, at, frame))
                there.talk.cursor = cursor
                self._people.unreadable(there.held, sender_of(frame))

    async def _act(self, conversation: bytes, cursor: int, at: int, frame: bytes, enquiry: Enquiry) -> About | None:
        """Act on a frame; return what has to be asked first, and then nothing was done."""
        async with self.talks.hold(conversation) as there:
            if there is None:
                return None
            held, talk = there
            if cursor <= talk.cursor:
                held.touched = False
                return None
            if self._put_back.was_read(conversation, frame, at, held.now):
                talk.cursor = cursor
                return None
            reading = await self._readings.of(conversation)
            held.changes.undo.append(lambda: self._readings.forget(conversation))
            refused = got = None
            try:
                got = enquiry.open(reading, frame, held.now)
            except Refusal as why:
                refused = why
            if (about := self._asks_first(held, enquiry, got, refused)) is not None:
                held.touched = False
                return about
            await self._put_back.lays_aside(talk, held, reading, cursor, frame)
            held.changes.received.append((conversation, cursor, at, frame))
            talk.cursor = cursor
            if got is None:
                reason = refused.reason if refused is not None else ""
                if reason == "split-view":
                    log.error("ALARM: somebody was shown another roster than the bot")
                if reason not in ("locked", "replay"):
                    self._people.unreadable(held, sender_of(frame))
                return None
            if got.wide:
                log.error("ALARM: a frame was sealed too widely")
            reading.opened[cursor] = got
            if reading.is_behind_a_gap(got, frame) and (got.kind != "open" or held.now - talk.opened < FRAMES_KEPT):
                self._people.gap(held, talk, got)
            if reading.is_anothers(got):
                return None
            if got.kind == "grant":
                self._people.handed(talk, got, frame)
            if self._people.claims(held, got) and self._is_anothers(held, talk, got.sender, at, enquiry.row):
                self._people.not_theirs(held)
                return None
            if self._people.joins(held, got) and enquiry.row and not enquiry.row.stands(got.sender, talk.claimer):
                return None  # it went to somebody else since, or they left again: the youth is told of nobody
            if self._people.gives(held, got) and enquiry.row and enquiry.row.claimer not in _giver_and_colleague(got):
                if enquiry.row.waiting:
                    self._people.put_back(held, talk, enquiry.row.cursor)
                return None  # it was theirs to give no more; who has it since says so behind this
            self._people.take(held, got, cursor)
        return None

    def _asks_first(self, held: Held, enquiry: Enquiry, got: Received | None, refused: Refusal | None) -> About | None:
        """Return what the relay has to be asked before this can be acted on; None when nothing, or nothing more.

        A frame may name a newer roster (Protocol 5.2), and a claim may overtake the ring that its worker went on call.
        """
        if got is None:
            newer = refused is not None and refused.reason in ("newer-roster", "sender")
            return About.ROSTER if newer and enquiry.is_open(About.ROSTER) else None
        if enquiry.is_open(About.ON_CALL) and self._people.unknown(held, got):
            return About.ON_CALL
        moves = self._people.claims(held, got) or self._people.joins(held, got) or self._people.gives(held, got)
        return About.ROW if moves and enquiry.is_open(About.ROW) else None

    def _is_anothers(self, held: Held, talk: Talk, device: bytes, at: int, row: Row | None) -> bool:
        """Say whose a conversation was when this claim came: a youth is told of whoever has it, and of nobody else.

        A desk asks the relay before it says that it claims. A row that waits has not heard of it, or was put back since; of one
        that became somebody else's only later the claim was true. When the relay did not answer, the claim counts.
        """
        # Protocol 6.2
        if row is None:
            return False
        if row.waiting:
            self._people.put_back(held, talk, row.cursor)
        return row.claimer not in (None, b64u(device)) and row.since <= at

    async def _own(self, conversation: bytes, cursor: int, at: int, frame: bytes) -> None:
        """See our own frames go by: openings say which audience the others may seal to (Protocol 2.5)."""
        if await self._put_back.passes_over(conversation, cursor, at, frame):
            return
        async with self.talks.hold(conversation) as there:
            if there is not None:
                there.held.touched = there.talk.given == header(frame).mid
                there.talk.given = None if there.held.touched else there.talk.given
        if header(frame).type == OPEN_FRAME:
            try:
                (await self._readings.of(conversation)).reader.receive(frame, at)
            except Refusal as why:
                if why.reason not in ("replay", "session"):
                    fault("an echo of our own frame", why)

    async def _late(self, conversation: bytes) -> None:
        """The relay called everybody, and nobody came in time: the youth is told, if they were not yet."""
        async with self.talks.hold(conversation) as there:
            if there is not None:
                self._people.late(*there)

    async def _refresh(self) -> None:
        """Learn who is on the roster and who is on call; what cannot be kept now counts all the same, and is tried again."""
        with contextlib.suppress(Unavailable):
            await self._trust.refresh_documents(self._relay, self._chats.now())
        if self._trust.on_roster():
            await self._trust.refresh_away(self._relay)
            await self._trust.refresh_certificates(self._relay)
        await self._trust.settle()

    async def lapsed(self) -> None:
        """Look at every conversation after people came or went: nobody writes to someone who is not there (H27)."""
        for conversation in self.talks:
            async with self.talks.hold(conversation) as there:
                if there is None:
                    continue
                held, talk = there
                held.touched = talk.claimer is not None and not self._people.may_have(held, talk, talk.claimer)
                if held.touched:
                    self._people.widen(held, "released")

    async def opened(self, conversation: bytes) -> None:
        """The relay knows a conversation now: listen to it."""
        if self.follow is not None:
            await self.follow({conversation: 0})

    def _later(self, work: Any) -> None:
        """Do something soon, outside of the step."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _giver_and_colleague(got: Received) -> tuple[str, Any]:
    """Return who gives a conversation on by this message, and to whom."""
    return b64u(got.sender), (got.payload or {}).get("to")


async def _nothing() -> None:
    """Let it be: the next row, or the next reading of all rows, says what counts."""
