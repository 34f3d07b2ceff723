"""The bot's database, embedded or PostgreSQL, opened so that a commit is on the disk.

SQLite runs with WAL, synchronous=FULL, secure_delete and BEGIN IMMEDIATE. Bound values never appear in an error. What a
program that is gone still holds in PostgreSQL is let go in time (docs/decisions/0130).
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.settings.private import keep_database

BUSY_SECONDS = 5.0
PREPARED = 256  # statements that the journal's connection keeps
ANSWER_SECONDS = 15.0  # for PostgreSQL to answer one statement: nobody waits longer for a server that is cut off
WAIT_SECONDS = 4.0  # for a row that another transaction holds
BRIEF_SECONDS = 0.3  # for such a row while others stand behind: a transaction of somebody who is alive takes no longer
REST_SECONDS = (
    15.0  # for a transaction of ours in which nothing happens: whoever began it is gone, and PostgreSQL ends it
)
LOCK_NOT_AVAILABLE = "55P03"


class Unavailable(Exception):
    """The database is down, locked, full or read-only: nothing was kept."""


class Occupied(Unavailable):
    """Another transaction holds a row for too long: nothing was kept, and that is known; the same will go through later."""


class TakenBefore(Exception):
    """A row with this key is there already: the update was taken in before."""


class Database:
    """One engine; `reading` and `writing` each give one transaction."""

    def __init__(self, url: str) -> None:
        """Prepare the engine, and the file of an embedded one for its owner alone; nothing is opened yet."""
        self.embedded = url.startswith("sqlite")
        self._url = url
        self.busy_milliseconds = int(BUSY_SECONDS * 1000)
        more: dict[str, Any] = {}
        if not self.embedded:
            more = {"pool_size": 5, "pool_pre_ping": True, "connect_args": _patience()}
        self.engine: AsyncEngine = create_async_engine(url, hide_parameters=True, **more)
        if self.embedded:
            if name := self.engine.url.database:
                keep_database(Path(name))
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
    async def writing(self, brief: bool = False) -> AsyncIterator[AsyncConnection]:
        """Give one transaction that is on the disk when the block ends; raise Unavailable when it is not.

        A `brief` one waits for a moment only for a row of PostgreSQL that another transaction holds.
        """
        try:
            async with self.engine.begin() as connection:
                if brief and not self.embedded:
                    await connection.execute(text(f"SET LOCAL lock_timeout = {int(BRIEF_SECONDS * 1000)}"))
                yield connection
        except IntegrityError:
            raise TakenBefore from None
        except (DBAPIError, OSError, TimeoutError) as why:
            kind = Occupied if _is_occupied(why) else Unavailable
            raise kind(type(why).__name__) from None

    async def tidy(self) -> None:
        """Empty SQLite's write-ahead log, where deleted rows would linger."""
        if not self.embedded:
            return
        async with self.engine.connect() as connection:
            raw = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await raw.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def driver(self) -> sqlite3.Connection:
        """Open a connection of SQLite's driver, prepared like every other one, for the thread that calls."""
        arguments = {"check_same_thread": False, "cached_statements": PREPARED}
        engine = create_engine(make_url(self._url).set(drivername="sqlite"), connect_args=arguments)
        event.listen(engine, "connect", self._prepare)
        connection = engine.raw_connection()
        connection.detach()
        assert isinstance(connection.dbapi_connection, sqlite3.Connection)
        return connection.dbapi_connection

    def give_up_after(self, seconds: float) -> None:
        """Wait so long for a locked database, from the next transaction on (SQLite)."""
        self.busy_milliseconds = int(seconds * 1000)

    def _prepare(self, connection: Any, _record: object) -> None:
        """Set SQLite up for every new connection."""
        connection.isolation_level = None  # we say BEGIN ourselves: a deferred one can fail at its first write
        cursor = connection.cursor()
        try:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()
        except BaseException:
            connection.close()  # it is no database: nobody else would end the connection's thread
            raise

    def _begin(self, connection: Any) -> None:
        """Begin a write transaction at once, a reading one without the write lock."""
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql(f"PRAGMA busy_timeout={self.busy_milliseconds}")
            connection.exec_driver_sql("BEGIN" if options.get("reading") else "BEGIN IMMEDIATE")

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _patience() -> dict[str, Any]:
    """Return how long a connection to PostgreSQL waits for the server, and the server for us."""
    return {
        "timeout": BUSY_SECONDS,
        "command_timeout": ANSWER_SECONDS,
        "server_settings": {
            "application_name": "quietline-bot",
            "lock_timeout": str(int(WAIT_SECONDS * 1000)),
            "idle_in_transaction_session_timeout": str(int(REST_SECONDS * 1000)),
        },
    }


def _is_occupied(why: BaseException) -> bool:
    """Say whether a statement gave up waiting for a row: then the transaction is over, and nothing of it was kept."""
    return getattr(getattr(why, "orig", None), "sqlstate", None) == LOCK_NOT_AVAILABLE
