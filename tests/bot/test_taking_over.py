"""What the relay calls published is fetched, believed, tried and kept before a youth sees it; a refusal changes nothing."""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from bot.keyboards.buttons import Marks
from bot.memory.database import Unavailable
from bot.outbox.stage import Stage
from bot.relay.client import Refused, Unreachable
from bot.relay.published import Published
from bot.relay.trust import Trust
from bot.sealing.keys import Identity
from bot.settings.counts import COUNTS
from content.bundle import identity
from content.edition import as_json
from content.library import Library
from tests.bot.press import ANN, BEN, CLEO, Json, answer, roster, saying, version
from tests.content.small import NOW

DAY = 86_400_000


@cache
def came() -> Library:
    """Return what the program came with."""
    return Library.load(True, NOW)


def shipped() -> Json:
    """Return it as JSON that may be changed."""
    return copy.deepcopy(as_json(came().current))


@dataclass
class Relay:
    """A relay that says what it is told to, under a name, and notes how it was asked."""

    body: bytes | Exception = b""
    asked: list[str] = field(default_factory=list)

    async def newer(self, path: str, etag: str) -> tuple[bytes, str] | None:
        """Answer as a relay does: nothing when the asker has it."""
        assert path == "/api/content/edition"
        self.asked.append(etag)
        if isinstance(self.body, Exception):
            raise self.body
        name = f'"{hash(self.body)}"'
        return None if etag == name else (self.body, name)


@dataclass
class Bot:
    """A bot's content, and the disk that it is kept on."""

    relay: Relay
    library: Library
    published: Published
    disk: list[bytes]
    trust: Trust

    @property
    def menu(self) -> str:
        """What youth read on the menu."""
        return str(self.library.current.bundle["text"]["en"]["menu"])

    async def hears(self, *versions: Json) -> None:
        """Let the relay say this, and the bot look."""
        self.relay.body = answer(*versions)
        await self.published.look()


def bot(disk: list[bytes] | None = None, practice: bool = True) -> Bot:
    """Start a bot."""
    kept = [] if disk is None else disk

    async def keep(value: bytes) -> None:
        kept.append(value)

    async def keep_nothing(_name: str, _value: bytes) -> None:
        """Forget it."""

    relay, library = Relay(), copy.copy(came())
    trust = Trust(Identity.generate(), Identity.generate().pub, keep_nothing)
    assert trust.pins is not None
    trust.pins.roster = roster(ANN, BEN, CLEO)
    made: Any = relay
    return Bot(relay, library, Published(library, trust, made, practice, lambda: NOW, keep), kept, trust)


FIRST = version(1, saying("One.", shipped()), ANN, BEN)
SECOND = version(2, saying("Two.", shipped()), BEN, CLEO, prev=FIRST)


