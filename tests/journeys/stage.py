"""The people of a story, as they use the pages: a founder, workers, and youth with their phones.

Each has a browser profile of their own in a real Chromium and does only what a person could: open a link, read, press, type.
What they look for is what the page says, by role and by name, so a story also fails when a button loses its name.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, expect

from tests.fakes.line import Line

PATIENCE = 60_000
# Looks into the worker's drawer until a draft of this size lies there.
KEPT = """(size) => new Promise((done, lost) => {
  const end = performance.now() + 30_000;
  const look = () => {
    const ask = indexedDB.open('desk');
    ask.onsuccess = () => {
      const got = ask.result.transaction('kept').objectStore('kept').getAll(IDBKeyRange.bound('draft:', 'draft:~'));
      got.onsuccess = () => { ask.result.close(); if (got.result.some((one) => one.length === size)) done();
        else if (performance.now() > end) lost(new Error(`kept are ${got.result.map((one) => one.length)}, and not ${size} bytes`));
        else requestAnimationFrame(look); };
    };
  };
  look();
})"""


def pressed(page: Page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


@dataclass
class Worker:
    """Somebody at the desk."""

    page: Page
    line: Line
    words: str = ""
    complaints: list[str] = field(default_factory=list)

    @staticmethod
    def arrives(browser: Browser, line: Line, width: int = 1280, height: int = 800) -> Worker:
        """Sit down at a browser of one's own; whatever the page complains about is kept for the end of the story."""
        page = browser.new_context(
            viewport={"width": width, "height": height}, locale="en-CA", reduced_motion="reduce"
        ).new_page()
        page.set_default_timeout(PATIENCE)
        worker = Worker(page, line)
        page.on("pageerror", lambda error: worker.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: worker.complaints.append(message.text) if "Content Security" in message.text else None,
        )
        return worker

    def founds(self, label: str) -> Worker:
        """Make the line with the set-up link: a name, seven words, and the recovery kit checked."""
        self.page.goto(self.line.setup_link())
        self.page.get_by_label("Your name for colleagues").fill(label)
        pressed(self.page, "Go on")
        self._takes_words()
        expect(self.page.get_by_role("button", name="I have my copy")).to_be_visible(timeout=PATIENCE)
        groups = self.page.locator(".kit-signs li span").all_inner_texts()
        pressed(self.page, "I have my copy")
        for asked in self.page.get_by_label(re.compile(r"^Group \d+$")).all():
            number = int(self.page.locator(f"label[for='{asked.get_attribute('id')}']").inner_text().split()[1])
            asked.fill(groups[number - 1])
        pressed(self.page, "Make the line")
        pressed(self.page, "Open the desk")
        return self

    def joins(self, invitation: str, label: str) -> Worker:
        """Follow an invitation, up to the page that waits for approval."""
        self.page.goto(invitation)
        self.page.get_by_label("Your name for colleagues").fill(label)
        pressed(self.page, "Go on")
        self._takes_words()
        return self

    def is_let_in(self) -> None:
        """Read that one is in, and open the desk."""
        expect(self.page.get_by_role("heading", name="You are in")).to_be_visible(timeout=PATIENCE)
        pressed(self.page, "Open the desk")

    def _takes_words(self) -> None:
        self.page.get_by_role("radio", name=re.compile("^Seven words")).check()
        pressed(self.page, "Make the words")
        expect(self.page.get_by_role("button", name="I have them")).to_be_visible(timeout=PATIENCE)
        self.words = " ".join(self.page.get_by_label("Your seven words").get_by_role("listitem").all_inner_texts())
        pressed(self.page, "I have them")
        self.page.get_by_label("Your seven words").fill(self.words)
        pressed(self.page, "Check and go on")

    def unlocks(self) -> None:
        """Type the seven words again."""
        self.page.get_by_label("Your seven words").fill(self.words)
        pressed(self.page, "Unlock")
        expect(self.page.get_by_role("navigation", name="Views")).to_be_visible(timeout=PATIENCE)

    def looks_at(self, view: str) -> None:
        """Change to Desk, People or This device."""
        self.page.get_by_role("navigation", name="Views").get_by_role("button", name=re.compile(f"^{view}")).click()

    def lets_in(self, label: str, digits: str | None = None) -> None:
        """Approve a device that waits; one without an invitation only after comparing its digits."""
        self.looks_at("People")
        asking = (
            self.page.get_by_role("listitem")
            .filter(has_text=label)
            .filter(has=self.page.get_by_role("button", name=f"Approve {label}"))
        )
        expect(asking).to_be_visible(timeout=PATIENCE)
        if digits is not None:
            expect(asking.get_by_label(f"Safety digits of {label}")).to_contain_text(re.compile(digits.split()[0]))
            shown = re.sub(r"\D", "", asking.get_by_label(f"Safety digits of {label}").inner_text())
            assert shown == re.sub(r"\D", "", digits)
            asking.get_by_role("checkbox", name="The digits are the same").check()
        pressed(self.page, f"Approve {label}")
        expect(asking).to_have_count(0, timeout=PATIENCE)
        self.looks_at("Desk")

    def invites(self, part: str = "Worker", circle: str | None = None) -> str:
        """Make an invitation (into a circle) and return its link."""
        self.looks_at("People")
        pressed(self.page, "Invite someone")
        self.page.get_by_role("radio", name=re.compile(f"^{part}")).check()
        if circle is not None:
            self.page.get_by_label("Their circle").select_option(label=circle)
        pressed(self.page, "Make the invitation")
        link = self.page.get_by_label("Link").input_value()
        pressed(self.page, "Done")
        return link

    def goes_on_call(self) -> None:
        """Go on call for as long as the dialog offers."""
        self.page.locator("button.call").click()
        pressed(self.page, "Go on call")
        expect(self.page.locator("button.call-on")).to_be_visible(timeout=PATIENCE)

    def goes_off_call(self) -> None:
        """Go off call, away from whoever is with me; when nobody else is there, say that the next opening is not known."""
        self.page.locator("button.call").click()
        pressed(self.page, "Go off call")
        left = self.page.get_by_role("dialog", name=re.compile("with you$"))
        expect(left.or_(self.page.locator("button.call:not(.call-on)")).first).to_be_visible(timeout=PATIENCE)
        if left.is_visible():
            left.locator("[data-act=confirm]").click()
            expect(left).to_have_count(0, timeout=PATIENCE)
        # One is off call before the relay has said whether anybody has to be asked; either way this dialog goes.
        expect(self.page.get_by_role("dialog", name=re.compile("on call$"))).to_have_count(0, timeout=PATIENCE)
        unknown = self.page.get_by_role("button", name="I do not know")
        if unknown.is_visible():
            unknown.click()

    def opens_first(self, group: str = "Waiting") -> None:
        """Open the first conversation of a group of the inbox."""
        self.page.get_by_role("region", name=re.compile(f"^{group}")).get_by_role("button").first.click()

    def claims(self) -> None:
        """Claim the open conversation, and wait until the youth's end knows."""
        self.page.locator("[data-act=claim]").click()
        expect(self.page.locator("[data-act=close]")).to_be_visible(timeout=PATIENCE)

    @property
    def box(self) -> Locator:
        """Where one writes to the youth."""
        return self.page.get_by_role("textbox", name="Your message")

    def writes(self, text: str) -> None:
        """Write to the youth and send."""
        self.box.fill(text)
        self.page.get_by_role("button", name=re.compile("^Send")).click()
        expect(self.page.get_by_role("log", name="Messages")).to_contain_text(text, timeout=PATIENCE)

    def drafts(self, text: str) -> None:
        """Type without sending, and wait until the desk has put it away beside an empty note, locked: its lock adds 28 bytes."""
        self.box.fill(text)
        kept = json.dumps(
            {"text": text, "note": "", "noting": False, "revised": None}, separators=(",", ":"), ensure_ascii=False
        )
        self.page.evaluate(KEPT, len(kept.encode()) + 28)

    def reads(self, text: str) -> None:
        """See these words in the open conversation."""
        expect(self.page.get_by_role("log", name="Messages")).to_contain_text(text, timeout=PATIENCE)

    def closes(self) -> None:
        """Close the open conversation."""
        self.page.locator("[data-act=close]").click()
        self.page.locator("[data-act=confirm]").click()

    def puts_back(self) -> None:
        """Release the open conversation."""
        self.page.locator("[data-act=release]").click()
        self.page.locator("[data-act=confirm]").click()


