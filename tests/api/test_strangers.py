"""Who is on the line is for those who are on it: a stranger learns no worker's name and cannot count workers (A2)."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from sqlalchemy import update

from api.store.tables import documents
from tests.api.founder import Phone, b64u
from tests.api.relay import ORIGIN, Relay, empty_relay, relay
from tests.api.staff.test_sockets import Socket
from tests.api.staff.test_taken_out import two_coordinators
from tests.api.test_doors import TABLE

__all__ = ["empty_relay", "relay"]
URL_SAFE = str.maketrans("+/", "-_")
LISTS = ("/api/documents/root", "/api/documents/roster", "/api/documents/roster/1")


def addresses() -> list[tuple[str, str]]:
    """Every method and address that there is, with something in each place that takes something."""
    fills = {"kind": "roster", "version": "1", "name:path": "console/app.js"}
    found = [name.split(" ", 1) for name in sorted(TABLE) if not name.startswith("WS ")]
    filled = [(method, re.sub(r"{([^}]+)}", lambda at: fills.get(at[1], "A" * 22), path)) for method, path in found]
    return [*filled, *(("GET", path) for path in LISTS)]


async def asked_everywhere(relay: Relay, headers: dict[str, str], body: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Ask at every address; return what was answered, without what is new each time."""
    seen: dict[str, tuple[Any, ...]] = {}
    for method, path in addresses():
        more = {} if method in ("GET", "HEAD") else {"json": body}
        answer = await relay.client.request(method, path, headers=headers, **more)
        new = r'("challenge":|nonce-|nonce" content=)"?[\w+/=-]+'
        text = re.sub(new, "", answer.text + str(dict(answer.headers)))
        seen[f"{method} {path}"] = (answer.status_code, text)
    return seen


