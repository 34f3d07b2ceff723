"""What stays behind of a conversation that ended: hours instead of minutes, and after the purge nothing but its name."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, text, update

from api.conversations import retention
from api.protocol.limits import HOUR, MINUTE
from api.store import tables
from tests.api.conversations.line import Line
from tests.api.conversations.test_retention import rows_of, run_jobs


async def test_exact_times_live_only_until_the_close(line: Line) -> None:
    """After it every time that is kept is on the hour, in the row and in the mail."""
    line.clock.forward(17 * MINUTE + 3)
    conversation = await line.opened()
    line.clock.forward(5 * MINUTE + 7)
    await line.sam.do(conversation, "claim")
    await line.bot.send(conversation, line.bot.frame(conversation))
    line.clock.forward(11 * MINUTE + 9)

    row = (await line.sam.do(conversation, "close")).json()

    times = [row[name] for name in ("opened_at", "waiting_since", "claimed_at", "closed_at", "purge_at")]
    times += [one.at for one in await line.bot.read(conversation)]
    async with line.relay.app.state.database.reading() as connection:
        found = (await connection.execute(text("SELECT claimer_seen_at FROM conversations"))).one()
    assert found.claimer_seen_at is None
    assert [time % HOUR for time in times] == [0] * 6


async def test_an_hour_after_the_end_nobody_can_tell_to_the_minute_when_it_came(line: Line) -> None:
    """Closed, kept or erased at 17 past: the row and the ledger say so until nobody can have missed it, then the hour alone."""
    line.clock.forward(17 * MINUTE + 3)
    kept, erased, waiting = await line.opened(), await line.opened(), await line.opened()
    await line.sam.do(kept, "claim")
    await line.sam.do(kept, "close")
    await line.sam.do(kept, "keep", days=3, reason="report")
    await line.bot.do(erased, "erase")
    at = line.clock.now()
    await line.tick(50 * MINUTE)
    closed = [row for row in await rows_of(line, "conversations") if row.state == "closed"]
    soon = [row.changed_at for row in (*closed, *await rows_of(line, "purges"))]
    await run_jobs(line, 2 * HOUR)

    later = {row.id: row.changed_at for row in await rows_of(line, "conversations")}
    ledger = {row.conversation: row.changed_at for row in await rows_of(line, "purges")}
    assert soon == [at, at]
    assert (later[kept], ledger[erased]) == (at - at % HOUR, at - at % HOUR)
    assert later[waiting] % HOUR


async def test_a_relay_that_could_not_look_for_hours_still_hears_of_an_end_kept_to_the_hour(line: Line) -> None:
    """Its look goes back to the hour in which it looked last: a purge that no ring told is told then."""
    conversation = await line.opened()
    told: list[bytes] = []
    for jobs in (line.relay.app.state.jobs, *line.relay.app.state.lanes):
        await jobs.stop()
    here = line.relay.app.state.live
    await here.stop()  # nothing but this test looks
    line.clock.forward(17 * MINUTE)
    await here.look()
    line.clock.forward(2 * MINUTE)
    with pytest.MonkeyPatch.context() as deaf:
        deaf.setattr(line.mail.hub, "ring", lambda _rings: None)
        await line.bot.do(conversation, "erase")
    line.clock.forward(3 * HOUR)
    await retention.round_times(line.mail)
    with pytest.MonkeyPatch.context() as heard:
        heard.setattr(here, "_gone", lambda gone, _audience: told.append(gone))
        await here.look()

    await here.start()
    assert told == [conversation]


async def everything_of_the_team(line: Line, conversation: bytes) -> None:
    """Write, beside a conversation, a row of every table that names conversations, at an exact time."""
    exact = line.clock.now() - line.clock.now() % HOUR + 17 * MINUTE + 3
    worker = line.sam.id
    rows = {
        tables.ladders: {"conversation": conversation, "begun_at": exact, "rung": 1},
        tables.pages: {"conversation": conversation, "rung": 1, "device": worker, "at": exact},
        tables.joins: {"conversation": conversation, "device": worker, "reason": "help", "asked_at": exact},
        tables.recusals: {"conversation": conversation, "device": worker},
        tables.packets: {
            "id": conversation,
            "conversation": conversation,
            "author": worker,
            "second": worker,
            "kind": "police",
            "basis": "agreed",
            "state": "asked",
            "made_at": 0,
            "until": exact,
        },
        tables.mutes: {
            "id": conversation,
            "conversation": conversation,
            "device": worker,
            "reason": "abuse",
            "minutes": 15,
            "at": exact,
            "until": exact,
            "review": "right",
            "reviewed_by": worker,
        },
    }
    mine = {"late_at": exact, "help_at": exact, "offered_to": worker, "muted_until": exact}
    async with line.relay.app.state.database.writing() as connection:
        for table, values in rows.items():
            await connection.execute(insert(table).values(values))
        await connection.execute(update(tables.conversations).values(mine))


async def test_a_close_rounds_what_the_team_did_and_forgets_what_only_waiting_needed(line: Line) -> None:
    """Who was woken, and for how long it was muted, is known to the hour; who waited for help or an offer not at all."""
    conversation = await line.opened()
    await everything_of_the_team(line, conversation)

    row = (await line.bot.do(conversation, "close")).json()

    assert (row["late"], row["help"], row["offered_to"], row["muted_until"] % HOUR) == (False, False, None, 0)
    assert [one.at % HOUR for one in await rows_of(line, "pages")] == [0]
    assert [(one.at % HOUR, one.until % HOUR) for one in await rows_of(line, "mutes")] == [(0, 0)]
    assert await rows_of(line, "ladders") == await rows_of(line, "joins") == []


async def test_a_purge_leaves_no_row_in_any_table_that_names_conversations(line: Line) -> None:
    """Who recused, who was woken, who muted: with the conversation all of it is gone, but for the ledger."""
    conversation = await line.opened()
    await everything_of_the_team(line, conversation)
    naming = [one.name for one in tables.metadata.sorted_tables if "conversation" in one.c and one.name != "purges"]
    before = [name for name in naming if await rows_of(line, name)]

    await line.bot.do(conversation, "erase")

    assert sorted(before) == sorted(set(naming) - {"frames"})
    assert [name for name in naming if await rows_of(line, name)] == []
