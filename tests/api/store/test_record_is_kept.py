"""What editors may rely on whoever writes to the database: what was saved, signed or called stays as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from api.store.database import Database
from api.store.studio_tables import approvals, calls, objections, releases, reviews, revisions
from tests.fakes.servers import Postgres

SAVED = {"number": 1, "path": "project.yaml", "hash": b"h" * 32, "written": "a", "author": b"a" * 16, "at": 1}
ASKED = {"number": 1, "kind": "publish", "asked_by": b"a" * 16, "at": 1, "revision": 1, "why": "It is time."}
CALLED = {"number": 1, "service": "khp", "hash": b"h" * 32, "device": b"a" * 16, "outcome": "right", "at": 1}
TAMPERS = [
    "UPDATE revisions SET written = 'b'",
    "UPDATE revisions SET author = NULL",
    "DELETE FROM revisions",
    "UPDATE approvals SET at = 2",
    "DELETE FROM approvals",
    "UPDATE calls SET outcome = 'wrong'",
    "DELETE FROM calls",
    "UPDATE objections SET why = 'b'",
    "DELETE FROM objections",
    "UPDATE reviews SET asked_by = device FROM approvals",
    "UPDATE reviews SET revision = 2, ended_at = 2",
    "DELETE FROM reviews",
    "UPDATE releases SET runs_at = 2",
    "DELETE FROM releases",
    "UPDATE reviews SET payload = 'another'",
    "UPDATE reviews SET edition = NULL",
    "UPDATE reviews SET files = 'others'",
    "UPDATE reviews SET ended_at = NULL",
    "UPDATE releases SET withdrawn_at = NULL",
]


async def filled(connection: AsyncConnection, ended: bool = True) -> None:
    """Somebody saved, asked, signed and called, and a version was published and taken off."""
    await connection.execute(insert(revisions).values(**SAVED, kind="edit"))
    await connection.execute(insert(reviews).values(**ASKED))
    await connection.execute(insert(approvals).values(review=1, device=b"b" * 16, signature=b"s" * 64, at=1))
    await connection.execute(insert(objections).values(review=1, device=b"b" * 16, why="No.", at=1))
    await connection.execute(insert(calls).values(**CALLED))
    await connection.execute(insert(releases).values(n=1, review=1, at=1, runs_at=1))
    if ended:
        await connection.execute(text("UPDATE reviews SET payload = 'p', edition = 'e', files = 'f', ended_at = 2"))
        await connection.execute(text("UPDATE releases SET withdrawn_at = 2"))


async def everything(connection: AsyncConnection) -> list[object]:
    """Return every row of the record."""
    tables = (revisions, reviews, approvals, objections, calls, releases)
    return [tuple(row) for table in tables for row in await connection.execute(table.select())]


@pytest.mark.parametrize("tampers", TAMPERS)
async def test_a7_the_database_refuses_to_change_or_remove_what_was_saved_signed_or_called(
    database_url: str, tampers: str
) -> None:
    """By whatever statement, on SQLite and PostgreSQL; nothing of it is written."""
    database = Database(database_url)
    async with database.writing() as connection:
        await filled(connection)
        before = await everything(connection)
    with pytest.raises(IntegrityError, match="only ever added to"):
        async with database.writing() as connection:
            await connection.execute(text(tampers))
    async with database.reading() as connection:
        after = await everything(connection)
    await database.close()

    assert len(before) == 6
    assert after == before


async def test_what_happens_later_is_still_written(database_url: str) -> None:
    """A review gets what is signed and its end, a version that it was taken off."""
    database = Database(database_url)
    async with database.writing() as connection:
        await filled(connection, ended=False)
        await connection.execute(text("UPDATE reviews SET payload = 'p', edition = 'e', files = 'f'"))
        await connection.execute(text("UPDATE reviews SET ended_at = 2"))
        await connection.execute(text("UPDATE releases SET withdrawn_at = 2"))
        rows = (await connection.execute(text("SELECT payload, ended_at, withdrawn_at FROM reviews, releases"))).all()
    await database.close()

    assert [tuple(row) for row in rows] == [("p", 2, 2)]


REPLACES = {
    "revisions": "SELECT number, path, hash, 'b', author, at, kind, why, begins FROM revisions",
    "reviews": "SELECT number, kind, asked_by, at, revision, 'For nothing.', subject, payload, edition, files, ended_at"
    " FROM reviews",
    "approvals": "SELECT review, device, signature, 2 FROM approvals",
    "objections": "SELECT review, device, 'Yes.', at FROM objections",
    "calls": "SELECT number, service, hash, device, 'wrong', note, at FROM calls",
    "releases": "SELECT n, review, at, 2, withdrawn_at FROM releases",
}


@pytest.mark.parametrize("table", REPLACES)
async def test_a7_sqlite_replaces_no_row_of_the_record_either(tmp_path: Path, sqlite_pattern: Path, table: str) -> None:
    """REPLACE takes the old row out without a word unless a connection asks triggers; those of the relay do."""
    shutil.copy(sqlite_pattern, tmp_path / "relay.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'relay.db'}")
    async with database.writing() as connection:
        await filled(connection)
        before = await everything(connection)
    with pytest.raises(IntegrityError, match="only ever added to"):
        async with database.writing() as connection:
            await connection.execute(text(f"REPLACE INTO {table} {REPLACES[table]}"))
    with database.sync_engine().connect() as hot:
        asks = hot.execute(text("PRAGMA recursive_triggers")).scalar()
    async with database.reading() as connection:
        after = await everything(connection)
    await database.close()

    assert (after, asks) == (before, 1)


async def test_postgresql_does_not_empty_the_record_at_once_either(postgres: Postgres, postgres_pattern: str) -> None:
    """TRUNCATE passes by whatever looks at rows; SQLite has no such word."""
    url = await postgres.new_database(like=postgres_pattern)
    database = Database(url)
    with pytest.raises(IntegrityError, match="only ever added to"):
        async with database.writing() as connection:
            await connection.execute(text("TRUNCATE revisions"))
    await database.close()
    await postgres.drop_database(url)
