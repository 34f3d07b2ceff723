"""Keeps the files that the relay writes on this machine to its own account.

Also what an older version left open, or a backup that was put back so. SQLite gives a log, index and journal that it makes
the mode of the database itself.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
from pathlib import Path

log = logging.getLogger(__name__)
MAGIC = b"SQLite format 3\0"
BESIDE = ("", "-wal", "-shm", "-journal")


def keep_database(path: Path) -> None:
    """Make an empty database for its owner alone when there is none, and close an older one to others. Raises OSError.

    Whatever else a slip in the setting names stays as it is: nobody loses a folder or a file of the system's to it.
    """
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    elif path.is_file():
        with path.open("rb") as file:
            ours = file.read(len(MAGIC)) in (MAGIC, b"")
        if ours:
            _close_to_others(path)


def _close_to_others(path: Path) -> None:
    """Take from others what they may do with a file that is there, and with what SQLite keeps beside it."""
    for one in (path.with_name(path.name + more) for more in BESIDE):
        with contextlib.suppress(FileNotFoundError):
            mode = stat.S_IMODE(one.stat().st_mode)
            try:
                if mode & 0o077:
                    one.chmod(mode & 0o600)
            except PermissionError:
                log.warning("A file that the relay keeps belongs to another account, and others may read it.")
