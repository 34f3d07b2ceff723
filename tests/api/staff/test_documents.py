"""The line is made once, and its documents change only as its coordinators sign them."""

from __future__ import annotations

import asyncio
import base64
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.staff import devices
from tests.api.conversations.test_retention import back_up, restore
from tests.api.founder import DAY, Phone, b64u, dsse
from tests.api.relay import ORIGIN, Relay, empty_relay, relay, running

__all__ = ["empty_relay", "relay"]


async def test_the_founder_makes_the_line_with_her_link(empty_relay: Relay) -> None:
    """Before, nobody can do anything; after, her device may come in."""
    before = (await empty_relay.client.get("/api/line")).json()
    answer = await empty_relay.make_line()
    after = (await empty_relay.client.get("/api/line")).json()

    root = b64u(empty_relay.founder.root.public_key().public_bytes_raw())
    assert before == {"made": False, "origin": ORIGIN, "root": None}
    assert (answer.status_code, after) == (201, {"made": True, "origin": ORIGIN, "root": root})
    assert await empty_relay.coordinator()


async def test_a_set_up_link_works_once(empty_relay: Relay) -> None:
    """A second founder is told that the line is already made, and no new link can be had."""
    token = await devices.setup_token(empty_relay.app.state.database)
    assert token
    body = empty_relay.founder.founding(token)

    first, second = [await empty_relay.client.post("/api/line", json=body) for _ in range(2)]

    assert (first.status_code, second.status_code, second.json()["code"]) == (201, 409, "already-made")
    assert await devices.setup_token(empty_relay.app.state.database) is None


async def test_two_founders_at_the_same_moment_make_one_line(empty_relay: Relay) -> None:
    """The database decides."""
    token = await devices.setup_token(empty_relay.app.state.database)
    assert token
    body = empty_relay.founder.founding(token)

    answers = await asyncio.gather(*(empty_relay.client.post("/api/line", json=body) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


async def test_only_the_newest_set_up_link_works(empty_relay: Relay) -> None:
    """A link that was left lying around ends with the next one; an invented one never worked."""
    old = await devices.setup_token(empty_relay.app.state.database)
    new = await devices.setup_token(empty_relay.app.state.database)
    assert old and new
    body = empty_relay.founder.founding(new)

    answers = [
        await empty_relay.client.post("/api/line", json={**body, "token": token}) for token in (old, "x" * 43, "", new)
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 201]


async def test_a_line_is_made_only_of_documents_that_hold(empty_relay: Relay) -> None:
    """A root document of another root, a roster that nobody signed, a second roster: nothing is made."""
    token = await devices.setup_token(empty_relay.app.state.database)
    assert token
    founder = empty_relay.founder
    body = founder.founding(token)
    stranger = Ed25519PrivateKey.generate()
    wrong = [
        {"root_pub": b64u(stranger.public_key().public_bytes_raw())},
        {"root": founder.root_document(version=2)},
        {"roster": founder.roster(signed_by=[stranger], version=1, prev=b64u(bytes(32)))},
        {"roster": founder.roster(version=2, prev=b64u(bytes(32)))},
        {"roster": body["root"]},
        {"roster": "{"},
    ]

    answers = [await empty_relay.client.post("/api/line", json={**body, **change}) for change in wrong]

    assert {answer.status_code for answer in answers} <= {409, 422}
    assert not (await empty_relay.client.get("/api/line")).json()["made"]


async def test_documents_come_back_byte_for_byte(empty_relay: Relay) -> None:
    """Signatures cover the exact bytes; whoever is on the line may read them, and older rosters too."""
    token = await devices.setup_token(empty_relay.app.state.database)
    assert token
    body = empty_relay.founder.founding(token)
    await empty_relay.client.post("/api/line", json=body)

    got = {
        path: await empty_relay.read(f"/api/documents/{path}")
        for path in ("root", "roster", "roster/1", "roster/2", "other")
    }

    assert (got["root"].text, got["roster"].text, got["roster/1"].text) == (
        body["root"],
        body["roster"],
        body["roster"],
    )
    assert got["roster"].headers["content-type"] == "application/json"
    assert [got[path].status_code for path in ("roster/2", "other")] == [404, 404]


async def test_the_next_roster_brings_a_device_in(relay: Relay) -> None:
    """It may sign in at once, and waits no longer."""
    new = Phone("New")
    await relay.client.post("/api/enrolments", json={"ed_pub": b64u(new.pub), "label": "New", "role": "worker"})

    answer = await relay.put_roster(*relay.phones, new)
    waiting = await relay.client.get("/api/enrolments", headers=await relay.coordinator())

    assert (answer.status_code, answer.json()) == (200, {"version": 2})
    assert (await new.sign_in(relay.client, ORIGIN)).status_code == 200
    assert waiting.json() == {"items": []}
    assert (await relay.read("/api/documents/roster")).text == relay.founder.roster(
        *relay.phones, version=2, prev=_prev(relay)
    )


def _prev(relay: Relay) -> str:
    """The hash that roster 2 names."""
    return str(json.loads(relay.founder.rosters[1])["prev"])


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"version": 1}, 409, "stale-roster"),
        ({"version": 3}, 409, "stale-roster"),
        ({"prev": b64u(bytes(32))}, 409, "stale-roster"),
        ({"expires": 0}, 422, "document"),
        ({"min_suite": 3}, 422, "document"),
        ({"devices": [{"pub": b64u(bytes(32)), "role": "admin", "circle": 0, "label": "x"}]}, 422, "document"),
        ({"devices": [{"pub": b64u(bytes(32)), "role": "worker", "circle": 9, "label": "x"}]}, 422, "document"),
        ({"devices": [{"pub": b64u(bytes(32)), "role": "worker", "circle": 0, "label": "a\0b"}]}, 422, "document"),
        ({"devices": [{"pub": b64u(bytes(32)), "role": "worker", "circle": 0, "label": "\ud800"}]}, 422, "document"),
        ({"devices": [{"pub": b64u(bytes(32)), "role": "worker", "circle": 0, "label": "x"}] * 2}, 422, "document"),
    ],
)
async def test_h18_a_roster_that_does_not_hold_changes_nothing(
    relay: Relay, change: Any, status: int, code: str
) -> None:
    """The coordinator is told why; the roster in force stays in force."""
    before = (await relay.read("/api/documents/roster")).text

    answer = await relay.put_roster(*relay.phones, **change)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await relay.read("/api/documents/roster")).text == before


