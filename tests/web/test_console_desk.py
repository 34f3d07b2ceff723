"""A worker at the desk, in a real Chromium, with a real relay and a youth's end that seals as the bot does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

from bot.sealing.keys import b64u, unb64u
from tests.fakes.line import Part, free_port
from tests.fakes.youth import Bot, Coordinator, Place, Youth

ROOT = Path(__file__).parents[2]
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
# Looks into the worker's drawer, frame by frame, until a name is in it; what lies there is sealed.
UNTIL_KEPT = """(name) => new Promise((done) => {
  const look = () => {
    const ask = indexedDB.open('desk');
    ask.onsuccess = () => {
      const got = ask.result.transaction('kept').objectStore('kept').get(name);
      got.onsuccess = () => { ask.result.close(); if (got.result) done(); else requestAnimationFrame(look); };
    };
  };
  look();
})"""


@dataclass
class Worker:
    """A person in front of a browser of their own."""

    label: str
    page: Page
    phrase: str = ""

    def join(self, coordinator: Coordinator, role: str = "worker") -> None:
        """Follow an invitation, be approved, unlock with seven words, and go on call."""
        page = self.page
        page.goto(coordinator.invitation())
        page.get_by_label("Your name for colleagues").fill(self.label)
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("radio", name="Seven words").check()
        page.get_by_role("button", name="Make the words").click()
        words = page.get_by_role("list", name="Your seven words").get_by_role("listitem")
        expect(words).to_have_count(7)
        self.phrase = " ".join(words.all_inner_texts())
        page.get_by_role("button", name="I have them").click()
        page.get_by_label("Your seven words").fill(self.phrase)
        with page.expect_response(re.compile("/api/enrolments$")):
            page.get_by_role("button", name="Check and go on").click()
        asking = next(one for one in coordinator.waiting() if one["label"] == self.label)
        coordinator.admit(unb64u(asking["ed_pub"]), self.label, role)
        page.get_by_role("button", name="Open the desk").click()
        self.go_on_call()

    def go_on_call(self) -> None:
        """Say that somebody is here."""
        self.page.get_by_role("button", name="Off call").click()
        self.page.get_by_role("dialog").get_by_role("button", name="Go on call").click()
        expect(self.page.get_by_role("button", name="On call until")).to_be_visible()

    def unlock(self) -> None:
        """Come back after a reload."""
        self.page.get_by_label("Your seven words").fill(self.phrase)
        self.page.get_by_role("button", name="Unlock", exact=True).click()

    def ready(self) -> Worker:
        """Be at an unlocked desk with nothing open, whatever the story before left behind."""
        self.page.set_viewport_size({"width": 1280, "height": 800})
        unlock = self.page.get_by_label("Your seven words")
        expect(unlock.or_(self.page.get_by_role("heading", name="Conversations"))).to_be_visible()
        if unlock.is_visible():
            self.unlock()
        while self.page.get_by_role("dialog").count():
            self.page.keyboard.press("Escape")
        return self

    def row(self, youth: Youth) -> Locator:
        """Return the youth's row in the inbox."""
        return self.page.locator(f'[data-conversation="{youth.id}"]')

    def open(self, youth: Youth) -> None:
        """Open a conversation."""
        self.row(youth).click()
        expect(self.page.get_by_role("log").or_(self.page.locator(".desk-cover"))).to_be_visible()

    def claim(self, youth: Youth) -> None:
        """Open and claim it; the youth's end believes it."""
        if self.row(youth).get_attribute("aria-current") is None:
            self.open(youth)
        self.page.get_by_role("button", name="Claim", exact=True).click()
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


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Part]:
    """A relay of its own, on a port of its own."""
    port = free_port()
    folder = tmp_path_factory.mktemp("relay")
    settings = {"API_BIND": f"127.0.0.1:{port}", "API_ORIGIN": f"http://localhost:{port}", "API_DATA_DIR": str(folder)}
    part = Part(
        "relay",
        [sys.executable, "-m", "api", "serve"],
        os.environ | settings,
        f"http://localhost:{port}/health/ready",
        folder / "relay.log",
    )
    part.start()
    yield part
    part.stop()


@pytest.fixture(scope="module")
def coordinator(relay: Part) -> Coordinator:
    """Whoever made this line."""
    link = subprocess.run(
        [sys.executable, "-m", "api", "setup-link"], env=relay.environment, capture_output=True, text=True, check=True
    )
    made = Coordinator(Place(relay.environment["API_ORIGIN"]))
    made.found(link.stdout.strip().split("#")[1])
    return made


@pytest.fixture(scope="module")
def bot(coordinator: Coordinator) -> Bot:
    """The one device that every youth of these stories writes through."""
    return Bot(coordinator)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield chromium
        chromium.close()


