"""A heavy night on one line: what a worker finds and sends, who looks after them, and the truth when nobody is left."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.fakes.line import Line, running
from tests.journeys.conftest import eventually, founded, joined, waiting
from tests.journeys.planning import planned
from tests.journeys.stage import PATIENCE, Worker, pressed
from tests.journeys.test_care import keeps, page_of_the_record, picks
from tests.journeys.test_the_team_is_called import Gateway, gateway_here
from tests.web.hands import Hands
from tests.web.people import DESK, PHONE

pytestmark = pytest.mark.journey
WAKES_SAM = {"to": "+18075550100", "text": "Desk needs you"}


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A phone gateway on this machine."""
    with gateway_here() as held:
        yield held


@pytest.fixture
def line(tmp_path: Path, gateway: Gateway) -> Iterator[Line]:
    """A line that can call its people."""
    with running(tmp_path / "line", {"API_HOOK_URL": gateway.url, "API_HOOK_KEY": "sixteen letters!"}) as started:
        yield started


def can_be_called(worker: Worker, number: str) -> None:
    """Have a phone that the desk rings."""
    worker.looks_at("This device")
    pressed(worker.page, "Add a phone")
    worker.page.get_by_label("Phone number").fill(number)
    pressed(worker.page, "Add it")
    expect(worker.page.locator(".way")).to_have_count(1, timeout=PATIENCE)
    worker.looks_at("Desk")


def sends_a_service(worker: Worker, words: str) -> None:
    """Narrow the list to what needs no voice, find one there, and send its card with one key."""
    worker.page.locator("[data-act=services]").click()
    dialog = worker.page.get_by_role("dialog", name="Send a service")
    quiet, listed = dialog.get_by_role("button", name=re.compile("^Without speaking")), dialog.get_by_role("radio")
    expect(listed.first).to_be_visible(timeout=PATIENCE)
    fewer = int(quiet.locator(".desk-count").inner_text())
    assert 0 < fewer < listed.count()
    quiet.click()
    expect(listed).to_have_count(fewer)
    find = dialog.get_by_label("Find", exact=True)
    find.fill(words)
    expect(listed).to_have_count(1)
    find.press("Enter")
    worker.page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)


def finds(worker: Worker, word: str) -> None:
    """Look for a word in all that this desk can open, from wherever one is, and go to where it was said."""
    worker.page.locator("#desk-thread-name").focus()
    worker.page.keyboard.press("f")
    search = worker.page.get_by_role("dialog", name="Find words")
    search.get_by_role("textbox").fill(word)
    expect(search.locator("mark")).to_have_text(re.compile(word, re.IGNORECASE))
    worker.page.keyboard.press("Enter")
    said = worker.page.get_by_role("log", name="Messages").locator(".desk-from-youth").filter(has_text=word)
    expect(said).to_be_focused(timeout=PATIENCE)


