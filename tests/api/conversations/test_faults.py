"""What anybody may rely on while the database does not answer: a plain `later`, nothing lost, nothing half done."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from api.protocol import events
from api.protocol.base64url import b64u
from api.protocol.envelope import Stored
from api.store.database import Database, Unavailable
from api.store.lockbox import open_lockbox
from bot.sealing.keys import Refusal
from bot.sealing.open import header
from tests.api.conversations.line import Line, Live, Sockets
from tests.fakes.servers import until


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay that waits for a lock only for a moment."""
    monkeypatch.setattr("api.store.database.BUSY_MS", 300)


@asynccontextmanager
async def locked(line: Line, database_url: str) -> AsyncIterator[None]:
    """Hold everything that a writer needs."""
    locker = create_async_engine(database_url, isolation_level="AUTOCOMMIT")
    embedded = line.relay.app.state.database.embedded
    statements = (
        ["BEGIN IMMEDIATE"] if embedded else ["BEGIN", "LOCK TABLE conversations, frames, leases IN EXCLUSIVE MODE"]
    )
    async with locker.connect() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)
        yield
        await connection.exec_driver_sql("ROLLBACK")
    await locker.dispose()


async def test_h23_while_the_database_is_locked_everybody_hears_later(
    impatient: None, line: Line, sockets: Sockets, database_url: str
) -> None:
    """Posts, verbs and socket appends: `later`; reading goes on; afterwards everything is as if nothing had been asked."""
    conversation = await line.opened()
    frame, other = line.bot.frame(conversation), line.bot.frame(conversation)
    async with sockets.of(line.bot) as bot:
        async with locked(line, database_url):
            answers = await asyncio.gather(
                line.bot.send(conversation, frame),
                line.sam.do(conversation, "claim"),
                line.bot.do(conversation, "priority", priority=3),
            )
            ref = await bot.append(other)
            refused = await bot.next(events.Refusal)
            ready = await line.relay.client.get("/health/ready")
            row = await line.bot.row(conversation)
        again = await line.bot.send(conversation, frame)
        await bot.append(other)
        receipt = await bot.next_receipt()

    assert {(503, "later")} == {(answer.status_code, answer.json()["code"]) for answer in answers}
    assert (ref, "later") == (refused.ref, refused.code)
    assert ready.status_code == 503
    assert (row["state"], row["priority"], row["cursor"]) == ("waiting", 0, 0)
    assert again.json()["cursors"] == [1]
    assert receipt[1] == 2


