"""What the bot keeps on a machine is for its own account alone, however it was made."""

from __future__ import annotations

import base64
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings.private import keep_database, keep_folder
from tests.bot.running import others
from tests.bot.world import World
from tests.fakes.careless_host import modes, open_mask

__all__ = ["open_mask"]


def enrol(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Ask to be let in, at a relay that is not there."""
    key = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
    settings = {"BOT_TELEGRAM_TOKEN": "4242:practice", "BOT_HOST_SECRET": key, "BOT_RELAY_URL": "http://127.0.0.1:1"}
    return subprocess.run(
        [sys.executable, "-m", "bot", "enrol"],
        env=others() | settings | {"BOT_DATA_DIR": str(folder), **more},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_database_that_enrol_makes_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The first command that an operator runs makes it; it holds the bot's sealed keys."""
    done = enrol(tmp_path / "var")
    found = modes(tmp_path / "var")

    assert done.stderr.startswith("The line is not made yet")
    assert (found.pop("var"), found.pop("bot.db"), set(found.values()) - {0o600}) == (0o700, 0o600, set())


def test_a_database_that_stands_elsewhere_is_for_its_owner_alone_too(tmp_path: Path) -> None:
    """BOT_DATABASE_URL may name another place, in a folder that others use."""
    (tmp_path / "shared").mkdir(mode=0o755)
    enrol(tmp_path / "var", BOT_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path / 'shared' / 'kept.db'}")
    found = modes(tmp_path / "shared")

    assert (found["shared"], found["kept.db"]) == (0o755, 0o600)


async def test_whatever_a_serving_bot_keeps_is_for_its_owner_alone(line: World) -> None:
    """The database, its log and its index, and the digits."""
    found = modes(line.folder / "bot")

    assert {"bot.db", "bot.db-wal", "bot.db-shm", "bot-digits.txt"} <= set(found)
    assert (found.pop("bot"), set(found.values())) == (0o700, {0o600})


async def test_what_an_older_bot_left_open_is_closed_by_the_start(alone: World) -> None:
    """Also a log that a killed bot left behind."""
    await alone.stop_bot()
    folder = alone.folder / "bot"
    left = sqlite3.connect(folder / "bot.db")
    left.execute("CREATE TABLE kept (x)")
    left.commit()
    for path in folder.iterdir():
        path.chmod(0o644)
    folder.chmod(0o755)
    await alone.start_bot()
    found = modes(folder)
    left.close()

    assert {"bot.db", "bot.db-wal", "bot.db-shm"} <= set(found)
    assert (found.pop("bot"), set(found.values())) == (0o700, {0o600})


def test_a_folder_that_other_programs_use_is_left_to_them(tmp_path: Path) -> None:
    """Only the bot's own files are closed: a slip in the setting locks nobody out of their home."""
    (tmp_path / "shared").mkdir(mode=0o755)
    (tmp_path / "shared" / "site").mkdir()
    enrol(tmp_path / "shared")
    found = modes(tmp_path / "shared")

    assert (found["shared"], found["bot.db"]) == (0o755, 0o600)


def test_a_file_of_another_account_is_said_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever keeps it must close it; the log says so in a fixed sentence, without a path."""
    (tmp_path / "bot.db").touch(mode=0o644)

    def not_ours(self: Path, mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", not_ours)
    keep_database(tmp_path / "bot.db")

    assert "belongs to another account, and others may read it" in caplog.text
    assert str(tmp_path) not in caplog.text


def test_a_slip_in_the_address_closes_no_file_of_others(tmp_path: Path) -> None:
    """A folder or a text that the setting names by mistake is nobody's database: it stays as it is."""
    (tmp_path / "etc").mkdir(mode=0o755)
    (tmp_path / "etc" / "passwd").write_text("root:x:0:0\n")
    for slip in (tmp_path / "etc", tmp_path / "etc" / "passwd"):
        done = enrol(tmp_path / "var", BOT_DATABASE_URL=f"sqlite+aiosqlite:///{slip}")

        assert (done.returncode, done.stderr) == (1, "The bot's database cannot be opened. Check BOT_DATABASE_URL.\n")
    assert modes(tmp_path / "etc") == {"etc": 0o755, "passwd": 0o666}


def test_a_folder_that_relay_and_bot_share_from_two_accounts_stays_open_to_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever starts first does not lock the other one out; each closes its own files."""
    (tmp_path / "group").mkdir()
    (tmp_path / "group").chmod(0o2770)
    (tmp_path / "other").mkdir(mode=0o755)
    (tmp_path / "other" / "relay.db").touch()
    keep_folder(tmp_path / "group")
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)  # the file is another account's
    keep_folder(tmp_path / "other")

    assert (tmp_path / "group").stat().st_mode & 0o7777 == 0o2770
    assert (tmp_path / "other").stat().st_mode & 0o7777 == 0o755


def test_a_folder_that_is_closed_goes_on_handing_its_group_to_what_is_made_in_it(tmp_path: Path) -> None:
    """Only what others may do with it is taken away."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var").chmod(0o2755)
    keep_folder(tmp_path / "var")

    assert (tmp_path / "var").stat().st_mode & 0o7777 == 0o2700
