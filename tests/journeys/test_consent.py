"""A youth is asked, pauses and takes back: nobody comes in, and nobody is silenced, without it being said."""

from __future__ import annotations

import contextlib
import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.fakes.line import Line
from tests.journeys.conftest import founded, joined, waiting
from tests.journeys.stage import PATIENCE, Worker, pressed

pytestmark = pytest.mark.journey


def rows_of(worker: Worker) -> Locator:
    """Every conversation in somebody's list."""
    return worker.page.locator(".desk-rows .desk-row")


def test_a_youth_lets_somebody_in_and_takes_it_back(chromium: Browser, either: Line) -> None:
    """The youth reads what that person must do, says yes, and who it is before their first word; takes it back, and they are out."""
    robin = founded(chromium, either)
    kai = joined(chromium, either, robin, "Kai", circle="Child protection")
    noor = joined(chromium, either, robin, "Noor", circle="Police")
    youth = waiting(chromium, either)
    youth.writes("they want me back at the house")
    robin.opens_first("Waiting")
    robin.claims()
    robin.reads("they want me back at the house")
    for outside in (kai, noor):
        expect(rows_of(outside)).to_have_count(0)
    panel = robin.page.locator(".desk-panel")
    panel.locator('[data-act="let-in"]').click()
    asking = robin.page.get_by_role("dialog")
    asking.get_by_role("radio", name=re.compile("^Child protection worker")).check()
    asking.locator('[data-act="confirm"]').click()
    youth.reads("If you are under 16 and not safe, they must act.")
    youth.taps("Yes, they can come in")
    youth.reads("They can come in now.")
    agreed = panel.locator(".desk-letting-in details")
    expect(agreed).to_contain_text(re.compile("agreed at .*Winnipeg time.*, until .*Winnipeg time"), timeout=PATIENCE)
    expect(robin.page.locator(".desk-words-box")).to_contain_text("They agreed that a child protection worker comes in")
    agreed.locator("summary").click()
    expect(agreed).to_contain_text("They read:")
    expect(agreed).to_contain_text("they must act.")
    robin.page.locator("[data-act=help-me]").first.click()
    expect(robin.page.get_by_role("dialog")).to_contain_text("can join with one press", timeout=PATIENCE)
    pressed(robin.page, "Back to the conversation")
    kai.opens_first("With colleagues")
    kai.page.locator("[data-act=join-help]").first.click()
    youth.reads("They work for family services (you can ask which ones).")
    youth.reads("This person is a child protection worker. They are not police.")
    kai.reads("they want me back at the house")
    youth.taps("Take it back")
    youth.reads("that is taken back")

    expect(agreed).to_contain_text("taken back at", timeout=PATIENCE)
    expect(rows_of(kai)).to_have_count(0, timeout=PATIENCE)
    youth.writes("only you please")
    robin.reads("only you please")
    expect(kai.page.get_by_text("only you please")).to_have_count(0)
    expect(rows_of(noor)).to_have_count(0)
    assert robin.complaints == kai.complaints == noor.complaints == []


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
    paused_until = re.compile("Paused until .*Winnipeg time")
    expect(sam.page.locator(".desk-notices")).to_contain_text(paused_until, timeout=PATIENCE)
    expect(sam.page.locator("#desk-paused")).to_be_visible()
    paused = youth.page.get_by_role("log", name="Messages").get_by_text("We paused this chat for now.")
    for _ in range(6):  # the bot hears of the pause a moment after the desk does
        youth.writes("come on")
        with contextlib.suppress(AssertionError):
            expect(paused.first).to_be_visible(timeout=10_000)
            break
    youth.reads("We paused this chat for now.")
    sam.reads("come on")
    expect(robin.page.locator('[aria-labelledby="desk-reviews"]')).to_contain_text("paused by Sam", timeout=PATIENCE)
    expect(robin.page.locator('[aria-labelledby="desk-reviews"]')).to_contain_text("insults")
    robin.page.get_by_text("One pause waits for a second person.").get_by_role("button", name="Look at it").click()
    expect(robin.page.locator("#desk-reviews")).to_be_focused()
    expect(sam.page.locator("[data-act=pauses]")).to_have_count(0)
    robin.page.locator('[data-act="mute-undone"]').click()

    expect(sam.page.locator("#desk-paused")).to_have_count(0, timeout=PATIENCE)
    expect(robin.page.locator('[aria-labelledby="desk-reviews"]')).to_have_count(0)
    assert robin.complaints == []
    assert sam.complaints == []
