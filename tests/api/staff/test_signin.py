"""A device comes in by its roster key, and is out the moment the roster drops it."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.live.hub import Ring
from tests.api.founder import Phone, b64u
from tests.api.relay import ORIGIN, Relay, empty_relay, relay, running

__all__ = ["empty_relay", "relay"]
HOUR = 3600 * 1000


async def challenge(relay: Relay) -> str:
    """Ask for a challenge."""
    return str((await relay.client.post("/api/signin/challenge", json={})).json()["challenge"])


async def test_a_worker_of_the_roster_comes_in(relay: Relay) -> None:
    """The answer says who she is to the relay, and until when."""
    sam = relay.phones[0]

    answer = await sam.sign_in(relay.client, ORIGIN)
    me = await relay.client.get("/api/me", headers={"authorization": f"Bearer {answer.json()['token']}"})

    shown = answer.json()
    assert len(base64.urlsafe_b64decode(shown.pop("token") + "=")) == 32
    assert shown == me.json()
    assert shown == {
        "device_id": b64u(sam.id),
        "role": "worker",
        "circle": 0,
        "label": "Sam",
        "coordinator": False,
        "expires": relay.clock.now() + 12 * HOUR,
    }


async def test_a_coordinator_also_proves_her_admin_key(relay: Relay) -> None:
    """Being on the roster is not enough to change it."""
    headers = await relay.come_in(relay.founder.desk, admin=True)

    assert (await relay.client.get("/api/me", headers=headers)).json()["coordinator"]


async def test_an_admin_key_that_the_root_document_does_not_name_is_refused(relay: Relay) -> None:
    """Anybody can make a key."""
    answer = await relay.phones[0].sign_in(relay.client, ORIGIN, Ed25519PrivateKey.generate())

    assert (answer.status_code, answer.json()["code"]) == (403, "not-coordinator")


async def test_an_admin_signature_of_another_message_is_refused(relay: Relay) -> None:
    """The admin key answers the same challenge, or it proves nothing."""
    body = relay.phones[0].answer(await challenge(relay), ORIGIN, relay.founder.admin)
    body["admin"]["signature"] = relay.phones[0].answer(await challenge(relay), ORIGIN, relay.founder.admin)["admin"][
        "signature"
    ]

    answer = await relay.client.post("/api/signin", json=body)

    assert (answer.status_code, answer.json()["code"]) == (403, "not-coordinator")


async def test_a_stranger_is_not_on_the_roster(relay: Relay) -> None:
    """A good signature of an unknown key is refused in plain words."""
    answer = await Phone("Stranger").sign_in(relay.client, ORIGIN)

    assert (answer.status_code, answer.json()["code"]) == (401, "not-on-roster")


async def test_h13_a_challenge_is_signed_once(relay: Relay) -> None:
    """A recorded sign-in cannot be played again."""
    body = relay.phones[0].answer(await challenge(relay), ORIGIN)

    first, second = [await relay.client.post("/api/signin", json=body) for _ in range(2)]

    assert (first.status_code, second.status_code) == (200, 401)


async def test_a_wrong_signature_uses_the_challenge_up(relay: Relay) -> None:
    """There is one guess for each challenge."""
    body = relay.phones[0].answer(await challenge(relay), ORIGIN)
    wrong = await relay.client.post("/api/signin", json={**body, "signature": b64u(bytes(64))})

    right = await relay.client.post("/api/signin", json=body)

    assert (wrong.status_code, right.status_code) == (401, 401)


async def test_a_challenge_is_good_for_two_minutes(relay: Relay) -> None:
    """After that it is forgotten."""
    early = relay.phones[0].answer(await challenge(relay), ORIGIN)
    late = relay.phones[0].answer(await challenge(relay), ORIGIN)
    relay.clock.forward(119_999)
    first = await relay.client.post("/api/signin", json=early)
    relay.clock.forward(1)
    second = await relay.client.post("/api/signin", json=late)

    assert (first.status_code, second.status_code) == (200, 401)


async def test_a_challenge_that_the_relay_never_gave_is_refused(relay: Relay) -> None:
    """The relay chooses what is signed."""
    answer = await relay.client.post("/api/signin", json=relay.phones[0].answer(b64u(bytes(32)), ORIGIN))

    assert answer.status_code == 401


async def test_a_signature_for_another_address_is_refused(relay: Relay) -> None:
    """A copied page cannot sign in with what it is shown."""
    answer = await relay.phones[0].sign_in(relay.client, "https://desk.example.org")

    assert answer.status_code == 401


async def test_a_session_ends_after_twelve_hours(relay: Relay) -> None:
    """A forgotten desk signs itself out."""
    headers = await relay.come_in(relay.phones[0])
    relay.clock.forward(12 * HOUR - 1)
    before = await relay.client.get("/api/me", headers=headers)
    relay.clock.forward(1)
    after = await relay.client.get("/api/me", headers=headers)

    assert (before.status_code, after.status_code, after.json()["code"]) == (200, 401, "signed-out")


async def test_h13_a_token_is_worth_nothing_after_sign_out(relay: Relay) -> None:
    """Signing out ends this session, at once, and no other."""
    one, other = await relay.come_in(relay.phones[0]), await relay.come_in(relay.phones[0])
    await relay.client.get("/api/me", headers=one)

    gone = await relay.client.delete("/api/signin", headers=one)
    replay, still = await relay.client.get("/api/me", headers=one), await relay.client.get("/api/me", headers=other)

    assert (gone.status_code, replay.status_code, still.status_code) == (204, 401, 200)


async def test_a_dropped_device_is_out_at_once(relay: Relay) -> None:
    """The roster that drops it ends its session and takes its certificate away; it cannot come back in (A5)."""
    sam, *others = relay.phones
    headers = await relay.come_in(sam)
    certificate = b64u(sam.certificate(relay.clock.now()))
    await relay.client.put("/api/certificates", json={"certificate": certificate}, headers=headers)
    await relay.client.get("/api/me", headers=headers)

    done = await relay.put_roster(*others)
    me, again = await relay.client.get("/api/me", headers=headers), await sam.sign_in(relay.client, ORIGIN)
    on_call = await relay.client.get("/api/certificates", headers=await relay.coordinator())

    assert (done.status_code, me.status_code, again.status_code) == (200, 401, 401)
    assert on_call.json() == {"items": []}


async def test_a_device_that_stays_is_not_disturbed_by_a_new_roster(relay: Relay) -> None:
    """A colleague's leaving signs nobody else out; a new label holds at once."""
    kim = relay.phones[1]
    headers = await relay.come_in(kim)
    await relay.client.get("/api/me", headers=headers)
    kim.label = "Kim N."

    await relay.put_roster(*relay.phones[1:])
    me = await relay.client.get("/api/me", headers=headers)

    assert (me.status_code, me.json()["label"]) == (200, "Kim N.")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic x", f"Bearer {'x' * 43}", f"Bearer {'x' * 5000}", "Bearer é"]
)
async def test_whatever_is_sent_as_a_token_the_answer_is_plain(relay: Relay, header: str) -> None:
    """Never an error of ours."""
    answer = await relay.client.get("/api/me", headers=[(b"authorization", header.encode())])

    assert (answer.status_code, answer.json()["code"]) == (401, "signed-out")