def alarms(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the words behind every alarm that was logged."""
    return [one.getMessage().partition("refused: ")[2] for one in caplog.records if one.levelno >= logging.ERROR]


async def test_what_was_taken_over_is_on_the_disk_first_and_served_at_the_next_start() -> None:
    """Also while the relay is down, and by a program whose own content is another."""
    first = bot()
    await first.hears(FIRST)
    await first.hears(FIRST, SECOND)
    again = bot(first.disk)
    again.relay.body = Unreachable("down")
    await again.published.restore(lambda: first.disk[-1])
    await again.published.look()

    assert (first.menu, again.menu, len(first.disk)) == ("Two.", "Two.", 2)
    assert first.published.believed == again.published.believed
    assert first.relay.asked[0] == ""


async def test_the_same_again_costs_one_line() -> None:
    """A bot that has it names it, and the relay sends nothing."""
    one = bot()
    await one.hears(FIRST)
    served = one.library.current
    await one.published.look()

    assert one.relay.asked[1] != ""
    assert one.library.current is served
    assert len(one.disk) == 1


def broken_screen() -> Json:
    """Return an edition with a screen that leaves a youth with nothing."""
    made = shipped()
    made["bundle"]["steps"]["menu"]["choices"][0]["go"] = ["menu"]
    made["bundle"]["id"] = identity(made["bundle"])
    return made


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"not JSON", "format"),
        (answer(SECOND)[: len(answer(SECOND)) // 2], "format"),
        (answer(version(2, saying("Two.", shipped()), prev=FIRST)), "threshold"),
        (answer(version(2, saying("Two.", shipped()), ANN, prev=FIRST)), "one-signature"),
        (answer(version(1, saying("Other.", shipped()), ANN, BEN)), "fork"),
        (answer(version(2, saying("Two.", shipped()), ANN, BEN, prev=SECOND)), "broken-chain"),
        (answer({**SECOND, "edition": shipped()}), "edition"),
        (answer(version(2, broken_screen(), ANN, BEN, prev=FIRST)), "screens"),
        (answer(version(2, {**shipped(), "zone": "America/Nowhere"}, ANN, BEN, prev=FIRST)), "screens"),
        (answer(version(2, {**shipped(), "org": {"xx": "nobody reads this"}}, ANN, BEN, prev=FIRST)), "screens"),
        (answer(version(2, {**shipped(), "phrases": []}, ANN, BEN, prev=FIRST)), "screens"),
        (answer(version(2, {**shipped(), "v": 2}, ANN, BEN, prev=FIRST)), "screens"),
        (answer(version(2, {**shipped(), "services": {}}, ANN, BEN, prev=FIRST)), "screens"),
        (Refused(404, "not-found"), "gone"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
async def test_h29_a_bad_version_leaves_the_old_one_serving_and_says_one_word(
    body: bytes | Exception, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Broken, half written, unsigned, signed once, forked, with another bundle, with a broken screen: counted, and alarmed."""
    # Protocol 12.5
    one = bot()
    await one.hears(FIRST)
    served, counted = one.library.current, COUNTS["edition_alarms"]
    one.relay.body = body
    await one.published.look()

    assert one.library.current is served
    assert (len(one.disk), one.published.believed and one.published.believed.n) == (1, 1)
    assert COUNTS["edition_alarms"] == counted + 1
    assert alarms(caplog) == [reason]

    await one.hears(FIRST, SECOND)
    assert one.menu == "Two."


async def test_an_older_version_is_not_brought_back(caplog: pytest.LogCaptureFixture) -> None:
    """Also after a start: what was believed last is what everything new must follow."""
    first = bot()
    await first.hears(FIRST, SECOND)
    again = bot(first.disk)
    await again.published.restore(lambda: first.disk[-1])
    await again.hears(FIRST)

    assert again.menu == "Two."
    assert alarms(caplog) == ["rollback"]


async def test_a_practice_edition_is_never_taken_over_by_a_real_line(caplog: pytest.LogCaptureFixture) -> None:
    """It may show numbers that nobody has checked."""
    real = bot(practice=False)
    await real.hears(FIRST)

    assert real.menu == came().current.bundle["text"]["en"]["menu"]
    assert alarms(caplog) == ["practice"]


async def test_what_was_kept_and_cannot_be_opened_leaves_the_programs_own(caplog: pytest.LogCaptureFixture) -> None:
    """A youth is served in any case; what editors published comes from the relay again."""
    one = bot()

    def damaged() -> bytes:
        raise ValueError

    await one.published.restore(damaged)
    own = one.menu
    await one.published.restore(lambda: b"{")
    await one.hears(FIRST)

    assert own == came().current.bundle["text"]["en"]["menu"]
    assert alarms(caplog) == ["kept", "kept"]
    assert one.menu == "One."


async def test_a_disk_that_does_not_take_it_leaves_the_old_one_serving() -> None:
    """What is not kept is not served: a start would bring the old words back."""
    one = bot()

    async def full(_value: bytes) -> None:
        raise Unavailable

    one.published = Published(one.library, one.trust, one.relay, True, lambda: NOW, full)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        await one.hears(FIRST)

    assert one.menu == came().current.bundle["text"]["en"]["menu"]
    assert one.published.believed is None


async def test_an_expired_list_of_people_lets_nobody_publish(caplog: pytest.LogCaptureFixture) -> None:
    """Who may sign is not known any more; what was believed stays."""
    one = bot()
    await one.hears(FIRST)
    one.published = Published(one.library, one.trust, one.relay, True, lambda: NOW + 8 * DAY, one.published._keep)  # type: ignore[arg-type]
    await one.hears(FIRST, SECOND)

    assert one.menu == "One."
    assert alarms(caplog) == ["expired"]


async def test_a_phrase_of_a_younger_program_is_said_as_it_came() -> None:
    """An edition signed before a phrase was written is no reason for a youth to be told nothing."""
    made = saying("One.", shipped())
    del made["phrases"]["en"]["repeat"]
    one = bot()
    await one.hears(version(1, made, ANN, BEN))

    assert one.menu == "One."
    assert one.library.current.phrase("en", "repeat") == came().current.phrase("en", "repeat")


async def test_a_crisis_service_that_ran_out_drops_out_and_alarms(caplog: pytest.LogCaptureFixture) -> None:
    """C12: nobody published anything, a day began; the rest is served as before."""
    made = saying("One.", shipped())
    old = made["services"]["entries"]["o211"]
    old.update(state="verified", verified_on="2026-11-20", tags=[*old["tags"], "crisis"])
    one = bot()
    await one.hears(version(1, made, ANN, BEN))
    counted = COUNTS["services_dropped"]
    stage = Stage(one.library, one.trust, Marks(lambda _purpose, data: data.ljust(9, b"-")))
    before = stage.edition(NOW)
    after = stage.edition(NOW + 100 * DAY)
    stage.edition(NOW + 100 * DAY + 5_000)

    assert set(before.directory.shown) - set(after.directory.shown) == {"o211"}
    assert COUNTS["services_dropped"] == counted + 1
    assert [one.getMessage()[:24] for one in caplog.records if one.levelno >= logging.ERROR] == [
        "ALARM: a crisis service "
    ]
