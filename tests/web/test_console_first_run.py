"""A founder, a colleague and the bot come to the line, each in a real Chromium, with a real relay."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.sealing.keys import Identity, b64u, safety_number, unb64u
from tests.fakes.line import Part, free_port

ROOT = Path(__file__).parents[2]
AXE = ROOT / "api/web/node_modules/axe-core/axe.min.js"
CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 15_000
LOOK = "async () => (await axe.run(document)).violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', '))"


@dataclass
class Line:
    """A relay of its own, and the link that makes its line."""

    relay: Part
    origin: str
    link: str


@dataclass
class Person:
    """Somebody in front of a browser of their own."""

    context: BrowserContext
    page: Page
    phrase: str = ""
    kit: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def press(self, name: str) -> None:
        """Press the button of this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def sees(self, title: str) -> None:
        """Wait for the page of this title."""
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()

    def says_who(self, label: str) -> None:
        """Fill in the first page."""
        self.page.get_by_label("Your name for colleagues").fill(label)
        self.press("Go on")
        self.sees("How you unlock")

    def takes_words(self) -> None:
        """Let seven words be made, and type them back."""
        self.page.get_by_role("radio", name="Seven words").check()
        self.press("Make the words")
        expect(self.page.get_by_role("listitem").filter(has_text=re.compile("^[a-z]+$"))).to_have_count(7)
        self.phrase = " ".join(
            self.page.get_by_role("list", name="Your seven words").get_by_role("listitem").all_inner_texts()
        )
        self.press("I have them")
        self.page.get_by_label("Your seven words").fill(self.phrase.upper())
        self.press("Check and go on")

    def checks_kit(self) -> None:
        """Copy the kit, and type back what is asked for."""
        self.sees("Your recovery kit")
        expect(self.page.locator(".kit-signs li")).to_have_count(14)
        self.kit = self.page.locator(".kit-signs li span").all_inner_texts()
        self.press("I have my copy")
        for asked in self.page.get_by_label(re.compile(r"^Group \d+$")).all():
            number = int(self.page.locator(f"label[for='{asked.get_attribute('id')}']").inner_text().split()[1])
            asked.fill(self.kit[number - 1].lower())
        self.press("Make the line")
        self.sees("Your line stands")

    def founds(self, link: str, label: str = "Sam") -> Person:
        """Make the line, with seven words, up to the desk."""
        self.page.goto(link)
        self.says_who(label)
        self.takes_words()
        self.checks_kit()
        self.press("Open the desk")
        self.at_desk()
        return self

    def at_desk(self) -> None:
        """Wait for the bar of the desk."""
        expect(self.page.get_by_role("navigation", name="Views")).to_be_visible()

    def unlocks(self) -> None:
        """Type the seven words."""
        self.page.get_by_label("Your seven words").fill(self.phrase)
        self.press("Unlock")

    def invites(self) -> str:
        """Make an invitation for a worker and return its link."""
        self.press("People")
        self.press("Invite someone")
        self.press("Make the invitation")
        link = self.page.get_by_role("textbox", name="Link").input_value()
        self.press("Done")
        return link

    def shows_no_barrier(self) -> None:
        """Let axe-core look at the page as it is; Trusted Types forbid a script tag, the debugger may still run it."""
        session = self.context.new_cdp_session(self.page)
        session.send("Runtime.evaluate", {"expression": AXE.read_text()})
        session.detach()

        assert self.page.evaluate(LOOK) == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium; every person gets a profile of their own in it."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield made
        made.close()


@pytest.fixture
def arrive(browser: Browser) -> Iterator[Any]:
    """Return a function that seats one more person; none of their pages may have complained in the end."""
    people: list[Person] = []

    def seat(**look: Any) -> Person:
        context = browser.new_context(**({"locale": "en-CA", "viewport": {"width": 1280, "height": 800}} | look))
        context.set_default_timeout(PATIENCE_MS)
        person = Person(context, context.new_page())
        person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
        person.page.on(
            "console", lambda said: person.complaints.append(said.text) if "Content Security" in said.text else None
        )
        people.append(person)
        return person

    yield seat
    complaints = [complaint for person in people for complaint in person.complaints]
    for person in people:
        person.context.close()

    assert complaints == []


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """A relay that nobody has set up yet."""
    expect.set_options(timeout=PATIENCE_MS)
    port = free_port()
    origin = f"http://localhost:{port}"
    environment = os.environ | {
        "API_BIND": f"127.0.0.1:{port}",
        "API_ORIGIN": origin,
        "API_DATA_DIR": str(tmp_path / "var"),
    }
    relay = Part(
        "relay", [sys.executable, "-m", "api", "serve"], environment, f"{origin}/health/ready", tmp_path / "relay.log"
    )
    relay.start()
    made = subprocess.run(
        [sys.executable, "-m", "api", "setup-link"], env=environment, capture_output=True, text=True, check=True
    )
    yield Line(relay, origin, made.stdout.strip())
    relay.stop()


