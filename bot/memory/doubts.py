"""Finds out from the database whether a step was kept, where the answer to its commit was lost.

A line that breaks at COMMIT leaves both open: everything is on the disk, or nothing. Whoever guessed would lose words that
are kept but in no queue, or use a sequence number twice. So a step stands in doubt, and its chat is given to nobody, until
the row of the chat says which: it is sealed anew with every step, so it is this step's to the last byte, or it is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.memory import queries
from bot.memory.changes import Changes
from bot.memory.database import Database
from bot.memory.journal import Journal
from bot.settings.counts import count
from bot.settings.quiet import fault

Step = TypeVar("Step")
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0


class Doubts(Generic[Step]):
    """The steps of which nobody knows yet whether they were kept: at most one of each chat."""

    def __init__(self, database: Database, journal: Journal, settle: Callable[[bytes], Awaitable[None]]) -> None:
        """Ask this database; `settle` asks for one chat, in its lock."""
        self._database, self._journal, self._settle = database, journal, settle
        self._open: dict[bytes, tuple[Step, bytes | None]] = {}
        self._asking: asyncio.Task[None] | None = None

    def add(self, mac: bytes, step: Step, leaves: bytes | None) -> None:
        """Take a step whose commit failed, with the row that it leaves behind (None: no row), and ask until it is known."""
        self._open[mac] = (step, leaves)
        count("commits_in_doubt")
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())

    async def ended(self, mac: bytes) -> tuple[Step, bool] | None:
        """Return the step of a chat that was in doubt, and whether it was kept; raise Unavailable while nobody can say."""
        if mac not in self._open:
            return None
        await self._journal.keep(Changes())  # one writer: what was given before this is over now, one way or the other
        async with self._database.reading() as connection:
            stands = await queries.stands(connection, mac)
        step, leaves = self._open.pop(mac)
        return step, stands == leaves

    async def _ask(self) -> None:
        """Ask for every chat in doubt until none is left, for nobody else may come to ask; the next start reads what is there."""
        pause = FIRST_PAUSE
        while self._open and not self._journal.over:
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
            for mac in list(self._open):
                try:
                    await self._settle(mac)
                except Exception as why:  # noqa: BLE001 - asked again in a moment
                    fault("asking how a commit ended", why)
                    break
