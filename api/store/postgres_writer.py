"""The one writing task of a PostgreSQL database: one `unnest` insert for many appends.

Conversations are locked in one order, so two replicas that write to the same ones wait for each other and never deadlock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from api.store.batch import Append, FrameRow, Head, Judge, Known, conversations_of, guesses, plan, remember
from api.store.database import Database, translated
from api.store.seen import Seen

_TRIES = 5
_HEADS = (
    "SELECT id, state, owner, audience, claimed_by,"
    " coalesce((SELECT string_agg(encode(device, 'hex'), '') FROM recusals WHERE conversation = id), ''),"
    " coalesce((SELECT string_agg(encode(device, 'hex'), '') FROM joins"
    " WHERE conversation = id AND until IS NOT NULL), ''),"
    " coalesce((SELECT max(cursor) FROM frames WHERE conversation = id), 0)"
    " FROM conversations WHERE id = ANY($1::bytea[]) ORDER BY id FOR NO KEY UPDATE"
)
_HASHES = (
    "SELECT f.conversation, f.hash FROM unnest($1::bytea[], $2::bigint[]) AS v(conversation, cursor)"
    " JOIN frames f ON f.conversation = v.conversation AND f.cursor > v.cursor ORDER BY f.conversation, f.cursor"
)
_STORED = (
    "SELECT f.conversation, f.hash, f.cursor, f.at FROM unnest($1::bytea[], $2::bigint[]) AS v(conversation, cursor)"
    " JOIN frames f ON f.conversation = v.conversation AND f.cursor = v.cursor"
)
_INSERT = (
    "INSERT INTO frames (conversation, cursor, hash, at, wrapped)"
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
        self._seen = Seen()

    async def commit(self, batch: Sequence[Append]) -> None:
        """Store a batch and return after the commit; raise Unavailable when it is not known to be stored."""
        with translated():
            for left in reversed(range(_TRIES)):
                try:
                    remember(self._seen, await self._commit(batch))
                    return
                except IntegrityError as error:
                    # Another replica took a cursor while we waited for it; now we see what it wrote.
                    if not left:
                        raise SQLAlchemyError("conflict") from error

    async def _commit(self, batch: Sequence[Append]) -> list[FrameRow]:
        if self._connection is None:
            self._connection = await self._engine.connect()
        try:
            async with self._connection.begin():
                return await self._write(self._connection, batch)
        except IntegrityError:
            raise
        except (SQLAlchemyError, OSError):
            await self.close()
            raise

    async def _write(self, connection: AsyncConnection, batch: Sequence[Append]) -> list[FrameRow]:
        found = await _rows(connection, _HEADS, conversations_of(batch))
        heads = {row[0]: Head(*row[1:]) for row in found}
        known = {one: self._seen.up_to(one, head.cursor) for one, head in heads.items()}
        behind = {one: cursor for one, cursor in known.items() if cursor < heads[one].cursor}
        if behind:
            for row in await _rows(connection, _HASHES, list(behind), list(behind.values())):
                self._seen.extend(row[0], (row[1],))
        rows = plan(batch, heads, await self._known(connection, batch), self._now(), self._judge)
        if rows:
            await connection.exec_driver_sql(_INSERT, tuple(list(column) for column in zip(*rows, strict=True)))
        return rows

    async def _known(self, connection: AsyncConnection, batch: Sequence[Append]) -> Known:
        """Return which frames of a batch are stored already, and where."""
        places = guesses(batch, self._seen)
        if not places:
            return {}
        stored = await _rows(connection, _STORED, [one for one, _ in places], [cursor for _, cursor in places])
        return {(row[0], row[1]): (row[2], row[3]) for row in stored}

    async def close(self) -> None:
        """Let go of the connection; the next batch opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                await connection.invalidate()
            finally:
                await connection.close()


async def _rows(connection: AsyncConnection, statement: str, *columns: Sequence[Any]) -> Sequence[Any]:
    return (await connection.exec_driver_sql(statement, columns)).fetchall()