def at_a_desk(browser: Browser, coordinator: Coordinator, label: str, role: str = "worker") -> Worker:
    """Let a new person in; what their page complains about fails the test that looks."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="America/Winnipeg")
    context.set_default_timeout(PATIENCE_MS)
    worker = Worker(label, context.new_page())
    worker.join(coordinator, role)
    return worker


@pytest.fixture(scope="module")
def worker(browser: Browser, coordinator: Coordinator, bot: Bot) -> Worker:
    """A worker who came in once."""
    return at_a_desk(browser, coordinator, "Sam")


@pytest.fixture(scope="module")
def supervisor(browser: Browser, coordinator: Coordinator, worker: Worker) -> Worker:
    """A supervisor who came in once."""
    return at_a_desk(browser, coordinator, "Ana", "supervisor")


@pytest.fixture
def sam(worker: Worker) -> Worker:
    """A worker on call, at the desk."""
    return worker.ready()


@pytest.fixture
def ana(supervisor: Worker) -> Worker:
    """A supervisor on call, at the desk."""
    return supervisor.ready()


@pytest.fixture
def youth(coordinator: Coordinator, bot: Bot) -> Iterator[Youth]:
    """A young person who has not asked yet."""
    person = Youth(coordinator, bot)
    yield person
    person.leave()
    person.close()


def test_words_go_both_ways_and_stay_covered_until_claimed(sam: Worker, youth: Youth) -> None:
    """A worker reads nothing before the claim, then both read each other."""
    youth.ask("is somebody there?", safe="yes", safe_word="blueberry")
    sam.open(youth)
    expect(sam.page.locator(".desk-cover")).to_contain_text("One message, covered")
    expect(sam.log).to_have_count(0)
    sam.claim(youth)
    expect(sam.log).to_contain_text("is somebody there?")
    expect(sam.log.get_by_text("You claimed the conversation.")).to_have_count(1)
    sam.write("Hi, I am here. Is it safe to chat?")
    youth.hear("text", lambda said: said["body"] == "Hi, I am here. Is it safe to chat?")
    expect(sam.log).to_contain_text("Delivered to the line")
    youth.text("yes")

    expect(sam.log.locator(".desk-from-youth").last).to_contain_text("yes")
    panel = sam.page.get_by_role("complementary", name="The first minute")
    expect(panel).to_contain_text("blueberry, not used")
    expect(panel).to_contain_text("Somebody has their pictures")


def test_what_was_opened_is_acknowledged(sam: Worker, youth: Youth) -> None:
    """Protocol 6.1: the youth's end learns that a device opened what it sent, also before a claim."""
    sealed = None
    youth.ask()
    sealed = youth.text("hello?")
    expect(sam.row(youth)).to_be_visible()

    ack = youth.hear("ack", lambda said: said["session"] == b64u(sealed.session) and said["seq"] >= sealed.seq)
    assert ack["seq"] == sealed.seq


def test_edits_go_both_ways_and_the_earlier_words_are_shown_on_request(sam: Worker, youth: Youth) -> None:
    """An edited message says so; a worker's own can be edited and taken back."""
    youth.ask()
    first = youth.text("come at 9")
    sam.claim(youth)
    youth.say({"t": "edit", "of": b64u(first.mid), "body": "come at 10"})
    theirs = sam.log.locator(".desk-from-youth")
    expect(theirs).to_contain_text("come at 10")
    expect(theirs).not_to_contain_text("come at 9")
    theirs.get_by_role("button", name="edited").click()
    expect(theirs).to_contain_text("come at 9")

    sam.write("I wil come")
    said = youth.hear("text")
    own = sam.log.locator(".desk-from-me:not(.desk-pending)")
    own.hover()
    own.get_by_role("button", name="Edit").click()
    sam.write("I will come")
    assert youth.hear("edit") | {"of": said["mid"], "body": "I will come"} == youth.heard[-1]
    expect(own).to_contain_text("edited")
    own.hover()
    own.get_by_role("button", name="Take back").click()
    assert youth.hear("retract")["of"] == said["mid"]
    expect(own).to_contain_text("You took this back.")


def test_a_lost_message_leaves_a_visible_gap(sam: Worker, youth: Youth) -> None:
    """Protocol 5.3: what the relay swallowed is missed where it is missing."""
    youth.ask("one")
    sam.claim(youth)
    youth.seal({"t": "text", "body": "two, which never arrives"})
    youth.text("three")

    expect(sam.log).to_contain_text("three")
    expect(sam.log).to_contain_text("A message is missing here.")


