"""What a worker may rely on when very many wait: no list, claim or look goes through all that there is."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text

from api.protocol.base64url import b64u, from_b64u
from api.protocol.envelope import Stored
from api.store.tables import conversations, frames, ladders, pages
from tests.api.conversations.line import COMMUNITY, Line, Sockets

HOUR = 3_600_000
# What SQLite says when it goes through a table, or through an index of all that ever was. The lists' own indexes hold
# what is open, or are walked along to the end of a page.
THROUGH_ALL = re.compile(
    r"SCAN (conversations|frames)(?! USING (COVERING )?INDEX conversations_(waiting|claimed|closed))"
)
Said = list[tuple[str, Any]]


@pytest.fixture(autouse=True)
async def undisturbed(line: Line) -> None:
    """What the relay does by the clock is not what is asked about here."""
    for jobs in (line.relay.app.state.jobs, *line.relay.app.state.lanes):
        await jobs.stop()


async def let_look(line: Line) -> None:
    """PostgreSQL looks at its tables by itself after a while; SQLite never does."""
    if not line.mail.database.embedded:
        async with line.mail.database.writing() as connection:
            await connection.execute(text("ANALYZE"))


async def crowd(line: Line, waiting: int, claimed: int = 100, closed: int = 3_000) -> None:
    """Let so many more wait, be in somebody's hands, and be closed; each has written once."""
    now = line.clock.now()
    rows = [
        {
            "id": os.urandom(16),
            "owner": line.bot.id,
            "audience": COMMUNITY,
            "channel": "telegram",
            "priority": 0,
            "note": False,
            "state": state,
            "opened_at": now - number,
            "waiting_since": now - number,
            "claimed_by": os.urandom(16) if state == "claimed" else None,
            "claimer_here": False,
            "claimer_seen_at": now if state == "claimed" else None,
            "purge_at": now + number if state == "closed" else None,
            "changed_at": now - HOUR,
        }
        for number, state in enumerate(["waiting"] * waiting + ["claimed"] * claimed + ["closed"] * closed)
    ]
    mail = [
        {"conversation": row["id"], "cursor": 1, "hash": bytes(32), "at": now, "wrapped": bytes(64)} for row in rows
    ]
    async with line.mail.database.writing() as connection:
        await connection.execute(insert(conversations), rows)
        await connection.execute(insert(frames), mail)
    await let_look(line)


