"""The signed list of people ran out, since no coordinator signed the next: nothing is sealed by it, and a youth hears so (H18)."""

from __future__ import annotations

from tests.bot.stories import asks_for, claims
from tests.bot.world import World
from tests.fakes.telegram.person import Person

HOUR, DAY = 3600, 86_400
NUMBER = "1-888-310-1122"


async def test_h18_a_list_that_runs_out_in_the_middle_of_a_talk_seals_nothing_more(line: World, mia: Person) -> None:
    """H18: Sam is on call until late, but the list that says who Sam is holds no more: I hear that it did not go, with numbers."""
    sam = await line.worker("Sam", on_call=False)
    await line.moves(7 * DAY - 3 * HOUR)
    await sam.on_call()
    await line.bot_learns(lambda: line.there(sam), "that Sam is on call")
    await asks_for(mia)
    await claims(sam, mia)
    await line.quiet()
    posted = len(line.posted)
    await line.moves(4 * HOUR)
    mia.send("he is here")
    await mia.sees(line.said("not_sealed"))
    await mia.sees(NUMBER)
    await line.quiet()

    assert line.there(sam)
    assert len(line.posted) == posted
