"""What the relay keeps on a machine is for its own account alone, however it was made."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path
from threading import Thread

import pytest

from api import cli
from api.settings import Settings
from api.store.audit_key import open_audit_key
from tests.api.test_app import Served
from tests.fakes.careless_host import modes, open_mask

__all__ = ["open_mask"]


@pytest.mark.parametrize("command", ["migrate", "setup-link"])
def test_a_database_that_a_command_makes_is_for_its_owner_alone(tmp_path: Path, command: str) -> None:
    """Whichever command an operator runs first."""
    done = Served(tmp_path / "var").run(command)
    found = modes(tmp_path / "var")

    assert done.returncode == 0
    assert (found.pop("var"), found.pop("relay.db"), set(found.values()) - {0o600}) == (0o700, 0o600, set())


def test_whatever_a_running_relay_keeps_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Database, log and index, and the lockbox with every shred key."""
    served = Served(tmp_path / "var")
    process = served.start()
    found = modes(tmp_path / "var")
    served.stop(process)

    assert {"relay.db", "relay.db-wal", "relay.db-shm", "lockbox.db"} <= set(found)
    assert (found.pop("var"), set(found.values())) == (0o700, {0o600})


def test_what_an_older_version_left_open_is_closed_by_the_start(tmp_path: Path) -> None:
    """A backup that was put back under a careless mask, too; nothing in it is changed."""
    served = Served(tmp_path / "var")
    served.stop(served.start())
    asyncio.run(open_audit_key(tmp_path / "var", None))
    for path in (tmp_path / "var").iterdir():
        path.chmod(0o644)
    (tmp_path / "var").chmod(0o755)
    key = (tmp_path / "var" / "audit.key").read_text()
    process = served.start()
    found = modes(tmp_path / "var")
    served.stop(process)

    assert {"relay.db", "lockbox.db", "audit.key"} <= set(found)
    assert (found.pop("var"), set(found.values())) == (0o700, {0o600})
    assert (tmp_path / "var" / "audit.key").read_text() == key


def test_a_folder_that_other_programs_use_is_left_to_them(tmp_path: Path) -> None:
    """Only the relay's own files are closed: a slip in the setting locks nobody out of their home."""
    (tmp_path / "shared").mkdir(mode=0o755)
    (tmp_path / "shared" / "site").mkdir()
    served = Served(tmp_path / "shared")
    served.run("migrate")
    found = modes(tmp_path / "shared")

    assert (found["shared"], found["relay.db"]) == (0o755, 0o600)


def test_a_relay_that_may_not_close_its_folder_says_so_and_starts_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A volume whose folder belongs to another account, as some hosts make it; the files in it are the relay's own."""
    tmp_path.chmod(0o755)

    def not_ours(self: Path, mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", not_ours)

    assert Settings.read({"API_DATA_DIR": str(tmp_path)}).data_dir == tmp_path
    assert "belongs to another account, and others may read it" in caplog.text
    assert str(tmp_path) not in caplog.text


def test_a_slip_in_the_address_closes_no_file_of_others(tmp_path: Path) -> None:
    """A folder or a text that the setting names by mistake is nobody's database: it stays as it is."""
    (tmp_path / "etc").mkdir(mode=0o755)
    (tmp_path / "etc" / "passwd").write_text("root:x:0:0\n")
    for slip in (tmp_path / "etc", tmp_path / "etc" / "passwd"):
        done = Served(tmp_path / "var", API_DATABASE_URL=f"sqlite+aiosqlite:///{slip}").run("migrate")

        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert modes(tmp_path / "etc") == {"etc": 0o755, "passwd": 0o666}


def test_a_driver_that_ends_after_its_command_adds_nothing_to_the_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What SQLite's thread says when nobody listens any more is no fault; what else a thread meets is said in one line."""

    def fails(why: str) -> None:
        raise RuntimeError(why)

    def ends_late(_: Settings) -> None:
        for why in ("Event loop is closed", "my words"):
            thread = Thread(target=fails, args=(why,))
            thread.start()
            thread.join()

    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(cli, "_setup_link", ends_late)
    monkeypatch.setenv("API_DATA_DIR", str(tmp_path / "var"))
    cli.main(["setup-link"])

    assert [(one.getMessage(), "my words" in str(one.exc_info)) for one in caplog.records] == [
        ("An error was caught by nobody.", False)
    ]


def test_a_folder_that_relay_and_bot_share_from_two_accounts_stays_open_to_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever starts first does not lock the other one out; each closes its own files."""
    (tmp_path / "group").mkdir()
    (tmp_path / "group").chmod(0o2770)
    (tmp_path / "other").mkdir(mode=0o755)
    (tmp_path / "other" / "bot.db").touch()
    Settings.read({"API_DATA_DIR": str(tmp_path / "group")})
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)  # the file is another account's
    Settings.read({"API_DATA_DIR": str(tmp_path / "other")})

    assert (tmp_path / "group").stat().st_mode & 0o7777 == 0o2770
    assert (tmp_path / "other").stat().st_mode & 0o7777 == 0o755


def test_a_folder_that_is_closed_goes_on_handing_its_group_to_what_is_made_in_it(tmp_path: Path) -> None:
    """Only what others may do with it is taken away."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var").chmod(0o2755)
    Settings.read({"API_DATA_DIR": str(tmp_path / "var")})

    assert (tmp_path / "var").stat().st_mode & 0o7777 == 0o2700
