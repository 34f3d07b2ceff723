"""The people in front of the console's pages: what each of them can see, press and type there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.sealing.keys import Identity, b64u, unb64u
from tests.fakes.chromium import barriers
from tests.fakes.line import Part
from tests.fakes.youth import Coordinator, Place, Youth

PATIENCE_MS = 15_000
LONG_MS = 30_000
DESK: Any = {"width": 1280, "height": 800}
PHONE: Any = {"width": 360, "height": 740}
# The page has been drawn anew.
# Colours that are on their way to other ones are at their end: nobody is to be judged by what they pass through.
DRAWN = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
  done();
})))"""
# From now on the page counts how often it rings: two notes are one ring.
RINGING = """() => {
  const make = AudioContext.prototype.createOscillator;
  let notes = 0;
  AudioContext.prototype.createOscillator = function () { notes += 1; return make.call(this); };
  Object.defineProperty(globalThis, 'rung', { get: () => notes / 2 });
}"""
# A page whose clock the test moves on takes that for the time on the line, too.
NO_OTHER_CLOCK = """const get = Headers.prototype.get;
Headers.prototype.get = function (name) { return name === 'date' ? null : get.call(this, name); };"""
# What runs out of the screen sideways; three ways to begin may be scrolled on a phone, and the studio's map and its table.
TOO_WIDE = """() => [...document.querySelectorAll('#app *')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.desk-openers, .map, .table-scroll'))
  .map((one) => one.outerHTML.slice(0, 120))"""

# What one presses or writes into next, and a short notice lies on it. A list scrolls on under it.
COVERED = """() => {
  const over = [...document.querySelectorAll('.toast')].map((one) => one.getBoundingClientRect()).filter(({ width }) => width);
  return [...document.querySelectorAll('main button, main a, main input, main textarea, main select, main summary, .shell-notices button, .bar button, .bar a')]
    .filter((one) => one.checkVisibility() && !one.matches('.desk-row')).filter((one) => {
      const seen = one.closest('main')?.getBoundingClientRect();
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return over.some((notice) => left < notice.right && right > notice.left && top < notice.bottom
        && Math.min(bottom, seen?.bottom ?? bottom) > notice.top);
    }).map((one) => one.outerHTML.slice(0, 120));
}"""


@dataclass
class Line:
    """A relay of its own, and the link that makes its line."""

    relay: Part
    origin: str
    link: str

    def somebody_asks(self, label: str, role: str = "worker", mac: bytes | None = None) -> Identity:
        """Let a device that is no browser ask to be let in, without an invitation of this line."""
        identity = Identity.generate()
        asks = {"ed_pub": b64u(identity.pub), "label": label, "mac": mac and b64u(mac), "role": role}
        with Place(self.origin).client() as client:
            assert client.post("/api/enrolments", json=asks).status_code == 201
        return identity


@dataclass
class Person:
    """Somebody in front of a browser of their own, with a mouse and a keyboard."""

    page: Page
    phrase: str = ""
    kit: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        """The browser profile."""
        return self.page.context

    def press(self, name: str) -> None:
        """Press the button of this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def fills(self, label: str, words: str) -> None:
        """Write something into the field of this label."""
        self.page.get_by_label(label, exact=True).fill(words)

    def picks(self, name: str) -> None:
        """Choose one of a few."""
        self.page.get_by_role("radio", name=name).check()

    def sees(self, title: str) -> None:
        """Wait for the page of this title."""
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()

    def says_who(self, label: str) -> None:
        """Fill in the first page."""
        self.fills("Your name for colleagues", label)
        self.press("Go on")
        expect(self.page.get_by_role("radio", name="Seven words")).to_be_visible()
        self.sees("How you unlock")

    def takes_words(self) -> None:
        """Let seven words be made, and type them back."""
        self.picks("Seven words")
        self.press("Make the words")
        self.sees("Your seven words")
        words = self.page.get_by_role("list", name="Your seven words").get_by_role("listitem")
        expect(words).to_have_count(7)
        self.phrase = " ".join(words.all_inner_texts())
        self.press("I have them")
        self.sees("Type them once")
        expect(self.page.get_by_label("Your seven words")).to_have_attribute("spellcheck", "false")
        self.fills("Your seven words", self.phrase.upper())
        self.press("Check and go on")

    def reads_kit(self) -> None:
        """Write the recovery kit down."""
        self.sees("Your recovery kit")
        expect(self.page.locator(".kit-signs li")).to_have_count(14)
        self.kit = self.page.locator(".kit-signs li span").all_inner_texts()

    def types_kit(self) -> None:
        """Type back what is asked for."""
        self.press("I have my copy")
        self.sees("Check your copy")
        for asked in self.page.locator("label").filter(has_text=re.compile(r"^Group \d+$")).all_inner_texts():
            self.fills(asked, self.kit[int(asked.split()[1]) - 1].lower())
        self.press("Make the line")

    def checks_kit(self) -> None:
        """Copy the kit, and show that it was copied."""
        self.reads_kit()
        self.types_kit()
        self.sees("Your line stands")

    def founds(self, link: str, label: str = "Sam") -> Person:
        """Make the line, with seven words, up to the desk."""
        self.page.goto(link)
        self.sees("Set up your line")
        self.says_who(label)
        self.takes_words()
        self.checks_kit()
        self.press("Open the desk")
        self.at_desk()
        return self

    def asks_to_join(self, invitation: str, label: str) -> None:
        """Follow an invitation, up to the page that waits for approval."""
        self.page.goto(invitation)
        self.sees("Join the desk")
        self.says_who(label)
        self.takes_words()

    def comes_back(self) -> None:
        """Look at the tab again; a page that waits looks at once, not in a few seconds."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def at_desk(self) -> None:
        """Wait for the bar of the desk."""
        expect(self.page.get_by_role("navigation", name="Views")).to_be_visible()

    def unlocks(self) -> None:
        """Type the seven words."""
        self.fills("Your seven words", self.phrase)
        self.press("Unlock")

    def looks_at(self, view: str) -> None:
        """Change to Desk, People or This device."""
        self.press(view)

    def invites(self) -> str:
        """Make an invitation for a worker and return its link."""
        self.looks_at("People")
        self.press("Invite someone")
        self.press("Make the invitation")
        link = self.page.get_by_role("textbox", name="Link").input_value()
        self.press("Done")
        return link

    def lets_in(self, label: str) -> None:
        """Approve somebody who holds an invitation."""
        expect(self.page.get_by_role("button", name=f"Approve {label}")).to_be_visible(timeout=LONG_MS)
        self.press(f"Approve {label}")

    def goes_on_call(self) -> None:
        """Say that somebody is here."""
        self.press("Off call")
        self.press("Go on call")
        expect(self.page.locator("button.call-on")).to_be_visible()

    def shows_no_barrier(self, *screens: Any) -> None:
        """See the page, on each of these screens, in light and dark: axe finds nothing, and nothing runs out of the screen sideways.

        Afterwards the screen is the one it was. Without a screen named, the page is seen on that alone.
        """
        own = self.page.viewport_size
        for screen in screens or (own,):
            self.page.set_viewport_size(screen)
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                self.page.evaluate(DRAWN)
                found = barriers(self.page, colours_alone=scheme == "dark")
                assert found == [], (screen, scheme, found)
            self.keeps_to_the_screen()
        if screens and own:
            self.page.set_viewport_size(own)

    def is_told(self, words: str) -> None:
        """Read a short notice, as the newest; nothing that could be pressed or written into next lies under it."""
        expect(self.page.locator(".toast").last).to_contain_text(words)
        assert self.page.evaluate(COVERED) == []

    def keeps_to_the_screen(self) -> None:
        """See that nothing runs out of the screen sideways."""
        self.page.evaluate(DRAWN)
        too_wide = self.page.evaluate(TOO_WIDE)
        assert too_wide == [], (self.page.viewport_size, too_wide)