def test_a_worker_is_cared_for_and_when_all_have_gone_the_youth_is_told(
    chromium: Browser, line: Line, gateway: Gateway
) -> None:
    """Kai sends a card, reports, judges it red, hands on and rests; Sam is rung for Kai, and for Robin who asks for help; Robin ends it well and Kai hears so.

    H27: then all three leave in the middle of a talk: the youth hears it at once, with numbers, and nothing is sent unlocked.
    """
    robin = founded(chromium, line)
    kai, sam = joined(chromium, line, robin, "Kai"), joined(chromium, line, robin, "Sam", part="Supervisor")
    can_be_called(sam, WAKES_SAM["to"])
    planned(robin, primary="Robin", supervisor="Sam")
    youth = waiting(chromium, line)
    youth.writes("we met at the marina")
    kai.opens_first("Waiting")
    kai.claims()
    kai.reads("we met at the marina")
    youth.reads("is here now")
    sends_a_service(kai, "kids help")
    youth.reads("Kids Help Phone")
    finds(kai, "marina")

    report = page_of_the_record(kai, "report")
    report.get_by_label("Where they live").select_option("Sioux Lookout")
    report.get_by_role("button", name=re.compile("I called this one.*Tikinagan")).click()
    picks(report, "What they said", "They took it and will act")
    picks(report, "Told the young person first?", "Yes")
    keeps(report)
    expect(report).to_contain_text("Your report is made.", timeout=PATIENCE)
    kai.page.keyboard.press("Escape")
    report.locator('[data-page="risk"]').click()
    picks(report, "How high is the risk now?", "High")
    keeps(report)
    expect(report.get_by_role("heading", name="Safety plan")).to_be_visible()
    kai.page.keyboard.press("Escape")
    report.locator('[data-page="handover"]').click()
    report.get_by_label("What they want").fill("a ride home")
    keeps(report)
    expect(report).to_contain_text("Locked on this device.", timeout=PATIENCE)
    kai.puts_back()
    youth.reads("back in line")

    debrief = kai.page.get_by_role("dialog", name="That was a heavy one")
    debrief.get_by_role("radio", name="Shaken").check()
    debrief.get_by_role("radio", name="Yes, soon").check()
    assert gateway.taken == []
    debrief.locator("[data-act=call-me]").click()
    expect(debrief).to_contain_text("Your supervisor on duty was woken", timeout=PATIENCE)
    eventually("Sam's phone rings", lambda: [json.loads(one) for one in gateway.taken] == [WAKES_SAM])
    asked = sam.page.get_by_role("region", name="Kai wants to be called")
    expect(asked).to_contain_text("Kai asks you to call them.", timeout=PATIENCE)
    hands = Hands(sam.page, screens=[PHONE, DESK])
    hands.walks()
    hands.shows_no_barrier(PHONE, DESK)
    hands.press("I call them now")
    expect(asked).to_have_count(0)
    hands.keeps_the_focus()
    debrief.locator("[data-act=debrief]").click()
    expect(kai.page.get_by_role("region", name="Your rest")).to_contain_text("Ten minutes for you.")
    for colleague in (sam, robin):
        expect(colleague.page.get_by_role("region", name="The team")).to_contain_text(
            "Kai, on a break", timeout=PATIENCE
        )
        expect(colleague.page.get_by_text("Shaken")).to_have_count(0)

    robin.opens_first("Waiting")
    robin.claims()
    robin.page.locator("[data-act=help-me]").click()
    expect(robin.page.get_by_role("dialog")).to_contain_text("Sam is being woken.", timeout=PATIENCE)
    robin.page.get_by_role("button", name="Back to the conversation").click()
    robin.page.locator("[data-act=help-off]").click()
    robin.page.locator("[data-act=read-handover]").click()
    theirs = robin.page.locator(".record")
    expect(theirs).to_contain_text("a ride home")
    robin.page.keyboard.press("Escape")
    theirs.locator('[data-page="report"]').click()
    expect(theirs).to_contain_text("Kai: made", timeout=PATIENCE)
    expect(theirs.locator(".record-theirs")).to_contain_text("They took it and will act")
    expect(theirs.locator(".record-theirs").locator("input, textarea, select, button")).to_have_count(0)
    robin.page.get_by_role("button", name="Close the care record").click()
    robin.page.locator("[data-act=close]").click()
    robin.page.get_by_label("What came of it").select_option("plan")
    robin.page.locator("[data-act=confirm]").click()
    youth.reads("This chat is done for now")
    expect(kai.page.get_by_role("region", name=re.compile("^Closed"))).to_contain_text(
        "You handed it on; there is a safety plan", timeout=PATIENCE
    )

    # It was heavy for Robin too, so Sam is there when the youth comes back.
    pressed(robin.page, "Not now")
    expect(robin.page.get_by_role("region", name="Your rest")).to_be_visible()
    youth.taps("Menu", "Person", "A community worker", "Yes")
    youth.reads("Do you need someone fast")
    youth.taps("No")
    youth.reads("You are in line")
    youth.writes("can we go on")
    sam.opens_first("Waiting")
    sam.claims()
    sam.reads("can we go on")
    sam.writes("Yes. I am here.")
    youth.reads("Yes. I am here.")
    for worker in (kai, robin, sam):
        worker.goes_off_call()
    youth.reads("had to go")
    youth.reads("No one could get to you")
    youth.reads("1-888-310-1122")
    youth.writes("are you there")
    youth.reads("That was not sent. I can't lock it right now")
    expect(sam.page.get_by_text("are you there")).to_have_count(0)

    assert sam.complaints == kai.complaints == robin.complaints == []
