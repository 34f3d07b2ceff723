"""Parts of the line die in the middle of a talk; nothing is lost, and nobody is told what is not true."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.fakes.line import Line
from tests.journeys.conftest import founded, waiting

pytestmark = pytest.mark.journey


def test_the_relay_goes_away_and_comes_back(chromium: Browser, line: Line) -> None:
    """While the relay is down the youth still gets numbers; what both wrote meanwhile arrives once, in order."""
    worker = founded(chromium, line)
    youth = waiting(chromium, line)
    worker.opens_first("Waiting")
    worker.claims()
    line.relay.kill()
    youth.writes("first while it was down")
    youth.writes("second while it was down")
    youth.writes("/help")
    youth.reads("1-888-310-1122")
    line.relay.start()
    worker.reads("first while it was down")
    worker.reads("second while it was down")
    worker.writes("I saw both")
    youth.reads("I saw both")

    said = worker.page.get_by_role("log", name="Messages").inner_text()
    assert said.count("first while it was down") == 1
    assert said.index("first while it was down") < said.index("second while it was down")


def test_the_bot_is_killed_between_two_messages(chromium: Browser, line: Line) -> None:
    """A power cut at the bot's host loses no word of either side."""
    worker = founded(chromium, line)
    youth = waiting(chromium, line)
    youth.writes("before the cut")
    worker.opens_first("Waiting")
    worker.claims()
    worker.reads("before the cut")
    line.bot.kill()
    youth.writes("in the dark")
    worker.writes("I am still here")
    line.bot.start()
    worker.reads("in the dark")
    youth.reads("I am still here")
    youth.writes("after it")
    worker.reads("after it")

    assert worker.page.get_by_role("log", name="Messages").inner_text().count("in the dark") == 1


def test_a_worker_who_reloads_finds_everything_again(chromium: Browser, line: Line) -> None:
    """A crash of the tab in the middle of a sentence: unlock, and the talk and the draft are there."""
    worker = founded(chromium, line)
    youth = waiting(chromium, line)
    youth.writes("dont go")
    worker.opens_first("Waiting")
    worker.claims()
    worker.writes("I stay")
    worker.drafts("half a sent")
    worker.page.reload()
    worker.unlocks()
    worker.opens_first("With you")

    worker.reads("dont go")
    worker.reads("I stay")
    expect(worker.box).to_have_value("half a sent")
