"""The studio on one bar: an answer is lost or late, and the editor has gone on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Route, expect

from tests.web.editors import SAVED_MS, Editor
from tests.web.people import PHONE
from tests.web.reviewers import MAIN, Desk, editors, reads_everything

AWAY = "The relay cannot be reached right now."
SIGN, CALLS, REVIEW = "**/api/studio/sign", "**/api/studio/calls", "**/api/studio/review"


@pytest.fixture(scope="module")
def line(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A line of four editors."""
    with editors(browser, tmp_path_factory.mktemp("late")) as desk:
        yield desk


@pytest.fixture
def desk(line: Desk) -> Desk:
    """The same, with nothing waiting."""
    return line.settled()


def loses_the_answer(route: Route) -> None:
    """The relay does what it is asked, and nobody hears it."""
    route.fetch()
    route.abort()


def toast(who: Editor, words: str) -> Locator:
    """The short notice with these words."""
    return who.page.locator(".toast", has_text=words)


def at_service(desk: Desk, name: str) -> Editor:
    """Let Ida look at a service."""
    ida = Editor(desk.ida.page, desk.ida.phrase, label="Ida").ready(desk.coordinator)
    ida.looks_at("Services")
    opens(ida, name)
    return ida


def opens(who: Editor, name: str) -> None:
    """Open a service from the list."""
    who.page.get_by_role("button", name=name, exact=True).click(timeout=SAVED_MS)
    who.sees(name)


def test_a_signature_whose_answer_was_lost_is_told_as_what_it_did(desk: Desk) -> None:
    """Youth read it: she is not told to try again what she has done, and no tick of hers is left for the next review."""
    desk.ben.replaces(MAIN, "fine. I will not write first.", "fine. I stay quiet.")
    desk.ben.does("/review", note="Warmer.")
    desk.ben.signs(desk.ben.proposes())
    ada = desk.at(desk.ada)
    ada.page.set_viewport_size(PHONE)
    reads_everything(ada)
    ada.page.route(SIGN, loses_the_answer)
    ada.press("Agree and sign")
    expect(ada.page.get_by_text("is what youth read now")).to_be_visible(timeout=SAVED_MS)
    ada.page.unroute(SIGN)

    expect(
        ada.page.get_by_role("heading", name=f"Youth read version {desk.ben.stand()['running']['n']}")
    ).to_be_visible()
    expect(ada.page.get_by_text(AWAY)).to_have_count(0)


def test_a_review_that_was_asked_for_is_not_said_to_be_unasked(desk: Desk) -> None:
    """The answer is lost, the review stands there: the page says that the others see it."""
    desk.ben.replaces(MAIN, "fine. I will not write first.", "fine. I stay quiet.")
    ida = desk.at(desk.ida)
    ida.page.route(REVIEW, loses_the_answer)
    ida.press("Ask for a review")
    expect(toast(ida, "The others see now that you ask for a review.")).to_be_visible(timeout=SAVED_MS)
    ida.page.unroute(REVIEW)

    expect(ida.page.get_by_role("alert")).to_have_count(0)


def test_who_closed_the_question_reads_that_the_number_may_still_stand(desk: Desk) -> None:
    """She pressed "Hide it now" and went on: that the relay was not reached is said over the page, with what was pressed."""
    ida = at_service(desk, "Trans Lifeline")
    held: list[Route] = []
    ida.page.route(SIGN, lambda route: held.append(route))
    ida.press("Hide it now")
    asked = ida.page.get_by_role("dialog")
    asked.get_by_label("Why").fill("Another number answers.")
    with ida.page.expect_request(SIGN):
        asked.get_by_role("button", name="Hide it now").click()
    ida.page.keyboard.press("Escape")
    ida.looks_at("Outline")
    held[0].abort()

    expect(toast(ida, f"Hide “Trans Lifeline” now: {AWAY}")).to_be_visible(timeout=SAVED_MS)
    ida.page.unroute(SIGN)


def test_a_call_that_is_noted_late_shuts_and_opens_nothing(desk: Desk) -> None:
    """She closes it on its way and calls once more: what she writes of that call stays before her."""
    ida = at_service(desk, "Trans Lifeline")
    held: list[Route] = []
    ida.page.route(CALLS, lambda route: held.append(route))
    ida.press("I called it")
    asked = ida.page.get_by_role("dialog", name="You called Trans Lifeline?")
    asked.get_by_role("radio", name="Something was different").check()
    asked.get_by_label("What was different").fill("Nobody there.")
    with ida.page.expect_request(CALLS):
        asked.get_by_role("button", name="Note my call").click()
    ida.page.keyboard.press("Escape")
    ida.press("I called it")
    asked.get_by_label("A note, if you like").fill("Now somebody is")
    held[0].continue_()
    ida.page.unroute(CALLS)
    expect(toast(ida, "It is noted.")).to_be_attached(timeout=SAVED_MS)

    expect(asked.get_by_label("A note, if you like")).to_have_value("Now somebody is")
    ida.page.keyboard.press("Escape")