async def test_h18_a_roster_that_runs_for_more_than_a_week_is_refused(relay: Relay) -> None:
    """A withheld removal must end by itself."""
    answer = await relay.put_roster(*relay.phones, expires=relay.clock.now() + 7 * DAY + 1)

    assert answer.json()["says"] == (
        "That signed document was not accepted (it runs for more than a week). Load the newest one and sign it anew."
    )


async def test_h18_a_forged_roster_is_refused(relay: Relay) -> None:
    """Not even a coordinator's session puts in force what her admin key did not sign."""
    rogue = Phone("Rogue", "supervisor")

    answer = await relay.put_roster(*relay.phones, rogue, signed_by=[Ed25519PrivateKey.generate()])

    assert (answer.status_code, answer.json()["code"]) == (422, "document")
    assert (await rogue.sign_in(relay.client, ORIGIN)).status_code == 401


async def test_two_signers_are_asked_for_where_the_root_document_says_two(relay: Relay) -> None:
    """One coordinator alone, or one who signs twice, is not two."""
    second = Ed25519PrivateKey.generate()
    both = [relay.founder.admin, second]
    done = await relay.put_root(2, both, threshold=2)

    alone = await relay.put_roster(*relay.phones)
    twice = await relay.put_roster(*relay.phones, signed_by=[relay.founder.admin] * 2)
    together = await relay.put_roster(*relay.phones, signed_by=both)

    assert (done.status_code, done.json()) == (200, {"version": 2})
    assert [answer.status_code for answer in (alone, twice, together)] == [422, 422, 200]


async def test_a_root_document_comes_only_from_the_root_key_and_in_order(relay: Relay) -> None:
    """An admin cannot make admins."""
    admin = relay.founder.admin
    fields = {"version": 2, "admins": [b64u(bytes(32))], "threshold": 1, "expires": relay.clock.now() + DAY}
    forged = dsse("application/vnd.quietline.root+json", json.dumps(fields).encode(), admin)
    headers = await relay.coordinator()

    answers = [
        await relay.client.put("/api/documents/root", json={"document": document}, headers=headers)
        for document in (forged, relay.founder.root_document(1), relay.founder.root_document(3))
    ]

    assert [answer.json()["code"] for answer in answers] == ["document", "stale-root", "stale-root"]


async def test_a_coordinator_proves_herself_anew_when_the_root_document_changes(relay: Relay) -> None:
    """Whoever it no longer names is a coordinator no more, at once."""
    headers = await relay.coordinator()
    new = Ed25519PrivateKey.generate()

    await relay.put_root(2, [new])

    assert (await relay.client.get("/api/me", headers=headers)).status_code == 401
    assert (await relay.founder.desk.sign_in(relay.client, ORIGIN, relay.founder.admin)).status_code == 403
    assert (await relay.founder.desk.sign_in(relay.client, ORIGIN, new)).status_code == 200


