"""The bot's main stories once more, with its database on a real PostgreSQL server."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.memory.tables import chats, facts, marks
from tests.bot import test_discretion, test_nobody_answers, test_secrets, test_talk, test_youth_alone
from tests.bot.hook import Hook, text_update
from tests.bot.world import World, world
from tests.fakes.servers import Postgres
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

Story = Callable[..., Coroutine[Any, Any, None]]
ALONE: list[Story] = [
    test_youth_alone.test_start_says_who_can_read_and_shows_a_menu,
    test_youth_alone.test_numbers_come_at_once,
    test_youth_alone.test_erase_empties_the_chat_both_ways,
    test_youth_alone.test_stop_is_confirmed_once,
    test_youth_alone.test_a_note_is_not_taken_where_it_cannot_be_locked,
]
TALKS: list[Story] = [
    test_talk.test_words_go_both_ways,
    test_talk.test_an_edit_arrives_as_a_new_sealed_revision,
    test_talk.test_a_worker_corrects_and_takes_back,
    test_discretion.test_after_ten_quiet_minutes_only_a_neutral_line_is_pushed,
    test_discretion.test_the_chat_is_emptied_by_the_clock,
    test_nobody_answers.test_words_wait_sealed_while_the_relay_is_down,
    test_secrets.test_whoever_takes_disk_and_host_secret_reads_no_earlier_word,
    test_secrets.test_replies_open_for_72_hours_at_most,
]


@pytest.fixture
async def more(server: Postgres) -> AsyncIterator[dict[str, str]]:
    """The setting that puts the bot's database there, into one of the test's own."""
    url = await server.new_database()
    yield {"BOT_DATABASE_URL": url}
    await server.drop_database(url)


@pytest.fixture
async def alone_there(tg: Practice, tmp_path: Path, more: dict[str, str]) -> AsyncIterator[World]:
    """A bot whose relay is away."""
    async with world(tg, tmp_path, relay=False, more=more) as made:
        yield made


@pytest.fixture
async def line_there(tg: Practice, tmp_path: Path, more: dict[str, str]) -> AsyncIterator[World]:
    """A bot on a made line."""
    async with world(tg, tmp_path, more=more) as made:
        yield made


async def _tell(story: Story, **given: Any) -> None:
    await story(**{name: given[name] for name in inspect.signature(story).parameters})


@pytest.mark.parametrize("story", ALONE, ids=lambda story: story.__name__)
async def test_a_youth_alone_meets_the_same(alone_there: World, tg: Practice, mia: Person, story: Story) -> None:
    """What a youth meets does not depend on which database an operator picked."""
    await _tell(story, alone=alone_there, tg=tg, mia=mia)
    assert alone_there.line.database.engine.dialect.name == "postgresql"


@pytest.mark.parametrize("story", TALKS, ids=lambda story: story.__name__)
async def test_a_talk_goes_the_same(line_there: World, tg: Practice, mia: Person, story: Story) -> None:
    """Words, waiting, wiping and keys go the same way on PostgreSQL."""
    await _tell(story, line=line_there, tg=tg, mia=mia)
    assert line_there.line.database.engine.dialect.name == "postgresql"


async def test_an_update_counts_once_there_too(alone_there: World) -> None:
    """H4 rests on the database: also after a restart, also at PostgreSQL."""
    update = text_update("/start")
    await Hook(alone_there).post(update)
    await alone_there.stop_bot()
    await alone_there.start_bot()
    assert await Hook(alone_there).post(update) == 200

    async with alone_there.line.database.reading() as connection:
        counts = [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one() for table in (marks, chats)
        ]
        kept = (await connection.execute(select(facts.c.value).where(facts.c.name == "schema"))).scalar_one()
    assert counts == [1, 1]
    assert kept == b"1"
