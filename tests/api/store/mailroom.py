"""A writer with a database and a lockbox of its own, and conversations to write to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from api.protocol.envelope import frame_hash
from api.store.batch import Append
from api.store.database import Database
from api.store.group_commit import GroupCommit
from api.store.lockbox import Lockbox, open_lockbox
from api.store.tables import conversations
from tests.fakes.servers import MovableClock

NOW = 1_790_000_000_000


def allow(_head: object, _device: object) -> str | None:
    """Let everybody write."""
    return None


@dataclass
class Mailroom:
    """What a test of the writer needs."""

    database: Database
    lockbox: Lockbox
    writer: GroupCommit
    batches: list[list[Append]] = field(default_factory=list)

    async def opened(self) -> bytes:
        """Make a conversation with its key."""
        conversation = os.urandom(16)
        await self.lockbox.make(conversation)
        row = {
            "id": conversation,
            "owner": bytes(16),
            "audience": 1,
            "channel": "telegram",
            "priority": 0,
            "note": False,
        }
        row |= {"state": "waiting", "opened_at": NOW, "waiting_since": NOW, "claimer_here": False, "changed_at": NOW}
        async with self.database.writing() as connection:
            await connection.execute(insert(conversations), row)
        return conversation

    async def append(self, conversation: bytes, frame: bytes | None = None) -> Append:
        """Append a frame and wait for what becomes of it."""
        return await self.writer.append(await self.made(conversation, frame))

    async def made(self, conversation: bytes, frame: bytes | None = None) -> Append:
        """Make an append that is not submitted."""
        body = os.urandom(400) if frame is None else frame
        lock = await self.lockbox.find(conversation)
        assert lock is not None
        return Append(conversation, body, frame_hash(body), lock, None, lambda _: None)

    async def stored(self, conversation: bytes) -> list[tuple[int, bytes]]:
        """Return what the database holds: cursors and unwrapped frames."""
        lock = await self.lockbox.find(conversation)
        assert lock is not None
        query = text("SELECT cursor, wrapped FROM frames WHERE conversation = :c ORDER BY cursor")
        async with self.database.reading() as connection:
            rows = await connection.execute(query, {"c": conversation})
            return [(row.cursor, lock.unwrap(row.cursor, row.wrapped)) for row in rows]


@asynccontextmanager
async def mailroom(url: str, folder: Path, judge: Any = allow) -> AsyncIterator[Mailroom]:
    """Open one."""
    database, box = Database(url), await open_lockbox(f"sqlite+aiosqlite:///{folder / 'lockbox.db'}")
    batches: list[list[Append]] = []

    def noted(batch: Sequence[Append]) -> None:
        batches.append(list(batch))

    writer = GroupCommit(database, judge, MovableClock().now, noted)
    await writer.start()
    try:
        yield Mailroom(database, box, writer, batches)
    finally:
        await writer.stop()
        await box.close()
        await database.close()


async def together(appends: Sequence[Any]) -> list[Append]:
    """Wait for many."""
    return list(await asyncio.gather(*appends))
