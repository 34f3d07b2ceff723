"""Every address says who may use it, and hides conversations from everybody else (H12)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute, iter_route_contexts

from api.app import create_app
from api.protocol.base64url import from_b64u
from api.settings import Settings
from api.staff.doors import EVERY_ROLE
from tests.api.founder import Phone, b64u
from tests.api.relay import ORIGIN, Relay, empty_relay, relay
from tests.fakes.outside import Browser

__all__ = ["empty_relay", "relay"]
# Each with the reason why whoever asks may be a stranger; none of them names a worker or lets workers be counted (H15, test_strangers.py).
PUBLIC = {
    "GET /": "a neutral page; an operator's own text or a link to sign in, nothing that is looked up",
    "GET /hello": "the page for youth: someone or no one, never who; who asks too often gets it without a look into the database",
    "GET /bye": "the way out of that page; looks nothing up",
    "GET /console": "the desk's page: the same bytes for everybody, and empty until somebody unlocks it",
    "GET /setup": "the same page; what its link says never reaches the relay",
    "GET /join": "the same page; what its link says never reaches the relay",
    "GET /studio": "the studio's page: the same bytes for everybody, and empty until somebody unlocks it",
    "GET /web/{name:path}": "what these pages are made of: published code, by a closed list of names",
    "GET /health/live": "a proxy asks it, and holds no key: yes, and nothing beside it",
    "GET /health/ready": "a proxy asks it, and holds no key: yes, and nothing beside it",
    "GET /api/content/edition": "what youth read anyway; every end checks who signed it, and youth's browsers are ends. Signatures name nobody",
    "GET /api/line": "asked before there is a key: whether the line is made, and the root key that stands in every invitation",
    "POST /api/line": "the founder has no key on any list; a one-time token makes the line, once",
    "POST /api/signin/challenge": "random bytes, of use only to who can sign them",
    "POST /api/signin": "the door itself: every key that is not on the list reads the same no; only who proves one that stood on a list reads more",
    "POST /api/enrolments": "whoever joins has no key on the list yet; answers with the id that the asker can work out, on the list or not",
    "WS /api/live": "says nothing before a hello with the token of a session",
    "GET /calendar/{secret}.ics": "the address itself is the secret; test_feed.py holds what it says",
}
# Bodies that fit, so that nothing but the door can be the reason of a refusal.
BODIES: dict[str, Any] = {
    "priority": {"priority": 2},
    "audience": {"audience": 1},
    "person": {"audience": 1},
    "put-back": {"device": "AAAAAAAAAAAAAAAAAAAAAA"},
    "offer": {"device": "AAAAAAAAAAAAAAAAAAAAAA"},
    "moved": {"device": "AAAAAAAAAAAAAAAAAAAAAA", "given": 1},
    "agree-together": {"device": "AAAAAAAAAAAAAAAAAAAAAA"},
    "open-together": {"reason": "danger"},
    "answer": {"answer": "have"},
    "mute": {"minutes": 60, "reason": "abuse"},
    "review": {"verdict": "right"},
    "packets": {
        "id": "AAAAAAAAAAAAAAAAAAAAAA",
        "second": "AAAAAAAAAAAAAAAAAAAAAQ",
        "kind": "police",
        "basis": "agreed",
        "sealed": "AA",
    },
    "second": {"signature": "A" * 86},
    "decline": {"sealed": "AA"},
    "send": {"sealed": "AA"},
    "keep": {"days": 1, "reason": "asked"},
}

COLLEAGUE = "a worker who has not claimed it"
# She sees that somebody waits, and who has them: she is told who was quicker, and may stand beside, take over or stay out.
BESIDE = {"claim", "open", "open-together", "agree-together", "leave", "agree", "withdraw", "recuse"}


def doors_of(dependant: Any) -> list[Any]:
    """The doors among the dependencies of a route."""
    found = [dependant.call] if hasattr(dependant.call, "allows") else []
    return found + [door for inner in dependant.dependencies for door in doors_of(inner)]


def table() -> Iterator[tuple[str, list[Any]]]:
    """Every method and path of the application, with its doors; nothing may be mounted past them."""
    app = create_app(Settings.read({"API_DATA_DIR": str(Path(mkdtemp()) / "doors")}))
    for route in iter_route_contexts(app.routes):
        assert isinstance(route.original_route, (APIRoute, APIWebSocketRoute)), f"{route} would pass by the doors"
        for method in getattr(route, "methods", None) or ["WS"]:
            yield f"{method} {route.path}", doors_of(route.dependant)


TABLE = dict(table())
HIDDEN = sorted(name for name in TABLE if re.search(r"/api/(conversations|packets|pages|alerts|mutes)/{", name))


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_address_names_exactly_one_door(name: str) -> None:
    """An address without a declared role fails here, whatever it does."""
    assert len(TABLE[name]) == 1, f"{name}: add one of the doors of api.staff.doors"


def test_only_these_addresses_are_open_to_everybody() -> None:
    """Opening another one is a decision, and is made here."""
    assert {name for name, (door,) in TABLE.items() if door.allows == {"anyone"}} == set(PUBLIC)


def test_editors_reach_no_conversation() -> None:
    """They write what is shown before anybody talks."""
    reached = {name for name, (door,) in TABLE.items() if "editor" in door.allows and "/api/conversations/" in name}

    assert reached == set()


@pytest.mark.parametrize("name", HIDDEN)
def test_h12_the_door_of_a_conversation_is_a_hidden_one(name: str) -> None:
    """401 or 403 would say that something is there."""
    (door,) = TABLE[name]

    assert door.hidden and door.allows < EVERY_ROLE


def test_h12_only_these_other_addresses_hold_an_id() -> None:
    """What is not a conversation's says openly that a sign-in is needed."""
    others = {name for name in TABLE if "{" in name and name not in HIDDEN}

    assert others == {
        "GET /web/{name:path}",
        "GET /api/documents/{kind}",
        "GET /api/documents/roster/{version}",
        "DELETE /api/enrolments/{device_id}",
        "PUT /api/schedule/patterns/{pattern_id}",
        "DELETE /api/schedule/patterns/{pattern_id}",
        "PUT /api/schedule/shifts/{shift_id}",
        "DELETE /api/schedule/shifts/{shift_id}",
        "POST /api/schedule/shifts/{shift_id}/ask",
        "POST /api/schedule/shifts/{shift_id}/ask-for",
        "POST /api/schedule/shifts/{shift_id}/withdraw",
        "POST /api/schedule/shifts/{shift_id}/take",
        "DELETE /api/schedule/closures/{closure_id}",
        "GET /calendar/{secret}.ics",
        "PUT /api/team/{colleague}/most",
        "POST /api/alerts/call-me/{asks}/calls",
        "GET /api/studio/releases/{n}",
        "GET /api/studio/releases/{n}/edition",
        "GET /api/studio/reviews/{number}/edition",
        "GET /api/studio/revisions/{number}",
    }


