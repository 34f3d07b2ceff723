"""A worker after a heavy talk is called back by the supervisor on duty, who reads whom to call; then it is forgotten."""

from __future__ import annotations

from api.protocol.base64url import b64u
from api.protocol.limits import HOUR
from api.store import tables
from tests.api.conversations.line import Person
from tests.api.oncall.calling import Calling


async def asks(calling: Calling, who: Person) -> bool:
    """Press "Call me"."""
    answer = await calling.relay.client.post("/api/alerts/call-me", json={}, headers=who.headers)
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["called"])


async def orders_mail(calling: Calling, who: Person) -> None:
    """Have a way to be woken."""
    order = {"id": who.id, "device": who.id, "channel": "mail", "wrapped": b"x", "position": 0}
    await calling.put(tables.alert_orders, **order)


async def woken(calling: Calling) -> list[bytes]:
    """Whom an alert waits for."""
    return sorted(row.device for row in await calling.rows(tables.alerts))


async def test_the_supervisor_on_duty_is_woken_and_nobody_else(calling: Calling) -> None:
    """The one press reaches a person who can pick up a phone."""
    for who in (calling.line.sam, calling.line.ash, calling.line.lee):
        await orders_mail(calling, who)

    assert await asks(calling, calling.line.sam) is True
    assert await woken(calling) == [calling.line.lee.id]


async def test_a_supervisor_without_a_way_to_be_woken_is_not_said_to_be_woken(calling: Calling) -> None:
    """Nobody waits for a call from somebody who sleeps on; at an open desk they read whom to call all the same."""
    assert await asks(calling, calling.line.sam) is False
    assert await wanted_by(calling, calling.line.lee) == ["Sam"]


async def test_asking_twice_wakes_once_and_asking_oneself_nobody(calling: Calling) -> None:
    """A shaking finger presses twice; a supervisor alone is told that nobody is there."""
    await orders_mail(calling, calling.line.lee)
    await asks(calling, calling.line.sam)
    await asks(calling, calling.line.sam)

    assert await woken(calling) == [calling.line.lee.id]
    assert await asks(calling, calling.line.lee) is False


async def test_a_supervisor_who_is_away_is_left_alone_and_the_worker_told(calling: Calling) -> None:
    """Better "nobody is on duty" at once than a wait for somebody who sleeps."""
    await orders_mail(calling, calling.line.lee)
    away = {"device": calling.line.lee.id, "state": "away", "reason": "unwell", "most": 2}
    await calling.put(tables.presence, **away, until=calling.clock.now() + HOUR)

    assert await asks(calling, calling.line.sam) is False
    assert await woken(calling) == []


async def wanted_by(calling: Calling, who: Person) -> list[str]:
    """Whom somebody reads that they are to call."""
    answer = await calling.relay.client.get("/api/pages", headers=who.headers)
    return [one["label"] for one in answer.json()["callers"]]


async def test_whoever_was_woken_reads_whom_to_call_until_they_call(calling: Calling) -> None:
    """At three in the morning the desk says who it was; colleagues read nothing, and a call is remembered nowhere."""
    line = calling.line
    await orders_mail(calling, line.lee)
    await asks(calling, line.sam)
    path = f"/api/alerts/call-me/{b64u(line.sam.id)}/calls"

    assert await wanted_by(calling, line.lee) == ["Sam"]
    assert await wanted_by(calling, line.ash) == []
    assert (await calling.relay.client.post(path, json={}, headers=line.ash.headers)).status_code == 404
    assert (await calling.relay.client.post(path, json={}, headers=line.lee.headers)).status_code == 204
    assert await wanted_by(calling, line.lee) == []
    assert await calling.rows(tables.callbacks) == []


async def test_an_hour_later_nobody_reads_it_any_more(calling: Calling) -> None:
    """Whoever was not called by then presses again, or has somebody else."""
    await orders_mail(calling, calling.line.lee)
    await asks(calling, calling.line.sam)
    calling.clock.forward(HOUR + 1)

    assert await wanted_by(calling, calling.line.lee) == []
