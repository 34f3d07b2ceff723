"""Gives a chat to one piece of work at a time, and keeps what that work changed, whole or not at all.

`async with chats.hold(mac) as held:` waits for the chat, reads it, lets the work change it, and commits when the block
ends well. When it ends badly, or the commit is refused, the chat is as it was. When nobody says how the commit ended, the
database is asked before anybody gets the chat again (`doubts`). A lock lives only while somebody wants it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from bot.memory import queries
from bot.memory.changes import Changes, Post, Send, Shown
from bot.memory.chat import Chat
from bot.memory.database import Database, Occupied, TakenBefore
from bot.memory.doubts import Doubts
from bot.memory.journal import Journal

REMEMBERED = 2000


class Lock(Protocol):
    """What seals at rest: the host secret's vault of bot/sealing."""

    def seal(self, purpose: str, plain: bytes, bound: bytes = b"") -> bytes:
        """Seal bytes."""

    def open(self, purpose: str, box: bytes, bound: bytes = b"") -> bytes:
        """Open them again."""

    def mac(self, purpose: str, data: bytes) -> bytes:
        """Name bytes by an HMAC."""


@dataclass(slots=True)
class Held:
    """A chat in one pair of hands, and what has been changed so far."""

    chat: Chat
    now: int
    _chats: Chats
    changes: Changes = field(default_factory=Changes)
    touched: bool = True
    forgotten: bool = False
    cancels: bool = False
    hides: bool = False
    notes: dict[str, Any] = field(default_factory=dict)

    def send(self, what: dict[str, Any], lane: int = 1) -> Send:
        """Put something for Telegram into the outbox."""
        send = Send(
            self._chats.next_id(), self.chat.mac, lane, {"chat": self.chat.id, "lang": self.chat.lang, **what}, self.now
        )
        self.changes.sends.append((send, self._chats.seal_send(send)))
        return send

    def post(self, conversation: bytes, kind: str, body: bytes) -> None:
        """Put something for the relay into the outbox."""
        self.changes.posts.append(Post(self._chats.next_id(), conversation, kind, body))

    def show(self, slot: str, message: int, frame: bytes | None = None) -> None:
        """Remember a message on the youth's screen, so that it can be edited or erased."""
        self._chats.add_shown(self.changes, self.chat.mac, slot, message, self.now, frame)

    def cancel(self) -> None:
        """Show nothing that has not left; what this step sends itself stays, and so does what is to be taken away."""
        self.cancels = True

    def hide(self) -> None:
        """Show nothing that has not left, as `cancel` does, but keep what is news: it waits until the youth is back."""
        self.cancels = self.hides = True


