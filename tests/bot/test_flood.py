"""Many write at once, or one without end: nobody waits behind somebody else's flood, and numbers behind nothing (A10)."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.limits.buckets import Paces, Rates, Turnstile
from tests.bot.test_telegram_faults import Steps
from tests.bot.world import World
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice


@pytest.mark.parametrize("way", ["typed", "tapped"])
async def test_a10_numbers_do_not_wait_behind_my_own_screen(alone: World, tg: Practice, mia: Person, way: str) -> None:
    """A10: many write at once, and my own screen waits with them: I type /help and have the numbers before they all had a turn."""
    mia.start()
    await mia.sees("Is it okay to read")
    await alone.quiet()
    gate = alone.line.sends._turnstile = Turnstile(4, 1, time.monotonic)
    await gate.enter(1)
    others = [asyncio.create_task(gate.enter(1)) for _ in range(20)]
    if way == "typed":
        mia.send("Menu")
    else:
        mia.tap("Yes")
    await until(lambda: alone.line.sends.waiting() and gate.waits(alone.line.chats.mac(mia.chat_id)))
    mia.send("/help")
    await mia.sees("1-888-310-1122")

    assert not all(other.done() for other in others)
    await asyncio.gather(*others)


async def test_a10_numbers_do_not_wait_until_a_failed_screen_is_tried_again(
    alone: World, tg: Practice, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A10: Telegram was broken for long, and my screen will be tried again after a pause: my numbers leave at once."""
    monkeypatch.setattr("bot.outbox.sends.FIRST_PAUSE", 3600)
    mia.start()
    await mia.sees("Is it okay to read")
    await alone.quiet()
    tg.faults.broken("sendMessage", 502)
    mia.send("asdf")
    await until(lambda: not tg.faults.pending())
    mia.send("/help")
    numbers = await mia.sees("1-888-310-1122")
    await mia.sees("No person read that")

    said = [bubble for bubble in mia.screen() if not bubble.mine]
    assert said[1] == numbers, "the screen that failed came first"


async def test_a10_who_presses_again_does_not_wait_for_a_pause_that_grew(
    alone: World, tg: Practice, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A10: Telegram was away for long and what I typed then rests for minutes; it is back, I press a button, and both answers come."""
    monkeypatch.setattr("bot.outbox.sends.FIRST_PAUSE", 3600)
    rests = list[float]()

    async def sleep(seconds: float) -> None:
        rests.append(seconds)

    alone.line.sends._sleep = sleep
    mia.start()
    await mia.sees("Is it okay to read")
    await alone.quiet()
    tg.faults.broken("sendMessage", 502)
    mia.send("asdf")
    await until(lambda: rests)
    mia.tap("Yes")
    await mia.sees("No person read that")
    await mia.sees("What would help right now?")


async def test_a10_words_are_tried_again_four_times_a_minute_however_long_telegram_was_away(
    alone: World, tg: Practice, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A10: it was away for an hour and I pressed nothing: when it is back, what was said to me comes within a quarter of a minute."""
    rests = list[float]()

    async def sleep(seconds: float) -> None:
        """Wait for nothing: what Telegram asks for is told elsewhere."""

    async def comes(came: asyncio.Event, pause: float) -> bool:
        rests.append(pause)
        return False

    monkeypatch.setattr("bot.outbox.sends._comes", comes)
    alone.line.sends._sleep = sleep
    tg.faults.broken("sendMessage", 502, times=8)
    mia.start()
    await mia.sees("Is it okay to read")

    assert rests == [1, 2, 4, 8, 15, 15, 15, 15]


async def test_a10_what_i_press_while_a_try_is_under_way_is_not_left_for_the_next_pause(
    alone: World, tg: Practice, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A10: I press it in the very second in which Telegram says no to the screen before: it is tried again for me, without the pause."""
    monkeypatch.setattr("bot.outbox.sends.FIRST_PAUSE", 3600)
    began, over = asyncio.Event(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        began.set()
        await over.wait()

    mia.start()
    await mia.sees("Is it okay to read")
    await alone.quiet()
    alone.line.sends._sleep = sleep
    tg.faults.broken("sendMessage", 502)
    mia.send("asdf")
    await began.wait()
    mia.tap("Yes")
    await until(lambda: alone.line.sends.waiting() == 2)
    over.set()
    await mia.sees("What would help right now?")


async def test_a10_a_chat_that_floods_holds_up_no_other(alone: World, tg: Practice, mia: Person) -> None:
    """A10: somebody asks for the numbers thirty times at once; I press Start, and am answered before they had them all."""
    await alone.stop_bot()
    alone.rates = Rates(chat=1, chat_burst=3, in_all=25, in_all_burst=3)
    await alone.start_bot()
    for _ in range(30):
        mia.send("/help")
    await until(lambda: alone.line.sends.waiting() >= 20)
    noor = tg.person("Noor")
    noor.start()
    await noor.sees("Is it okay to read")

    assert 0 < mia.screen_text().count("1-888-310-1122") < 30


async def test_a10_a_chat_that_telegram_holds_up_holds_up_no_other(alone: World, tg: Practice, mia: Person) -> None:
    """A10: Telegram lets one chat wait that asked too often; I am answered before they are."""
    await alone.stop_bot()
    alone.rates = Rates(chat=1000, chat_burst=1000, in_all=0.25, in_all_burst=5)
    await alone.start_bot()
    tg.faults.too_many("sendMessage", retry_after=3)
    mia.send("/help")
    await until(lambda: not tg.faults.pending())
    noor = tg.person("Noor")
    noor.start()
    await noor.sees("Is it okay to read", 20)

    assert "1-888-310-1122" not in mia.screen_text()
    await mia.sees("1-888-310-1122", 20)


def test_a10_numbers_wait_for_nothing_else_that_was_said_but_for_themselves() -> None:
    """A10: ten answers wait in my chat: the numbers leave at once, three times; who wants them without end has them once a second."""
    paces = Paces(Rates(), Steps())
    for _ in range(10):
        paces.wait(b"mia", numbers=False)

    assert [paces.wait(b"mia", numbers=True) for _ in range(5)] == [0, 0, 0, 1, 2]


def test_a10_everybody_rests_only_when_telegram_holds_up_several() -> None:
    """A10: one chat, however often, is one chat; three at a time may mean the bot; whose time is over counts no more."""
    clock = Steps()
    paces = Paces(Rates(), clock)

    assert [paces.close(who, 30) for who in (b"mia", b"mia", b"mia", b"noor", b"ben")] == [False] * 4 + [True]
    clock.now += 31
    assert not paces.close(b"ben", 30)


def test_chats_to_which_nothing_is_said_are_forgotten() -> None:
    """1.4: nothing grows with every youth who ever wrote."""
    clock = Steps()
    paces = Paces(Rates(), clock)
    for chat in range(20):
        paces.wait(bytes([chat]), numbers=chat % 2 == 0)
    clock.now += 10
    for chat in range(20):
        paces.forget(bytes([chat]))

    assert not paces._usual and not paces._numbers