@dataclass
class Worker(Person):
    """Somebody at the desk."""

    label: str = ""

    def joins(self, coordinator: Coordinator, role: str = "worker") -> None:
        """Follow an invitation, be approved, unlock with seven words, and go on call."""
        with self.page.expect_response(re.compile("/api/enrolments$")):
            self.asks_to_join(coordinator.invitation(), self.label)
        asking = next(one for one in coordinator.waiting() if one["label"] == self.label)
        coordinator.admit(unb64u(asking["ed_pub"]), self.label, role)
        self.comes_back()
        self.press("Open the desk")
        self.goes_on_call()

    def ready(self) -> Worker:
        """Be at an unlocked desk with nothing open, whatever the story before left behind."""
        self.page.set_viewport_size(DESK)
        unlock = self.page.get_by_label("Your seven words")
        expect(unlock.or_(self.page.get_by_role("heading", name="Conversations"))).to_be_visible()
        if unlock.is_visible():
            self.unlocks()
        while self.page.get_by_role("dialog").count():
            self.page.keyboard.press("Escape")
        return self

    def looks_from(self, screen: Any) -> None:
        """Sit at a screen of this size, with the list of conversations in front."""
        self.page.emulate_media(reduced_motion="reduce")
        self.page.set_viewport_size(screen)
        # At once, if it is there: a conversation that was just left goes by itself, and its button with it.
        back = self.page.get_by_role("button", name="Back to all conversations")
        back.evaluate_all("(found) => found.filter((one) => one.checkVisibility()).forEach((one) => one.click())")

    def row(self, youth: Youth) -> Locator:
        """Return the youth's row in the inbox."""
        return self.page.locator(f'[data-conversation="{youth.id}"]')

    def open(self, youth: Youth) -> None:
        """Open a conversation."""
        self.row(youth).click()
        expect(self.page.get_by_role("log").or_(self.page.locator(".desk-cover"))).to_be_visible()

    def claim(self, youth: Youth) -> None:
        """Open and claim it, once it stands there as nobody's; the youth's end believes it."""
        theirs = self.page.get_by_role("region", name=re.compile("^With colleagues"))
        expect(theirs.locator(f'[data-conversation="{youth.id}"]')).to_have_count(0)
        if self.row(youth).get_attribute("aria-current") is None:
            self.open(youth)
        self.press("Claim")
        youth.hear_claim()
        expect(self.log).to_contain_text("They have been told that you are here.")

    @property
    def log(self) -> Locator:
        """Return the conversation's words."""
        return self.page.get_by_role("log")

    @property
    def box(self) -> Locator:
        """Return where words are typed."""
        return self.page.locator("#desk-box")

    def write(self, words: str) -> None:
        """Type and send."""
        self.box.fill(words)
        self.box.press("Control+Enter")


def at_a_desk(browser: Browser, coordinator: Coordinator, label: str, role: str = "worker") -> Worker:
    """Let a new person in."""
    context = browser.new_context(viewport=DESK, timezone_id="America/Winnipeg")
    context.set_default_timeout(PATIENCE_MS)
    worker = Worker(context.new_page(), label=label)
    worker.joins(coordinator, role)
    return worker
