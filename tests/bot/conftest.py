"""A practice Telegram, a bot on it, and where a test asks for it a real relay with workers."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import uvloop

from bot.settings.lean import bring_in_aiogram

bring_in_aiogram()  # as the bot itself does, before anybody else brings in all of it

from tests.bot.world import World, world  # noqa: E402
from tests.fakes.servers import Postgres  # noqa: E402
from tests.fakes.telegram.person import Person  # noqa: E402
from tests.fakes.telegram.practice import Practice, practice_telegram  # noqa: E402


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests run on the loop that bot and relay run on."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="package", autouse=True)
def authorities() -> Iterator[None]:
    """Read whom this machine trusts once, and not for every bot: that takes longer than to start one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


def _cluster() -> Iterator[Postgres]:
    made = Postgres(durable=False)
    made.make()
    made.start()
    yield made
    made.remove()


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A private PostgreSQL cluster, for every story that is told on one."""
    yield from _cluster()


@pytest.fixture
def own_server() -> Iterator[Postgres]:
    """A cluster of the story's own, which it may stop."""
    yield from _cluster()


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
