"""A relay whose database fails, or that dies, when it is told so: `python -m tests.load.weak_line.mortal FILE` tells its diary there.

A line on its input says what comes: `away 2` (for two seconds the database takes and gives nothing), `unsaid 2` (what is
committed then is kept, and nobody hears so), `dies` (kill -9 right after the next commit, before anybody is answered).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from api.cli import main
from api.conversations.desk import Desk
from api.conversations.tail import Tail
from api.store.database import Database, Unavailable
from api.store.postgres_writer import PostgresWriter
from api.store.sqlite_writer import SqliteWriter
from tests.load.weak_line.telling import after, frame_in_words, held_row


class Trouble:
    """What is wrong with this relay's database now."""

    def __init__(self) -> None:
        """Begin with nothing wrong."""
        self._what, self._until = "", 0.0

    def listen(self) -> None:
        """Take what comes, one thing at a time; end when whoever started this is gone."""
        while told := os.read(0, 64):  # unbuffered: the relay forks, and its child must not wait for this thread's lock
            what, _, seconds = told.decode().strip().partition(" ")
            self._until = time.monotonic() + float(seconds or "inf")
            self._what = what
        os.kill(os.getpid(), signal.SIGKILL)

    def before(self) -> None:
        """Refuse what needs the database, while it is away."""
        if self._is("away"):
            raise Unavailable("away")

    def committed(self) -> None:
        """Lose the answer to a commit, or all of this process."""
        if self._is("dies"):
            os.kill(os.getpid(), signal.SIGKILL)
        if self._is("unsaid"):
            raise Unavailable("unsaid")

    def _is(self, what: str) -> bool:
        return self._what == what and time.monotonic() < self._until


def _troubled(trouble: Trouble) -> None:
    """Let every commit and every reading meet what is wrong."""
    SqliteWriter._commit = _meets(trouble, SqliteWriter._commit)  # type: ignore[method-assign]
    PostgresWriter._commit = _meets(trouble, PostgresWriter._commit)  # type: ignore[method-assign]
    reading, writing = Database.reading, Database.writing

    @asynccontextmanager
    async def reads(self: Database) -> AsyncIterator[Any]:
        trouble.before()
        async with reading(self) as connection:
            yield connection

    @asynccontextmanager
    async def writes(self: Database) -> AsyncIterator[Any]:
        trouble.before()
        async with writing(self) as connection:
            yield connection
        trouble.committed()

    Database.reading, Database.writing = reads, writes  # type: ignore[method-assign]


def _meets(trouble: Trouble, does: Callable[..., Any]) -> Callable[..., Any]:
    def at_once(*given: Any) -> Any:
        trouble.before()
        done = does(*given)
        trouble.committed()
        return done

    async def slowly(*given: Any) -> Any:
        trouble.before()
        done = await does(*given)
        trouble.committed()
        return done

    return slowly if iscoroutinefunction(does) else at_once


def _tells(diary: Path) -> None:
    """Write down each frame that is stored, and each row as it was when it was shown."""
    out = diary.open("a", buffering=1)

    def says(what: str) -> None:
        out.write(f"{time.monotonic()} {what}\n")

    after(Tail, "add", lambda _, tail, talk, one: says(frame_in_words("stores", one.cursor, one.frame)))
    after(Desk, "_show", lambda _, desk, one, before: says(held_row(one)))


if __name__ == "__main__":
    troubles = Trouble()
    _troubled(troubles)
    _tells(Path(sys.argv[1]))
    threading.Thread(target=troubles.listen, daemon=True).start()
    main(["serve"])
