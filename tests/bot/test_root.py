"""BOT_ROOT, outside practice mode: whom the bot believes is the operator's word, and never the relay's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.enrol import enrol
from bot.sealing.keys import Identity, b64u, safety_number
from bot.settings.counts import COUNTS
from tests.bot.stories import talking
from tests.bot.worker import Founder
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

CLOSED = "No one is here to chat right now"
NUMBER = "1-888-310-1122"
ELSEWHERE = (
    "The relay goes by another address than this bot takes it to have. Set BOT_RELAY_ORIGIN to the relay's API_ORIGIN."
)


@pytest.fixture
async def outside(tg: Practice, tmp_path: Path) -> AsyncIterator[World]:
    """A line with Sam on call, and a bot outside practice mode that is not started yet."""
    world = World(tg, tmp_path, more={"BOT_PRACTICE": "0", "BOT_HOST_SECRET": b64u(bytes(range(32)))})
    await world.start_relay()
    await world.worker("Sam")
    yield world
    await world.close()


def founder_of(world: World) -> Founder:
    """Return who made the line."""
    assert world.founder is not None
    return world.founder


async def asks_for_a_person(mia: Person) -> None:
    """Come to the door and ask."""
    mia.start()
    await mia.sees("Is it okay to read")
    mia.send("Person")


async def test_the_lines_own_root_lets_a_youth_reach_a_worker(outside: World, mia: Person) -> None:
    """The digits are those of the desk; once let in, the bot hands her over, and she is answered."""
    founder = founder_of(outside)
    outside.more["BOT_ROOT"] = b64u(founder.root.pub)
    await outside.start_bot()
    await outside.bot_joins()
    sam, conversation = await talking(outside, mia, "Ada")
    await sam.text(conversation, "You reached Ada.")
    await mia.sees("You reached Ada.")

    digits = safety_number(founder.root.pub, outside.line.trust.identity.pub)
    assert outside.settings().digits_path.read_text().strip() == digits


async def test_with_a_wrong_root_the_roster_is_refused_and_nobody_is_said_to_be_there(
    outside: World, mia: Person
) -> None:
    """Other digits than the desk's; and if a coordinator lets the bot in all the same, it believes nobody of that roster."""
    founder = founder_of(outside)
    outside.more["BOT_ROOT"] = b64u(Identity.generate().pub)
    await outside.start_bot()
    alarms = COUNTS["roster_alarms"]
    await outside.line.joining.once()
    await founder.approve_bot()
    await outside.line.joining.once()
    await asks_for_a_person(mia)
    await mia.sees(CLOSED)
    mia.send("/help")
    await mia.sees(NUMBER)

    digits = safety_number(founder.root.pub, outside.line.trust.identity.pub)
    assert outside.settings().digits_path.read_text().strip() != digits
    assert (outside.line.trust.on_roster(), outside.posted) == (False, [])
    assert COUNTS["roster_alarms"] > alarms


async def test_without_a_root_help_works_and_a_person_is_closed(outside: World, mia: Person) -> None:
    """The bot shows no digits, asks nobody to let it in, and does not take the relay's word for a root."""
    founder = founder_of(outside)
    await outside.start_bot()
    shown = await outside.line.joining.once()
    await asks_for_a_person(mia)
    await mia.sees(CLOSED)
    mia.send("/help")
    await mia.sees(NUMBER)

    await founder.seat.sign_in(founder.admin)
    assert (await founder.seat.relay.call("GET", "/api/enrolments"))["items"] == []
    assert (shown, outside.line.trust.root, outside.posted) == ("", None, [])


async def test_an_operator_whose_bot_takes_the_relay_for_another_address_reads_which_setting_to_put_right(
    outside: World, caplog: pytest.LogCaptureFixture
) -> None:
    """By an inner address the bot reaches a relay that goes by its public one; the command and the log both say so, the log once."""
    outside.more["BOT_ROOT"] = b64u(founder_of(outside).root.pub)
    outside.more["BOT_RELAY_ORIGIN"] = "http://relay:8000"
    asked = await enrol(outside.settings())
    await outside.start_bot()
    for _ in range(2):
        await outside.line.joining.tried()

    assert asked == (False, ELSEWHERE)
    assert caplog.text.count(ELSEWHERE) == 1
    assert "Refused" not in caplog.text
