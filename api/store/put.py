"""Keeps a row in place of an earlier one with the same key, also when two do so at the same moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert(connection: AsyncConnection, table: Table) -> Any:
    """Return an INSERT in this database's own words, in which it can be said what becomes of a row that is there."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # a relay on SQLite has the memory for something else

        return postgresql.insert(table)
    return sqlite.insert(table)


async def put(connection: AsyncConnection, table: Table, values: Mapping[str, Any]) -> None:
    """Write a row under its primary key; to take the earlier one out first would let two of PostgreSQL's writers collide."""
    fresh = insert(connection, table).values(dict(values))
    keys = [column.name for column in table.primary_key]
    rest = {name: fresh.excluded[name] for name in values if name not in keys}
    over = (
        fresh.on_conflict_do_update(index_elements=keys, set_=rest)
        if rest
        else fresh.on_conflict_do_nothing(index_elements=keys)
    )
    await connection.execute(over)
