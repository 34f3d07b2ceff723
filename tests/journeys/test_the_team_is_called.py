"""A youth waits, and three people hear of it in turn; nobody comes, and the youth is told so at the limit."""

from __future__ import annotations

import contextlib
import email
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.fakes.chromium import barriers
from tests.fakes.line import Line, running
from tests.fakes.outside import Browser as Ordering
from tests.fakes.outside import House, Post, b64, outside_here, signed_by
from tests.journeys.conftest import eventually, founded, joined, waiting
from tests.journeys.stage import PATIENCE, Worker, Youth, pressed

pytestmark = pytest.mark.journey
NUMBERS = {
    "API_PAGE_BACKUP_AFTER": "4",
    "API_PAGE_SUPERVISOR_AFTER": "5",
    "API_TELL_AFTER": "12",
    "API_PAGE_AGAIN": "6",
    "API_QUIET_FOR": "300",
}

# Seconds after which a push that showed nothing is delivered anew.
DELIVERED_ANEW = 5
# A push service that this Chromium lacks: what it answers is an order with the keys of the test's own browser.
ORDERS = """(order) => {
  let held = null;
  PushManager.prototype.getSubscription = async () => held;
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    const { endpoint, ...keys } = order;
    globalThis.asked = { userVisibleOnly, key: [...applicationServerKey] };
    held = { endpoint, options: { applicationServerKey: applicationServerKey.buffer }, toJSON: () => ({ endpoint, keys }),
      unsubscribe: async () => { held = null; globalThis.asked = null; return true; } };
    return held;
  };
}"""
# Its scope is a folder, not the page, so the page's own `ready` never comes: whether the background worker can be woken now.
AWAKE = "async () => (await navigator.serviceWorker.getRegistration('/web/console/'))?.active?.state === 'activated'"
# The card of somebody who was called when the youth began to wait: called again, they were called later than that.
CALLED_AGAIN = """() => {
  const [called, waited] = [...document.querySelectorAll('.called time')].map((one) => Number(one.textContent.replace(':', '')));
  return called < waited;
}"""
# What the browser shows now, put away once it was seen.
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration('/web/console/');
  const shown = await registration.getNotifications();
  return shown.map((one) => { one.close(); return `${one.title}|${one.body}`; });
}"""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A gateway on this machine."""
    with gateway_here() as held:
        yield held


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[tuple[House, Post]]:
    """A push service and a mail server on this machine."""
    with outside_here(tmp_path) as held:
        yield held


@pytest.fixture
def line(tmp_path: Path, gateway: Gateway, outside: tuple[House, Post]) -> Iterator[Line]:
    """A line that counts in seconds what another counts in minutes, and can send by every way."""
    ways = {
        "API_HOOK_URL": gateway.url,
        "API_HOOK_KEY": "sixteen letters!",
        "API_SMTP_URL": f"smtps://desk:p%3Aw@{outside[1].address}",
        "API_MAIL_FROM": "desk@example.ca",
        "SSL_CERT_FILE": str(tmp_path / "mail.pem"),
    }
    with running(tmp_path / "line", NUMBERS | ways) as started:
        yield started


@dataclass
class Gateway:
    """A phone gateway that keeps what it is handed."""

    url: str = ""
    status: int = 200
    taken: list[bytes] = field(default_factory=list)


@contextlib.contextmanager
def gateway_here() -> Iterator[Gateway]:
    """Open a gateway on this machine."""
    held = Gateway()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            held.taken.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(held.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    held.url = f"http://127.0.0.1:{server.server_port}/sms"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield held
    server.shutdown()
    thread.join()
    server.server_close()


def no_barrier(worker: Worker) -> None:
    """What a worker sees is open to everybody, on a wide screen and on a phone: axe finds nothing."""
    for size in ({"width": 360, "height": 740}, {"width": 1280, "height": 800}):
        worker.page.set_viewport_size(size)  # type: ignore[arg-type]
        assert barriers(worker.page) == []


def notified(worker: Worker, line: Line, says: str) -> list[str]:
    """Let a push that says this reach the desk's background worker, and return what the browser then shows.

    As a push service does, it delivers anew what showed nothing: of one tag, two notices are one.
    """
    session = worker.page.context.new_cdp_session(worker.page)
    known: dict[str, bool] = {}
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: known.update({one["registrationId"]: not one["isDeleted"] for one in said["registrations"]}),
    )
    eventually("the background worker is active", lambda: bool(worker.page.evaluate(AWAKE)))
    session.send("ServiceWorker.enable")
    # What a browser says is heard while the page is asked something.
    eventually("the browser names it", lambda: bool(worker.page.evaluate("1") and any(known.values())))
    shown: set[str] = set()
    delivered_at = 0.0

    def arrived() -> bool:
        nonlocal delivered_at
        if time.monotonic() - delivered_at > DELIVERED_ANEW:
            living = [one for one, lives in known.items() if lives][-1]
            push = {"origin": line.origin, "registrationId": living, "data": says}
            session.send("ServiceWorker.deliverPushMessage", push)
            delivered_at = time.monotonic()
        shown.update(worker.page.evaluate(SHOWN))
        return bool(shown)

    eventually("something is shown", arrived)
    session.detach()
    return sorted(shown)


