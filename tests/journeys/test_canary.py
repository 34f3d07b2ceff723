"""A word of the youth and a word of the worker go every way there is; afterwards no file of the line or the browser holds them."""

from __future__ import annotations

import base64
import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import Line, running
from tests.journeys.conftest import BOT, eventually, rows
from tests.journeys.stage import PATIENCE, Worker, Youth, pressed
from tests.journeys.test_care import keeps, page_of_the_record
from tests.journeys.traces import found, needles, number_shapes, rare_word, shapes
from tests.journeys.wrong_doors import bad_requests

pytestmark = pytest.mark.journey

PHONE = 4
PLANT = """(word) => new Promise((done) => {
  localStorage.setItem('planted', word);
  const ask = indexedDB.open('planted', 1);
  ask.onupgradeneeded = () => ask.result.createObjectStore('shelf');
  ask.onsuccess = () => {
    const change = ask.result.transaction('shelf', 'readwrite', { durability: 'strict' });
    change.objectStore('shelf').put({ word }, 'planted');
    change.oncomplete = () => { ask.result.close(); done(); };
  };
})"""


@dataclass
class Words:
    """What is looked for afterwards; each is typed or sent, and none may rest anywhere."""

    youth: str = field(default_factory=rare_word)
    worker: str = field(default_factory=rare_word)
    first_name: str = field(default_factory=rare_word)
    last_name: str = field(default_factory=rare_word)
    username: str = field(default_factory=rare_word)
    browser: str = field(default_factory=rare_word)
    planted: str = field(default_factory=rare_word)


@dataclass
class Phone:
    """The youth's phone by its server's door, for what the page has no button for."""

    line: Line

    def does(self, what: str, **more: Any) -> None:
        """Do what a person with this phone could do."""
        answer = httpx.post(f"{self.line.phone_url}/phone/{PHONE}/do", json={"do": what, **more})
        assert answer.status_code == 200, answer.text

    def telegram(self, what: str, **more: Any) -> dict[str, Any]:
        """Let Telegram do what it may do."""
        answer = httpx.post(f"{self.line.phone_url}/practice/do", json={"do": what, **more})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    @property
    def id(self) -> int:
        """The Telegram id of whoever holds the phone, as the bot was told it."""
        calls = self.telegram("calls", method="sendMessage")["calls"]
        return int(calls[-1]["params"]["chat_id"])


@pytest.fixture
def words() -> Words:
    """Words of this story alone."""
    return Words()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """A whole line whose bot does not wait a second after each message, as the real Telegram asks it to."""
    with running(tmp_path, {"BOT_PRACTICE_SPEED": "5"}) as started:
        yield started


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Where the worker's browser keeps its things on disk."""
    return tmp_path / "profile"


@pytest.fixture
def desk(chromium: Browser, line: Line, words: Words, profile: Path) -> Iterator[Page]:
    """A browser that keeps its profile on disk, as a worker's own does, and a name in its user agent."""
    context = chromium.browser_type.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=FLAGS,
        viewport={"width": 1280, "height": 800},
        locale="en-CA",
        user_agent=f"Mozilla/5.0 (X11; Linux x86_64) {words.browser}",
    )
    page = context.pages[0]
    page.set_default_timeout(PATIENCE)
    yield page
    with contextlib.suppress(Exception):  # The story itself closes it; this is for one that failed.
        context.close()


