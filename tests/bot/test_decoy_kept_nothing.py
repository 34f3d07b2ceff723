"""Our database is away while somebody else holds the phone: the numbers that everybody gets then are not shown behind the decoy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.memory.changes import Changes
from bot.memory.database import Unavailable
from tests.bot.stories import talking_with_a_word
from tests.bot.world import World
from tests.fakes.telegram.person import Person

DECOY, NUMBER = "Sorry, wrong number.", "1-888-310-1122"


@asynccontextmanager
async def nothing_is_kept(line: World, or_read: bool) -> AsyncIterator[asyncio.Event]:
    """Let the database take nothing that a youth does, and give nothing either; the event says that it was tried."""
    tried, journal, chats = asyncio.Event(), line.line.journal, line.line.chats
    keep, read = journal.keep, chats._read

    async def unread(_: bytes) -> None:
        tried.set()
        raise Unavailable("away")

    async def away(changes: Changes) -> None:
        if changes.marks:
            tried.set()
            raise Unavailable("away")
        await keep(changes)

    journal.keep = away  # type: ignore[method-assign]
    if or_read:
        chats._read = unread  # type: ignore[method-assign]
    yield tried
    journal.keep, chats._read = keep, read  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("words", "or_read"),
    [("who is this", False), ("who is this", True), ("penguin", False)],
    ids=["he types", "he types, and nothing is read", "I say my word"],
)
async def test_he_reads_a_wrong_number_and_no_crisis_line_though_nothing_can_be_kept(
    line: World, mia: Person, words: str, or_read: bool
) -> None:
    """A1, H23: nothing is better than what gives her away; the wrong number follows as soon as it can be kept."""
    await talking_with_a_word(line, mia)
    await line.quiet()
    if words != "penguin":
        mia.send("penguin")
        await mia.sees(DECOY)
        await line.quiet()
    before, decoys = {one.id for one in mia.screen()}, mia.screen_text().count(DECOY)
    async with nothing_is_kept(line, or_read) as tried:
        mia.send(words)
        await asyncio.wait_for(tried.wait(), 10)
    await mia.until(lambda: mia.screen_text().count(DECOY) > decoys, "the wrong number")
    await line.quiet()

    assert [one.text for one in mia.screen() if one.id not in before] == [words, DECOY]


@pytest.mark.parametrize("or_read", [False, True], ids=["nothing is kept", "nothing is read"])
async def test_whoever_comes_back_reads_the_numbers_while_nothing_can_be_kept(
    line: World, mia: Person, or_read: bool
) -> None:
    """Promise 4, H23: her own way back leads to them, as from every screen."""
    await talking_with_a_word(line, mia)
    mia.send("penguin")
    await mia.sees(DECOY)
    await line.quiet()
    before = {one.id for one in mia.screen()}
    async with nothing_is_kept(line, or_read) as tried:
        mia.start()
        await asyncio.wait_for(tried.wait(), 10)
        await mia.until(
            lambda: any(NUMBER in one.text for one in mia.screen() if one.id not in before), "the numbers at once"
        )

    await mia.sees("Your chat is still open")