async def test_h23_what_failed_in_the_background_is_made_up_for(
    impatient: None, line: Line, sockets: Sockets, database_url: str
) -> None:
    """Presence and jobs that met a locked database run again; no socket was lost by it."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    async with sockets.of(line.sam) as sam:
        async with locked(line, database_url):
            await line.tick(60_000)
            await sam.until_pong()
        for _ in range(3):
            await line.tick(60_000)
            await sam.until_pong()

        row = await line.bot.row(conversation)
    assert (row["state"], row["claimer_here"]) == ("claimed", True)


async def test_an_erase_that_could_not_finish_is_finished_later(impatient: None, line: Line, database_url: str) -> None:
    """The key goes first: with the database locked nothing can be read any more, and the rows go when it is free."""
    conversation = await line.opened()
    await line.bot.send(conversation, line.bot.frame(conversation))
    async with locked(line, database_url):
        first = await line.bot.do(conversation, "erase")
        line.mail.tail.drop(conversation)
        unreadable = await line.bot.read(conversation)
    second = await line.bot.do(conversation, "erase")

    assert (first.status_code, second.status_code) == (503, 204)
    assert unreadable == []
    assert (await line.bot.get(f"/{b64u(conversation)}")).status_code == 404


async def test_h23_a_hello_that_met_a_busy_database_is_not_signed_out(
    line: Line, sockets: Sockets, monkeypatch: Any
) -> None:
    """It is told to come again later, and the token that it has opens the next socket."""
    from api.store.database import Unavailable

    async def busy(*_: Any) -> Any:
        raise Unavailable("locked")

    with monkeypatch.context() as down:
        down.setattr("api.staff.signin.device_of_token", busy)
        async with sockets.connect() as connection:
            live = Live(connection)
            await live.say(events.Hello(line.sam.token))
            said = await live.hear()
            await connection.wait_closed()

    assert (connection.close_code, said.code) == (1013, "later")
    async with sockets.of(line.sam) as sam:
        await sam.until_pong()


async def test_one_stored_frame_that_was_changed_shuts_nothing_else(line: Line, sockets: Sockets) -> None:
    """What stands before and behind it comes as ever, by GET and by socket; its own place comes too, and is refused (5.5)."""
    conversation, counts = await line.opened(), line.relay.app.state.counts
    frames = [line.bot.frame(conversation) for _ in range(3)]
    await line.bot.send(conversation, *frames)
    async with line.mail.database.writing() as connection:
        await connection.execute(text("UPDATE frames SET wrapped = hash WHERE cursor = 2"))
    line.mail.tail.drop(conversation)

    read = await line.sam.read(conversation)
    async with sockets.of(line.sam) as sam:
        await sam.watching({conversation: 0})
        brought = [await sam.next(Stored) for _ in frames]

    assert [one.cursor for one in read] == [1, 2, 3]
    assert (read[0].frame, read[2].frame, brought) == (frames[0], frames[2], read)
    with pytest.raises(Refusal, match="size"):
        header(read[1].frame)
    assert (read[1].frame[8:24], counts.held["frames_changed"]) == (conversation, 2)


async def test_a_desk_is_not_left_to_say_that_all_is_quiet_while_the_database_is_away(
    line: Line, sockets: Sockets, monkeypatch: Any
) -> None:
    """A database that stumbles costs nobody their socket; one that stays away does, so that each desk says that the line is."""

    async def away(*_: Any) -> Any:
        raise Unavailable("down")

    live = line.relay.app.state.live
    async with sockets.of(line.sam) as sam:
        with monkeypatch.context() as down:
            down.setattr("api.conversations.queries.changed", away)
            for _ in range(3):
                line.clock.forward(6_000)
                with contextlib.suppress(Unavailable):
                    await live.sweep()
            before = await sam.until_pong()
        line.clock.forward(6_000)
        await live.sweep()
        with monkeypatch.context() as down:
            down.setattr("api.conversations.queries.changed", away)
            for _ in range(4):
                line.clock.forward(6_000)
                await sam.until_pong()
                with contextlib.suppress(Unavailable):
                    await live.sweep()
            said = await sam.next(events.Bye)
            await sam.connection.wait_closed()

    assert not [one for one in before if isinstance(one, events.Bye)]
    assert (sam.connection.close_code, said.code) == (1013, "later")


async def test_a_socket_survives_a_read_that_failed(line: Line, sockets: Sockets, monkeypatch: Any) -> None:
    """The frame that could not be read comes with the next look."""
    from api.store.database import Unavailable

    conversation = await line.opened()
    failed = asyncio.Event()

    async def fails(*_: Any, **__: Any) -> Any:
        failed.set()
        raise Unavailable("down")

    async with sockets.of(line.sam) as sam:
        await sam.watching({conversation: 0})
        await sam.until_pong()
        with monkeypatch.context() as down:
            down.setattr("api.conversations.queries.read", fails)
            down.setattr(line.mail.tail, "since", lambda *_: None)
            await line.bot.send(conversation, line.bot.frame(conversation))
            await until(failed.is_set)
        line.clock.forward(6_000)
        await line.relay.app.state.live.sweep()

        assert (await sam.next(Stored)).cursor == 1


@pytest.fixture
def short_rests(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay of whose transactions PostgreSQL ends one in which nothing happens for a second."""
    monkeypatch.setattr("api.store.database.REST_MS", 1_000)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_conversation_that_a_dead_relay_holds_is_let_go(
    short_rests: None, line: Line, database_url: str
) -> None:
    """A replica that is gone without a word keeps nobody waiting for ever: `later`, and then the frame is kept, once."""
    conversation = await line.opened()
    frame = line.bot.frame(conversation)
    gone, answers = Database(database_url), []
    with contextlib.suppress(Unavailable):
        async with gone.writing() as connection:
            await connection.execute(text("SELECT id FROM conversations FOR UPDATE"))
            async with asyncio.timeout(20):
                while not answers or answers[-1].status_code == 503:
                    answers.append(await line.bot.send(conversation, frame))
    again = await line.bot.send(conversation, frame)
    await gone.close()

    assert answers[0].json()["code"] == "later"
    assert answers[-1].json()["cursors"] == again.json()["cursors"] == [1]


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
async def test_a_lockbox_that_a_dead_relay_holds_is_let_go(short_rests: None, empty_database_url: str) -> None:
    """Several relays share it: none waits for ever for one that is gone, and the key is made once."""
    box, gone, conversation = await open_lockbox(empty_database_url), Database(empty_database_url), b"c" * 16
    later = 0
    with contextlib.suppress(Unavailable):
        async with gone.writing() as connection:
            await connection.execute(text("INSERT INTO keys VALUES (:c, :k)"), {"c": conversation, "k": bytes(32)})
            async with asyncio.timeout(20):
                while await box.find(conversation) is None:
                    try:
                        await box.make(conversation)
                    except Unavailable:
                        later += 1
    await gone.close()
    kept = await box.secret(conversation, b"x")
    await box.close()
    box = await open_lockbox(empty_database_url)

    assert later > 0
    assert await box.secret(conversation, b"x") == kept
    await box.close()


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
async def test_whoever_pages_through_the_record_is_not_cut_off(short_rests: None, empty_database_url: str) -> None:
    """A transaction that only reads keeps nobody waiting, so it may rest where somebody reads what it gives."""
    database = Database(empty_database_url)
    async with database.reading() as connection:
        before = await connection.scalar(text("SHOW idle_in_transaction_session_timeout"))
        await database.unhurried(connection)
        during = await connection.scalar(text("SHOW idle_in_transaction_session_timeout"))
    async with database.reading() as connection:
        after = await connection.scalar(text("SHOW idle_in_transaction_session_timeout"))
    await database.close()

    assert (before, during, after) == ("1s", "0", "1s")


async def test_a_circle_that_was_shut_out_hears_so_though_nobody_said_that_this_was_kept(
    line: Line, sockets: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kim's desk lists what Sam has. The youth takes the yes to Kim's circle back, the answer of the database is lost, and the bot asks again."""
    conversation = await line.opened(audience=3)
    await line.sam.do(conversation, "claim")
    writing = Database.writing

    @asynccontextmanager
    async def unsaid(database: Database) -> AsyncIterator[Any]:
        async with writing(database) as connection:
            yield connection
        raise Unavailable("unsaid")

    async with sockets.of(line.kim) as kim, sockets.of(line.sam) as sam:
        with monkeypatch.context() as moment:
            moment.setattr(Database, "writing", unsaid)
            lost = await line.bot.do(conversation, "audience", audience=1)
        again = await line.bot.do(conversation, "audience", audience=1)
        await sam.next(lambda heard: getattr(heard, "audience", 3) == 1)
        heard = await kim.until_pong()

    assert (lost.status_code, again.status_code) == (503, 200)
    assert events.Gone(b64u(conversation)) in heard
