"""What an operator may rely on who brings a database to the newest version."""

from __future__ import annotations

from functools import partial

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from api.store.database import Database
from api.store.migrate import MIGRATIONS, behind, migrate, newest, upgrade
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


async def test_what_is_an_index_of_some_rows_on_the_page_is_one_on_both_databases(database_url: str) -> None:
    """The page says it of SQLite alone; of PostgreSQL the migrations say it."""
    database = Database(database_url)
    written = (
        "SELECT name, sql FROM sqlite_master" if database.embedded else "SELECT indexname, indexdef FROM pg_indexes"
    )
    async with database.reading() as connection:
        found = {name: str(sql).partition(" WHERE ")[2] for name, sql in await connection.execute(text(written))}
    await database.close()
    indexes = [index for table in metadata.tables.values() for index in table.indexes]
    some = {str(index.name) for index in indexes if index.dialect_options["sqlite"]["where"] is not None}

    assert some
    assert some == {str(index.name) for index in indexes if found[str(index.name)]}


async def test_every_migration_is_named_by_its_date(empty_database_url: str) -> None:
    """The newest is the last by name, and a file's name is its revision."""
    names = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))

    assert names
    for name in names:
        assert f'revision = "{name}"' in (MIGRATIONS / "versions" / f"{name}.py").read_text()


async def test_pauses_that_were_there_before_each_had_a_row_are_carried_over(empty_database_url: str) -> None:
    """What waited for a look still waits, and what was said of one is still known."""
    database = Database(empty_database_url)
    columns = "conversation, device, reason, at, until, review, reviewed_by"
    pauses = [(b"1" * 16, b"s" * 16, "abuse", 0, 59 * 60_000, None, None)]
    pauses.append((b"2" * 16, b"s" * 16, "flood", 0, 86_400_000, "right", b"a" * 16))
    async with database.writing() as connection:
        await connection.run_sync(partial(upgrade, target="2026_11_29_what_was_signed"))
        for pause in pauses:
            row = dict(zip("cdraufb", pause, strict=True))
            await connection.execute(text(f"INSERT INTO mutes ({columns}) VALUES (:c, :d, :r, :a, :u, :f, :b)"), row)
    await migrate(database)
    async with database.reading() as connection:
        found = (await connection.execute(text(f"SELECT {columns}, minutes FROM mutes ORDER BY conversation"))).all()
        names = set(await connection.scalars(text("SELECT id FROM mutes")))
    await database.close()

    assert [tuple(one) for one in found] == [(*pauses[0], 60), (*pauses[1], 1440)]
    assert [len(name) for name in names] == [16, 16]


async def test_notes_that_were_there_before_know_that_they_began_as_one(empty_database_url: str) -> None:
    """One that waits is a note still; one that somebody has, or had and put back, is a conversation like any other."""
    database = Database(empty_database_url)
    given = "id, owner, audience, channel, priority, note, state, opened_at, waiting_since, answered, changed_at"
    add = f"INSERT INTO conversations ({given}) VALUES (:i, :i, 1, 'telegram', 0, :n, :s, 0, 0, :a, 0)"
    stood = [(True, "waiting", False), (True, "claimed", True), (True, "waiting", True), (False, "waiting", False)]
    async with database.writing() as connection:
        await connection.run_sync(partial(upgrade, target="2026_11_29_zzzz_call_me"))
        for place, (note, state, answered) in enumerate(stood):
            row = {"i": bytes([place]) * 16, "n": note, "s": state, "a": answered}
            await connection.execute(text(add), row)
    await migrate(database)
    async with database.reading() as connection:
        found = (await connection.execute(text("SELECT note, from_note FROM conversations ORDER BY id"))).all()
    await database.close()

    assert [tuple(map(bool, one)) for one in found] == [(True, True), (False, True), (False, True), (False, False)]
