"""Does what concerns one conversation in the order in which it came; no other one waits for it.

One whose chat is busy or about which the relay has to be asked holds up nobody else. What meets a fault of ours is tried
again for about a minute; then it is given up in words, and what came behind it goes on.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from bot.memory.database import Unavailable
from bot.settings.quiet import fault

MOST = 256  # pieces of work that wait: whoever brings more waits too, and so do the relay's frames
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before something is tried again
TRIES = 6

Work = Callable[[], Awaitable[None]]


class Piece(NamedTuple):
    """What is to be done, and what is done when it cannot be."""

    work: Work
    give_up: Work


class Lanes:
    """A line of work for each conversation that has any."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._waiting: dict[bytes, deque[Piece]] = {}
        self._tasks: dict[bytes, asyncio.Task[None]] = {}
        self._many = 0
        self._lines = 0  # how many lines to the relay broke
        self._room = asyncio.Event()

    async def put(self, conversation: bytes, work: Work, give_up: Work) -> None:
        """Have this done behind all that came before for the same conversation; return as soon as it stands in line."""
        while self._many >= MOST:
            self._room.clear()
            await self._room.wait()
        self._many += 1
        self._waiting.setdefault(conversation, deque()).append(Piece(work, give_up))
        if conversation not in self._tasks:
            self._tasks[conversation] = asyncio.create_task(self._run(conversation), name="lane")

    def drop(self) -> None:
        """Let go of all that waits, also to be tried again: the line broke, and everything is asked for anew."""
        self._lines += 1
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
        self._tasks.clear()
        self._waiting.clear()

    async def _run(self, conversation: bytes) -> None:
        """Do what waits for one conversation."""
        lane, tries = self._waiting[conversation], TRIES
        try:
            while lane:
                piece = lane.popleft()
                try:
                    if not await self._done_within(tries, piece.work):
                        tries = 1  # what is behind it may meet the same
                        await self._done_within(tries, piece.give_up)
                finally:
                    self._done(1)
        finally:
            del self._tasks[conversation], self._waiting[conversation]

    def _done(self, many: int) -> None:
        self._many -= many
        self._room.set()

    async def _done_within(self, tries: int, work: Work) -> bool:
        """Try so often, and for as long as the bot's own database is away; False when it cannot be done.

        A line that breaks meanwhile ends it: what a relay brings that was put back from a backup has other places.
        """
        pause, line = FIRST_PAUSE, self._lines
        while line == self._lines:
            try:
                await work()
            except Unavailable:
                await asyncio.sleep(FIRST_PAUSE)
            except Exception as why:  # noqa: BLE001 - a fault of ours about one conversation
                fault("what the relay said of a conversation", why)
                tries -= 1
                if not tries:
                    return False
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                return True
        return True
