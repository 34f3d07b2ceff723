"""SQLite on a thread of its own, visited once for each statement.

aiosqlite's cursors go to their connection's thread to be made, to run, to hand their rows over and to be closed, and back
to the loop each time: four trips for one SELECT, each dearer than the SELECT itself. SQLAlchemy takes all rows of a
statement at once anyway, so here one trip does all four. Where a reading begins, its BEGIN rides along with the first
statement: SQLite looks at the file with that one only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial
from typing import Any

import aiosqlite


class Connection(aiosqlite.Connection):
    """A connection whose cursors make one trip, and which knows when there is nothing to undo."""

    at_rest = False  # nothing happened since the last transaction ended
    begins = False  # BEGIN is to be said before the next statement

    def cursor(self) -> Cursor:  # type: ignore[override]  # aiosqlite goes to the thread for one
        """Return a cursor; nothing is done for it yet."""
        return Cursor(self)

    async def once(self, run: Any, *what: Any) -> tuple[Any, ...]:
        """Run statements on a cursor of the thread's own, and bring back all that can be asked of it."""
        begin, self.begins, self.at_rest = self.begins, False, False
        answer: tuple[Any, ...] = await self._execute(_once, self._conn, begin, run, *what)  # type: ignore[no-untyped-call]
        return answer

    async def commit(self) -> None:
        """Keep what was written."""
        if not self.begins:
            await super().commit()
        self.begins, self.at_rest = False, True

    async def rollback(self) -> None:
        """Undo what was written, if anything can have been: a connection that goes back to its pool is asked to as well."""
        if not (self.begins or self.at_rest):
            await super().rollback()
        self.begins, self.at_rest = False, True


class Cursor:
    """What SQLAlchemy asks of a cursor, answered from one trip to the thread."""

    description: Any = None
    rowcount = -1
    lastrowid: int | None = None
    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        """Nothing was asked yet."""
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> Cursor:
        """Begin."""
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        """Run a statement."""
        self._take(await self._connection.once(sqlite3.Cursor.execute, sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Cursor:
        """Run a statement for each of these."""
        self._take(await self._connection.once(sqlite3.Cursor.executemany, sql, parameters))
        return self

    def _take(self, answer: tuple[Any, ...]) -> None:
        self.description, self.rowcount, self.lastrowid, self._rows = answer

    async def fetchall(self) -> list[Any]:
        """Hand over what was found."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open: the thread closed it."""


def _once(connection: sqlite3.Connection, begin: bool, run: Any, *what: Any) -> tuple[Any, ...]:
    with closing(connection.cursor()) as cursor:
        if begin:
            cursor.execute("BEGIN")
        run(cursor, *what)
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, cursor.rowcount, cursor.lastrowid, rows


def connect(place: str, **options: Any) -> Connection:
    """Prepare a connection; it is opened when it is awaited."""
    connection = Connection(partial(sqlite3.connect, place, **options), 64)
    connection._thread.daemon = True  # as SQLAlchemy wants it: a relay that ends waits for no idle connection
    return connection
