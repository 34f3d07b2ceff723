"""Updates brought to the bot by webhook: in order, again until they are taken, and not for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Update
from aiohttp import web

from .telegram.practice import Practice, practice_telegram

SECRET = "a-secret_1"


class Door:
    """A bot's webhook: keeps what was brought and when, and answers as it is told."""

    def __init__(self, tg: Practice) -> None:
        """Answer 200 until told otherwise."""
        self.tg, self.url = tg, ""
        self.brought: list[tuple[float, dict[str, Any]]] = []
        self.secrets: set[str | None] = set()
        self.answers: list[web.Response] = []
        self.status = 200
        self.open = asyncio.Event()
        self.open.set()
        self.at_once = self.most_at_once = 0

    async def take(self, request: web.Request) -> web.Response:
        """Take one update."""
        update = await request.json()
        self.brought.append((self.tg.clock.now(), update))
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.tg.bell.ring()
        await self.open.wait()
        self.at_once -= 1
        return self.answers.pop(0) if self.answers else web.Response(status=self.status)

    def times(self) -> list[float]:
        """Return when each call came, in seconds after the first."""
        return [round(at - self.brought[0][0], 3) for at, _update in self.brought]

    def texts(self) -> list[str]:
        """Return the texts that were brought, in order, repeats included."""
        messages = [update.get("message") or update.get("edited_message") or {} for _at, update in self.brought]
        return [message["text"] for message in messages if "text" in message]


