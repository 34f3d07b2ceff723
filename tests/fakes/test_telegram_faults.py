"""Faults on order: what a bot meets on a bad day, and what the youth sees of it."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter, TelegramServerError

from .telegram.person import Person
from .telegram.practice import Practice


def shown(mia: Person) -> list[str]:
    """The bot's texts on the screen."""
    return [bubble.text for bubble in mia.screen() if not bubble.mine]


async def test_too_many_requests_say_how_long_to_wait(tg: Practice, bot: Bot, mia: Person) -> None:
    """429 with retry_after, as often as ordered, then all is well."""
    tg.faults.too_many("sendMessage", retry_after=7, times=2)
    for _try in range(2):
        with pytest.raises(TelegramRetryAfter) as wait:
            await bot.send_message(mia.id, "hi")
        assert wait.value.retry_after == 7
    await bot.send_message(mia.id, "hi")

    assert shown(mia) == ["hi"]


async def test_a_fault_meets_only_the_method_it_was_ordered_for(tg: Practice, bot: Bot, mia: Person) -> None:
    """A broken sendMessage leaves getMe alone, and the fault waits."""
    tg.faults.broken("sendMessage", status=500)
    await bot.get_me()
    waiting = tg.faults.pending()
    with pytest.raises(TelegramServerError):
        await bot.send_message(mia.id, "hi")

    assert (waiting, tg.faults.pending()) == ({"sendMessage": 1}, {})
    assert shown(mia) == []


async def test_a_cut_line_leaves_nothing_done(tg: Practice, bot: Bot, mia: Person) -> None:
    """The connection ends before the call was done."""
    tg.faults.reset("sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(mia.id, "hi")

    assert shown(mia) == []


async def test_an_answer_lost_on_the_way_leaves_the_message_on_the_screen(tg: Practice, bot: Bot, mia: Person) -> None:
    """Done, but the bot cannot know: only here can a message be shown twice."""
    tg.faults.accepted_then_reset("sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(mia.id, "hi")
    await bot.send_message(mia.id, "hi")

    assert shown(mia) == ["hi", "hi"]


@pytest.mark.parametrize(("order", "seen"), [("hang", []), ("accepted_then_hang", ["hi"])])
async def test_a_silent_server_makes_the_bot_give_up(
    tg: Practice, bot: Bot, mia: Person, order: str, seen: list[str]
) -> None:
    """No answer ever comes; the caller's own patience ends it."""
    getattr(tg.faults, order)("sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(mia.id, "hi", request_timeout=1)

    assert shown(mia) == seen


async def test_any_refusal_can_be_ordered(tg: Practice, bot: Bot, mia: Person) -> None:
    """A test can have Telegram say anything."""
    tg.faults.refuse("sendMessage", 400, "Bad Request: something new")
    with pytest.raises(TelegramBadRequest, match="something new"):
        await bot.send_message(mia.id, "hi")


async def test_everything_can_be_down(tg: Practice, bot: Bot, mia: Person) -> None:
    """An outage lasts until it is ended, and loses no update."""
    tg.faults.down()
    for call in (bot.get_me(), bot.get_updates(), bot.send_message(mia.id, "hi")):
        with pytest.raises(TelegramServerError):
            await call
    tg.faults.up()

    assert len(await bot.get_updates()) == 1


async def test_a_fault_for_any_method_spares_the_bots_ears(tg: Practice, bot: Bot, mia: Person) -> None:
    """ "*" meets the next call that is not about getting updates."""
    tg.faults.broken("*")
    updates = await bot.get_updates()
    with pytest.raises(TelegramServerError):
        await bot.send_chat_action(mia.id, "typing")

    assert len(updates) == 1


async def test_a_test_in_another_process_orders_the_same(tg: Practice, bot: Bot, mia: Person) -> None:
    """Faults, the clock and the calls are reachable over HTTP, for journeys with real processes."""
    async with aiohttp.ClientSession(tg.base) as client:

        async def order(**said: object) -> dict[str, object]:
            async with client.post("/practice/do", json=said) as answer:
                found: dict[str, object] = await answer.json()
                return found

        await order(do="too_many", method="sendMessage", retry_after=2)
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(mia.id, "hi")
        before = tg.clock.now()
        await order(do="advance", seconds=60)
        await bot.send_message(mia.id, "hi")
        calls = await order(do="calls", method="sendMessage")
        wrong = await order(do="dance")
        async with client.post(f"/phone/{mia.number}/do", json={"do": "send", "text": "hello"}) as answer:
            sent = await answer.json()
        async with client.post(f"/phone/{mia.number}/do", data={"do": "send"}) as answer:
            foreign = answer.status

    assert tg.clock.now() == before + 60
    assert calls["calls"] == [
        {"method": "sendMessage", "params": {"chat_id": mia.id, "text": "hi"}, "ok": True},
    ]
    assert wrong == {"ok": False, "says": 'There is no order "dance".'}
    assert sent == {"ok": True} and mia.bubble("hello").mine
    assert foreign == 400, "a form of another site cannot act on the phone"


async def test_hundreds_of_messages_a_second_go_both_ways(tg: Practice, bot: Bot) -> None:
    """Load tests meet the bot's limit, not the practice Telegram's: 300 people, 300 answers, nothing lost."""
    people = [tg.person(f"Youth{number}") for number in range(300)]
    for person in people:
        person.start()
    offset, seen = 0, 0
    while seen < len(people):
        updates = await bot.get_updates(offset=offset)
        await asyncio.gather(*(bot.send_message(update.message.chat.id, "Hi.") for update in updates))
        offset, seen = updates[-1].update_id + 1, seen + len(updates)

    assert [shown(person) for person in people] == [["Hi."]] * 300