def test_no_word_of_either_side_rests_on_any_disk(
    chromium: Browser, line: Line, desk: Page, words: Words, profile: Path, tmp_path: Path
) -> None:
    """Left as a note, typed, edited, captioned, kept on record, looked for, picked for a packet, drafted, taken back, refused, cut off, erased: nothing of it is written down readable."""
    token: list[str] = []
    desk.on("request", lambda request: _note(request, token))
    worker = Worker(desk, line)
    worker.founds("Robin")
    eventually("the bot shows its digits", line.digits.exists)
    worker.lets_in(BOT, line.digits.read_text())
    eventually("the bot signs in", lambda: rows(line, "sessions") > 1)
    a_note_left_while_closed(chromium, worker, words)
    youth, phone = Youth.picks_up(chromium, line, PHONE), Phone(line)
    in_the_menu(youth, phone, words)
    asks(youth)
    youth.writes(f"opening {words.youth}")
    worker.opens_first("Waiting")
    worker.claims()
    worker.reads(words.youth)
    things_and_edits(worker, youth, phone, words)
    worker_at_work(worker, youth, words)
    keeps_a_record(worker, words)
    looks_and_picks(worker, words)
    telegram_fails(worker, youth, phone, words)
    relay_away(worker, youth, line, words)
    bot_killed(worker, youth, line, words)
    bad_requests(line, token[-1], words.youth, words.worker, words.browser)
    phone.telegram("settled")
    worker.writes(f"the last {words.worker}")
    youth.reads(f"the last {words.worker}")
    worker.drafts(f"never sent {words.worker}")
    desk.evaluate(PLANT, words.planted)
    wanted = needles([words.youth, words.worker])
    while_it_runs = found(tmp_path, wanted)
    worker.closes()
    youth.reads("This chat is done for now")
    youth.writes("/erase")
    youth.reads("All clear on my side")
    who = phone.id
    for part in (line.bot, line.relay):
        part.kill()  # A power cut leaves more behind than an orderly end.
    desk.context.close()

    assert while_it_runs == {}
    assert found(tmp_path, wanted) == {}
    assert found(tmp_path, needles([worker.words])) == {}
    about = needles([words.first_name, words.last_name, words.username, words.browser])
    about |= set(number_shapes(who)) | {b'"Noor"', b"noor_", b"AppleWebKit", b"HeadlessChrome"}
    assert found(tmp_path, about, leaving_out=[profile]) == {}
    assert len([path for path in tmp_path.rglob("*") if path.suffix in (".db", ".log")]) >= 5
    the_search_finds(tmp_path, profile, words)
    assert worker.complaints == []


def asks(youth: Youth) -> None:
    """Ask for a person; each screen is awaited, because older ones with the same buttons still stand above it."""
    youth.taps("Person")
    for shows, tap in (
        ("Who would you like", "A community worker"),
        ("Is it okay to chat", "Yes"),
        ("someone fast", "No"),
    ):
        youth.reads(shows)
        youth.taps(tap)
    youth.reads("You are in line")


def in_the_menu(youth: Youth, phone: Phone, words: Words) -> None:
    """Before anybody is asked for: a link's payload, free words, an unknown command, a picture, forged and foreign updates."""
    phone.does("start", payload=words.youth)
    youth.reads("Hi. I am a helper bot")
    youth.taps("Yes")
    youth.writes(f"free {words.youth}")
    youth.reads("No person read that")
    youth.writes(f"/{words.youth[:30]} {words.youth}")
    phone.does("photo", text=f"caption {words.youth}")
    me = {"id": phone.id, "is_bot": False, "first_name": words.first_name, "last_name": words.last_name}
    me |= {"username": words.username, "language_code": "en"}
    chat = {"id": phone.id, "type": "private"} | {name: me[name] for name in ("first_name", "last_name", "username")}
    said = {"message_id": 900_001, "date": 1, "from": me, "chat": chat, "text": f"by a named person {words.youth}"}
    foreign: list[tuple[str, dict[str, Any]]] = [
        ("message", said),
        (
            "message",
            said | {"message_id": 900_002, "forward_sender_name": words.youth, "author_signature": words.youth},
        ),
        ("message", said | {"message_id": 900_003, "quote": {"text": words.youth, "position": 0}}),
        ("edited_message", said | {"edit_date": 2}),
        ("channel_post", said | {"text": words.youth}),
        ("business_message", said | {"business_connection_id": words.youth}),
        ("inline_query", {"id": "1", "from": me, "query": words.youth, "offset": ""}),
        ("callback_query", {"id": "77", "from": me, "chat_instance": "1", "data": words.youth, "message": said}),
        ("poll_answer", {"poll_id": words.youth, "user": me, "option_ids": [0]}),
        ("an_update_of_next_year", {"from": me, "text": words.youth}),
        ("message", {"message_id": words.youth, "text": {"not": words.youth}}),
    ]
    for kind, body in foreign:
        phone.telegram("raw", kind=kind, body=body, chat_id=phone.id)
    phone.telegram("settled")
    youth.writes("/menu")
    youth.reads("What would help")


