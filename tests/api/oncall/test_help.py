"""Help me wakes one after the other until somebody comes; never who is away, off shift, or must not see it."""

from __future__ import annotations

import asyncio

import pytest

from api.oncall.paging.ladders import Paging
from api.protocol.base64url import b64u
from api.protocol.limits import HOUR
from api.store import tables
from tests.api.conversations.line import Person
from tests.api.conversations.teamwork import claimed, where
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
    await line.on_call(line.sam, line.ash, line.lee, line.kim)
    return await claimed(line, line.sam)


async def asks(calling: Calling, who: Person, talk: bytes, on: bool = True) -> list[str]:
    """Press "Help me"; return the names that the one who asked is told."""
    answer = await who.do(talk, "help", on=on)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["called"])


async def woken(calling: Calling) -> list[tuple[bytes, str]]:
    """Whom an alert waits for, and what for."""
    return sorted((row.device, row.reason) for row in await calling.rows(tables.alerts))


async def alerted(calling: Calling) -> set[bytes]:
    """Whom an alert of a call for help waits for."""
    return {row.device for row in await calling.rows(tables.alerts) if row.reason == "help"}


async def told(calling: Calling, who: Person) -> list[tuple[str, str | None]]:
    """What the desk of the one who asked shows: who was woken, and what they said."""
    answer = await calling.relay.client.get("/api/pages", headers=who.headers)
    return [(one["label"], one["answer"]) for asked in answer.json()["helping"] for one in asked["called"]]


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
    for who, said in (
        (line.ash, {"called": ["Lee"], "asleep": ["Ash"]}),
        (line.lee, {"called": [], "asleep": ["Ash", "Lee"]}),
    ):
        async with calling.state.database.writing() as connection:
            await connection.execute(tables.alerts.delete())
            await connection.execute(ways.delete().where(ways.c.device == who.id))
        calling.clock.forward(HOUR)  # what was asked before is long over
        answer = await line.sam.do(talk, "help", on=True)

        assert answer.json() == said
        assert await woken(calling) == ([(line.lee.id, "help")] if said["called"] else [])
        await asks(calling, line.sam, talk, on=False)


async def test_a_backup_who_knows_this_person_is_not_called_to_it(calling: Calling, talk: bytes) -> None:
    """Who keeps out of it is not woken for it, and the one who asks is given another name."""
    await calling.line.ash.do(talk, "recuse")

    assert await asks(calling, calling.line.sam, talk) == ["Lee"]
    assert await woken(calling) == [(calling.line.lee.id, "help")]


async def test_a_backup_outside_the_circles_of_the_youth_is_not_called(calling: Calling) -> None:
    """Kim stands in a circle that this youth did not agree to: Kim could not read a word, and is left alone."""
    line = calling.line
    await line.on_call(line.sam, line.lee, line.kim)
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
    await line.on_call(line.ash, line.lee)
    talk = await claimed(line, line.ash)

    assert await asks(calling, line.ash, talk) == ["Lee"]
    assert (await line.ash.row(talk))["claimed_by"] == b64u(line.ash.id)


async def test_a_backup_who_sleeps_on_is_followed_by_the_supervisor_and_then_by_everybody_else(
    calling: Calling, talk: bytes
) -> None:
    """Ninety seconds each; each rung is called once, and the desk of the one who asked names whoever is woken."""
    line = calling.line
    await line.bot.do(talk, "audience", audience=3)  # Kim, who is on call by her own hand, may come as well
    assert await asks(calling, line.sam, talk) == ["Ash"]
    seen = []
    for seconds in (89, 1, 89, 1, 1):
        await calling.look(seconds)
        seen.append([label for label, _ in await told(calling, line.sam)])

    assert seen == [["Ash"], ["Ash", "Lee"], ["Ash", "Lee"], ["Ash", "Lee", "Kim"], ["Ash", "Lee", "Kim"]]
    assert await calling.called(talk) == [(1, line.ash.id), (2, line.lee.id), (3, line.kim.id)]
    assert await alerted(calling) == {line.ash.id, line.lee.id, line.kim.id}
    assert (await line.bot.row(talk))["late"] is False  # the youth is talking to somebody; nobody tells them otherwise


async def test_i_cannot_wakes_the_next_at_once_and_i_have_it_waits_for_them(calling: Calling, talk: bytes) -> None:
    """Ash is told who asks; a no costs no time, and the one who asked reads it."""
    line = calling.line
    await asks(calling, line.sam, talk)
    (call,) = await calling.pages(line.ash)
    assert await calling.says(line.ash, talk, "cannot") == 204

    assert (call["help"], call["told"]) == ("Sam", False)
    assert await told(calling, line.sam) == [("Ash", "cannot"), ("Lee", None)]

    assert await calling.says(line.lee, talk, "have") == 204
    await calling.look(200)
    assert await told(calling, line.sam) == [("Ash", "cannot"), ("Lee", "have")]


