"""What a writer may rely on while the write-ahead log is copied: it stays short, and nobody waits for it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from api.store import checkpointer
from api.store.checkpointer import Checkpointer
from api.store.database import Database

ROWS = 200


class Log:
    """A database whose log is copied by hand."""

    def __init__(self, path: Path) -> None:
        """Open it as the relay does."""
        self.path = path
        self.copier = Checkpointer(Database(f"sqlite+aiosqlite:///{path}"))
        self.copier.copy()
        self.writer = sqlite3.connect(path, isolation_level=None)
        self.writer.execute("PRAGMA wal_autocheckpoint=0")

    def write(self, rows: int = ROWS) -> None:
        """Commit some rows, each by itself."""
        for _ in range(rows):
            self.writer.execute("INSERT INTO challenges (challenge, until) VALUES (?, 1)", (os.urandom(32),))

    @property
    def size(self) -> int:
        """How long the log's file is."""
        return self.path.with_name("relay.db-wal").stat().st_size


@pytest.fixture
def log(sqlite_pattern: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """An empty line, where a log of more than ten pages is long."""
    monkeypatch.setattr(checkpointer, "LOG_MOST", 10)
    path = tmp_path / "relay.db"
    shutil.copy(sqlite_pattern, path)
    made = Log(path)
    with closing(made.writer):
        yield made


def test_a_log_that_is_never_wholly_copied_is_begun_anew_all_the_same(log: Log) -> None:
    """Somebody reads a moment whenever my mail is copied: my log gets no longer, and its file is not cut."""
    with closing(sqlite3.connect(log.path, isolation_level=None)) as reader:

        def done(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "PASSIVE" in statement:
                reader.execute("COMMIT")

        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM challenges").fetchone()
        log.write()
        event.listen(Engine, "after_cursor_execute", done)
        try:
            assert log.copier.copy()
        finally:
            event.remove(Engine, "after_cursor_execute", done)
    size = log.size
    log.write(ROWS // 2)

    assert size > ROWS * 4096
    assert log.size == size


def test_a_long_read_keeps_its_moment_and_the_log_is_begun_anew_after_it(log: Log) -> None:
    """I read for long: what I see stays, others write on, and the log waits for me."""
    with closing(sqlite3.connect(log.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        count = reader.execute("SELECT count(*) FROM challenges").fetchone()
        log.write()
        assert log.copier.copy()
        log.write(1)
        assert reader.execute("SELECT count(*) FROM challenges").fetchone() == count
        reader.execute("COMMIT")
    assert log.copier.copy()
    size = log.size
    log.write(ROWS // 2)

    assert log.size == size
    assert log.writer.execute("SELECT count(*) FROM challenges").fetchone() == (ROWS + 1 + ROWS // 2,)


def test_a_log_is_long_before_it_is_needed_and_a_commit_makes_it_no_longer(log: Log) -> None:
    """What I commit lies where there was room, so my disk has nothing else to write down."""
    log.write(1)
    log.copier.make_room()
    size = log.size
    log.write()

    assert size >= checkpointer.ROOM * checkpointer.PAGE
    assert log.size == size


def test_after_a_power_cut_all_that_was_committed_is_read_from_a_log_with_room_behind_it(
    log: Log, tmp_path: Path
) -> None:
    """The files as a power cut leaves them hold every row, and nothing of the empty room."""
    log.write(3)
    log.copier.make_room()
    log.write()
    for name in ("relay.db", "relay.db-wal"):
        shutil.copy(log.path.with_name(name), tmp_path / f"after-{name}")
    with closing(sqlite3.connect(tmp_path / "after-relay.db")) as found:
        assert found.execute("SELECT count(*) FROM challenges").fetchone() == (ROWS + 3,)
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_when_much_is_written_the_log_is_looked_at_before_its_time(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy hour does not make my log grow until the next look: the many frames themselves ask for one."""
    monkeypatch.setattr(checkpointer, "PATIENCE", 3_600)
    copied = threading.Event()
    monkeypatch.setattr(log.copier, "copy", lambda: copied.set() or True)
    log.copier.start()
    log.write(1)
    log.copier.wrote(checkpointer.SOON - 1)
    assert not copied.is_set()
    log.copier.wrote(1)

    assert copied.wait(30)
    log.copier.stop()
