"""What the journal promises everybody who waits for the disk."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.memory.changes import Changes, Post
from bot.memory.database import Database, TakenBefore, Unavailable
from bot.memory.journal import Journal
from bot.memory.schema import bring_up_to_date
from bot.memory.tables import chats, facts, marks, posts

MANY = 150


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of a bot."""
    made = Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")
    await bring_up_to_date(made)
    yield made
    await made.close()


@pytest.fixture
async def journal(database: Database) -> AsyncIterator[Journal]:
    """A journal that writes into it."""
    made = Journal(database)
    made.start()
    yield made
    await made.stop()


async def _column(database: Database, column: object) -> list[object]:
    async with database.reading() as connection:
        return list((await connection.execute(select(column))).scalars())  # type: ignore[call-overload]


async def test_everything_that_many_chats_did_at_once_is_kept_in_order(database: Database, journal: Journal) -> None:
    """More rows than one statement carries: each is there, once, in the order in which it was given."""
    for number in (1, MANY):
        given = [Post(number * 1000 + place, b"c" * 16, "frame", b"%d" % place) for place in range(number)]
        await asyncio.gather(*(journal.keep(Changes(posts=[post])) for post in given))
        kept = await _column(database, posts.c.body)
        assert kept[-number:] == [post.body for post in given]

    everyone = [b"%16d" % number for number in range(MANY)]
    for box in (b"before", b"after"):
        await asyncio.gather(*(journal.keep(Changes(chats={mac: (box, None)})) for mac in everyone))
    assert await _column(database, chats.c.sealed) == [b"after"] * MANY
    await asyncio.gather(*(journal.keep(Changes(forgotten=[mac])) for mac in everyone[1:]))
    assert await _column(database, chats.c.mac) == everyone[:1]


async def test_one_repeated_update_does_not_take_the_others_along(database: Database, journal: Journal) -> None:
    """An update that was taken before is told so, alone; what its neighbours did in the same moment is kept."""
    await journal.keep(Changes(marks=[(1, 7, 0)]))
    ends = await asyncio.gather(
        *(journal.keep(Changes(marks=[(1, number, 0)])) for number in range(6, 10)), return_exceptions=True
    )

    assert [type(end) for end in ends] == [type(None), TakenBefore, type(None), type(None)]
    assert sorted(await _column(database, marks.c.update_id)) == [6, 7, 8, 9]  # type: ignore[type-var]


async def test_when_the_database_is_locked_everybody_who_waits_hears_it(database: Database, journal: Journal) -> None:
    """Nobody is left waiting or told a lie; once the lock is gone the same journal goes on."""
    await journal.keep(Changes(marks=[(1, 1, 0)]))
    database.give_up_after(0.05)
    async with database.engine.connect() as lock:
        await lock.execute(text("SELECT 1"))
        ends = await asyncio.gather(
            *(journal.keep(Changes(marks=[(1, number, 0)])) for number in range(2, 50)), return_exceptions=True
        )
        assert {type(end) for end in ends} == {Unavailable}
        await lock.rollback()
    database.give_up_after(5)

    await journal.keep(Changes(marks=[(1, 50, 0)]))
    assert await _column(database, marks.c.update_id) == [1, 50]


async def test_whoever_stops_waiting_takes_nobody_along(database: Database, journal: Journal) -> None:
    """A cancelled wait ends alone: what was given is kept, its own and the others'."""
    waits = [asyncio.create_task(journal.keep(Changes(facts={name: b"1"}))) for name in ("mine", "yours")]
    await asyncio.sleep(0)
    waits[0].cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waits[0]
    await waits[1]

    assert {"mine", "yours"} <= set(await _column(database, facts.c.name))  # type: ignore[arg-type]


async def test_what_was_given_before_the_stop_is_on_the_disk(database: Database) -> None:
    """The bot ends in good order: the last words are kept, and those who gave them are told so."""
    journal = Journal(database)
    journal.start()
    given = [asyncio.create_task(journal.keep(Changes(marks=[(1, number, 0)]))) for number in range(MANY)]
    await asyncio.sleep(0)
    await journal.stop()
    await asyncio.gather(*given)

    assert len(await _column(database, marks.c.update_id)) == MANY
