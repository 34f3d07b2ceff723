"""What an operator may rely on who brings a database to the newest version."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from api.store.database import Database
from api.store.migrate import MIGRATIONS, behind, migrate, newest
from api.store.tables import metadata


def differences(connection: Connection) -> list[object]:
    """Return what a database lacks or has beyond the tables' one page."""
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_migrations_lead_to_exactly_the_tables_on_the_page(empty_database_url: str) -> None:
    """From an empty database, on SQLite and PostgreSQL; a second run does nothing."""
    database = Database(empty_database_url)
    before = await behind(database)
    await migrate(database)
    await migrate(database)
    async with database.reading() as connection:
        different = await connection.run_sync(differences)
        version = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    after = await behind(database)
    await database.close()

    assert (True, False, newest()) == (before, after, version)
    assert different == []


async def test_every_migration_is_named_by_its_date(empty_database_url: str) -> None:
    """The newest is the last by name, and a file's name is its revision."""
    names = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))

    assert names
    for name in names:
        assert f'revision = "{name}"' in (MIGRATIONS / "versions" / f"{name}.py").read_text()
