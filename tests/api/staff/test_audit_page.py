"""What a coordinator sees of the record of deeds, and nobody else."""

from __future__ import annotations

from typing import Any

import httpx
from sqlalchemy import text

from api.protocol.base64url import b64u
from api.staff.audit import ACTIONS, record_all
from tests.api.founder import Phone
from tests.api.relay import Relay, empty_relay, relay

__all__ = ["empty_relay", "relay"]


async def get(relay: Relay, path: str = "", **asked: Any) -> httpx.Response:
    """Ask as the coordinator."""
    return await relay.client.get(f"/api/audit{path}", params=asked, headers=await relay.coordinator())


async def test_a_coordinator_reads_who_did_what_with_labels(relay: Relay) -> None:
    """The newest first; a person by the label of the roster, the line itself without one."""
    await relay.come_in(relay.phones[0])
    items = (await get(relay)).json()["items"]

    assert [(one["action"], one["label"]) for one in items] == [
        ("signin-coordinator", "Founder"),
        ("signin", "Sam"),
        ("setup", None),
    ]
    assert [one["number"] for one in items] == [3, 2, 1]


async def test_a_device_that_was_let_in_is_named_and_one_that_left_is_not(relay: Relay) -> None:
    """A pseudonym becomes a label only where the newest roster knows it."""
    pat = Phone("Pat")
    await relay.put_roster(*relay.phones, pat)
    let_in = (await get(relay, action="roster-add")).json()["items"]
    await relay.put_roster(*[phone for phone in relay.phones if phone is not pat])
    dropped = (await get(relay, action="roster-drop")).json()["items"]

    assert [one["subject_label"] for one in let_in] == ["Pat"]
    assert [one["subject_label"] for one in dropped] == [None]
    assert b64u(pat.id) not in str(dropped)


async def test_pages_and_filters_lose_nothing(relay: Relay) -> None:
    """Two hundred and fifty deeds of two people: each once, of one person, of one action."""
    sam, kim = relay.phones[0].id, relay.phones[1].id
    state = relay.app.state
    async with state.database.writing() as connection:
        await record_all(connection, sam, "claim", [bytes([n]) * 16 for n in range(200)], relay.clock.now())
        await record_all(connection, kim, "close", [bytes([n]) * 16 for n in range(50)], relay.clock.now())
    numbers: list[int] = []
    asked: dict[str, Any] = {}
    while True:
        body = (await get(relay, **asked)).json()
        numbers += [one["number"] for one in body["items"]]
        if body["next"] is None:
            break
        asked = {"before": body["next"]}
    of_kim = (await get(relay, person=b64u(kim))).json()["items"]
    of_sam_closing = (await get(relay, person=b64u(sam), action="close")).json()["items"]

    assert numbers == list(range(numbers[0], 0, -1)) and len(numbers) > 250
    assert ({one["action"] for one in of_kim}, len(of_kim)) == ({"close"}, 50)
    assert of_sam_closing == []
    assert body["actions"] == list(ACTIONS)


async def test_the_page_says_how_far_the_record_is_whole_and_sealed(relay: Relay) -> None:
    """And when it is not, where."""
    relay.clock.forward(3_600_000)
    await relay.app.state.jobs.tick()
    whole = (await get(relay, "/state")).json()
    async with relay.app.state.database.writing() as connection:
        await connection.execute(text("UPDATE audit SET action = 'erase' WHERE number = 1"))
    at_once = (await get(relay, "/state")).json()
    relay.clock.forward(60_000)
    later = (await get(relay, "/state")).json()

    assert (whole["whole"], whole["says"], len(whole["key"])) == (True, None, 64)
    assert whole["sealed_number"] >= 1
    assert at_once == whole  # checked a moment ago
    assert (later["whole"], later["says"]) == (False, "Row 1 was changed, or a row before it was.")


async def test_only_coordinators_read_the_record(relay: Relay) -> None:
    """Not a supervisor, not a worker, not the bot."""
    seen = set()
    for phone in relay.phones:
        headers = await relay.come_in(phone)
        for path in ("", "/state"):
            seen.add((await relay.client.get(f"/api/audit{path}", headers=headers)).status_code)

    assert seen == {403}
    assert (await relay.client.get("/api/audit")).status_code == 401


async def test_what_is_no_page_is_refused(relay: Relay) -> None:
    """Never an error of ours."""
    asked: list[dict[str, Any]] = [
        {"before": 0},
        {"before": "x"},
        {"person": "x"},
        {"action": "x" * 99},
        {"before": 1 << 63},
    ]
    answers = [await get(relay, **one) for one in asked]

    assert {answer.json()["code"] for answer in answers} == {"malformed"}
