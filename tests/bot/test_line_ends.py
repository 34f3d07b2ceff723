"""A bot that is told to stop stops, also in the moment in which its line to the relay breaks."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from bot.relay.live import Live


class Socket:
    """A relay that welcomes, and closes the line at once."""

    def __init__(self) -> None:
        self._says = [aiohttp.WSMessage(aiohttp.WSMsgType.TEXT, '{"t": "welcome"}', None)]

    async def send_json(self, said: Any) -> None:
        """Hear it."""

    async def receive(self, timeout: float) -> aiohttp.WSMessage:
        """Welcome, then be gone, once the pings have begun."""
        await asyncio.sleep(0.01)
        return self._says.pop() if self._says else aiohttp.WSMessage(aiohttp.WSMsgType.CLOSED, None, None)


@asynccontextmanager
async def connected(*_: Any, **__: Any) -> Any:
    """Connect."""
    yield Socket()


class Listening:
    """Nothing comes."""

    async def signed_in(self) -> dict[bytes, int]:
        """Follow nobody."""
        return {}

    def broken(self) -> None:
        """Note nothing."""


async def test_a_line_that_breaks_while_the_bot_stops_keeps_it_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stop arrives while the pings of a line that just broke are ended: it is heard, and nothing is tried again."""
    ending, over = asyncio.Event(), asyncio.Event()

    async def lingers(self: Live, socket: Any) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ending.set()
            await over.wait()

    monkeypatch.setattr(Live, "_ping", lingers)
    relay: Any = SimpleNamespace(token="t", url="http://relay", session=SimpleNamespace(ws_connect=connected))
    listening: Any = Listening()
    running = asyncio.create_task(Live(relay, listening).run())
    await asyncio.wait_for(ending.wait(), 5)
    running.cancel()
    await asyncio.sleep(0)
    over.set()

    done, _ = await asyncio.wait([running], timeout=5)
    assert done and running.cancelled()
