"""A call that the real Telegram would refuse, or quietly ignore, is refused here and says why."""

from __future__ import annotations

import inspect
import re
from typing import Any

import aiohttp
import pytest
import telegram

from .telegram.calls import DOES
from .telegram.limits import Limit, limits_of
from .telegram.person import Person
from .telegram.practice import Practice
from .telegram.schema import METHODS

# What python-telegram-bot's own methods take beyond the official parameters: its conveniences.
ITS_OWN = {"self", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs", "filename"}
ITS_OWN |= {"contact", "location", "venue", "current_offset", "reply_to_message_id", "allow_sending_without_reply"}
MEDIA_GROUP = {"caption", "parse_mode", "caption_entities"}


async def call(tg: Practice, method: str, **params: Any) -> dict[str, Any]:
    """Call the Bot API as any library may: plain JSON."""
    address = f"{tg.base}/bot{tg.token}/{method}"
    async with aiohttp.ClientSession() as client, client.post(address, json=params) as answer:
        body: dict[str, Any] = await answer.json()
        assert answer.status == body.get("error_code", 200)
        return body


def key(**more: Any) -> dict[str, Any]:
    """A keyboard with one button."""
    return {"inline_keyboard": [[{"text": "Help", **more}]]}


LONG = "x" * 4097
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"text": "hi", "colour": "red"}, 'unknown parameter "colour"'),
    ({}, "message text is empty"),
    ({"text": "  \n "}, "message text is empty"),
    ({"text": LONG}, "message is too long"),
    ({"text": "😢" * 2049}, "message is too long"),
    ({"text": "hi", "disable_notification": "perhaps"}, "can't parse disable_notification"),
    ({"text": "hi", "parse_mode": "HTML"}, "entities only"),
    ({"text": "hi", "entities": [{"type": "bold", "offset": 0, "length": 3}]}, "ENTITY_BOUNDS_INVALID"),
    ({"text": "hi", "entities": [{"type": "bold", "offset": -1, "length": 1}]}, "ENTITY_BOUNDS_INVALID"),
    ({"text": "😢", "entities": [{"type": "bold", "offset": 1, "length": 1}]}, "cuts a letter in two"),
    ({"text": "hi", "entities": [{"type": "loud", "offset": 0, "length": 1}]}, "entities"),
    ({"text": "hi", "entities": [{"type": "text_link", "offset": 0, "length": 1}]}, 'needs "url"'),
    ({"text": "hi", "entities": [{"type": "bold", "offset": 0, "length": 1, "loud": 1}]}, "unknown field"),
    ({"text": "hi", "reply_markup": key()}, "Text buttons are unallowed"),
    ({"text": "hi", "reply_markup": key(callback_data="a", url="https://a.example")}, "says both"),
    ({"text": "hi", "reply_markup": key(callback_data="")}, "BUTTON_DATA_INVALID"),
    ({"text": "hi", "reply_markup": key(callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
    ({"text": "hi", "reply_markup": key(callback_data="é" * 33)}, "BUTTON_DATA_INVALID"),
    ({"text": "hi", "reply_markup": key(url="ftp://a.example")}, "BUTTON_URL_INVALID"),
    ({"text": "hi", "reply_markup": key(web_app={"url": "http://a.example"})}, "BUTTON_URL_INVALID"),
    ({"text": "hi", "reply_markup": key(copy_text={"text": "x" * 257})}, "copy_text"),
    ({"text": "hi", "reply_markup": key(callback_data="a", size=3)}, "unknown field"),
    ({"text": "hi", "reply_markup": {"inline_keyboard": [[{"text": " ", "callback_data": "a"}]]}}, "text is empty"),
    ({"text": "hi", "reply_markup": {"inline_keyboard": [[{"text": "x" * 65, "callback_data": "a"}]]}}, "64 letters"),
    ({"text": "hi", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "a"}] * 9]}}, "too long"),
    ({"text": "hi", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "a"}]] * 101}}, "too long"),
    ({"text": "hi", "reply_markup": {"keyboard": [[{"text": "x"}]]}}, "inline keyboards only"),
    ({"text": "hi", "reply_parameters": {"message_id": 77}}, "message to be replied not found"),
]


