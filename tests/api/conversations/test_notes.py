"""What a youth and a worker may rely on whose conversation began as a note, from the night it was left on."""

from __future__ import annotations

from typing import Any

from api.oncall.certificates import STANDBY
from api.oncall.paging.queries import mark_late
from api.protocol.limits import DAY, EMERGENCY, HOUR, MINUTE
from tests.api.conversations.line import Line
from tests.api.conversations.reports.test_counting import counted
from tests.api.conversations.teamwork import refusal
from tests.api.conversations.test_retention import run_jobs, signed_in_again

ASKS = {"audience": 1, "priority": EMERGENCY, "topic": "danger"}


def stands(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return how a row says that it waits."""
    return row["state"], row["note"], row["from_note"], row["priority"]


async def test_whoever_left_a_note_and_asks_for_a_person_waits_like_anybody_from_then_on(line: Line) -> None:
    """The wait begins with the press, and not in the night; asked twice it is the same wait, and counted as one."""
    note = await line.opened(note=True, priority=2)
    line.clock.forward(8 * HOUR)
    pressed = line.clock.now()
    first = await line.bot.do(note, "person", **{**ASKS, "priority": 1})
    line.clock.forward(MINUTE)
    again = await line.bot.do(note, "person", **ASKS)
    row = await line.sam.row(note)

    assert [first.status_code, again.status_code] == [200, 200]
    assert stands(first.json()) == ("waiting", False, True, 2), "a button that is less urgent takes nothing back"
    assert (stands(row), row["waiting_since"]) == (("waiting", False, True, EMERGENCY), pressed)
    await line.sam.do(note, "claim")
    found = await counted(line)
    assert (found["topic"], found["waited"]) == ({"danger": 1}, {"1-3": 1})
    assert "notes" not in found


async def test_whom_a_youth_asks_for_in_a_note_sees_it_and_who_was_asked_before_sees_it_no_more(line: Line) -> None:
    """She left it to a community worker, and asks for somebody Indigenous."""
    note = await line.opened(note=True)
    await line.bot.do(note, "person", audience=2, priority=0)

    assert (await line.kim.row(note))["audience"] == 2
    assert (await line.sam.get("?state=waiting")).json()["items"] == []


async def test_a_note_that_somebody_claimed_is_a_conversation_like_any_other(line: Line) -> None:
    """Put back, it waits as one: colleagues are called, and a day of silence closes it."""
    note = await line.opened(note=True)
    claimed = (await line.sam.do(note, "claim")).json()
    await line.sam.do(note, "release")
    left = await line.bot.do(note, "note")

    assert (stands(claimed), claimed["mine"]) == (("claimed", False, True, 0), True)
    assert stands(left.json()) == ("waiting", False, True, 0), "somebody has had it: it is nobody's note again"
    await line.tick(DAY + MINUTE)
    line.bot.headers = await line.relay.come_in(line.bot.phone)
    assert (await line.bot.row(note))["state"] == "closed"


async def test_who_takes_a_note_of_two_nights_ago_has_time_to_answer_it(line: Line) -> None:
    """The clock looks in between the claim and the first word; and again when the phone died there and it went back in line."""
    note = await line.opened(note=True)
    await line.tick(2 * DAY)
    line.sam.headers = await line.relay.come_in(line.sam.phone)
    await line.on_call(line.sam)
    await line.sam.do(note, "claim", over=True)
    await line.tick(MINUTE)
    claimed = await line.sam.row(note)
    await line.sam.do(note, "release")
    await line.tick(DAY - HOUR)
    line.bot.headers = await line.relay.come_in(line.bot.phone)
    waits = await line.bot.row(note)
    await line.tick(DAY + HOUR)  # the team was called meanwhile
    line.bot.headers = await line.relay.come_in(line.bot.phone)

    assert [claimed["state"], waits["state"]] == ["claimed", "waiting"]
    assert (await line.bot.row(note))["state"] == "closed"


async def test_who_stands_by_takes_what_began_as_a_note_also_after_its_youth_asked(line: Line) -> None:
    """At night she asks again, and nobody is on call but the one at the desk who stands by."""
    note = await line.opened(note=True)
    for person in (line.sam, line.ash, line.lee):
        await line.off_call(person)
    refused = await line.sam.do(note, "claim")
    await line.on_call(line.sam, kind=STANDBY)
    await line.bot.do(note, "person", **ASKS)
    took = await line.sam.do(note, "claim", over=True)

    assert (refusal(refused), took.status_code) == ((409, "off-call"), 200)
    await line.sam.do(note, "release")
    assert (await line.sam.do(note, "claim", over=True)).status_code == 200


async def test_who_was_quicker_keeps_it_unless_the_youth_asks_for_others(line: Line) -> None:
    """Sam claimed while her press was on its way: asked for alike he has it, and for others it goes back in line."""
    alike, more, others = [await line.opened(note=True) for _ in range(3)]
    for note in (alike, more, others):
        await line.sam.do(note, "claim", over=True)
    await line.bot.do(alike, "person", **ASKS)
    await line.bot.do(more, "person", **{**ASKS, "audience": 3})
    await line.bot.do(others, "person", **{**ASKS, "audience": 2})

    for note in (alike, more):
        assert stands(await line.sam.row(note)) == ("claimed", False, True, EMERGENCY)
    assert stands(await line.kim.row(others)) == ("waiting", False, True, EMERGENCY)


async def test_left_before_anybody_came_it_is_a_note_again_and_waits_its_week(line: Line) -> None:
    """She asked, nobody came, she pressed Leave: what she wrote is there for whoever comes on after the weekend."""
    note = await line.opened(note=True)
    await line.bot.do(note, "person", **ASKS)
    left = await line.bot.do(note, "note")
    await line.tick(3 * DAY)
    line.bot.headers = await line.relay.come_in(line.bot.phone)

    assert stands(left.json()) == ("waiting", True, True, EMERGENCY)
    assert stands(await line.bot.row(note)) == ("waiting", True, True, EMERGENCY)


async def test_a_note_whose_youth_asked_waits_its_week_also_while_they_stay(line: Line) -> None:
    """Asked on Friday night and still in the chat: Monday's worker finds it."""
    note = await line.opened(note=True)
    await line.bot.do(note, "person", **ASKS)
    await line.tick(3 * DAY)
    line.bot.headers = await line.relay.come_in(line.bot.phone)

    assert (await line.bot.row(note))["state"] == "waiting"


async def test_what_is_over_is_asked_for_no_more(line: Line) -> None:
    """And nobody but the youth's end asks for a youth."""
    note, closed = await line.opened(note=True), await line.opened(note=True)
    await line.bot.do(closed, "close")
    refused = [await line.bot.do(closed, verb, **body) for verb, body in (("person", ASKS), ("note", {}))]

    assert [one.json()["code"] for one in refused] == ["closed", "closed"]
    assert (await line.sam.do(note, "person", **ASKS)).status_code == 404
    assert (await line.bot.do(note, "person", **{**ASKS, "topic": "he hits me"})).json()["code"] == "malformed"
    assert stands(await line.bot.row(note)) == ("waiting", True, True, 0)


async def test_who_was_put_back_waits_a_day_from_then_and_no_longer(line: Line) -> None:
    """The team is called meanwhile, and nobody comes: that the row says so begins no second day."""
    note = await line.opened(note=True)
    await run_jobs(line, 2 * DAY, 4 * HOUR)
    await signed_in_again(line)
    await line.sam.do(note, "claim")
    await line.sam.do(note, "release")
    states = []
    for hours in (20, 3, 2):
        await run_jobs(line, hours * HOUR, HOUR)
        async with line.relay.app.state.database.writing() as connection:
            await mark_late(connection, note, line.clock.now())
        await signed_in_again(line)
        states.append((await line.bot.row(note))["state"])

    assert states == ["waiting", "waiting", "closed"]
