"""A coordinator's key can be taken out: with the kit, in one step with the next list, and then it counts for nothing."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.api.founder import Phone, b64u
from tests.api.relay import ORIGIN, Relay, empty_relay, relay

__all__ = ["empty_relay", "relay"]


async def two_coordinators(relay: Relay) -> Ed25519PrivateKey:
    """Name Lee beside the founder; return Lee's key."""
    second = Ed25519PrivateKey.generate()
    assert (await relay.put_root(2, [relay.founder.admin, second], signed_by=[relay.founder.admin])).status_code == 200
    return second


def holding(relay: Relay, phone: Phone, key: Ed25519PrivateKey, named: bytes | None = None) -> dict[str, Any]:
    """What the console sends beside the proof of a key: that this device holds it, signed by both."""
    pub = key.public_key().public_bytes_raw()
    message = b"ql1 coordinator key\0" + relay.founder.root.public_key().public_bytes_raw() + (named or phone.pub) + pub
    return {"by_device": b64u(phone.key.sign(message)), "by_key": b64u(key.sign(message))}


async def shows(relay: Relay, phone: Phone, key: Ed25519PrivateKey, named: bytes | None = None) -> dict[str, str]:
    """Sign in as a coordinator who says which device holds the key; return the headers."""
    asked = (await relay.client.post("/api/signin/challenge", json={})).json()["challenge"]
    body = phone.answer(asked, ORIGIN, key)
    body["admin"]["holding"] = holding(relay, phone, key, named)
    answer = await relay.client.post("/api/signin", json=body)
    assert answer.status_code == 200, answer.text
    return {"authorization": f"Bearer {answer.json()['token']}"}


async def test_a_key_that_was_taken_out_makes_no_coordinator_and_signs_no_list(relay: Relay) -> None:
    """Not from its own device, not from another of its person's, and not through somebody who still may offer lists."""
    lee, second = relay.phones[2], await two_coordinators(relay)
    assert (await lee.sign_in(relay.client, ORIGIN, second)).status_code == 200
    taken = await relay.put_root(3, [relay.founder.admin])

    for phone in (lee, relay.phones[0]):
        refused = await phone.sign_in(relay.client, ORIGIN, second)
        assert (refused.status_code, refused.json()["code"]) == (403, "not-coordinator")
        assert (await phone.sign_in(relay.client, ORIGIN)).json()["coordinator"] is False
    offered = await relay.put_roster(*relay.phones, signed_by=[second])
    assert (taken.status_code, offered.status_code, offered.json()["code"]) == (200, 422, "document")


async def test_the_key_that_signed_the_list_goes_only_together_with_the_next_list(relay: Relay) -> None:
    """Or whoever comes new would find a list that nobody of now has signed; the root document alone changes nothing."""
    second = await two_coordinators(relay)
    lee = await relay.phones[2].sign_in(relay.client, ORIGIN, second)
    headers = {"authorization": f"Bearer {lee.json()['token']}"}
    without = relay.founder.root_document(3, [second])

    alone = await relay.client.put("/api/documents/root", json={"document": without}, headers=headers)
    stale = {"document": without, "roster": relay.founder.roster(*relay.phones, signed_by=[relay.founder.admin])}
    by_the_old = await relay.client.put("/api/documents/root", json=stale, headers=headers)
    still = (await relay.read("/api/documents/root")).text
    body = {"document": without, "roster": relay.founder.roster(*relay.phones, signed_by=[second])}
    both = await relay.client.put("/api/documents/root", json=body, headers=headers)

    assert [answer.json()["code"] for answer in (alone, by_the_old)] == ["document", "document"]
    assert still == relay.founder.root_document(2, [relay.founder.admin, second])
    assert (both.status_code, both.json()) == (200, {"version": 3})
    assert (await relay.read("/api/documents/roster")).text == body["roster"]
    assert (await relay.phones[0].sign_in(relay.client, ORIGIN)).status_code == 200


async def test_coordinators_see_which_device_holds_which_key_until_it_is_taken_out(relay: Relay) -> None:
    """Also when the device is off the list: its key signs on, and that must be seen."""
    lee, second = relay.phones[2], await two_coordinators(relay)
    await shows(relay, lee, second)
    mine = await shows(relay, relay.founder.desk, relay.founder.admin)
    held = (await relay.client.get("/api/coordinators", headers=mine)).json()["items"]
    pub = b64u(second.public_key().public_bytes_raw())

    assert {"ed_pub": b64u(lee.pub), "admin_pub": pub, **holding(relay, lee, second)} in held
    assert len(held) == 2

    relay.phones.remove(lee)
    assert (await relay.put_roster(*relay.phones)).status_code == 200
    assert len((await relay.client.get("/api/coordinators", headers=mine)).json()["items"]) == 2
    assert (await relay.put_root(3, [relay.founder.admin])).status_code == 200
    left = (await relay.client.get("/api/coordinators", headers=await relay.coordinator())).json()["items"]
    assert [one["ed_pub"] for one in left] == [b64u(relay.founder.desk.pub)]


async def test_who_holds_a_key_is_only_what_both_signed_and_only_coordinators_ask(relay: Relay) -> None:
    """Nobody puts a colleague's name on a key, and a worker is told nothing."""
    ann = relay.phones[3]
    await shows(relay, relay.founder.desk, relay.founder.admin, named=ann.pub)
    headers = await relay.coordinator()

    assert (await relay.client.get("/api/coordinators", headers=headers)).json() == {"items": []}
    worker = await relay.come_in(relay.phones[0])
    assert (await relay.client.get("/api/coordinators", headers=worker)).json()["code"] == "not-coordinator"
