"""The bot is killed -9 at each durable step once more, with its database on a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.test_killed import (
    Mortal,
    around,
    mortal,
    test_h21_a_workers_word_survives_kill_9_at_each_step,
    test_h21_a_youths_word_survives_kill_9_at_each_step,
)
from tests.fakes.servers import Postgres

__all__ = [
    "around",
    "mortal",
    "test_h21_a_workers_word_survives_kill_9_at_each_step",
    "test_h21_a_youths_word_survives_kill_9_at_each_step",
]


@pytest.fixture
async def database(server: Postgres) -> AsyncIterator[str]:
    """A database of the bot's own there."""
    url = await server.new_database()
    yield url
    await server.drop_database(url)


@pytest.fixture(autouse=True)
async def nothing_in_the_folder(mortal: Mortal) -> AsyncIterator[None]:
    """What is kept is kept there, and no file beside it."""
    yield
    assert not (mortal.folder / "bot.db").exists()
