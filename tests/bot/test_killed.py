"""The bot's process is killed -9 at each durable step; no word is lost, and what may come twice says so."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bot.stories import asks_for, claims
from tests.bot.worker import Worker
from tests.bot.world import World, library
from tests.fakes.line import Part, free_port
from tests.fakes.servers import postgres_answers, until
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

PATIENCE = 20
NUMBER = "1-888-310-1122"
WAITING = "SELECT (SELECT count(*) FROM sends) + (SELECT count(*) FROM posts)"


@dataclass
class Mortal:
    """A bot in a process of its own, which dies where it is told to."""

    part: Part
    order: Path
    folder: Path
    database: str | None = None  # where it keeps its things, if not in a file of its folder

    async def start(self) -> None:
        """Start it, and wait until it serves."""
        await asyncio.to_thread(self.part.start)

    async def dies_when(self, point: str) -> None:
        """Let it finish what it has in hand; then let the next time be the last."""
        await until(self.at_rest, PATIENCE)
        self.order.write_text(point)

    async def at_rest(self) -> bool:
        """Whether nothing waits to leave, toward Telegram or the relay."""
        if self.database is not None:
            return int(await asyncio.to_thread(postgres_answers, self.database, WAITING)) == 0
        with contextlib.closing(sqlite3.connect(f"file:{self.folder / 'bot.db'}?mode=ro", uri=True)) as database:
            return database.execute(WAITING).fetchone() == (0,)

    def says_nothing_of(self, mia: Person) -> bool:
        """Whether the log of all its lives names neither the youth nor a word of the talk (P4)."""
        log = self.part.log.read_text()
        return not any(telling in log for telling in ("killed when", "alive after", str(mia.chat_id), mia.username))

    async def is_dead(self) -> None:
        """Wait until kill -9 has ended it."""
        assert self.part.process is not None
        assert await asyncio.to_thread(self.part.process.wait, PATIENCE) == -9
        self.part.process = None


@pytest.fixture
async def around(tg: Practice, tmp_path: Path) -> AsyncIterator[World]:
    """A relay and a worker on call, but no bot yet."""
    world = World(tg, tmp_path)
    await world.start_relay()
    await world.worker("Sam")
    yield world
    for worker in world.workers:
        await worker.leave()
    assert world.founder is not None and world.relay is not None
    await world.founder.seat.leave()
    await world.relay.stop()


@pytest.fixture
def database() -> str | None:
    """Where the bot keeps its things: in a file of its folder; another room says elsewhere."""
    return None


@pytest.fixture
async def mortal(around: World, tg: Practice, tmp_path: Path, database: str | None) -> AsyncIterator[Mortal]:
    """A bot that was let in."""
    assert around.relay is not None and around.founder is not None
    port, order = free_port(), tmp_path / "die"
    settings = {
        "BOT_TELEGRAM_TOKEN": tg.token,
        "BOT_TELEGRAM_API": tg.base,
        "BOT_PRACTICE": "1",
        "BOT_DATA_DIR": str(tmp_path / "bot"),
        "BOT_RELAY_URL": around.relay.url,
        "BOT_BIND": f"127.0.0.1:{port}",
        **({} if database is None else {"BOT_DATABASE_URL": database}),
    }
    command = [sys.executable, "-m", "tests.bot.dying", str(order)]
    ready = f"http://127.0.0.1:{port}/health/ready"
    part = Part("The bot", command, os.environ | settings, ready, tmp_path / "bot.log")
    one = Mortal(part, order, tmp_path / "bot", database)
    await one.start()
    seat = around.founder.seat
    await seat.sign_in(around.founder.admin)

    async def asked() -> bool:
        return bool((await seat.relay.call("GET", "/api/enrolments"))["items"])

    await until(asked, PATIENCE)
    await around.founder.approve_bot()

    async def knows_who_is_there() -> bool:
        return len((await seat.relay.call("GET", "/api/certificates"))["items"]) == 2

    await until(knows_who_is_there, PATIENCE)  # The bot publishes its own once it has seen the worker's.
    yield one
    await asyncio.to_thread(one.part.stop)


async def numbers_come_marked(mortal: Mortal, mia: Person) -> None:
    """Claimed on the disk, not sent: they come after the start, once; the bot cannot know, so they carry the mark."""
    mia.start()
    await mia.sees("Is it okay to read")
    await mortal.dies_when("claimed, not sent")
    mia.send("/help")
    await mortal.is_dead()
    assert NUMBER not in mia.screen_text()
    await mortal.start()
    numbers = await mia.sees(NUMBER, PATIENCE)

    assert numbers.text.startswith(library().current.phrase("en", "repeat").splitlines()[0])
    assert len([bubble for bubble in mia.screen() if NUMBER in bubble.text]) == 1


async def talking(world: World, mia: Person) -> tuple[Worker, bytes]:
    """Ask for a person, and be claimed."""
    await asks_for(mia)
    return world.workers[0], await claims(world.workers[0], mia)


async def test_h21_a_youths_word_survives_kill_9_at_each_step(around: World, mortal: Mortal, mia: Person) -> None:
    """Numbers at the door first; then before the commit, after it, and after the relay took it: the worker reads it, once."""
    await numbers_come_marked(mortal, mia)
    worker, conversation = await talking(around, mia)

    for point in ("written, not committed", "committed", "taken by the relay"):
        await mortal.dies_when(point)
        mia.send(f"killed when {point}")
        await mortal.is_dead()
        await mortal.start()
        await worker.hears("text", body=f"killed when {point}")
        mia.send(f"alive after {point}")
        await worker.hears("text", body=f"alive after {point}")

    assert mortal.says_nothing_of(mia)
    read = [one["body"] for one in worker.said[conversation] if one["t"] == "text"]
    assert len(read) == len(set(read)) == 6
    assert [word.split(" ", 2)[0] for word in read] == ["killed", "alive"] * 3


async def test_h21_a_workers_word_survives_kill_9_at_each_step(around: World, mortal: Mortal, mia: Person) -> None:
    """Before the commit, after it, and after the phone showed it: the youth reads it; only the last may come twice, and says so."""
    worker, conversation = await talking(around, mia)

    for point in ("written, not committed", "committed", "shown on the phone"):
        await mortal.dies_when(point)
        await worker.text(conversation, f"killed when {point}")
        await mortal.is_dead()
        await mortal.start()
        await mia.sees(f"killed when {point}", PATIENCE)
        await worker.text(conversation, f"alive after {point}")
        await mia.sees(f"alive after {point}", PATIENCE)

    assert mortal.says_nothing_of(mia)
    shown = [bubble.text for bubble in mia.screen() if not bubble.mine]
    mark = library().current.phrase("en", "repeat").splitlines()[0]
    for point in ("written, not committed", "committed"):
        assert len([text for text in shown if f"killed when {point}" in text]) == 1
    twice = [text for text in shown if "killed when shown on the phone" in text]
    assert len(twice) == 2
    assert mark not in twice[0] and mark in twice[1]
    assert all(
        len([text for text in shown if word in text]) == 1
        for word in ("alive after w", "alive after c", "alive after s")
    )
