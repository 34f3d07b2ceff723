"""What a caller may rely on who hands a frame to the writer."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import create_async_engine

from api.store import database as database_module
from api.store import group_commit
from api.store.database import Unavailable
from tests.api.store.mailroom import mailroom, together
from tests.fakes.servers import Postgres


async def test_many_callers_share_a_commit_and_nobody_is_answered_before_it(database_url: str, tmp_path: Path) -> None:
    """A thousand callers, few transactions; whoever is answered finds the frame in the database."""
    async with mailroom(database_url, tmp_path) as room:
        conversations = [await room.opened() for _ in range(10)]
        done = await together([room.append(conversations[number % 10]) for number in range(1000)])

        assert len(room.batches) < 200
        for conversation in conversations:
            mine = [(one.cursor, one.frame) for one in done if one.conversation == conversation]
            assert sorted(mine) == await room.stored(conversation)
            assert [cursor for cursor, _ in mine] == list(range(1, 101))


async def test_h4_one_frame_fifty_times_at_once_is_stored_once(database_url: str, tmp_path: Path) -> None:
    """At once, later, and after the writer began anew: the same cursor, the same time."""
    frame = os.urandom(400)
    async with mailroom(database_url, tmp_path) as room:
        conversation = await room.opened()
        await together([room.append(conversation) for _ in range(7)])
        done = await together([room.append(conversation, frame) for _ in range(50)])
        done.append(await room.append(conversation, frame))
    async with mailroom(database_url, tmp_path) as room:
        done.append(await room.append(conversation, frame))
        following = await room.append(conversation)
        stored = await room.stored(conversation)

    assert {(8, done[0].at)} == {(one.cursor, one.at) for one in done}
    assert sum(one.fresh for one in done) == 1
    assert following.cursor == 9
    assert list(range(1, 10)) == [cursor for cursor, _ in stored]


async def test_a_look_alike_hash_is_no_repeat(database_url: str, tmp_path: Path) -> None:
    """Two frames whose hashes begin alike are two frames: the stored hash decides, not the guess in memory."""
    async with mailroom(database_url, tmp_path) as room:
        conversation = await room.opened()
        first, second = await room.made(conversation), await room.made(conversation)
        second.hash = first.hash[:8] + os.urandom(24)

        done = [await room.writer.append(one) for one in (first, second)]

    assert [(one.cursor, one.fresh) for one in done] == [(1, True), (2, True)]


async def test_a_refusal_touches_nobody_else_in_the_batch(database_url: str, tmp_path: Path) -> None:
    """Each caller of a batch hears its own answer; a conversation that is not there is not found."""
    async with mailroom(database_url, tmp_path, judge=lambda _head, device: device) as room:
        conversation = await room.opened()
        waiting = [await room.made(conversation) for _ in range(6)]
        for number, one in enumerate(waiting):
            one.device = "closed" if number % 2 else None
        waiting[2].conversation = bytes(16)

        done = await together([room.writer.append(one) for one in waiting])

    assert [one.refusal for one in done] == [None, "closed", "not-found", "closed", None, "closed"]
    assert [done[0].cursor, done[4].cursor] == [1, 2]


async def test_two_replicas_number_one_conversation_without_gap_or_repeat(
    postgres: Any, tmp_path: Path, request: Any
) -> None:
    """Two writers on one PostgreSQL write to the same conversations at once: every cursor once, every frame once."""
    url = await postgres.new_database(like=request.getfixturevalue("postgres_pattern"))
    async with mailroom(url, tmp_path) as one, mailroom(url, tmp_path) as other:
        conversations = [await one.opened() for _ in range(3)]
        twice = os.urandom(400)
        appends = [room.append(conversations[number % 3]) for number in range(150) for room in (one, other)]
        repeats = [room.append(conversations[0], twice) for room in (one, other)]
        done = await together(appends + repeats)

        assert {None} == {one.refusal for one in done}
        assert done[-1].cursor == done[-2].cursor
        for conversation in conversations:
            count = 100 + (conversation == conversations[0])
            assert list(range(1, count + 1)) == [cursor for cursor, _ in await one.stored(conversation)]
    await postgres.drop_database(url)


async def test_a_full_queue_refuses_at_once(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be stored soon is not taken: memory stays bounded."""
    monkeypatch.setattr(group_commit, "MOST_WAITING", 3)
    async with mailroom(database_url, tmp_path) as room:
        conversation = await room.opened()
        waiting = [await room.made(conversation) for _ in range(4)]
        for one in waiting[:3]:
            room.writer.submit(one)

        with pytest.raises(Unavailable):
            room.writer.submit(waiting[3])


