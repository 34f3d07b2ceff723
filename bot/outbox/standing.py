"""Tells the relay now and then how many chats stand on each step, rounded, for editors who change it.

At most once an hour. Each number is rounded by itself, and fewer than ten are never told (`content.counts`); no chat is named, and none is looked at
while a youth waits for it: the sealed records are gone through beside the rest.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from bot.memory import queries
from bot.memory.changes import Changes
from bot.memory.chat import Chat
from bot.memory.chats import Chats
from bot.outbox.weeks import MOST_NAME
from bot.relay.client import RelayClient
from content.counts import counted, told

FACT = "standing"
HOUR = 3_600_000
AT_ONCE = 500


class Standing:
    """Who is in the middle of what, as far as it may be told."""

    def __init__(self, chats: Chats, bundle: Callable[[], Mapping[str, Any]]) -> None:
        """Use these chats and the bundle that is served."""
        self._chats, self._bundle = chats, bundle
        self._telling = asyncio.Lock()

    async def tell(self, relay: RelayClient, now: int) -> None:
        """Count and tell, unless it was told within the hour; that it was is on the disk before the relay hears it."""
        async with self._telling:
            async with self._chats.database.reading() as connection:
                last = await queries.fact(connection, FACT)
            if last is not None and 0 <= now - int(last) < HOUR:
                return
            steps = {step: number for step, number in told(await self._count()).items() if len(step) <= MOST_NAME}
            await self._chats.journal.keep(Changes(facts={FACT: str(now).encode()}))
            await relay.call("POST", "/api/studio/where", {"steps": steps})

    async def _count(self) -> Counter[str]:
        """Count the chats that are in the middle of something, by step."""
        found: Counter[str] = Counter()
        after = b""
        while True:
            async with self._chats.database.reading() as connection:
                rows = await queries.chats_after(connection, after, AT_ONCE)
            if not rows:
                return found
            after = rows[-1][0]
            found.update(await asyncio.to_thread(self._steps, rows))

    def _steps(self, rows: list[tuple[bytes, bytes]]) -> list[str]:
        bundle = self._bundle()
        flows = [Chat.from_json(self._chats.lock.open("chat", sealed, mac)).flow for mac, sealed in rows]
        standing = [str(flow["step"]) for flow in flows if flow and not flow["ended"]]
        return [step for step in standing if counted(bundle, step)]
