"""One database for the relay: SQLite in a file or PostgreSQL by URL, with the same promises.

Reads and writes are told apart, because a SQLite transaction that reads first and writes later can fail at once: a writing
transaction begins IMMEDIATE. Nothing is answered before its commit is on the disk (`synchronous=FULL`). Parameters never
reach a log or an error (`hide_parameters`). A database that is down, locked, full or read-only raises `Unavailable`.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidatePoolError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from api.private import keep_database
from api.store import one_trip
from api.store.together import Found, Key, Read, Together

# Its debug messages carry every parameter.
logging.getLogger("aiosqlite").setLevel(logging.WARNING)
BUSY_MS = 5_000  # how long a writer waits for another before it gives up
REST_MS = 15_000  # for a transaction of ours in which nothing happens: whoever began it is gone, and PostgreSQL ends it
POOL = 8
RESTED = 10.0  # seconds for which a connection of PostgreSQL that answered is not asked whether it still does
LOG_BYTES = 64 << 20  # a log that grew beyond this behind a long read is cut back when it begins anew


class Unavailable(Exception):
    """The database cannot take or give anything now; nothing was changed; try later."""


class WrongDatabaseURL(ValueError):
    """The address of the database is not one that the relay can use; the message says what to write."""


def parse_url(value: str) -> URL:
    """Return the address of a database, or raise WrongDatabaseURL with one sentence."""
    try:
        url = make_url(value)
    except SQLAlchemyError as error:
        raise WrongDatabaseURL(
            "write sqlite+aiosqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST/NAME"
        ) from error
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+asyncpg")
    if url.drivername == "sqlite":
        url = url.set(drivername="sqlite+aiosqlite")
    if url.drivername not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
        raise WrongDatabaseURL("write sqlite+aiosqlite:///PATH or postgresql+asyncpg://USER:PASSWORD@HOST/NAME")
    if url.drivername == "sqlite+aiosqlite" and url.database in (None, "", ":memory:"):
        raise WrongDatabaseURL("a SQLite address must name a file, like sqlite+aiosqlite:///var/relay.db")
    return url


def prepare_sqlite(engine: Engine) -> None:
    """Set on every connection of a SQLite engine what the relay promises of it."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        try:
            for pragma in (
                f"busy_timeout={BUSY_MS}",
                "journal_mode=WAL",
                "synchronous=FULL",
                "wal_autocheckpoint=0",  # the checkpointer's own thread does it, so no append waits for one
                f"journal_size_limit={LOG_BYTES}",
                "temp_store=MEMORY",
                "recursive_triggers=ON",  # REPLACE removes a row by a trigger's leave only, so the record is kept from it too
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()
        except BaseException:
            connection.close()  # it is no database: nobody else would end the connection's thread
            raise

    begin_explicitly(engine)


def begin_explicitly(engine: Engine) -> None:
    """Let a SQLite engine say BEGIN by itself: IMMEDIATE where the connection was asked for to write."""

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        if connection.get_execution_options().get("writes", False):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif isinstance(driver, one_trip.Connection):
            driver.begins = True
        else:
            connection.exec_driver_sql("BEGIN")


def patience() -> dict[str, Any]:
    """Return how long a connection to PostgreSQL waits for the server, and the server for us (docs/decisions/0130)."""
    rests = {"lock_timeout": str(BUSY_MS), "idle_in_transaction_session_timeout": str(REST_MS)}
    return {"timeout": 5, "command_timeout": 15, "server_settings": {"application_name": "quietline", **rests}}


def ask_those_who_rested(engine: Engine) -> None:
    """Look before each use whether a connection of PostgreSQL was closed, and ask one that nobody used for a while.

    A server that stops or starts anew closes them, and the loop hears it. To ask each before every use, as
    `pool_pre_ping` does, takes three trips to the server: more than most uses.
    """

    @event.listens_for(engine, "checkin")
    def _on_checkin(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _on_checkout(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        driver: Any = record.driver_connection
        if driver.is_closed():
            raise InvalidatePoolError
        if time.monotonic() - record.info.get("used", math.inf) > RESTED:
            try:
                connection.ping()
            except (engine.dialect.loaded_dbapi.Error, OSError):
                raise InvalidatePoolError from None


class Database:
    """The relay's one engine, opened once by app.py."""

    def __init__(self, url: str) -> None:
        """Prepare the engine; nothing is opened yet. Raises WrongDatabaseURL, or Unavailable where no file can be."""
        self.url = parse_url(url)
        self.embedded = self.url.drivername == "sqlite+aiosqlite"
        if self.embedded:
            self.path = Path(str(self.url.database))
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                keep_database(self.path)  # its log and index get the same mode
            except OSError as why:
                raise Unavailable(type(why).__name__) from None
            arguments: dict[str, Any] = {"connect_args": {"async_creator_fn": one_trip.connect}}
        else:
            arguments = {"connect_args": patience()}
        self.engine: AsyncEngine = create_async_engine(
            self.url, hide_parameters=True, pool_size=POOL, max_overflow=POOL, pool_timeout=5, **arguments
        )
        if self.embedded:
            prepare_sqlite(self.engine.sync_engine)
        else:
            ask_those_who_rested(self.engine.sync_engine)
        self._writer = self.engine.execution_options(writes=True)
        self._line = asyncio.Lock()
        self._together: dict[Any, Together[Any, Any]] = {}

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection to read from; whatever is written through it is not kept."""
        with translated():
            async with self.engine.connect() as connection:
                yield connection

    async def unhurried(self, connection: AsyncConnection) -> None:
        """Let a transaction that reads rest as long as somebody pages through what it gives: it keeps nobody waiting."""
        if not self.embedded:
            await connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")

    async def together(self, read: Read[Key, Found], keys: Collection[Key]) -> Mapping[Key, Found]:
        """Read for these keys, at once with everybody else who reads this way now."""
        if read not in self._together:
            self._together[read] = Together(self.reading, read)
        return await self._together[read].find(keys)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection in one transaction: committed at the end, or nothing of it happened."""
        with translated():
            async with self._turn(), self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Let this process's writers of a SQLite file stand in line: else they sleep and try again, and keep readers' places."""
        if not self.embedded:
            yield
            return
        async with asyncio.timeout(BUSY_MS / 1000):
            await self._line.acquire()
        try:
            yield
        finally:
            self._line.release()

    def sync_engine(self) -> Engine:
        """Return a second, synchronous engine on the same SQLite file, for threads of the hot path."""
        engine = create_engine(self.url.set(drivername="sqlite"), hide_parameters=True, pool_size=2, pool_timeout=5)
        prepare_sqlite(engine)
        return engine

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


class translated:
    """Turn the many ways in which a database says no into Unavailable; a broken rule stays an IntegrityError."""

    def __enter__(self) -> None:
        """Begin to watch."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Translate what went wrong inside."""
        if isinstance(error, IntegrityError):
            return
        if isinstance(error, (DBAPIError, SQLAlchemyError, OSError)):
            raise Unavailable(type(error).__name__) from error
