"""A youth waits, and the team is called: by rows that survive, on both databases."""

from __future__ import annotations

import asyncio

import pytest

from api.oncall import escalation
from api.oncall.paging import queries
from api.oncall.paging.ladders import Paging
from api.protocol.base64url import b64u
from api.protocol.limits import EMERGENCY, HOUR, MINUTE, SECOND
from api.store import tables
from tests.api.oncall.calling import Calling


async def test_the_team_is_called_in_turn_and_the_youths_end_is_told(calling: Calling) -> None:
    """Primary, backup after 90 s, supervisor after 180 s; after five minutes the row says that nobody came."""
    line = calling.line
    waiting = await line.opened()
    for seconds in (0, 90, 90):
        await calling.look(seconds)

    assert await calling.called(waiting) == [(1, line.sam.id), (2, line.ash.id), (3, line.lee.id)]
    assert (await line.bot.row(waiting))["late"] is False
    await calling.look(120)
    assert (await line.bot.row(waiting))["late"] is True
    assert len(await calling.called(waiting)) == 6


async def test_who_erases_in_the_moment_in_which_the_team_is_to_be_called_leaves_no_trace(calling: Calling) -> None:
    """Promise 9: the relay had just seen that somebody waits; what it would write of them is not written once they are gone."""
    line = calling.line
    waiting = await line.opened()
    await line.bot.do(waiting, "erase")
    async with calling.state.database.writing() as connection:
        ladder = escalation.begin(0, calling.clock.now(), calling.state.paging.numbers)
        await queries.begin(connection, waiting, ladder)

    assert await calling.rows(tables.ladders) == []


async def test_who_asked_before_the_relay_fell_silent_waits_no_minute_longer_for_it(calling: Calling) -> None:
    """Nobody looked for five minutes: all of the team are called at once, and the youth is told the truth at once."""
    waiting = await calling.line.opened()
    await calling.look(300)

    assert {rung for rung, _ in await calling.called(waiting)} == {3}
    assert len(await calling.called(waiting)) == 3
    assert (await calling.line.bot.row(waiting))["late"]


async def test_each_desk_shows_who_was_called_and_what_they_said(calling: Calling) -> None:
    """The backup sees that the primary was called a minute and a half ago and cannot come; nobody else sees a thing."""
    line = calling.line
    waiting = await line.opened()
    await calling.look()
    await calling.look(30)
    assert await calling.says(line.sam, waiting, "cannot") == 204

    (seen,) = await calling.pages(line.ash)

    assert [(one["label"], one["mine"], one["ago"], one["answer"]) for one in seen["called"]] == [
        ("Sam", False, 30_000, "cannot"),
        ("Ash", True, 0, None),
    ]
    assert (seen["waited"], seen["told"], seen["quiet"]) == (30_000, False, None)
    assert await calling.pages(line.kim) == []


async def test_whoever_is_called_for_many_at_once_reads_of_the_most_urgent_first(calling: Calling) -> None:
    """An emergency that came last stands before those who have waited longer; the others stand as they came."""
    line = calling.line
    came = []
    for priority in (0, 1, 0, EMERGENCY):
        came.append(await line.opened(priority=priority))
        await calling.look(1)

    seen = [one["conversation"] for one in await calling.pages(line.sam)]

    assert seen == [b64u(came[nth]) for nth in (3, 1, 0, 2)]


async def test_i_have_it_is_quiet_and_shown_and_then_over(calling: Calling) -> None:
    """The others see that somebody has it, and for how long; if nobody claims, the ladder goes on."""
    line = calling.line
    waiting = await line.opened()
    await calling.look()
    assert await calling.says(line.sam, waiting, "have") == 204

    await calling.look(100)
    (seen,) = await calling.pages(line.sam)
    assert (seen["quiet"], seen["answer"]) == (200_000, "have")
    await calling.look(200)

    assert [rung for rung, _ in await calling.called(waiting)] == [1, 3, 3]
    assert (await line.bot.row(waiting))["late"] is True


async def test_a_claim_ends_the_calling_and_a_release_begins_anew(calling: Calling) -> None:
    """Who claims silences it for everybody; put back, a new round begins now, and the truth waits its five minutes again."""
    line = calling.line
    waiting = await line.opened()
    await calling.look()
    await calling.look(95)
    await line.on_call(line.sam)
    assert (await line.sam.do(waiting, "claim")).status_code == 200
    await calling.look(1)
    assert (await calling.pages(line.sam), await calling.called(waiting)) == ([], [])

    await calling.look(3600)
    assert (await line.sam.do(waiting, "release")).status_code == 200
    await calling.look(1)

    assert await calling.called(waiting) == [(1, line.sam.id)]
    assert (await line.bot.row(waiting))["late"] is False