@pytest.mark.parametrize(("params", "why"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
async def test_a_message_that_telegram_would_not_take_is_refused(
    tg: Practice, mia: Person, params: dict[str, Any], why: str
) -> None:
    """The bot's slip is found here, and the youth never sees half of it."""
    before = len(mia.screen())
    body = await call(tg, "sendMessage", chat_id=mia.id, **params)

    assert not body["ok"] and body["error_code"] == 400
    assert why in body["description"]
    assert len(mia.screen()) == before


async def test_the_longest_message_that_telegram_takes_is_taken(tg: Practice, mia: Person) -> None:
    """4096 units after trimming, 64 bytes behind a button, 100 buttons."""
    keyboard = {"inline_keyboard": [[{"text": "Help", "callback_data": "x" * 64}]] * 100}
    body = await call(tg, "sendMessage", chat_id=mia.id, text=" " + "😢" * 2048 + " ", reply_markup=keyboard)

    assert body["ok"], body


@pytest.mark.parametrize(
    ("method", "params", "why"),
    [
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
        ("setMyName", {"name": "x" * 65}, "0-64 characters"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "0-120 characters"),
        ("setMyDescription", {"description": "x" * 513}, "0-512 characters"),
        ("setMyCommands", {"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "help", "description": ""}]}, "1-256 characters"),
        ("setMyCommands", {"commands": [{"command": "help", "description": "x"}] * 101}, "0-100 commands"),
        ("deleteMessages", {"chat_id": 1, "message_ids": list(range(101))}, "1-100 identifiers"),
        ("deleteMessages", {"chat_id": 1, "message_ids": []}, "1-100 identifiers"),
        ("deleteMessage", {"chat_id": 1}, '"message_id" is required'),
        ("sendPhoto", {"chat_id": 1, "photo": "x", "caption": "x" * 1025}, "caption is too long"),
        ("setWebhook", {"url": "https://a.example", "secret_token": "not valid"}, "unallowed characters"),
        ("setWebhook", {"url": "http://a.example"}, "HTTPS"),
        ("setWebhook", {"url": "https://a.example", "allowed_updates": ["letters"]}, "unknown kind"),
    ],
)
async def test_a_call_over_a_limit_is_refused(tg: Practice, method: str, params: dict[str, Any], why: str) -> None:
    """Every documented limit holds, for every method that names one."""
    body = await call(tg, method, **params)

    assert not body["ok"]
    assert why in body["description"]


async def test_a_method_that_nobody_knows_is_not_found(tg: Practice) -> None:
    """A misspelt method is a 404; capitals do not matter."""
    assert (await call(tg, "sendMassage"))["error_code"] == 404
    assert (await call(tg, "GETME"))["ok"]


async def test_what_the_practice_telegram_does_not_do_it_says(tg: Practice, mia: Person) -> None:
    """An honest no, never a false yes."""
    body = await call(tg, "sendPhoto", chat_id=mia.id, photo="https://a.example/x.png")

    assert body["description"] == "Bad Request: the practice Telegram knows sendPhoto, but does not do it"


async def test_a_call_is_understood_in_every_form_that_telegram_takes(tg: Practice, mia: Person) -> None:
    """Query, form, multipart and JSON carry the same call."""
    address = f"{tg.base}/bot{tg.token}/sendMessage"
    params = {"chat_id": str(mia.id), "text": "42"}
    parts = aiohttp.FormData(default_to_multipart=True)
    for name, value in params.items():
        parts.add_field(name, value)
    async with aiohttp.ClientSession() as client:
        for how in ({"params": params}, {"data": params}, {"data": parts}, {"json": params}):
            async with client.post(address, **how) as answer:  # type: ignore[arg-type]
                assert (await answer.json())["ok"]

    assert [bubble.text for bubble in mia.screen()] == ["/start", "42", "42", "42", "42"]


def test_limits_are_read_from_the_documentation() -> None:
    """The limits that the issue names are those that aiogram's own sentences give."""
    assert limits_of(METHODS["sendMessage"])["text"] == Limit(1, 4096, "characters")
    assert limits_of(METHODS["answerCallbackQuery"])["text"] == Limit(0, 200, "characters")
    assert limits_of(METHODS["sendPhoto"])["caption"] == Limit(0, 1024, "characters")
    assert limits_of(METHODS["deleteMessages"])["message_ids"] == Limit(1, 100, "identifiers")
    assert limits_of(METHODS["setWebhook"])["secret_token"] == Limit(1, 256, "characters")
    assert sum(len(limits_of(model)) for model in METHODS.values()) > 50


def _spelt(method: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda letter: "_" + letter[1].lower(), method)


def test_two_libraries_agree_on_methods_and_parameters() -> None:
    """Every parameter that python-telegram-bot knows of a method is one that the practice Telegram takes, and back."""
    compared = 0
    for method, model in METHODS.items():
        theirs = getattr(telegram.Bot, _spelt(method), None)
        if theirs is None:
            continue
        signature = inspect.signature(theirs).parameters
        known = {info.alias or name for name, info in model.model_fields.items()}
        convenient = ITS_OWN | (MEDIA_GROUP if method == "sendMediaGroup" else set())
        assert set(signature) - convenient <= known, method
        compared += 1

    assert compared >= 170
    assert set(DOES) <= set(METHODS)


def test_every_method_that_really_behaves_is_known_to_both_libraries() -> None:
    """What the bot may use is checked twice: all its parameters exist in both, and the same ones are required."""
    for method in DOES:
        signature = inspect.signature(getattr(telegram.Bot, _spelt(method))).parameters
        required = {name for name, one in signature.items() if one.default is one.empty and name != "self"}
        ours = {name for name, info in METHODS[method].model_fields.items() if info.is_required()}
        # Rich messages made the text of an edit optional in Bot API 10; the practice Telegram still wants it.
        assert ours - {"message_id"} == required - {"message_id"} - ({"text"} if method == "editMessageText" else set())
