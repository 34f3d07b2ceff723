"""Nobody came in time: beside the truth stand the services that somebody answers now, each with its number."""

from __future__ import annotations

from tests.bot.stories import asks_for, on_call, talking
from tests.bot.world import World
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

MINUTE = 60
SORRY = "No one could get to you"
OPEN = {
    "Emergency": ["Call 911"],
    "Officers, where 911 does not work": ["Call 1-888-310-1122"],
    "Kids Help Phone": ["Text CONNECT to 686868", "Call 1-800-668-6868"],
    "988, to talk day or night": ["Call 988", "Text 988"],
}


async def test_at_five_minutes_the_youth_is_shown_who_is_open_and_can_copy_each_number(
    line: World, mia: Person
) -> None:
    """Emergency, police, a line to text, a line for the night: each says that it is open, and how; and going on waiting is one tap."""
    await on_call(line)
    await asks_for(mia)
    await line.quiet()
    await line.moves(5 * MINUTE + 1)
    truth = (await mia.sees(SORRY)).text.splitlines()

    names = [one for one in truth if one in OPEN]
    ends = [truth.index(name) for name in names[1:]] + [len(truth)]
    shown = {name: truth[truth.index(name) : end] for name, end in zip(names, ends, strict=True)}
    assert names == list(OPEN)
    for name, ways in OPEN.items():
        assert [one for one in shown[name] if one.startswith(("Call", "Text"))] == ways
        assert "Open day and night." in shown[name]
    for number in ("911", "1-888-310-1122", "686868", "1-800-668-6868", "988"):
        assert f"Copy {number}" in mia.buttons()
    assert "Keep waiting" in mia.buttons()


async def test_i_read_their_last_words_then_that_they_had_to_go_then_what_follows(
    line: World, tg: Practice, mia: Person
) -> None:
    """Promise 7: Telegram was slow when my worker left: what they wrote before does not stand below, as if they were back."""
    sam, conversation = await talking(line, mia)
    tg.faults.broken("sendMessage", 502)
    await sam.text(conversation, "I look it up.")
    await until(lambda: not tg.faults.pending())
    await sam.off_call()
    await mia.sees(SORRY)
    await mia.sees("I look it up.")
    await line.quiet()

    said = [bubble.text for bubble in mia.screen() if not bubble.mine]
    order = ("I look it up.", "had to go", SORRY)
    words, gone, sorry = (next(place for place, text in enumerate(said) if one in text) for one in order)
    assert (words, gone) == (sorry - 2, sorry - 1)


async def test_numbers_that_i_ask_for_go_before_words_that_wait_and_no_word_is_lost(
    line: World, tg: Practice, mia: Person
) -> None:
    """Promise 4: Telegram was slow: I type /help, the numbers come first, and what my worker wrote comes in their order."""
    sam, conversation = await talking(line, mia)
    tg.faults.broken("sendMessage", 502)
    await sam.text(conversation, "first words")
    await until(lambda: not tg.faults.pending())
    await sam.text(conversation, "second words")
    await line.bot_took(conversation, sam)
    mia.send("/help")
    await mia.sees("second words")
    await line.quiet()

    said = [bubble.text for bubble in mia.screen() if not bubble.mine]
    order = ("1-888-310-1122", "first words", "second words")
    numbers, first, second = (max(place for place, text in enumerate(said) if one in text) for one in order)
    assert numbers < first < second
