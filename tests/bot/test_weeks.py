"""The bot counts on which screens youth stop, once each, and hands a finished week over, rounded."""

from __future__ import annotations

from typing import Any

from bot.memory import queries
from bot.outbox.weeks import Weeks
from content.counts import week_of
from tests.bot.world import World
from tests.fakes.telegram.person import Person

WEEK = 7 * 86_400_000


class Ear:
    """A relay that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    async def call(self, _method: str, path: str, body: Any = None) -> Any:
        """Take it."""
        assert path == "/api/studio/steps"
        self.told.append(body)
        return {"kept": True}


async def counted(world: World) -> dict[str, int]:
    """Return what stands on the disk, all weeks together."""
    weeks = Weeks(world.line.chats, lambda: "America/Winnipeg")
    await weeks.start()
    return {step: number for cells in weeks._counted.values() for step, number in cells.items()}


async def test_a_first_look_counts_and_a_second_does_not(alone: World, mia: Person) -> None:
    """With the youth's own step, on the disk; coming back adds nothing, and no chat is named."""
    mia.start()
    await mia.sees("Is it okay to read")
    mia.tap("Yes")
    await mia.sees("What would help right now?")
    mia.tap("Who are you?")
    await mia.sees("is run by")
    mia.tap("Menu")
    await mia.sees("What would help right now?")
    found = await counted(alone)
    async with alone.line.database.reading() as connection:
        kept = await queries.fact(connection, "weeks")

    assert found == {"hello": 1, "menu": 1, "who_1": 1}
    assert kept is not None
    assert str(mia.id).encode() not in kept


async def test_a_week_is_handed_over_once_rounded_and_then_forgotten(alone: World) -> None:
    """Fewer than ten are not told; a week that runs stays; what was taken is forgotten here."""
    line = alone.line
    now = line.now()
    weeks = Weeks(line.chats, lambda: "America/Winnipeg")
    for number in range(23):
        async with line.chats.hold(line.chats.mac(9_000 + number), 9_000 + number) as held:
            assert held is not None
            held.notes["first"] = ["menu"] if number >= 9 else ["menu", "danger_1"]
            weeks.keep(held)
    ear = Ear()
    await weeks.hand_over(ear, now)  # type: ignore[arg-type]
    assert ear.told == []
    await weeks.hand_over(ear, now + WEEK)  # type: ignore[arg-type]
    await weeks.hand_over(ear, now + WEEK)  # type: ignore[arg-type]

    assert ear.told == [{"week": week_of(now, "America/Winnipeg"), "steps": {"menu": 20}}]
    assert await counted(alone) == {}


async def test_what_was_not_kept_was_not_counted(alone: World) -> None:
    """A step that fails takes its count back."""
    line = alone.line
    weeks = line.weeks
    try:
        async with line.chats.hold(line.chats.mac(9_001), 9_001) as held:
            assert held is not None
            held.notes["first"] = ["menu"]
            weeks.keep(held)
            raise LookupError
    except LookupError:
        pass

    assert sum(sum(cells.values()) for cells in weeks._counted.values()) == 0
