"""What comes for one conversation is done in its order, and no other waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.delivery import lanes as lanes_room
from bot.delivery.lanes import Lanes
from bot.memory.database import Unavailable

MIA, NOA = b"mia", b"noa"


async def nothing() -> None:
    """Give up without a word."""


class Days:
    """What was done, in its order, and doors at which work waits."""

    def __init__(self) -> None:
        """Nothing was done yet."""
        self.done: list[str] = []
        self.door = asyncio.Event()

    def work(self, name: str, waits: bool = False) -> Callable[[], Awaitable[None]]:
        """Return a piece of work."""

        async def do() -> None:
            if waits:
                await self.door.wait()
            self.done.append(name)

        return do


async def test_what_waits_for_mia_keeps_nobody_from_noa() -> None:
    """The relay is slow with an answer about Mia's chat: hers stays in order behind it, Noa's goes on."""
    lanes, days = Lanes(), Days()
    await lanes.put(MIA, days.work("mia claims", waits=True), nothing)
    await lanes.put(MIA, days.work("mia's words"), nothing)
    await lanes.put(NOA, days.work("noa's words"), nothing)
    while "noa's words" not in days.done:
        await asyncio.sleep(0)
    before = list(days.done)
    days.door.set()
    await lanes.idle()

    assert before == ["noa's words"]
    assert days.done == ["noa's words", "mia claims", "mia's words"]


@pytest.mark.parametrize("why", [Unavailable(), KeyError("ours")], ids=["no database", "a fault of ours"])
async def test_what_fails_is_tried_again_before_what_came_behind_it(
    why: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is passed over: a word that could not be kept twice is kept the third time, and the next comes after it."""
    monkeypatch.setattr(lanes_room, "FIRST_PAUSE", 0.001)
    lanes, days, left = Lanes(), Days(), [why, why]

    async def fails_twice() -> None:
        if left:
            raise left.pop()
        days.done.append("first")

    await lanes.put(MIA, fails_twice, nothing)
    await lanes.put(MIA, days.work("second"), nothing)
    await lanes.idle()

    assert days.done == ["first", "second"]


async def test_what_cannot_be_done_is_given_up_in_words_and_what_came_behind_it_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fault of ours about one frame is no fault of the next; nobody waits a minute for each of them."""
    monkeypatch.setattr(lanes_room, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(lanes_room, "TRIES", 3)
    lanes, days, tried = Lanes(), Days(), []

    async def never() -> None:
        tried.append(1)
        raise KeyError("ours")

    await lanes.put(MIA, never, days.work("it is said that something came"))
    await lanes.put(MIA, never, never)
    await lanes.put(MIA, days.work("next"), nothing)
    await lanes.idle()

    assert days.done == ["it is said that something came", "next"]
    assert len(tried) == 3 + 1 + 1


async def test_when_the_line_breaks_what_was_begun_is_done_and_the_rest_comes_again() -> None:
    """After the break everything is brought anew from the bot's own cursors: old work would only stand in its way."""
    lanes, days = Lanes(), Days()
    await lanes.put(MIA, days.work("begun", waits=True), nothing)
    await lanes.put(MIA, days.work("dropped"), nothing)
    await asyncio.sleep(0)
    lanes.drop()
    await lanes.put(MIA, days.work("brought again"), nothing)
    days.door.set()
    await lanes.idle()

    assert days.done == ["begun", "brought again"]


async def test_what_failed_is_not_tried_again_once_the_line_has_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is brought anew, at the place where a relay that was put back from a backup has it now."""
    monkeypatch.setattr(lanes_room, "FIRST_PAUSE", 0.001)
    lanes, days, tried = Lanes(), Days(), []

    async def fails() -> None:
        tried.append(1)
        lanes.drop()
        raise Unavailable

    await lanes.put(MIA, fails, days.work("given up"))
    await lanes.idle()
    await lanes.put(MIA, days.work("brought again"), nothing)
    await lanes.idle()

    assert (len(tried), days.done) == (1, ["brought again"])


async def test_the_relay_waits_when_too_much_stands_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat that is held up does not fill the memory: whoever brings more waits until there is room."""
    monkeypatch.setattr(lanes_room, "MOST", 2)
    lanes, days = Lanes(), Days()
    await lanes.put(MIA, days.work("one", waits=True), nothing)
    await lanes.put(MIA, days.work("two"), nothing)
    third = asyncio.create_task(lanes.put(NOA, days.work("three"), nothing))
    for _ in range(5):
        await asyncio.sleep(0)
    waits = not third.done()
    days.door.set()
    await third
    await lanes.idle()

    assert waits
    assert sorted(days.done) == ["one", "three", "two"]


async def test_the_bot_ends_in_the_middle_of_something() -> None:
    """What was not done, or not even begun, is no task left behind."""
    lanes, days = Lanes(), Days()
    await lanes.put(MIA, days.work("never", waits=True), nothing)
    await asyncio.sleep(0)
    await lanes.put(NOA, days.work("not begun"), nothing)
    await lanes.stop()
    await lanes.idle()

    assert days.done == []
