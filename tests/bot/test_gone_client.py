"""Whoever is gone without a word, a bot or its PostgreSQL server, makes nobody wait for ever."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from bot.memory.changes import Changes
from bot.memory.database import Database, Occupied, TakenBefore, Unavailable
from bot.memory.journal import Journal
from bot.memory.schema import bring_up_to_date
from bot.memory.tables import chats
from bot.settings.counts import COUNTS
from tests.bot.stories import talking
from tests.bot.worker import Worker
from tests.bot.world import World, world
from tests.fakes.servers import Postgres
from tests.fakes.silent_line import SilentLine
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

MIA, LEO = b"m" * 16, b"l" * 16
WORDS = "he is at the door"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that waits for a moment where others wait for seconds."""
    monkeypatch.setattr("bot.memory.database.WAIT_SECONDS", 0.2)
    monkeypatch.setattr("bot.memory.database.REST_SECONDS", 1.0)
    monkeypatch.setattr("bot.memory.database.ANSWER_SECONDS", 1.0)


@pytest.fixture
async def url(impatient: None, server: Postgres) -> AsyncIterator[str]:
    """An empty database of a bot's."""
    made = await server.new_database()
    yield made
    await server.drop_database(made)


@pytest.fixture
async def there(tg: Practice, tmp_path: Path, url: str) -> AsyncIterator[World]:
    """A bot on a made line, with its database there."""
    async with world(tg, tmp_path, more={"BOT_DATABASE_URL": url}) as made:
        yield made


@contextlib.asynccontextmanager
async def held_by_a_dead_bot(url: str, *macs: bytes) -> AsyncIterator[None]:
    """Hold the rows of these chats in a transaction of a bot that does nothing any more, and never says so."""
    gone = Database(url)
    with contextlib.suppress(Unavailable):
        async with gone.writing() as connection:
            await connection.execute(update(chats).where(chats.c.mac.in_(macs)).values(due=None))
            yield
    await gone.close()


@contextlib.asynccontextmanager
async def journal_at(url: str) -> AsyncIterator[tuple[Database, Journal]]:
    """A journal that writes there, with the chats of Mia and Leo in it."""
    database = Database(url)
    await bring_up_to_date(database)
    journal = Journal(database)
    journal.start()
    await journal.keep(Changes(chats={MIA: (b"before", None), LEO: (b"before", None)}))
    yield database, journal
    await journal.stop()
    await database.close()


async def standing(url: str) -> dict[bytes, bytes]:
    """Return what stands of each chat."""
    database = Database(url)
    async with database.reading() as connection:
        found = {row.mac: row.sealed for row in await connection.execute(select(chats.c.mac, chats.c.sealed))}
    await database.close()
    return found


def said(worker: Worker) -> list[str]:
    """What the youth said to a worker, in the order in which it came."""
    return [one["body"] for one in worker.words() if one["t"] == "text"]


async def test_my_words_go_out_once_though_a_dead_bot_held_my_chat(there: World, url: str, mia: Person) -> None:
    """Promise 6: PostgreSQL ends whoever does nothing in the middle of a transaction; until then I am told to wait, not for ever."""
    sam, _ = await talking(there, mia)
    doubts = COUNTS["commits_in_doubt"]
    async with held_by_a_dead_bot(url, there.line.chats.mac(mia.chat_id)):
        mia.send(WORDS)
        await sam.hears("text", body=WORDS)
        mia.send("he left")
        await sam.hears("text", body="he left")

    assert said(sam) == [WORDS, "he left"]
    assert COUNTS["commits_in_doubt"] == doubts, "that a row is held says that nothing was kept: nobody has to ask"


async def test_while_one_chat_is_held_all_others_are_kept(url: str) -> None:
    """Leo's words wait for Mia's row once, and are kept while it is held; Mia's are known not to be kept, and go through later."""
    async with journal_at(url) as (_, journal):
        async with held_by_a_dead_bot(url, MIA):
            both = [journal.keep(Changes(chats={mac: (b"after", None)})) for mac in (MIA, LEO)]
            mine, leos = await asyncio.gather(*both, return_exceptions=True)
            meanwhile = await standing(url)
        await journal.keep(Changes(chats={MIA: (b"later", None)}))

    assert isinstance(mine, Occupied) and leos is None
    assert meanwhile == {MIA: b"before", LEO: b"after"}
    assert await standing(url) == {MIA: b"later", LEO: b"after"}


async def test_a_lock_on_everything_is_not_waited_for_once_for_each_chat(url: str) -> None:
    """When two of many have waited in vain, the others are told at once: they come back, and do not stand in a line for minutes."""
    many = [b"%16d" % number for number in range(40)]
    async with journal_at(url) as (_, journal):
        gone = Database(url)
        with contextlib.suppress(Unavailable):
            async with gone.writing() as connection:
                await connection.execute(text("LOCK TABLE chats IN EXCLUSIVE MODE"))
                waits = [journal.keep(Changes(chats={mac: (b"after", None)})) for mac in many]
                async with asyncio.timeout(5):  # each for itself: 40 x 0.2 s
                    told = await asyncio.gather(*waits, return_exceptions=True)
        await gone.close()

    assert {Occupied} == {type(one) for one in told}


async def test_words_behind_one_that_was_taken_before_are_never_said_to_be_taken(url: str) -> None:
    """Nothing of Ann's was kept, so nothing says that it was: whoever brought it brings it again, and it goes through."""
    ann = b"a" * 16
    async with journal_at(url) as (_, journal):
        await journal.keep(Changes(marks=[(1, 7, 0)]))
        async with held_by_a_dead_bot(url, MIA, LEO):
            given = [Changes(marks=[(1, 7, 0)])]
            given += [Changes(chats={mac: (b"after", None)}) for mac in (MIA, LEO, ann)]
            told = await asyncio.gather(*(journal.keep(one) for one in given), return_exceptions=True)
        await journal.keep(given[-1])

    assert [type(one) for one in told] == [TakenBefore, Occupied, Occupied, Occupied]
    assert (await standing(url))[ann] == b"after"


async def test_leo_waits_for_the_row_of_mias_chat_once_and_then_for_a_moment_only(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One writer for all: what is written alone, after all waited together, must not make the others wait as long again."""
    monkeypatch.setattr("bot.memory.database.WAIT_SECONDS", 3.0)
    monkeypatch.setattr("bot.memory.database.REST_SECONDS", 60.0)
    monkeypatch.setattr("bot.memory.database.ANSWER_SECONDS", 60.0)
    async with journal_at(url) as (_, journal), held_by_a_dead_bot(url, MIA):
        mine, leos = (asyncio.create_task(journal.keep(Changes(chats={mac: (b"after", None)}))) for mac in (MIA, LEO))
        async with asyncio.timeout(5):  # as long both times: 6 s
            await leos
        with pytest.raises(Occupied):
            await mine


async def test_a_server_that_is_cut_off_is_not_waited_for_for_ever(url: str, server: Postgres) -> None:
    """No end of the line was told that it is dead: the bot gives up, says `later`, and goes on over a new one."""
    way = SilentLine(server.port)
    async with way.open() as port, journal_at(url.replace(f":{server.port}/", f":{port}/")) as (_, journal):
        way.pull()
        async with asyncio.timeout(20):  # with the bot's own numbers it is some fifteen times as long
            with pytest.raises(Unavailable):
                await journal.keep(Changes(chats={MIA: (b"in doubt", None)}))
            await journal.keep(Changes(chats={LEO: (b"after", None)}))

    assert await standing(url) == {MIA: b"before", LEO: b"after"}
