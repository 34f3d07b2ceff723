"""Keeps the files that the relay writes on this machine, and their folder, to its own account.

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
OURS = ("relay.db", "lockbox.db", "audit.", "bot.db", "bot-")  # what the folder of an older version holds
FOR_A_GROUP = stat.S_ISGID | stat.S_IWGRP


def keep_folder(path: Path) -> None:
    """Make a folder for its owner alone; in an older one close the line's own files to others. Raises OSError.

    The folder itself is closed too when nothing else is in it. One that somebody shares with other programs or accounts
    stays as it is: relay and bot may each have one of their own.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = list(path.iterdir())
    ours = [one for one in found if one.name.startswith(OURS) and one.is_file()]
    for one in ours:
        _tighten(one, 0o600)
    if ours == found and not _is_shared(path, ours):
        _tighten(path, 0o700)


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
        _tighten(one, 0o600)


def _is_shared(folder: Path, files: list[Path]) -> bool:
    """Say whether other accounts are to write there: it is made for a group (setgid), or one of the line's files is another's."""
    if folder.stat().st_mode & FOR_A_GROUP == FOR_A_GROUP:
        return True
    with contextlib.suppress(FileNotFoundError):
        return any(one.stat().st_uid != os.geteuid() for one in files)
    return True  # one went while we looked: somebody is at work there


def _tighten(path: Path, most: int) -> None:
    """Take from others what they may do with it; say so where it is not ours to change."""
    with contextlib.suppress(FileNotFoundError):  # SQLite takes its log away when it is done with it
        mode = stat.S_IMODE(path.stat().st_mode)
        try:
            if mode & ~most & 0o777:
                path.chmod(mode & (most | 0o7000))
        except PermissionError:
            log.warning("What the relay keeps on this machine belongs to another account, and others may read it.")
