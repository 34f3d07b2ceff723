"""SQLite's checkpointer, in a thread of its own, so that no append ever waits for one.

Without it the append that fills the write-ahead log pays for copying it (p99 13 ms instead of 0.9 at 1e7 conversations).
A log that has grown is begun anew in its own place: to cut the file back would hold every append up for 35 ms or more.
And it is made long beforehand: a commit that overwrites what is there is on the disk in two thirds of the time of one that
makes the file longer, because the file system then has nothing to write of its own.
"""

from __future__ import annotations

import logging
import os
import threading

from sqlalchemy.exc import SQLAlchemyError

from api.store.database import BUSY_MS, Database

log = logging.getLogger(__name__)
PATIENCE = 1.0  # seconds between two looks
LOG_MOST = 4_096  # pages, 16 MiB: a log that is longer is begun anew
PAGE = 4_096  # bytes
ROOM = 1_024  # pages, 4 MiB: how long a log is made before anybody needs it
SOON = 2_000  # frames: when so many came, the log is looked at before its time
WAIT_MS = 20  # for the writer's lock and for readers, while which appends may have to wait


class Checkpointer:
    """Copies the write-ahead log into the database file, again and again."""

    def __init__(self, database: Database) -> None:
        """Prepare; nothing runs yet."""
        engine = database.sync_engine()
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writer = engine.execution_options(writes=True)
        self._wal = database.path.with_name(database.path.name + "-wal")
        self._frames = 0
        self._look = threading.Event()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="checkpointer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Copy a last time and end; returns when the thread is gone."""
        self._over = True
        self._look.set()
        self._thread.join()

    def make_room(self) -> None:
        """Make the log long, with nothing in it; what is long already stays as it is.

        Whoever reads a log stops at the first frame that carries no valid sum, so nobody sees what lies behind its end
        (SQLite's file format, section 4). Nobody writes meanwhile: the end must stay where it is.
        """
        try:
            with self._writer.begin(), self._wal.open("r+b") as log_file:
                missing = ROOM * PAGE - log_file.seek(0, os.SEEK_END)
                for _ in range(0, missing, PAGE):
                    log_file.write(bytes(PAGE))
                log_file.flush()
                os.fsync(log_file.fileno())
        except (SQLAlchemyError, OSError):
            log.warning("The write-ahead log could not be made longer beforehand; commits take a little longer.")

    def wrote(self, frames: int) -> None:
        """Hear how many frames were stored; look at the log early when they were many. Called by the writer's thread alone."""
        self._frames += frames
        if self._frames >= SOON:
            self._frames = 0
            self._look.set()

    def copy(self) -> bool:
        """Copy what can be copied while others write; begin a long log anew. False when the database did not let us."""
        try:
            with self._engine.connect() as connection:
                _, pages, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
                if pages > LOG_MOST:
                    # Little is left to copy now, so writers wait a moment only. If somebody reads, the next time will do.
                    connection.exec_driver_sql(f"PRAGMA busy_timeout={WAIT_MS}")
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(RESTART)").all()
                    connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MS}")
        except (SQLAlchemyError, OSError):
            log.warning("The write-ahead log could not be copied; it will be tried again.")
            return False
        return True

    def _run(self) -> None:
        seen, has_room = 0.0, False
        while True:
            self._look.wait(PATIENCE)
            self._look.clear()
            if self._over:
                break
            if (changed := self._changed()) == seen:
                continue
            if not has_room:
                self.make_room()
                has_room = True
            if self.copy():
                seen = changed
        self.copy()
        self._engine.dispose()

    def _changed(self) -> float:
        try:
            return self._wal.stat().st_mtime_ns
        except OSError:
            return 0.0
