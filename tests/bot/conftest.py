"""A practice Telegram, a bot on it, and where a test asks for it a real relay with workers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.world import World, world
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice, practice_telegram


@pytest.fixture
async def tg() -> AsyncIterator[Practice]:
    """A practice Telegram whose clock stands still until it is moved."""
    async with practice_telegram(webhook_seconds=5) as practice:
        yield practice


@pytest.fixture
async def alone(tg: Practice, tmp_path: Path) -> AsyncIterator[World]:
    """A bot whose relay is away."""
    async with world(tg, tmp_path, relay=False) as made:
        yield made


@pytest.fixture
async def line(tg: Practice, tmp_path: Path) -> AsyncIterator[World]:
    """A bot on a made line, let in by its coordinator."""
    async with world(tg, tmp_path) as made:
        yield made


@pytest.fixture
def mia(tg: Practice) -> Person:
    """A youth with a phone."""
    return tg.person("Mia")
