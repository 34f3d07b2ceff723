"""What the line counts of the buttons that a youth came by: an id of a closed list, and nothing without a button."""

from __future__ import annotations

from typing import Any

from tests.bot.stories import asks_for, on_call
from tests.bot.world import World
from tests.fakes.telegram.person import Person


def openings(line: World) -> list[dict[str, Any]]:
    """Note what the bot asks the relay to open from now on."""
    call = line.line.relay.call
    noted: list[dict[str, Any]] = []

    async def listening(method: str, path: str, body: Any = None) -> Any:
        if (method, path) == ("POST", "/api/conversations"):
            noted.append(body)
        return await call(method, path, body)

    line.line.relay.call = listening  # type: ignore[method-assign]
    return noted


async def test_the_button_that_a_youth_came_by_is_told_with_the_opening(line: World, mia: Person) -> None:
    """Pictures, then a person: the relay learns `pics` for its counts, and takes it."""
    sam = await on_call(line)
    opened = openings(line)
    mia.start()
    await mia.sees("Is it okay to read")
    mia.tap("Yes")
    await mia.sees("What would help right now?")
    mia.tap("Someone has my pics")
    await mia.sees("That is scary")
    mia.send("Person")
    await mia.sees("Who would you like?")
    mia.tap("A community worker")
    await mia.sees("with no one looking on?")
    mia.tap("Skip")
    await mia.sees("Do you need someone fast?")
    mia.tap("No")
    await mia.sees("You are in line")
    await sam.conversation()

    assert [one.get("topic") for one in opened] == ["pics"]


async def test_who_came_straight_to_a_person_has_no_topic(line: World, mia: Person) -> None:
    """Nothing is guessed from words."""
    sam = await on_call(line)
    opened = openings(line)
    await asks_for(mia)
    await sam.conversation()

    assert [set(one) for one in opened] == [{"id", "audience", "channel", "priority", "note"}]
