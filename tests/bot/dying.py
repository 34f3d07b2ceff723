"""A bot that dies by kill -9 at one chosen point: `python -m tests.bot.dying FILE` reads from the file where, if it is there."""

from __future__ import annotations

import inspect
import os
import signal
import sys
from pathlib import Path
from typing import Any

import bot.settings.quiet
from bot.app.cli import main
from bot.app.line import Line
from bot.memory import queries
from bot.memory.journal import Journal
from bot.memory.sqlite_writer import SqliteWriter
from bot.outbox.sends import Sends
from bot.outbox.telegram import Telegram
from bot.relay.client import RelayClient
from bot.relay.published import Published

# Each point, the rooms and the names of what is being done there: the bot dies right after it was done. Rows are written
# in one room for SQLite and in another for PostgreSQL, and either commits them only behind that.
POINTS: dict[str, list[tuple[Any, str]]] = {
    "written, not committed": [(SqliteWriter, "write"), (queries, "apply")],
    "committed": [(Journal, "_commit")],
    "claimed, not sent": [(Sends, "_claim")],
    "shown on the phone": [(Telegram, "show")],
    "taken by the relay": [(RelayClient, "append")],
    "published, tried": [(Published, "_try")],
    "published, kept": [(Line, "_keep_edition")],
    "published, swapped in": [(Published, "_swap")],
}


def die_at(order: Path) -> None:
    """Let the bot do everything as always, and die after the point that the order names, once."""
    for point, rooms in POINTS.items():
        for room, name in rooms:
            setattr(room, name, _deadly(getattr(room, name), point, order))


def _deadly(does: Any, point: str, order: Path) -> Any:
    def die_if_told() -> None:
        if order.exists() and order.read_text() == point:
            order.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    def done_and_dead(*arguments: Any, **more: Any) -> Any:
        answer = does(*arguments, **more)
        die_if_told()
        return answer

    async def awaited_and_dead(*arguments: Any, **more: Any) -> Any:
        answer = await does(*arguments, **more)
        die_if_told()
        return answer

    return awaited_and_dead if inspect.iscoroutinefunction(does) else done_and_dead


if __name__ == "__main__":
    assert bot.settings.quiet
    die_at(Path(sys.argv[1]))
    sys.exit(main(["serve"]))
