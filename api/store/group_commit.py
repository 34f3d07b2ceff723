"""Append frames, many in one transaction; nobody is answered before the commit.

Callers queue; one writer takes everything that waits and commits it together, so the more callers there are, the less
each costs. Order is kept: what was submitted first is numbered first. The queue is bounded: beyond it, and while the
database cannot write, callers are refused with `later`, and nothing of theirs is stored (THREATS H23).
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence

from api.store.batch import MOST, MOST_BYTES, Append, Judge
from api.store.checkpointer import Checkpointer
from api.store.database import Database, Unavailable
from api.store.postgres_writer import PostgresWriter
from api.store.sqlite_writer import SqliteWriter

log = logging.getLogger(__name__)
MOST_WAITING = 20_000
MOST_WAITING_BYTES = 64 << 20

Stored = Callable[[Sequence[Append]], None]


class GroupCommit:
    """The one way in for frames. `stored` is told of each committed batch before its callers are."""

    def __init__(self, database: Database, judge: Judge, now: Callable[[], int], stored: Stored) -> None:
        """Take who judges an append, who tells the time, and who is told of what was stored."""
        self.healthy = True  # the last batch was stored
        self._stored = stored
        self._waiting = 0
        self._waiting_bytes = 0
        self._writer: _Thread | _Task
        self._writer = (_Thread if database.embedded else _Task)(database, judge, now, self._settle)

    def submit(self, append: Append) -> None:
        """Queue an append; its `done` is called when it is stored or refused. Raises Unavailable when the queue is full."""
        size = len(append.frame)
        if self._waiting >= MOST_WAITING or self._waiting_bytes + size > MOST_WAITING_BYTES:
            raise Unavailable("queue")
        self._waiting += 1
        self._waiting_bytes += size
        self._writer.put(append)

    async def append(self, append: Append) -> Append:
        """Queue an append and wait until it is stored or refused."""
        future: asyncio.Future[Append] = asyncio.get_running_loop().create_future()
        append.done = lambda one: None if future.done() else future.set_result(one)
        self.submit(append)
        return await future

    async def start(self) -> None:
        """Begin to write."""
        self._writer.start()

    async def stop(self) -> None:
        """Write what waits, then end."""
        await self._writer.stop()

    def _settle(self, batch: Sequence[Append], ok: bool) -> None:
        """Answer a batch's callers, on the event loop."""
        self._waiting -= len(batch)
        self._waiting_bytes -= sum(len(one.frame) for one in batch)
        if ok != self.healthy:
            self.healthy = ok
            log.warning(
                "Messages are stored again." if ok else "Messages cannot be stored; senders are told to try later."
            )
        if ok:
            self._stored(batch)
        for one in batch:
            if not ok:
                one.refusal, one.fresh = "later", False
            one.done(one)


Settle = Callable[[Sequence[Append], bool], None]


class _Thread:
    """SQLite: a thread that blocks in the database while the event loop goes on."""

    def __init__(self, database: Database, judge: Judge, now: Callable[[], int], settle: Settle) -> None:
        self._writer = SqliteWriter(database, judge, now)
        self._checkpointer = Checkpointer(database)
        self._settle = settle
        self._queue: queue.SimpleQueue[Append | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self.put = self._queue.put

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        self._checkpointer.start()

    async def stop(self) -> None:
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._checkpointer.stop)

    def _run(self) -> None:
        over = False
        while not over:
            batch, over = self._take()
            if not batch:
                continue
            try:
                self._writer.commit(batch)
                self._checkpointer.wrote(len(batch))
                ok = True
            except Exception as error:
                # Whatever it was, callers must hear of it, and the writer must live on for the next ones.
                if not isinstance(error, Unavailable):
                    log.exception("A batch failed in a way that nobody expected.")
                ok = False
            self._loop.call_soon_threadsafe(self._settle, batch, ok)
        self._writer.dispose()

    def _take(self) -> tuple[list[Append], bool]:
        """Wait for the first append, then take all that wait with it."""
        batch: list[Append] = []
        size = 0
        one = self._queue.get()
        while one is not None:
            batch.append(one)
            size += len(one.frame)
            if len(batch) >= MOST or size >= MOST_BYTES:
                return batch, False
            try:
                one = self._queue.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True


class _Task:
    """PostgreSQL: a task, because its driver never blocks."""

    def __init__(self, database: Database, judge: Judge, now: Callable[[], int], settle: Settle) -> None:
        self._writer = PostgresWriter(database, judge, now)
        self._settle = settle
        self._held: list[Append] = []
        self._wake = asyncio.Event()
        self._over = False

    def put(self, append: Append) -> None:
        self._held.append(append)
        self._wake.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="writer")

    async def stop(self) -> None:
        self._over = True
        self._wake.set()
        await self._task

    async def _run(self) -> None:
        while self._held or not self._over:
            if not self._held:
                self._wake.clear()
                await self._wake.wait()
                continue
            batch = self._take()
            try:
                await self._writer.commit(batch)
                ok = True
            except Exception as error:
                # As above: callers must hear of it.
                if not isinstance(error, Unavailable):
                    log.exception("A batch failed in a way that nobody expected.")
                ok = False
            self._settle(batch, ok)
        await self._writer.close()

    def _take(self) -> list[Append]:
        size, end = 0, 0
        while end < len(self._held) and end < MOST and size < MOST_BYTES:
            size += len(self._held[end].frame)
            end += 1
        batch, self._held = self._held[:end], self._held[end:]
        return batch
