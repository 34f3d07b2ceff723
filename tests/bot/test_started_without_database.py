"""The machine starts anew and the bot's database does not: who writes has the numbers, and loses no word (promises 4, 6)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from content.floor import floor_text
from tests.bot.running import Running, run
from tests.bot.test_commands import settings
from tests.fakes.line import free_port
from tests.fakes.servers import Postgres
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

NUMBER = "1-888-310-1122"
CANNOT = "The bot's database cannot be opened."


@pytest.fixture(params=["own loop", "webhook"])
async def bot(
    request: pytest.FixtureRequest, tg: Practice, tmp_path: Path, own_server: Postgres
) -> AsyncIterator[Running]:
    """A bot that has served, and starts anew while its database is away."""
    port = free_port()
    given = settings(tg) | {"BOT_DATABASE_URL": await own_server.new_database()}
    if request.param == "webhook":
        given |= {"BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook/f3k1", "BOT_PRACTICE": "1"}
        given |= {"BOT_WEBHOOK_SECRET": "only_Telegram-knows-this"}
    one = Running.with_settings(tmp_path, given, port)
    await one.start()
    await one.stop()
    await asyncio.to_thread(own_server.stop)
    one.part.ready = f"{one.at}/health/live"
    await one.start()
    yield one
    await one.stop()


async def test_who_writes_has_the_numbers_and_is_answered_once_the_database_is_there(
    bot: Running, tg: Practice, mia: Person, own_server: Postgres
) -> None:
    """Promise 4: numbers at once, and once; then what I wrote is taken as if nothing had been, and "erase" finds all of it."""
    mia.start()
    await mia.sees(NUMBER)
    meanwhile, counts = await bot.answers("/health/ready"), await bot.counts()
    await asyncio.to_thread(own_server.start)
    await mia.sees("Is it okay to read", 60)
    shown = [bubble.text for bubble in mia.screen() if bubble.text == floor_text("en")]
    mia.send("/erase")
    await mia.sees_no("Is it okay to read", 20)

    assert floor_text("en") not in mia.screen_text()
    assert (meanwhile, counts["numbers_without_database"], len(shown)) == (503, 1, 1)
    assert await bot.answers("/health/ready") == 200
    assert tg.pending == 0
    said = bot.part.log.read_text()
    assert said.count(CANNOT) == 1
    assert NUMBER not in said and str(mia.chat_id) not in said


async def test_it_ends_in_good_order_while_it_waits(bot: Running, tg: Practice, mia: Person) -> None:
    """An operator stops it: it goes at once, and what was written stays with Telegram."""
    mia.start()
    await mia.sees(NUMBER)
    process = bot.part.process
    assert process is not None
    process.terminate()

    assert await asyncio.to_thread(process.wait, 10) == 0
    assert tg.pending == 1


async def test_at_the_very_first_start_a_database_that_is_away_is_a_wrong_setting(tg: Practice, tmp_path: Path) -> None:
    """Nobody waits for a server that never was: one sentence, and the end."""
    given = settings(tg) | {"BOT_DATABASE_URL": f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/bot"}
    code, said = await asyncio.to_thread(run, tmp_path, "serve", given)

    assert (code, said.strip()) == (1, f"{CANNOT} Check BOT_DATABASE_URL. The bot did not start.")
