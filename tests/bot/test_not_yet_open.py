"""A talk that the relay has not heard of yet is not lost: the bot follows it once it is open, and not before."""

from __future__ import annotations

from tests.bot.stories import asks_for, on_call
from tests.bot.world import World
from tests.fakes.telegram.person import Person


async def test_who_asked_while_the_relay_was_away_is_not_told_that_the_chat_is_lost(line: World, mia: Person) -> None:
    """Promise 6: the line is back before what opens my chat has gone out; nobody asks for what is not there yet."""
    await on_call(line)
    assert line.relay is not None
    await line.relay.stop()
    await asks_for(mia)
    (talk,) = line.line.desk.talks
    await line.line.posts.stop()  # a slow line: what opens the talk is still to go out
    await line.relay.start()

    assert talk not in await line.line.desk.signed_in()
