"""The page tells what the bot tells: asked at the same moment, in every state of the line, both say the same."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bot.outbox.stage import FIRST_ASKED
from bot.relay.trust import Trust
from content.flow import step
from content.library import Edition, Library
from content.wording import fill
from tests.api.founder import Phone, b64u
from tests.api.oncall.planning import HOUR, Planner
from tests.api.oncall.test_schedule import planner
from tests.api.relay import Relay, empty_relay, relay

__all__ = ["empty_relay", "planner", "relay"]
HERE = "Someone is here to chat right now."
NOBODY = "No one is here to chat right now."
UNKNOWN = "I do not know when we are back."
MINUTE = 60_000


class Bot:
    """The bot's own reading of the line, over the relay's own doors, and the words that its screens say then."""

    def __init__(self, planner: Planner) -> None:
        """Be the bot of this line's roster."""
        self.planner, self.relay = planner, planner.relay
        self.phone = self.relay.phones[4]

    async def read(self, path: str) -> bytes:
        """Fetch a document, signed in."""
        return (await self.relay.client.get(path, headers=await self.planner.headers(self.phone))).content

    async def call(self, method: str, path: str, _body: Any = None) -> Any:
        """Ask as the bot, signed in."""
        answer = await self.relay.client.request(method, path, headers=await self.planner.headers(self.phone))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def says(self) -> str:
        """Ask for a person, and read what comes."""
        now, edition = self.planner.now, shipped(self.planner.now)
        trust = await self._trust(now)
        there = trust.there(trust.audience(FIRST_ASKED), now) == "shift"
        facts = edition.facts(now, there, talking=False, next_opening_ms=trust.next_opening)
        bundle = edition.bundle
        state = {"bundle": bundle["id"], "step": "menu", "same": bundle["same"]["menu"], "lang": "en"}
        state |= {"vars": {}, "seen": [], "ended": False}
        _, effects = step(bundle, state, {"t": "pick", "id": "talk"}, facts)
        words = edition.words("en", now, next_opening_ms=trust.next_opening)
        return " ".join(fill(one["text"], "en", words, edition.directory) for one in effects if one["do"] == "say")

    async def _trust(self, now: int) -> Trust:
        async def keep(_name: str, _value: bytes) -> None:
            return None

        identity: Any = SimpleNamespace(device=self.phone.id)
        trust, door = Trust(identity, self.relay.founder.root.public_key().public_bytes_raw(), keep), self
        await trust.refresh_documents(door, now)  # type: ignore[arg-type]
        await trust.refresh_certificates(door)  # type: ignore[arg-type]
        await trust.refresh_away(door)  # type: ignore[arg-type]
        return trust


def shipped(now: int) -> Edition:
    """The words that the program comes with, as a line outside practice serves them."""
    return Library.load(practice=False, now_ms=now).current


async def page(relay: Relay) -> str:
    """Open the page, and read the words that stand out."""
    answer = await relay.client.get("/hello")
    assert answer.status_code == 200, answer.text
    found = re.search(r'<p class="lead">(.*?)</p>', answer.text)
    assert found, answer.text
    return unescape(found[1])


@pytest.fixture(name="both")
async def page_and_bot(planner: Planner) -> Any:
    """Ask both; they agree, or the test ends here. What was said is returned in the page's words."""
    bot = Bot(planner)

    async def asked() -> str:
        told, said = await page(planner.relay), await bot.says()
        if "A real person can chat with you here." in said:
            assert told == HERE
        else:
            assert NOBODY in said and NOBODY in told
            # "We are back tomorrow at 4:00 pm, Kenora time (...)." or that nobody knows: word for word.
            assert told.removeprefix(NOBODY).strip() in said
        return told

    return asked


async def goes_on_call(planner: Planner, who: Phone, life: int = 12 * HOUR, kind: int = 1) -> None:
    """Publish a receive certificate with a key that the bot can seal to."""
    key = X25519PrivateKey.generate().public_key().public_bytes_raw()
    times = [at.to_bytes(8, "big") for at in (planner.now, planner.now + life)]
    made = b"".join([who.pub, bytes([1, kind]), *times, len(key).to_bytes(2, "big"), key])
    body = {"certificate": b64u(made + who.key.sign(b"ql1 recvkey\0" + made))}
    answer = await planner.relay.client.put("/api/certificates", json=body, headers=await planner.headers(who))
    assert answer.status_code == 200, answer.text


