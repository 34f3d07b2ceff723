"""A relay that was stolen hands the bot anything but what two editors signed: the phone goes on with what they did sign."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from content.bundle import identity
from tests.bot.press import answer, saying, version
from tests.fakes.go_between import GoBetween, go_between
from tests.fakes.line import Line
from tests.journeys.conftest import eventually
from tests.journeys.newsroom import founded_by_hand, reads_on_the_menu, said
from tests.journeys.stage import Youth
from tests.web.reviewers import MAIN, Signer, signs_after

pytestmark = pytest.mark.journey
SERVED = "What do you need right now?"
LIES = "Write your name and where you live."
TRUE = "What can we do for you?"
HOTLINE, KIDS = "1-833-900-1010", "1-800-668-6868"
Json = dict[str, Any]


@dataclass
class Stolen:
    """A line whose bot hears of its relay through somebody else; two editors have published once."""

    line: Line
    between: GoBetween
    ben: Signer
    cleo: Signer
    last: Json
    n: int = 1

    def next(self, edition: Json, *signers: Signer) -> Json:
        """Return the version that would follow, signed by these."""
        return version(self.n + 1, edition, *[one.identity for one in signers if one.identity], prev=self.last)

    def brings(self, edition: Json) -> None:
        """Hand over what both editors have signed, as an honest relay would."""
        self.last, self.n = self.next(edition, self.ben, self.cleo), self.n + 1
        self.between.says(answer(self.last))

    def lies(self, body: bytes, why: str) -> None:
        """Hand something else to the bot, and wait until it has refused it for this reason."""
        alarm = f"ALARM: an edition of the content was refused: {why}"
        before = said(self.line, alarm)
        self.between.says(body)
        eventually("the bot refuses it", lambda: said(self.line, alarm) > before)


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stolen]:
    """Everybody is let in, and the first version is out."""
    with go_between() as between:
        line = Line(tmp_path_factory.mktemp("stolen"), settings={"BOT_RELAY_URL": between.url})
        between.relay = ("127.0.0.1", line.relay_port)
        line.start()
        try:
            coordinator = founded_by_hand(line)
            ben, cleo = [Signer(coordinator, name).joins() for name in ("Ben", "Cleo")]
            ben.replaces(MAIN, "What would help right now?", SERVED)
            signs_after(cleo, ben)
            eventually("the bot serves it", lambda: said(line, "The content is version 1 ") > 0)
            with coordinator.place.client() as client:
                first = client.get("/api/content/edition").json()["versions"][-1]
            yield Stolen(line, between, ben, cleo, first)
        finally:
            line.stop()


def changed(edition: Json) -> Json:
    """Return a copy."""
    return dict(json.loads(json.dumps(edition)))


def trap(edition: Json) -> Json:
    """Return the edition with a menu that leads nowhere but to itself."""
    made = changed(edition)
    made["bundle"]["steps"]["menu"]["choices"][0]["go"] = ["menu"]
    made["bundle"]["text"]["en"]["menu"] = LIES
    made["bundle"]["id"] = identity(made["bundle"])
    return made


def test_h29_a_phone_never_shows_what_two_editors_did_not_sign(chromium: Browser, stolen: Stolen) -> None:
    """Broken, unsigned, half written, signed once, swapped: each is refused aloud, and the phone says what it said; two real signatures are believed."""
    edition, two = stolen.last["edition"], (stolen.ben, stolen.cleo)
    lie = saying(LIES, changed(edition))
    whole = answer(stolen.next(lie, *two))
    mia = Youth.picks_up(chromium, stolen.line)
    mia.starts()
    mia.taps("Yes")
    mia.reads(SERVED)

    for body, why in (
        (b"not JSON", "format"),
        (answer(stolen.next(lie)), "threshold"),
        (whole[: len(whole) // 2], "format"),
        (answer(stolen.next(lie, stolen.ben)), "one-signature"),
        (answer({**stolen.next(edition, *two), "edition": lie}), "edition"),
        (answer(stolen.next(trap(edition), *two)), "screens"),
    ):
        stolen.lies(body, why)
        reads_on_the_menu(mia, SERVED)
        mia.no_longer_reads(LIES)

    stolen.brings(saying(TRUE, changed(edition)))
    reads_on_the_menu(mia, TRUE)


def test_a_number_that_nobody_called_for_too_long_leaves_the_phone_while_nobody_publishes(
    chromium: Browser, stolen: Stolen
) -> None:
    """C12: two editors called it 89 days ago; two days later, without any news, it stands on no screen, and the log says so."""
    made, line = changed(stolen.last["edition"]), stolen.line
    called = datetime.now(UTC).date() - timedelta(days=89)
    made["services"]["entries"]["chth"].update(state="verified", verified_on=called.isoformat())
    stolen.brings(made)
    eventually("the bot serves it", lambda: said(line, f"The content is version {stolen.n} ") > 0)
    mia = Youth.picks_up(chromium, line, phone=2)
    mia.starts()
    mia.taps("Yes")
    asks_who_listens(mia)
    mia.reads(HOTLINE)
    line.bot.stop()
    line.bot.command[2:2] = ["tests.fakes.ahead", "2"]
    line.bot.start()
    mia.writes("/start")
    mia.taps("Yes")
    asks_who_listens(mia)
    newest = mia.page.get_by_role("article").last
    expect(newest).to_contain_text(KIDS)
    expect(newest).not_to_contain_text(HOTLINE)

    eventually("the log says so", lambda: said(line, "ALARM: a crisis service") > 0)


def asks_who_listens(youth: Youth) -> None:
    """Go from the menu to the people who listen."""
    youth.taps("Made to do things", "Go on")
    newest = youth.page.get_by_role("article").last
    expect(newest).to_contain_text("It is not your fault.")
    youth.taps("Go on")
    expect(newest).to_contain_text("These people will listen.")
