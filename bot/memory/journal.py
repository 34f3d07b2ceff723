"""Many chats, one commit: changes queue up and nobody is answered before they are on the disk."""

from __future__ import annotations

import asyncio
import contextlib

from sqlalchemy.exc import IntegrityError

from bot.memory import queries
from bot.memory.changes import Changes
from bot.memory.database import Database

MOST = 256


class TakenBefore(Exception):
    """A row with this key is there already: the update was taken in before."""


class Journal:
    """Keeps changes in the order in which they were given."""

    def __init__(self, database: Database) -> None:
        """Prepare an empty queue; `start` begins to write."""
        self._database = database
        self._waiting: list[tuple[Changes, asyncio.Future[None]]] = []
        self._bell = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write."""
        self._writer = asyncio.create_task(self._write())

    async def stop(self) -> None:
        """Stop after what was given is kept."""
        while self._waiting:
            await asyncio.wait([future for _, future in self._waiting])
        if self._writer:
            self._writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writer

    async def keep(self, changes: Changes) -> None:
        """Return once the changes are on the disk; raise Unavailable or TakenBefore when they are not."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((changes, future))
        self._bell.set()
        # Somebody who stops waiting must not take the others' commit along.
        await asyncio.shield(future)

    async def _write(self) -> None:
        """Write batch after batch."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            while self._waiting:
                batch = self._waiting[:MOST]
                await self._write_batch(batch)
                del self._waiting[: len(batch)]

    async def _write_batch(self, batch: list[tuple[Changes, asyncio.Future[None]]]) -> None:
        """Write one batch; when one of it was taken in before, write each alone so that the others are kept."""
        try:
            async with self._database.writing() as connection:
                await queries.apply(connection, [changes for changes, _ in batch])
        except IntegrityError:
            if len(batch) == 1:
                _answer(batch[0][1], TakenBefore())
                return
            for one in batch:
                await self._write_batch([one])
            return
        except Exception as why:  # noqa: BLE001 - see below
            # Whatever it was, those who wait must learn that nothing was kept; the writer itself goes on.
            for _, future in batch:
                _answer(future, why)
            return
        for _, future in batch:
            _answer(future, None)


def _answer(future: asyncio.Future[None], why: Exception | None) -> None:
    """Tell the one who waits, if anybody still does."""
    if future.done():
        return
    if why is None:
        future.set_result(None)
    else:
        future.set_exception(why)
