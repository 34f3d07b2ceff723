"""Every column that the bot may have, and why; one more is a decision, not an accident (promises 1, 2 and 10)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, select

from bot.memory.database import Database
from bot.memory.schema import bring_up_to_date
from bot.memory.tables import facts, metadata
from tests.bot.stories import talking
from tests.bot.world import World
from tests.fakes.servers import Postgres
from tests.fakes.telegram.person import Person

ALLOWED = {
    "facts": {
        "name": "what the bot itself must know again after a start: one of a closed list, and no chat's",
        "value": "public, a number, or sealed under the host secret",
    },
    "receive_keys": {
        "key_id": "names the key in certificates and frames",
        "sealed": "the private half, under the host secret, which is not in the database",
        "until": "when its certificate ends; destroyed 48 h later",
    },
    "chats": {
        "mac": "finds the chat of an update: an HMAC of its id, under a key outside the database",
        "sealed": "where to answer, and where in the flow they are; under the host secret",
        "due": "when this chat must be looked at again",
    },
    "marks": {
        "bot_id": "of the line's own bot: another one counts its updates anew",
        "update_id": "an update is taken once",
        "at": "forgotten after 48 h",
    },
    "sends": {
        "id": "the order",
        "mac": "whose; 'stop' cancels them",
        "lane": "crisis numbers go first",
        "claimed": "it may have left before a crash: then it is marked as a repeat",
        "sealed": "our own scripted words, or which frame to open; never a worker's words",
        "at": "given up after 48 h",
    },
    "posts": {
        "id": "the order",
        "conversation": "whose",
        "kind": "one of a closed list",
        "body": "a frame that is sealed to others, or what the relay may know anyway",
    },
    "shown": {
        "id": "the order",
        "mac": "whose chat is to be emptied",
        "tag": "an HMAC: finds the message of a frame, or the frame of a message",
        "sealed": "which message of the chat, of which frame, and whether it stays",
        "at": "wiped before 48 h, forgotten at 48 h",
    },
    "conversations": {
        "id": "the relay's name for it",
        "mac": "whose",
    },
    "received": {
        "conversation": "whose",
        "cursor": "the relay's order",
        "at": "forgotten after 72 h",
        "frame": "as it came, sealed; opens only while a receive key lives",
    },
}
FACTS = {
    "schema": "which version the tables have",
    "identity": "the bot's own keys, under the host secret",
    "root": "signed and public",
    "pins": "which signed lists were seen: public",
    "certificates": "of the workers' devices: signed and public",
    "edition": "what editors published, under the host secret, so that nobody changes it here",
    "standing": "when it was last told how many stand where",
    "weeks": "on which screens how many youth stopped this week, of no chat; forgotten once it is handed over, rounded",
}


def columns(connection: Connection) -> dict[str, set[str]]:
    """Return the columns that a database really has."""
    look = inspect(connection)
    return {table: {column["name"] for column in look.get_columns(table)} for table in look.get_table_names()}


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
        return
    server: Postgres = request.getfixturevalue("server")
    made = await server.new_database()
    yield made
    await server.drop_database(made)


async def test_a_bots_database_has_exactly_these_columns(url: str) -> None:
    """No column that nobody gave a reason for, in the database as the bot makes it at its start."""
    database = Database(url)
    await bring_up_to_date(database)
    async with database.reading() as connection:
        found = await connection.run_sync(columns)
    await database.close()

    assert {table: set(why) for table, why in ALLOWED.items()} == found


async def test_no_fact_is_kept_of_anybody(line: World, mia: Person) -> None:
    """After a talk: the one table whose rows have names holds what the bot must know of itself and of the line."""
    await talking(line, mia)
    async with line.line.database.reading() as connection:
        kept = set((await connection.execute(select(facts.c.name))).scalars())

    assert {"schema", "identity", "pins"} <= kept <= set(FACTS)


def test_no_column_is_named_after_what_must_not_be_kept() -> None:
    """No number, address, words or plain id of anybody; the one `name` is that of a fact about the bot itself."""
    forbidden = {
        "name", "phone", "username", "telegram", "chat", "chat_id", "user_id", "message_id", "ip", "address", "user_agent", "token",
        "text", "words", "password",
    }  # fmt: skip
    named = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns}

    assert {one for one in named if one.partition(".")[2] in forbidden} == {"facts.name"}
