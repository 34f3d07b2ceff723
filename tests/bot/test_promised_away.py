"""What was to leave the screen leaves it, also when a youth stops or hides while Telegram makes the bot wait."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.outbox.telegram import Outcome
from tests.bot.stories import talking
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

MINUTE, HOUR = 60, 3600


async def waits(line: World, *ops: str) -> None:
    """Wait until these are in the outbox and have not left."""
    async with asyncio.timeout(10):
        while True:
            await line.tg.settled()
            if set(ops) <= {send.what["op"] for queue in line.line.sends._queues.values() for send in queue}:
                return


async def test_i_shared_where_i_am_and_stopped_and_the_place_went_all_the_same(
    line: World, tg: Practice, mia: Person
) -> None:
    """Row 3 and 9: Telegram is slow with a worker's words; the place leaves the chat though I stopped, the words never come."""
    sam, conversation = await talking(line, mia)
    tg.faults.broken("sendMessage", 502, times=2)
    await sam.text(conversation, "I can pick you up.")
    await line.bot_took(conversation, sam)
    place = mia.location()
    await waits(line, "reply", "delete")
    mia.send("/stop")
    await mia.sees("Bye for now")
    await line.quiet()

    assert place.id not in [bubble.id for bubble in mia.screen()]
    assert "I can pick you up." not in mia.screen_text()


async def test_i_shared_where_i_am_and_said_my_word_and_the_place_went(line: World, tg: Practice, mia: Person) -> None:
    """A1, row 9: beside the decoy stands no map."""
    sam, _ = await talking(line, mia)
    mia.tap("Safe word")
    await mia.sees("Let's pick a word")
    mia.tap("penguin")
    await sam.hears("opening", safe_word="penguin")
    await line.quiet()
    tg.faults.broken("deleteMessages", 502, times=1)
    place = mia.location()
    await waits(line, "delete")
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await line.quiet()

    assert place.id not in [bubble.id for bubble in mia.screen()]


async def test_i_erased_and_then_stopped_and_it_was_erased_and_said_so(line: World, tg: Practice, mia: Person) -> None:
    """Row 4: Telegram is broken for a moment; typing /stop meanwhile takes nothing back of what /erase promised or says."""
    sam, conversation = await talking(line, mia)
    await sam.text(conversation, "something private")
    await mia.sees("something private")
    tg.faults.broken("deleteMessages", 502, times=1)
    mia.send("/erase")
    await waits(line, "wipe")
    mia.send("/stop")
    await mia.sees("Bye for now")
    await line.quiet()

    assert [bubble.text.split()[0] for bubble in mia.screen() if not bubble.mine] == ["All", "Bye"]
    assert "something private" not in mia.screen_text()


async def test_what_the_clock_takes_away_goes_though_i_stopped(line: World, tg: Practice, mia: Person) -> None:
    """Retention: the timed wipe waits for Telegram while I type /stop; the old words leave before two days are over."""
    sam, conversation = await talking(line, mia)
    await sam.text(conversation, "a day ago")
    await mia.sees("a day ago")
    await line.quiet()
    tg.faults.broken("deleteMessages", 502, times=1)
    await line.moves(24 * HOUR + MINUTE)
    await waits(line, "wipe")
    mia.send("/stop")
    await mia.sees("Bye for now")
    await line.quiet()

    assert "a day ago" not in mia.screen_text()


@pytest.mark.parametrize("word", ["/help", "Numbers"])
async def test_numbers_that_i_ask_for_after_an_erase_stay(alone: World, tg: Practice, mia: Person, word: str) -> None:
    """Promise 4: they overtake the wipe that waits for Telegram; it takes what stood there when I erased, and not them."""
    mia.start()
    await mia.sees("Is it okay to read")
    await alone.quiet()
    tg.faults.broken("deleteMessages", 502, times=1)
    mia.send("/erase")
    await waits(alone, "wipe")
    mia.send(word)
    await mia.sees("1-888-310-1122")
    await mia.sees("All clear on my side")
    await alone.quiet()

    assert "1-888-310-1122" in mia.screen_text()
    assert [bubble.text for bubble in mia.screen() if bubble.mine] == [word]
    assert "Is it okay to read" not in mia.screen_text()


async def test_what_was_on_its_way_when_i_erased_goes_too(line: World, mia: Person) -> None:
    """Row 4: a worker's words leave in the moment in which I erase; the wipe behind them takes them."""
    sam, conversation = await talking(line, mia)
    show, answered = line.line.telegram.show, asyncio.Event()

    async def slow(chat: int, what: dict[str, Any]) -> Outcome:
        ended = await show(chat, what)
        await answered.wait()
        return ended

    line.line.telegram.show = slow  # type: ignore[method-assign]
    await sam.text(conversation, "on its way")
    await mia.sees("on its way")
    mia.send("/erase")
    await waits(line, "wipe")
    answered.set()
    await mia.sees("All clear on my side")
    await line.quiet()

    assert [bubble.text.split()[0] for bubble in mia.screen()] == ["All"]
