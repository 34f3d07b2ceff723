"""A safe word that a youth means to have: set and said so, or not set and said so, and the way back is known before."""

from __future__ import annotations

import pytest

from tests.bot.stories import asks_for, claims, on_call, talking, talking_with_a_word
from tests.bot.world import World
from tests.fakes.telegram.person import Person

UNDER = "Let's pick a word"
NONE = "That did not become your word"


async def test_i_typed_a_word_of_my_own_and_read_that_it_is_not_set(line: World, mia: Person) -> None:
    """ "pineapple" went to the worker and nothing was said: typed again in need, it would have hidden nothing."""
    sam, _ = await talking(line, mia)
    mia.tap("Safe word")
    await mia.sees(UNDER)
    mia.send("pineapple")
    await sam.hears("text", body="pineapple")
    await mia.sees(NONE)
    mia.tap("penguin")
    await sam.hears("opening", safe_word="penguin")


async def test_i_am_told_once_and_what_i_write_on_is_only_written(line: World, mia: Person) -> None:
    """Whoever does not care for a word goes on talking, and is not interrupted after every line."""
    sam, _ = await talking(line, mia)
    mia.tap("Safe word")
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
    mia.tap("Safe word")
    said = await mia.sees(UNDER)

    assert "Type /start to come back" in said.text


async def test_i_picked_one_and_read_that_it_is_set_without_the_word(line: World, mia: Person) -> None:
    """Who looks over my shoulder reads no word in it."""
    await talking_with_a_word(line, mia)
    said = await mia.sees("Okay. Your word is set.")

    assert "penguin" not in said.text


async def test_i_pressed_a_word_on_an_old_screen_and_the_words_were_asked_for_anew(line: World, mia: Person) -> None:
    """ "Your chat is still open" came, and nothing else: typed in need, that word would have hidden nothing."""
    sam, _ = await talking(line, mia)
    mia.tap("Safe word")
    old = await mia.sees(UNDER)
    mia.send("/menu")
    await mia.sees("What would help right now?")
    mia.tap("canoe", on=old)
    await mia.until(lambda: mia.screen_text().count(UNDER) == 2, "the words to be asked for once more")
    mia.tap("maple")
    await mia.sees("Okay. Your word is set.")

    await sam.hears("opening", safe_word="maple")


async def test_my_note_became_a_talk_and_typing_safe_word_lets_me_pick_one(line: World, mia: Person) -> None:
    """Sam asked "Do you want a safe word?", and on my screen stood no button: what I typed only went to Sam."""
    sam = await line.note_begun(mia)
    mia.send("can someone write to me")
    await sam.hears("text", body="can someone write to me")
    await claims(sam, mia)
    mia.send("safe word")
    await sam.hears("text", body="safe word")
    await mia.sees("Do you want to pick a safe word?")
    mia.tap("Pick a safe word")
    await mia.sees(UNDER)
    mia.tap("maple")

    await sam.hears("opening", safe_word="maple")


async def test_he_pressed_what_stood_above_my_word_and_only_got_a_wrong_number(line: World, mia: Person) -> None:
    """A1: "Person" told him that my chat is still open, and what Sam had written came up under his thumb."""
    sam, conversation = await talking(line, mia)
    hello = await mia.sees("Is it okay to read")
    mia.send("he is coming")
    offer = await mia.sees("Do you want to see who you can reach")
    mia.tap("Safe word")
    old = await mia.sees(UNDER)
    mia.send("pineapple")
    await mia.until(lambda: mia.screen_text().count(UNDER) == 2, "the words to be asked for once more")
    mia.tap("maple")
    await sam.hears("opening", safe_word="maple")
    mia.send("maple")
    await sam.hears("text", safe_word=True)
    await sam.text(conversation, "Is he still there?")
    await line.bot_took(conversation, sam)
    for label, on in (("Person", hello), ("Yes, show me", offer), ("No, go on", offer), ("canoe", old)):
        mia.tap(label, on=on)
        await line.quiet()
    texts = [one.text for one in mia.screen()]

    assert set(texts[texts.index("maple") + 1 :]) == {"Sorry, wrong number."}


@pytest.mark.parametrize("asks", ["Numbers", "/help"])
async def test_he_asked_for_numbers_below_my_word_and_got_numbers_and_nothing_of_my_talk(
    line: World, mia: Person, asks: str
) -> None:
    """A1, promise 4: they are there whoever asks, by an old button or by Telegram's own list; what Sam wrote waits for me all the same."""
    sam, conversation = await talking_with_a_word(line, mia)
    hello = await mia.sees("Is it okay to read")
    mia.send("penguin")
    await sam.hears("text", safe_word=True)
    await sam.text(conversation, "Is he still there?")
    await line.bot_took(conversation, sam)
    mia.send(asks) if asks == "/help" else mia.tap(asks, on=hello)
    await mia.sees("1-888-310-1122")
    mia.send("who is this")
    await mia.until(lambda: mia.screen_text().count("Sorry, wrong number.") == 2, "the wrong number once more")
    await line.quiet()
    assert "Is he still there?" not in mia.screen_text()
    mia.start()

    await mia.sees("Is he still there?")


@pytest.mark.parametrize("typed", ["pen guin", "Pen Guin!", "PENGUIN"])
async def test_my_phone_put_a_space_into_my_word_and_it_hides_all_the_same(
    line: World, mia: Person, typed: str
) -> None:
    """One bar of signal, thirty seconds, and a keyboard that knows better."""
    sam, _ = await talking_with_a_word(line, mia)
    mia.send(typed)
    await mia.sees("Sorry, wrong number.")
    await sam.hears("text", safe_word=True)
