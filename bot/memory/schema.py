"""The database's shape, with a version, brought up to date at the start.

Each step is a list of statements that lead from one version to the next; an empty database is made at the newest.
"""

from __future__ import annotations

from sqlalchemy import inspect, select, text
from sqlalchemy.engine import Connection

from bot.memory.database import Database
from bot.memory.tables import facts, metadata

VERSION = 1
STEPS: dict[int, tuple[str, ...]] = {}


class TooNew(Exception):
    """The database was written by a newer bot."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("The bot's database was written by a newer version. Run that version. The bot did not start.")


async def bring_up_to_date(database: Database) -> None:
    """Make the tables, or lead an older database to the newest version, in one transaction."""
    async with database.writing() as connection:
        await connection.run_sync(_lead)


def _lead(connection: Connection) -> None:
    """Take every step from the version found."""
    if not inspect(connection).has_table("facts"):
        metadata.create_all(connection)
        connection.execute(facts.insert().values(name="schema", value=str(VERSION).encode()))
        return
    found = int(connection.execute(select(facts.c.value).where(facts.c.name == "schema")).scalar_one())
    if found > VERSION:
        raise TooNew
    for version in range(found, VERSION):
        for statement in STEPS[version]:
            connection.execute(text(statement))
    connection.execute(facts.update().where(facts.c.name == "schema").values(value=str(VERSION).encode()))