def publishes(coordinator: Worker, **duties: str) -> None:
    """Plan who is on which duty at every hour of every day, and publish it."""
    coordinator.looks_at("Schedule")
    page = coordinator.page
    for what, who in {"Open hours": None, **duties}.items():
        page.get_by_role("button", name="Add", exact=True).click()
        dialog = page.get_by_role("dialog", name="Every week")
        dialog.get_by_label("What").select_option(label=what.capitalize())
        if who is not None:
            named = dialog.get_by_label("Who").locator("option", has_text=who)
            dialog.get_by_label("Who").select_option(named.get_attribute("value"))
        dialog.get_by_label("From,").fill("00:00")
        dialog.get_by_label("Until,").fill("00:00")
        pressed(page, "Plan it")
        expect(dialog).to_have_count(0, timeout=PATIENCE)
    pressed(page, "Publish")
    expect(page.locator(".glance")).to_contain_text(duties["primary"], timeout=PATIENCE)


def call_of(worker: Worker) -> Locator:
    """What stands above every page of a worker who is called."""
    return worker.page.get_by_role("region", name="You are called")


def called_in_turn(line: Line) -> list[str]:
    """Return who was called, each of them by the time at which they were called first."""
    with contextlib.closing(sqlite3.connect(f"file:{line.folder / 'relay.db'}?mode=ro", uri=True)) as database:
        first = "SELECT label, min(at) AS first FROM pages JOIN devices ON devices.id = pages.device GROUP BY label"
        found = database.execute(f"{first} ORDER BY first").fetchall()
    assert len({at for _, at in found}) == len(found), "each was called after the one before"
    return [label for label, _ in found]


def test_primary_silent_backup_cannot_supervisor_comes(chromium: Browser, line: Line) -> None:
    """As the published schedule has it, Kai, Robin and Noor sleep, each is called in turn, and the youth is told the truth while that goes on.

    Noor comes, and has to put it back: now Robin says "I can't" and Noor is called; the youth is met.
    """
    robin = founded(chromium, line)
    kai = joined(chromium, line, robin, "Kai")
    noor = joined(chromium, line, robin, "Noor", part="Supervisor")
    publishes(robin, primary="Kai", backup="Robin", supervisor="Noor")
    robin.looks_at("This device")
    youth = waiting(chromium, line)

    expect(call_of(kai)).to_contain_text("Somebody is waiting. You are called.", timeout=PATIENCE)
    for worker in (robin, noor):
        expect(call_of(worker)).to_contain_text("You were called 0:", timeout=PATIENCE)
    assert called_in_turn(line) == ["Kai", "Robin", "Noor"]
    youth.reads("No one could get to you")
    for service in ("911", "1-888-310-1122", "Kids Help Phone", "988", "Open day and night"):
        youth.reads(service)
    expect(call_of(noor)).to_contain_text("They were told that nobody came", timeout=PATIENCE)
    kai.page.wait_for_function(CALLED_AGAIN, timeout=PATIENCE)

    no_barrier(noor)
    call_of(noor).get_by_role("button", name="I have it").click()
    noor.claims()
    noor.writes("I am here now")
    youth.reads("I am here now")
    for worker in (robin, kai, noor):  # The first round is over before the next begins.
        expect(call_of(worker)).to_have_count(0, timeout=PATIENCE)
    noor.puts_back()

    call_of(robin).get_by_role("button", name="I can’t").click()
    expect(call_of(robin)).to_contain_text("You said that you can’t.", timeout=PATIENCE)
    expect(call_of(noor)).to_contain_text("Robin can’t come", timeout=PATIENCE)
    call_of(noor).get_by_role("button", name="I have it").click()
    expect(call_of(kai)).to_contain_text("Noor has it.", timeout=PATIENCE)
    expect(call_of(noor)).to_contain_text("You have it. Claim it now.", timeout=PATIENCE)
    noor.claims()
    for worker in (robin, kai, noor):
        expect(call_of(worker)).to_have_count(0, timeout=PATIENCE)
    noor.writes("I am here again")
    youth.reads("I am here again")

    assert robin.complaints + kai.complaints + noor.complaints == []


def hours_without_anybody(chromium: Browser, line: Line) -> tuple[Worker, Worker]:
    """Robin, who published hours that run now, and Kai, whose hours they are and who can be woken: both are off call."""
    robin = founded(chromium, line)
    kai = joined(chromium, line, robin, "Kai")
    kai.looks_at("This device")
    pressed(kai.page, "Add a phone")
    kai.page.get_by_label("Phone number").fill("+1 807 555 0100")
    pressed(kai.page, "Add it")
    publishes(robin, primary="Kai", backup="Robin")
    for worker in (robin, kai):
        worker.goes_off_call()
    expect(robin.page.locator(".glance")).to_contain_text("Nobody is there, so", timeout=PATIENCE)
    return robin, kai


