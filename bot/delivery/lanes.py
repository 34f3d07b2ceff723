"""Does what concerns one conversation in the order in which it came; no other one waits for it.

One whose chat is busy, about which the relay has to be asked, or that meets a fault of ours holds up nobody else.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from bot.memory.database import Unavailable
from bot.settings.quiet import fault

MOST = 256  # pieces of work that wait: whoever brings more waits too, and so do the relay's frames
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before something is tried again

Work = Callable[[], Awaitable[None]]


class Lanes:
    """A line of work for each conversation that has any."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._waiting: dict[bytes, deque[Work]] = {}
        self._tasks: dict[bytes, asyncio.Task[None]] = {}
        self._many = 0
        self._room = asyncio.Event()

    async def put(self, conversation: bytes, work: Work) -> None:
        """Have this done behind all that came before for the same conversation; return as soon as it stands in line."""
        while self._many >= MOST:
            self._room.clear()
            await self._room.wait()
        self._many += 1
        self._waiting.setdefault(conversation, deque()).append(work)
        if conversation not in self._tasks:
            self._tasks[conversation] = asyncio.create_task(self._run(conversation), name="lane")

    def drop(self) -> None:
        """Let go of all that waits: the line broke, and everything is asked for anew. What was begun is done."""
        for lane in self._waiting.values():
            self._done(len(lane))
            lane.clear()

    async def idle(self) -> None:
        """Wait until nothing is left to do."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def stop(self) -> None:
        """End; what was not done comes again with the next start."""
        self.drop()
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, conversation: bytes) -> None:
        """Do what waits for one conversation."""
        lane = self._waiting[conversation]
        try:
            while lane:
                work = lane.popleft()
                try:
                    await _until_done(work)
                finally:
                    self._done(1)
        finally:
            del self._tasks[conversation], self._waiting[conversation]

    def _done(self, many: int) -> None:
        self._many -= many
        self._room.set()


async def _until_done(work: Work) -> None:
    """Try until it is done: what were passed over here would be lost to a youth."""
    pause = FIRST_PAUSE
    while True:
        try:
            await work()
        except Unavailable:
            await asyncio.sleep(FIRST_PAUSE)  # the bot's own database is away
        except Exception as why:  # noqa: BLE001 - a fault of ours about one conversation
            fault("what the relay said of a conversation", why)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            return