async def test_somebody_is_there_from_the_moment_she_goes_on_call_until_she_goes(both: Any, planner: Planner) -> None:
    """Her key is what counts, not the plan."""
    sam = planner.relay.phones[0]
    before = await both()
    await goes_on_call(planner, sam)
    during = await both()
    headers = await planner.headers(sam)
    await planner.relay.client.request("DELETE", "/api/certificates", json={"kind": 1}, headers=headers)

    assert (before, during, await both()) == (f"{NOBODY} {UNKNOWN}", HERE, f"{NOBODY} {UNKNOWN}")


async def test_a_key_that_is_over_or_for_standby_or_the_bots_own_is_nobody(both: Any, planner: Planner) -> None:
    """Who reads later is not there now, and the bot answers nobody."""
    sam, kim, bot = planner.relay.phones[0], planner.relay.phones[1], planner.relay.phones[4]
    await goes_on_call(planner, bot)
    await goes_on_call(planner, kim, kind=2)
    alone = await both()
    await goes_on_call(planner, sam, life=HOUR)
    there = await both()
    planner.relay.clock.forward(HOUR)

    assert [alone, there, await both()] == [f"{NOBODY} {UNKNOWN}", HERE, f"{NOBODY} {UNKNOWN}"]


async def test_whoever_is_away_is_not_there_until_she_is_back(both: Any, planner: Planner) -> None:
    """A break of ten minutes is a break for whoever opens the page, too."""
    sam = planner.relay.phones[0]
    await goes_on_call(planner, sam)
    away = {"state": "away", "reason": "meal", "until": planner.now + 10 * MINUTE}
    answer = await planner.relay.client.put("/api/team/me", json=away, headers=await planner.headers(sam))
    assert answer.status_code == 204, answer.text
    during = await both()
    planner.relay.clock.forward(10 * MINUTE)

    assert (during, await both()) == (f"{NOBODY} {UNKNOWN}", HERE)


async def test_police_alone_is_nobody_for_who_did_not_ask_for_them(both: Any, planner: Planner) -> None:
    """The bot asks for police only when the youth does."""
    officer = Phone("Ola", circle=3)
    assert (await planner.relay.put_roster(*planner.relay.phones, officer)).status_code == 200
    await goes_on_call(planner, officer)

    assert await both() == f"{NOBODY} {UNKNOWN}"


async def test_a_weaker_key_than_the_roster_asks_for_and_a_roster_that_is_over_are_nobody(
    both: Any, planner: Planner
) -> None:
    """The bot would seal to neither."""
    sam = planner.relay.phones[0]
    await goes_on_call(planner, sam)
    assert (await planner.relay.put_roster(*planner.relay.phones, min_suite=2)).status_code == 200
    weak = await both()
    assert (await planner.relay.put_roster(*planner.relay.phones, min_suite=1)).status_code == 200
    strong = await both()
    soon = planner.now + HOUR
    assert (await planner.relay.put_roster(*planner.relay.phones, expires=soon)).status_code == 200
    before = await both()
    planner.until(soon)

    assert (weak, strong, before) == (f"{NOBODY} {UNKNOWN}", HERE, HERE)
    assert await both() == f"{NOBODY} {UNKNOWN}"


async def test_when_nobody_is_there_the_schedule_alone_says_when(both: Any, planner: Planner) -> None:
    """The day and the hour, in both zones; a closed day is passed over; unattended hours promise nothing (0096)."""
    await planner.evenings(planner.relay.phones[0])
    planner.until(planner.at(1, 9))
    morning = await both()
    body = {"day": planner.day(0), "starts": 0, "length": 24 * 60, "reason": "holiday"}
    assert (await planner.call("POST", "/closures", **body)).status_code == 201
    closed = await both()
    planner.until(planner.at(1, 17))
    overslept = await both()

    assert morning == f"{NOBODY} We are back today at 4:00 pm, Kenora time (5:00 pm Thunder Bay time)."
    assert closed == f"{NOBODY} We are back tomorrow at 4:00 pm, Kenora time (5:00 pm Thunder Bay time)."
    assert overslept == f"{NOBODY} {UNKNOWN}"
    await goes_on_call(planner, planner.relay.phones[1])
    assert await both() == HERE


async def test_before_there_is_a_schedule_the_last_who_left_said_when(both: Any, planner: Planner) -> None:
    """Her word counts until it is over."""
    sam, at = planner.relay.phones[0], planner.at(1, 18)
    answer = await planner.relay.client.put(
        "/api/oncall", json={"next_opening": at}, headers=await planner.headers(sam)
    )
    assert answer.status_code == 200, answer.text
    told = await both()
    planner.until(at)

    assert told == f"{NOBODY} We are back tomorrow at 6:00 pm, Kenora time (7:00 pm Thunder Bay time)."
    assert await both() == f"{NOBODY} {UNKNOWN}"