async def test_h23_a_locked_database_says_later_and_takes_mail_again(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody holds a lock: callers hear `later`, nothing of theirs is stored; after it everything goes on."""
    monkeypatch.setattr(database_module, "BUSY_MS", 200)
    async with mailroom(database_url, tmp_path) as room:
        conversation = await room.opened()
        kept = await room.append(conversation)
        locker = create_async_engine(database_url, isolation_level="AUTOCOMMIT")
        async with locker.connect() as connection:
            lock = ["BEGIN EXCLUSIVE"] if room.database.embedded else ["BEGIN", "LOCK TABLE conversations"]
            for statement in lock:
                await connection.exec_driver_sql(statement)
            refused = await together([room.append(conversation) for _ in range(5)])
            unhealthy = not room.writer.healthy
            await connection.exec_driver_sql("ROLLBACK")
        await locker.dispose()
        again = await room.append(conversation, refused[0].frame)
        stored = await room.stored(conversation)

    assert {"later"} == {one.refusal for one in refused}
    assert (unhealthy, room.writer.healthy) == (True, True)
    assert [(1, kept.frame), (2, again.frame)] == stored


@pytest.mark.parametrize("fault", ["PRAGMA max_page_count=1", "PRAGMA query_only=ON"], ids=["disk full", "read-only"])
async def test_h23_a_full_or_read_only_disk_leaves_no_half_row(
    sqlite_pattern: Path, tmp_path: Path, fault: str
) -> None:
    """The disk is full, or was mounted read-only: `later` for everybody, not one row of the batch, and no number is lost."""
    path = tmp_path / "relay.db"
    path.write_bytes(sqlite_pattern.read_bytes())
    async with mailroom(f"sqlite+aiosqlite:///{path}", tmp_path) as room:
        conversation = await room.opened()
        engine = room.writer._writer._writer._engine  # type: ignore[union-attr]
        faulty = [True]

        @event.listens_for(engine, "connect")
        def _break(connection: sqlite3.Connection, _record: object) -> None:
            if faulty:
                connection.execute(fault)

        refused = await together([room.append(conversation, os.urandom(100_000)) for _ in range(8)])
        nothing = await room.stored(conversation)
        faulty.clear()
        again = await together([room.append(conversation, one.frame) for one in refused])

    assert {"later"} == {one.refusal for one in refused}
    assert nothing == []
    assert list(range(1, 9)) == [one.cursor for one in again]


async def test_h23_a_postgresql_that_restarts_is_found_again(tmp_path: Path) -> None:
    """The server is gone: `later`. It is back: the next append is stored, and what was answered before is there."""
    server = Postgres(durable=False)
    server.make()
    server.start()
    try:
        url = await server.new_database()
        await asyncio.to_thread(migrated, url)
        async with mailroom(url, tmp_path) as room:
            conversation = await room.opened()
            before = await room.append(conversation)
            server.stop(signal.SIGQUIT)
            refused = await room.append(conversation)
            server.start()
            after = await room.append(conversation, refused.frame)
            stored = await room.stored(conversation)
    finally:
        server.remove()

    assert refused.refusal == "later"
    assert [(1, before.frame), (2, after.frame)] == stored


WRITE_UNTIL_KILLED = """
import asyncio, sys
from pathlib import Path
from tests.api.store.mailroom import mailroom

async def main():
    async with mailroom(sys.argv[1], Path(sys.argv[2])) as room:
        conversation = await room.opened()
        print(conversation.hex(), flush=True)
        async def caller():
            while True:
                done = await room.append(conversation)
                print(done.cursor, done.frame.hex(), flush=True)
        await asyncio.gather(*[caller() for _ in range(8)])

asyncio.run(main())
"""


async def test_h22_what_was_answered_survives_kill_9(database_url: str, tmp_path: Path) -> None:
    """The relay is killed in the middle of writing: every frame whose sender was answered is there, whole and in place."""
    command = [sys.executable, "-c", WRITE_UNTIL_KILLED, database_url, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    conversation = bytes.fromhex(process.stdout.readline())
    answered = [process.stdout.readline().split() for _ in range(100)]
    process.kill()
    answered += [line.split() for line in process.stdout.read().splitlines() if len(line.split()) == 2]
    process.wait()
    process.stdout.close()

    async with mailroom(database_url, tmp_path) as room:
        stored = dict(await room.stored(conversation))
        following = await room.append(conversation)

    assert {int(cursor): frame for cursor, frame in answered if len(frame) == 800}.items() <= {
        cursor: frame.hex() for cursor, frame in stored.items()
    }.items()
    assert list(range(1, len(stored) + 1)) == sorted(stored)
    assert len(stored) + 1 == following.cursor


async def test_the_write_ahead_log_is_copied_behind_everybodys_back(sqlite_pattern: Path, tmp_path: Path) -> None:
    """At the end everything is in the database file itself, and no append has waited for it."""
    path = tmp_path / "relay.db"
    path.write_bytes(sqlite_pattern.read_bytes())
    async with mailroom(f"sqlite+aiosqlite:///{path}", tmp_path) as room:
        conversation = await room.opened()
        await together([room.append(conversation) for _ in range(50)])

    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    with sqlite3.connect(copy) as connection:
        count = connection.execute("SELECT count(*) FROM frames").fetchone()
    connection.close()
    assert count == (50,)


def migrated(url: str) -> None:
    """Bring a database to the newest tables, on a loop of its own."""
    from tests.api.conftest import _migrated, run

    run(_migrated(url))


async def test_reads_go_on_while_somebody_writes(database_url: str, tmp_path: Path) -> None:
    """A long read sees one moment, and holds no writer up."""
    async with mailroom(database_url, tmp_path) as room:
        conversation = await room.opened()
        async with room.database.reading() as connection:
            await connection.execute(text("SELECT count(*) FROM frames"))
            done = await asyncio.wait_for(room.append(conversation), 2)

    assert done.cursor == 1
