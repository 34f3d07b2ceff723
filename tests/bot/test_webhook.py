"""A bot behind a webhook, as an operator runs it: Telegram calls, proves who it is, and comes again when it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.intake.door import KINDS
from tests.bot.hook import text_update
from tests.bot.running import Running
from tests.fakes.line import free_port
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

SECRET = "only_Telegram-knows-this"
PATH = "/hook/f3k1-long-random"
PATIENCE = 20
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def bot(tg: Practice, tmp_path: Path) -> AsyncIterator[Running]:
    """A bot that has told Telegram where to call; its relay is away."""
    port = free_port()
    settings = {
        "BOT_TELEGRAM_TOKEN": tg.token,
        "BOT_TELEGRAM_API": tg.base,
        "BOT_PRACTICE": "1",
        "BOT_RELAY_URL": "http://127.0.0.1:9",
        "BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}{PATH}",
        "BOT_WEBHOOK_SECRET": SECRET,
    }
    one = Running.with_settings(tmp_path, settings, port)
    await one.start()
    yield one
    await one.stop()


async def test_telegram_calls_the_bot_and_the_youth_is_answered(tg: Practice, bot: Running, mia: Person) -> None:
    """The bot asks for what it uses, with its secret, and never asks for updates itself."""
    mia.start()
    await mia.sees("Is it okay to read")
    mia.tap("Yes")
    await mia.sees("What would help right now?")
    await tg.settled()

    (told,) = tg.called("setWebhook")
    assert told.params["url"] == f"{bot.at}{PATH}"
    assert (told.params["secret_token"], told.params["allowed_updates"]) == (SECRET, KINDS)
    assert tg.called("getUpdates") == []
    assert (tg.pending, tg.webhook.last_error) == (0, "")
    assert (await bot.counts())["updates"] == 2


async def test_who_does_not_know_the_secret_is_not_heard(tg: Practice, bot: Running, mia: Person) -> None:
    """Somebody who has found the address cannot speak as a youth, and is counted."""
    mia.start()
    await mia.sees("Is it okay to read")
    forged = text_update("/help", chat=mia.chat_id)
    async with httpx.AsyncClient(base_url=bot.at) as stranger:
        wrong = await stranger.post(PATH, json=forged, headers={HEADER: SECRET[:-1] + "x"})
        none = await stranger.post(PATH, json=forged)
        elsewhere = await stranger.post("/hook/guessed-by-chance", json=forged, headers={HEADER: SECRET})
        right = await stranger.post(PATH, json=text_update("/help", chat=mia.chat_id), headers={HEADER: SECRET})
    await mia.sees("1-888-310-1122")
    counts = await bot.counts()

    assert [answer.status_code for answer in (wrong, none, elsewhere, right)] == [401, 401, 404, 200]
    assert (counts["webhook_refused"], counts["updates"]) == (2, 2)


async def test_what_could_not_be_kept_comes_again(tg: Practice, bot: Running, mia: Person, tmp_path: Path) -> None:
    """While the disk refuses, Telegram hears 500 and keeps the update, the youth gets numbers; afterwards it is taken, once."""
    mia.start()
    await mia.sees("Is it okay to read")
    await tg.settled()
    with contextlib.closing(sqlite3.connect(tmp_path / "bot" / "bot.db", timeout=PATIENCE)) as disk:
        disk.execute("ALTER TABLE marks RENAME TO marks_away")
        mia.tap("Yes")
        await mia.sees("1-888-310-1122")
        await tg.settled()
        refused, waiting = tg.webhook.last_error, tg.pending
        shown = "What would help right now?" in mia.screen_text()
        disk.execute("ALTER TABLE marks_away RENAME TO marks")
    await tg.advance(2)
    await mia.sees("What would help right now?")
    await tg.settled()

    assert (refused, waiting, shown) == ("Wrong response from the webhook: 500", 1, False)
    assert tg.pending == 0
    assert [bubble.text.count("What would help right now?") for bubble in mia.screen()].count(1) == 1
    assert len([one for one in mia.screen() if "1-888-310-1122" in one.text]) == 1
    counts = await bot.counts()
    assert (counts["updates"], counts["numbers_without_database"]) == (2, 1)


async def test_a_bot_that_has_not_met_telegram_yet_takes_nothing(tg: Practice, bot: Running, mia: Person) -> None:
    """The webhook of last time still stands when the bot starts: my words wait at Telegram until the account was checked."""
    await bot.stop()
    tg.faults.broken("getMe", times=1000)
    starting = asyncio.create_task(bot.start())

    async def answers() -> bool:
        with contextlib.suppress(httpx.TransportError):
            return await bot.answers("/health/live") == 200
        return False

    await until(answers, PATIENCE)
    mia.start()
    await tg.settled()
    assert (tg.webhook.last_error, tg.pending) == ("Wrong response from the webhook: 500", 1)
    assert (await bot.counts())["updates"] == 0
    tg.faults.up()
    await starting
    await tg.advance(2)

    await mia.sees("Is it okay to read")
    assert (await bot.counts())["updates"] == 1
    assert bot.part.log.read_text().count("Telegram does not answer. See that this machine reaches it") == 1


async def test_an_address_that_telegram_refuses_is_said_to_the_operator(
    tg: Practice, bot: Running, mia: Person
) -> None:
    """Its host is not in DNS yet: the log says what to look at, once, and when it is right the bot goes on by itself."""
    await bot.stop()
    tg.faults.refuse("setWebhook", 400, "Bad Request: bad webhook: Failed to resolve host: desk.example.ca", times=2)
    await bot.start()
    mia.start()
    await mia.sees("Is it okay to read")
    said = bot.part.log.read_text()

    assert said.count("Telegram refuses BOT_WEBHOOK_URL. See that its host is found in DNS") == 1
    assert "desk.example.ca" not in said
