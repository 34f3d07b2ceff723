"""What an operator may rely on who names a database."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from api.store.database import Database, Unavailable, WrongDatabaseURL


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite+aiosqlite:///:memory:"])
def test_an_address_that_cannot_be_used_is_refused_with_what_to_write(url: str) -> None:
    """The end of a sentence that says what an address looks like."""
    with pytest.raises(WrongDatabaseURL, match=r"write|must name"):
        Database(url)


async def test_a_failed_transaction_leaves_nothing(database_url: str) -> None:
    """Half of it was written when it failed: none of it happened."""
    database = Database(database_url)
    insert = text("INSERT INTO challenges (challenge, until) VALUES (:c, 1)")
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await connection.execute(insert, {"c": b"one"})
            await connection.execute(insert, {"c": b"one"})
    async with database.reading() as connection:
        count = await connection.scalar(text("SELECT count(*) FROM challenges"))
    await database.close()

    assert count == 0


async def test_what_is_written_while_reading_is_not_kept(database_url: str) -> None:
    """Only `writing` commits."""
    database = Database(database_url)
    async with database.reading() as connection:
        await connection.execute(text("INSERT INTO challenges (challenge, until) VALUES (:c, 1)"), {"c": b"one"})
    async with database.reading() as connection:
        count = await connection.scalar(text("SELECT count(*) FROM challenges"))
    await database.close()

    assert count == 0


async def test_errors_hold_no_parameters(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever goes wrong, what was being written is in no message."""
    caplog.set_level(logging.DEBUG)
    database = Database(database_url)
    with pytest.raises(Unavailable) as failed:
        async with database.reading() as connection:
            await connection.execute(text("SELECT no_such FROM frames WHERE hash = :h"), {"h": b"canary-7391"})
    await database.close()

    chain: list[BaseException] = [failed.value]
    while chain[-1].__cause__ is not None:
        chain.append(chain[-1].__cause__)
    assert "canary" not in "".join(str(one) for one in chain[:2])
    assert "canary" not in caplog.text


async def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    """Nobody listens at that address: try later, not a trace."""
    database = Database("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable):
        async with database.reading():
            pass
    await database.close()


async def test_a_new_file_is_for_its_owners_eyes_alone(tmp_path: Path) -> None:
    """Nobody else on the machine reads the database."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'new' / 'relay.db'}")
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE t (x)"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    await database.close()

    assert {0o600} == set(modes.values())
