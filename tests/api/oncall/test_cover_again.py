"""Who is woken when somebody cannot come: at once by day, in the morning what has time until then, and again when it comes near."""

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
from tests.api.oncall.test_one_person import beside

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


async def woken(calling: Calling, until: int, at_once: bool = False) -> list[bytes]:
    """Let time pass until then, and return whom the asking woke since."""
    found: list[bytes] = []
    while at_once or calling.clock.now() < until:
        calling.clock.forward(min(30 * MINUTE, until - calling.clock.now()))
        if not at_once:
            await calling.state.covering.look()
        at_once = False
        rows = await calling.rows(tables.alerts)
        assert {row.reason for row in rows} <= {"swap"}
        async with calling.state.database.writing() as connection:
            await connection.execute(tables.alerts.delete())
        found += [row.device for row in rows]
    return sorted(found)


async def says_sick(calling: Calling, at: int = 0, **more: str) -> list[bytes]:
    """Let time pass until then, and Sam say that they cannot come; return whom that woke at once."""
    if at:
        calling.clock.forward(at - calling.clock.now())
        calling.line.sam.headers = await calling.relay.come_in(calling.line.sam.phone)
    path = f"/api/schedule/shifts/{b64u(SHIFT)}/ask"
    body = {"kind": "cover", "changed_at": 0} | more
    answer = await calling.relay.client.post(path, json=body, headers=calling.line.sam.headers)
    assert answer.status_code == 200, answer.text
    return await woken(calling, calling.clock.now(), at_once=True)


async def set_hours(calling: Calling, begins: int) -> None:
    """Let Sam's shift begin then, for six hours."""
    async with calling.state.database.writing() as connection:
        sams = tables.shifts.update().where(tables.shifts.c.id == SHIFT)
        await connection.execute(sams.values(starts_at=begins, ends_at=begins + 6 * HOUR))


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


async def test_in_the_night_only_who_is_on_call_is_woken_and_all_others_in_the_morning(
    calling: Calling, begins: int
) -> None:
    """At two Sam cannot come at noon: Ash sits at their desk and is asked, whoever sleeps is at eight, and nobody twice after that."""
    line = calling.line
    midnight = begins - 16 * HOUR
    await set_hours(calling, midnight + 12 * HOUR)
    calling.clock.forward(midnight + 2 * HOUR - calling.clock.now())
    await line.on_call(line.ash, line.sam)

    assert await says_sick(calling, midnight + 2 * HOUR) == [line.ash.id]
    assert await woken(calling, midnight + 8 * HOUR - MINUTE) == []
    assert await woken(calling, midnight + 8 * HOUR) == sorted([line.ash.id, line.lee.id, line.kim.id])
    assert await woken(calling, midnight + 13 * HOUR) == []


async def test_in_the_night_who_is_up_is_woken_on_the_phone_that_can_be(calling: Calling, begins: int) -> None:
    """Ash is on call at a laptop which no alert reaches; the phone beside it has the way: it is Ash who is up, not the laptop."""
    line = calling.line
    laptop = await beside(line, " aSH")
    midnight = begins - 16 * HOUR
    await set_hours(calling, midnight + 12 * HOUR)
    calling.clock.forward(midnight + 2 * HOUR - calling.clock.now())
    await line.on_call(laptop, line.sam)

    assert await says_sick(calling, midnight + 2 * HOUR) == [line.ash.id]


@pytest.mark.parametrize(("says", "hours"), [(2, 7), (23, 24), (4, 5), (5, 4)])
async def test_nobody_sleeps_until_it_has_begun(calling: Calling, begins: int, says: float, hours: float) -> None:
    """What begins before the morning wakes everybody two hours before, or at once when it begins sooner, or has begun."""
    line = calling.line
    midnight = begins - 16 * HOUR
    starts, at = int(midnight + hours * HOUR), int(midnight + says * HOUR)
    await set_hours(calling, starts)
    everybody = sorted([line.ash.id, line.lee.id, line.kim.id])
    hurries = starts - 2 * HOUR <= at

    assert await says_sick(calling, at) == (everybody if hurries else [])
    if not hurries:
        assert await woken(calling, starts - 2 * HOUR - MINUTE) == []
        assert await woken(calling, starts - 2 * HOUR) == everybody
    assert await woken(calling, starts + 2 * HOUR) == []


async def test_what_is_offered_in_the_night_is_told_in_the_morning_and_once(calling: Calling, begins: int) -> None:
    """A swap is no emergency, and the colleague must know of it in time; what was offered by day they know already."""
    line = calling.line
    midnight = begins - 16 * HOUR
    await set_hours(calling, midnight + 12 * HOUR)
    other = {"id": b"o" * 16, "device": line.ash.id, "duty": "primary", "changed_at": 0}
    await calling.put(tables.shifts, starts_at=begins + 4 * HOUR, ends_at=begins + 8 * HOUR, **other)

    offered = await says_sick(calling, midnight + 2 * HOUR, kind="swap", **{"for": b64u(b"o" * 16)})

    assert offered == []
    assert await woken(calling, midnight + 12 * HOUR) == [line.ash.id]


async def test_an_officer_is_not_woken_to_be_primary(calling: Calling, begins: int) -> None:
    """They would be there for nobody who did not ask for police; as backup they are asked like anybody."""
    line = calling.line
    async with calling.state.database.writing() as connection:
        police = tables.devices.update().where(tables.devices.c.id == line.kim.id).values(circle=3)
        await connection.execute(police)

    assert await says_sick(calling, begins - 4 * HOUR) == sorted([line.ash.id, line.lee.id])
    async with calling.state.database.writing() as connection:
        backup = tables.shifts.update().where(tables.shifts.c.id == SHIFT)
        await connection.execute(backup.values(duty="backup", asks=None, changed_at=0))
    assert await says_sick(calling, begins - 3 * HOUR) == sorted([line.ash.id, line.lee.id, line.kim.id])


async def test_who_phoned_the_coordinator_is_asked_for_as_if_they_had_pressed_themselves(
    calling: Calling, begins: int
) -> None:
    """Four hours before, by day: all who could come are woken at once, and not again."""
    line = calling.line
    calling.clock.forward(begins - 4 * HOUR - calling.clock.now())
    path = f"/api/schedule/shifts/{b64u(SHIFT)}/ask-for"
    body = {"changed_at": 0}
    line.sam.headers = await calling.relay.come_in(line.sam.phone)
    stranger = await calling.relay.client.post(path, json=body, headers=line.sam.headers)
    calling.relay.tokens.clear()
    headers = await calling.relay.coordinator()

    answer = await calling.relay.client.post(path, json=body, headers=headers)

    assert (stranger.status_code, answer.status_code, answer.json()["asks"]) == (403, 200, "cover")
    everybody = sorted([line.ash.id, line.lee.id, line.kim.id])
    assert await woken(calling, calling.clock.now(), at_once=True) == everybody
    assert await woken(calling, begins + HOUR) == []