def frame(conversation: str, sender: bytes) -> bytes:
    """A message as the relay sees it, of the device that sends it, laid as a post carries it."""
    header = b"QLN1" + bytes([2, 0, 0, 0]) + from_b64u(conversation) + sender + bytes(76)
    whole = header + bytes(256 + 16) + bytes(64)
    return len(whole).to_bytes(4, "big") + whole


async def knock(
    relay: Relay, name: str, conversation: str, headers: dict[str, str], sender: bytes = bytes(16)
) -> httpx.Response:
    """Use an address of a conversation."""
    method, path = name.split(" ")
    verb = path.rpartition("/")[2]
    path = path.replace(path[path.index("{") : path.index("}") + 1], conversation)
    if verb == "frames" and method == "POST":
        body = frame(conversation, sender) if any(sender) else b""
        content: dict[str, Any] = {
            "content": body,
            "headers": {**headers, "content-type": "application/octet-stream"},
        }
    elif method == "POST":
        content = {"json": BODIES.get(verb, {}), "headers": headers}
    else:
        content = {"headers": headers}
    return await relay.client.request(method, path, **content)


async def claimed_conversation(relay: Relay) -> tuple[str, dict[str, tuple[dict[str, str], bytes]]]:
    """A conversation that Sam has claimed, and everybody who has no business in it."""
    sam, kim, lee, ann, bot = relay.phones
    pat, other_bot = Phone("Pat"), Phone("Second bot", "bot")
    done = await relay.put_roster(sam, kim, lee, ann, bot, pat, other_bot)
    assert done.status_code == 200
    owner, claimer = await relay.come_in(bot), await relay.come_in(sam)
    shift = {"certificate": b64u(sam.certificate(relay.clock.now()))}
    assert (await relay.client.put("/api/certificates", json=shift, headers=claimer)).status_code == 200
    name = b64u(secrets.token_bytes(16))
    body = {"id": name, "audience": 1, "channel": "telegram", "priority": 0, "note": False}
    assert (await relay.client.post("/api/conversations", json=body, headers=owner)).status_code == 201
    assert (await relay.client.post(f"/api/conversations/{name}/claim", json={}, headers=claimer)).status_code == 200
    return name, {
        "a worker outside the audience": (await relay.come_in(kim), kim.id),
        COLLEAGUE: (await relay.come_in(pat), pat.id),
        "an editor": (await relay.come_in(ann), ann.id),
        "a bot that does not own it": (await relay.come_in(other_bot), other_bot.id),
        "somebody signed out": ({}, sam.id),
        "somebody with an invented token": ({"authorization": f"Bearer {'x' * 43}"}, sam.id),
    }


