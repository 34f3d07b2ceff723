"""Commits changes to SQLite from the one thread that writes.

Statements go straight to the driver and carry many rows each: Python's interpreter lock is handed over at every one, so
with a row each this thread would wait for a busy event loop again and again. Their sizes are powers of two, so that few
are ever prepared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache

from bot.memory.changes import Changes
from bot.memory.database import Database, TakenBefore, Unavailable
from bot.memory.writes import Rows, Write, writes

WIDEST = 64  # rows in one statement


class SqliteWriter:
    """One connection of its own; used by one thread only."""

    def __init__(self, database: Database) -> None:
        """Prepare; the connection is opened with the first commit."""
        self._database = database
        self._connection: sqlite3.Connection | None = None

    def commit(self, many: Sequence[Changes]) -> None:
        """Write many bundles, and return when they are on the disk; raise TakenBefore or Unavailable when none is."""
        try:
            if self._connection is None:
                self._connection = self._database.driver()
            self._commit(self._connection, many)
        except sqlite3.IntegrityError:
            raise TakenBefore from None
        except sqlite3.Error as why:
            self.close()
            raise Unavailable(type(why).__name__) from None

    def _commit(self, connection: sqlite3.Connection, many: Sequence[Changes]) -> None:
        """Do it in one transaction."""
        connection.execute(f"PRAGMA busy_timeout={self._database.busy_milliseconds}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            self.write(connection, many)
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # a full disk rolls back by itself
                connection.execute("ROLLBACK")
            raise

    def write(self, connection: sqlite3.Connection, many: Sequence[Changes]) -> None:
        """Write every row, inside the transaction."""
        for write, rows in writes(many):
            for some in _pieces(rows):
                connection.execute(_sql(write, len(some)), [value for row in some for value in row])

    def close(self) -> None:
        """Let go of the connection; the next commit opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _pieces(rows: Rows) -> Iterator[Rows]:
    """Cut rows into pieces whose sizes are powers of two."""
    at = 0
    while at < len(rows):
        size = min(WIDEST, 1 << ((len(rows) - at).bit_length() - 1))
        yield rows[at : at + size]
        at += size


@cache
def _sql(write: Write, size: int) -> str:
    """Return the text of a statement, made once for each size."""
    return write.sqlite(size)
