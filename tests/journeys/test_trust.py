"""Somebody has the relay's database in their hands and writes into it; no word reaches them, and both ends say so."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from bot.sealing.keys import Identity, ReceiveKey, Refusal, b64u, make_certificate, safety_number, unb64u
from bot.sealing.open import Reader
from bot.sealing.padding import HEADER, OPEN, SIGNATURE, header, open_body
from bot.sealing.roster import CIRCLES, Device, Pins, make_root, make_roster
from tests.fakes.line import Line
from tests.fakes.youth import DAY, Place, now_ms, read_pins
from tests.journeys.conftest import eventually, founded, waiting
from tests.journeys.stage import PATIENCE, Worker

pytestmark = pytest.mark.journey

LABEL = "Night desk"
UNSIGNED = "The relay shows a list of people that no coordinator of this line has signed"
OLDER = "The relay shows an older list of people"


@dataclass
class Person:
    """Somebody with a device of their own that is not a browser: keys, a certificate, and a way to read."""

    label: str
    identity: Identity = field(default_factory=Identity.generate)
    key: ReceiveKey = field(default_factory=ReceiveKey.generate)

    @property
    def certificate(self) -> bytes:
        """Being on call, in this device's own words."""
        return make_certificate(self.identity, self.key, 1, now_ms() - 60_000, now_ms() + DAY // 2)

    def opens(self, conversation: bytes, frames: Sequence[bytes], pins: Pins) -> list[str]:
        """Read a conversation from its first frame, and return the words that this device can open."""
        reader, said = Reader(self.identity.device, conversation, lambda: [self.key], pins), []
        for frame in frames:
            with contextlib.suppress(Refusal):
                got = reader.receive(frame, now_ms())
                if got.payload and "body" in got.payload:
                    said.append(str(got.payload["body"]))
        return said


@dataclass
class Thief:
    """Writes into the relay's database while nobody looks, and starts the relay again."""

    line: Line
    rogue: Person = field(default_factory=lambda: Person(LABEL))

    def writes(self, *statements: tuple[str, tuple[Any, ...]]) -> None:
        """Cut the relay's power, change its database, start it again."""
        self.line.relay.kill()
        with contextlib.closing(sqlite3.connect(self.line.folder / "relay.db")) as database:
            for statement, values in statements:
                assert database.execute(statement, values).rowcount > 0, statement
            database.commit()
        self.line.relay.start()

    @property
    def device(self) -> tuple[str, tuple[Any, ...]]:
        """A row that makes the rogue a supervisor."""
        one = self.rogue.identity
        return "INSERT OR REPLACE INTO devices VALUES (?, ?, 'supervisor', 0, ?)", (one.device, one.pub, LABEL)

    def certificate(self, device: bytes, certificate: bytes, kind: int = 1) -> tuple[str, tuple[Any, ...]]:
        """A row that puts a device on call."""
        statement = "INSERT OR REPLACE INTO certificates VALUES (?, ?, ?, ?)"
        return statement, (device, kind, certificate, now_ms() + DAY // 2)

    def document(self, kind: str, version: int, text: str) -> tuple[str, tuple[Any, ...]]:
        """A row that puts a document in force."""
        digest = sha256(text.encode()).digest()
        return "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)", (kind, version, digest, text, now_ms() + DAY)


def colleague(line: Line, founder: Worker) -> tuple[Person, httpx.Client]:
    """A real colleague whom the founder let in by the digits: what she can read, the rogue could if anybody sealed to it."""
    place, kim = Place(line.origin), Person("Kim")
    with place.client() as client:
        root = unb64u(client.get("/api/line").json()["root"])
        asks = {"ed_pub": b64u(kim.identity.pub), "label": kim.label, "mac": None, "role": "worker"}
        assert client.post("/api/enrolments", json=asks).status_code == 201
    founder.lets_in(kim.label, safety_number(root, kim.identity.pub))
    client = place.client(place.sign_in(kim.identity))
    assert client.put("/api/certificates", json={"certificate": b64u(kim.certificate)}).status_code == 200
    return kim, client


def tokens(worker: Worker) -> list[str]:
    """Collect the tokens that a worker's page sends from now on."""
    seen: list[str] = []

    def note(request: Any) -> None:
        if (value := request.headers.get("authorization", "")).startswith("Bearer "):
            seen.append(value.removeprefix("Bearer "))

    worker.page.on("request", note)
    return seen


def mail(line: Line, token: str) -> tuple[bytes, list[bytes]]:
    """Fetch every frame of the one conversation, as its claimer."""
    with Place(line.origin).client(token) as client:
        rows = client.get("/api/conversations?state=claimed").json()["items"]
        assert len(rows) == 1
        body = client.get(f"/api/conversations/{rows[0]['id']}/frames").content
    frames, at = [], 0
    while at < len(body):
        size = int.from_bytes(body[at + 16 : at + 20], "big")
        frames.append(body[at + 20 : at + 20 + size])
        at += 20 + size
    return unb64u(rows[0]["id"]), frames


def newest_list(line: Line) -> int:
    """Return the number of the newest list of people that the relay has."""
    with contextlib.closing(sqlite3.connect(line.folder / "relay.db")) as database:
        return int(database.execute("SELECT max(version) FROM documents WHERE kind = 'roster'").fetchone()[0])


def sealed_to(frames: Sequence[bytes]) -> dict[bytes, set[tuple[bytes, bytes]]]:
    """Return for each sender the devices and keys to which it ever sealed a session."""
    found: dict[bytes, set[tuple[bytes, bytes]]] = {}
    for frame in frames:
        if (head := header(frame)).type == OPEN:
            entries = open_body(frame[HEADER.size : -SIGNATURE]).entries
            found.setdefault(head.sender, set()).update((device, key_id) for device, key_id, *_ in entries)
    return found


def test_h18_a_device_slipped_into_the_database_is_never_sealed_to(chromium: Browser, line: Line) -> None:
    """A supervisor's row and a certificate made for it: not signed in, not told a word, by neither end."""
    founder = founded(chromium, line)
    kim, office = colleague(line, founder)
    thief, pins = Thief(line), read_pins(office, unb64u(office.get("/api/line").json()["root"]))
    rogue = thief.rogue
    # One certificate of the rogue's own, and one that claims to be Kim's but holds the rogue's key.
    in_her_name = kim.identity.pub + rogue.certificate[32:]
    thief.writes(
        thief.device,
        thief.certificate(rogue.identity.device, rogue.certificate),
        thief.certificate(kim.identity.device, in_her_name, kind=2),
    )
    served = [unb64u(one) for one in office.get("/api/certificates").json()["items"]]
    assert in_her_name in served and rogue.identity.pub in {one[:32] for one in served}, "the relay gives it out"

    with pytest.raises(AssertionError, match="not-on-roster"):
        Place(line.origin).sign_in(rogue.identity)
    seen, youth = tokens(founder), waiting(chromium, line)
    youth.writes("only for those who were let in")
    founder.opens_first("Waiting")
    founder.claims()
    founder.reads("only for those who were let in")
    founder.writes("only you and I read this")
    youth.reads("only you and I read this")

    conversation, frames = mail(line, seen[-1])
    named = sealed_to(frames)
    assert len(named) == 2, "both ends have sealed something"
    assert "only for those who were let in" in kim.opens(conversation, frames, pins)
    for entries in named.values():
        assert rogue.identity.device not in {device for device, _ in entries}
        assert rogue.key.key_id not in {key_id for _, key_id in entries}
    assert (kim.identity.device, kim.key.key_id) in set.union(*named.values())
    assert rogue.opens(conversation, frames, pins) == []
    office.close()


def test_h18_a_forged_list_of_people_is_refused_and_both_ends_raise_an_alarm(chromium: Browser, line: Line) -> None:
    """A roster that nobody signed, a whole line of the thief's own: nothing changes, and people are told. An older one is put right."""
    founder = founded(chromium, line)
    kim, office = colleague(line, founder)
    root = unb64u(office.get("/api/line").json()["root"])
    pins = read_pins(office, root)
    office.close()
    assert pins.roster is not None
    seen, youth = tokens(founder), waiting(chromium, line)
    founder.opens_first("Waiting")
    founder.claims()
    thief, forger = Thief(line), Identity.generate()
    rogue, version = thief.rogue, pins.roster.version
    there = (thief.device, thief.certificate(rogue.identity.device, rogue.certificate))
    everybody = [*pins.roster.devices, Device(rogue.identity.pub, rogue.identity.device, "supervisor", 0, LABEL)]
    forged = make_roster([forger], pins.roster, now_ms() + DAY, 1, CIRCLES, everybody)

    thief.writes(*there, thief.document("roster", version + 1, forged))
    both_are_alarmed(line, founder, "threshold", UNSIGNED)
    they_talk(founder, youth, "first")

    thief.writes(("DELETE FROM documents WHERE kind = 'roster' AND version >= ?", (version,)))
    eventually("the desk to hand up the list that was taken out", lambda: newest_list(line) == version)
    expect(founder.page.get_by_text(OLDER)).to_have_count(0)
    they_talk(founder, youth, "second")

    own_root = Identity.generate()
    thief.writes(
        thief.document("root", 1, make_root(own_root, 1, [forger.pub], 1, now_ms() + DAY)),
        thief.document("roster", version + 1, forged),
        ("UPDATE line SET root_pub = ?", (own_root.pub,)),
    )
    both_are_alarmed(line, founder, "threshold", UNSIGNED)
    they_talk(founder, youth, "third")

    conversation, frames = mail(line, seen[-1])
    named = {device for entries in sealed_to(frames).values() for device, _ in entries}
    assert rogue.identity.device not in named
    assert named <= {one.device for one in pins.roster.devices}
    assert rogue.opens(conversation, frames, pins) == []
    assert kim.identity.device in {one.device for one in pins.roster.devices}


def both_are_alarmed(line: Line, founder: Worker, reason: str, says: str) -> None:
    """The bot's log says it once more, and the desk says it in words until somebody has read them."""
    alarm = f"ALARM: the relay offered a document that was refused: {reason}"
    eventually(f"the bot's alarm: {reason}", lambda: alarm in line.bot.log.read_text())
    shown = founder.page.get_by_text(says)
    expect(shown).to_be_visible(timeout=PATIENCE)
    line.bot.log.write_text("")
    founder.page.get_by_role("button", name="I have read it").click()
    expect(shown).to_have_count(0)


def they_talk(founder: Worker, youth: Any, word: str) -> None:
    """Whoever was there goes on talking, by the list that both have pinned."""
    youth.writes(f"{word} from the phone")
    founder.reads(f"{word} from the phone")
    founder.writes(f"{word} from the desk")
    youth.reads(f"{word} from the desk")
