"""A second reader says no and why, and whoever asked reads it without being told elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.web.editors import Editor
from tests.web.people import DESK, LONG_MS, PHONE
from tests.web.reviewers import MAIN, Desk, editors

WHY = "“I stay quiet” sounds like a threat to somebody who is hit. Say what you do instead."


@pytest.fixture(scope="module")
def line(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A line of four editors."""
    with editors(browser, tmp_path_factory.mktemp("sent")) as desk:
        yield desk


@pytest.fixture
def desk(line: Desk) -> Desk:
    """The same, with Ida asking for a look at what Ben wrote."""
    desk = line.settled()
    desk.ben.replaces(MAIN, "fine. I will not write first.", "fine. I stay quiet.")
    ida = desk.at(desk.ida)
    ida.press("Ask for a review")
    expect(ida.page.get_by_role("button", name="Withdraw the review")).to_be_visible()
    return desk


def count(who: Editor) -> Locator:
    """How much waits, beside the name of the page."""
    return who.page.get_by_role("navigation", name="Views").locator("button", has_text="Review").locator(".tab-count")


def test_a_no_comes_back_with_its_reason_and_ends_with_the_next_asking(desk: Desk) -> None:
    """Ada writes it in one go, by keyboard; Ida's page counts it, shows it at both widths, and she asks anew."""
    ida, ada = desk.ida, desk.at(desk.ada)
    expect(ada.page.get_by_role("button", name="Withdraw the review")).to_have_count(0)
    back = ada.page.get_by_role("button", name="Send it back")
    back.focus()
    ada.page.keyboard.press("Enter")
    box = ada.page.get_by_label("What should be different?")
    expect(box).to_be_focused()
    expect(back).to_be_disabled()
    ada.page.keyboard.type(WHY)
    ada.shows_no_barrier(PHONE, DESK)
    ada.page.keyboard.press("Tab")
    ada.page.keyboard.press("Enter")
    ada.is_told("It is sent back.")
    expect(ada.page.locator("main")).to_contain_text("You sent it back to Ida")
    # Who looks is not asked to change it: then they could not be the one who approves.
    expect(ada.page.locator("main")).to_contain_text("Nothing of the draft is lost: Ida can change it, and ask again.")

    came = ida.page.locator(".notice", has_text="Ada sent it back to you")
    expect(came).to_contain_text(WHY, timeout=LONG_MS)
    expect(came).to_contain_text("Nothing of the draft is lost: change it, and ask again.")
    expect(count(ida)).to_have_text("1")
    expect(count(ada)).to_have_count(0)
    ida.shows_no_barrier(PHONE, DESK)
    came.get_by_role("button", name="I have read it").click()
    expect(came).to_have_count(0)
    expect(count(ida)).to_have_count(0)
    ida.press("Ask for a review")
    expect(ada.page.get_by_role("button", name="Send it back")).to_be_visible(timeout=LONG_MS)
    expect(ada.page.locator("main")).not_to_contain_text("sent it back")


def test_a_reason_that_was_begun_is_there_after_the_browser_closed(desk: Desk) -> None:
    """A power cut between two sentences: what Ada had typed stands in the box, and one press sends it."""
    ada = desk.at(desk.ada)
    ada.press("Send it back")
    ada.page.get_by_label("What should be different?").fill("Not yet.")
    ada.page.reload()
    ada.unlocks()
    ada.looks_at("Review")
    expect(ada.page.get_by_label("What should be different?")).to_have_value("Not yet.")
    ada.press("Send it back")

    expect(ada.page.locator("main")).to_contain_text("You sent it back to Ida")
    stand = desk.ben.stand()
    assert stand["returned"]["why"] == "Not yet."
    assert [one["path"] for one in stand["draft"]["changed"]] == [MAIN]
