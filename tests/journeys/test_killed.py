"""The bot is killed -9 at each step of a talk, before both people's eyes; no word is lost, and what may come twice says so."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Browser, expect

from tests.bot.dying import POINTS
from tests.fakes.line import Line
from tests.journeys.conftest import eventually, founded, rows, waiting

pytestmark = pytest.mark.journey
# At which steps it dies with a word of the youth in hand, and at which with one of the worker.
YOUTHS = ("written, not committed", "committed", "taken by the relay")
WORKERS = ("written, not committed", "committed", "claimed, not sent", "shown on the phone")
Dies = Callable[[str, Callable[[], None]], None]
REPEAT = "(You may have seen this before.)"


@pytest.fixture
def dies(line: Line) -> Dies:
    """Let somebody do something, the bot die at a step of it, and another one start in its place."""
    order = line.folder / "die"
    line.bot.stop()
    line.bot.command = [sys.executable, "-m", "tests.bot.dying", str(order)]
    line.bot.start()

    def at(point: str, somebody: Callable[[], None]) -> None:
        eventually("nothing is on its way", lambda: not rows(line, "sends", "bot.db") + rows(line, "posts", "bot.db"))
        order.write_text(point)
        somebody()
        assert line.bot.process is not None
        assert line.bot.process.wait(60) == -9
        line.bot.start()

    return at


def test_a_talk_goes_on_over_a_bot_that_dies_at_each_step(chromium: Browser, line: Line, dies: Dies) -> None:
    """Each reads every word of the other once; of what the bot cannot know the youth reads that it may be there twice."""
    worker = founded(chromium, line)
    youth = waiting(chromium, line)
    worker.opens_first("Waiting")
    worker.claims()
    youth.reads("is here now")

    for point in YOUTHS:
        dies(point, partial(youth.writes, f"my word, {point}"))
        worker.reads(f"my word, {point}")
    for point in WORKERS:
        dies(point, partial(worker.writes, f"your answer, {point}"))
        youth.reads(f"your answer, {point}")
    youth.writes("the last word")
    worker.reads("the last word")

    bubbles = youth.page.locator("p.words")
    expect(bubbles.filter(has_text=REPEAT)).to_have_count(2)

    came = [(REPEAT in text, text.splitlines()[-1]) for text in bubbles.all_inner_texts() if "your answer" in text]
    once, again = [f"your answer, {point}" for point in WORKERS], "your answer, shown on the phone"
    assert came == [*((word == "your answer, claimed, not sent", word) for word in once), (True, again)]
    read = worker.page.locator(".desk-from-youth .desk-bubble-body").all_inner_texts()
    assert read == [*(f"my word, {point}" for point in YOUTHS), "the last word"]
    assert {*YOUTHS, *WORKERS} == {point for point in POINTS if not point.startswith("published")}
