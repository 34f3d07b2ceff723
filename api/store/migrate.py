"""Bring a database to the newest version of the tables, in one transaction.

A relay that finds its database current pays one query: Alembic is imported only when there is something to do.
"""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from api.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """Return the name of the newest migration; they are named by date, so it is the last."""
    return max(path.stem for path in (MIGRATIONS / "versions").glob("20*.py"))


def version(connection: Connection) -> str | None:
    """Return the version that a database is at, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None


async def behind(database: Database) -> bool:
    """Say whether the database still needs `migrate`."""
    async with database.reading() as connection:
        return await connection.run_sync(version) != newest()


def upgrade(connection: Connection, target: str = "head") -> None:
    """Run the migrations that are missing, on a connection whose transaction the caller owns."""
    from alembic import command
    from alembic.config import Config

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


async def migrate(database: Database) -> None:
    """Bring the database to the newest version; does nothing when it is there."""
    if not await behind(database):
        return
    async with database.writing() as connection:
        await connection.run_sync(upgrade)