async def test_a_quick_claim_put_back_an_hour_later_is_a_new_round(calling: Calling) -> None:
    """Claimed before the relay ever looked: the hour of talking is not an hour of waiting."""
    line = calling.line
    waiting = await line.opened()
    await line.on_call(line.sam)
    assert (await line.sam.do(waiting, "claim")).status_code == 200
    await calling.look(1)
    await calling.look(3600)
    assert (await line.sam.do(waiting, "release")).status_code == 200

    await calling.look(1)

    assert await calling.called(waiting) == [(1, line.sam.id)]
    assert (await line.bot.row(waiting))["late"] is False


async def test_nothing_is_kept_of_the_calling_once_it_is_closed(calling: Calling) -> None:
    """A closed conversation leaves no ladder behind, and no page with an exact time."""
    line = calling.line
    waiting = await line.opened()
    await calling.look()
    assert (await line.bot.do(waiting, "close")).status_code == 200

    await calling.look(61)

    assert await calling.rows(tables.ladders) == []
    assert all(page.at % HOUR == 0 for page in await calling.rows(tables.pages))
    assert await calling.pages(line.sam) == []


async def test_nobody_is_called_for_a_note(calling: Calling) -> None:
    """A note left out of hours waits for the next shift, and wakes nobody at night."""
    waiting = await calling.line.opened(note=True)

    await calling.look(600)

    assert await calling.called(waiting) == []


async def test_for_a_note_whose_youth_asks_for_a_person_everybody_is_called_as_for_anybody(calling: Calling) -> None:
    """Left an hour ago: the primary is called at once, and the truth waits its five minutes from the press."""
    line = calling.line
    waiting = await line.opened(note=True)
    await calling.look(3600)
    asked = await line.bot.do(waiting, "person", audience=1, priority=EMERGENCY)
    await calling.look(1)
    called, late = await calling.called(waiting), (await line.bot.row(waiting))["late"]
    await calling.look(301)

    assert (asked.status_code, called, late) == (200, [(1, line.sam.id)], False)
    assert (await line.bot.row(waiting))["late"] is True


async def test_for_a_note_that_was_claimed_and_put_back_everybody_is_called(calling: Calling) -> None:
    """Its worker's desk died: the youth waits, and it is no note any more."""
    line = calling.line
    waiting = await line.opened(note=True)
    await line.on_call(line.sam)
    assert (await line.sam.do(waiting, "claim")).status_code == 200
    await calling.look(1)
    assert (await line.sam.do(waiting, "release")).status_code == 200

    await calling.look(1)

    assert await calling.called(waiting) == [(1, line.sam.id)]


async def test_a_youth_who_leaves_what_began_as_a_note_is_called_for_no_more(calling: Calling) -> None:
    """Nobody had come: it waits for whoever is on next, as it did before."""
    line = calling.line
    waiting = await line.opened(note=True)
    await line.bot.do(waiting, "person", audience=1, priority=0)
    await calling.look(1)
    assert (await line.bot.do(waiting, "note")).status_code == 200
    await calling.look(1)

    assert await calling.rows(tables.ladders) == []


async def test_who_is_away_or_recused_or_outside_the_audience_is_not_called(calling: Calling) -> None:
    """The primary is away, the backup knows this youth: the supervisor is called at once."""
    line = calling.line
    now = calling.clock.now()
    away = {"device": line.sam.id, "state": "away", "reason": "meal", "until": now + 10 * MINUTE, "most": 2}
    await calling.put(tables.presence, **away)
    waiting = await line.opened()
    await calling.put(tables.recusals, device=line.ash.id, conversation=waiting)
    await calling.look()
    elsewhere = await line.opened(audience=2)
    await calling.look()

    assert await calling.called(waiting) == [(3, line.lee.id)]
    assert await calling.called(elsewhere) == []
    assert (await line.bot.row(elsewhere))["late"] is True


