"""A relay that was killed in the middle of a talk knows, once it is back, what it has to know of whoever was there."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.protocol.base64url import b64u
from api.protocol.limits import HERE_WITHIN, LAPSE_AFTER
from tests.api.conversations.line import Line, Sockets, assemble, served
from tests.api.relay import ORIGIN, Relay, founded, running
from tests.fakes.line import Part, free_port
from tests.fakes.servers import MovableClock
from tests.fakes.youth import now_ms


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands still until the test moves it, at the time at which a relay in a process of its own begins."""
    return MovableClock(now_ms())


@pytest.fixture
def process(database_url: str, tmp_path: Path) -> Iterator[Part]:
    """The same line's relay as a process of its own, which can be killed; it is not started yet."""
    bind = f"127.0.0.1:{free_port()}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("API_")} | {
        "API_DATABASE_URL": database_url,
        "API_DATA_DIR": str(tmp_path / "relay"),
        "API_ORIGIN": ORIGIN,
        "API_BIND": bind,
    }
    command = [sys.executable, "-m", "api", "serve"]
    part = Part("relay", command, environment, f"http://{bind}/health/ready", tmp_path / "relay.log")
    yield part
    part.stop()


def again(line: Line, relay: Relay) -> Line:
    """The same people at a relay that was started anew."""
    line.relay = relay
    for person in (line.bot, line.sam, line.kim, line.ash, line.lee, line.ann):
        person.relay = relay
    return line


async def test_h22_a_relay_that_was_killed_knows_who_was_away(
    database_url: str, clock: MovableClock, tmp_path: Path, process: Part
) -> None:
    """H22: killed while a worker's tab is open, which never comes back: from the stored time on they are gone, and five
    minutes after it the youth waits in the old place, no sooner for the kill and no later."""
    folder = tmp_path / "relay"
    async with running(database_url, folder, clock) as relay:
        await founded(relay)
        line = await assemble(relay)
        conversation = await line.opened()
        place = (await line.bot.row(conversation))["waiting_since"]

    await asyncio.to_thread(process.start)
    url = process.ready.removesuffix("/health/ready")
    async with Sockets(int(url.rpartition(":")[2])).of(line.sam), httpx.AsyncClient(base_url=url) as client:
        claim = f"/api/conversations/{b64u(conversation)}/claim"
        claimed = await client.post(claim, json={}, headers=line.sam.headers | {"origin": ORIGIN})
        await asyncio.to_thread(process.kill)
    clock.forward(now_ms() - clock.now())

    async with running(database_url, folder, clock) as relay:
        line = again(line, relay)
        back = await line.bot.row(conversation)
        await line.tick(HERE_WITHIN + 1000)
        gone = await line.bot.row(conversation)
        await line.tick(LAPSE_AFTER - HERE_WITHIN - 60_000)
        still = await line.bot.row(conversation)
        await line.tick(61_000)
        row = await line.bot.row(conversation)

    assert (claimed.status_code, claimed.json()["claimer_here"]) == (200, True)
    assert [one["state"] for one in (back, gone, still)] == ["claimed"] * 3
    assert [one["claimer_here"] for one in (back, gone)] == [True, False]
    assert (row["state"], row["claimed_by"], row["waiting_since"]) == ("waiting", None, place)


async def test_h22_whoever_comes_back_after_the_relay_was_away_still_has_whom_they_talk_with(
    database_url: str, clock: MovableClock, tmp_path: Path
) -> None:
    """H22: the relay was away for six minutes; Sam's tab finds it again, and Sam keeps the youth. Ash's does not, and theirs waits."""
    folder = tmp_path / "relay"
    async with running(database_url, folder, clock) as relay:
        await founded(relay)
        line = await assemble(relay)
        of_sam, of_ash = await line.opened(), await line.opened()
        await line.sam.do(of_sam, "claim")
        await line.ash.do(of_ash, "claim")
    clock.forward(LAPSE_AFTER + 60_000)

    async with running(database_url, folder, clock) as relay:
        line = again(line, relay)
        await line.tick()
        at_once = [(await line.bot.row(one))["state"] for one in (of_sam, of_ash)]
        async with served(relay.app) as sockets, sockets.of(line.sam):
            await line.tick(HERE_WITHIN)
            later = [(await line.bot.row(one))["state"] for one in (of_sam, of_ash)]

    assert at_once == ["claimed", "claimed"]
    assert later == ["claimed", "waiting"]
