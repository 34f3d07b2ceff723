"""Our line was away while the youth was not there: when they come back they read what is so now, and not what was."""

from __future__ import annotations

import asyncio

import pytest

from tests.bot.stories import asks_for, on_call, talking_with_a_word
from tests.bot.world import World
from tests.fakes.telegram.person import Person

TEN_MINUTES = 600
KNOCK, OPEN = "Hi, got a minute?", "Your chat is still open"


async def cut_off(line: World) -> None:
    """Stop the relay for longer than a moment."""
    assert line.relay is not None
    await line.relay.stop()
    async with asyncio.timeout(10):
        while line.line.live.up:
            await line.line.live.changed.wait()
    await line.moves(11)


@pytest.mark.parametrize("is_back", [True, False], ids=["back", "still away"])
async def test_behind_my_word_i_missed_that_the_line_was_away_and_read_it_only_while_it_is(
    line: World, mia: Person, is_back: bool
) -> None:
    """She hid the chat; the line was away for a while. "It goes out as soon as it can" is true only until it went."""
    sam, _ = await talking_with_a_word(line, mia)
    assert line.relay is not None
    sam.acking = False
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await sam.hears("text", safe_word=True)
    await cut_off(line)
    if is_back:
        await line.relay.start()
        await line.bot_is_up()
    mia.start()
    await mia.sees(OPEN)
    await line.tg.settled()
    await line.line.sends.idle()

    assert (line.said("relay_down") in mia.screen_text()) is not is_back


async def test_who_was_called_back_for_what_is_over_sees_where_they_are(line: World, mia: Person) -> None:
    """She put the phone away before the line was cut off, and was called back for it; it is over, and something true stands there."""
    sam = await on_call(line)
    assert line.relay is not None
    sam.acking = False
    await asks_for(mia)
    mia.send("please")
    await sam.hears("text", body="please")
    for _ in range(2):
        await line.moves(TEN_MINUTES / 2 + 1)
        await line.quiet()
    assert KNOCK not in mia.screen_text()
    await cut_off(line)
    await mia.sees(KNOCK)
    await line.relay.start()
    await line.bot_is_up()
    mia.tap(line.said("knock.open"))

    await mia.sees(OPEN)
    await mia.sees_no(KNOCK)
    assert line.said("relay_down") not in mia.screen_text()