async def test_who_keeps_out_after_they_were_called_is_shown_it_no_longer_and_answers_for_nobody(
    calling: Calling,
) -> None:
    """Sam was called and then said that they know this youth; then the youth chose another circle: neither answer counts."""
    line = calling.line
    waiting = await line.opened()
    await calling.look()
    assert len(await calling.pages(line.sam)) == 1
    await line.sam.do(waiting, "recuse")
    assert (await calling.pages(line.sam), await calling.says(line.sam, waiting, "have")) == ([], 404)
    await calling.look(90)
    assert len(await calling.pages(line.ash)) == 1
    await line.bot.do(waiting, "audience", audience=2)

    assert (await calling.pages(line.ash), await calling.says(line.ash, waiting, "cannot")) == ([], 404)


async def test_nobody_is_called_for_hours_that_were_planned_and_never_published(calling: Calling) -> None:
    """The plan goes on after the last published hour: whoever stands in it has promised nothing, and sleeps."""
    async with calling.state.database.writing() as connection:
        began_before_the_shifts = calling.clock.now() - 2 * HOUR
        await connection.execute(tables.publications.update().values(until=began_before_the_shifts))
    waiting = await calling.line.opened()

    await calling.look(1)
    await calling.look(95)

    assert await calling.called(waiting) == []


async def test_without_a_schedule_whoever_is_on_call_by_hand_is_called(calling: Calling) -> None:
    """After the last published shift, the certificates say who is there."""
    line = calling.line
    calling.clock.forward(8 * HOUR)
    values = {"certificate": b"", "not_after": calling.clock.now() + HOUR}
    await calling.put(tables.certificates, device=line.kim.id, kind=1, **values)
    await calling.put(tables.certificates, device=line.ash.id, kind=2, **values)
    waiting = await line.opened(audience=3)

    await calling.look()

    assert await calling.called(waiting) == [(1, line.kim.id)]


async def test_only_who_was_called_can_answer(calling: Calling) -> None:
    """Everybody else is told that there is nothing here, as for any conversation that is not theirs."""
    line = calling.line
    waiting = await line.opened()
    await calling.look()

    statuses = [await calling.says(one, waiting, "have") for one in (line.ash, line.kim, line.ann, line.bot)]

    assert statuses == [404, 404, 404, 404]
    assert await calling.says(line.sam, b"0" * 16, "have") == 404


async def test_two_relays_that_look_at_the_same_moment_call_each_rung_once(calling: Calling) -> None:
    """Both see that it is time; the rows decide who acts, and neither fails."""
    line, state = calling.line, calling.state
    waiting = [await line.opened() for _ in range(8)]
    other = Paging(state.database, state.hub, state.clock, state.paging.numbers, state.counts)
    for seconds in (0, 90, 90, 120):
        calling.clock.forward(seconds * SECOND)
        await asyncio.gather(state.paging.look(), other.look(), state.paging.look())
        await calling.look()

    for one in waiting:
        rungs = await calling.called(one)
        assert [rung for rung, _ in rungs] == [1, 2, 3, 4, 4, 4]
        assert len(set(rungs)) == 6


async def test_a_relay_that_dies_and_comes_back_goes_on_where_it_was(calling: Calling) -> None:
    """H22: the deadlines are rows: a new process calls the backup on time, and the primary not again."""
    line, state = calling.line, calling.state
    waiting = await line.opened()
    await calling.look()
    calling.clock.forward(95 * SECOND)

    await Paging(state.database, state.hub, state.clock, state.paging.numbers, state.counts).look()

    assert await calling.called(waiting) == [(1, line.sam.id), (2, line.ash.id)]


@pytest.mark.parametrize("leap", [-2 * HOUR, -4 * MINUTE, 2 * 24 * HOUR])
async def test_a_clock_that_is_set_leaves_nobody_waiting_longer(calling: Calling, leap: int) -> None:
    """H26: set back by hours or minutes, or forward by days: nobody waits longer than five minutes for the truth."""
    waiting = await calling.line.opened()
    await calling.look()
    calling.clock.leap(leap)

    for _ in range(5):
        await calling.look(60)

    (row,) = await calling.rows(tables.conversations)
    assert row.late_at is not None
    assert await calling.called(waiting) != []


async def test_the_desk_and_the_youths_end_hear_the_bell(calling: Calling) -> None:
    """Desks read the pages again; the bot is told at once that nobody came."""
    heard: list[str] = []
    stop = calling.state.hub.listen(lambda rings: heard.extend(ring.kind for ring in rings))
    await calling.line.opened()
    await calling.look()
    await calling.look(300)
    stop()

    assert [kind for kind in heard if kind in ("pages", "late")] == ["pages", "pages", "late"]