def things_and_edits(worker: Worker, youth: Youth, phone: Phone, words: Words) -> None:
    """In the conversation: an edit, everything with a caption, a sticker, a text that the phone cuts in pieces."""
    youth.writes(f"old {words.youth}")
    worker.reads(f"old {words.youth}")
    youth.edits(f"old {words.youth}", f"new {words.youth}")
    worker.reads(f"new {words.youth}")
    for what in ("photo", "video", "document", "album"):
        phone.does(what, text=f"{what} {words.youth}")
    for what in ("sticker", "gif", "voice", "video_note", "location", "contact"):
        phone.does(what)
    youth.writes(" ".join([f"long {words.youth}"] * 150))
    youth.writes(f"after the long {words.youth}")
    worker.reads(f"album {words.youth}")
    worker.reads(f"after the long {words.youth}")


def worker_at_work(worker: Worker, youth: Youth, words: Words) -> None:
    """At the desk: a text, an edit, a text taken back, a note for the team, a search, and one that is too long to send."""
    page = worker.page
    worker.writes(f"first {words.worker}")
    youth.reads(f"first {words.worker}")
    own = page.locator(".desk-from-me:not(.desk-pending)").last
    own.hover()
    own.get_by_role("button", name="Edit").click()
    page.get_by_role("textbox", name="Edit your message").fill(f"better {words.worker}")
    pressed(page, "Save")
    youth.reads(f"better {words.worker}")
    worker.writes(f"wrong {words.worker}")
    youth.reads(f"wrong {words.worker}")
    expect(own).to_contain_text(f"wrong {words.worker}")
    own.hover()
    own.get_by_role("button", name="Take back").click()
    youth.no_longer_reads(f"wrong {words.worker}")
    page.locator("[data-act=note]").click()
    page.get_by_role("textbox", name="Note for the team").fill(f"note {words.worker}")
    pressed(page, "Keep note")
    worker.reads(f"note {words.worker}")
    page.locator("[data-act=replies]").click()
    page.get_by_role("combobox", name="Search ready replies").fill(words.worker)
    page.keyboard.press("Escape")
    worker.drafts(" ".join([words.worker] * 120))
    expect(page.get_by_text("too many")).to_be_visible()


def a_note_left_while_closed(chromium: Browser, worker: Worker, words: Words) -> None:
    """Nobody is on call: another youth leaves a note, which waits sealed to the standby key until somebody comes and reads it."""
    worker.page.locator("button.call").click()
    pressed(worker.page, "Go on standby for 8 days")
    expect(worker.page.get_by_role("button", name="End standby")).to_be_visible()
    worker.page.keyboard.press("Escape")
    other = Youth.picks_up(chromium, worker.line, PHONE + 1)
    other.starts()
    other.taps("Person", "Leave a note", "A community worker")
    other.reads("Type your note now")
    other.writes(f"left while closed {words.youth}")
    worker.goes_on_call()
    worker.page.locator(".desk-rows .desk-row").first.click()
    worker.claims()
    worker.reads(f"left while closed {words.youth}")
    worker.reads("They have been told that you are here.")
    worker.closes()
    other.reads("This chat is done for now")


def keeps_a_record(worker: Worker, words: Words) -> None:
    """In the care record: grounds for a report, a promise in a handover, and a plan that is only begun."""
    record = page_of_the_record(worker, "report")
    for page, label in (
        ("handover", "What we promised"),
        ("safety-plan", "One small step for today"),
        ("report", "What gives you grounds"),
    ):
        worker.page.keyboard.press("Escape")
        record.locator(f'[data-page="{page}"]').click()
        record.get_by_label(label).fill(f"{page} {words.worker} {words.youth}")
        expect(record).to_contain_text("Kept as a draft on this device.")
        if page != "safety-plan":
            keeps(record)
            expect(record).to_contain_text("Locked on this device.")
    worker.page.get_by_role("button", name="Close the care record").click()