@dataclass
class Youth:
    """A young person with the practice phone."""

    page: Page

    @staticmethod
    def picks_up(browser: Browser, line: Line, phone: int = 1) -> Youth:
        """Look at a phone."""
        page = browser.new_context(
            viewport={"width": 360, "height": 740}, locale="en-CA", reduced_motion="reduce"
        ).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{line.phone_url}/?phone={phone}")
        return Youth(page)

    def starts(self) -> None:
        """Press Start."""
        pressed(self.page, "Start")

    def taps(self, *labels: str) -> None:
        """Tap buttons under the newest messages, one after the other, each when it is there."""
        for label in labels:
            self.page.get_by_role("log", name="Messages").get_by_role("button", name=label, exact=True).last.click()

    def writes(self, text: str) -> None:
        """Type and send."""
        self.page.get_by_role("textbox", name="Message").fill(text)
        pressed(self.page, "Send")

    def edits(self, old: str, new: str) -> None:
        """Change one of one's own messages."""
        self.page.get_by_role("button", name=f"Message options: {old[:30]}").last.click()
        self.page.get_by_role("menuitem", name="Edit").click()
        self.page.get_by_role("textbox", name="Message").fill(new)
        pressed(self.page, "Send")

    def reads(self, text: str) -> None:
        """See these words in the chat."""
        expect(self.page.get_by_role("log", name="Messages")).to_contain_text(text, timeout=PATIENCE)

    def no_longer_reads(self, text: str) -> None:
        """Those words are gone from the chat."""
        expect(self.page.get_by_role("log", name="Messages")).not_to_contain_text(text, timeout=PATIENCE)
