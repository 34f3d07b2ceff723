"""From an editor's first word to a youth's phone: two editors at browsers, and a talk with the bot that goes on meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from bot.sealing.keys import unb64u
from tests.fakes.line import Line
from tests.fakes.youth import Coordinator, Place
from tests.journeys.conftest import BOT, eventually
from tests.journeys.stage import Youth
from tests.web.editors import SAVED_MS, Editor, EditorsHands
from tests.web.people import LONG_MS
from tests.web.reviewers import change, reads_everything, seated

pytestmark = pytest.mark.journey
OLD = "What would help right now?"
NEW = "What do you need right now? Pick one."


@dataclass
class Newsroom:
    """A line with its bot, and two editors: Ida writes, Ada has never seen YAML either."""

    line: Line
    coordinator: Coordinator
    ida: EditorsHands
    ada: EditorsHands

    def at(self, who: EditorsHands, view: str) -> Editor:
        """Let somebody look at a screen, with a mouse."""
        editor = Editor(who.page, who.phrase, label=who.label)
        Editor.ready(editor, self.coordinator)
        editor.looks_at(view)
        return editor

    def bot_says(self, words: str) -> bool:
        """Say whether the bot's log has these words."""
        return words in self.line.bot.log.read_text()


@pytest.fixture
def newsroom(chromium: Browser, line: Line) -> Iterator[Newsroom]:
    """Everybody is let in."""
    coordinator = Coordinator(Place(line.origin))
    coordinator.found(line.setup_link().split("#")[1])
    eventually("the bot asks to be let in", lambda: any(one["label"] == BOT for one in coordinator.waiting()))
    asking = next(one for one in coordinator.waiting() if one["label"] == BOT)
    coordinator.admit(unb64u(asking["ed_pub"]), BOT, "bot")
    people = [seated(chromium, coordinator, name) for name in ("Ida", "Ada")]
    yield Newsroom(line, coordinator, *people)
    complaints = [one for who in people for one in who.complaints]
    for who in people:
        who.context.close()

    assert complaints == []


def test_new_words_reach_a_phone_in_the_middle_of_a_talk_and_one_step_leads_back(
    chromium: Browser, newsroom: Newsroom
) -> None:
    """Written, seen in three places, put right, compared by a second person, published, read on the phone, and rolled back."""
    mia = Youth.picks_up(chromium, newsroom.line)
    mia.starts()
    mia.taps("Yes")
    mia.reads(OLD)

    ida = newsroom.at(newsroom.ida, "Outline")
    ida.chooses("menu")
    ida.words().fill(NEW)
    for place in ("In Telegram", "On the web page", "On a locked phone"):
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
    expect(ida.page.get_by_text("Ada has signed.")).to_be_visible(timeout=LONG_MS)
    ida.press("Sign mine")
    expect(ida.page.get_by_text("Version 1 is what youth read now")).to_be_visible(timeout=LONG_MS)
    eventually("the bot serves it", lambda: newsroom.bot_says("The content is version 1 "))

    # She stands on a step that was written anew, goes on from there, and finds the new words.
    mia.taps("Who are you?", "Menu")
    mia.reads(NEW)
    mia.no_longer_reads(OLD)

    ida.looks_at("History")
    ida.press("Roll back to this: What the program came with")
    asked = ida.page.get_by_role("dialog", name="Go back to what the program came with?")
    asked.get_by_label("Why").fill("The old words were kinder.")
    ida.press("Ask to go back")
    ida.press("Sign mine")
    ada.looks_at("Review")
    signs(ada)
    expect(ada.page.get_by_text("Version 2 is what youth read now")).to_be_visible(timeout=LONG_MS)
    eventually("the bot serves it", lambda: newsroom.bot_says("The content is version 2 "))
    mia.taps("Who are you?", "Menu")
    mia.reads(OLD)
    mia.no_longer_reads(NEW)


def signs(who: Editor) -> None:
    """Read every change, explain what the checker warns of, and sign."""
    reads_everything(who)
    for box in who.page.get_by_label(re.compile("^Why it may stay")).all():
        box.fill("The French comes later.")
    who.press("Agree and sign")
    expect(who.page.locator(".sign-missing, .published").first).to_be_visible()
