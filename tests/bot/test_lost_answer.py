"""The database keeps a step, and the line breaks before it can say so: nothing is lost, and nothing comes twice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.memory import queries
from bot.memory.changes import Changes, Post
from bot.memory.chats import Held
from bot.memory.database import Unavailable
from bot.relay.client import Refused
from bot.settings.counts import COUNTS
from tests.bot.stories import asks_for, claims, on_call, talking
from tests.bot.worker import Worker
from tests.bot.world import World, world
from tests.fakes.breaking_line import BreakingLine
from tests.fakes.servers import Postgres
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

Marks = Callable[[Changes], bytes | None]


@pytest.fixture
async def way(server: Postgres) -> AsyncIterator[BreakingLine]:
    """The bot's line to it."""
    yield BreakingLine(server.port)


@pytest.fixture
async def there(tg: Practice, tmp_path: Path, server: Postgres, way: BreakingLine) -> AsyncIterator[World]:
    """A bot on a made line, with its database behind that way."""
    url = await server.new_database()
    async with way.open() as port:
        at = url.replace(f":{server.port}/", f":{port}/")
        async with world(tg, tmp_path, more={"BOT_DATABASE_URL": at}) as made:
            yield made
    await server.drop_database(url)


def breaks_at(line: World, way: BreakingLine, marks: Marks) -> None:
    """Let the line break at the next step in which something stands, named by bytes that it alone writes."""

    def look(held: Held) -> None:
        if way.broke == 0 and (found := marks(held.changes)) is not None:
            way.break_after(found)

    line.line.chats.keeping.append(look)


def a_youths_words(changes: Changes) -> bytes | None:
    """The frame of an update's step."""
    frames = [post.body for post in changes.posts if post.kind == "frame"]
    return frames[-1] if changes.marks and frames else None


def a_workers_words(changes: Changes) -> bytes | None:
    """The frame that a reply shows."""
    shows = any(send.what["op"] == "reply" for send, _ in changes.sends)
    return changes.received[0][3] if shows and changes.received else None


def a_new_talk(changes: Changes) -> bytes | None:
    """What asks the relay for one."""
    return next((post.body for post in changes.posts if post.kind == "open"), None)


def said(worker: Worker) -> list[str]:
    """What the youth said to a worker, in the order in which it came."""
    return [one["body"] for one in worker.words() if one["t"] == "text"]


async def test_my_words_arrive_once_though_nobody_heard_that_they_were_kept(
    there: World, way: BreakingLine, mia: Person
) -> None:
    """Promise 6: what I wrote next takes no number that was taken, and after a restart nothing is refused as a repeat."""
    sam, _ = await talking(there, mia)
    breaks_at(there, way, a_youths_words)
    mia.send("he is at the door")
    await sam.hears("text", body="he is at the door")
    mia.send("he is inside")
    await sam.hears("text", body="he is inside")
    await there.quiet()
    await there.stop_bot()
    await there.start_bot()
    await there.bot_is_up()
    mia.send("he left")
    await sam.hears("text", body="he left")

    assert way.broke == 1
    assert said(sam) == ["he is at the door", "he is inside", "he left"]
    assert "replay" not in sam.refused


async def test_a_workers_words_reach_me_once_though_nobody_heard_that_they_were_kept(
    there: World, way: BreakingLine, mia: Person
) -> None:
    """Promise 6: the cursor stands behind them, so the relay brings them no second time; they are shown all the same."""
    sam, conversation = await talking(there, mia)
    breaks_at(there, way, a_workers_words)
    await sam.text(conversation, "I am coming to the door")
    await mia.sees("I am coming to the door")
    await sam.text(conversation, "I am here")
    await mia.sees("I am here")
    await there.quiet()

    assert way.broke == 1
    assert mia.screen_text().count("I am coming to the door") == 1


async def test_whoever_asked_for_a_person_is_in_line_though_nobody_heard_that_it_was_kept(
    there: World, way: BreakingLine, mia: Person
) -> None:
    """Promise 7: the relay hears of the talk, somebody takes it, and my words go there."""
    sam = await on_call(there)
    breaks_at(there, way, a_new_talk)
    await asks_for(mia)
    await claims(sam, mia)
    mia.send("hello?")
    await sam.hears("text", body="hello?")

    assert way.broke == 1
    assert mia.screen_text().count("You are in line") == 1


async def test_whoever_erases_sees_an_empty_screen_though_nobody_heard_that_it_was_kept(
    there: World, way: BreakingLine, mia: Person
) -> None:
    """Promise 9: the wipe stood on the disk and in no queue; it happens by itself, without a second /erase."""
    sam, conversation = await talking(there, mia)
    mia.send("please forget this")
    await sam.hears("text", body="please forget this")
    await there.quiet()
    breaks_at(there, way, lambda changes: changes.burned[0] if changes.burned else None)
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await there.quiet()
    await sam.loses(conversation)

    assert way.broke == 1
    assert "please forget this" not in mia.screen_text()


async def test_nobody_takes_a_commit_for_lost_that_is_still_under_way(there: World) -> None:
    """A first step makes the row of its chat: whoever asks how it ended waits for that end, also while no row can be seen."""
    mac = b"m" * 16
    values = {"mac": mac, "sealed": b"of this step"}
    database = there.line.database

    async def ask() -> bytes | None:
        async with database.reading() as connection:
            return await queries.stands(connection, mac)

    async with database.engine.connect() as slow, database.engine.connect() as looking:
        await slow.execute(text("INSERT INTO chats (mac, sealed) VALUES (:mac, :sealed)"), values)
        asking = asyncio.create_task(ask())
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while not (await looking.execute(waits)).scalar_one():
            assert not asking.done()
        await slow.commit()

        assert await asking == b"of this step"
        await slow.execute(text("UPDATE chats SET due = 1 WHERE mac = :mac"), values)
        with pytest.raises(Unavailable):
            await ask()


async def test_on_an_embedded_database_the_same_holds(line: World, mia: Person) -> None:
    """Promise 6: a disk that keeps a commit and then reports a fault."""
    sam, _ = await talking(line, mia)
    writer, database = line.line.journal._sqlite, line.line.database
    whole, doubts = database.driver, COUNTS["commits_in_doubt"]

    class Late(sqlite3.Connection):
        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
            done = super().execute(statement, *values)  # type: ignore[arg-type]
            if statement == "COMMIT":
                database.driver = whole  # type: ignore[method-assign]
                raise sqlite3.OperationalError
            return done

    assert writer is not None
    path = line.folder / "bot" / "bot.db"
    database.driver = lambda: sqlite3.connect(  # type: ignore[method-assign]
        path, factory=Late, check_same_thread=False, isolation_level=None
    )
    writer.close()
    mia.send("two")
    await sam.hears("text", body="two")
    mia.send("three")
    await sam.hears("text", body="three")
    await line.quiet()

    assert COUNTS["commits_in_doubt"] == doubts + 1
    assert said(sam) == ["two", "three"]


async def test_i_hear_that_it_is_over_though_our_database_is_away_just_then(line: World, mia: Person) -> None:
    """Promise 7: the relay refuses my words because the talk is over; that is told as soon as it can be kept."""
    _, conversation = await talking(line, mia)
    posts = line.line.posts
    tell, tries = posts.ended, iter([Unavailable()])
    assert tell is not None

    async def ended(which: bytes, lost: bool) -> None:
        if (why := next(tries, None)) is not None:
            raise why
        await tell(which, lost)

    posts.ended = ended
    await posts._refused(conversation, [Post(1, conversation, "frame", b"")], Refused(409, "closed"))

    await mia.sees("This chat is done for now")
