"""What holds over days and years: seals by the relay's key, a restored backup that is owned up to, a year's end."""

from __future__ import annotations

import asyncio
import io
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from api.staff import audit_commands, queries, seals
from api.staff.audit import record
from api.store.audit_key import AuditKey, Sealed, WrongKey, open_audit_key
from api.store.database import Database
from tests.fakes.servers import MovableClock

NO_KEY = "The key is 64 letters and digits, as `python -m api audit key` prints it.\n"
HOUR, DAY = 3_600_000, 86_400_000
SAM = b"S" * 16


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with an empty record."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def open_key(tmp_path: Path) -> seals.OpenKey:
    """The relay's key in a folder of its own."""
    return partial(open_audit_key, tmp_path, None)


async def deed(database: Database, clock: MovableClock, count: int = 1) -> None:
    """Let Sam claim conversations."""
    for _ in range(count):
        async with database.writing() as connection:
            await record(connection, SAM, "claim", os.urandom(16), clock.now())


async def found(database: Database, open_key: seals.OpenKey) -> seals.State:
    """Check the record as the page and the command do."""
    key = await open_key()
    return await seals.check(database, key.public, await key.sealed())


async def change(database: Database, statement: str) -> None:
    """Do what somebody can do who can write to the database."""
    async with database.writing() as connection:
        await connection.execute(text(statement))


async def test_each_day_is_sealed_also_those_the_relay_was_down(
    database: Database, open_key: seals.OpenKey, clock: MovableClock
) -> None:
    """After a holiday with a dark server there is no day without a seal."""
    await deed(database, clock, 3)
    await seals.seal(database, open_key, clock.now())
    clock.forward(4 * DAY)
    await deed(database, clock, 2)
    await seals.seal(database, open_key, clock.now())
    async with database.reading() as connection:
        sealed = await queries.seals(connection)

    assert [one.number for one in sealed] == [3, 3, 3, 3, 5]
    assert (await found(database, open_key)).flaw is None


async def test_the_day_that_runs_is_sealed_anew_each_hour(
    database: Database, open_key: seals.OpenKey, clock: MovableClock
) -> None:
    """What can still be rewritten unseen is the last hour, not the last day."""
    for _ in range(3):
        await deed(database, clock)
        await seals.seal(database, open_key, clock.now())
        clock.forward(60_000)
    async with database.reading() as connection:
        sealed = await queries.seals(connection)

    assert [one.number for one in sealed] == [3]


async def test_two_relays_that_seal_in_the_same_moment_take_turns(
    database: Database, open_key: seals.OpenKey, clock: MovableClock
) -> None:
    """One replica's clock stops and another's begins: neither trips over the other's seal, and each day has one."""
    for _ in range(6):
        await deed(database, clock)
        clock.forward(DAY)
    await asyncio.gather(*(seals.seal(database, open_key, clock.now()) for _ in range(5)))
    async with database.reading() as connection:
        sealed = await queries.seals(connection)

    assert [one.number for one in sealed] == [1, 2, 3, 4, 5, 6, 6]
    assert (await found(database, open_key)).flaw is None


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE audit SET action = 'release' WHERE number = 4", "Row 4 was changed, or a row before it was."),
        ("DELETE FROM audit WHERE number = 2", "Row 2 is gone."),
        ("DELETE FROM audit WHERE number >= 5", "Row 5 is gone."),
        ("DELETE FROM audit", "Row 1 is gone."),
        ("UPDATE audit SET number = 99 WHERE number = 6", "Row 6 is gone."),
        ("UPDATE audit_seals SET number = 5", "was not made by this relay's key, or was changed."),
        ("DELETE FROM audit_seals", "is gone."),
    ],
)
async def test_what_is_done_in_the_database_is_named(
    database: Database, open_key: seals.OpenKey, clock: MovableClock, statement: str, says: str
) -> None:
    """Whoever administers the database cannot take a deed out of it without a word."""
    await deed(database, clock, 6)
    await seals.seal(database, open_key, clock.now())
    before = await found(database, open_key)
    await change(database, statement)
    after = await found(database, open_key)

    assert before.flaw is None
    assert after.flaw is not None and after.flaw.endswith(says)


