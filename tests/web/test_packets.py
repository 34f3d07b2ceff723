"""A hand-off packet with a keyboard alone and open to everybody, on a wide screen and on a phone's: made, looked at, printed.

It is begun from what a phone folds away, and found again in the list, which stands alone there: so that story is told on each screen.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.fakes.youth import Youth
from tests.web.hands import Hands
from tests.web.people import DESK, PHONE, Worker


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_paper_for_a_court_by_tab_and_enter(sam: Worker, ana: Worker, youth: Youth, screen: Any) -> None:
    """Every stop is on the way of Tab and shows, axe finds nothing, and paper holds the packet and nothing else."""
    for worker in (sam, ana):
        worker.looks_from(screen)
    hands, page, second = Hands(sam.page, sam.phrase), sam.page, Hands(ana.page, ana.phrase)
    youth.ask("hello", "he waits outside")
    sam.claim(youth)
    more = page.locator("[aria-controls=desk-strip-more]")
    if more.is_visible():
        hands.goes_to(more)
        page.keyboard.press("Enter")
    hands.press("Hand-off packet")
    hands.picks("A court order")
    hands.walks()
    sam.shows_no_barrier()
    hands.press("Go on")
    expect(page.get_by_role("dialog")).to_contain_text("Pick a message, or write")
    hands.goes_to(page.get_by_label("For whom"))
    page.get_by_label("For whom").select_option(label="A court")
    hands.goes_to(page.get_by_role("checkbox", name="he waits outside"))
    page.keyboard.press("Space")
    hands.picks("Yes, I told them")
    hands.fills("In your own words", "As the order of 3 November asks.")
    hands.walks()
    sam.shows_no_barrier()
    hands.press("Go on")
    expect(page.get_by_role("dialog")).to_contain_text("Two people hand something over")
    hands.press("Ask them to look")
    expect(page.get_by_role("dialog")).to_contain_text("Choose who looks at it with you.")
    hands.goes_to(page.get_by_role("radio", name="Ana"))
    page.keyboard.press("Space")
    hands.walks()
    sam.shows_no_barrier()
    hands.press("Ask them to look")
    expect(page.get_by_role("dialog")).to_have_count(0)
    if screen is PHONE:
        page.keyboard.press("Escape")
    expect(page.locator(".packet-list")).to_contain_text("Ana is asked to look at your packet for a court on paper")
    sam.shows_no_barrier()

    second.press("Look at it")
    expect(ana.page.locator(".packet-page")).to_contain_text("As the order of 3 November asks.")
    second.walks()
    ana.shows_no_barrier()
    second.press("Not like this")
    second.press("Tell them")
    expect(ana.page.get_by_role("dialog")).to_contain_text("Say in a sentence what is wrong with it.")
    ana.shows_no_barrier()
    second.press("Back")
    second.press("Agree")
    expect(ana.page.locator(".packet-list")).to_have_count(0)

    hands.press("See and print it")
    expect(page.locator(".packet-page")).to_contain_text("Ana (supervisor)")
    sam.shows_no_barrier()
    page.evaluate("() => { globalThis.print = () => { document.body.dataset.printed = 'yes'; }; }")
    hands.press("Print")
    expect(page.locator("body[data-printed]")).to_have_count(1)
    page.emulate_media(media="print")
    seen = "(one) => getComputedStyle(one).visibility"
    assert page.locator(".packet-page h3").evaluate(seen) == "visible"
    assert {page.locator(name).first.evaluate(seen) for name in (".bar", "#desk", ".dialog-head")} == {"hidden"}
    page.emulate_media(media="screen")
    page.keyboard.press("Escape")
    expect(page.locator(".packet-list")).to_contain_text("Printed.")
    hands.press("Put it away")
    expect(page.locator(".packet-list")).to_have_count(0)


def test_when_nobody_else_is_there_it_waits_and_help_does_not(sam: Worker, youth: Youth) -> None:
    """One person alone hands nothing over; at serious harm the page says to call, now."""
    youth.ask("hello", "he waits outside")
    sam.claim(youth)
    page = sam.page
    page.route("**/api/certificates", lambda route: route.fulfill(json={"items": []}))
    page.reload()
    sam.unlocks()
    sam.at_desk()
    sam.open(youth)
    sam.press("Hand-off packet")
    sam.picks("Risk of serious harm")
    page.get_by_role("checkbox", name="he waits outside").check()
    sam.picks("Yes, I told them")
    sam.press("Go on")
    dialog = page.get_by_role("dialog")

    expect(dialog).to_contain_text("No colleague whom they agreed to can be reached now")
    expect(dialog).to_contain_text("call 911 or 1-888-310-1122 now")
    expect(dialog.locator("[data-act=confirm]")).to_be_disabled()
    page.unroute("**/api/certificates")
    page.reload()
    sam.unlocks()
    sam.at_desk()


def test_a_list_that_cannot_be_asked_says_so(sam: Worker, ana: Worker, youth: Youth) -> None:
    """The relay away in the middle: a plain sentence, nothing is lost from the page, and the next press works."""
    youth.ask("hello", "he waits outside")
    sam.claim(youth)
    page = sam.page
    sam.press("Hand-off packet")
    sam.picks("A court order")
    page.get_by_role("checkbox", name="he waits outside").check()
    sam.picks("Yes, I told them")
    sam.press("Go on")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Ana").check()
    page.route("**/packets", lambda route: route.abort())
    sam.press("Ask them to look")
    expect(dialog).to_contain_text("The relay cannot be reached right now.")
    page.unroute("**/packets")
    sam.press("Ask them to look")
    expect(page.locator(".packet-list")).to_contain_text("Ana is asked to look")
    expect(ana.page.locator(".packet-list")).to_contain_text("asks you to look")
    page.locator("[data-act=packet-back]").click()

    expect(page.locator(".packet-list")).to_have_count(0)
    expect(ana.page.locator(".packet-list")).to_have_count(0)


def test_what_was_picked_is_still_there_after_a_reload(sam: Worker, youth: Youth) -> None:
    """A tab that was closed in the middle: the picks and the words are there, and go when Sam begins anew or has asked."""
    sam.looks_from(DESK)
    youth.ask("hello", "he waits outside")
    sam.claim(youth)
    page = sam.page
    sam.press("Hand-off packet")
    page.get_by_label("For whom").select_option(label="Child protection")
    page.get_by_role("checkbox", name="he waits outside").check()
    sam.fills("In your own words", "A dark blue car.")
    sam.press("Not now")
    sam.press("Hand-off packet")  # opens when what was typed rests
    expect(page.get_by_role("dialog")).to_contain_text("writes: A dark blue car.")
    page.reload()
    sam.unlocks()
    sam.at_desk()
    sam.open(youth)
    sam.press("Hand-off packet")

    expect(page.get_by_role("dialog")).to_contain_text("What you had picked is still here.")
    expect(page.get_by_label("In your own words")).to_have_value("A dark blue car.")
    expect(page.get_by_label("For whom")).to_have_value("child_protection")
    expect(page.get_by_role("checkbox", name="he waits outside")).to_be_checked()
    sam.shows_no_barrier()
    sam.press("Ask them")
    assert "A dark blue car." in youth.hear("ask")["text"]
    sam.press("Hand-off packet")
    expect(page.get_by_label("In your own words")).to_have_value("")
    sam.fills("In your own words", "Something else.")
    sam.press("Not now")
    sam.press("Hand-off packet")
    sam.press("Begin anew")
    expect(page.get_by_label("In your own words")).to_have_value("")
    sam.press("Not now")


def test_a_question_that_another_stands_before_is_asked_again(sam: Worker, youth: Youth) -> None:
    """Another question stood before them: Sam reads that, and one press asks again, word for word."""
    youth.ask("hello")
    sam.claim(youth)
    sam.press("Hand-off packet")
    sam.fills("In your own words", "A dark blue car.")
    sam.press("Ask them")
    first = youth.hear("ask")
    youth.say({"t": "busy", "kind": "packet", "to": first["to"], "of": first["mid"]})
    expect(sam.log).to_contain_text("Another question stands before them")
    expect(sam.page.locator(".packet-packing")).to_contain_text("They cannot answer about the packet for the police")
    sam.press("Ask again")
    second = youth.hear("ask", lambda one: one["mid"] != first["mid"])

    assert (second["to"], second["text"]) == (first["to"], first["text"])
    expect(sam.page.get_by_role("button", name="Ask again")).to_have_count(0)
    expect(sam.page.locator(".packet-packing")).to_contain_text("They are asked about a packet for the police")