def opened(text: str) -> str:
    """Return a text with all that is written in base64 in it: a signed list hides no name."""
    found = re.findall(r"[A-Za-z0-9+/_-]{16,}", text)
    return text + " ".join(
        base64.urlsafe_b64decode(one[: len(one) // 4 * 4].translate(URL_SAFE)).decode("utf-8", "ignore")
        for one in found
    )


async def no_of(relay: Relay, phone: Phone, seen: int | None = None) -> dict[str, Any]:
    """Sign in as a device that is not let in; return what it reads."""
    challenge = (await relay.client.post("/api/signin/challenge", json={})).json()["challenge"]
    body = phone.answer(challenge, ORIGIN) | ({} if seen is None else {"seen": seen})
    answer = await relay.client.post("/api/signin", json=body)
    assert answer.status_code == 401
    return dict(answer.json())


async def told_on_the_socket(relay: Relay) -> dict[str, Any]:
    """Say hello on the socket with an invented token; return the goodbye."""
    socket = Socket(relay)
    await socket.next()
    socket.say(t="hello", token="x" * 43)
    said = await socket.hear("bye")
    await socket.leave()
    return said


async def goes_on_call(relay: Relay, phone: Phone) -> None:
    """Put a worker on call."""
    shift = {"certificate": b64u(phone.certificate(relay.clock.now()))}
    headers = await relay.come_in(phone)
    assert (await relay.client.put("/api/certificates", json=shift, headers=headers)).status_code == 200


async def test_h15_a_stranger_learns_no_name_and_cannot_count_workers_by_any_address(empty_relay: Relay) -> None:
    """Signed out, with an invented token, with a key that only waits: nobody's name, and the same words for one and for nine."""
    relay, waits = empty_relay, Phone("Mallory")
    few, many = [Phone("Xanthippe")], [Phone(f"Xanthippe {number}", circle=number % 4) for number in range(8)]
    relay.founder.desk.label = "Xanthippe the founder"
    await relay.make_line(*few)
    body = {"ed_pub": b64u(waits.pub), "label": "Mallory", "role": "worker"}
    assert (await relay.client.post("/api/enrolments", json=body)).status_code == 201
    askers: dict[str, dict[str, str]] = {"signed out": {}, "invented token": {"authorization": f"Bearer {'x' * 43}"}}

    async def learned() -> dict[str, Any]:
        told: dict[str, Any] = {who: await asked_everywhere(relay, headers, body) for who, headers in askers.items()}
        told["a key that waits"] = [await no_of(relay, waits, seen) for seen in (None, 1, 2)]
        return told | {"the socket": await told_on_the_socket(relay)}

    await goes_on_call(relay, few[0])
    before = await learned()
    assert (await relay.put_roster(*few, *many)).status_code == 200
    for one in many:
        await goes_on_call(relay, one)
    after = await learned()

    assert after == before
    assert len(before["signed out"]) > 100 and before["signed out"]["GET /hello"][0] == 200
    told = opened(json.dumps(after))
    assert "Xanthippe" not in told
    for phone in (relay.founder.desk, *few, *many):
        assert b64u(phone.pub) not in told and b64u(phone.id) not in told
    assert {key for one in before["a key that waits"] for key in one} == {"code", "says"}


@pytest.mark.parametrize("path", LISTS)
async def test_h15_the_lists_are_for_those_who_are_on_them(relay: Relay, path: str) -> None:
    """Workers, supervisors, editors and the bot read them byte for byte; whoever is taken off reads them no more, with the same token."""
    kept, kim, whole = list(relay.phones), relay.phones[1], relay.founder.root_document()
    allowed = [await relay.client.get(path, headers=await relay.come_in(phone)) for phone in relay.phones]
    headers = await relay.come_in(kim)
    assert (await relay.put_roster(*(one for one in relay.phones if one is not kim))).status_code == 200
    refused = [await relay.client.get(path, headers=one) for one in ({}, headers)]

    if path != LISTS[0]:
        whole = relay.founder.roster(*kept, version=1, prev=b64u(bytes(32)))
    assert [answer.text for answer in allowed] == [whole] * len(kept)
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(401, "signed-out")}


async def test_h15_whoever_was_taken_off_is_handed_the_list_that_dropped_them_and_no_newer_one(relay: Relay) -> None:
    """Kim reads it under the coordinators' signatures, however many lists came since; who joined afterwards is not in it."""
    kim, others = relay.phones[1], [one for one in relay.phones if one.label != "Kim"]
    for _ in range(3):
        assert (await relay.put_roster(*relay.phones)).status_code == 200
    assert (await relay.put_roster(*others)).status_code == 200
    dropped = (await relay.read("/api/documents/roster")).text
    for number in range(4):
        assert (await relay.put_roster(*others, Phone(f"Zoe{number}"))).status_code == 200

    for seen in (1, 2, 4):
        told = await no_of(relay, kim, seen)
        assert told["code"] == "not-on-roster"
        assert told["left"] == {"root": relay.founder.root_document(), "roster": dropped}
    for seen in (None, 5, 9, 77):
        assert "left" not in await no_of(relay, kim, seen)
    assert "left" not in await no_of(relay, Phone("Stranger"), 1)


async def test_h15_only_the_key_itself_is_told_that_it_was_dropped(relay: Relay) -> None:
    """Kim's public key in somebody else's hands, and a challenge that was used: a no, and nothing with it."""
    kim, mallory = relay.phones[1], Phone("Mallory")
    assert (await relay.put_roster(*(one for one in relay.phones if one is not kim))).status_code == 200
    challenge = (await relay.client.post("/api/signin/challenge", json={})).json()["challenge"]
    forged = mallory.answer(challenge, ORIGIN) | {"ed_pub": b64u(kim.pub), "seen": 1}
    answers = [await relay.client.post("/api/signin", json=forged)]
    challenge = (await relay.client.post("/api/signin/challenge", json={})).json()["challenge"]
    own = kim.answer(challenge, ORIGIN) | {"seen": 1}
    answers += [await relay.client.post("/api/signin", json=own) for _ in range(2)]

    assert ["left" in answer.json() for answer in answers] == [False, True, False]


async def test_the_list_that_dropped_somebody_comes_with_a_root_document_by_which_it_holds(relay: Relay) -> None:
    """Lee signed it, and Lee's key was taken out since: an older root document is handed over, not one under which it is void."""
    second = await two_coordinators(relay)
    kim, others = relay.phones[1], [one for one in relay.phones if one.label != "Kim"]
    assert (await relay.put_roster(*others, signed_by=[second])).status_code == 200
    both = (await relay.read("/api/documents/root")).text
    assert (await relay.put_root(3, [relay.founder.admin])).status_code == 200

    assert (await no_of(relay, kim, 1))["left"]["root"] == both


async def test_whoever_is_let_in_again_with_the_same_key_comes_in(relay: Relay) -> None:
    """An earlier no is no lasting one."""
    kim, others = relay.phones[1], [one for one in relay.phones if one.label != "Kim"]
    assert (await relay.put_roster(*others)).status_code == 200
    assert "left" in await no_of(relay, kim, 1)
    assert (await relay.put_roster(*others, kim)).status_code == 200

    assert (await relay.client.get(LISTS[1], headers=await relay.come_in(kim))).status_code == 200


async def test_a_list_that_was_changed_in_the_database_is_handed_to_nobody(relay: Relay) -> None:
    """Kim was dropped by a list that is nonsense now, or that somebody else signed: a plain no, never an error of ours."""
    kim, others = relay.phones[1], [one for one in relay.phones if one.label != "Kim"]
    assert (await relay.put_roster(*others)).status_code == 200
    forged = relay.founder.roster(*others, signed_by=[kim.key], version=2, prev=b64u(bytes(32)))
    for text in (forged, "{", ""):
        async with relay.app.state.database.writing() as connection:
            changed = update(documents).where(documents.c.kind == "roster", documents.c.version == 2)
            await connection.execute(changed.values(document=text))

        assert set(await no_of(relay, kim, 1)) == {"code", "says"}
