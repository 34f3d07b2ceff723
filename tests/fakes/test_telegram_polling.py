"""A real aiogram bot that polls the practice Telegram, and what the person on the other side sees."""

from __future__ import annotations

import asyncio

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramConflictError, TelegramUnauthorizedError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from .telegram.practice import Practice


async def test_a_youth_presses_start_and_reads_the_answer(tg: Practice, bot: Bot) -> None:
    """The thinnest whole path: Start, an update, an answer with a button, a tap, the answer in place."""
    mia = tg.person("Mia")
    mia.start()
    [update] = await bot.get_updates(timeout=1)
    keys = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Menu", callback_data="menu")]])
    sent = await bot.send_message(update.message.chat.id, "Hi there.", reply_markup=keys)
    await mia.sees("Hi there.")
    tap = mia.tap("Menu")
    [update] = await bot.get_updates(offset=update.update_id + 1, timeout=1)
    await bot.answer_callback_query(update.callback_query.id, text="One moment")
    await bot.edit_message_text("The menu.", chat_id=mia.chat_id, message_id=sent.message_id)

    assert (await tap.answer()).text == "One moment"
    assert [bubble.text for bubble in mia.screen()] == ["/start", "The menu."]
    assert mia.buttons() == []


async def test_an_update_comes_again_until_the_bot_moves_past_it(tg: Practice, bot: Bot) -> None:
    """A batch is only confirmed by the next offset; a crash in between loses nothing."""
    mia = tg.person("Mia")
    mia.start()
    mia.send("hello")
    first = await bot.get_updates()
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first[0].update_id + 1)

    assert [update.update_id for update in again] == [update.update_id for update in first]
    assert [update.message.text for update in rest] == ["hello"]


async def test_a_poll_wakes_as_soon_as_somebody_writes(tg: Practice, bot: Bot) -> None:
    """A long poll costs nobody a second: it ends with the first update."""
    mia = tg.person("Mia")
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await tg.until_polled()
    mia.start()
    [update] = await poll

    assert update.message.text == "/start"


async def test_a_second_poller_ends_the_first(tg: Practice, bot: Bot) -> None:
    """Two bots on one token: the first is told of the conflict, as on the real Telegram."""
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await tg.until_polled()
    second = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(TelegramConflictError):
        await first
    tg.person("Mia").start()

    assert len(await second) == 1


async def test_a_wrong_token_is_turned_away(tg: Practice) -> None:
    """Nobody can call for the bot without its token."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(tg.base))
    async with Bot("424242:other", session=session) as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()


async def test_a_still_poll_comes_back_empty(bot: Bot) -> None:
    """A poll that may not wait answers at once with nothing."""
    assert await bot.get_updates(timeout=0) == []


async def test_only_the_kinds_that_were_asked_for_arrive(tg: Practice, bot: Bot) -> None:
    """allowed_updates is remembered from the last call that named it."""
    mia = tg.person("Mia")
    await bot.get_updates(allowed_updates=["message"])
    mia.start()
    mia.block()

    assert [update.event_type for update in await bot.get_updates()] == ["message"]


async def test_the_owner_can_switch_what_the_bot_may_do(tg: Practice, bot: Bot) -> None:
    """A start-up check can be tried: everything is off, until a test switches it on."""
    before = await bot.get_me()
    tg.account.set(can_join_groups=True)
    after = await bot.get_me()

    assert (before.can_join_groups, after.can_join_groups) == (False, True)
    assert not (before.can_read_all_group_messages or before.supports_inline_queries or before.has_topics_enabled)
