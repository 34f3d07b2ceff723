"""SQLite's checkpointer, in a thread of its own, so that no append ever waits for one.

Without it the append that fills the write-ahead log pays for copying it (p99 13 ms instead of 0.9 at 1e7 conversations).
A log that has grown is begun anew in its own place: to cut the file back would hold every append up for 35 ms or more.
"""

from __future__ import annotations

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from api.store.database import BUSY_MS, Database

log = logging.getLogger(__name__)
PATIENCE = 1.0  # seconds between two looks
LOG_MOST = 4_096  # pages, 16 MiB: a log that is longer is begun anew
WAIT_MS = 20  # for the writer's lock and for readers, while which appends may have to wait


class Checkpointer:
    """Copies the write-ahead log into the database file, again and again."""

    def __init__(self, database: Database) -> None:
        """Prepare; nothing runs yet."""
        self._engine = database.sync_engine().execution_options(isolation_level="AUTOCOMMIT")
        self._wal = database.path.with_name(database.path.name + "-wal")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpointer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Copy a last time and end; returns when the thread is gone."""
        self._over.set()
        self._thread.join()

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
        seen = 0.0
        while not self._over.wait(PATIENCE):
            if (changed := self._changed()) == seen:
                continue
            if self.copy():
                seen = changed
        self.copy()
        self._engine.dispose()

    def _changed(self) -> float:
        try:
            return self._wal.stat().st_mtime_ns
        except OSError:
            return 0.0
