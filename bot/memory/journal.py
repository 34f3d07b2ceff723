"""Many chats, one commit: changes queue up and nobody is answered before they are on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.memory import queries
from bot.memory.changes import Changes
from bot.memory.database import Database, Occupied, TakenBefore, Unavailable
from bot.memory.sqlite_writer import SqliteWriter

MOST = 256
MOST_STUCK = 2


class Journal:
    """Keeps changes in the order in which they were given."""

    def __init__(self, database: Database) -> None:
        """Prepare an empty queue; `start` begins to write."""
        self._database = database
        self._sqlite = SqliteWriter(database) if database.embedded else None
        self._thread = ThreadPoolExecutor(1, "journal")
        self._waiting: list[tuple[Changes, asyncio.Future[None]]] = []
        self._bell = asyncio.Event()
        self._over = False
        self._writer: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write."""
        self._writer = asyncio.create_task(self._write())

    async def stop(self) -> None:
        """Stop after what was given is kept."""
        self._over = True
        self._bell.set()
        if self._writer is not None:
            await self._writer
        self._thread.shutdown()

    @property
    def over(self) -> bool:
        """Whether nothing is written any more."""
        return self._over and (self._writer is None or self._writer.done())

    async def keep(self, changes: Changes) -> None:
        """Return once the changes are on the disk; raise TakenBefore or Occupied when they are not, Unavailable when nobody knows."""
        if self.over:
            raise Unavailable("stopped")
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((changes, future))
        self._bell.set()
        await future  # somebody who stops waiting ends only this future; the commit goes on

    async def _write(self) -> None:
        """Write batch after batch."""
        while self._waiting or not self._over:
            await self._bell.wait()
            self._bell.clear()
            while self._waiting:
                batch = self._waiting[:MOST]
                del self._waiting[: len(batch)]
                await self._write_batch(batch)
        if self._sqlite is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._sqlite.close)

    async def _write_batch(self, batch: list[tuple[Changes, asyncio.Future[None]]], apart: bool = False) -> bool:
        """Write one batch; when one of it was taken in before or cannot be written now, write each alone: the others are kept.

        Return whether it waited for a row until it gave up. When a second one does, no more are tried: it is not one row then,
        and of the rest it is known that nothing was kept. `apart` waits for a moment only: the others stand behind each.
        """
        try:
            await self._commit([changes for changes, _ in batch], apart)
        except (TakenBefore, Occupied) as why:
            waited = isinstance(why, Occupied)
            if len(batch) == 1:
                _answer(batch[0][1], why)
                return waited
            stuck = 0
            for one in batch:
                if stuck < MOST_STUCK:
                    stuck += await self._write_batch([one], apart=True)
                else:
                    _answer(one[1], Occupied("not tried"))
            return waited
        except Exception as why:  # noqa: BLE001 - see below
            # Whatever it was, those who wait must learn that nothing was kept; the writer itself goes on.
            for _, future in batch:
                _answer(future, why)
            return False
        for _, future in batch:
            _answer(future, None)
        return False

    async def _commit(self, many: Sequence[Changes], apart: bool) -> None:
        """Commit, SQLite in the thread beside the event loop: its statements and the disk block."""
        if self._sqlite is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._sqlite.commit, many)
            return
        async with self._database.writing(brief=apart) as connection:
            await queries.apply(connection, many)


def _answer(future: asyncio.Future[None], why: Exception | None) -> None:
    """Tell the one who waits, if anybody still does."""
    if future.done():
        return
    if why is None:
        future.set_result(None)
    else:
        future.set_exception(why)