def looks_and_picks(worker: Worker, words: Words) -> None:
    """Looked for in all that the desk can open; and written for a packet that is only begun, which is there again afterwards."""
    page = worker.page
    page.locator("#desk-thread-name").focus()
    page.keyboard.press("f")
    search = page.get_by_role("dialog", name="Find words")
    search.get_by_role("textbox").fill(words.youth)
    expect(search.locator("mark").first).to_have_text(words.youth)
    page.keyboard.press("Escape")
    for again in (False, True):
        page.locator("[data-act=packet]").click()
        packet = page.get_by_role("dialog", name="Hand-off packet")
        summary = packet.get_by_label("In your own words")
        if again:
            expect(packet).to_contain_text("What you had picked is still here.")
            expect(summary).to_have_value(f"packet {words.worker} {words.youth}")
        summary.fill(f"packet {words.worker} {words.youth}")
        packet.get_by_role("button", name="Not now").click()


def telegram_fails(worker: Worker, youth: Youth, phone: Phone, words: Words) -> None:
    """Telegram refuses, is slow, breaks, and says the youth's and the worker's words again in its errors."""
    said = f"Bad Request: cannot parse {words.worker} and {words.youth}"
    phone.telegram("broken", method="sendMessage", times=1)
    worker.writes(f"through a broken gateway {words.worker}")
    youth.reads(f"through a broken gateway {words.worker}")
    phone.telegram("refuse", method="sendMessage", code=400, description=said)
    worker.writes(f"refused {words.worker}")
    phone.telegram("accepted_then_reset", method="sendMessage")
    worker.writes(f"cut off {words.worker}")
    youth.reads(f"cut off {words.worker}")
    phone.telegram("up")


def relay_away(worker: Worker, youth: Youth, line: Line, words: Words) -> None:
    """The relay dies; both go on writing."""
    line.relay.kill()
    youth.writes(f"relay away {words.youth}")
    youth.edits(f"relay away {words.youth}", f"relay still away {words.youth}")
    worker.writes(f"into nothing {words.worker}")
    youth.writes("/help")
    line.relay.start()
    worker.reads(f"relay still away {words.youth}")
    youth.reads(f"into nothing {words.worker}")


def bot_killed(worker: Worker, youth: Youth, line: Line, words: Words) -> None:
    """The bot dies, twice, in the middle of words that go both ways; then the worker's tab is closed and opened."""
    for round_ in ("one", "two"):
        youth.writes(f"cut {round_} {words.youth}")
        worker.writes(f"cut {round_} {words.worker}")
        line.bot.kill()
        youth.writes(f"dark {round_} {words.youth}")
        worker.writes(f"dark {round_} {words.worker}")
        line.bot.start()
        worker.reads(f"dark {round_} {words.youth}")
        youth.reads(f"dark {round_} {words.worker}")
    worker.drafts(f"half a sentence {words.worker}")
    worker.page.reload()
    worker.unlocks()
    worker.opens_first("With you")
    expect(worker.box).to_have_value(f"half a sentence {words.worker}")


def the_search_finds(tmp_path: Path, profile: Path, words: Words) -> None:
    """What a page stored in plain words, an open database's log and files in each shape are found: silence means clean."""
    wanted = needles([words.planted])
    assert any(name.startswith("profile/") for name in found(tmp_path, wanted)), "IndexedDB was not looked into"
    for number, shape in enumerate(sorted(set(shapes(words.planted)))):
        planted = tmp_path / "log" / f"planted-{number}"
        planted.write_bytes(b"so" + shape + b"on")
        assert f"log/{planted.name}" in found(tmp_path / "log" / "..", wanted, leaving_out=[profile]), shape
        planted.unlink()
    for before in ("", "a", "ab"):
        planted = tmp_path / "log" / "planted"
        planted.write_bytes(base64.b64encode(f"{before}{words.planted} and more".encode()))
        assert "planted" in found(tmp_path / "log", wanted)
        planted.unlink()
    with contextlib.closing(sqlite3.connect(tmp_path / "planted.db")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE said (body TEXT)")
        database.execute("INSERT INTO said VALUES (?)", (words.planted,))
        database.commit()
        assert "planted.db-wal" in found(tmp_path, wanted, leaving_out=[profile])


def _note(request: Request, token: list[str]) -> None:
    """Keep the worker's own token from the requests that carry it."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind == "Bearer" and value not in token:
        token.append(value)