def test_h17_a_changed_message_is_refused_in_words_and_never_blank(sam: Worker, youth: Youth) -> None:
    """A bit flipped on the way: refused, said, and the next words are read."""
    youth.ask("one")
    sam.claim(youth)
    frame = bytearray(youth.seal({"t": "text", "body": "changed"}).frames[-1])
    frame[130] ^= 1
    youth.post(bytes(frame))
    youth.text("still here")

    expect(sam.log).to_contain_text("One message was refused: it was changed on its way")
    expect(sam.log).to_contain_text("still here")
    assert all(text.strip() for text in sam.log.get_by_role("listitem").all_inner_texts())


def test_h8_h9_hostile_letters_are_marked_and_markup_is_inert(sam: Worker, youth: Youth) -> None:
    """Markup is letters, a turned text is marked, and nothing of it runs."""
    youth.ask("<img src=x onerror=alert(1)><a href='javascript:alert(2)'>x</a>", "pay \u202egnp.exe\u0000\u200b")
    sam.claim(youth)

    said = sam.log.locator(".desk-from-youth")
    expect(said.first).to_contain_text("<img src=x onerror=alert(1)><a href='javascript:alert(2)'>x</a>")
    expect(said.last).to_contain_text("U+202E")
    expect(said.last).to_contain_text("U+0000")
    assert sam.log.locator("img, a, script").count() == 0


def test_the_safe_word_is_shown_strongly_and_says_to_stop(sam: Worker, youth: Youth) -> None:
    """Domain 5: stop, write nothing (they were answered as a wrong number already), tell the backup."""
    youth.ask("hi", safe_word="blueberry")
    sam.claim(youth)
    youth.text("Blueberry")
    alert = sam.page.get_by_role("alert")
    expect(alert).to_contain_text("They used the safe word")

    expect(alert).to_contain_text("write nothing")


def test_h20_two_workers_press_claim_and_both_see_the_truth(sam: Worker, ana: Worker, youth: Youth) -> None:
    """One owner; the second is told who has it and since when."""
    youth.ask("hello")
    sam.open(youth)
    ana.open(youth)
    held: list[Route] = []
    sam.page.route("**/claim", lambda route: held.append(route))
    try:
        with sam.page.expect_request("**/claim"):
            sam.page.get_by_role("button", name="Claim", exact=True).click()
        ana.claim(youth)
        held[0].continue_()
    finally:
        sam.page.unroute("**/claim")

    expect(sam.page.get_by_text(re.compile(r"Ana claimed this conversation at \d\d:\d\d\."))).to_be_visible()
    expect(sam.box).to_have_count(0)
    expect(ana.box).to_be_visible()


def test_what_is_put_back_can_be_read_by_the_next(sam: Worker, ana: Worker, youth: Youth) -> None:
    """Protocol 4.3: the one who lets go hands the words over, so that the youth need not say them twice."""
    youth.ask("hello")
    sam.claim(youth)
    sam.write("I have to go, a colleague takes over")
    youth.hear("text")
    youth.text("only Sam was told this")
    expect(sam.log).to_contain_text("only Sam was told this")
    sam.page.get_by_role("button", name="Note", exact=True).click()
    sam.write("wants a bed for tonight")
    expect(sam.log).to_contain_text("Kept locked on this device")
    sam.page.get_by_role("button", name="Put back").click()
    sam.page.get_by_role("dialog").get_by_role("button", name="Put back").click()
    youth.hear("release")
    youth.say({"t": "claimed", "device": None, "of": youth.heard[-1]["mid"]})
    ana.claim(youth)

    expect(ana.log).to_contain_text("only Sam was told this")
    expect(ana.log).to_contain_text("I have to go, a colleague takes over")
    expect(ana.log).to_contain_text("wants a bed for tonight")
    assert not [one for one in youth.heard if one["t"] == "note"]


def test_a_draft_and_my_own_words_survive_a_reload(sam: Worker, youth: Youth) -> None:
    """A browser that falls over at 3 a.m. loses neither the half-written answer nor what was said."""
    youth.ask("hello")
    sam.claim(youth)
    sam.write("I am here with you")
    youth.hear("text")
    sam.box.fill("What would help mo")
    sam.page.evaluate(UNTIL_KEPT, f"draft:{youth.id}")
    sam.page.reload()
    sam.unlock()
    sam.open(youth)

    expect(sam.box).to_have_value("What would help mo")
    expect(sam.log).to_contain_text("I am here with you")
    expect(sam.log).to_contain_text("hello")
    expect(sam.log).not_to_contain_text("missing")


