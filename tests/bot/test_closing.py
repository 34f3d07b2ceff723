"""A worker says that a talk is over: it is over on both sides, and an old word that comes late ends nothing."""

from __future__ import annotations

from typing import Any

from api.conversations import claims as claims_of
from api.conversations.reports.queries import sums
from api.protocol.limits import LAPSE_AFTER
from bot.sealing.keys import b64u
from tests.bot.stories import asks_for, claims, on_call, talking
from tests.bot.world import World
from tests.fakes.telegram.person import Person


async def outcomes(line: World) -> dict[str, int]:
    """What came of talks, as the month's report will say it."""
    relay: Any = line.relay
    async with relay.app.state.database.reading() as connection:
        counted = await sums(connection, 0, 99_999_999)
    return {key: number for (kind, key), number in counted.items() if kind == "outcome"}


async def test_a_worker_whose_tab_dies_right_after_the_word_leaves_nobody_waiting(line: World, mia: Person) -> None:
    """I read that it is over, so nobody on call is woken for me, and the clock that erases it runs."""
    sam = await on_call(line, "Sam")
    kai = await on_call(line, "Kai")
    await asks_for(mia)
    conversation = await claims(sam, mia)
    await sam.write(conversation, {"t": "close"})
    await sam.leave()
    await mia.sees("This chat is done for now")
    # At once where the desk was gone already, within the minute where it went a moment after the word.
    await line.moves(61)
    closed = await kai.sees_row(conversation, state="closed")
    assert closed["purge_at"] is not None

    line.passes(LAPSE_AFTER / 1000 + 60)
    relay: Any = line.relay
    await claims_of.lapse(relay.app.state.mail)
    row = await line.line.relay.call("GET", f"/api/conversations/{b64u(conversation)}")
    assert row["state"] == "closed"
    assert await outcomes(line) == {"unsaid": 1}


async def test_a_worker_who_is_there_says_what_came_of_it(line: World, mia: Person) -> None:
    """The youth's end leaves the row to whoever wrote the word: their answer counts, and not that the youth went."""
    sam, conversation = await talking(line, mia)
    await sam.write(conversation, {"t": "close"})
    await mia.sees("This chat is done for now")
    assert (await sam.row(conversation))["state"] == "claimed"

    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/close", {"outcome": "plan"})
    await line.quiet()
    assert await outcomes(line) == {"plan": 1}


async def test_a_worker_who_is_there_and_closes_nothing_is_waited_for_a_minute(line: World, mia: Person) -> None:
    """A desk that hangs keeps no talk open that its youth was told is over."""
    sam, conversation = await talking(line, mia)
    await sam.write(conversation, {"t": "close"})
    await mia.sees("This chat is done for now")
    await line.moves(61)

    await sam.sees_row(conversation, state="closed")


async def test_erase_waits_for_no_worker(line: World, mia: Person) -> None:
    """Promise 9: told that it is over, I erase it, and it is gone, though the worker has not closed it yet."""
    sam, conversation = await talking(line, mia)
    await sam.write(conversation, {"t": "close"})
    await mia.sees("This chat is done for now")
    mia.send("/erase")

    await sam.loses(conversation)


async def test_an_old_close_that_comes_after_i_was_put_back_ends_nothing(line: World, mia: Person) -> None:
    """Sam's line broke while Sam pressed Close. I was told that I am back in line; what comes late changes nothing of that."""
    sam = await on_call(line, "Sam")
    kai = await on_call(line, "Kai")
    await asks_for(mia)
    conversation = await claims(sam, mia)
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/release", {})
    await mia.sees("had to go")
    await sam.write(conversation, {"t": "close"})
    await line.bot_took(conversation, sam)
    mia.send("are you still there?")
    await kai.hears("text", body="are you still there?")
    await kai.claim(conversation)
    await kai.text(conversation, "Yes. I am Kai.")

    await mia.sees("Yes. I am Kai.")
    assert "This chat is done for now" not in mia.screen_text()


async def test_what_the_relay_closed_while_the_bot_was_away_is_over_for_me_when_it_is_back(
    line: World, mia: Person
) -> None:
    """Nobody said a word of it: the row alone knows. I am told at once, and not only when I write into a talk that nobody has."""
    sam, conversation = await talking(line, mia)
    await line.quiet()
    await line.stop_bot()
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/close", {})
    await line.start_bot()
    await line.bot_is_up()

    await mia.sees("This chat is done for now")
