"""What editors published stands on the workers' desks: new numbers at once, and never an older one again."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Route, expect

from bot.sealing.keys import unb64u
from bot.sealing.roster import make_root
from tests.bot.press import answer, version
from tests.fakes.line import setup_link
from tests.fakes.youth import DAY, Bot, Coordinator, Place, Youth, now_ms
from tests.web.conftest import relay_in
from tests.web.editors import Editor
from tests.web.people import DESK, LONG_MS, PHONE, Worker, at_a_desk
from tests.web.reviewers import Signer, signs_after

NATIONAL = "services/national.yaml"
SOCIETIES = "societies/kenora.yaml"
EDITION = "**/api/content/edition"
OLD, HOTLINE = "1-800-668-6868", "1-833-900-1010"


@dataclass
class Line:
    """Sam at the desk with a youth, and two editors somewhere else."""

    coordinator: Coordinator
    bot: Bot
    sam: Worker
    ben: Signer
    cleo: Signer

    def publishes(self, number: str) -> None:
        """Let both editors call a new number of Kids Help Phone, and sign it; whoever calls last writes both names."""
        now = self.ben.reads(NATIONAL)
        old = re.search(r'"686868", say: CONNECT}, {how: call, to: "(\+\d+)"', now)
        assert old is not None
        self.ben.replaces(NATIONAL, old[1], number)
        for who in (self.cleo, self.ben):
            with self.coordinator.place.client(who.token) as client:
                of = client.get("/api/studio/model").json()["of"]["khp"]
            who.does("/calls", service="khp", of=of, outcome="right")
        signs_after(self.cleo, self.ben)

    def answer(self) -> dict[str, Any]:
        """Return what the relay hands to everybody; something was published."""
        with self.coordinator.place.client() as client:
            if client.get("/api/content/edition").status_code == 404:
                self.publishes("+18072220101")
            return dict(client.get("/api/content/edition").json())

    def next(self, edition: dict[str, Any], *signers: Signer) -> dict[str, Any]:
        """Return the version that would follow, signed by these."""
        last = self.answer()["versions"][-1]
        number = json.loads(base64.b64decode(last["envelope"]["payload"]))["n"]
        return version(number + 1, edition, *[one.identity for one in signers if one.identity], prev=last)

    def hears(self, body: bytes) -> None:
        """Let the desk be handed this from now on, and the bell ring for it."""
        self.sam.page.unroute(EDITION)
        self.sam.page.route(
            EDITION, lambda route: route.fulfill(status=200, content_type="application/json", body=body)
        )
        self.ben.does("/review", note="")

    def names_a_coordinator(self) -> None:
        """Name Sam, as the line's founder does with the recovery kit."""
        self.sam.looks_at("People")
        self.sam.press("Become a coordinator")
        self.sam.press("Make my code")
        code = unb64u(self.sam.page.get_by_role("textbox", name="Code").input_value())
        self.sam.press("Done")
        made = self.coordinator
        document = make_root(made.root, 2, [made.admin.pub, code[32:64]], 1, now_ms() + 365 * DAY)
        with made.place.client(made.token) as client:
            assert client.put("/api/documents/root", json={"document": document}).is_success
        made.token = made.place.sign_in(made.desk, made.admin)  # a new root signs everybody out who can sign lists
        made.remove("nobody")
        expect(self.sam.page.get_by_role("button", name="Invite someone")).to_be_visible(timeout=LONG_MS)
        self.sam.looks_at("Desk")


