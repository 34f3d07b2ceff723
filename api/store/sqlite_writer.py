"""The one writing thread of a SQLite database: one transaction for many appends.

Statements carry many rows each, because Python's interpreter lock is handed over at every statement: with one row each,
the thread would wait for a busy event loop again and again. Their sizes are powers of two, so that few are ever prepared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import PoolProxiedConnection

from api.store.batch import Append, FrameRow, Head, Judge, Known, conversations_of, guesses, plan, remember
from api.store.database import Database, Unavailable
from api.store.seen import Seen

_WIDEST = 64  # rows in one statement


class SqliteWriter:
    """Commits batches; used by one thread only.

    The connection is of SQLAlchemy's pool, as prepared as any other; statements go straight to its driver, because
    between them Core would cost as much as SQLite itself.
    """

    def __init__(self, database: Database, judge: Judge, now: Callable[[], int]) -> None:
        """Prepare; the connection is opened with the first batch."""
        self._engine = database.sync_engine()
        self._judge = judge
        self._now = now
        self._connection: PoolProxiedConnection | None = None
        self._seen = Seen()

    def commit(self, batch: Sequence[Append]) -> None:
        """Store a batch and return after the commit; raise Unavailable when nothing of it was stored."""
        try:
            remember(self._seen, self._commit(batch))
        except sqlite3.Error as error:
            self.close()
            raise Unavailable(type(error).__name__) from error

    def _commit(self, batch: Sequence[Append]) -> list[FrameRow]:
        if self._connection is None:
            self._connection = self._engine.raw_connection()
        cursor: Any = self._connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        try:
            rows = self._write(cursor, batch)
            cursor.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # a full disk rolls back by itself
                cursor.execute("ROLLBACK")
            raise
        finally:
            cursor.close()
        return rows

    def _write(self, cursor: Any, batch: Sequence[Append]) -> list[FrameRow]:
        heads = {
            row[0]: Head(*row[1:])
            for some in _chunks(conversations_of(batch))
            for row in cursor.execute(_heads(len(some)), some).fetchall()
        }
        for conversation, head in heads.items():
            known = self._seen.up_to(conversation, head.cursor)
            if known < head.cursor:
                hashes = cursor.execute(_HASHES, (conversation, known)).fetchall()
                self._seen.extend(conversation, [row[0] for row in hashes])
        rows = plan(batch, heads, self._known(cursor, batch), self._now(), self._judge)
        for frames in _chunks(rows):
            cursor.execute(_insert(len(frames)), [value for row in frames for value in row])
        return rows

    def _known(self, cursor: Any, batch: Sequence[Append]) -> Known:
        """Return which frames of a batch are stored already, and where."""
        known: Known = {}
        for conversation, place in guesses(batch, self._seen):
            for row in cursor.execute(_STORED, (conversation, place)).fetchall():
                known[conversation, row[0]] = (place, row[1])
        return known

    def close(self) -> None:
        """Let go of the connection; the next batch opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()

    def dispose(self) -> None:
        """Let go of everything."""
        self.close()
        self._engine.dispose()


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Cut rows into pieces whose sizes are powers of two."""
    at = 0
    while at < len(rows):
        size = min(_WIDEST, 1 << ((len(rows) - at).bit_length() - 1))
        yield rows[at : at + size]
        at += size


def _statement(make: Callable[[int], str]) -> Callable[[int], str]:
    made: dict[int, str] = {}

    def statement(size: int) -> str:
        if size not in made:
            made[size] = make(size)
        return made[size]

    return statement


_HASHES = "SELECT hash FROM frames WHERE conversation = ? AND cursor > ? ORDER BY cursor"
_STORED = "SELECT hash, at FROM frames WHERE conversation = ? AND cursor = ?"
_heads = _statement(
    lambda size: (
        "SELECT id, state, owner, audience, claimed_by,"  # noqa: S608 - question marks are all that varies
        " coalesce((SELECT lower(group_concat(hex(device), '')) FROM recusals WHERE conversation = id), ''),"
        " coalesce((SELECT lower(group_concat(hex(device), '')) FROM joins"
        " WHERE conversation = id AND until IS NOT NULL), ''),"
        " coalesce((SELECT max(cursor) FROM frames WHERE conversation = id), 0)"
        f" FROM conversations WHERE id IN ({','.join('?' * size)})"
    )
)
_insert = _statement(
    lambda size: (
        "INSERT INTO frames (conversation, cursor, hash, at, wrapped) VALUES" + ",".join(["(?,?,?,?,?)"] * size)
    )
)
