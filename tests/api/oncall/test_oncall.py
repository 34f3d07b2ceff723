"""Going on call is publishing a certificate; what the relay hands on is what was published."""

from __future__ import annotations

from typing import Any

import pytest

from api.oncall.escalation import Numbers
from tests.api.founder import DAY, b64u
from tests.api.relay import Relay, empty_relay, relay

__all__ = ["empty_relay", "relay"]
HOUR = 3600 * 1000


async def put(relay: Relay, headers: dict[str, str], body: bytes) -> Any:
    """Publish a certificate."""
    return await relay.client.put("/api/certificates", json={"certificate": b64u(body)}, headers=headers)


async def listed(relay: Relay, headers: dict[str, str]) -> list[str]:
    """What everybody would seal to."""
    return list((await relay.client.get("/api/certificates", headers=headers)).json()["items"])


async def test_a_worker_goes_on_call_and_off_again(relay: Relay) -> None:
    """Her certificate comes back byte for byte, and is gone when she goes."""
    sam, bot = relay.phones[0], relay.phones[4]
    headers, reader = await relay.come_in(sam), await relay.come_in(bot)
    body = sam.certificate(relay.clock.now(), suite=2)

    on = await put(relay, headers, body)
    during = await listed(relay, reader)
    off = await relay.client.request("DELETE", "/api/certificates", json={"kind": 1}, headers=headers)

    assert (on.status_code, during, off.status_code) == (200, [b64u(body)], 204)
    assert await listed(relay, reader) == []


async def test_shift_and_standby_are_kept_side_by_side(relay: Relay) -> None:
    """Going off call leaves standby as it is; a newer certificate of a kind takes the place of the older."""
    sam = relay.phones[0]
    headers = await relay.come_in(sam)
    now = relay.clock.now()
    shift, newer = sam.certificate(now), sam.certificate(now + 1)
    standby = sam.certificate(now, kind=2, life=8 * DAY)
    for body in (shift, standby, newer):
        assert (await put(relay, headers, body)).status_code == 200

    both = await listed(relay, headers)
    await relay.client.request("DELETE", "/api/certificates", json={"kind": 1}, headers=headers)

    assert both == [b64u(newer), b64u(standby)]
    assert await listed(relay, headers) == [b64u(standby)]


async def test_a_certificate_that_is_over_is_not_handed_on(relay: Relay) -> None:
    """Nobody is sealed to after her shift."""
    sam = relay.phones[0]
    headers = await relay.come_in(sam)
    await put(relay, headers, sam.certificate(relay.clock.now(), life=HOUR))
    relay.clock.forward(HOUR - 1)
    before = await listed(relay, headers)
    relay.clock.forward(1)

    assert (len(before), await listed(relay, headers)) == (1, [])


@pytest.mark.parametrize("late", [0, 5_000])
async def test_everybody_hears_when_a_time_on_call_runs_out(relay: Relay, late: int) -> None:
    """Nobody pressed anything: desks, schedule pages and bot look again all the same, and no longer say that she is there."""
    from api.live.local import LocalHub
    from api.oncall.schedule.turns import Turns

    heard: list[str] = []
    state, hub = relay.app.state, LocalHub()  # on the relay's own its own looks ring too, every ten seconds
    hub.listen(lambda rings: heard.extend(one.kind for one in rings))
    sam = relay.phones[0]
    await put(relay, await relay.come_in(sam), sam.certificate(relay.clock.now(), life=HOUR))
    turns = Turns(state.database, hub, state.clock)
    for step in (HOUR - 1, 1 + late, HOUR):
        relay.clock.forward(step)
        await turns.look()
        heard.append("looked")

    assert heard == ["looked", "certificates", "looked", "looked"]


async def test_what_is_over_is_forgotten(relay: Relay) -> None:
    """No trace stays of who was on call when."""
    from sqlalchemy import text

    from api.oncall import queries

    sam = relay.phones[0]
    await put(relay, await relay.come_in(sam), sam.certificate(relay.clock.now(), life=HOUR))
    relay.clock.forward(HOUR)
    async with relay.app.state.database.writing() as connection:
        await queries.forget_old(connection, relay.clock.now())
        left = (await connection.execute(text("SELECT count(*) FROM certificates"))).scalar()

    assert left == 0


async def test_nobody_publishes_a_certificate_of_somebody_else(relay: Relay) -> None:
    """A swapped key would lead words astray; the ends would see it, and the relay refuses it already."""
    sam, kim = relay.phones[:2]

    answer = await put(relay, await relay.come_in(sam), kim.certificate(relay.clock.now()))

    assert (answer.status_code, answer.json()["code"]) == (422, "certificate")


