"""What leaves the line for the police: with a youth's yes or a reason, by two people, opened by one officer alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.fakes.line import Line
from tests.journeys.conftest import OFFICER, eventually, founded, joined, rows, waiting
from tests.journeys.stage import PATIENCE, Worker, Youth
from tests.journeys.traces import found, needles, rare_word
from tests.web.hands import Hands
from tests.web.people import DESK, PHONE

pytestmark = pytest.mark.journey


def packets(worker: Worker) -> Locator:
    """The packets on somebody's list."""
    return worker.page.locator(".packet-list")


def dialog(worker: Worker) -> Locator:
    """What is asked of somebody now."""
    return worker.page.get_by_role("dialog")


def chooses(worker: Worker, receiver: str, second: str) -> None:
    """Say to whom it goes and who looks at it first."""
    asked = dialog(worker)
    asked.get_by_role("radio", name=re.compile(f"^{receiver}")).check()
    asked.get_by_role("radio", name=re.compile(f"^{second}")).check()
    asked.locator("[data-act=confirm]").click()
    expect(asked).to_have_count(0, timeout=PATIENCE)


def looks(worker: Worker, at: str) -> Locator:
    """Open what waits on the list, and see the packet."""
    packets(worker).locator(f"[data-act={at}]").click(timeout=PATIENCE)
    page = dialog(worker).locator(".packet-page")
    expect(page).to_be_visible(timeout=PATIENCE)
    return page


def meets_one_at_a_time(officer: Worker, first: Youth, second: Youth) -> None:
    """See one of two youth who asked for an officer, claim, talk and end; only then is the other met."""
    asked = officer.page.get_by_role("region", name="One young person asked for an officer", exact=True)
    for youth, word, answer in ((first, rare_word(), rare_word()), (second, rare_word(), rare_word())):
        expect(asked.locator("[data-conversation]")).to_have_count(1, timeout=PATIENCE)
        expect(officer.page).to_have_title(re.compile(r"^\(1\) "))
        officer.opens_first("One young person asked for an officer")
        officer.claims()
        officer.writes(f"I am a police officer. {answer}")
        youth.reads(answer)
        youth.writes(f"can you say what happens next {word}")
        officer.reads(word)
        officer.closes()
        youth.reads("This chat is done for now")
    expect(asked).to_have_count(0, timeout=PATIENCE)


