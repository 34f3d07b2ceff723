"""Hours that run while nobody is on call: whoever is on duty is woken, and a youth is promised nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete

from api.oncall.escalation import Numbers, Team
from api.oncall.unattended import AGAIN, Unattended, begin, decide
from api.protocol.base64url import b64u
from api.protocol.limits import HOUR, MINUTE, SECOND
from api.store import tables
from tests.api.conversations.line import Person
from tests.api.conversations.teamwork import team, where
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
    await night.line.on_call(night.line.ash)

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
    await night.line.on_call(night.line.bot)

    assert await minutes(night, 5) == [night.line.sam.id]


async def test_an_officer_on_call_is_nobody_for_a_youth_who_asked_for_none(night: Calling):
    """The line is as empty as before."""
    async with night.state.database.writing() as connection:
        change = tables.devices.update().where(tables.devices.c.id == night.line.kim.id).values(circle=3)
        await connection.execute(change)
    await night.line.on_call(night.line.kim)

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
    await night.line.on_call(night.line.sam)
    assert (await night.relay.client.get("/api/schedule", headers=night.line.sam.headers)).json()[
        "nobody_there"
    ] is False


async def sees(calling: Calling, person: Person) -> dict[str, Any]:
    """Return the schedule as somebody reads it."""
    answer = await calling.relay.client.get("/api/schedule", headers=person.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_when_the_only_one_on_call_is_away_the_others_are_woken(night: Calling) -> None:
    """A youth reads that no one is here, so nobody may sleep on because of a key; Sam is left in peace."""
    line = night.line
    await line.on_call(line.sam)
    assert await minutes(night, 20) == []
    await where(line, line.sam, state="away", reason="meal")

    assert await minutes(night, 5) == []
    assert await minutes(night, 0.25) == [line.ash.id]
    assert (await sees(night, line.lee))["nobody_there"] is True
    assert await minutes(night, 1.5) == [line.lee.id]
    await where(line, line.sam, state="here")
    assert await minutes(night, 20) == []


async def test_when_the_primary_is_sick_and_nobody_took_it_the_backup_is_woken_then_the_supervisor(
    night: Calling,
) -> None:
    """A youth is not told tomorrow meanwhile, and the schedule says that nobody is primary."""
    line = night.line
    async with night.state.database.writing() as connection:
        sick = tables.shifts.update().where(tables.shifts.c.duty == "primary").values(asks="cover")
        await connection.execute(sick)
    tomorrow = {"starts_at": night.clock.now() + 15 * HOUR, "ends_at": night.clock.now() + 20 * HOUR, "changed_at": 0}
    await night.put(tables.shifts, id=b"o" * 16, duty="open", device=None, **tomorrow)
    await night.put(tables.shifts, id=b"p" * 16, duty="primary", device=line.sam.id, **tomorrow)

    assert await minutes(night, 5) == [line.ash.id]
    assert await minutes(night, 1.5) == [line.lee.id]
    assert await minutes(night, 2) == sorted([line.ash.id, line.lee.id])
    seen = await sees(night, line.lee)
    assert (seen["nobody_there"], seen["unfilled"], seen["next_opening"]) == (True, True, None)
    opening = (await night.relay.client.get("/api/oncall", headers=line.bot.headers)).json()
    assert opening["next_opening"] is None


async def test_when_the_primary_was_removed_from_the_list_the_backup_is_woken(night: Calling) -> None:
    """The shift still carries the device; nobody waits for it."""
    line = night.line
    async with night.state.database.writing() as connection:
        await connection.execute(delete(tables.devices).where(tables.devices.c.id == line.sam.id))

    assert await minutes(night, 5) == [line.ash.id]
    assert (await sees(night, line.lee))["unfilled"] is True


async def test_when_nobody_on_duty_can_be_woken_the_supervisors_are_and_at_last_who_is_away(night: Calling) -> None:
    """Whoever rests sleeps, and if nobody else is left at all, a meal is shorter."""
    line = night.line
    async with night.state.database.writing() as connection:
        others = tables.shifts.c.duty.in_(("backup", "supervisor"))
        await connection.execute(delete(tables.shifts).where(others))
    await where(line, line.sam, state="away", reason="meal")

    assert await minutes(night, 5) == [line.lee.id]
    await where(line, line.lee, state="rest", until=night.clock.now() + 3 * HOUR)
    assert await minutes(night, 15) == [line.ash.id]
    await where(line, line.ash, state="rest", until=night.clock.now() + 3 * HOUR)
    assert await minutes(night, 15) == [line.sam.id]
    await where(line, line.sam, state="rest", until=night.clock.now() + 3 * HOUR)
    assert await minutes(night, 30) == []
    seen = await sees(night, line.kim)
    assert (seen["nobody_there"], seen["somebody_woken"]) == (True, False)


async def test_going_on_call_ends_being_away_and_no_rest(night: Calling) -> None:
    """Away without an end of yesterday is not away tonight; to stay longer on call while away changes nothing."""
    line = night.line

    async def goes(person: Person) -> str:
        certificate = b64u(person.phone.certificate(night.clock.now()))
        body = {"certificate": certificate}
        answer = await night.relay.client.put("/api/certificates", json=body, headers=person.headers)
        assert answer.status_code == 200, answer.text
        return str((await team(line, person))[person.phone.label]["state"])

    await where(line, line.sam, state="away", reason="break")
    assert await goes(line.sam) == "here"
    await where(line, line.sam, state="away", reason="meal")
    assert await goes(line.sam) == "away"
    await where(line, line.ash, state="rest", until=night.clock.now() + 60 * MINUTE)
    assert await goes(line.ash) == "rest"


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
