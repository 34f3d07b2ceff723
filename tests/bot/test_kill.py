"""The bot's process is killed with -9 while it waits for Telegram: nothing is lost, a repeat is marked."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sealing.keys import read_certificates, unb64u
from tests.bot.stories import asks_for, claims
from tests.bot.worker import Worker
from tests.bot.world import World, library
from tests.fakes.line import Part, free_port
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

NUMBER = "1-888-310-1122"
REPEAT = "(You may have seen this before.)"


class Night:
    """A practice Telegram and a relay here, and a bot in a process of its own."""

    def __init__(self, world: World) -> None:
        port = free_port()
        settings = {
            "BOT_PRACTICE": "1",
            "BOT_TELEGRAM_TOKEN": world.tg.token,
            "BOT_TELEGRAM_API": world.tg.base,
            "BOT_DATA_DIR": str(world.folder / "bot"),
            "BOT_BIND": f"127.0.0.1:{port}",
            "BOT_RELAY_URL": world.relay.url if world.relay else "",
        }
        mine = {name: value for name, value in os.environ.items() if not name.startswith(("API_", "BOT_"))}
        command = [sys.executable, "-m", "bot", "serve"]
        ready = f"http://127.0.0.1:{port}/health/live"
        self.world, self.tg = world, world.tg
        self.bot = Part("The bot", command, mine | settings, ready, world.folder / "bot.log")

    async def start_bot(self) -> None:
        """Start the process, or start it again."""
        await asyncio.to_thread(self.bot.start)

    async def let_in(self) -> None:
        """Approve the bot, and wait until workers can seal to it."""
        founder = self.world.founder
        assert founder is not None
        await founder.seat.sign_in(founder.admin)

        async def asked() -> bool:
            return bool((await founder.seat.relay.call("GET", "/api/enrolments"))["items"])

        await until(asked, 15)
        await founder.approve_bot()
        bot = founder.devices[-1].device

        async def certified() -> bool:
            items = (await founder.seat.relay.call("GET", "/api/certificates"))["items"]
            return any(one.device == bot for one in read_certificates([unb64u(item) for item in items]))

        await until(certified, 15)

    async def faulted(self) -> None:
        """Wait until the bot has met the fault that was ordered, and its update is confirmed."""
        await self.tg.settled()
        await until(lambda: not self.tg.faults.pending())


@pytest.fixture
async def night(tg: Practice, tmp_path: Path) -> AsyncIterator[Night]:
    """A made line with Sam on call, and a bot that was let in."""
    world = World(tg, tmp_path)
    library()
    await world.start_relay()
    await world.worker("Sam")
    made = Night(world)
    try:
        await made.start_bot()
        await made.let_in()
        yield made
    finally:
        made.bot.kill()
        await world.close()


def _bodies(sam: Worker) -> list[str]:
    return [said["body"] for said in sam.words() if said["t"] == "text"]


async def test_h21_killed_after_the_commit_before_the_send(night: Night, tg: Practice, mia: Person) -> None:
    """H21: confirmed and kept, not sent: it is sent after the start; the bot cannot know, so it carries the mark."""
    mia.start()
    await mia.sees("Is it okay to read")
    tg.faults.hang("sendMessage")
    mia.send("/help")
    await night.faulted()
    night.bot.kill()
    assert NUMBER not in mia.screen_text()
    await night.start_bot()
    numbers = await mia.sees(NUMBER, 15)

    assert numbers.text.startswith(REPEAT)
    assert len([bubble for bubble in mia.screen() if NUMBER in bubble.text]) == 1


async def test_h21_killed_after_the_send_before_it_was_recorded(night: Night, tg: Practice, mia: Person) -> None:
    """H21: both directions: a worker's answer comes at most twice, the second marked; the talk goes on where it was."""
    sam = night.world.workers[0]
    await asks_for(mia)
    conversation = await claims(sam, mia)
    await tg.settled()
    tg.faults.accepted_then_hang("sendMessage")
    await sam.text(conversation, "Which motel is it?")
    await mia.sees("Which motel is it?")
    night.bot.kill()
    await night.start_bot()
    again = await mia.sees(REPEAT, 15)
    mia.send("the blue one")
    await sam.hears("text", body="the blue one")
    await sam.text(conversation, "Stay there.")
    last = await mia.sees("Stay there.")

    assert again.text.endswith("Which motel is it?")
    assert mia.screen_text().count("Which motel is it?") == 2
    assert REPEAT not in last.text
    assert _bodies(sam) == ["the blue one"]
    log = night.bot.log.read_text()
    assert not any(telling in log for telling in ("motel", "blue", str(mia.chat_id), mia.username))  # P4
