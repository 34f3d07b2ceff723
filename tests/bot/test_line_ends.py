"""A bot that is told to stop stops, also in the moment in which its line to the relay breaks."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from bot.relay.live import Live

pinging = asyncio.Event()


class Socket:
    """A relay that welcomes, and closes the line at once."""

    def __init__(self) -> None:
        self._says = [aiohttp.WSMessage(aiohttp.WSMsgType.TEXT, '{"t": "welcome"}', None)]

    async def send_json(self, said: Any) -> None:
        """Hear it."""

    async def receive(self, timeout: float) -> aiohttp.WSMessage:
        """Welcome, then be gone, once the pings have begun."""
        if self._says:
            return self._says.pop()
        await pinging.wait()
        return aiohttp.WSMessage(aiohttp.WSMsgType.CLOSED, None, None)


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
        pinging.set()
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
    asyncio.get_running_loop().call_soon(over.set)

    done, _ = await asyncio.wait([running], timeout=5)
    assert done and running.cancelled()