async def test_a_restored_backup_is_owned_up_to_in_the_record(
    database: Database, open_key: seals.OpenKey, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check says so until an operator answers for it; the row that says so stays for a year."""
    await deed(database, clock, 2)
    await seals.seal(database, open_key, clock.now())
    async with database.reading() as connection:
        (backup,) = await queries.seals(connection)
    await deed(database, clock, 2)
    await seals.seal(database, open_key, clock.now())
    await change(database, "DELETE FROM audit WHERE number > 2")
    async with database.writing() as connection:
        await queries.put_seal(connection, backup)
    clock.forward(HOUR)
    await seals.seal(database, open_key, clock.now())
    await seals.seal(database, open_key, clock.now())
    key = await open_key()
    unexplained = await audit_commands.verify(database, key, [])
    explained = await audit_commands.verify(database, key, [3])
    said = capsys.readouterr().out

    assert (unexplained, explained) == (1, 0)
    assert "Row 3 says" in said and "whole up to row 3" in said


async def test_rows_of_more_than_a_year_go_and_the_check_still_holds(
    database: Database, open_key: seals.OpenKey, clock: MovableClock
) -> None:
    """The record begins anew behind a seal that only the relay can make; each later day moves it on."""
    for _ in range(4):
        await deed(database, clock, 2)
        await seals.seal(database, open_key, clock.now())
        clock.forward(DAY)
    clock.forward(361 * DAY)
    for kept in (8, 6, 4, 2, 0, 0):
        await seals.seal(database, open_key, clock.now())
        async with database.reading() as connection:
            rows = await queries.deeds_after(connection, 0, 100)
        state = await found(database, open_key)
        clock.forward(DAY)

        assert (len(rows), state.flaw) == (kept, None)
    await deed(database, clock)
    await seals.seal(database, open_key, clock.now())
    last = await found(database, open_key)

    assert (last.flaw, last.number) == (None, 9)


async def test_a_clock_that_goes_back_breaks_nothing(
    database: Database, open_key: seals.OpenKey, clock: MovableClock
) -> None:
    """H26: deeds after a clock was set back or forward are linked and sealed like all others."""
    dice = random.Random(1)
    for _ in range(12):
        await deed(database, clock)
        await seals.seal(database, open_key, clock.now())
        clock.forward(dice.choice([-DAY, -HOUR, HOUR, DAY, 2 * DAY]))
    state = await found(database, open_key)

    assert (state.flaw, state.number) == (None, 12)


async def test_an_exported_file_is_checked_without_the_database(
    database: Database,
    open_key: seals.OpenKey,
    clock: MovableClock,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A funder's or a court's own person can check it with the public key alone."""
    await deed(database, clock, 5)
    await seals.seal(database, open_key, clock.now())
    out = io.StringIO(newline="")
    await audit_commands.export(database, out)
    path, key = tmp_path / "record.csv", (await open_key()).public.hex()
    path.write_text(out.getvalue(), newline="")
    whole = audit_commands.verify_file(path, key)
    path.write_text(out.getvalue().replace("claim", "close", 1), newline="")
    changed = audit_commands.verify_file(path, key)
    path.write_text("what,ever\r\n")
    other = audit_commands.verify_file(path, key)
    said = capsys.readouterr().out

    assert (whole, changed, other) == (0, 1, 1)
    assert "whole up to row 5" in said and "Row 1 was changed" in said and "not a whole record" in said


async def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """The file can be read by the relay's account only; after a restart it is the same key, and remembers."""
    first = await open_audit_key(tmp_path, None)
    await first.remember(Sealed(20261123, 7, b"h" * 32))
    again = await open_audit_key(tmp_path, None)

    assert stat.S_IMODE((tmp_path / "audit.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["audit.key"]
    assert (again.public, await again.sealed()) == (first.public, Sealed(20261123, 7, b"h" * 32))


async def test_a_spoilt_key_file_is_said_and_never_replaced(
    tmp_path: Path, database: Database, open_key: seals.OpenKey, clock: MovableClock, log: Callable[[], str]
) -> None:
    """A new key in its place would make every old seal look forged; the line itself goes on, and its log says what to do."""
    (tmp_path / "audit.key").write_text("spoilt")
    with pytest.raises(WrongKey, match="audit key"):
        await open_key()
    await seals.seal(database, open_key, clock.now())

    assert (tmp_path / "audit.key").read_text() == "spoilt"
    assert (
        "The record of deeds is not sealed: its key cannot be read. `python -m api audit key` names the file." in log()
    )


async def test_several_relays_share_one_key(postgres: object, tmp_path: Path) -> None:
    """With a shared lockbox the key is there, made by whoever came first."""
    url = await postgres.new_database()  # type: ignore[attr-defined]
    one, other = [await open_audit_key(tmp_path / name, url) for name in ("one", "other")]
    await one.remember(Sealed(20261123, 7, b"h" * 32))

    assert isinstance(one, AuditKey) and one.public == other.public
    assert await other.sealed() == Sealed(20261123, 7, b"h" * 32)
    assert not (tmp_path / "one").exists()
    await postgres.drop_database(url)  # type: ignore[attr-defined]


def test_the_command_names_the_first_bad_row_and_fails(sqlite_pattern: Path, tmp_path: Path) -> None:
    """A weekly timer of the operator turns red, and says where to look; a key that was printed elsewhere is asked too."""
    shutil.copy(sqlite_pattern, tmp_path / "relay.db")

    def run(*words: str) -> tuple[int, str]:
        environ = {"PATH": os.environ["PATH"], "API_DATA_DIR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-m", "api", "audit", *words], capture_output=True, text=True, env=environ, check=False
        )
        return done.returncode, done.stdout

    async def three() -> None:
        database, clock = Database(f"sqlite+aiosqlite:///{tmp_path / 'relay.db'}"), MovableClock()
        await deed(database, clock, 3)
        await seals.seal(database, partial(open_audit_key, tmp_path, None), clock.now())
        await database.close()

    asyncio.run(three())
    code, said = run("verify")
    assert (code, said.startswith("The record of deeds is whole up to row 3.")) == (0, True)
    own, printed = run("key")[1].strip(), Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    assert run("verify", "--key", own) == (0, said)
    code, said = run("verify", "--key", printed)
    assert (code, said.startswith("The record of deeds is not whole. The seal of ")) == (1, True)
    assert run("verify", "--key", printed[:40]) == run("verify", "--key", "zz") == (1, NO_KEY)
    (tmp_path / "record.csv").write_text(run("export")[1], newline="")
    key = run("key")[1].strip()
    with sqlite3.connect(tmp_path / "relay.db") as connection:
        connection.execute("UPDATE audit SET actor = NULL WHERE number = 2")
    connection.close()

    assert run("verify", "--file", str(tmp_path / "record.csv"), "--key", key[:40]) == (1, NO_KEY)
    assert run("verify") == (1, "The record of deeds is not whole. Row 2 was changed, or a row before it was.\n")
    assert run("verify", "--file", str(tmp_path / "record.csv"), "--key", key)[0] == 0
