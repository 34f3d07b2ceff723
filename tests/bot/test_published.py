"""Two editors publish at a real relay, and a youth in the middle of things reads it; whatever else comes changes nothing."""

from __future__ import annotations

import pytest

from bot.settings.counts import COUNTS
from tests.bot.editors import ASKS, Editors, editors
from tests.bot.world import World
from tests.fakes.telegram.person import Person

NEW = "What can we do for you? Pick one. You can change your mind."


@pytest.fixture
async def studio(line: World) -> Editors:
    """A bot on a line with three editors."""
    return await editors(line)


async def at_the_menu(mia: Person) -> None:
    """Say hello and come to the menu."""
    mia.start()
    await mia.sees("Is it okay to read")
    mia.tap("Yes")
    await mia.sees("What would help right now?")


async def test_a_youth_in_the_middle_of_things_reads_the_new_words(line: World, studio: Editors, mia: Person) -> None:
    """Nothing is sent unasked; the next tap shows the new words, an old button works, and the way back is one step."""
    await at_the_menu(mia)
    before, failed = len(mia.screen()), COUNTS["updates_failed"]
    first = await studio.publish(ASKS, NEW)
    await studio.bot_serves(first)
    await line.quiet()
    unasked = len(mia.screen()) - before
    mia.tap("Who are you?")
    await mia.sees("is run by")
    mia.tap("Menu")
    await mia.sees("What can we do for you?")
    second = await studio.publish("{id: w, label: Who are you?", "{id: q, label: Who are you?")
    await studio.bot_serves(second)
    mia.tap("Who are you?")  # the button of the version before
    await line.quiet()

    assert (first, second, unasked) == (1, 2, 0)
    assert "What can we do for you?" in mia.screen()[-1].text
    mia.tap("Who are you?")
    await mia.sees("is run by")

    payload = await studio.asks("Cleo", "/rollback", n=1, why="The button.")
    await studio.signs("Cleo", payload)
    assert await studio.signs("Ben", payload) == 3
    await studio.bot_serves(3)
    mia.tap("Menu")
    await mia.sees("What can we do for you?")
    await line.quiet()

    assert COUNTS["updates_failed"] == failed