def test_a_lost_connection_is_said_and_nothing_is_lost_or_sent_twice(relay: Part, sam: Worker, youth: Youth) -> None:
    """The relay falls over while a worker writes; the words wait, and arrive once."""
    youth.ask("hello")
    sam.claim(youth)
    youth.close()
    relay.kill()
    expect(sam.page.get_by_text("Reconnecting…")).to_be_visible()
    sam.write("Still with you")
    expect(sam.log).to_contain_text("Waiting for the connection")
    relay.start()
    expect(sam.page.get_by_text("Reconnecting…")).to_have_count(0, timeout=40_000)
    expect(sam.log).to_contain_text("Delivered to the line")
    expect(sam.log.get_by_text("Still with you")).to_have_count(1)

    youth.listen_again()
    youth.hear("text", lambda said: said["body"] == "Still with you")
    sam.write("And now?")
    youth.hear("text", lambda said: said["body"] == "And now?")
    assert [one["body"] for one in youth.heard if one["t"] == "text"] == ["Still with you", "And now?"]


def test_the_desk_works_by_keyboard_alone(sam: Worker, youth: Youth) -> None:
    """Every step from waiting to answered, without a mouse."""
    youth.ask("hello", priority=3)
    expect(sam.row(youth)).to_be_visible()
    keys = sam.page.keyboard
    sam.page.locator("#main").focus()
    keys.press("Escape")
    keys.press("j")
    expect(sam.row(youth)).to_have_attribute("aria-current", "true")
    keys.press("c")
    youth.hear_claim()
    expect(sam.box).to_be_focused()
    keys.type("typed by hand")
    keys.press("Control+Enter")
    youth.hear("text", lambda said: said["body"] == "typed by hand")
    keys.press("Escape")
    keys.press("/")
    expect(sam.page.get_by_role("combobox", name="Search ready replies")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(sam.box).to_be_focused()
    expect(sam.box).not_to_have_value("")
    sam.box.fill("")
    keys.press("Escape")
    keys.press("?")
    expect(sam.page.get_by_role("dialog", name="Keys and habits")).to_be_visible()
    keys.press("Escape")


def test_the_title_counts_who_waits_and_says_nothing_else(sam: Worker, youth: Youth) -> None:
    """The badge is there while somebody waits, and gone once claimed."""
    before = sam.page.title()
    youth.ask("hello")
    expect(sam.page).not_to_have_title(before)
    expect(sam.page).to_have_title(re.compile(r"^\(\d+\) Desk$"))
    sam.claim(youth)

    expect(sam.page).to_have_title(before)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(sam: Worker, youth: Youth, width: int, scheme: str) -> None:
    """WCAG 2.2 AA at phone and desk width, light and dark: list, covered, talking, dialogs."""
    page = sam.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": width, "height": 740})
    back = page.get_by_role("button", name="Back to all conversations")
    if back.is_visible():
        back.click()
    youth.ask("hello", "\u202ehidden", safe="no", safe_word="blueberry")
    expect(sam.row(youth)).to_be_visible()
    assert axe(page) == []
    sam.open(youth)
    assert axe(page) == []
    sam.claim(youth)
    sam.write("Hi")
    youth.hear("text")
    youth.text("blueberry")
    expect(page.get_by_role("alert")).to_be_visible()
    assert axe(page) == []
    assert (
        page.evaluate(
            "[...document.querySelectorAll('#desk *')].filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.desk-openers')).map((one) => one.className)"
        )
        == []
    )
    for name in ("Replies", "Service"):
        page.get_by_role("button", name=name, exact=True).click()
        assert axe(page) == []
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Help me").click()
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_worker_removed_mid_talk_is_told_and_reads_no_further(
    browser: Browser, coordinator: Coordinator, bot: Bot, youth: Youth
) -> None:
    """Protocol 7.4: the next roster without the device ends it everywhere."""
    kim = at_a_desk(browser, coordinator, "Kim")
    youth.ask("hello")
    kim.claim(youth)
    coordinator.remove("Kim")
    expect(kim.page.get_by_text(re.compile("taken off the list|not on the roster")).first).to_be_visible()
    youth.say({"t": "claimed", "device": None, "of": youth.heard[-1]["mid"]})
    youth.text("after Kim was gone")

    expect(kim.page.get_by_text("after Kim was gone")).to_have_count(0)
    kim.page.context.close()


def axe(page: Page) -> list[str]:
    """Return what axe finds wrong with the page, a line each; it runs beside the page's policy, not under it."""
    session = page.context.new_cdp_session(page)
    source = (ROOT / "api/web/node_modules/axe-core/axe.min.js").read_text()
    session.send("Runtime.evaluate", {"expression": source})
    found: list[str] = page.evaluate(
        "async () => (await axe.run()).violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)"
    )
    session.detach()
    return found
