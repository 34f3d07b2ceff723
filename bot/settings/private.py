"""Keeps what the bot writes on this machine to its own account, whatever was open before.

Whoever else has an account on the host reads no sealed row, no count of chats and no name of a file's owner out of a
database that lies there: files are 0600 and the folder is 0700, whatever mask the process was started with.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
from pathlib import Path

from bot.settings.quiet import log

BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a database, with the mode that the database has
OURS = ("bot.db", "bot-", "relay.db", "lockbox.db", "audit.")  # an older version's folder holds these and nothing else
FOR_A_GROUP = stat.S_ISGID | stat.S_IWGRP
MAGIC = b"SQLite format 3\0"


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


def keep_file(path: Path) -> None:
    """Make an empty file for its owner alone when there is none, and close an older one to others. Raises OSError."""
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    _tighten(path, 0o600)


def keep_database(path: Path) -> None:
    """Do so with an embedded database and all that SQLite keeps beside it; where it cannot be made, opening it says so.

    Whatever else a slip in the setting names stays as it is: nobody loses a folder or a file of the system's to it.
    """
    with contextlib.suppress(OSError):
        if not path.exists():
            keep_file(path)
        elif _is_database(path):
            for one in (path.with_name(path.name + more) for more in BESIDE):
                _tighten(one, 0o600)


def _is_database(path: Path) -> bool:
    with path.open("rb") if path.is_file() else io.BytesIO(b"no file") as file:
        return file.read(len(MAGIC)) in (MAGIC, b"")


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
            log.warning("what the bot keeps on this machine belongs to another account, and others may read it")
