"""Takes the pictures of a safe word, of somebody who waits for an answer, and of what is asked before going off call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.journeys.stage import PATIENCE, Worker, Youth, pressed

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera

PHONE: Any = {"width": 360, "height": 740}


def picks_a_word(youth: Youth, camera: Camera) -> None:
    """A safe word, picked in the middle of a talk."""
    youth.taps("Safe word")
    youth.reads("We will act like a wrong number")
    youth.page.get_by_role("log", name="Messages").evaluate(
        "log => log.lastElementChild.scrollIntoView({block: 'start'})"
    )
    camera.takes("phone-safe-word", youth.page)
    youth.taps("maple")
    youth.reads("Your word is set")


def waits_for_an_answer(worker: Worker, youth: Youth, camera: Camera) -> None:
    """Two minutes without an answer, seen in the list; and what is asked before somebody goes off call."""
    page = worker.page
    youth.writes("can we look at tomorrow too")
    worker.reads("tomorrow too")
    expect(page.locator(".desk-row-owed")).to_be_visible(timeout=4 * PATIENCE)
    camera.takes("not-answered", page)
    page.locator("button.call-on").click()
    pressed(page, "Go off call")
    expect(page.get_by_role("dialog", name="One young person is with you")).to_be_visible()
    camera.takes_both("go-off-call", page)
    pressed(page, "Stay on call")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Back to all conversations").click()
    camera.takes_narrow("not-answered-narrow", page)
    worker.opens_first("With you")
    worker.writes("Yes. Tomorrow is yours to plan, and I am here for it.")
