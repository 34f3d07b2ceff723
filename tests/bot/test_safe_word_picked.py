"""A safe word that a youth means to have: set and said so, or not set and said so, and the way back is known before."""

from __future__ import annotations

import pytest

from tests.bot.stories import asks_for, on_call, talking, talking_with_a_word
from tests.bot.world import World
from tests.fakes.telegram.person import Person

UNDER = "Let's pick a word"
NONE = "That did not become your word"


async def test_i_typed_a_word_of_my_own_and_read_that_it_is_not_set(line: World, mia: Person) -> None:
    """ "pineapple" went to the worker and nothing was said: typed again in need, it would have hidden nothing."""
    sam, _ = await talking(line, mia)
    mia.tap("Pick a safe word")
    await mia.sees(UNDER)
    mia.send("pineapple")
    await sam.hears("text", body="pineapple")
    await mia.sees(NONE)
    mia.tap("penguin")
    await sam.hears("opening", safe_word="penguin")


async def test_i_am_told_once_and_what_i_write_on_is_only_written(line: World, mia: Person) -> None:
    """Whoever does not care for a word goes on talking, and is not interrupted after every line."""
    sam, _ = await talking(line, mia)
    mia.tap("Pick a safe word")
    await mia.sees(UNDER)
    mia.send("he went out to get some more beer so I can write now")
    await sam.hears("text")
    await line.quiet()
    assert NONE not in mia.screen_text()
    for words in ("pineapple", "are you there"):
        mia.send(words)
        await sam.hears("text", body=words)
    await line.quiet()

    assert mia.screen_text().count(NONE) == 1


async def test_the_way_back_stands_where_the_word_is_picked(line: World, mia: Person) -> None:
    """Afterwards it would give me away."""
    await on_call(line)
    await asks_for(mia)
    mia.tap("Pick a safe word")
    said = await mia.sees(UNDER)

    assert "Type /start to come back" in said.text


async def test_i_picked_one_and_read_that_it_is_set_without_the_word(line: World, mia: Person) -> None:
    """Who looks over my shoulder reads no word in it."""
    await talking_with_a_word(line, mia)
    said = await mia.sees("Okay. Your word is set.")

    assert "penguin" not in said.text


@pytest.mark.parametrize("typed", ["pen guin", "Pen Guin!", "PENGUIN"])
async def test_my_phone_put_a_space_into_my_word_and_it_hides_all_the_same(
    line: World, mia: Person, typed: str
) -> None:
    """One bar of signal, thirty seconds, and a keyboard that knows better."""
    sam, _ = await talking_with_a_word(line, mia)
    mia.send(typed)
    await mia.sees("Sorry, wrong number.")
    await sam.hears("text", safe_word=True)
