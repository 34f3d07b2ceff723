"""What every test of the relay stands on: real databases, a Redis server, and a clock that moves when told."""

from __future__ import annotations

import asyncio
import io
import logging
import shutil
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvloop

from api.security.logs import Discreet
from api.store.database import Database
from api.store.migrate import migrate
from tests.api.lines import Lines
from tests.fakes.servers import MovableClock, Postgres, RedisServer


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests run on the loop that the relay runs on."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A private PostgreSQL cluster, started for the first test that needs it."""
    server = Postgres(durable=False)
    server.make()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A private Redis server."""
    server = RedisServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands still until the test moves it."""
    return MovableClock()


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    """What an operator has read so far: warnings and errors, as the relay's own formatter writes them."""
    written = io.StringIO()
    reading = logging.StreamHandler(written)
    reading.setFormatter(Discreet())
    reading.setLevel(logging.WARNING)
    logging.getLogger().addHandler(reading)
    yield written.getvalue
    logging.getLogger().removeHandler(reading)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = run(server.new_database())
    yield url
    run(server.drop_database(url))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own with the newest tables, empty, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_pattern"), tmp_path / "relay.db")
        yield f"sqlite+aiosqlite:///{tmp_path / 'relay.db'}"
        return
    shelf: Shelf = request.getfixturevalue("shelf")
    url = run(shelf.take())
    yield url
    run(shelf.give_back(url))


@dataclass
class Shelf:
    """A PostgreSQL database that tests use one after the other, empty each time: to copy one anew costs more than most tests."""

    server: Postgres
    pattern: str
    shape: str
    url: str | None = None

    async def take(self) -> str:
        """Return an empty database with the newest tables."""
        url, self.url = self.url, None
        return url or await self.server.new_database(like=self.pattern)

    async def give_back(self, url: str) -> None:
        """Empty it for the next test; whoever changed its tables leaves it to nobody."""
        if await self.server.emptied(url) == self.shape:
            self.url = url
        else:
            await self.server.drop_database(url)


@pytest.fixture(scope="session")
def shelf(postgres: Postgres, postgres_pattern: str) -> Shelf:
    """Where the database lies between two tests."""
    return Shelf(postgres, postgres_pattern, run(postgres.emptied(postgres_pattern)))


@pytest.fixture(scope="session")
def lines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """The lines that tests begin with."""

    async def new_database(like: str, folder: Path) -> str:
        if like.startswith("sqlite"):
            shutil.copy(request.getfixturevalue("sqlite_pattern"), folder / "relay.db")
            return f"sqlite+aiosqlite:///{folder / 'relay.db'}"
        url: str = await request.getfixturevalue("postgres").new_database(request.getfixturevalue("postgres_pattern"))
        return url

    return Lines(lambda: tmp_path_factory.mktemp("line"), new_database)


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest tables, migrated once for all tests."""
    path = tmp_path_factory.mktemp("pattern") / "relay.db"
    run(_migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_pattern(postgres: Postgres) -> str:
    """A PostgreSQL database with the newest tables, migrated once for all tests."""
    url = run(postgres.new_database())
    run(_migrated(url))
    return url


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Do something between tests, on a loop of its own that leaves the tests' loop alone."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(work)


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()
