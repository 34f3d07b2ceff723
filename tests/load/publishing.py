"""How long after the second editor's press a youth in the middle of a talk reads the new words on the practice phone.

A whole line: relay, bot and practice Telegram are processes of their own, and studio and phone are pages of one Chromium on
the same two processors. Counted is from the press on the button that signs to the words on the phone's screen, by the one tap
that a youth makes as soon as the bot has them: whoever taps on and on meanwhile waits for the bot's own pace in a chat.
"""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import running
from tests.journeys.conftest import eventually
from tests.journeys.newsroom import founded_by_hand, said
from tests.journeys.stage import Youth
from tests.web.editors import Editor
from tests.web.reviewers import MAIN, Signer, reads_everything, seated

BEGINS = "What would help right now?"


def measured(folder: Path, rounds: int) -> list[float]:
    """Publish so many times; return seconds from the press to the words."""
    with running(folder) as line, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            coordinator = founded_by_hand(line)
            ben, seat = Signer(coordinator, "Ben").joins(), seated(browser, coordinator, "Ida")
            ida, mia = Editor(seat.page, seat.phrase, label="Ida"), Youth.picks_up(browser, line)
            ida.ready(coordinator)
            mia.starts()
            mia.taps("Yes")
            mia.reads(BEGINS)
            words, spent = BEGINS, []
            for number in range(1, rounds + 1):
                old, words = words, f"What do you need? This is page {number}."
                ben.replaces(MAIN, old, words)
                ben.signs(ben.proposes())
                ida.looks_at("Review")
                reads_everything(ida)
                mia.taps("Who are you?")
                mia.reads("is run by")
                begun = time.perf_counter()
                ida.press("Agree and sign")
                eventually("the bot has it", lambda n=number: said(line, f"The content is version {n} ") > 0)  # type: ignore[misc]
                mia.taps("Menu")
                mia.reads(words)
                spent.append(time.perf_counter() - begun)
            return spent
        finally:
            browser.close()