class Chats:
    """All chats of the bot."""

    def __init__(
        self, database: Database, journal: Journal, lock: Lock, now: Callable[[], int], early: Callable[[], int]
    ) -> None:
        """Prepare an empty shelf; `start` learns the last number given. What is erased by time goes by `early` (H26)."""
        self.database, self.journal, self.lock, self.now, self.early = database, journal, lock, now, early
        self._kept: OrderedDict[bytes, Chat] = OrderedDict()
        self._locks: dict[bytes, tuple[asyncio.Lock, list[int]]] = {}
        self._doubts: Doubts[Held] = Doubts(database, journal, self._settle)
        self._last = 0
        self.due: Callable[[Chat], int | None] = lambda chat: None
        self.keeping: list[Callable[[Held], None]] = []
        self.kept: list[Callable[[Held], None]] = []

    async def start(self) -> None:
        """Learn the last number given to anything."""
        async with self.database.reading() as connection:
            self._last = await queries.newest_id(connection)

    def next_id(self) -> int:
        """Give the next number."""
        self._last += 1
        return self._last

    def mac(self, chat_id: int) -> bytes:
        """Return the name under which a chat is known."""
        return self.lock.mac("chat", str(chat_id).encode())[:16]

    @asynccontextmanager
    async def hold(self, mac: bytes, chat_id: int | None = None) -> AsyncIterator[Held | None]:
        """Give the chat; None when it is not known and no id says how to begin it."""
        async with self._alone(mac):
            await self._clear_up(mac)
            chat = await self._read(mac) or (Chat(mac, chat_id, clear=True) if chat_id is not None else None)
            if chat is None:
                yield None
                return
            chat.id = chat.id if chat_id is None else chat_id  # a forgotten chat does not know its own
            held = Held(chat, self.now(), self)
            try:
                yield held
                self._write_down(held)
            except BaseException:
                self._undo(held)
                raise
            await self._commit(held)

    @asynccontextmanager
    async def _alone(self, mac: bytes) -> AsyncIterator[None]:
        """Wait for the lock of a chat."""
        lock, wanted = self._locks.setdefault(mac, (asyncio.Lock(), [0]))
        wanted[0] += 1
        try:
            async with lock:
                yield
        finally:
            wanted[0] -= 1
            if not wanted[0]:
                self._locks.pop(mac, None)

    async def _settle(self, mac: bytes) -> None:
        """Find out how the last commit of a chat ended, when nobody else does."""
        async with self._alone(mac):
            await self._clear_up(mac)

    async def _clear_up(self, mac: bytes) -> None:
        """Learn from the database how the last commit ended, where its answer was lost; raise Unavailable while nobody knows."""
        if (found := await self._doubts.ended(mac)) is not None:
            held, is_kept = found
            (self._tell if is_kept else self._undo)(held)

    async def _read(self, mac: bytes) -> Chat | None:
        """Take a chat from the shelf or from the database."""
        if (kept := self._kept.get(mac)) is not None:
            self._kept.move_to_end(mac)
            return kept
        async with self.database.reading() as connection:
            sealed = await queries.chat(connection, mac)
        return None if sealed is None else Chat.from_json(self.lock.open("chat", sealed, mac))

    def _write_down(self, held: Held) -> None:
        """Put the chat as it is now among what is to be committed."""
        chat, changes = held.chat, held.changes
        for listener in self.keeping:
            listener(held)
        if held.forgotten:
            changes.forgotten.append(chat.mac)
            self._kept.pop(chat.mac, None)
        elif held.touched:
            changes.chats[chat.mac] = (self.lock.seal("chat", chat.to_json(), chat.mac), self.due(chat))

    async def _commit(self, held: Held) -> None:
        """Commit what was changed, and remember the chat."""
        try:
            await self.journal.keep(held.changes)
        except (TakenBefore, Occupied):
            self._undo(held)
            raise
        except BaseException:  # its answer may be all that was lost; whoever stopped waiting does not stop a commit
            mac, wrote = held.chat.mac, held.changes.chats
            self._kept.pop(mac, None)
            if held.forgotten or mac in wrote:
                self._doubts.add(mac, held, None if held.forgotten else wrote[mac][0])
            else:
                self._undo(held)
            raise
        if not held.forgotten:
            self._kept[held.chat.mac] = held.chat
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        self._tell(held)

    def _tell(self, held: Held) -> None:
        """These changes are on the disk: do what waited for that."""
        for step in held.changes.after:
            step()
        for listener in self.kept:
            listener(held)

    def _undo(self, held: Held) -> None:
        """Nothing of this was kept."""
        self._kept.pop(held.chat.mac, None)
        for step in held.changes.undo:
            step()

    def seal_send(self, send: Send) -> bytes:
        """Seal what is to be sent, for its rest in the outbox."""
        return self.lock.seal("send", msgspec.json.encode(send.what), send.mac)

    def open_send(self, row: Any) -> Send:
        """Open what waited in the outbox."""
        what = msgspec.json.decode(self.lock.open("send", row.sealed, row.mac))
        return Send(row.id, row.mac, row.lane, what, row.at, bool(row.claimed))

    def tag(self, mac: bytes, slot: str) -> bytes:
        """Return the mark by which a message on screen is found."""
        return self.lock.mac("shown", mac + slot.encode())[:8]

    def add_shown(
        self,
        changes: Changes,
        mac: bytes,
        slot: str,
        message: int,
        at: int,
        frame: bytes | None = None,
        stays: bool = False,
        made: int = 0,
    ) -> None:
        """Remember a message on the youth's screen."""
        number = self.next_id()
        line = Shown(number, mac, slot, message, at, frame, stays, made or number)
        inner = msgspec.json.encode([slot, message, frame.hex() if frame else "", stays, line.made])
        changes.shown.append((line, self.tag(mac, slot), self.lock.seal("shown", inner, mac)))

    async def on_screen(self, mac: bytes, slot: str | None = None, until: int | None = None) -> list[Shown]:
        """Return what is on the youth's screen, the oldest first."""
        async with self.database.reading() as connection:
            rows = await queries.on_screen(connection, mac, None if slot is None else self.tag(mac, slot), until)
        found = []
        for row in rows:
            name, message, frame, *more = msgspec.json.decode(self.lock.open("shown", row.sealed, mac))
            stays, made = bool(more and more[0]), more[1] if len(more) > 1 else row.id  # older bots wrote less
            found.append(Shown(row.id, mac, name, message, row.at, bytes.fromhex(frame) or None, stays, made))
        return found