async def test_a_token_lies_in_no_table(relay: Relay) -> None:
    """A stolen database signs nobody in (A4)."""
    from sqlalchemy import text

    headers = await relay.come_in(relay.phones[0])
    token = headers["authorization"].split()[1]

    async with relay.app.state.database.reading() as connection:
        rows = (await connection.execute(text("SELECT * FROM sessions"))).all()

    assert rows
    assert token not in str(rows) and str(base64.urlsafe_b64decode(token + "="))[2:-1] not in str(rows)


async def test_one_address_that_floods_sign_in_locks_nobody_else_out(relay: Relay) -> None:
    """The flood is slowed down with an honest wait; a worker elsewhere comes in (A10)."""
    import httpx

    refused = None
    for _ in range(500):
        refused = await relay.client.post("/api/signin/challenge", json={})
        if refused.status_code != 200:
            break
    elsewhere = httpx.ASGITransport(relay.app, client=("198.51.100.7", 1))
    async with httpx.AsyncClient(transport=elsewhere, base_url=ORIGIN, headers={"origin": ORIGIN}) as client:
        answer = await relay.phones[0].sign_in(client, ORIGIN)

    assert refused is not None and (refused.status_code, refused.json()["code"]) == (429, "too-many")
    assert answer.status_code == 200


async def test_a_device_that_another_replica_dropped_is_out_within_seconds(
    relay: Relay, database_url: str, tmp_path: Path
) -> None:
    """Also when the doorbell between the two stays silent (H24)."""
    sam, *others = relay.phones
    async with running(database_url, tmp_path / "second", relay.clock) as second:
        headers = await relay.come_in(sam)
        before = await second.client.get("/api/me", headers=headers)
        await relay.put_roster(*others)
        relay.clock.forward(5_000)
        after = await second.client.get("/api/me", headers=headers)

    assert (before.status_code, after.status_code) == (200, 401)


async def test_a_ring_from_another_replica_is_heard_at_once(relay: Relay, database_url: str, tmp_path: Path) -> None:
    """Nobody has to wait for those seconds."""
    sam, *others = relay.phones
    async with running(database_url, tmp_path / "second", relay.clock) as second:
        headers = await relay.come_in(sam)
        before = await second.client.get("/api/me", headers=headers)
        await relay.put_roster(*others)
        second.app.state.hub.ring([Ring("roster", number=2)])
        await asyncio.sleep(0)
        after = await second.client.get("/api/me", headers=headers)

    assert (before.status_code, after.status_code) == (200, 401)
