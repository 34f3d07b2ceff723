"""An editor looks at where people stop: before anything was counted, and after the bot handed in a week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.fakes.youth import Bot, Coordinator
from tests.web.editors import Editor, EditorsHands, in_the_studio
from tests.web.people import DESK, PHONE

# hello leads to menu and not_now: 44 and 14 at the most, so 40 stopped for certain. Of quick nobody may tell.
STEPS = {"hello": 100, "menu": 40, "not_now": 10}


@pytest.fixture(scope="module")
def ida(browser: Browser, coordinator: Coordinator) -> Iterator[EditorsHands]:
    """An editor who was let in."""
    yield from in_the_studio(browser, coordinator, "Ida of the counts")


def hand_in(bot: Bot, coordinator: Coordinator) -> None:
    """Hand in the week before last, rounded as the bot rounds it."""
    monday = date.today() - timedelta(days=date.today().weekday() + 14)
    with coordinator.place.client(bot.token) as client:
        body = {"week": int(f"{monday:%Y%m%d}"), "steps": STEPS}
        assert client.post("/api/studio/steps", json=body).json() == {"kept": True}


def test_the_map_says_where_people_stop_and_never_of_few(ida: EditorsHands, bot: Bot, coordinator: Coordinator) -> None:
    """Nothing is counted at first, and it says so; then numbers stand in the picture, in the table, and are heard."""
    Editor.ready(Editor(ida.page, ida.phrase, label=ida.label), coordinator)
    ida.looks_at("Map")
    about = ida.page.locator(".map-counted")
    expect(about).to_contain_text("Nothing has been counted yet.")
    expect(ida.page.get_by_role("button", name=re.compile("^hello: "))).to_be_visible()
    ida.picks("A table")
    expect(ida.page.get_by_role("columnheader", name=re.compile("^Came by"))).to_have_count(0)
    hand_in(bot, coordinator)
    ida.looks_at("Outline")
    ida.looks_at("Map")

    expect(about).to_contain_text("Counted in one week.")
    expect(ida.page.get_by_role("button", name=re.compile("^hello: "))).to_have_attribute(
        "aria-label", re.compile(r"Came by in one week: 100 or more\. Stopped there: 40 or more\.")
    )
    expect(ida.page.get_by_role("button", name=re.compile("^quick: "))).to_have_attribute(
        "aria-label", re.compile("Came by in one week: too few to tell")
    )
    assert ida.page.locator(".map-count").all_text_contents() == ["100+ came, 40+ stopped", "10+ came", "40+ came"]
    barriers(ida)
    ida.picks("A table")
    cells = [one.get_by_role("cell").all_text_contents()[2:4] for one in rows(ida, "hello", "not_now", "quick")]
    assert cells == [["100 or more", "40 or more"], ["10 or more", "not known"], ["too few to tell", "not known"]]
    barriers(ida)


def rows(ida: EditorsHands, *steps: str) -> list[Locator]:
    """Return the rows of the table."""
    return [ida.page.get_by_role("row", name=re.compile(f"^{step} ")) for step in steps]


def barriers(ida: EditorsHands) -> None:
    """Look for barriers at a desk and on a phone."""
    for screen in (DESK, PHONE):
        ida.page.set_viewport_size(screen)
        ida.shows_no_barrier()
    ida.page.set_viewport_size(DESK)
