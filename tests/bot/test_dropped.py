"""A bot that was taken off the list: it reads so in the signed list, says so to youth at once, and comes back when it is let in."""

from __future__ import annotations

import pytest

from bot.app.enrol import enrol
from bot.relay.client import Refused
from bot.sealing.keys import Identity
from bot.sealing.roster import WEEK, Device, make_roster
from bot.settings.counts import COUNTS
from tests.bot.stories import on_call
from tests.bot.test_taken_out import NOW
from tests.bot.test_taken_out import Line as Lists
from tests.bot.world import World
from tests.fakes.telegram.person import Person

CLOSED = "No one is here to chat right now"


async def asks(mia: Person) -> None:
    """Come to the door and ask for a person."""
    mia.start()
    await mia.sees("Is it okay to read")
    mia.send("Person")


def me(line: World) -> Device:
    """Return the bot's own place on the list."""
    identity = line.line.trust.identity
    return Device(identity.pub, identity.device, "bot", 0, "Telegram bot")


async def test_a_bot_that_is_taken_off_tells_nobody_to_wait_for_people_who_cannot_hear_it(
    line: World, mia: Person
) -> None:
    """The relay lets it read no list any more, only the one that dropped it; and once it is let in again, people are there again."""
    await on_call(line, "Sam")
    assert line.founder is not None
    await line.founder.drop(me(line).device)
    await line.bot_learns(lambda: not line.line.trust.on_roster(), "that it is off the list")
    await asks(mia)
    await mia.sees(CLOSED)
    await line.founder.admit(me(line))
    await line.line.joining.once(ask=False)

    assert line.line.trust.on_roster()


async def test_a_bot_that_was_off_while_it_was_taken_off_learns_it_when_it_starts(line: World, mia: Person) -> None:
    """It took up its old list from the disk; the sign-in that is refused brings the one that dropped it, however many came since."""
    await on_call(line, "Sam")
    await line.stop_bot()
    assert line.founder is not None
    await line.founder.drop(me(line).device)
    for label in ("Ana", "Ben"):
        await line.worker(label, on_call=False)
    await line.start_bot()
    await line.bot_learns(lambda: not line.line.trust.on_roster(), "that it is off the list")
    await asks(mia)
    await mia.sees(CLOSED)

    pins = line.line.trust.pins
    assert pins is not None and pins.roster is not None
    assert "Ana" not in {one.label for one in pins.roster.devices}


async def test_a_bot_that_was_taken_off_while_it_was_off_asks_again_by_the_operators_command(line: World) -> None:
    """It is not told that it is on the list already by the list that it kept."""
    await on_call(line, "Sam")
    await line.stop_bot()
    before = await enrol(line.settings())
    assert line.founder is not None
    await line.founder.drop(me(line).device)

    assert before == (True, "The bot is on the roster already.")
    assert await enrol(line.settings()) == (
        True,
        "The bot asks to join. Compare the digits in the console under People, and approve it.",
    )


async def test_a_bot_that_was_taken_off_and_was_off_for_longer_than_a_list_holds_asks_to_be_let_in(line: World) -> None:
    """The list that dropped it has run out, and is no proof any more; it asks all the same, and is there again once it is approved."""
    await on_call(line, "Sam")
    await line.stop_bot()
    assert line.founder is not None
    await line.founder.drop(me(line).device)
    line.passes(8 * 24 * 3600)
    await line.start_bot()
    with pytest.raises(Refused, match="not-on-roster"):
        await line.line.relay.sign_in()
    assert line.line.trust.on_roster()
    await line.line.joining.once()
    await line.founder.approve_bot()
    await line.line.joining.once()
    await line.bot_is_up()

    assert line.line.trust.on_roster()


async def test_a_no_of_the_relay_without_a_signed_list_takes_the_bot_off_nothing() -> None:
    """Nothing, nonsense, a list that a stranger signed, the list that it holds: it goes by what it has, and raises no alarm each half minute."""
    line = Lists()
    trust, stranger = line.started(), Identity.generate()
    first = await line.looks(trust)
    kept, alarms = dict(line.kept), COUNTS["roster_alarms"]
    forged = make_roster([stranger], first, NOW + WEEK - 1, 1, ["community"], [])
    shown: list[dict[str, str]] = [
        {},
        {"root": "{", "roster": "7"},
        {"root": line.shown["root"], "roster": forged},
        {"root": line.shown["root"], "roster": line.shown["roster"]},
    ]
    for left in shown:
        await trust.read_dropped(left, NOW)

    assert (trust.seen, trust.on_roster(), line.kept) == (1, True, kept)
    assert COUNTS["roster_alarms"] == alarms


async def test_the_signed_list_that_dropped_the_bot_holds_after_a_restart() -> None:
    """It comes with a root document that is older than the bot's, as when the signer's key was taken out and named anew."""
    line = Lists()
    old = line.shown["root"]
    line.shown["root"] = line.names(2, line.sam, line.ana)
    trust = line.started()
    first = await line.looks(trust)
    await trust.read_dropped({"root": old, "roster": line.lists(line.ana, first)}, NOW)

    assert (trust.seen, trust.on_roster(), line.started().on_roster()) == (2, False, False)