async def test_h12_a_conversation_is_not_there_for_whoever_has_no_business_in_it(relay: Relay) -> None:
    """Every address of a conversation x everybody else: 404, word for word what an invented conversation answers."""
    conversation, others = await claimed_conversation(relay)
    invented = b64u(secrets.token_bytes(16))
    seen = {}
    for who, (headers, sender) in others.items():
        for name in HIDDEN:
            if who == COLLEAGUE and name.rpartition("/")[2] in BESIDE:
                continue
            answer = await knock(relay, name, conversation, headers, sender)
            nothing = await knock(relay, name, invented, headers, sender)
            if (answer.status_code, answer.content) != (404, nothing.content) or nothing.status_code != 404:
                seen[f"{name} for {who}"] = (answer.status_code, nothing.status_code)

    assert seen == {}


async def test_h12_nothing_that_was_refused_changed_anything(relay: Relay) -> None:
    """After all that knocking the claimer still has the conversation as it was."""
    conversation, others = await claimed_conversation(relay)
    headers = await relay.come_in(relay.phones[0])
    before = (await relay.client.get(f"/api/conversations/{conversation}", headers=headers)).json()
    for who, (headers, sender) in others.items():
        for name in HIDDEN:
            if who != COLLEAGUE or name.rpartition("/")[2] not in BESIDE:
                await knock(relay, name, conversation, headers, sender)
    headers = await relay.come_in(relay.phones[0])

    assert (await relay.client.get(f"/api/conversations/{conversation}", headers=headers)).json() == before


OURS = re.compile(r"/api/(packets|mutes|alerts|pages)/{")
LOOKS_TOO = {"review", "answer"}  # a colleague in the audience looks at a pause, and is called for whoever waits


async def held_by_sam(relay: Relay, conversation: str) -> dict[str, str]:
    """A packet, a pause, a way to be woken and a call, all real, with which only Sam and a supervisor have to do."""
    sam, _, lee, _, bot, _, _ = relay.phones
    headers, owner = await relay.come_in(sam), await relay.come_in(bot)
    packet, waiting = b64u(secrets.token_bytes(16)), b64u(secrets.token_bytes(16))
    asked = BODIES["packets"] | {"id": packet, "second": b64u(lee.id)}
    opening = {"id": waiting, "audience": 1, "channel": "telegram", "priority": 0, "note": False}
    made = [
        await relay.client.post(f"/api/conversations/{conversation}/packets", json=asked, headers=headers),
        await relay.client.post(f"/api/conversations/{conversation}/mute", json=BODIES["mute"], headers=headers),
        await relay.client.post("/api/alerts", json=Browser().order("https://push.example/x"), headers=headers),
        await relay.client.post("/api/conversations", json=opening, headers=owner),
    ]
    assert [answer.status_code for answer in made] == [201, 200, 201, 201], [answer.text for answer in made]
    paused = await relay.client.get("/api/team/mutes", headers=await relay.come_in(lee))
    ids = {"packets": packet, "mutes": paused.json()["items"][0]["id"], "alerts": made[2].json()["id"]}
    return {**ids, "pages": waiting}


async def test_h12_a_packet_a_pause_a_way_and_a_call_are_not_there_for_others(relay: Relay) -> None:
    """Each of their addresses, with an id that there is x everybody else: 404, word for word what an invented one answers."""
    conversation, others = await claimed_conversation(relay)
    ids = await held_by_sam(relay, conversation)
    invented = b64u(secrets.token_bytes(16))
    seen, asked = {}, set()
    for who, (headers, _) in others.items():
        for name in HIDDEN:
            kind = OURS.search(name)
            if kind is None or (who == COLLEAGUE and name.rpartition("/")[2] in LOOKS_TOO):
                continue
            asked.add(kind[1])
            answer = await knock(relay, name, ids[kind[1]], headers)
            nothing = await knock(relay, name, invented, headers)
            if (answer.status_code, answer.content) != (404, nothing.content) or nothing.status_code != 404:
                seen[f"{name} for {who}"] = (answer.status_code, nothing.status_code)

    assert asked == set(ids)
    assert seen == {}


async def test_h12_what_is_no_id_is_simply_not_there(relay: Relay) -> None:
    """Never an error of ours, at no address."""
    headers = await relay.come_in(relay.phones[0])
    seen = {}
    for name in HIDDEN:
        for conversation in ("x", "%00", "..%2f..", "a" * 22, "é" * 22, "a" * 3000):
            answer = await knock(relay, name, conversation, headers)
            if answer.status_code != 404:
                seen[f"{name} {conversation[:30]}"] = answer.status_code

    assert seen == {}


async def test_h13_every_write_asks_whose_page_it_comes_from(relay: Relay) -> None:
    """A signed-in coordinator's browser can be made to send, but not in another page's name."""
    headers = await relay.coordinator()
    writes = [name.split(" ") for name in sorted(TABLE) if name.split()[0] not in ("GET", "HEAD", "WS")]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(relay.app), base_url=ORIGIN) as client:
        answers = [
            await client.request(method, path, json={}, headers={**headers, **origin})
            for method, path in writes
            for origin in ({}, {"origin": "https://evil.example"})
        ]

    assert len(writes) > 15
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "origin")}
