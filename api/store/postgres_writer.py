"""The one writing task of a PostgreSQL database: one `unnest` insert for many appends.

Conversations are locked in one order, so two replicas that write to the same ones wait for each other and never deadlock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from api.store.batch import Append, Head, Judge, Known, conversations_of, plan
from api.store.database import Database, translated

_HEADS = (
    "SELECT id, state, owner, audience, claimed_by, cursor FROM conversations"
    " WHERE id = ANY($1::bytea[]) ORDER BY id FOR NO KEY UPDATE"
)
_KNOWN = (
    "SELECT f.conversation, f.hash, f.cursor, f.at FROM unnest($1::bytea[], $2::bytea[]) AS v(conversation, hash)"
    " JOIN frames f ON f.conversation = v.conversation AND f.hash = v.hash"
)
_STORE = (
    "WITH moved AS (UPDATE conversations SET cursor = v.cursor, touched_at = $8"
    " FROM unnest($6::bytea[], $7::bigint[]) AS v(id, cursor) WHERE conversations.id = v.id)"
    " INSERT INTO frames (conversation, cursor, hash, at, wrapped)"
    " SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bytea[], $4::bigint[], $5::bytea[])"
)


class PostgresWriter:
    """Commits batches, one after another, on a connection of its own."""

    def __init__(self, database: Database, judge: Judge, now: Callable[[], int]) -> None:
        """Prepare; the connection is opened with the first batch."""
        self._engine = database.engine
        self._judge = judge
        self._now = now
        self._connection: AsyncConnection | None = None

    async def commit(self, batch: Sequence[Append]) -> None:
        """Store a batch and return after the commit; raise Unavailable when it is not known to be stored."""
        with translated():
            try:
                await self._commit(batch, careful=False)
            except IntegrityError:  # some of it was stored before: look first, this time
                await self._commit(batch, careful=True)

    async def _commit(self, batch: Sequence[Append], careful: bool) -> None:
        if self._connection is None:
            self._connection = await self._engine.connect()
        try:
            async with self._connection.begin():
                await self._write(self._connection, batch, careful)
        except IntegrityError:
            raise
        except (SQLAlchemyError, OSError):
            await self.close()
            raise

    async def _write(self, connection: AsyncConnection, batch: Sequence[Append], careful: bool) -> None:
        found: Sequence[Any] = (await connection.exec_driver_sql(_HEADS, (conversations_of(batch),))).fetchall()
        heads = {row[0]: Head(*row[1:]) for row in found}
        now = self._now()
        known = await self._known(connection, batch) if careful else {}
        rows, cursors = plan(batch, heads, known, now, self._judge)
        if not careful and any(one.refusal for one in batch):
            # What was stored before a close is still answered as stored; and none of it was written yet.
            rows, cursors = plan(batch, heads, await self._known(connection, batch), now, self._judge)
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            moved = (list(cursors), list(cursors.values()), now)
            await connection.exec_driver_sql(_STORE, (*columns, *moved))

    async def _known(self, connection: AsyncConnection, batch: Sequence[Append]) -> Known:
        """Return which frames of a batch are stored already, and where."""
        pairs = ([one.conversation for one in batch], [one.hash for one in batch])
        stored: Sequence[Any] = (await connection.exec_driver_sql(_KNOWN, pairs)).fetchall()
        return {(row[0], row[1]): (row[2], row[3]) for row in stored}

    async def close(self) -> None:
        """Let go of the connection; the next batch opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                await connection.invalidate()
            finally:
                await connection.close()