def test_what_a_youth_agreed_to_reaches_an_officer_and_nobody_else(chromium: Browser, line: Line) -> None:
    """No first, then yes to other words; a colleague looks; the officer reads it by keys alone, with no queue and no talk beside it.

    Then two youth ask for an officer themselves: that officer meets one, and after them the other, and nobody else sees either.
    """
    words = {name: rare_word() for name in ("picked", "left", "summary")}
    robin = founded(chromium, line)
    sam = joined(chromium, line, robin, "Sam")
    noor = joined(chromium, line, robin, "Noor", circle="Police")
    youth = waiting(chromium, line)
    youth.writes(f"he waits outside {words['picked']}")
    youth.writes(f"my teacher knows {words['left']}")
    sam.opens_first("Waiting")
    sam.claims()
    sam.reads(words["left"])

    sam.page.locator("[data-act=packet]").click()
    dialog(sam).locator("[data-act=confirm]").click()
    expect(dialog(sam)).to_contain_text("Pick a message, or write")
    dialog(sam).get_by_label("In your own words").fill("Please drive by the school.")
    dialog(sam).locator("[data-act=confirm]").click()
    youth.reads("Please drive by the school.")
    youth.taps("No, keep it here")
    youth.reads("It stays here.")
    sam.reads("They would rather not have this handed to the police")
    expect(sam.page.locator("[data-act=packet-hand]")).to_have_count(0)

    sam.page.locator("[data-act=packet]").click()
    dialog(sam).get_by_role("checkbox", name=re.compile(words["picked"])).check()
    dialog(sam).get_by_label("In your own words").fill(f"A dark car, {words['summary']}.")
    dialog(sam).locator("[data-act=confirm]").click()
    youth.reads(words["summary"])
    youth.reads("even if you change your mind")
    youth.taps("Yes, hand it over")
    sam.page.locator("[data-act=packet-hand]").click(timeout=PATIENCE)
    chooses(sam, "Noor", "Robin")
    expect(packets(noor)).to_have_count(0)
    draft = looks(robin, "packet-look")
    expect(draft).to_contain_text(words["picked"])
    expect(draft).to_contain_text("Yes, hand it over")
    dialog(robin).locator("[data-act=packet-yes]").click()
    youth.reads("It is handed over now, to the police")
    expect(packets(sam)).to_contain_text("Handed over to Noor; not opened yet", timeout=PATIENCE)
    expect(packets(noor)).to_contain_text("A packet for you, from Sam (worker)", timeout=PATIENCE)
    hands = Hands(noor.page, screens=[PHONE, DESK])
    hands.walks()
    hands.shows_no_barrier(PHONE, DESK)
    hands.press("Open it")
    page = dialog(noor).locator(".packet-page")
    expect(page).to_be_visible(timeout=PATIENCE)
    hands.is_asked("A packet for you")
    hands.shows_no_barrier(PHONE, DESK)
    for told in ("Sam (worker)", "Robin (worker)", "They agreed", words["picked"], words["summary"]):
        expect(page).to_contain_text(told)
    expect(page).not_to_contain_text(words["left"])
    hands.press("I have it")
    hands.keeps_the_focus()
    expect(packets(sam)).to_contain_text("Noor has opened it", timeout=PATIENCE)
    youth.taps("Take it back")
    youth.reads("It is handed over already")

    expect(noor.page.locator("#desk")).to_contain_text("You see no queue")
    hands.walks()
    hands.shows_no_barrier(PHONE, DESK)
    expect(noor.page.locator("[data-conversation]")).to_have_count(0)

    one, other = (waiting(chromium, line, phone, OFFICER) for phone in (2, 3))
    eventually("both are at the relay", lambda: rows(line, "conversations WHERE state = 'waiting'") == 2)
    expect(noor.page.locator("[data-conversation]")).to_have_count(1, timeout=PATIENCE)
    meets_one_at_a_time(noor, one, other)
    for worker in (robin, sam):
        expect(worker.page.locator("#desk")).to_contain_text("Nobody is waiting.")
    assert found(line.folder, needles(words.values())) == {}
    assert [person.complaints for person in (robin, sam, noor)] == [[], [], []]