@pytest.fixture(scope="module")
def place(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line of its own: what is published here is read nowhere else."""
    relay = relay_in(tmp_path_factory.mktemp("published"))
    relay.start()
    coordinator = Coordinator(Place(relay.environment["API_ORIGIN"]))
    coordinator.found(setup_link(relay.environment).split("#")[1])
    ben, cleo = [Signer(coordinator, name).joins() for name in ("Ben", "Cleo")]
    sam = at_a_desk(browser, coordinator, "Sam")
    sam.page.on("pageerror", lambda error: sam.complaints.append(str(error)))
    yield Line(coordinator, Bot(coordinator), sam, ben, cleo)
    sam.context.close()
    relay.stop()

    assert sam.complaints == []


@pytest.fixture
def young(place: Line) -> Iterator[Youth]:
    """Somebody who has asked, and whom Sam has claimed."""
    person = Youth(place.coordinator, place.bot)
    person.ask("hi")
    place.sam.ready()
    place.sam.claim(person)
    yield person
    person.leave()
    person.close()


def panel(sam: Worker, finding: str = "kids help") -> Locator:
    """Open the services, and look for one."""
    sam.page.locator('[data-act="services"]').click()
    dialog = sam.page.get_by_role("dialog", name="Send a service")
    dialog.get_by_label("Find", exact=True).fill(finding)
    return dialog


def warned(sam: Worker) -> Locator:
    """Return the notice that what is shown may be old."""
    return sam.page.get_by_text("Numbers and ready replies here may be old")


def test_an_open_panel_shows_the_number_that_two_editors_just_signed(place: Line, young: Youth) -> None:
    """Sam has the services open while a number changes: the new one stands there without a reload, and again after one."""
    dialog = panel(place.sam)
    expect(dialog).to_contain_text(OLD)
    place.publishes("+18072220101")

    expect(dialog).to_contain_text("1-807-222-0101", timeout=LONG_MS)
    expect(dialog).not_to_contain_text(OLD)
    place.sam.page.reload()
    place.sam.ready()
    place.sam.open(young)
    expect(panel(place.sam)).to_contain_text("1-807-222-0101")
    expect(warned(place.sam)).to_have_count(0)


def test_a_community_that_editors_put_into_the_table_leads_an_open_report_to_its_society(
    place: Line, young: Youth
) -> None:
    """Who takes a report is a table that editors change: Sam has the report open, and the new community stands there."""
    sam = place.sam
    sam.page.locator('.desk-panel [data-page="report"]').click()
    report = sam.page.locator(".record")
    where = report.get_by_label("Where they live")
    expect(where.get_by_role("option", name="Pickle Lake")).to_have_count(0)
    place.ben.replaces(SOCIETIES, "[Sioux Lookout, Red Lake,", "[Sioux Lookout, Red Lake, Pickle Lake,")
    signs_after(place.cleo, place.ben)

    expect(where.get_by_role("option", name="Pickle Lake")).to_have_count(1, timeout=LONG_MS)
    where.select_option("Pickle Lake")
    expect(report.locator(".record-societies > li")).to_have_count(1)
    expect(report.locator(".record-societies")).to_contain_text("Tikinagan")
    sam.page.locator('.record [aria-label="Close the care record"]').click()


def test_whatever_editors_call_a_language_the_desk_is_drawn(place: Line, young: Youth) -> None:
    """A service speaks one that is no code, a youth one that browsers do not know: both stand as they were written."""
    sam, other = place.sam, Youth(place.coordinator, place.bot)
    place.ben.replaces("services/national.yaml", "languages: [en, fr]", "languages: [en, fr, American Sign Language]")
    signs_after(place.cleo, place.ben)
    spoken = panel(sam).get_by_label("Language", exact=True)
    expect(spoken.get_by_role("option", name=re.compile("^American Sign Language"))).to_have_count(1, timeout=LONG_MS)
    sam.page.keyboard.press("Escape")
    other.ask("boozhoo", lang="ojs-12")
    sam.claim(other)

    first = sam.page.get_by_role("complementary", name="The first minute")
    expect(first.locator(".desk-fact", has_text="Language")).to_contain_text("Oji-Cree (12)")
    other.leave()
    other.close()


def test_an_older_version_does_not_come_back_and_the_worker_is_told(place: Line, young: Youth) -> None:
    """A stolen relay hands over the version before, then nothing at all: the number stays, and Sam reads why to ask first."""
    sam = place.sam
    before = place.answer()
    place.publishes("+18072220102")
    expect(panel(sam)).to_contain_text("1-807-222-0102", timeout=LONG_MS)
    sam.page.keyboard.press("Escape")

    def old(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=json.dumps(before))

    sam.page.route(EDITION, old)
    sam.page.reload()
    sam.ready()
    sam.open(young)
    expect(warned(sam)).to_contain_text("the relay brought an older version back", timeout=LONG_MS)
    sam.page.emulate_media(reduced_motion="reduce")
    for screen in (DESK, PHONE):
        sam.page.set_viewport_size(screen)
        sam.shows_no_barrier()
    sam.page.set_viewport_size(DESK)
    expect(panel(sam)).to_contain_text("1-807-222-0102")

    sam.page.unroute(EDITION, old)
    sam.page.reload()
    sam.ready()
    sam.open(young)
    expect(panel(sam)).to_contain_text("1-807-222-0102")
    expect(warned(sam)).to_have_count(0)


def forged(edition: dict[str, Any]) -> dict[str, Any]:
    """Return an edition in which Kids Help Phone has a number that nobody called."""
    made: dict[str, Any] = json.loads(json.dumps(edition))
    made["services"]["entries"]["khp"]["reach"][1].update(to="+18007770000", show="1-800-777-0000")
    return made


def test_h29_nothing_that_two_editors_did_not_sign_stands_on_a_desk(place: Line, young: Youth) -> None:
    """Unsigned, signed once, half written, swapped, broken: the panel keeps its number, and says each time why to ask first."""
    sam, two = place.sam, (place.ben, place.cleo)
    edition = place.answer()["versions"][-1]["edition"]
    number = edition["services"]["entries"]["khp"]["reach"][1]["show"]
    false, whole = forged(edition), answer(place.next(forged(edition), *two))
    torn = forged(edition)
    torn["services"]["order"] = ["nobody"]
    sees = panel(sam)
    expect(sees).to_contain_text(number, timeout=LONG_MS)
    for body, why in (
        (answer(place.next(false)), "no editor of this line signed what came"),
        (answer(place.next(false, place.ben)), "only one editor signed what came"),
        (whole[: len(whole) // 2], "what came cannot be read"),
        (answer({**place.next(edition, *two), "edition": false}), "what came is not what the editors signed"),
        (answer(place.next(torn, *two)), "what came cannot be read"),
    ):
        place.hears(body)
        expect(warned(sam)).to_contain_text(why, timeout=LONG_MS)
        expect(sees).to_contain_text(number)
        expect(sees).not_to_contain_text("1-800-777-0000")

    sam.page.unroute(EDITION)
    place.ben.does("/withdraw")
    place.publishes("+18072220103")
    expect(sees).to_contain_text("1-807-222-0103", timeout=LONG_MS)
    expect(warned(sam)).to_have_count(0)


def test_an_editor_has_a_desk_of_their_own_and_a_way_to_the_studio(place: Line, arrive: Any) -> None:
    """No conversation, no team, no duty: nothing is asked of the relay that an editor may not have; one press opens the studio."""
    ida: Editor = arrive(Editor)
    ida.label = "Ida"
    refused: list[str] = []
    ida.page.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    ida.joins(place.coordinator)
    ida.sees("You write what youth read")
    ida.page.emulate_media(reduced_motion="reduce")
    views = ida.page.get_by_role("navigation", name="Views")
    expect(views.get_by_role("button")).to_have_text(["Desk", "People", "This device"])
    expect(ida.page.get_by_role("button", name="Off call")).to_have_count(0)
    for screen in (DESK, PHONE):
        ida.page.set_viewport_size(screen)
        ida.shows_no_barrier()
    ida.looks_at("This device")
    expect(ida.page.get_by_text("Keys to read with")).to_have_count(0)
    ida.looks_at("Desk")
    with ida.context.expect_page() as opened:
        ida.page.get_by_role("link", name="Open the studio").click()
    expect(opened.value.get_by_label("Your seven words")).to_be_visible()

    assert refused == []


def test_a_coordinator_at_an_open_desk_is_told_when_a_number_drops_out(place: Line, young: Youth) -> None:
    """C12: signed while its calls stood; at midnight they are too old: the number is gone, the alarm names it, and nobody published."""
    sam = place.sam
    place.names_a_coordinator()
    late = datetime.combine(datetime.now(UTC).date(), time(23, 55), UTC)
    edition = json.loads(json.dumps(place.answer()["versions"][-1]["edition"]))
    called = (late.date() - timedelta(days=90)).isoformat()
    edition["services"]["entries"]["chth"].update(state="verified", verified_on=called)
    place.hears(answer(place.next(edition, place.ben, place.cleo)))
    sam.page.clock.install(time=late)
    sam.page.reload()
    sam.ready()
    sam.open(young)
    sees = panel(sam, "833")
    expect(sees).to_contain_text(HOTLINE, timeout=LONG_MS)
    expect(warned(sam)).to_have_count(0)
    sam.page.keyboard.press("Escape")
    told = sam.page.get_by_text("called too long ago, so nobody is shown it any more. Ask two editors to call")
    expect(told).to_have_count(0)

    sam.page.clock.fast_forward("11:00")
    expect(told).to_contain_text("Canadian Human Trafficking Hotline", timeout=LONG_MS)
    sees = panel(sam, "833")
    expect(sees.get_by_label("Find", exact=True)).to_have_value("833")
    expect(sees).not_to_contain_text(HOTLINE)
    sees.get_by_label("Find", exact=True).fill("kids help")
    expect(sees).to_contain_text("Kids Help Phone")
    sam.page.keyboard.press("Escape")
    sam.press("I have read it")
    expect(told).to_have_count(0)
