"""A message that is on its way while its conversation is erased: it goes along, or it is refused; nothing of it stays behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.util import await_only

from api.protocol.envelope import frame_hash
from api.store.batch import Append
from tests.api.conversations.line import Line, assemble
from tests.api.relay import founded, running

TURNS = 20_000
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture(name="line")
async def on_postgres(postgres: Any, postgres_pattern: str, clock: Any, tmp_path: Path) -> AsyncIterator[Line]:
    """A line on PostgreSQL, where two connections write at once; on SQLite one writes after the other."""
    url = await postgres.new_database(like=postgres_pattern)
    async with running(url, tmp_path / "relay", clock) as relay:
        await founded(relay)
        yield await assemble(relay)
    await postgres.drop_database(url)


class Held:
    """Holds one connection right after it said a statement that begins like this, until it is let go."""

    def __init__(self, line: Line, begins: str) -> None:
        self.begins, self.there, self.go = begins, asyncio.Event(), asyncio.Event()
        event.listen(line.relay.app.state.database.engine.sync_engine, "after_cursor_execute", self._wait)

    def _wait(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(self.begins) and not self.there.is_set():
            self.there.set()
            await_only(self.go.wait())


async def somebody_waits_for_a_lock(line: Line, done: asyncio.Task[Any]) -> bool:
    """Ask the database until one of its connections waits for another, or what would wait is done."""
    for _ in range(TURNS):
        async with line.relay.app.state.database.reading() as connection:
            waiting = await connection.scalar(text(WAITING))
        if waiting or done.done():
            return bool(waiting)
    raise TimeoutError


async def left_alone(line: Line) -> int:
    """Count the frames that belong to no conversation."""
    async with line.relay.app.state.database.reading() as connection:
        alone = text("SELECT count(*) FROM frames WHERE conversation NOT IN (SELECT id FROM conversations)")
        return int(await connection.scalar(alone) or 0)


async def test_a_message_that_is_being_stored_while_the_youth_erases_goes_along(line: Line) -> None:
    """The worker's message is written and not yet sure; the erase waits for it, and takes it away with the rest."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    held = Held(line, "INSERT INTO frames")
    sent = asyncio.create_task(line.sam.send(conversation, line.sam.frame(conversation)))
    await held.there.wait()
    erased = asyncio.create_task(line.bot.do(conversation, "erase"))
    waited = await somebody_waits_for_a_lock(line, erased)
    held.go.set()
    answers = await asyncio.gather(sent, erased)

    assert waited and all(answer.is_success for answer in answers)
    assert await left_alone(line) == 0


async def test_a_message_that_comes_while_it_is_erased_is_refused(line: Line) -> None:
    """It had its outer lock before the keys were destroyed; the erase has taken the frames out, and not yet the row."""
    conversation = await line.opened()
    frame, state = line.bot.frame(conversation), line.relay.app.state
    lock = await line.mail.lock(conversation)
    bot = await state.sessions.device(line.bot.token)
    held = Held(line, "DELETE FROM frames")
    erased = asyncio.create_task(line.bot.do(conversation, "erase"))
    await held.there.wait()
    late = Append(conversation, frame, frame_hash(frame), lock, bot, lambda _: None)
    sent = asyncio.create_task(line.mail.group_commit.append(late))
    waited = await somebody_waits_for_a_lock(line, sent)
    held.go.set()
    await asyncio.gather(sent, erased)

    assert waited and (late.cursor, late.refusal) == (0, "not-found")
    assert await left_alone(line) == 0
