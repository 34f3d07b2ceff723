"""A line whose editors publish: its bot is let in, some editors sit at browsers, and others save and sign from somewhere else."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, expect

from bot.sealing.keys import unb64u
from tests.fakes.line import Line, Starting
from tests.fakes.youth import Coordinator, Place
from tests.journeys.conftest import BOT, eventually
from tests.journeys.stage import PATIENCE, Youth
from tests.web.editors import Editor, EditorsHands
from tests.web.reviewers import reads_everything, seated


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

    def bot_says(self, words: str) -> int:
        """Count these words in the bot's log."""
        return said(self.line, words)


def said(line: Line, words: str) -> int:
    """Count these words in the bot's log."""
    return line.bot.log.read_text().count(words)


def founded_by_hand(line: Line) -> Coordinator:
    """Make the line, and let its bot in, without a browser."""
    coordinator = Coordinator(Place(line.origin))
    coordinator.found(line.setup_link().split("#")[1])
    eventually("the bot asks to be let in", lambda: any(one["label"] == BOT for one in coordinator.waiting()))
    asking = next(one for one in coordinator.waiting() if one["label"] == BOT)
    coordinator.admit(unb64u(asking["ed_pub"]), BOT, "bot")
    return coordinator


@contextmanager
def newsroom_of(chromium: Browser, line: Line) -> Iterator[Newsroom]:
    """Let everybody in; in the end none of their pages may have complained."""
    coordinator = founded_by_hand(line)
    people = [seated(chromium, coordinator, name) for name in ("Ida", "Ada")]
    yield Newsroom(line, coordinator, *people)
    complaints = [one for who in people for one in who.complaints]
    for who in people:
        who.context.close()

    assert complaints == [], complaints


def signs(who: Editor) -> None:
    """Read every change, explain what the checker warns of, and sign."""
    reads_everything(who)
    for box in who.page.get_by_label(re.compile("^Why it may stay")).all():
        box.fill("The French comes later.")
    who.press("Agree and sign")
    expect(who.page.locator(".sign-missing, .published").first).to_be_visible()


def command(line: Line, *words: str) -> str:
    """Let an operator type a command of ours on the line's host; return what it said."""
    with tempfile.TemporaryFile() as out:
        code = Starting.begin([sys.executable, "-m", *words], line.environment, out).wait()
        out.seek(0)
        said = out.read().decode()
    assert code == 0, said
    return said


def reads_on_the_menu(youth: Youth, words: str) -> None:
    """Let a youth who stands on the menu tap away and back until it says these words."""
    shown = youth.page.get_by_role("log", name="Messages")
    about = shown.get_by_text("is run by")
    menu = shown.get_by_role("button", name="Who are you?", exact=True)

    def goes_round() -> bool:
        menu.last.click()
        expect(about.last).to_be_visible(timeout=PATIENCE)
        shown.get_by_role("button", name="Menu", exact=True).last.click()
        expect(menu.last).to_be_visible(timeout=PATIENCE)
        return words in shown.inner_text()

    eventually(f"{words} on the phone", goes_round)
