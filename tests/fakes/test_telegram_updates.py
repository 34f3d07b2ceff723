"""Whatever a person does, the update about it is one that two independent libraries can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
import telegram
from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Update
from pydantic import BaseModel

from .telegram.person import Person
from .telegram.practice import Practice

KEYS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Help", callback_data="help")]])

ACTIONS: dict[str, Callable[[Person], Any]] = {
    "start": lambda mia: mia.start("poster7"),
    "text": lambda mia: mia.send("hello /help 😢"),
    "reply": lambda mia: mia.send("yes", reply_to=mia.bubble("/start")),
    "edit": lambda mia: mia.edit(mia.bubble("/start"), "/help"),
    "tap": lambda mia: mia.tap("Help"),
    "photo": lambda mia: mia.photo("look"),
    "video": lambda mia: mia.video("look"),
    "document": lambda mia: mia.document("read"),
    "gif": lambda mia: mia.gif(),
    "voice": lambda mia: mia.voice(),
    "video_note": lambda mia: mia.video_note(),
    "sticker": lambda mia: mia.sticker("😢"),
    "dice": lambda mia: mia.dice(),
    "poll": lambda mia: mia.poll(),
    "location": lambda mia: mia.location(),
    "contact": lambda mia: mia.contact(),
    "album": lambda mia: mia.album(3, "trip"),
    "forward": lambda mia: mia.forward("they wrote this"),
    "block": lambda mia: mia.block(),
    "unblock": lambda mia: (mia.block(), mia.unblock()),
    "group": lambda mia: mia.add_bot_to_group().send("hi"),
}


def unknown(model: Any, place: str = "") -> list[str]:
    """Name every field that aiogram's own models do not know."""
    if isinstance(model, list):
        return [one for item in model for one in unknown(item, place)]
    if not isinstance(model, BaseModel):
        return []
    found = [f"{place}.{name}" for name in model.model_extra or {}]
    for name in model.model_fields_set:
        found += unknown(getattr(model, name, None), f"{place}.{name}")
    return found


@pytest.mark.parametrize("name", ACTIONS)
async def test_two_libraries_read_what_a_person_did(tg: Practice, bot: Bot, mia: Person, name: str) -> None:
    """aiogram finds no unknown field in it, and python-telegram-bot finds the same content."""
    await bot.send_message(mia.id, "The menu.", reply_markup=KEYS)
    ACTIONS[name](mia)
    async with aiohttp.ClientSession() as client, client.get(f"{tg.base}/bot{tg.token}/getUpdates") as answer:
        raw = (await answer.json())["result"]

    for one in raw:
        ours = Update.model_validate(one, context={"bot": bot})
        theirs = telegram.Update.de_json(one, None)
        assert theirs.update_id == ours.update_id == one["update_id"]
        assert unknown(ours) == []
        kind = ours.event_type
        assert getattr(theirs, kind) is not None
        assert not theirs.api_kwargs and not getattr(theirs, kind).api_kwargs
        if ours.message:
            assert theirs.message.text == ours.message.text
            assert theirs.message.caption == ours.message.caption
            assert theirs.message.date == ours.message.date
    assert len(raw) >= 2


async def test_an_album_is_several_updates_with_one_group(bot: Bot, mia: Person) -> None:
    """Three photos are three updates; only their group id says that they belong together."""
    mia.album(3, "trip")
    messages = [update.message for update in await bot.get_updates()][1:]

    assert len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == ["trip", None, None]


async def test_an_update_can_come_twice_and_in_any_shape(tg: Practice, bot: Bot, mia: Person) -> None:
    """Tests can send the same update again, lower ids as after an idle week, and one that no library can read."""
    first = (await bot.get_updates())[0].update_id
    tg.repeat_last()
    again = [update.update_id for update in await bot.get_updates()]
    tg.restart_ids()
    mia.send("after a quiet week")
    tg.post_raw("message", {"message_id": "not a number"}, mia.id)
    lower = tg.updates.waiting[-2].id

    assert again == [first, first]
    assert lower < first
    assert tg.pending == 4


async def test_a_payload_comes_with_start(bot: Bot, mia: Person) -> None:
    """A deep link's payload stands behind the command."""
    mia.start("poster7")
    message = (await bot.get_updates())[-1].message

    assert message.text == "/start poster7"
    assert [(one.type, one.offset, one.length) for one in message.entities] == [("bot_command", 0, 6)]
