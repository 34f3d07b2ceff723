"""The bot's database, embedded or PostgreSQL, opened so that a commit is on the disk.

SQLite runs with WAL, synchronous=FULL, secure_delete and BEGIN IMMEDIATE. Bound values never appear in an error.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_SECONDS = 5.0


class Unavailable(Exception):
    """The database is down, locked, full or read-only: nothing was kept."""


class Database:
    """One engine; `reading` and `writing` each give one transaction."""

    def __init__(self, url: str) -> None:
        """Prepare the engine; nothing is opened yet."""
        self.embedded = url.startswith("sqlite")
        self._busy: float = BUSY_SECONDS
        more: dict[str, Any] = {} if self.embedded else {"pool_size": 5, "pool_pre_ping": True}
        self.engine: AsyncEngine = create_async_engine(url, hide_parameters=True, **more)
        if self.embedded:
            event.listen(self.engine.sync_engine, "connect", self._prepare)
            event.listen(self.engine.sync_engine, "begin", self._begin)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction that only reads; raise Unavailable when it cannot."""
        try:
            async with self.engine.connect() as connection:
                if self.embedded:
                    connection = await connection.execution_options(reading=True)
                async with connection.begin():
                    yield connection
        except (DBAPIError, OSError, TimeoutError) as why:
            raise Unavailable(type(why).__name__) from None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give one transaction that is on the disk when the block ends; raise Unavailable when it is not."""
        try:
            async with self.engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except (DBAPIError, OSError, TimeoutError) as why:
            raise Unavailable(type(why).__name__) from None

    async def tidy(self) -> None:
        """Empty SQLite's write-ahead log, where deleted rows would linger."""
        if not self.embedded:
            return
        async with self.engine.connect() as connection:
            raw = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await raw.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def give_up_after(self, seconds: float) -> None:
        """Wait so long for a locked database, from the next transaction on (SQLite)."""
        self._busy = seconds

    def _prepare(self, connection: Any, _record: object) -> None:
        """Set SQLite up for every new connection."""
        connection.isolation_level = None  # we say BEGIN ourselves: a deferred one can fail at its first write
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def _begin(self, connection: Any) -> None:
        """Begin a write transaction at once, a reading one without the write lock."""
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql(f"PRAGMA busy_timeout={int(self._busy * 1000)}")
            connection.exec_driver_sql("BEGIN" if options.get("reading") else "BEGIN IMMEDIATE")

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
