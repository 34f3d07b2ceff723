"""Somebody said days before that they cannot come, and nobody took it: colleagues are asked again when it comes near."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.oncall.spans import moment, on_clock
from api.protocol.base64url import b64u
from api.protocol.limits import HOUR, MINUTE
from api.store import tables
from tests.api.conversations.teamwork import where
from tests.api.oncall.calling import Calling
from tests.api.oncall.planning import ZONE

SHIFT = b"t" * 16


@pytest.fixture
async def begins(calling: Calling) -> int:
    """Sam's shift of the day after tomorrow, 16 to 22, as one says it two days before; when it begins."""
    line = calling.line
    for person in (line.sam, line.ash, line.lee, line.kim):
        row = {"id": person.id, "device": person.id, "channel": "mail", "wrapped": b"", "position": 0}
        await calling.put(tables.alert_orders, **row)
    begins = moment(on_clock(calling.clock.now(), ZONE)[0] + timedelta(2), 16 * 60, ZONE)
    async with calling.state.database.writing() as connection:
        await connection.execute(tables.publications.update().values(until=begins + 9 * HOUR))
    times = {"starts_at": begins, "ends_at": begins + 6 * HOUR, "changed_at": 0}
    await calling.put(tables.shifts, id=SHIFT, duty="primary", device=line.sam.id, **times)
    return begins


async def woken(calling: Calling, until: int) -> list[bytes]:
    """Let time pass until then, and return whom the asking woke since."""
    found: list[bytes] = []
    while calling.clock.now() < until:
        calling.clock.forward(min(30 * MINUTE, until - calling.clock.now()))
        await calling.state.covering.look()
        rows = await calling.rows(tables.alerts)
        assert {row.reason for row in rows} <= {"swap"}
        async with calling.state.database.writing() as connection:
            await connection.execute(tables.alerts.delete())
        found += [row.device for row in rows]
    return sorted(found)


async def says_sick(calling: Calling) -> None:
    """Sam cannot come."""
    path = f"/api/schedule/shifts/{b64u(SHIFT)}/ask"
    body = {"kind": "cover", "changed_at": 0}
    answer = await calling.relay.client.post(path, json=body, headers=calling.line.sam.headers)
    assert answer.status_code == 200, answer.text


async def test_colleagues_are_asked_again_once_by_day_before_the_shift(calling: Calling, begins: int) -> None:
    """Nobody is woken two days before, nor at four in the morning; at eight all but Sam and who is away are, once."""
    line = calling.line
    await says_sick(calling)
    assert await woken(calling, begins - 8 * HOUR - MINUTE) == []
    line.kim.headers = await calling.relay.come_in(line.kim.phone)
    await where(line, line.kim, state="away", reason="unwell")

    assert await woken(calling, begins - 8 * HOUR + 30 * MINUTE) == sorted([line.ash.id, line.lee.id])
    assert await woken(calling, begins + HOUR) == []


async def test_for_the_shift_of_somebody_who_was_removed_all_are_asked(calling: Calling, begins: int) -> None:
    """Nobody said that they cannot come: they are gone."""
    line = calling.line
    async with calling.state.database.writing() as connection:
        await connection.execute(tables.devices.delete().where(tables.devices.c.id == line.sam.id))

    assert await woken(calling, begins) == sorted([line.ash.id, line.lee.id, line.kim.id])


async def test_for_a_shift_in_closed_hours_and_one_that_somebody_has_nobody_is_asked(
    calling: Calling, begins: int
) -> None:
    """Sam comes; and a holiday is a holiday."""
    assert await woken(calling, begins - 10 * HOUR) == []
    calling.line.sam.headers = await calling.relay.come_in(calling.line.sam.phone)
    day = {"starts_at": begins - HOUR, "ends_at": begins + 9 * HOUR, "reason": "holiday"}
    await calling.put(tables.closures, id=b"h" * 16, **day)
    async with calling.state.database.writing() as connection:
        sick = tables.shifts.update().where(tables.shifts.c.id == SHIFT).values(asks="cover")
        await connection.execute(sick)

    assert await woken(calling, begins) == []