@pytest.mark.parametrize("end", ["comes", "takes back", "is put back", "is closed"])
async def test_who_comes_or_taking_it_back_ends_it(calling: Calling, talk: bytes, end: str) -> None:
    """Nobody is woken any more, and nobody's desk says that they are called."""
    line = calling.line
    await asks(calling, line.sam, talk)
    if end == "comes":
        assert (await line.ash.do(talk, "open")).status_code == 200
    elif end == "takes back":
        await asks(calling, line.sam, talk, on=False)
    else:
        await line.sam.do(talk, {"is put back": "release", "is closed": "close"}[end])
        await line.sam.do(talk, "claim")
    await calling.look(1)
    for _ in range(4):
        await calling.look(120)

    assert await calling.pages(line.ash) == await calling.pages(line.lee) == []
    assert line.lee.id not in await alerted(calling)
    await calling.state.sending.look()
    await calling.state.sending.settled()
    assert await alerted(calling) == set()  # what was not sent yet is not sent at all


async def test_asking_again_after_taking_it_back_wakes_the_next_and_not_the_same_again(
    calling: Calling, talk: bytes
) -> None:
    """Ash was woken and did not come; after somebody has come it begins with the backup again."""
    line = calling.line
    await asks(calling, line.sam, talk)
    await asks(calling, line.sam, talk, on=False)
    await calling.look(30)

    assert await asks(calling, line.sam, talk) == ["Lee"]
    assert await calling.called(talk) == [(1, line.ash.id), (2, line.lee.id)]

    assert (await line.lee.do(talk, "open")).status_code == 200
    await calling.look(30)
    assert await asks(calling, line.sam, talk) == ["Ash"]


async def test_without_a_published_schedule_whoever_is_on_call_by_hand_is_woken(calling: Calling, talk: bytes) -> None:
    """A small team that never published one: everybody of the audience who went on call, at once; Kim is in no such circle."""
    async with calling.state.database.writing() as connection:
        for table in (tables.shifts, tables.publications):
            await connection.execute(table.delete())
    line = calling.line
    await where(line, line.lee, state="away", until=calling.clock.now() + HOUR)

    assert await asks(calling, line.sam, talk) == ["Ash"]
    await calling.look(HOUR / 1000 + 1)
    assert {label for label, _ in await told(calling, line.sam)} == {"Ash", "Lee"}  # she is back


async def test_whoever_is_on_call_and_cannot_be_woken_is_named_to_who_asked(calling: Calling, talk: bytes) -> None:
    """No schedule and no ways: it is not said that nobody is on call while two colleagues sit at their desks."""
    async with calling.state.database.writing() as connection:
        for table in (tables.shifts, tables.publications, tables.alert_orders):
            await connection.execute(table.delete())
    answer = await calling.line.sam.do(talk, "help", on=True)

    assert (answer.json()["called"], sorted(answer.json()["asleep"])) == ([], ["Ash", "Lee"])


async def test_a_relay_that_dies_in_between_and_two_that_look_together_call_each_rung_once(calling: Calling) -> None:
    """The deadlines are rows: another process goes on, on time, and nobody is woken twice for one rung."""
    line, state = calling.line, calling.state
    await line.on_call(line.sam, line.ash, line.lee)
    talks = [await claimed(line, line.sam) for _ in range(2)]
    await calling.look()
    for talk in talks:
        await asks(calling, line.sam, talk)
    others = [Paging(state.database, state.hub, state.clock, state.paging.numbers, state.counts) for _ in range(2)]
    calling.clock.forward(95_000)
    await asyncio.gather(*(other.look() for other in others))
    await calling.look()

    for talk in talks:
        assert await calling.called(talk) == [(1, line.ash.id), (2, line.lee.id)]


async def test_a_look_that_began_before_the_call_does_not_undo_it(calling: Calling) -> None:
    """Claimed and asked within one second: the ladder of the youth who waited is over, and the worker's stands."""
    line = calling.line
    await line.on_call(line.sam, line.ash, line.lee)
    talk = await line.opened()
    await calling.look()
    assert (await line.sam.do(talk, "claim")).status_code == 200
    await asks(calling, line.sam, talk)
    await calling.look(1)

    assert await calling.called(talk) == [(1, line.ash.id)]
    assert await told(calling, line.sam) == [("Ash", None)]
    await line.sam.do(talk, "release")
    await calling.look(1)
    assert await calling.called(talk) == [(1, line.sam.id)]  # now the youth waits again, from the first rung


async def test_a_call_from_before_this_version_gets_its_ladder(calling: Calling, talk: bytes) -> None:
    """A row says that help is asked for and no ladder knows of it: the next look begins with the backup."""
    await calling.look()
    now = calling.clock.now()
    async with calling.state.database.writing() as connection:
        asked = tables.conversations.update().where(tables.conversations.c.id == talk)
        await connection.execute(asked.values(help_at=now, changed_at=now))
    await calling.look(1)

    assert await calling.called(talk) == [(1, calling.line.ash.id)]
