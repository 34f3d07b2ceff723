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
from tests.fakes.servers import Postgres, RedisServer, postgres_answers
from tests.journeys.conftest import eventually, founded, waiting

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


def rows(postgres: Postgres, database: str, table: str) -> int:
    """Count what a table holds now."""
    return int(postgres_answers(postgres.url(database), f"SELECT count(*) FROM {table}"))


@pytest.fixture
def shared(tmp_path: Path, servers: tuple[Postgres, RedisServer]) -> Iterator[tuple[Line, Part]]:
    """A line whose bot speaks to one relay, and a second relay on the same database for the workers."""
    postgres, redis = servers
    settings = {
        "API_DATABASE_URL": postgres.named_database("relay"),
        "API_LOCKBOX_URL": postgres.named_database("lockbox"),
        "API_HUB_URL": redis.url,
        "BOT_DATABASE_URL": postgres.named_database("bot"),
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


def test_two_relays_are_one_line(
    chromium: Browser, shared: tuple[Line, Part], servers: tuple[Postgres, RedisServer]
) -> None:
    """Asked, answered, one relay killed and back, corrected, closed, erased, purged: the main promise on PostgreSQL, end to end."""
    (line, second), (postgres, _) = shared, servers
    worker = founded(chromium, line)
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
    youth.edits("still there?", "are you still there?")
    worker.reads("are you still there?")
    worker.closes()
    youth.reads("This chat is done for now")
    assert rows(postgres, "relay", "frames") > 0
    keys = rows(postgres, "lockbox", "keys")  # One of them is the relay's own.
    youth.writes("/erase")
    youth.no_longer_reads("yes, all of us")
    youth.no_longer_reads("is this thing on")
    eventually("the conversation is purged", lambda: rows(postgres, "relay", "conversations") == 0)

    assert rows(postgres, "relay", "frames") == 0
    assert rows(postgres, "lockbox", "keys") == keys - 1
    assert worker.complaints == []