@contextmanager
def overheard(line: Line) -> Iterator[Said]:
    """Every question that the relay puts to its database meanwhile, with what it fills in."""
    said: Said = []

    def hear(_connection: Any, _cursor: Any, statement: str, filled: Any, *_more: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")) and re.search("conversations|frames", statement):
            said.append((statement, filled))

    engine = line.mail.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    yield said
    event.remove(engine, "before_cursor_execute", hear)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every step of a PostgreSQL plan."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


async def goes_through_all(line: Line, said: Said) -> list[str]:
    """Those of the questions for which the database would go through all conversations, or all frames."""
    bad = []
    async with line.mail.database.reading() as connection:
        for statement, filled in dict(said).items():
            if line.mail.database.embedded:
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", filled)
                scans = [row[3] for row in plan if THROUGH_ALL.match(row[3])]
            else:
                (plan,) = (await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", filled)).scalar_one()
                tables = [one["Relation Name"] for one in nodes(plan["Plan"]) if one["Node Type"] == "Seq Scan"]
                scans = [one for one in tables if one in ("conversations", "frames")]
            bad += [f"{scan}: {statement}" for scan in scans]
    return bad


async def work(line: Line, said: Said) -> int:
    """How much the database does for these questions: SQLite's own steps, or the rows that PostgreSQL picks up."""
    done = 0
    if line.mail.database.embedded:
        database = sqlite3.connect(line.mail.database.path)

        def step() -> int:
            nonlocal done
            done += 1
            return 0

        database.execute(
            "SELECT 1 FROM conversations"
        ).fetchone()  # it learns its tables first; that is not our question
        database.set_progress_handler(step, 1)
        for statement, filled in said:
            database.execute(statement, filled).fetchall()
        database.close()
        return done
    async with line.mail.database.reading() as connection:
        for statement, filled in said:
            asked = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}"
            (plan,) = (await connection.exec_driver_sql(asked, filled)).scalar_one()
            for one in nodes(plan["Plan"]):
                if "Relation Name" in one:
                    done += one["Actual Loops"] * (one["Actual Rows"] + one.get("Rows Removed by Filter", 0))
    return int(done)


async def test_no_query_of_the_inbox_scans(line: Line, sockets: Sockets) -> None:
    """A worker lists, opens, claims, watches and looks at the team: nobody goes through thousands of closed ones for it."""
    await crowd(line, waiting=1_500)
    with overheard(line) as said:
        for address in ("state=waiting", "state=claimed", "state=claimed&mine=1", "state=closed"):
            page = (await line.sam.get(f"?{address}&limit=20")).json()
            if page["next"]:
                await line.sam.get(f"?{address}&limit=20&after={page['next']}")
        first = await line.opened()
        await line.bot.send(first, line.bot.frame(first))
        line.mail.tail.drop(first)  # as if it had been stored before this relay began
        async with sockets.of(line.sam) as sam:
            await sam.watching({first: 0})
            await sam.next(lambda heard: isinstance(heard, Stored))
            await line.sam.row(first)
            assert (await line.sam.do(first, "claim")).status_code == 200
            await sam.next(lambda heard: getattr(heard, "state", "") == "claimed")
            await line.relay.app.state.live.look()
            await line.relay.app.state.live.note_presence()
        for path in ("/api/team", "/api/pages"):
            assert (await line.relay.client.get(path, headers=line.sam.headers)).status_code == 200

    assert len({statement for statement, _ in said}) > 15
    assert await goes_through_all(line, said) == []


async def test_a_page_costs_the_same_wherever_it_begins(line: Line) -> None:
    """A desk that opens reads all who wait, page by page: the last page is no more work than the first."""
    await crowd(line, waiting=1_500)
    costs, after = [], ""
    for _ in range(15):
        with overheard(line) as said:
            page = (await line.sam.get(f"?state=waiting&limit=100{after}")).json()
        costs.append(await work(line, said))
        after = f"&after={page['next']}"

    assert len(page["items"]) == 100
    assert max(costs) < 3 * costs[0]  # near the end PostgreSQL rather sorts what little is left


async def test_the_first_page_costs_the_same_however_many_wait(line: Line) -> None:
    """Ten times as many in line, and the desk asks no more of its database."""
    costs = []
    for more in (150, 1_350):
        await crowd(line, waiting=more)
        with overheard(line) as said:
            page = (await line.sam.get("?state=waiting&limit=100")).json()
        costs.append(await work(line, said))

    assert len(page["items"]) == 100
    assert costs[1] < 1.5 * costs[0]


async def test_a_circle_for_which_nobody_waits_is_told_so_as_quickly_as_if_nobody_waited_at_all(line: Line) -> None:
    """Kim answers for another circle than the one whom the whole line waits for: her empty page passes over none of them."""
    costs = []
    for more in (0, 1_500):
        await crowd(line, waiting=more)
        with overheard(line) as said:
            for address in ("?state=waiting", "?state=waiting&limit=20"):
                assert (await line.kim.get(address)).json()["items"] == []
        costs.append(await work(line, said))

    assert await goes_through_all(line, said) == []
    assert costs[1] <= costs[0] + 5  # an index may be a page deeper


async def test_the_desk_of_each_circle_walks_along_its_own_index(line: Line) -> None:
    """A youth who asked two circles stands in both lines, in the same place, and a page is a walk along one index."""
    await crowd(line, waiting=1_500)
    both = await line.opened(audience=3, priority=1)
    theirs = await line.opened(audience=2)
    with overheard(line) as said:
        first = (await line.kim.get("?state=waiting&limit=1")).json()
        second = (await line.kim.get(f"?state=waiting&limit=1&after={first['next']}")).json()

    assert [one["id"] for one in (*first["items"], *second["items"])] == [b64u(both), b64u(theirs)]
    assert (await line.sam.get("?state=waiting&limit=1")).json()["items"][0]["id"] == b64u(both)
    assert await work(line, said) < 1_500


async def test_who_is_called_is_found_without_asking_all_who_wait(line: Line) -> None:
    """Whenever somebody is called, each desk asks whether it is called itself."""
    await crowd(line, waiting=1_500)
    now = line.clock.now()
    async with line.mail.database.writing() as connection:
        waiting = list(await connection.scalars(select(conversations.c.id).where(conversations.c.state == "waiting")))
        begun = [{"conversation": one, "begun_at": now, "rung": 1, "next_at": now + HOUR} for one in waiting]
        await connection.execute(insert(ladders), begun)
        call = {"conversation": waiting[0], "rung": 1, "device": line.sam.id, "at": now}
        await connection.execute(insert(pages), call)
    await let_look(line)
    with overheard(line) as said:
        answer = await line.relay.client.get("/api/pages", headers=line.sam.headers)

    assert [b64u(waiting[0])] == [item["conversation"] for item in answer.json()["items"]]
    assert await work(line, said) < 200


async def test_a_desk_that_comes_back_asks_once_for_all_that_it_watches(line: Line, sockets: Sockets) -> None:
    """After a lost connection every desk of the team watches all who wait again: not one question for each of them."""
    await crowd(line, waiting=200, claimed=0, closed=0)
    waiting = [from_b64u(one["id"]) for one in (await line.sam.get("?state=waiting&limit=200")).json()["items"]]
    counts = []
    async with sockets.of(line.sam) as sam:
        for some in (waiting[:1], waiting):
            with overheard(line) as said:
                await sam.watching(dict.fromkeys(some, 1))
                assert await sam.until_pong() == []
            counts.append(sum(statement.startswith("SELECT") for statement, _ in said))

    assert counts[0] == counts[1] > 0
