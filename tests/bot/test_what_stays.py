"""What a youth was to keep: it outlives the timed wipe, may be saved, and goes when they say so."""

from __future__ import annotations

from sqlalchemy import select

from bot.memory.tables import shown
from bot.sealing.keys import b64u
from tests.bot.stories import talking
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person

HOUR = 3600
PLAN = "One small step for today: I text my aunt"


async def sent(line: World, mia: Person) -> tuple[Worker, bytes, bytes]:
    """A worker sends a plan that the youth wants to keep."""
    sam, conversation = await talking(line, mia)
    mid = await sam.write(conversation, {"t": "text", "body": PLAN, "keep": True})
    await mia.sees(PLAN)
    await line.quiet()
    return sam, conversation, mid


async def hours(line: World, number: int) -> None:
    """Let hours go by, as they do."""
    for _ in range(number):
        await line.moves(HOUR)
        await line.quiet()


async def test_a_plan_may_be_saved_and_what_is_said_around_it_may_not(line: World, mia: Person) -> None:
    """The plan is theirs: Telegram lets them forward, save and copy it; a worker's other words stay protected."""
    sam, conversation, _ = await sent(line, mia)
    await sam.text(conversation, "How does that sound?")
    await mia.sees("How does that sound?")

    assert not mia.bubble(PLAN).protected
    assert mia.bubble("How does that sound?").protected


async def test_the_clock_takes_all_but_the_plan(line: World, mia: Person) -> None:
    """After a day and a half the plan stands alone; after two days nothing about it is remembered, and it still stands."""
    await sent(line, mia)
    mia.send("/stop")
    await mia.sees("Bye for now")
    await hours(line, 36)
    assert [PLAN in bubble.text for bubble in mia.screen()] == [True]
    await hours(line, 14)
    await line.line.clock.tidy()

    assert [PLAN in bubble.text for bubble in mia.screen()] == [True]
    async with line.line.database.reading() as connection:
        assert (await connection.execute(select(shown))).all() == []


async def test_the_button_takes_the_plan_away_at_once_and_nothing_else(line: World, mia: Person) -> None:
    """One tap, no question asked; the talk goes on."""
    sam, conversation, _ = await sent(line, mia)
    before = [bubble.text for bubble in mia.screen() if PLAN not in bubble.text]
    mia.tap("Take this away")
    await mia.sees_no(PLAN)
    await line.quiet()
    assert [bubble.text for bubble in mia.screen()] == before
    await sam.text(conversation, "That is fine.")

    await mia.sees("That is fine.")


async def test_an_old_plan_is_emptied_where_telegram_deletes_no_more(line: World, mia: Person) -> None:
    """After 48 hours Telegram refuses to delete, and /erase says so; the button still empties it of words, and goes."""
    await sent(line, mia)
    await hours(line, 75)
    await line.line.clock.tidy()
    mia.send("/erase")
    await mia.sees("I can't clear what is older than two days")
    await line.quiet()
    assert PLAN in mia.screen_text()
    mia.tap("Take this away")
    await mia.sees("This was taken away.")
    await line.quiet()

    assert PLAN not in mia.screen_text()
    assert mia.bubble("This was taken away.").buttons == ()


async def test_erase_takes_the_plan_too(line: World, mia: Person) -> None:
    """Who clears the chat means all of it, the plan as well."""
    await sent(line, mia)
    await hours(line, 30)
    assert PLAN in mia.screen_text()
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await line.quiet()

    assert PLAN not in mia.screen_text()


async def test_a_corrected_plan_is_still_theirs(line: World, mia: Person) -> None:
    """A worker mends a word in it: it stays, and so does its button."""
    sam, conversation, mid = await sent(line, mia)
    await sam.write(conversation, {"t": "edit", "of": b64u(mid), "body": "I call my aunt"})
    await mia.sees("I call my aunt")
    mia.send("/stop")
    await mia.sees("Bye for now")
    await hours(line, 36)
    assert ["I call my aunt" in bubble.text for bubble in mia.screen()] == [True]
    mia.tap("Take this away")

    await mia.sees_no("I call my aunt")


async def test_a_plan_that_is_not_to_stay_goes_with_the_rest(line: World, mia: Person) -> None:
    """Without a clear yes nothing stays on a phone that others may hold."""
    sam, conversation = await talking(line, mia)
    await sam.write(conversation, {"t": "text", "body": PLAN, "keep": "yes"})
    await mia.sees(PLAN)
    assert mia.bubble(PLAN).protected
    mia.send("/stop")
    await mia.sees("Bye for now")
    await hours(line, 30)

    assert mia.screen() == []
