"""Hours that run while nobody is on call: whoever is on duty is woken, and a youth is promised nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete

from api.oncall.escalation import Numbers, Team
from api.oncall.unattended import AGAIN, Unattended, begin, decide
from api.protocol.limits import MINUTE, SECOND
from api.store import tables
from tests.api.conversations.line import Person
from tests.api.oncall.calling import Calling

NUMBERS = Numbers()
ANA, BEA, CAL = b"a", b"b", b"c"


async def alerted(calling: Calling) -> list[bytes]:
    """Return whom an alert was written for, and take the alerts away."""
    rows = await calling.rows(tables.alerts)
    async with calling.state.database.writing() as connection:
        await connection.execute(delete(tables.alerts))
    assert {row.reason for row in rows} <= {"begin"}
    return sorted(row.device for row in rows)


async def minutes(calling: Calling, number: float) -> list[bytes]:
    """Let minutes pass, look as the relay does, and return who was woken in them."""
    woken: list[bytes] = []
    for _ in range(int(number * 4)):
        calling.clock.forward(15 * SECOND)
        await calling.state.waking.look()
        woken += await alerted(calling)
    return woken


@pytest.fixture
async def night(calling: Calling) -> Calling:
    """Sam, Ash and Lee are on duty and have each ordered a way to be woken; nobody went on call."""
    for person in (calling.line.sam, calling.line.ash, calling.line.lee):
        row = {"id": person.id, "device": person.id, "channel": "mail", "wrapped": b"", "position": 0}
        await calling.put(tables.alert_orders, **row)
    await calling.state.waking.look()
    return calling


async def goes_on_call(calling: Calling, person: Person) -> None:
    """Let somebody hold a shift's key for an hour."""
    until = calling.clock.now() + 60 * MINUTE
    await calling.put(tables.certificates, device=person.id, kind=1, certificate=b"", not_after=until)


async def test_a_primary_who_overslept_is_woken_then_the_backup_then_the_supervisor_then_all(night: Calling):
    """Five minutes to come by themselves, then one after the other, and all again each quarter of an hour."""
    line = night.line

    assert await minutes(night, 4.75) == []
    assert await minutes(night, 0.25) == [line.sam.id]
    assert await minutes(night, 1.5) == [line.ash.id]
    assert await minutes(night, 1.5) == [line.lee.id]
    assert await minutes(night, 2) == sorted([line.sam.id, line.ash.id, line.lee.id])
    assert await minutes(night, 14.75) == []
    assert len(await minutes(night, 0.25)) == 3


async def test_whoever_goes_on_call_ends_it_and_it_begins_anew_when_they_go(night: Calling):
    """A relay that was killed goes on from the row; a row that is over is gone."""
    await minutes(night, 5)
    await goes_on_call(night, night.line.ash)

    assert await minutes(night, 20) == []
    assert await night.rows(tables.unattended) == []
    async with night.state.database.writing() as connection:
        await connection.execute(delete(tables.certificates))
    assert await minutes(night, 5) == []
    assert await minutes(night, 0.25) == [night.line.sam.id]


async def test_a_note_left_in_open_hours_wakes_them_at_once(night: Calling):
    """A youth who found nobody has asked: there is nothing to wait for."""
    await night.line.opened(note=True)

    assert await minutes(night, 0.25) == [night.line.sam.id]


async def test_the_bots_own_key_is_nobody(night: Calling):
    """It is there as long as it runs, to be sealed to; it answers no youth."""
    await goes_on_call(night, night.line.bot)

    assert await minutes(night, 5) == [night.line.sam.id]


async def test_an_officer_on_call_is_nobody_for_a_youth_who_asked_for_none(night: Calling):
    """The line is as empty as before."""
    async with night.state.database.writing() as connection:
        change = tables.devices.update().where(tables.devices.c.id == night.line.kim.id).values(circle=3)
        await connection.execute(change)
    await goes_on_call(night, night.line.kim)

    assert await minutes(night, 5) == [night.line.sam.id]


async def test_closed_hours_and_hours_that_were_not_published_wake_nobody(night: Calling):
    """A holiday is a holiday."""
    now = night.clock.now()
    day = {"starts_at": now - MINUTE, "ends_at": now + 600 * MINUTE, "reason": "holiday"}
    await night.put(tables.closures, id=b"h" * 16, **day)

    assert await minutes(night, 30) == []


async def test_a_youth_is_not_told_tomorrow_while_somebody_should_be_there(night: Calling):
    """Nobody knows when they come; and whoever looks at the schedule reads that nobody is there."""
    headers = night.line.bot.headers
    opening = (await night.relay.client.get("/api/oncall", headers=headers)).json()
    shown: dict[str, Any] = (await night.relay.client.get("/api/schedule", headers=night.line.sam.headers)).json()

    assert opening["next_opening"] is None
    assert shown["nobody_there"] is True
    await goes_on_call(night, night.line.sam)
    assert (await night.relay.client.get("/api/schedule", headers=night.line.sam.headers)).json()[
        "nobody_there"
    ] is False


def test_a_rung_on_which_nobody_stands_is_passed_over_and_nobody_is_woken_twice_for_one():
    """Ana is primary and supervisor; there is no backup."""
    team, one = Team([ANA], [], [ANA, CAL]), begin(0, NUMBERS)
    one, first = decide(one, team, False, 5 * MINUTE, NUMBERS)
    one, second = decide(one, team, False, one.next_at, NUMBERS)

    assert (first, second) == ([ANA], [CAL])


def test_a_deadline_from_another_clock_holds_up_nobody():
    """A clock that was a year ahead and was put right: they are woken now."""
    held = Unattended(0, 1, 365 * 24 * 60 * MINUTE)

    assert decide(held, Team([ANA], [BEA]), False, MINUTE, NUMBERS)[1] == [BEA]
    assert decide(held._replace(next_at=AGAIN), Team([ANA], [BEA]), False, MINUTE, NUMBERS)[1] == ()
