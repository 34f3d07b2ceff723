"""A youth is asked, pauses and takes back: nobody comes in, and nobody is silenced, without it being said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.fakes.line import Line
from tests.journeys.conftest import founded, joined, waiting
from tests.journeys.stage import PATIENCE

pytestmark = pytest.mark.journey


def test_a_youth_lets_somebody_in_and_takes_it_back(chromium: Browser, line: Line) -> None:
    """The worker asks, the youth reads what that person must do, says yes, takes it back; each turn stands on the desk."""
    robin = founded(chromium, line)
    youth = waiting(chromium, line)
    robin.opens_first("Waiting")
    robin.claims()
    panel = robin.page.locator(".desk-panel")
    panel.locator('[data-act="let-in"]').click()
    asking = robin.page.get_by_role("dialog")
    asking.get_by_role("radio", name=re.compile("child protection worker")).check()
    asking.locator('[data-act="confirm"]').click()
    youth.reads("If you are under 16 and not safe, they must act.")
    youth.taps("Yes, they can come in")
    youth.reads("They can come in now.")
    agreed = panel.locator(".desk-letting-in details")
    expect(agreed).to_contain_text("agreed at", timeout=PATIENCE)
    expect(robin.page.locator(".desk-words-box")).to_contain_text("They agreed that a child protection worker comes in")
    agreed.locator("summary").click()
    expect(agreed).to_contain_text("They read:")
    expect(agreed).to_contain_text("they must act.")
    youth.taps("Take it back")
    youth.reads("that is taken back")

    expect(agreed).to_contain_text("taken back at", timeout=PATIENCE)
    assert robin.complaints == []


def test_a_pause_is_told_undone_and_looked_at(chromium: Browser, line: Line) -> None:
    """First "not okay", then a pause with a reason; the youth reads the truth, and a colleague ends what was not right."""
    robin = founded(chromium, line)
    sam = joined(chromium, line, robin, "Sam")
    youth = waiting(chromium, line)
    youth.writes("you are useless")
    sam.opens_first("Waiting")
    sam.claims()
    sam.reads("you are useless")
    expect(sam.page.locator('[data-act="mute"]')).to_have_count(0)
    sam.page.locator("#desk-thread-name").focus()
    sam.page.keyboard.press("n")
    expect(sam.box).to_have_value(re.compile("both stay kind"))
    sam.page.keyboard.press("Control+Enter")
    youth.reads("We can go on if we both stay kind.")
    sam.page.locator('[data-act="mute"]').click(timeout=PATIENCE)
    dialog = sam.page.get_by_role("dialog")
    dialog.get_by_label("Why").select_option(label="Insults")
    dialog.locator('[data-act="confirm"]').click()
    expect(sam.page.locator(".desk-notices")).to_contain_text("Paused until", timeout=PATIENCE)
    expect(sam.page.locator("#desk-paused")).to_be_visible()
    youth.writes("come on")
    youth.reads("We paused this chat for now.")
    sam.reads("come on")
    expect(robin.page.locator('[aria-labelledby="desk-reviews"]')).to_contain_text("paused by Sam", timeout=PATIENCE)
    expect(robin.page.locator('[aria-labelledby="desk-reviews"]')).to_contain_text("insults")
    robin.page.locator('[data-act="mute-undone"]').click()

    expect(sam.page.locator("#desk-paused")).to_have_count(0, timeout=PATIENCE)
    expect(robin.page.locator('[aria-labelledby="desk-reviews"]')).to_have_count(0)
    assert robin.complaints == []
    assert sam.complaints == []
