"""A device asks to join and waits; a coordinator decides."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from api.staff.crowd import MOST_WAITING, Crowd
from tests.api.founder import DAY, Phone, b64u
from tests.api.relay import ORIGIN, Relay, empty_relay, relay

__all__ = ["empty_relay", "relay"]


def asking(phone: Phone, **change: Any) -> dict[str, Any]:
    """What a browser posts from its link."""
    return {"ed_pub": b64u(phone.pub), "label": phone.label, "mac": b64u(bytes(32)), "role": phone.role, **change}


async def test_a_device_that_asks_is_shown_to_the_coordinator(relay: Relay) -> None:
    """As it described itself; the coordinator's console checks the rest."""
    phone = Phone("Zoë · ᐊᓂᔑᓈᐯ")

    answer = await relay.client.post("/api/enrolments", json=asking(phone))
    shown = await relay.client.get("/api/enrolments", headers=await relay.coordinator())

    assert (answer.status_code, answer.json()) == (201, {"device_id": b64u(phone.id)})
    assert shown.json() == {
        "items": [{**asking(phone), "device_id": b64u(phone.id), "asked_at": relay.clock.now()}],
    }


async def test_a_bot_asks_without_a_secret(relay: Relay) -> None:
    """Its digits are compared by eye instead (Protocol 7.2)."""
    phone = Phone("Telegram bot", "bot")

    answer = await relay.client.post("/api/enrolments", json=asking(phone, mac=None))
    shown = await relay.client.get("/api/enrolments", headers=await relay.coordinator())

    assert answer.status_code == 201
    assert (shown.json()["items"][0]["mac"], shown.json()["items"][0]["role"]) == (None, "bot")


async def test_asking_twice_is_asking_once(relay: Relay) -> None:
    """A lost answer is asked for again; the place in line is kept, the newest words count."""
    phone = Phone("First words")
    await relay.client.post("/api/enrolments", json=asking(phone))
    asked_at = relay.clock.now()
    relay.clock.forward(1000)

    again = await relay.client.post("/api/enrolments", json=asking(phone, label="Newer words"))
    shown = (await relay.client.get("/api/enrolments", headers=await relay.coordinator())).json()["items"]

    assert again.status_code == 201
    assert [(one["label"], one["asked_at"]) for one in shown] == [("Newer words", asked_at)]


async def test_a_declined_device_waits_no_longer(relay: Relay) -> None:
    """Declining twice is declining once."""
    phone = Phone("Nobody knows")
    await relay.client.post("/api/enrolments", json=asking(phone))
    headers = await relay.coordinator()

    gone = [await relay.client.delete(f"/api/enrolments/{b64u(phone.id)}", headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in gone] == [204, 204]
    assert (await relay.client.get("/api/enrolments", headers=headers)).json() == {"items": []}


async def asks_from(relay: Relay, network: str, *phones: Phone) -> set[int]:
    """Let devices ask from a network of their own; return what they were answered."""
    transport = httpx.ASGITransport(relay.app, client=(network, 1))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"origin": ORIGIN}) as client:
        return {(await client.post("/api/enrolments", json=asking(phone))).status_code for phone in phones}


async def test_a_flood_crowds_out_itself_and_neither_who_was_invited_nor_the_bot(relay: Relay) -> None:
    """Twenty networks ask as often as they may, before and after; nobody is turned away, and the table has an end (A10)."""
    early, late, bot = Phone("Invited"), Phone("Invited later"), Phone("Telegram bot", "bot")
    assert await asks_from(relay, "203.0.113.1", early) == {201}
    assert await asks_from(relay, "203.0.113.2", bot) == {201}
    for number in range(20):
        await asks_from(relay, f"198.51.100.{number}", *(Phone("Flood") for _ in range(12)))
    assert await asks_from(relay, "203.0.113.3", late) == {201}
    for number in range(5):
        relay.clock.forward(5 * 60 * 1000)
        await asks_from(relay, f"198.51.100.{number}", *(Phone("Flood") for _ in range(12)))
    shown = (await relay.client.get("/api/enrolments", headers=await relay.coordinator())).json()["items"]

    assert len(shown) == MOST_WAITING
    assert {one["label"] for one in shown} == {"Invited", "Invited later", "Telegram bot", "Flood"}


