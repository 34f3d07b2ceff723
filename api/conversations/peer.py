"""One open socket: what waits to be sent to it, and its end when it cannot keep up.

Only answers and events wait in memory, and few of them; frames wait in the database, and are read from the socket's own
cursors when it has room. So a slow reader costs a bounded amount of memory, and never slows anybody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.websockets import WebSocketDisconnect

from api.conversations.mailbox import Mailbox
from api.errors import Refused
from api.protocol.events import TOO_SLOW, Bye, Refusal, encode_text, pack_delivery, pack_receipt
from api.protocol.limits import MAX_UNSENT
from api.staff.signin import SignedIn
from api.store.batch import Append
from api.store.database import Unavailable

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Write = Callable[[bytes | str], bool]
IN_FLIGHT = 256  # appends of one socket that may wait for their commit
PAGE = 64


class Peer:
    """A signed-in device at the other end of one socket."""

    __slots__ = (
        "_in_flight",
        "_mail",
        "_outbox",
        "_room",
        "_send",
        "_stale",
        "_task",
        "_unsent",
        "_write",
        "abandoned",
        "closing",
        "device",
        "handler",
        "heard_at",
        "sending_since",
        "token",
        "watching",
    )

    def __init__(
        self, mail: Mailbox, send: Send, device: SignedIn, token: str, write: Write = lambda _message: False
    ) -> None:
        """Begin with nothing to send. `write` sends a message at once, or returns False: then `send` does it."""
        self._mail = mail
        self._send = send
        self._write = write
        self.device = device
        self.token = token
        self.watching: dict[bytes, int] = {}
        self.heard_at = mail.clock.steady()
        self.sending_since: int | None = None
        self.closing = False
        self.abandoned = False
        self.handler: asyncio.Task[Any] | None = asyncio.current_task()
        self._outbox: list[Message] = []  # an empty deque is ten times as large, and most sockets are idle
        self._unsent = 0
        self._stale: dict[bytes, None] = {}
        self._task: asyncio.Task[None] | None = None
        self._in_flight = 0
        self._room: asyncio.Future[None] | None = None

    def say(self, text: str) -> None:
        """Send a text event when there is room."""
        if self._busy() or not self._write(text):
            self._put({"type": "websocket.send", "text": text}, len(text))

    def settled(self, append: Append) -> None:
        """Tell what became of an append."""
        self._in_flight -= 1
        if self._room is not None and not self._room.done():
            self._room.set_result(None)
        if append.refusal is None:
            receipt = pack_receipt(append.ref, append.cursor, append.at)
            if self._busy() or not self._write(receipt):
                self._put({"type": "websocket.send", "bytes": receipt}, len(receipt))
        else:
            self.refuse(append.ref, Refused(append.refusal))

    def refuse(self, ref: int, refused: Refused) -> None:
        """Tell that an append was not stored, and what to do."""
        self.say(encode_text(Refusal(ref, refused.code, refused.says)))

    def has_room(self) -> bool:
        """Say whether this socket may have one more append on its way."""
        return self._in_flight < IN_FLIGHT

    async def room_for_append(self) -> None:
        """Wait while too many of this socket's appends are on their way."""
        while not self.has_room():
            self._room = asyncio.get_running_loop().create_future()
            await self._room

    def count_append(self) -> None:
        """Count an append in, until it is settled."""
        self._in_flight += 1

    def watch(self, conversation: bytes, after: int) -> None:
        """Bring this conversation's frames from here on, in order, whenever they are offered."""
        self.watching[conversation] = after

    def offer(self, conversation: bytes) -> None:
        """Bring what may be new in a watched conversation."""
        if self.closing or conversation in self._stale or (not self._busy() and self._bring_now(conversation)):
            return
        self._stale[conversation] = None
        self._kick()

    def unwatch(self, conversation: bytes) -> None:
        """Bring no more of it."""
        self.watching.pop(conversation, None)
        self._stale.pop(conversation, None)

    def close(self, code: int, refused: Refused) -> None:
        """Say why, close, and send nothing after."""
        if self.closing:
            return
        self.closing = True
        self._stale.clear()
        bye = encode_text(Bye(refused.code, refused.says))
        self._outbox.append({"type": "websocket.send", "text": bye})
        self._outbox.append({"type": "websocket.close", "code": code})
        self._kick()

    def abandon(self) -> None:
        """End a socket that does not even take its own end."""
        self.abandoned = True
        self.drop()
        if self.handler is not None:
            self.handler.cancel()

    def drop(self) -> None:
        """Let go of everything: the socket is closed, or must not be waited for any longer."""
        self.closing = True
        self.watching.clear()
        self._stale.clear()
        self._outbox.clear()
        if self._task is not None:
            self._task.cancel()
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    def _put(self, message: Message, size: int) -> None:
        if self.closing:
            return
        self._outbox.append(message)
        self._unsent += size
        if self._unsent > MAX_UNSENT:
            self.too_slow()
        else:
            self._kick()

    def too_slow(self) -> None:
        """Close a socket whose other end takes nothing: it can fetch everything when it comes back."""
        self._outbox.clear()
        self.close(TOO_SLOW, Refused("too-slow"))

    def _kick(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        """Send what waits; ends when nothing does, so that an idle socket costs no task."""
        try:
            while self._outbox or self._stale:
                while self._outbox:
                    message = self._outbox.pop(0)
                    await self._hand_over(message)
                    self._unsent = self._unsent if self._outbox else 0
                if self._stale:
                    conversation = next(iter(self._stale))
                    del self._stale[conversation]
                    await self._bring(conversation)
        except (WebSocketDisconnect, OSError, RuntimeError):
            # The other end is gone, and the server says so in one of these ways; the receiving side ends the socket.
            self.closing = True
            self._outbox.clear()
            self._stale.clear()
        finally:
            self._task = None

    def _busy(self) -> bool:
        """Say whether something waits, which what comes next must not overtake."""
        return self.closing or self._task is not None or bool(self._outbox)

    def _bring_now(self, conversation: bytes) -> bool:
        """Send what was just stored straight out of memory; False when some of it must be brought in another way."""
        after = self.watching.get(conversation)
        near = None if after is None else self._mail.tail.since(conversation, after)
        if near is None:
            return after is None
        for stored in near:
            if not self._write(pack_delivery(stored)):
                return False
            self.watching[conversation] = stored.cursor
        return True

    async def _bring(self, conversation: bytes) -> None:
        """Send a page of what is behind the socket's cursor, and come back for more."""
        after = self.watching.get(conversation)
        if after is None:
            return
        try:
            found = await self._mail.read(conversation, after, PAGE)
        except (Unavailable, Refused):
            return  # the next ring, or the look that is taken from time to time, brings it
        for stored in found:
            if self.watching.get(conversation) != after:
                break  # watched anew, or no longer
            await self._hand_over({"type": "websocket.send", "bytes": pack_delivery(stored)})
            if self.watching.get(conversation) == after:
                after = self.watching[conversation] = stored.cursor
        if len(found) == PAGE and conversation in self.watching:
            self._stale[conversation] = None

    async def _hand_over(self, message: Message) -> None:
        """Give one message to the server, and note since when it has been taking it."""
        self.sending_since = self._mail.clock.steady()
        await self._send(message)
        self.sending_since = None
