"""The one writing thread of a SQLite database: one transaction for many appends.

Statements carry many rows each, because Python's interpreter lock is handed over at every statement: with one row each,
the thread would wait for a busy event loop again and again. Their sizes are powers of two, so that few are ever prepared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from api.store.batch import Append, Head, Judge, Known, conversations_of, plan
from api.store.database import Database, translated

_WIDEST = 64  # rows in one statement


class SqliteWriter:
    """Commits batches; used by one thread only."""

    def __init__(self, database: Database, judge: Judge, now: Callable[[], int]) -> None:
        """Prepare; the connection is opened with the first batch."""
        self._engine = database.sync_engine().execution_options(writes=True)
        self._judge = judge
        self._now = now
        self._connection: Connection | None = None

    def commit(self, batch: Sequence[Append]) -> None:
        """Store a batch and return after the commit; raise Unavailable when nothing of it was stored."""
        with translated():
            try:
                self._commit(batch, careful=False)
            except IntegrityError:  # some of it was stored before: look first, this time
                self._commit(batch, careful=True)

    def _commit(self, batch: Sequence[Append], careful: bool) -> None:
        if self._connection is None:
            self._connection = self._engine.connect()
        try:
            with self._connection.begin():
                self._write(self._connection, batch, careful)
        except IntegrityError:
            raise
        except SQLAlchemyError:
            self.close()
            raise

    def _write(self, connection: Connection, batch: Sequence[Append], careful: bool) -> None:
        heads = {
            row[0]: Head(*row[1:])
            for some in _chunks(conversations_of(batch))
            for row in connection.exec_driver_sql(_heads(len(some)), tuple(some)).fetchall()
        }
        now = self._now()
        known = self._known(connection, batch) if careful else {}
        rows, cursors = plan(batch, heads, known, now, self._judge)
        if not careful and any(one.refusal for one in batch):
            # What was stored before a close is still answered as stored; and none of it was written yet.
            rows, cursors = plan(batch, heads, self._known(connection, batch), now, self._judge)
        for frames in _chunks(rows):
            connection.exec_driver_sql(_insert(len(frames)), _flat(frames))
        for moved in _chunks(list(cursors.items())):
            connection.exec_driver_sql(_move(len(moved)), (now, *_flat(moved)))

    def _known(self, connection: Connection, batch: Sequence[Append]) -> Known:
        """Return which frames of a batch are stored already, and where."""
        known: Known = {}
        for pairs in _chunks([(one.conversation, one.hash) for one in batch]):
            found = connection.exec_driver_sql(_known(len(pairs)), _flat(pairs)).fetchall()
            known.update({(row[0], row[1]): (row[2], row[3]) for row in found})
        return known

    def close(self) -> None:
        """Let go of the connection; the next batch opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()

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


def _flat(rows: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(value for row in rows for value in row)


def _statement(make: Callable[[int], str]) -> Callable[[int], str]:
    made: dict[int, str] = {}

    def statement(size: int) -> str:
        if size not in made:
            made[size] = make(size)
        return made[size]

    return statement


def _rows(size: int, width: int) -> str:
    return ",".join(["(" + ",".join("?" * width) + ")"] * size)


_heads = _statement(
    lambda size: (
        f"SELECT id, state, owner, audience, claimed_by, cursor FROM conversations WHERE id IN ({','.join('?' * size)})"  # noqa: S608
    )
)
_known = _statement(
    lambda size: (
        "SELECT f.conversation, f.hash, f.cursor, f.at"  # noqa: S608
        f" FROM (VALUES {_rows(size, 2)}) v CROSS JOIN frames f ON f.conversation = v.column1 AND f.hash = v.column2"
    )
)
_insert = _statement(
    lambda size: f"INSERT INTO frames (conversation, cursor, hash, at, wrapped) VALUES {_rows(size, 5)}"  # noqa: S608
)
_move = _statement(
    lambda size: (
        "UPDATE conversations SET cursor = v.column2, touched_at = ?"  # noqa: S608
        f" FROM (VALUES {_rows(size, 2)}) v WHERE id = v.column1"
    )
)