async def test_a_device_that_waits_already_takes_no_second_place(relay: Relay) -> None:
    """It asks again while the table is full: it keeps its place, and nobody makes room."""
    invited = Phone("Invited")
    await asks_from(relay, "203.0.113.1", invited)
    for number in range(17):
        await asks_from(relay, f"198.51.100.{number}", *(Phone("Flood") for _ in range(12)))
    headers = await relay.coordinator()
    before = (await relay.client.get("/api/enrolments", headers=headers)).json()
    await asks_from(relay, "203.0.113.1", invited)

    assert (await relay.client.get("/api/enrolments", headers=headers)).json() == before


def test_where_nobody_crowds_the_oldest_makes_room() -> None:
    """After a restart nothing is known of any network: each counts as one, and who asks again comes last."""
    crowd = Crowd()
    waiting = [bytes([number]) * 16 for number in range(5)]

    assert crowd.make_room(waiting, 6) == []
    assert crowd.make_room(waiting, 4) == waiting[:2]
    for device in waiting[3:]:
        crowd.came(device, b"one network")
    assert crowd.make_room(waiting, 5) == [waiting[3]]
    assert crowd.make_room(waiting, 4) == [waiting[3], waiting[0]]


async def test_nobody_fills_the_waiting_room_from_one_place_at_once(relay: Relay) -> None:
    """One sender gets a few places and must then wait (A10)."""
    answers = [await relay.client.post("/api/enrolments", json=asking(Phone("Flood"))) for _ in range(20)]

    assert sum(answer.status_code == 201 for answer in answers) <= 12
    assert answers[-1].json()["code"] == "too-many"


async def test_a_device_that_waited_a_week_is_forgotten(relay: Relay) -> None:
    """An old link does not lie around for ever."""
    from api.staff import queries

    await relay.client.post("/api/enrolments", json=asking(Phone("Late")))
    relay.clock.forward(7 * DAY)
    async with relay.app.state.database.writing() as connection:
        await queries.forget_old(connection, relay.clock.now())

    assert (await relay.client.get("/api/enrolments", headers=await relay.coordinator())).json() == {"items": []}


async def test_a_device_of_the_roster_that_asks_again_does_not_wait(relay: Relay) -> None:
    """There is nothing left to approve."""
    answer = await relay.client.post("/api/enrolments", json=asking(relay.phones[0]))

    assert answer.status_code == 201
    assert (await relay.client.get("/api/enrolments", headers=await relay.coordinator())).json() == {"items": []}


async def test_nobody_asks_to_join_a_line_that_is_not_made(empty_relay: Relay) -> None:
    """The founder comes first."""
    answer = await empty_relay.client.post("/api/enrolments", json=asking(Phone("Early")))

    assert (answer.status_code, answer.json()["code"]) == (409, "not-made")


@pytest.mark.parametrize(
    "change",
    [
        {"ed_pub": b64u(bytes(31))},
        {"ed_pub": b64u(bytes(32)) + "="},
        {"ed_pub": "é" * 43},
        {"ed_pub": None},
        {"mac": b64u(bytes(31))},
        {"mac": 7},
        {"label": "x" * 65},
        {"label": "a\0b"},
        {"label": None},
        {"role": "admin"},
        {"extra": 1},
    ],
    ids=str,
)
async def test_what_does_not_fit_is_refused_in_one_sentence(relay: Relay, change: Any) -> None:
    """Nothing is kept, nothing is echoed."""
    answer = await relay.client.post("/api/enrolments", json=asking(Phone("x"), **change))

    assert (answer.status_code, answer.json()["code"], set(answer.json())) == (422, "malformed", {"code", "says"})
    assert (await relay.client.get("/api/enrolments", headers=await relay.coordinator())).json() == {"items": []}