def test_a_primary_who_overslept_is_woken_and_a_youth_is_promised_nothing(
    chromium: Browser, line: Line, gateway: Gateway
) -> None:
    """Published hours run and nobody went on call: Kai's phone rings, a youth is not told tomorrow, and Kai comes."""
    robin, kai = hours_without_anybody(chromium, line)
    glance = robin.page.locator(".glance")
    expect(glance).to_contain_text("can be woken is woken")
    no_barrier(robin)
    youth = Youth.picks_up(chromium, line)
    youth.starts()
    youth.taps("Person")
    youth.reads("I do not know when we are back")

    woken = b'{"to":"+18075550100","text":"Desk needs you"}'
    eventually("Kai is woken", lambda: woken in gateway.taken)
    kai.goes_on_call()
    expect(glance).not_to_contain_text("Nobody is there, so", timeout=PATIENCE)
    youth.taps("Person")
    youth.reads("Who would you like?")

    assert robin.complaints + kai.complaints == []


def test_a_worker_orders_alerts_tries_them_and_puts_them_in_order(
    chromium: Browser, line: Line, gateway: Gateway, outside: tuple[House, Post]
) -> None:
    """What was taken is told, what was not is told with the reason; the order can be changed, and a way had back."""
    robin = founded(chromium, line)
    robin.page.context.grant_permissions(["notifications"])
    robin.looks_at("This device")
    mine = robin.page.locator("section", has=robin.page.get_by_role("heading", name="My alerts"))
    expect(mine).to_contain_text("None yet")
    ways = mine.get_by_role("listitem")
    pressed(robin.page, "Add a phone")
    mine.get_by_label("Phone number").fill("807 555 0100")
    pressed(robin.page, "Add it")
    expect(mine.get_by_role("alert")).to_contain_text("a phone number begins with +", timeout=PATIENCE)
    mine.get_by_label("Phone number").fill("+1 807 555 0100")
    pressed(robin.page, "Add it")
    expect(ways).to_have_count(1, timeout=PATIENCE)
    pressed(robin.page, "Add a phone")
    mine.get_by_label("Phone number").fill("+1 807 555 0199")
    robin.page.keyboard.press("Enter")
    expect(ways).to_have_count(2, timeout=PATIENCE)

    ways.nth(0).get_by_role("button", name="Send me a test").click()
    expect(ways.nth(0)).to_contain_text("It was taken just now. Did it wake you?", timeout=PATIENCE)
    gateway.status = 503
    ways.nth(1).get_by_role("button", name="Send me a test").click()
    expect(ways.nth(1)).to_contain_text("The phone gateway answered 503.", timeout=PATIENCE)
    assert gateway.taken == [
        b'{"to":"+18075550100","text":"Desk needs you"}',
        b'{"to":"+18075550199","text":"Desk needs you"}',
    ]
    ways.nth(1).get_by_role("button", name="earlier").click()
    expect(ways.nth(0)).to_contain_text("+18075550199", timeout=PATIENCE)
    ways.nth(0).get_by_role("button", name="remove").click()
    expect(ways).to_have_count(1, timeout=PATIENCE)
    pressed(robin.page, "Undo")
    expect(ways.nth(1)).to_contain_text("+18075550199", timeout=PATIENCE)

    no_barrier(robin)
    # This Chromium has no push service behind it: the page says so. Then it has one.
    pressed(robin.page, "Wake this browser")
    expect(mine.get_by_role("alert")).to_contain_text("push service does not answer", timeout=PATIENCE)
    (push_service, post), ordering = outside, Ordering()
    robin.page.evaluate(ORDERS, ordering.order(f"{push_service.url}/send/abc"))
    mine.locator("[data-add=push]:not([aria-busy])").click()
    expect(ways).to_have_count(3, timeout=PATIENCE)
    ways.nth(2).get_by_role("button", name="Send me a test").click()
    expect(ways.nth(2)).to_contain_text("It was taken just now. Did it wake you?", timeout=PATIENCE)
    (sealed,) = push_service.taken
    asked, says = robin.page.evaluate("asked"), ordering.open(sealed.body).decode()

    assert says == "Desk needs you" and b"desk" not in sealed.body.lower()
    assert (asked["userVisibleOnly"], b64(bytes(asked["key"]))) == (True, signed_by(sealed.headers["Authorization"])[0])
    assert notified(robin, line, says) == notified(robin, line, "a name, a whole life") == ["Desk needs you|"]

    pressed(robin.page, "Add a mail address")
    mine.get_by_label("Mail address").fill("robin@example.ca")
    pressed(robin.page, "Add it")
    expect(ways).to_have_count(4, timeout=PATIENCE)
    ways.nth(3).get_by_role("button", name="Send me a test").click()
    expect(ways.nth(3)).to_contain_text("It was taken just now. Did it wake you?", timeout=PATIENCE)
    (letter,) = post.letters
    mail = email.message_from_bytes(letter.content)
    assert (letter.rcpt_tos, mail["Subject"], mail.get_payload()) == (["robin@example.ca"], says, says + "\r\n")

    ways.nth(2).get_by_role("button", name="remove").click()
    expect(ways).to_have_count(3, timeout=PATIENCE)
    assert robin.page.evaluate("asked") is None
    assert robin.complaints == []