def test_without_a_yes_there_is_a_reason_and_a_no_of_the_second_person_stops_it(chromium: Browser, line: Line) -> None:
    """Serious harm: told first or why not; "not like this" comes back in words; then it goes, and one changed bit ends it."""
    why = rare_word()
    robin = founded(chromium, line)
    sam = joined(chromium, line, robin, "Sam")
    noor = joined(chromium, line, robin, "Noor", circle="Police")
    youth = waiting(chromium, line)
    youth.writes("he waits at the bus")
    sam.opens_first("Waiting")
    sam.claims()
    sam.reads("he waits at the bus")

    def asks() -> None:
        sam.page.locator("[data-act=packet]").click()
        dialog(sam).get_by_role("radio", name=re.compile("^Risk of serious harm")).check()
        expect(dialog(sam)).to_contain_text("A packet is paper, not help.")
        dialog(sam).get_by_role("checkbox", name=re.compile("he waits at the bus")).check()
        dialog(sam).get_by_role("radio", name="No", exact=True).check()
        dialog(sam).locator("[data-act=confirm]").click()
        expect(dialog(sam)).to_contain_text("Say why they were not told first.")
        dialog(sam).get_by_label("Why not").fill(f"He reads their phone, {why}.")
        dialog(sam).locator("[data-act=confirm]").click()
        chooses(sam, "Noor", "Robin")

    asks()
    expect(looks(robin, "packet-look")).to_contain_text("He reads their phone")
    dialog(robin).locator("[data-act=packet-no]").click()
    dialog(robin).get_by_label("What is wrong with it").fill("Leave the bus to the call you make.")
    dialog(robin).locator("[data-act=confirm]").click()
    packets(sam).locator("[data-act=packet-why]").click(timeout=PATIENCE)
    expect(packets(sam)).to_contain_text("Leave the bus to the call you make.", timeout=PATIENCE)
    expect(packets(noor)).to_have_count(0)
    packets(sam).get_by_role("button", name="Put it away").click()
    expect(packets(sam)).to_have_count(0, timeout=PATIENCE)

    asks()
    looks(robin, "packet-look")
    dialog(robin).locator("[data-act=packet-yes]").click()
    expect(packets(noor)).to_contain_text("Risk of serious harm", timeout=PATIENCE)

    def spoils(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        sealed = answer.json()["sealed"]
        spoiled = sealed[:-40] + ("A" if sealed[-40] != "A" else "B") + sealed[-39:]
        route.fulfill(response=answer, json={"sealed": spoiled})  # type: ignore[attr-defined]

    noor.page.route("**/take", spoils)
    packets(noor).locator("[data-act=packet-open]").click()
    expect(dialog(noor)).to_contain_text("It is not believed", timeout=PATIENCE)
    expect(noor.page.locator(".packet-page")).to_have_count(0)
    dialog(noor).get_by_role("button", name="Close").last.click()
    noor.page.unroute("**/take")
    page = looks(noor, "packet-open")
    expect(page).to_contain_text("Without their yes")
    expect(page).to_contain_text("They were not told first")

    youth.no_longer_reads("Can we hand")
    assert found(line.folder, needles([why])) == {}
    assert [person.complaints for person in (robin, sam, noor)] == [[], [], []]


def test_a_youth_takes_it_back_while_a_colleague_looks(chromium: Browser, line: Line) -> None:
    """One tap, and it is gone from both desks; what went out unread a worker takes back, and the youth hears of it."""
    robin = founded(chromium, line)
    sam = joined(chromium, line, robin, "Sam")
    noor = joined(chromium, line, robin, "Noor", circle="Police")
    youth = waiting(chromium, line)
    youth.writes("he waits outside")
    sam.opens_first("Waiting")
    sam.claims()
    sam.reads("he waits outside")

    def agrees() -> None:
        sam.page.locator("[data-act=packet]").click()
        dialog(sam).get_by_role("checkbox", name=re.compile("he waits outside")).check()
        dialog(sam).locator("[data-act=confirm]").click()
        youth.reads("Can we hand what you see above")
        youth.taps("Yes, hand it over")
        sam.page.locator("[data-act=packet-hand]").click(timeout=PATIENCE)
        chooses(sam, "Noor", "Robin")

    agrees()
    looks(robin, "packet-look")
    youth.taps("Take it back")
    youth.reads("that is taken back")
    expect(packets(sam)).to_have_count(0, timeout=PATIENCE)
    expect(sam.page.locator(".desk-notices")).to_contain_text("They took their yes back.")
    dialog(robin).locator("[data-act=packet-yes]").click()
    expect(dialog(robin)).to_contain_text("There is nothing here for you.", timeout=PATIENCE)
    robin.page.keyboard.press("Escape")

    agrees()
    looks(robin, "packet-look")
    dialog(robin).locator("[data-act=packet-yes]").click()
    expect(packets(noor)).to_contain_text("A packet for you", timeout=PATIENCE)
    youth.reads("It is handed over now")
    packets(sam).locator("[data-act=packet-back]").click()
    expect(packets(noor)).to_have_count(0, timeout=PATIENCE)
    youth.reads("they have not read it")

    assert [person.complaints for person in (robin, sam, noor)] == [[], [], []]
