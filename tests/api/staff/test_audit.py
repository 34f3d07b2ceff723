"""What a coordinator may rely on who reads the record of deeds: nothing is missing, whoever writes at once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from api.staff import queries
from api.staff.audit import record, record_all
from api.staff.chain import ZEROS, Row, link, pseudonym
from api.store.database import Database
from tests.fakes.servers import MovableClock

HOUR = 3_600_000
SAM = b"S" * 16


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with an empty record."""
    opened = Database(database_url)
    yield opened
    await opened.close()


async def rows(database: Database) -> list[Row]:
    """The whole record, in order."""
    async with database.reading() as connection:
        return await queries.deeds_after(connection, 0, 10_000)


async def test_a_deed_is_kept_with_its_hour_and_a_pseudonym_and_no_more(
    database: Database, clock: MovableClock
) -> None:
    """Who takes the database learns that Sam took some conversation in some hour, not which one nor when."""
    conversation = os.urandom(16)
    async with database.writing() as connection:
        await record(connection, SAM, "claim", conversation, clock.now())
    (row,) = await rows(database)

    assert (row.number, row.actor, row.action) == (1, SAM, "claim")
    assert row.hour == clock.now() // HOUR * HOUR
    assert row.subject == pseudonym(conversation) != conversation
    assert row.hash == link(ZEROS, 1, row.hour, SAM, "claim", row.subject)


async def test_a_deed_that_did_not_happen_is_not_on_record(database: Database, clock: MovableClock) -> None:
    """The record stands and falls with the transaction of the deed."""
    with pytest.raises(RuntimeError):
        async with database.writing() as connection:
            await record(connection, SAM, "claim", os.urandom(16), clock.now())
            raise RuntimeError
    async with database.writing() as connection:
        await record(connection, SAM, "release", os.urandom(16), clock.now())

    assert [(row.number, row.action) for row in await rows(database)] == [(1, "release")]


async def test_many_who_write_at_once_leave_no_gap(database: Database, clock: MovableClock) -> None:
    """Two relays with ten workers each at the same moment: every number once, every link holds."""
    other = Database(database.url.render_as_string(hide_password=False))

    async def work(where: Database, actor: bytes) -> None:
        for _ in range(5):
            async with where.writing() as connection:
                await record_all(connection, actor, "purge", [os.urandom(16), os.urandom(16)], clock.now())

    await asyncio.gather(*(work(where, bytes([n]) * 16) for n in range(6) for where in (database, other)))
    await other.close()
    found = await rows(database)

    assert [row.number for row in found] == list(range(1, 121))
    before = ZEROS
    for row in found:
        assert row.hash == link(before, row.number, row.hour, row.actor, row.action, row.subject)
        before = row.hash


async def test_a_deed_outside_the_list_is_refused(database: Database, clock: MovableClock) -> None:
    """Nobody can slip a word into the record by way of an action."""
    async with database.writing() as connection:
        with pytest.raises(ValueError, match="not in the list"):
            await record(connection, SAM, "said hello to Billie", None, clock.now())
