"""Somebody sets the clock of the bot's machine two days forward: nothing is erased, ended or forgotten for it (H26)."""

from __future__ import annotations

import contextlib

import pytest

from bot.memory import queries
from bot.memory.database import Unavailable
from bot.relay.client import Refused
from bot.settings.clock import BELIEVED_AFTER, DRIFT, Believed
from bot.settings.counts import COUNTS
from tests.bot.stories import talking
from tests.bot.world import World
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

HOUR = 3_600_000
DAY = 24 * HOUR


async def leaps(line: World, by: int) -> None:
    """Somebody sets the bot's clock, and the bot does what is due."""
    line.leapt = by
    await line.line.clock.look()
    await line.line.clock.tidy()
    await line.quiet()


async def test_h26_a_clock_that_leaps_ends_no_talk(line: World, mia: Person) -> None:
    """H26: I wrote a moment ago. Nobody tells me that it is over, nor that Sam had to go; once the clock is right we go on."""
    sam, conversation = await talking(line, mia)
    mia.send("I am here right now")
    await sam.hears("text", body="I am here right now")
    await line.quiet()
    before = mia.screen_text()
    await leaps(line, 2 * DAY)
    after = mia.screen_text()
    await leaps(line, 0)
    await sam.text(conversation, "I am here too.")
    await mia.sees("I am here too.")

    assert after == before
    assert (await sam.row(conversation))["state"] == "claimed"


async def test_h26_words_that_wait_for_telegram_are_shown_after_all(line: World, tg: Practice, mia: Person) -> None:
    """H26: Telegram was away when Sam wrote, and the clock leapt: I read it when Telegram is back."""
    sam, conversation = await talking(line, mia)
    tg.faults.down()
    await sam.text(conversation, "I can pick you up.")
    await line.bot_took(conversation, sam)
    line.leapt = 2 * DAY + HOUR
    await line.line.clock.tidy()
    tried = COUNTS["send_retries"]
    # One try may have begun before the leap: two have to end.
    await until(lambda: COUNTS["send_retries"] > tried + 1 or not line.line.sends.waiting(), 30)
    await line.stop_bot()
    tg.faults.up()
    line.leapt = 0
    await line.start_bot()

    await mia.sees("I can pick you up.")


async def test_h26_erase_finds_all_of_it_after_the_clock_was_wrong(line: World, mia: Person) -> None:
    """H26: what stands on my phone is remembered through a leap and back, so that /erase can take it away."""
    sam, _ = await talking(line, mia)
    mia.send("something private")
    await sam.hears("text", body="something private")
    await line.quiet()
    await leaps(line, 2 * DAY + HOUR)
    await leaps(line, 0)
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await line.quiet()

    assert [bubble.text for bubble in mia.screen() if "All clear" not in bubble.text] == []


async def test_h26_what_i_wrote_while_it_was_wrong_leaves_my_screen_a_day_after_it_is_right(
    line: World, mia: Person
) -> None:
    """H26: the wipe was planned by the wrong clock for three days later; Telegram would take nothing back by then."""
    await leaps(line, 2 * DAY)
    mia.start()
    await mia.sees("Is it okay to read")
    await leaps(line, 0)
    await line.moves(25 * 3600)
    await line.quiet()

    assert mia.screen() == []


async def test_h26_it_counts_also_where_the_database_was_away_as_the_clock_came_back(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H26: what is to be done for every chat is done at the next look, not forgotten."""
    await leaps(line, 2 * DAY)
    mia.start()
    await mia.sees("Is it okay to read")
    with monkeypatch.context() as away:
        away.setattr(queries, "all_chats", _away)
        with pytest.raises(Unavailable):
            await leaps(line, 0)
    await leaps(line, 0)
    await line.moves(25 * 3600)
    await line.quiet()

    assert mia.screen() == []


async def _away(_: object) -> None:
    raise Unavailable("away")


async def test_h26_keys_that_open_what_is_on_its_way_are_not_destroyed(line: World) -> None:
    """H26: a leap of a week, and each receive key that workers may have sealed to is still there."""
    had = list(line.line.trust.receive_keys)
    line.leapt = 7 * DAY
    with contextlib.suppress(Refused):  # the relay, whose clock is right, takes no key of next week
        await line.line._renew_key()

    assert had
    assert [key for key in line.line.trust.receive_keys if key in had] == had


class Machine:
    """A clock and a count that tests move."""

    def __init__(self) -> None:
        self.wall, self.count = 1_790_000_000_000, 50

    def passes(self, time: int) -> None:
        """Let time go by."""
        self.wall, self.count = self.wall + time, self.count + time

    def believed(self) -> Believed:
        """Return how much of it is believed, from now on."""
        return Believed(lambda: self.wall, lambda: self.count)


def test_h26_a_leap_is_believed_a_day_later() -> None:
    """H26: until then time goes on as it passed; the clock may have been wrong before, and right since."""
    machine = Machine()
    believed = machine.believed()
    began = machine.wall
    machine.wall += 2 * DAY
    assert believed.early() == began
    machine.passes(BELIEVED_AFTER - 1)
    assert believed.early() == began + BELIEVED_AFTER - 1
    machine.passes(1)

    assert believed.early() == machine.wall


@pytest.mark.parametrize("set_by", [DRIFT, -DRIFT, -HOUR])
def test_h26_a_small_correction_and_a_clock_set_back_count_at_once(set_by: int) -> None:
    """H26: neither erases anything early."""
    machine = Machine()
    believed = machine.believed()
    machine.wall += set_by
    assert believed.early() == machine.wall


def test_h26_a_clock_that_came_back_was_never_believed() -> None:
    """H26: whoever set it noticed; another leap begins a day of its own."""
    machine = Machine()
    believed = machine.believed()
    machine.wall += DAY
    believed.early()
    machine.wall -= DAY
    machine.passes(23 * HOUR)
    assert believed.early() == machine.wall
    machine.wall += DAY
    believed.early()
    machine.passes(2 * HOUR)

    assert believed.early() == machine.wall - DAY
