"""Help me pages the backup into the talk, or the supervisor; never somebody who is away, off shift, or who must not see it."""

from __future__ import annotations

import pytest

from api.protocol.base64url import b64u
from api.protocol.limits import HOUR
from api.store import tables
from tests.api.conversations.line import Person
from tests.api.conversations.teamwork import claimed, on_call, where
from tests.api.oncall.calling import Calling


@pytest.fixture(autouse=True)
async def everybody_has_a_way(calling: Calling) -> None:
    """Everybody has ordered a way to be woken."""
    line = calling.line
    for who in (line.sam, line.ash, line.lee, line.kim):
        order = {"id": who.id, "device": who.id, "channel": "mail", "wrapped": b"x", "position": 0}
        await calling.put(tables.alert_orders, **order)


@pytest.fixture(name="talk")
async def talking(calling: Calling) -> bytes:
    """Sam has a conversation; everybody holds a shift key, and nobody is called yet."""
    line = calling.line
    await on_call(line, line.sam, line.ash, line.lee, line.kim)
    return await claimed(line, line.sam)


async def asks(calling: Calling, who: Person, talk: bytes, on: bool = True) -> list[str]:
    """Press "Help me"; return the names that the one who asked is told."""
    answer = await who.do(talk, "help", on=on)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["called"])


async def woken(calling: Calling) -> list[tuple[bytes, str]]:
    """Whom an alert waits for, and what for."""
    return sorted((row.device, row.reason) for row in await calling.rows(tables.alerts))


async def test_the_backup_is_woken_and_named_to_who_asked(calling: Calling, talk: bytes) -> None:
    """One press, one name, one alert; the supervisor sleeps on, and so does everybody without a duty."""
    assert await asks(calling, calling.line.sam, talk) == ["Ash"]
    assert await woken(calling) == [(calling.line.ash.id, "help")]


async def test_asking_twice_wakes_once_and_asking_no_more_wakes_nobody(calling: Calling, talk: bytes) -> None:
    """A shaking finger presses twice; "I am all right again" calls nobody at all."""
    assert await asks(calling, calling.line.sam, talk, on=False) == []
    assert await woken(calling) == []

    for _ in range(2):
        await asks(calling, calling.line.sam, talk)

    assert await woken(calling) == [(calling.line.ash.id, "help")]


async def test_a_backup_who_is_away_sleeps_and_the_supervisor_is_woken(calling: Calling, talk: bytes) -> None:
    """Away and at rest are answers already; better the next than a phone that rings for nobody."""
    for state in ("away", "rest"):
        said = await where(calling.line, calling.line.ash, state=state, until=calling.clock.now() + HOUR)
        assert said.status_code in (200, 204), said.text

        assert await asks(calling, calling.line.sam, talk) == ["Lee"], state
        assert await woken(calling) == [(calling.line.lee.id, "help")]


async def test_a_backup_without_a_way_to_be_woken_is_not_said_to_be_called(calling: Calling, talk: bytes) -> None:
    """Whoever asks at three in the morning waits for nobody who sleeps on: the supervisor is woken, and without a way of theirs nobody."""
    ways, line = tables.alert_orders, calling.line
    for who, told in (
        (line.ash, {"called": ["Lee"], "asleep": ["Ash"]}),
        (line.lee, {"called": [], "asleep": ["Ash", "Lee"]}),
    ):
        async with calling.state.database.writing() as connection:
            await connection.execute(tables.alerts.delete())
            await connection.execute(ways.delete().where(ways.c.device == who.id))
        answer = await line.sam.do(talk, "help", on=True)

        assert answer.json() == told
        assert await woken(calling) == ([(line.lee.id, "help")] if told["called"] else [])


async def test_a_backup_who_knows_this_person_is_not_called_to_it(calling: Calling, talk: bytes) -> None:
    """Who keeps out of it is not woken for it, and the one who asks is given another name."""
    await calling.line.ash.do(talk, "recuse")

    assert await asks(calling, calling.line.sam, talk) == ["Lee"]
    assert await woken(calling) == [(calling.line.lee.id, "help")]


async def test_a_backup_outside_the_circles_of_the_youth_is_not_called(calling: Calling) -> None:
    """Kim stands in a circle that this youth did not agree to: Kim could not read a word, and is left alone."""
    line = calling.line
    await on_call(line, line.sam, line.lee, line.kim)
    async with calling.state.database.writing() as connection:
        changed = tables.shifts.update().where(tables.shifts.c.duty == "backup").values(device=line.kim.id)
        await connection.execute(changed)
    talk = await claimed(line, line.sam)

    assert await asks(calling, line.sam, talk) == ["Lee"]


async def test_nobody_is_woken_whose_shift_is_over_and_who_asked_is_told_so(calling: Calling, talk: bytes) -> None:
    """After the shifts' end no name is given, so that nobody waits for someone who is at home."""
    calling.clock.forward(7 * HOUR + 1)
    calling.relay.tokens.clear()
    sam = Person(calling.relay, calling.line.sam.phone, await calling.relay.come_in(calling.line.sam.phone))
    answer = await sam.do(talk, "help", on=True)

    assert (answer.status_code, answer.json()) == (200, {"called": [], "asleep": []})
    assert await woken(calling) == []


async def test_help_in_a_practice_conversation_wakes_nobody(calling: Calling, talk: bytes) -> None:
    """Whoever learns at night presses it too; colleagues at their desks see it, and the backup sleeps."""
    practice = await claimed(calling.line, calling.line.sam, channel="practice")

    assert await asks(calling, calling.line.sam, practice) == []
    assert await woken(calling) == []
    assert (await calling.line.bot.row(practice))["help"] is True


async def test_a_backup_who_asks_is_not_called_to_herself(calling: Calling) -> None:
    """The one on backup has the talk: the supervisor comes."""
    line = calling.line
    await on_call(line, line.ash, line.lee)
    talk = await claimed(line, line.ash)

    assert await asks(calling, line.ash, talk) == ["Lee"]
    assert (await line.ash.row(talk))["claimed_by"] == b64u(line.ash.id)
