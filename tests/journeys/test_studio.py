"""From an editor's first word to a youth's phone: two editors at browsers, and a talk with the bot that goes on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.fakes.line import Line
from tests.journeys.newsroom import Newsroom, newsroom_of, reads_on_the_menu, signs
from tests.journeys.stage import Youth
from tests.web.editors import SAVED_MS
from tests.web.people import LONG_MS
from tests.web.reviewers import change

pytestmark = pytest.mark.journey
OLD = "What would help right now?"
NEW = "What do you need right now? Pick one."


@pytest.fixture
def newsroom(chromium: Browser, line: Line) -> Iterator[Newsroom]:
    """Everybody is let in."""
    with newsroom_of(chromium, line) as made:
        yield made


def test_new_words_reach_a_phone_in_the_middle_of_a_talk_and_one_step_leads_back(
    chromium: Browser, newsroom: Newsroom
) -> None:
    """Written, seen in two places, put right, compared by a second person, published, read on the phone, and rolled back."""
    mia = Youth.picks_up(chromium, newsroom.line)
    mia.starts()
    mia.taps("Yes")
    mia.reads(OLD)

    ida = newsroom.at(newsroom.ida, "Outline")
    ida.chooses("menu")
    ida.words().fill(NEW)
    for place in ("In Telegram", "On a locked phone"):
        expect(ida.page.get_by_role("figure", name=place)).to_contain_text(NEW)
    last = ida.page.get_by_role("textbox", name="Button 6, English")
    kind = last.input_value()
    last.fill("Who are you and who can read this?")
    ida.sees_saved()
    ida.looks_at("Outline")
    found = ida.page.locator(".problem").filter(has_text="T01")
    expect(found).to_contain_text("24", timeout=SAVED_MS)
    ida.chooses("menu")
    last.fill(kind)
    ida.sees_saved()
    ida.looks_at("Outline")
    expect(found).to_have_count(0, timeout=SAVED_MS)
    ida.looks_at("Review")
    ida.fills("A note for whoever looks at it", "Easier to read.")
    ida.press("Ask for a review")

    ada = newsroom.at(newsroom.ada, "Review")
    expect(ada.page.get_by_text("“Easier to read.”")).to_be_visible()
    expect(change(ada, "menu").locator("ins").first).to_contain_text("need")
    signs(ada)
    mia.taps("Who are you?")
    mia.taps("Menu")
    mia.reads(OLD)
    assert not newsroom.bot_says("The content is version")
    expect(ida.page.get_by_text("Ada has signed.")).to_be_visible()
    ida.press("Sign mine")

    # She stands on a step that was written anew, goes on from there, and finds the new words; `make load` says how soon.
    reads_on_the_menu(mia, NEW)
    mia.no_longer_reads(OLD)
    expect(ida.page.get_by_text("Version 1 is what youth read now")).to_be_visible(timeout=LONG_MS)

    ida.looks_at("History")
    ida.press("Roll back to this: What the program came with")
    asked = ida.page.get_by_role("dialog", name="Go back to what the program came with?")
    asked.get_by_label("Why").fill("The old words were kinder.")
    ida.press("Ask to go back")
    expect(ida.page.get_by_role("heading", name="You ask to go back to what the program came with")).to_be_visible()
    expect(ida.page.get_by_text("Version 1 is what youth read now")).to_have_count(0)
    ida.press("Sign mine")
    ada.looks_at("Review")
    signs(ada)
    expect(ada.page.get_by_text("Version 2 is what youth read now")).to_be_visible(timeout=LONG_MS)
    expect(ada.page.get_by_text("Gone back to what the program came with, signed by Ida and Ada")).to_be_visible()
    reads_on_the_menu(mia, OLD)
    mia.no_longer_reads(NEW)