def kept(person: Person) -> str:
    """Return everything that rests in this browser for the page, as text: IndexedDB, both storages, cookies, address."""
    shelves = person.page.evaluate(
        """async () => {
          const base = await new Promise((done) => { const ask = indexedDB.open('desk'); ask.onsuccess = () => done(ask.result); });
          const all = await new Promise((done) => { const ask = base.transaction('kept').objectStore('kept').getAll(); ask.onsuccess = () => done(ask.result); });
          base.close();
          const plain = (part) => part instanceof ArrayBuffer ? Array.from(new Uint8Array(part)) : part instanceof Uint8Array ? Array.from(part) : part;
          return JSON.stringify([all, { ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state], (_, part) => plain(part));
        }"""
    )
    return str(shelves)


def test_a_founder_makes_the_line_with_seven_words(line: Line, arrive: Any) -> None:
    """From the set-up link to the desk: the secret leaves the address at once, and nothing of the keys rests in the clear."""
    sam = arrive()
    sam.page.goto(line.link)
    sam.sees("Set up your line")
    token = line.link.split("#")[1]

    assert sam.page.url == f"{line.origin}/setup"
    assert sam.page.title() == "Desk"

    sam.says_who("Sam")
    sam.takes_words()
    sam.checks_kit()
    expect(sam.page.get_by_text("Ask a second coordinator soon")).to_be_visible()
    sam.press("Open the desk")
    sam.at_desk()

    resting = kept(sam)
    assert sam.page.url == f"{line.origin}/console"
    assert token not in resting
    assert sam.phrase not in resting
    assert "".join(sam.kit) not in resting


def test_a_founder_makes_the_line_with_a_passkey(line: Line, arrive: Any) -> None:
    """One touch makes the passkey, one touch unlocks, and what the passkey keeps for us never leaves the browser."""
    sam = arrive()
    session = sam.context.new_cdp_session(sam.page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "ctap2Version": "ctap2_1",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "hasPrf": True,
                "automaticPresenceSimulation": True,
                "isUserVerified": True,
            }
        },
    )
    posted: list[str] = []
    sam.page.on("request", lambda request: posted.append(request.post_data or ""))
    sam.page.goto(line.link)
    sam.says_who("Sam")
    expect(sam.page.get_by_role("radio", name="Passkey")).to_be_checked()
    sam.press("Make the passkey")
    sam.checks_kit()
    sam.press("Open the desk")
    sam.at_desk()
    sam.press("Lock now")
    sam.sees("Hello, Sam")
    sam.press("Unlock")
    sam.at_desk()

    assert not any(re.search("prf|rawId|clientExtension", body) for body in posted)


def test_a_reload_in_mid_set_up_loses_nothing_that_matters(line: Line, arrive: Any) -> None:
    """Before the keys: the link is asked for again. After: unlock, and a fresh recovery key, said to be fresh."""
    sam = arrive()
    sam.page.goto(line.link)
    sam.sees("Set up your line")
    sam.page.reload()
    sam.sees("Open your link once more")
    sam.page.goto("about:blank")
    sam.page.goto(line.link)
    sam.says_who("Sam")
    sam.takes_words()
    sam.sees("Your recovery kit")
    expect(sam.page.locator(".kit-signs li")).to_have_count(14)
    first = sam.page.locator(".kit-signs").inner_text()
    sam.page.reload()
    sam.sees("Hello, Sam")
    sam.unlocks()
    sam.sees("Your recovery kit")
    expect(sam.page.get_by_text("This is a new key")).to_be_visible()

    assert sam.page.locator(".kit-signs").inner_text() != first

    sam.checks_kit()
    sam.press("Open the desk")
    sam.at_desk()