async def test_two_coordinators_who_sign_at_the_same_moment_both_see_the_truth(relay: Relay) -> None:
    """One roster comes into force; the other is told to load it again."""
    headers = await relay.coordinator()
    bodies = [
        {"document": relay.founder.roster(*relay.phones, expires=relay.clock.now() + DAY + extra)} for extra in range(6)
    ]

    answers = await asyncio.gather(
        *(relay.client.put("/api/documents/roster", json=body, headers=headers) for body in bodies)
    )

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5


async def test_a_worker_cannot_change_the_roster(relay: Relay) -> None:
    """Also not a founder who came in without her admin key."""
    document = {"document": relay.founder.roster(*relay.phones)}

    for phone in (relay.phones[0], relay.founder.desk):
        answer = await relay.client.put("/api/documents/roster", json=document, headers=await relay.come_in(phone))
        assert (answer.status_code, answer.json()["code"]) == (403, "not-coordinator")


async def test_a_set_up_link_asked_for_at_the_last_moment_does_not_undo_the_line(empty_relay: Relay) -> None:
    """Links and founding at once: in the end the line is made, and stays so."""
    database = empty_relay.app.state.database
    token = await devices.setup_token(database)
    assert token
    body = empty_relay.founder.founding(token)

    answer, *links = await asyncio.gather(
        empty_relay.client.post("/api/line", json=body), *(devices.setup_token(database) for _ in range(6))
    )

    made = (await empty_relay.client.get("/api/line")).json()["made"]
    assert (answer.status_code, made) in [(201, True), (403, False)]
    assert made or any(links)


async def test_h31_after_a_backup_was_put_back_a_worker_hands_up_the_lists_that_they_hold(
    database_url: str, clock: Any, tmp_path: Path, request: Any
) -> None:
    """Kim, taken off after the backup, is out again; the coordinator's next list is taken; a list older than a week too."""
    folder = tmp_path / "relay"
    async with running(database_url, folder, clock) as relay:
        phones = [Phone("Sam"), Phone("Kim"), Phone("Bot", "bot")]
        await relay.make_line(*phones)
    backup = await back_up(database_url, tmp_path, request)
    async with running(database_url, folder, clock) as later:
        later.founder = founder = relay.founder
        held = []
        for rest in (phones, [phones[0], phones[2]]):
            assert (await later.put_roster(*rest)).status_code == 200
            held.append((await later.read("/api/documents/roster")).text)
    restored = await restore(backup, database_url, tmp_path, request)
    clock.forward(7 * DAY)
    async with running(restored, folder, clock) as relay:
        relay.founder = founder
        sam, kim = [await relay.come_in(phone) for phone in phones[:2]]
        put = partial(relay.client.put, "/api/documents/held")
        forged = founder.roster(*phones, signed_by=[Ed25519PrivateKey.generate()], version=2, prev=prev_of(held[0]))
        refused = [
            (await put(json={"roots": [], "rosters": lists}, headers=sam)).json()["code"]
            for lists in (held[1:], [forged], [held[0], held[0]], [*held, founder.root_document()])
        ]
        assert refused == ["stale-roster", "document", "stale-roster", "document"]

        taken = await put(json={"roots": [], "rosters": held}, headers=sam)
        assert (taken.status_code, taken.json()) == (200, {"root": 1, "roster": 3})
        assert (await relay.client.get("/api/me", headers=kim)).status_code == 401
        assert (await phones[1].sign_in(relay.client, ORIGIN, None)).status_code == 401
        founder.now += 7 * DAY
        assert (await relay.put_roster(phones[0], Phone("New"))).status_code == 200


async def test_h31_a_list_that_only_a_former_coordinator_signed_is_not_handed_up(relay: Relay) -> None:
    """Their key signs nothing from the moment in which the root document does not name it any more."""
    founder, other = relay.founder, Ed25519PrivateKey.generate()
    bot = await relay.come_in(relay.phones[-1])
    put = partial(relay.client.put, "/api/documents/held", headers=bot)
    body = {"roots": [founder.root_document(version=3, admins=[other])], "rosters": [founder.roster(Phone("Mallory"))]}

    assert (await put(json=body)).json()["code"] == "document"
    assert json.loads((await relay.read("/api/documents/root")).text) == json.loads(founder.root_document())
    body["rosters"] = [founder.roster(*relay.phones, signed_by=[other])]
    assert (await put(json=body)).json() == {"root": 3, "roster": 2}


def prev_of(document: str) -> str:
    """Return which roster a roster follows, as it says itself."""
    return str(json.loads(base64.b64decode(json.loads(document)["payload"]))["prev"])
