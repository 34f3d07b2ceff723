"""What stands on how the relay goes to its databases: a statement is one trip, and a connection that is gone is not used."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection
from sqlalchemy.exc import IntegrityError

from api.store import database as database_module
from api.store import one_trip
from api.store.database import Database, Unavailable
from tests.fakes.servers import Postgres

ONE = text("SELECT 1")
PID = text("SELECT pg_backend_pid()")


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was carried to a thread, in order."""
    carried: list[str] = []
    whole = one_trip.Connection._execute

    async def noted(self: Any, run: Any, *what: Any, **more: Any) -> Any:
        carried.append(str(what[3]) if run is one_trip._once else run.__name__)
        return await whole(self, run, *what, **more)

    monkeypatch.setattr(one_trip.Connection, "_execute", noted)
    return carried


async def filled(folder: Path) -> Database:
    """Return a database with one table and one row."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'one.db'}")
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT UNIQUE)"))
        await connection.execute(text("INSERT INTO words (word) VALUES ('first')"))
    return database


async def words(database: Database) -> list[str]:
    """Return every word, in order."""
    async with database.reading() as connection:
        return list(await connection.scalars(text("SELECT word FROM words ORDER BY id")))


async def test_a_statement_is_one_trip_and_a_reading_begins_with_its_first(tmp_path: Path, trips: list[str]) -> None:
    """Two trips for a reading, one more than a write's statements for its begin and one for its commit."""
    database = await filled(tmp_path)
    trips.clear()
    read = await words(database)
    reading = list(trips)
    trips.clear()
    async with database.writing() as connection:
        added = await connection.scalar(text("INSERT INTO words (word) VALUES ('second') RETURNING id"))
        changed = await connection.execute(text("UPDATE words SET word = word || '.'"))
    writing = list(trips)
    await database.close()

    assert (read, added, changed.rowcount) == (["first"], 2, 2)
    assert reading == ["SELECT word FROM words ORDER BY id", "rollback"]
    assert (writing[0], len(writing), writing[-1]) == ("BEGIN IMMEDIATE", 4, "commit")


async def test_a_reading_sees_one_state_and_keeps_nothing(tmp_path: Path) -> None:
    """From its first statement to its end, whatever others write meanwhile; what it wrote itself is undone."""
    database = await filled(tmp_path)
    async with database.reading() as connection:
        before = await connection.scalar(text("SELECT count(*) FROM words"))
        async with database.writing() as other:
            await other.execute(text("INSERT INTO words (word) VALUES ('second')"))
        after = await connection.scalar(text("SELECT count(*) FROM words"))
    async with database.reading() as connection:
        await connection.execute(text("DELETE FROM words"))
    left = await words(database)
    await database.close()

    assert (before, after, left) == (1, 1, ["first", "second"])


async def test_what_fails_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    """Neither its rows nor an open transaction: the next writer has its turn at once."""
    database = await filled(tmp_path)
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            rows = [{"word": "second"}, {"word": "first"}]
            await connection.execute(text("INSERT INTO words (word) VALUES (:word)"), rows)
    async with database.writing() as connection:
        await connection.execute(text("INSERT INTO words (word) VALUES ('third')"))
    left = await words(database)
    await database.close()

    assert left == ["first", "third"]


async def test_who_is_cut_off_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    """Somebody hangs up while a statement runs in the thread: the thread ends it, and it is undone."""
    database, begun = await filled(tmp_path), asyncio.Event()
    counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT 'n' || i FROM n"

    async def write() -> None:
        async with database.writing() as connection:
            asyncio.get_running_loop().call_soon(begun.set)
            await connection.execute(text(f"INSERT INTO words (word) {counting}"))

    writing = asyncio.create_task(write())
    await begun.wait()
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    async with database.writing() as connection:
        await connection.execute(text("INSERT INTO words (word) VALUES ('third')"))
    left = await words(database)
    await database.close()

    assert writing.cancelled()
    assert left == ["first", "third"]


async def test_a_connection_that_postgresql_closed_is_not_used_again(postgres: Postgres) -> None:
    """The server cut all of them: whoever comes next hears nothing of it."""
    url = await postgres.new_database()
    database = Database(url)
    async with database.reading() as one, database.reading() as two:
        before = {await one.scalar(PID), await two.scalar(PID)}
    await postgres.emptied(url)
    async with database.reading() as one, database.reading() as two:
        after = {await one.scalar(PID), await two.scalar(PID)}
    await database.close()

    assert len(before | after) == 4


async def test_a_connection_that_rested_is_asked_and_one_that_did_not_is_not(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that gives no answer any more gives way to a new one; without a server there is none."""
    asked: list[object] = []

    def silent(connection: object) -> None:
        asked.append(connection)
        raise TimeoutError

    monkeypatch.setattr(AsyncAdapt_asyncpg_connection, "ping", silent)
    database, found = Database(await postgres.new_database()), []
    for rested in (database_module.RESTED, database_module.RESTED, -1.0):
        monkeypatch.setattr(database_module, "RESTED", rested)
        async with database.reading() as connection:
            found.append(await connection.scalar(PID))
    await database.close()

    assert found[0] == found[1] != found[2]
    assert len(asked) == 1


async def test_a_postgresql_that_is_gone_is_unavailable() -> None:
    """Nobody listens there: it is said as everything is that a database cannot do."""
    database = Database("postgresql+asyncpg://nobody@127.0.0.1:9/nothing")
    with pytest.raises(Unavailable):
        async with database.reading() as connection:
            await connection.execute(ONE)
    await database.close()
