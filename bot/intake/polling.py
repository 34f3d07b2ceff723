"""Asks Telegram for updates itself: fetched raw, decoded one by one, confirmed when kept.

aiogram's own loop refetches a batch for ever when one update of it cannot be decoded, and loses confirmed updates at a stop
(telegram.md P1, P2). Here each chat's updates go in order, chats side by side, and the offset moves only past what is kept:
whoever waits for Telegram or for the database holds up the own chat and nobody else's. Telegram gives at most a hundred
updates that are not confirmed, so no more than these are ever under way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp

from bot.intake.batch import OneUpdate, batch
from bot.intake.door import KINDS
from bot.settings.counts import count
from bot.settings.quiet import fault, log

WAIT = 25
LOOK_AGAIN = 0.5
PATIENCE = aiohttp.ClientTimeout(total=WAIT + 15, connect=5)
FIRST_PAUSE, LONGEST_PAUSE, LONGEST_REST = 0.5, 30.0, 5.0
MOST_FAILURES = 5

Take = Callable[[bytes], Awaitable[bool]]


class Polling:
    """The bot's own loop."""

    def __init__(self, url: str, take: Take, pause: float = FIRST_PAUSE) -> None:
        """Ask at this address (it ends in the token), give each update to `take`; after a fault pause so long, then longer."""
        self._url, self._take, self._pause = f"{url}/getUpdates", take, pause
        self.hears = False
        self._newest = 0
        self._under_way: dict[int, None] = {}  # in the order in which they came
        self._ahead: set[int] = set()  # kept, but not confirmed: one before them is under way
        self._lanes: dict[str, list[OneUpdate]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def offset(self) -> int:
        """What is asked for next: the first update that is not on the disk."""
        return next(iter(self._under_way), self._newest)

    async def run(self) -> None:
        """Ask again and again until cancelled."""
        pause = self._pause
        try:
            async with aiohttp.ClientSession(timeout=PATIENCE) as session:
                while True:
                    try:
                        await self._round(session)
                    except Exception as why:  # noqa: BLE001 - whatever it was, youth wait behind it: asked again
                        self.hears = False
                        fault("asking for updates", why)
                        await asyncio.sleep(pause)
                        pause = min(LONGEST_PAUSE, pause * 2)
                        continue
                    pause = self._pause
        finally:
            tasks = list(self._tasks.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _round(self, session: aiohttp.ClientSession) -> None:
        """Ask once, give each on that is new, and wait a moment for what is under way."""
        for update in await self._ask(session):
            if update.number not in self._under_way and update.number not in self._ahead:
                self._give(update)
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=LOOK_AGAIN)
        self._ahead = {number for number in self._ahead if number > self.offset} if self._under_way else set()

    async def _ask(self, session: aiohttp.ClientSession) -> list[OneUpdate]:
        """Fetch what is not confirmed; while something is under way Telegram gives that too, so nobody waits there for more."""
        # The first answer says at once whether we are heard.
        seconds = WAIT if self.hears and not self._under_way else 0
        body = {"offset": self.offset, "timeout": seconds, "allowed_updates": KINDS}
        async with session.post(self._url, json=body) as answer:
            raw = await answer.read()
        updates, pause = batch(raw)
        self.hears = pause is None  # a bot whose token was taken back is told no
        if pause is not None:
            await asyncio.sleep(pause)
        return updates

    def _give(self, update: OneUpdate) -> None:
        """Put an update behind those of its chat."""
        self._under_way[update.number] = None
        self._newest = update.number + 1
        self._lanes.setdefault(update.lane, []).append(update)
        if update.lane not in self._tasks:
            self._tasks[update.lane] = asyncio.create_task(self._serve(update.lane))

    async def _serve(self, lane: str) -> None:
        """Have what waits in one chat taken, one after the other, each until it is kept."""
        try:
            while waiting := self._lanes[lane]:
                await self._until_kept(waiting[0].raw)
                number = waiting.pop(0).number
                del self._under_way[number]
                self._ahead.add(number)
        finally:
            del self._tasks[lane], self._lanes[lane]

    async def _until_kept(self, update: bytes) -> None:
        """Give one update on until it is kept; one that breaks what takes it is let go, or its chat would be silent."""
        pause, failures = self._pause, 0
        while True:
            try:
                if await self._take(update):
                    return
            except Exception as why:  # noqa: BLE001 - what it could be, the door has caught; this must hold all the same
                fault("an update", why)
                failures += 1
                if failures == MOST_FAILURES:
                    count("updates_given_up")
                    log.error("ALARM: an update failed too often and was let go")
                    return
            await asyncio.sleep(pause)
            pause = min(LONGEST_REST, pause * 2)
