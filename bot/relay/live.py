"""Listens to the relay's socket: frames of the bot's conversations, rings for roster and certificates.

The line comes back by itself, with growing pauses. After each break everything is asked for again from the bot's own
cursors, so a lost ring loses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import struct
from typing import Any, Protocol

import aiohttp
import msgspec

from bot.relay.client import Refused, RelayClient, Unreachable
from bot.sealing.keys import b64u
from bot.settings.counts import count
from bot.settings.quiet import fault

FRAME = 0x03
PUSHED = struct.Struct(">BQQ")
PING_EVERY = 25
LARGEST = 1 << 21
AT_ONCE = 1000  # conversations named in one event: the relay takes a quarter of a megabyte
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0


class Listener(Protocol):
    """What the bot does with what the relay says."""

    async def signed_in(self) -> dict[bytes, int]:
        """A line is up: refresh everything, and say which conversations to follow from which cursor."""

    async def frame(self, cursor: int, at: int, frame: bytes) -> None:
        """A frame of a followed conversation."""

    async def ring(self, event: dict[str, Any]) -> None:
        """Anything else that the relay says."""

    def broken(self) -> None:
        """The line broke."""


class Live:
    """One socket to the relay, for as long as the bot runs."""

    def __init__(self, relay: RelayClient, listener: Listener) -> None:
        """Prepare; `run` connects."""
        self._relay, self._listener = relay, listener
        self._wake = asyncio.Event()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self.up = False
        self.changed = asyncio.Event()

    async def run(self) -> None:
        """Keep the line up until cancelled."""
        tries = 0
        while True:
            try:
                await self._once()
                tries = 0
            except (Refused, Unreachable, aiohttp.ClientError, TimeoutError, OSError) as why:
                if isinstance(why, Refused) and why.status in (401, 403):
                    self._relay.token = None
                tries += 1
            except Exception as why:  # noqa: BLE001 - a fault of ours must not end the line
                fault("the line to the relay", why)
                tries += 1
            finally:
                if self.up:
                    count("relay_breaks")
                    tries = 0  # It was there a moment ago: however it ended, the next try is soon.
                self.up = False
                self._changed()
                self._socket = None
                self._listener.broken()
            await self._rest(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(tries, 10)))

    async def _rest(self, longest: float) -> None:
        """Wait before the next try, so long at most, or until somebody wakes us."""
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(random.uniform(longest / 2, longest)):  # noqa: S311 - spreads calls
                await self._wake.wait()

    def _changed(self) -> None:
        """Tell whoever waits that the line came up or broke."""
        self.changed.set()
        self.changed = asyncio.Event()

    def wake(self) -> None:
        """Try again now, not after the pause."""
        self._wake.set()

    async def follow(self, conversations: dict[bytes, int]) -> None:
        """Follow more conversations; a broken line will do it when it is back."""
        if (socket := self._socket) is None:
            return
        named = [(b64u(one), cursor) for one, cursor in conversations.items()]
        with contextlib.suppress(aiohttp.ClientError, ConnectionError):
            for at in range(0, len(named), AT_ONCE):
                await socket.send_json({"t": "watch", "conversations": dict(named[at : at + AT_ONCE])})

    async def leave(self, conversation: bytes) -> None:
        """Follow a conversation no longer."""
        if self._socket is not None:
            with contextlib.suppress(aiohttp.ClientError, ConnectionError):
                await self._socket.send_json({"t": "unwatch", "conversations": [b64u(conversation)]})

    async def _once(self) -> None:
        """Connect, say hello, follow, listen until the line breaks."""
        token = self._relay.token or await self._relay.sign_in()
        address = "ws" + self._relay.url.removeprefix("http") + "/api/live"
        async with self._relay.session.ws_connect(
            address, max_msg_size=LARGEST, compress=0, autoping=True, timeout=aiohttp.ClientWSTimeout(ws_close=5)
        ) as socket:
            await socket.send_json({"t": "hello", "token": token})
            welcome = await socket.receive(timeout=10)
            if welcome.type is not aiohttp.WSMsgType.TEXT or msgspec.json.decode(welcome.data).get("t") != "welcome":
                self._relay.token = None
                raise Unreachable("no welcome")
            self._socket = socket
            follow = await self._listener.signed_in()
            await self.follow(follow)
            self.up = True
            self._changed()
            pings = asyncio.create_task(self._ping(socket))
            try:
                await self._listen(socket)
            finally:
                pings.cancel()
                # Its end is nobody's news; a cancel of our own that arrives meanwhile is, or the bot would never stop.
                await asyncio.gather(pings, return_exceptions=True)

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Hand over what comes, in order; a line silent for longer than two pings is dead."""
        while True:
            message = await socket.receive(timeout=PING_EVERY * 2 + 10)
            if message.type is aiohttp.WSMsgType.BINARY:
                if len(message.data) > PUSHED.size and message.data[0] == FRAME:
                    _, cursor, at = PUSHED.unpack_from(message.data)
                    await self._listener.frame(cursor, at, message.data[PUSHED.size :])
            elif message.type is aiohttp.WSMsgType.TEXT:
                event = msgspec.json.decode(message.data)
                if event.get("t") == "bye":
                    self._relay.token = None
                    raise Unreachable("bye")
                if event.get("t") != "pong":
                    await self._listener.ring(event)
            else:
                raise Unreachable("closed")

    async def _ping(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Say that the bot is here."""
        while True:
            await asyncio.sleep(PING_EVERY)
            await socket.send_json({"t": "ping"})
