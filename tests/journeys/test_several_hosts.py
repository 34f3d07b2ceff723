"""The same talk on PostgreSQL and Redis, with two relays that share them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.fakes.line import Line, Part, free_port
from tests.fakes.servers import Postgres, RedisServer, postgres_program
from tests.journeys.conftest import founded_on, waiting

pytestmark = pytest.mark.journey


@pytest.fixture
def servers() -> Iterator[tuple[Postgres, RedisServer]]:
    """A private PostgreSQL and a private Redis."""
    postgres, redis = Postgres(), RedisServer()
    postgres.make()
    postgres.start()
    redis.start()
    yield postgres, redis
    redis.stop()
    postgres.remove()


def new_database(postgres: Postgres, name: str) -> str:
    """Make an empty database and return its address."""
    where = ["-h", "127.0.0.1", "-p", str(postgres.port), "-U", "quietline"]
    subprocess.run([postgres_program("createdb"), *where, name], check=True)
    return postgres.url(name)


@pytest.fixture
def shared(tmp_path: Path, servers: tuple[Postgres, RedisServer]) -> Iterator[tuple[Line, Part]]:
    """A line whose bot speaks to one relay, and a second relay on the same database for the workers."""
    postgres, redis = servers
    settings = {
        "API_DATABASE_URL": new_database(postgres, "relay"),
        "API_LOCKBOX_URL": new_database(postgres, "lockbox"),
        "API_HUB_URL": redis.url,
        "BOT_DATABASE_URL": new_database(postgres, "bot"),
    }
    line = Line(tmp_path, settings=settings)
    subprocess.run([sys.executable, "-m", "api", "migrate"], env=line.environment, check=True)
    second_port = free_port()
    # The workers' relay: the same origin as far as the sign-in is concerned, another process and port.
    line.environment["API_ORIGIN"] = f"http://localhost:{second_port}"
    line.origin = line.environment["API_ORIGIN"]
    for part in line.parts:
        part.environment = line.environment | {"BOT_RELAY_ORIGIN": line.origin}
    second = replace(
        line.relay,
        name="The second relay",
        environment=line.relay.environment | {"API_BIND": f"127.0.0.1:{second_port}"},
        ready=f"http://127.0.0.1:{second_port}/health/ready",
        log=tmp_path / "log" / "relay-2.log",
    )
    line.start()
    second.start()
    yield line, second
    second.stop()
    line.stop()


def test_two_relays_are_one_line(chromium: Browser, shared: tuple[Line, Part]) -> None:
    """The bot's words come in at one relay and ring at the other; one of them is killed and comes back, and nothing is lost."""
    line, second = shared
    worker = founded_on(chromium, line)
    youth = waiting(chromium, line)
    youth.writes("is this thing on")
    worker.opens_first("Waiting")
    worker.claims()
    worker.reads("is this thing on")
    worker.writes("it is")
    youth.reads("it is")
    second.kill()
    youth.writes("still there?")
    second.start()
    worker.reads("still there?")
    worker.writes("yes, all of us")
    youth.reads("yes, all of us")

    assert worker.complaints == []