@pytest.mark.parametrize("minutes", [6, -25 * 60])
async def test_a_device_whose_clock_is_wrong_is_told_of_the_clock(relay: Relay, minutes: int) -> None:
    """To go off call and on call again would not help it."""
    sam = relay.phones[0]

    answer = await put(relay, await relay.come_in(sam), sam.certificate(relay.clock.now() + minutes * 60_000))

    assert (answer.status_code, answer.json()["code"]) == (422, "clock")
    assert "clock" in answer.json()["says"] and "off call" not in answer.json()["says"]


async def test_an_editor_cannot_go_on_call(relay: Relay) -> None:
    """Editors are never sealed to."""
    ann = relay.phones[3]

    answer = await put(relay, await relay.come_in(ann), ann.certificate(relay.clock.now()))

    assert (answer.status_code, answer.json()["code"]) == (403, "not-yours")


@pytest.mark.parametrize("cut", [0, 10, 50, 51, 52, 147])
async def test_half_a_certificate_is_refused(relay: Relay, cut: int) -> None:
    """Whatever arrives, the answer is one sentence."""
    sam = relay.phones[0]

    answer = await put(relay, await relay.come_in(sam), sam.certificate(relay.clock.now())[:cut])

    assert (answer.status_code, answer.json()["code"]) == (422, "certificate")


@pytest.mark.parametrize(
    ("kind", "life", "status"),
    [
        (1, 24 * HOUR, 200),
        (1, 24 * HOUR + 1, 422),
        (2, 8 * DAY, 200),
        (2, 8 * DAY + 1, 422),
        (3, HOUR, 422),
        (1, 0, 422),
    ],
)
async def test_a_shift_lasts_a_day_and_standby_eight(relay: Relay, kind: int, life: int, status: int) -> None:
    """A key that lives longer could be read by whoever finds it later."""
    sam = relay.phones[0]

    answer = await put(relay, await relay.come_in(sam), sam.certificate(relay.clock.now(), kind=kind, life=life))

    assert answer.status_code == status


async def test_a_clock_that_is_a_little_fast_does_not_keep_anybody_off_call(relay: Relay) -> None:
    """Five minutes ahead pass; more does not."""
    sam = relay.phones[0]
    headers = await relay.come_in(sam)

    answers = [await put(relay, headers, sam.certificate(relay.clock.now() + ahead)) for ahead in (300_000, 300_001)]

    assert [answer.status_code for answer in answers] == [200, 422]


async def test_a_worker_says_when_the_line_opens_next(relay: Relay) -> None:
    """Everybody who is signed in reads it, until that time is over."""
    sam, bot = relay.phones[0], relay.phones[4]
    at = relay.clock.now() + HOUR
    headers, reader = await relay.come_in(sam), await relay.come_in(bot)

    before = await relay.client.get("/api/oncall", headers=reader)
    said = await relay.client.put("/api/oncall", json={"next_opening": at}, headers=headers)
    after = await relay.client.get("/api/oncall", headers=reader)
    relay.clock.forward(HOUR)
    over = await relay.client.get("/api/oncall", headers=reader)

    assert [answer.json()["next_opening"] for answer in (before, said, after, over)] == [None, at, at, None]


async def test_the_bot_learns_how_long_a_youth_waits_for_the_truth(relay: Relay) -> None:
    """API_TELL_AFTER is set once, at the relay; beside the next opening it is handed to whoever tells the youth."""
    usual = await relay.client.get("/api/oncall", headers=(bot := await relay.come_in(relay.phones[4])))
    relay.app.state.paging.numbers = Numbers(tell_after=120_000)
    shorter = await relay.client.get("/api/oncall", headers=bot)

    assert [answer.json()["tell_after"] for answer in (usual, shorter)] == [300_000, 120_000]


@pytest.mark.parametrize("value", [-1, 0, 61 * DAY, "soon", 1.5, True, 2**70])
async def test_an_opening_that_makes_no_sense_is_refused(relay: Relay, value: Any) -> None:
    """Nobody is promised a time that cannot be."""
    at = value + relay.clock.now() if value in (-1, 0, 61 * DAY) and value is not True else value

    answer = await relay.client.put(
        "/api/oncall", json={"next_opening": at}, headers=await relay.come_in(relay.phones[0])
    )

    assert (answer.status_code, answer.json()["code"] in ("opening", "malformed")) == (422, True)


async def test_the_bot_and_the_editor_do_not_set_the_hours(relay: Relay) -> None:
    """Hours are the workers' word."""
    for phone in (relay.phones[3], relay.phones[4]):
        answer = await relay.client.put("/api/oncall", json={"next_opening": None}, headers=await relay.come_in(phone))
        assert (answer.status_code, answer.json()["code"]) == (403, "not-yours")
