"""The studio's screens come after its first one: an editor does not wait for them, and has them when the line is away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.web.editors import SAVED_MS
from tests.web.people import DESK, PHONE
from tests.web.reviewers import Desk, editors

AWAY = "This page did not come: the relay cannot be reached right now."
FETCHED = "() => performance.getEntriesByType('resource').filter((one) => one.responseStatus === 200).map(({ name }) => name).join()"
SCREENS = ("Step", "Map", "Try it", "Services", "Words", "The line", "Translate", "Review", "History", "YAML")


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A line of four editors."""
    with editors(browser, tmp_path_factory.mktemp("screens")) as desk:
        yield desk


def test_a_screen_that_did_not_come_says_so_and_comes_when_it_is_asked_for_again(desk: Desk) -> None:
    """One bar goes just when she opens the review: nothing is empty or stuck, and one press later it is there."""
    page = desk.ida.page
    page.route("**/studio/review/page.js", lambda route: route.abort())
    desk.ida.opens(desk.coordinator)
    desk.ida.looks_at("Review")
    expect(page.locator("main")).to_contain_text(AWAY)
    expect(page.locator("main h1")).to_have_text("Review")
    desk.ida.shows_no_barrier(PHONE, DESK)

    page.unroute("**/studio/review/page.js")
    desk.ida.press("Try again")
    expect(page.locator("main")).to_contain_text("Youth read exactly what the draft says.", timeout=SAVED_MS)


def test_every_screen_opens_while_the_line_is_away(desk: Desk) -> None:
    """What she has not opened yet came by itself behind the first screen."""
    page = desk.ida.page
    desk.ida.opens(desk.coordinator)
    page.wait_for_function(f"() => ({FETCHED})().includes('/studio/yaml/page.js')")
    page.context.set_offline(True)
    for screen in SCREENS:
        desk.ida.looks_at(screen)
        expect(page.locator("main h1")).to_be_visible()
        expect(page.locator("main")).not_to_contain_text(AWAY)
    page.context.set_offline(False)
