"""Asks Telegram for updates itself: fetched raw, decoded one by one, confirmed when kept.

aiogram's own loop refetches a batch for ever when one update of it cannot be decoded, and loses confirmed updates at a stop
(telegram.md P1, P2). Here each chat's updates go in order, chats side by side, and the offset moves only past what is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import msgspec

from bot.intake.door import KINDS
from bot.settings.quiet import fault

WAIT = 25
PATIENCE = aiohttp.ClientTimeout(total=WAIT + 15, connect=5)
LONGEST_PAUSE = 30.0

Take = Callable[[bytes], Awaitable[bool]]


class Answer(msgspec.Struct):
    """What getUpdates says; each update is left as it came."""

    ok: bool
    result: list[msgspec.Raw] = []
    parameters: dict[str, Any] = {}


class Number(msgspec.Struct):
    """The one thing that must be known of an update before it is decoded."""

    update_id: int


class Polling:
    """The bot's own loop."""

    def __init__(self, url: str, take: Take) -> None:
        """Ask at this address (it ends in the token), give each update to `take`."""
        self._url, self._take = f"{url}/getUpdates", take
        self.offset = 0

    async def run(self) -> None:
        """Ask again and again until cancelled."""
        pause = 0.5
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            while True:
                try:
                    updates = await self._ask(session)
                    kept = await self._take_all(updates)
                except (aiohttp.ClientError, TimeoutError, OSError, msgspec.DecodeError) as why:
                    fault("asking for updates", why)
                    kept = False
                if kept:
                    pause = 0.5
                    continue
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)

    async def _ask(self, session: aiohttp.ClientSession) -> list[tuple[int, bytes]]:
        """Fetch what is new, each with its number."""
        body = {"offset": self.offset, "timeout": WAIT, "allowed_updates": KINDS}
        async with session.post(self._url, json=body) as answer:
            raw = await answer.read()
        said = msgspec.json.decode(raw, type=Answer)
        if not said.ok:
            await asyncio.sleep(float(said.parameters.get("retry_after", 1)))
            return []
        return [(msgspec.json.decode(bytes(one), type=Number).update_id, bytes(one)) for one in said.result]

    async def _take_all(self, updates: list[tuple[int, bytes]]) -> bool:
        """Give each on, in order; say whether all were kept. What was not comes again, the rest is known then."""
        for number, raw in updates:
            if not await self._take(raw):
                return False
            self.offset = number + 1
        return True