@pytest.fixture
async def door(tg: Practice, bot: Bot) -> AsyncIterator[Door]:
    """A webhook that the bot has set."""
    one = Door(tg)
    app = web.Application()
    app.router.add_post("/hook", one.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await bot.set_webhook(one.url, secret_token=SECRET)
    yield one
    one.open.set()
    await runner.cleanup()


async def test_every_update_is_brought_with_the_secret(tg: Practice, door: Door, bot: Bot) -> None:
    """The header proves to the bot who calls, and what is brought can be decoded."""
    tg.person("Mia").start()
    await tg.settled()

    assert door.secrets == {SECRET}
    assert Update.model_validate(door.brought[0][1], context={"bot": bot}).message.text == "/start"
    assert tg.pending == 0


async def test_a_failed_update_comes_again_later_and_later(tg: Practice, door: Door) -> None:
    """At once, then after 2, 4, 8 ... up to 60 seconds, until the bot takes it; then never again."""
    door.status = 500
    tg.person("Mia").start()
    await tg.settled()
    await tg.advance(200)
    door.status = 200
    await tg.advance(60)
    await tg.advance(3600)

    assert door.times()[:8] == [0, 0, 2, 6, 14, 30, 62, 122]
    assert len(door.brought) == 10
    assert tg.pending == 0


async def test_retry_after_is_honoured(tg: Practice, door: Door) -> None:
    """A bot that says when to come back is not troubled before."""
    door.answers = [web.Response(status=503, headers={"Retry-After": "30"})]
    tg.person("Mia").start()
    await tg.settled()
    await tg.advance(29)
    early = len(door.brought)
    await tg.advance(1)

    assert (early, len(door.brought)) == (1, 2)
    assert tg.pending == 0


async def test_what_the_bot_does_not_take_in_a_day_is_dropped(tg: Practice, door: Door) -> None:
    """After 24 hours an update is gone; an outage shorter than that loses none."""
    door.status = 500
    mia = tg.person("Mia")
    mia.start()
    await tg.settled()
    await tg.advance(24 * 3600 - 120)
    kept = tg.pending
    await tg.advance(121)
    door.status = 200
    mia.send("later")
    await tg.settled()

    assert (kept, tg.pending) == (1, 0)
    assert door.texts()[-1] == "later"


async def test_a_tap_expires_after_150_seconds(tg: Practice, bot: Bot, door: Door) -> None:
    """A tap that met a closed door is not brought later."""
    mia = tg.person("Mia")
    mia.start()
    await tg.settled()
    keys = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Help", callback_data="help")]])
    await bot.send_message(mia.id, "The menu.", reply_markup=keys)
    door.status = 500
    mia.tap("Help")
    await tg.settled()
    await tg.advance(150)
    door.status = 200
    seen = len(door.brought)
    await tg.advance(600)

    assert tg.pending == 0
    assert len(door.brought) == seen


async def test_a_failing_update_holds_up_only_its_own_queue(tg: Practice, bot: Bot, door: Door) -> None:
    """Mia's text waits behind her failing one; her tap and Ben's text do not."""
    mia, ben = tg.person("Mia"), tg.person("Ben")
    mia.start()
    await tg.settled()
    keys = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Help", callback_data="help")]])
    await bot.send_message(mia.id, "The menu.", reply_markup=keys)
    door.brought.clear()
    door.answers = [web.Response(status=500), web.Response(status=500)]
    first = mia.send("first")
    await tg.settled()
    mia.send("second")
    mia.edit(first, "first, edited")
    mia.tap("Help")
    ben.start()
    await tg.settled()
    before = [next(kind for kind in update if kind != "update_id") for _at, update in door.brought]
    await tg.advance(2)

    assert before == ["message", "message", "callback_query", "message"]
    assert door.texts()[-3:] == ["first", "second", "first, edited"]


async def test_quick_messages_arrive_in_order_one_at_a_time(tg: Practice, door: Door) -> None:
    """In one chat the next update comes only after the answer to the last."""
    mia = tg.person("Mia")
    mia.start()
    for number in range(20):
        mia.send(str(number))
    await tg.settled()

    assert door.texts() == ["/start", *map(str, range(20))]
    assert door.most_at_once == 1


async def test_no_more_calls_at_once_than_the_bot_allows(tg: Practice, bot: Bot, door: Door) -> None:
    """max_connections holds across all chats."""
    await bot.set_webhook(door.url, max_connections=2)
    door.open.clear()
    for name in ("Mia", "Ben", "Lou", "Ada"):
        tg.person(name).start()
    await tg.bell.until(lambda: door.at_once == 2, 1, lambda: "nothing came")
    door.open.set()
    await tg.settled()

    assert door.most_at_once == 2
    assert len(door.brought) == 4


async def test_polling_beside_a_webhook_is_a_conflict(tg: Practice, bot: Bot, door: Door) -> None:
    """One way at a time; deleting the webhook hands what waits to the poll."""
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()
    door.status = 500
    tg.person("Mia").start()
    await tg.settled()
    await bot.delete_webhook()

    assert [update.message.text for update in await bot.get_updates()] == ["/start"]


async def test_pending_updates_can_be_dropped(tg: Practice, bot: Bot, door: Door) -> None:
    """A fresh start forgets what waited."""
    door.status = 500
    tg.person("Mia").start()
    await tg.settled()
    await bot.set_webhook(door.url, drop_pending_updates=True, allowed_updates=["message"])
    info = await bot.get_webhook_info()

    assert (info.url, info.pending_update_count, info.allowed_updates) == (door.url, 0, ["message"])


async def test_the_bot_can_ask_how_the_bringing_goes(tg: Practice, bot: Bot, door: Door) -> None:
    """getWebhookInfo names the last failure and how many wait."""
    door.status = 502
    tg.person("Mia").start()
    await tg.settled()
    info = await bot.get_webhook_info()

    assert info.last_error_message == "Wrong response from the webhook: 502"
    assert info.pending_update_count == 1


async def test_a_bot_that_never_answers_is_given_up_on_and_tried_again(tg: Practice, bot: Bot, door: Door) -> None:
    """Silence counts as a failure, and so does a door that is not there."""
    door.open.clear()
    tg.person("Mia").start()
    await tg.settled(timeout=10)
    silent = (await bot.get_webhook_info()).last_error_message
    door.open.set()
    await tg.advance(2)
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    tg.person("Ben").start()
    await tg.settled()

    assert silent == "Read timeout expired"
    assert (await bot.get_webhook_info()).last_error_message.startswith("Connection failed")
    assert tg.pending == 1


async def test_a_call_in_the_answer_is_done(tg: Practice, door: Door) -> None:
    """Telegram takes a call as the webhook's answer; the bot is told nothing of its result."""
    mia = tg.person("Mia")
    door.answers = [web.json_response({"method": "sendMessage", "chat_id": mia.id, "text": "Hi."})]
    mia.start()

    assert (await mia.answered()).text == "Hi."


async def test_a_fast_clock_needs_no_moving(bot: Bot) -> None:
    """At speed 600 the ladder's first minute passes in a tenth of a second, by itself."""
    async with practice_telegram(speed=600) as quick:
        door = Door(quick)
        app = web.Application()
        app.router.add_post("/hook", door.take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        quick.webhook.set(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", "", 40)
        door.answers = [web.Response(status=500) for _try in range(5)]
        quick.person("Mia").start()
        await quick.bell.until(lambda: quick.pending == 0, 5, lambda: "it was never taken")
        await runner.cleanup()

        assert len(door.brought) == 6
        assert door.times()[-1] >= 30
