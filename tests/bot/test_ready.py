"""Whether the bot is ready is asked when somebody asks, and a bot that hears nothing more does not go on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.app import serve
from bot.settings.values import Settings
from tests.bot.running import Running
from tests.bot.test_commands import settings
from tests.fakes.servers import Postgres
from tests.fakes.telegram.practice import Practice


async def test_ready_is_no_while_the_database_is_away(tg: Practice, tmp_path: Path, own_server: Postgres) -> None:
    """S7: the door says so at that moment, and yes again when it is back."""
    given = settings(tg) | {"BOT_DATABASE_URL": await own_server.new_database()}
    bot = Running.with_settings(tmp_path, given)
    await bot.start()
    try:
        before = await bot.answers("/health/ready")
        await asyncio.to_thread(own_server.stop)
        meanwhile, lives = await bot.answers("/health/ready"), await bot.answers("/health/live")
        await asyncio.to_thread(own_server.start)
        after = await bot.answers("/health/ready")
    finally:
        await bot.stop()

    assert (before, meanwhile, lives, after) == (200, 503, 200, 200)


class Ending:
    """A server that can be told to end."""

    should_exit = False


class Deaf:
    """A line whose bot cannot ask who it is, for a reason that nobody thought of."""

    class bot:
        """The account."""

        @staticmethod
        async def get_me() -> Any:
            """Break."""
            raise RecursionError


async def test_a_bot_that_hears_nothing_more_ends(tmp_path: Path, tg: Practice) -> None:
    """S7: what started it starts it anew; before, it stood there, ready and deaf."""
    server, taking = Ending(), asyncio.Event()
    taking.set()
    given = Settings.read(settings(tg) | {"BOT_DATA_DIR": str(tmp_path)})
    with pytest.raises(RecursionError):
        await serve._greet(Deaf(), given, None, asyncio.Event(), taking, server)  # type: ignore[arg-type]

    assert server.should_exit
    assert not taking.is_set()