def test_a_line_is_made_also_when_the_answer_was_lost(line: Line, arrive: Any) -> None:
    """The relay took the foundation, but its answer never came: trying again finds the line standing, not a mistake."""
    sam = arrive()
    sam.page.goto(line.link)
    sam.says_who("Sam")
    sam.takes_words()
    lost: list[int] = []

    def take_and_drop(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    sam.page.route("**/api/line", take_and_drop)
    expect(sam.page.locator(".kit-signs li")).to_have_count(14)
    sam.kit = sam.page.locator(".kit-signs li span").all_inner_texts()
    sam.press("I have my copy")
    for asked in sam.page.get_by_label(re.compile(r"^Group \d+$")).all():
        number = int(sam.page.locator(f"label[for='{asked.get_attribute('id')}']").inner_text().split()[1])
        asked.fill(sam.kit[number - 1])
    sam.press("Make the line")
    expect(sam.page.get_by_text("The line is not made yet")).to_be_visible()
    sam.page.reload()
    sam.unlocks()
    sam.sees("Your line stands")

    assert lost == [201]


def test_going_back_keeps_what_was_typed(line: Line, arrive: Any) -> None:
    """A founder who thinks again finds the name still there, and can choose another way to unlock."""
    sam = arrive()
    sam.page.goto(line.link)
    sam.says_who("Sam")
    sam.press("Back")
    expect(sam.page.get_by_label("Your name for colleagues")).to_have_value("Sam")
    sam.press("Go on")
    sam.takes_words()
    sam.sees("Your recovery kit")
    sam.press("Back")
    sam.takes_words()
    sam.checks_kit()


def test_a_slip_is_answered_in_one_plain_sentence(line: Line, arrive: Any) -> None:
    """No name, a wrong word, a wrong group: each is said at its field, and nothing is lost."""
    sam = arrive()
    sam.page.goto(line.link)
    sam.press("Go on")
    expect(sam.page.get_by_label("Your name for colleagues")).to_have_accessible_description(
        re.compile("Type a name that your colleagues know you by")
    )
    sam.says_who("Sam")
    sam.takes_words()
    sam.sees("Your recovery kit")
    sam.press("I have my copy")
    sam.page.get_by_label(re.compile(r"^Group \d+$")).first.fill("0000")
    sam.press("Make the line")
    expect(sam.page.get_by_text("Look at your copy again").first).to_be_visible()


def test_the_wrong_phrase_opens_nothing(line: Line, arrive: Any) -> None:
    """After a lock the words in another order are refused in one sentence; the right ones open the same desk."""
    sam = arrive().founds(line.link)
    sam.press("Lock now")
    sam.sees("Hello, Sam")
    sam.page.get_by_label("Your seven words").fill(" ".join(reversed(sam.phrase.split())))
    sam.press("Unlock")
    expect(sam.page.get_by_text("These words do not open this desk. Check each word, and their order.")).to_be_visible()
    sam.unlocks()
    sam.at_desk()


def test_a_colleague_joins_by_invitation(line: Line, arrive: Any) -> None:
    """The invitation is recognised, approved in one click, and the colleague's page goes on by itself."""
    sam = arrive().founds(line.link)
    link = sam.invites()
    ana = arrive()
    ana.page.goto(link)
    ana.sees("Join the desk")

    assert ana.page.url == f"{line.origin}/join"

    ana.says_who("Ana")
    ana.takes_words()
    ana.sees("Waiting for approval")
    expect(sam.page.get_by_text("Holds your invitation")).to_be_visible(timeout=30_000)
    sam.press("Approve Ana")
    ana.sees("You are in")
    expect(ana.page.get_by_text("Your circle: Community worker.")).to_be_visible()
    ana.press("Open the desk")
    ana.at_desk()


def test_a_colleague_may_close_the_page_that_waits(line: Line, arrive: Any) -> None:
    """Coming back means unlocking, and it waits on; the invitation's secret is not asked for again."""
    sam = arrive().founds(line.link)
    link = sam.invites()
    ana = arrive()
    ana.page.goto(link)
    ana.says_who("Ana")
    ana.takes_words()
    ana.sees("Waiting for approval")
    ana.page.goto("about:blank")
    ana.page.goto(f"{line.origin}/console")
    ana.sees("Hello, Ana")
    ana.unlocks()
    ana.sees("Waiting for approval")
    expect(sam.page.get_by_text("Holds your invitation")).to_be_visible(timeout=30_000)
    sam.press("Approve Ana")
    ana.sees("You are in")


def test_the_bot_is_let_in_by_its_digits(line: Line, arrive: Any) -> None:
    """A device without a secret shows digits; only after they were compared can it be approved."""
    sam = arrive().founds(line.link)
    bot = Identity.generate()
    said = sam.page.request.post(
        f"{line.origin}/api/enrolments",
        data={"ed_pub": b64u(bot.pub), "label": "Telegram bot", "mac": None, "role": "bot"},
        headers={"Origin": line.origin},
    )
    root = sam.page.request.get(f"{line.origin}/api/line").json()["root"]
    sam.press("People")

    assert said.status == 201

    digits = sam.page.get_by_role("group", name="Safety digits of Telegram bot")
    expect(digits).to_be_visible(timeout=30_000)
    assert digits.inner_text().split() == safety_number(unb64u(root), bot.pub).split()

    sam.press("Approve Telegram bot")
    expect(sam.page.get_by_text("First compare the digits")).to_be_visible()
    sam.page.get_by_label("The digits are the same").check()
    sam.press("Approve Telegram bot")
    expect(sam.page.get_by_text("The bot: carries words between the phone and you")).to_be_visible()


def test_a_stranger_is_declined(line: Line, arrive: Any) -> None:
    """Whoever asks without an invitation can be sent away, and is not on the list."""
    sam = arrive().founds(line.link)
    stranger = Identity.generate()
    mac = base64.urlsafe_b64encode(bytes(32)).rstrip(b"=").decode()
    sam.page.request.post(
        f"{line.origin}/api/enrolments",
        data={"ed_pub": b64u(stranger.pub), "label": "Mallory", "mac": mac, "role": "worker"},
        headers={"Origin": line.origin},
    )
    sam.press("People")
    expect(sam.page.get_by_text("No invitation of yours")).to_be_visible(timeout=30_000)
    sam.press("Decline Mallory")
    expect(sam.page.get_by_text("Mallory was declined.")).to_be_visible()

    assert sam.page.get_by_role("button", name="Remove Mallory").count() == 0


def test_a_removed_colleague_is_locked_out_and_told(line: Line, arrive: Any) -> None:
    """Removal is confirmed, said to be final, and ends the colleague's session; unlocking again does not help."""
    sam, ana = _two(line, arrive)
    sam.press("Remove Ana")
    expect(sam.page.get_by_text("This cannot be undone")).to_be_visible()
    sam.press("Remove for good")
    expect(sam.page.get_by_text("Ana is removed.")).to_be_visible()
    expect(ana.page.get_by_role("heading", name="Hello, Ana")).to_be_visible(timeout=30_000)
    ana.unlocks()
    expect(ana.page.get_by_text("not on the list of people")).to_be_visible()


def test_a_second_coordinator_is_named_with_the_kit(line: Line, arrive: Any) -> None:
    """A code from the colleague, the recovery key from paper: then both can change the list."""
    sam, ana = _two(line, arrive)
    ana.press("People")
    ana.press("Become a coordinator")
    ana.press("Make my code")
    code = ana.page.get_by_role("textbox", name="Code").input_value()
    ana.press("Done")
    sam.press("Name a coordinator")
    sam.page.get_by_label("Their code").fill(code)
    sam.page.get_by_label("Recovery key").fill(" ".join(sam.kit[:-1]))
    sam.press("Sign and name")
    expect(sam.page.get_by_text("A sign is missing or wrong.")).to_be_visible()
    sam.page.get_by_label("Recovery key").fill(" ".join(sam.kit))
    sam.press("Sign and name")
    expect(sam.page.get_by_text("Ana is a coordinator now.")).to_be_visible()
    expect(ana.page.get_by_role("button", name="Invite someone")).to_be_visible(timeout=30_000)
    expect(ana.page.get_by_text("2 coordinator keys, one of them in this browser.")).to_be_visible()


def test_a_worker_goes_on_call_and_the_last_one_says_when_somebody_is_back(line: Line, arrive: Any) -> None:
    """On call for the hours chosen, kept through a lock; off call asks the last one for the next opening."""
    sam = arrive().founds(line.link)
    sam.press("Off call")
    sam.page.get_by_label("For how long").select_option("4")
    sam.press("Go on call")
    on_call = sam.page.get_by_role("button", name=re.compile("^On call until"))
    expect(on_call).to_be_visible()
    sam.press("Lock now")
    expect(sam.page.get_by_text("You are still on call until")).to_be_visible()
    sam.unlocks()
    on_call.click()
    sam.press("Go off call")
    expect(sam.page.get_by_role("heading", name="When is somebody back?")).to_be_visible()
    sam.page.get_by_label("Day and time").fill("2020-01-01T09:00")
    sam.press("Tell them this")
    expect(sam.page.get_by_text("Choose a day and time that is still to come.")).to_be_visible()
    sam.page.get_by_label("Day and time").fill("2099-01-01T09:00")
    with sam.page.expect_request("**/api/oncall") as asked:
        sam.press("Tell them this")

    assert asked.value.post_data_json["next_opening"] > 4_000_000_000_000
    expect(sam.page.get_by_role("button", name="Off call", exact=True)).to_be_visible()


def test_standby_is_quiet(line: Line, arrive: Any) -> None:
    """A worker on standby can be left notes, and is not shown as on call."""
    sam = arrive().founds(line.link)
    sam.press("Off call")
    sam.press("Go on standby for 8 days")
    expect(sam.page.get_by_text(re.compile("^On standby until"))).to_be_visible()
    sam.page.keyboard.press("Escape")
    sam.press("On standby")
    sam.press("End standby")
    sam.page.keyboard.press("Escape")
    expect(sam.page.get_by_role("button", name="Off call", exact=True)).to_be_visible()


def test_the_desk_is_open_in_one_tab_at_a_time(line: Line, arrive: Any) -> None:
    """A second tab says so, and may take over; the first one then locks and says why."""
    sam = arrive().founds(line.link)
    second = Person(sam.context, sam.context.new_page(), sam.phrase)
    second.page.goto(f"{line.origin}/console")
    second.unlocks()
    second.sees("The desk is open in another tab")
    second.press("Use it here")
    second.at_desk()
    expect(sam.page.get_by_text("The desk was opened in another tab.")).to_be_visible()


def test_the_desk_locks_by_itself(line: Line, arrive: Any) -> None:
    """After 29 quiet minutes it asks, after 30 it locks and the keys are gone; the clock is the test's."""
    sam = arrive()
    sam.page.clock.install()
    sam.founds(line.link)
    sam.page.clock.run_for(29 * 60_000 + 15_000)
    expect(sam.page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    sam.page.keyboard.press("Shift")
    expect(sam.page.get_by_role("heading", name="Are you still there?")).to_be_hidden()
    sam.page.clock.run_for(30 * 60_000 + 15_000)
    expect(sam.page.get_by_text("Locked, because nobody touched the desk for 30 minutes.")).to_be_visible()


def test_on_call_the_desk_covers_itself_and_goes_on_ringing(line: Line, arrive: Any) -> None:
    """Young people are told that somebody is here, so a desk on call is not locked by idleness; its words are hidden."""
    sam = arrive()
    sam.page.clock.install()
    sam.founds(line.link)
    sam.press("Off call")
    sam.press("Go on call")
    expect(sam.page.locator("button.call-on")).to_be_visible()
    sam.page.clock.run_for(30 * 60_000 + 25_000)
    expect(sam.page.get_by_role("heading", name="Covered")).to_be_visible()
    expect(sam.page.get_by_role("heading", name="Conversations")).to_be_hidden()
    sam.press("Show the desk")
    expect(sam.page.get_by_role("heading", name="Conversations")).to_be_visible()
    expect(sam.page.locator("button.call-on")).to_be_visible()


def test_h19_without_webcrypto_or_storage_nothing_is_sent_and_numbers_are_shown(line: Line, arrive: Any) -> None:
    """H19: a browser that cannot seal gets a plain page with numbers, and the relay is not even asked."""
    for missing in ("crypto", "indexedDB"):
        sam = arrive()
        asked: list[str] = []
        sam.page.on("request", lambda request, asked=asked: asked.append(request.url))
        sam.page.add_init_script(f"Object.defineProperty(globalThis, {missing!r}, {{ value: undefined }})")
        sam.page.goto(f"{line.origin}/console")
        sam.sees("This browser cannot seal messages")
        expect(sam.page.get_by_role("link", name="911")).to_be_visible()

        assert not any("/api/" in url for url in asked)


def test_h19_with_scripts_off_the_page_still_says_whom_to_call(line: Line, arrive: Any) -> None:
    """H19: no scripts, no form, no plain sending; the numbers are there."""
    sam = arrive(java_script_enabled=False)
    sam.page.goto(f"{line.origin}/console")
    sam.sees("This page needs scripts")
    expect(sam.page.get_by_role("link", name="9-8-8").first).to_be_visible()

    assert sam.page.locator("form, input, textarea").count() == 0


def test_a_relay_that_is_away_is_said_and_found_again(line: Line, arrive: Any) -> None:
    """Unlocking while the relay is down says so in a sentence and goes on by itself once it is back."""
    sam = arrive().founds(line.link)
    sam.press("Lock now")
    line.relay.stop()
    sam.unlocks()
    expect(sam.page.get_by_text("The relay cannot be reached right now.")).to_be_visible()
    line.relay.start()
    expect(sam.page.get_by_role("navigation", name="Views")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_first_run_is_open_to_everybody(line: Line, arrive: Any, look: str, width: int) -> None:
    """axe-core finds nothing on any page, light and dark, phone and desk; nothing runs out of the screen sideways."""
    sam = arrive(color_scheme=look, viewport={"width": width, "height": 780}, reduced_motion="reduce")
    sam.page.goto(line.link)
    sam.sees("Set up your line")
    sam.press("Go on")
    sam.shows_no_barrier()
    sam.says_who("Sam")
    sam.shows_no_barrier()
    sam.page.get_by_role("radio", name="Seven words").check()
    sam.press("Make the words")
    sam.shows_no_barrier()
    sam.press("Back")
    sam.takes_words()
    sam.sees("Your recovery kit")
    sam.shows_no_barrier()
    sam.checks_kit()
    sam.shows_no_barrier()
    sam.press("Open the desk")
    sam.at_desk()
    sam.press("Off call")
    sam.shows_no_barrier()
    sam.page.keyboard.press("Escape")
    sam.page.get_by_role("button", name="This device").click()
    sam.shows_no_barrier()
    link = sam.invites()
    sam.shows_no_barrier()
    ana = arrive(color_scheme=look, viewport={"width": width, "height": 780}, reduced_motion="reduce")
    ana.page.goto(link)
    ana.says_who("Ana")
    ana.takes_words()
    ana.sees("Waiting for approval")
    ana.shows_no_barrier()
    expect(sam.page.get_by_role("button", name="Approve Ana")).to_be_visible(timeout=30_000)
    sam.shows_no_barrier()
    sam.press("Lock now")
    sam.shows_no_barrier()


def test_the_first_run_needs_no_mouse(line: Line, arrive: Any) -> None:
    """Set-up by keyboard alone: each page takes the focus to its heading, and Tab and Enter do the rest."""
    sam = arrive()
    keys = sam.page.keyboard
    sam.page.goto(line.link)
    sam.sees("Set up your line")
    expect(sam.page.get_by_role("heading", level=1)).to_be_focused()
    keys.press("Tab")
    keys.type("Sam")
    keys.press("Enter")
    sam.sees("How you unlock")
    expect(sam.page.get_by_role("heading", level=1)).to_be_focused()
    keys.press("Tab")
    keys.press("ArrowDown")
    expect(sam.page.get_by_role("radio", name="Seven words")).to_be_checked()
    keys.press("Enter")
    sam.sees("Your seven words")
    sam.phrase = " ".join(
        sam.page.get_by_role("list", name="Your seven words").get_by_role("listitem").all_inner_texts()
    )
    keys.press("Tab")
    keys.press("Enter")
    sam.sees("Type them once")
    expect(sam.page.get_by_role("heading", level=1)).to_be_focused()  # each new page begins at its heading
    keys.press("Tab")
    keys.type(sam.phrase)
    keys.press("Tab")
    keys.press("Enter")
    sam.sees("Your recovery kit")


def _two(line: Line, arrive: Any) -> tuple[Person, Person]:
    """Return Sam, who made the line and looks at People, and Ana at her desk."""
    sam = arrive().founds(line.link)
    link = sam.invites()
    ana = arrive()
    ana.page.goto(link)
    ana.says_who("Ana")
    ana.takes_words()
    expect(sam.page.get_by_role("button", name="Approve Ana")).to_be_visible(timeout=30_000)
    sam.press("Approve Ana")
    ana.press("Open the desk")
    ana.at_desk()
    return sam, ana
