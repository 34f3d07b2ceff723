"""Every column that the relay may have, and why; one more is a decision, not an accident (promises 1 and 2)."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, inspect

from api.store import lockbox
from api.store.database import Database
from api.store.lockbox import open_lockbox
from api.store.tables import metadata

ALLOWED = {
    "conversations": {
        "id": "random; says nothing about the youth",
        "owner": "the bot device that speaks for the youth",
        "audience": "the circles that the youth chose",
        "channel": "workers are told what is not end-to-end",
        "priority": "0-3, set by the youth's own buttons, never read from words",
        "note": "left while nobody was on call: it may wait longer",
        "state": "waiting, claimed or closed",
        "opened_at": "shown to workers; rounded to the hour at close",
        "waiting_since": "place in the queue; rounded to the hour at close",
        "claimed_by": "the device of the worker who has it",
        "claimed_label": "the label that this worker chose",
        "claimed_at": "colleagues are told since when; rounded to the hour at close",
        "claimer_here": "the claimer has a live socket",
        "claimer_seen_at": "a claimer gone for five minutes gives it back; empty after close",
        "closed_at": "rounded to the hour",
        "purge_at": "when every trace must be gone; on the hour",
        "kept_for": "one of four words, why a worker keeps it longer",
        "changed_at": "readers who missed a ring find the change",
    },
    "frames": {
        "conversation": "whose mail it is",
        "cursor": "its place",
        "hash": "of the sealed frame: sent again, it is stored once",
        "at": "when it arrived; rounded to the hour at close",
        "wrapped": "the sealed frame under a second lock",
    },
    "purges": {
        "conversation": "what is erased must stay so after a restored backup",
        "purged_at": "rounded to the hour: when the entry itself may go",
        "owner": "who must be told",
        "audience": "who must be told",
        "changed_at": "readers who missed the ring find it",
    },
    "leases": {
        "job": "what one replica at a time may do",
        "holder": "a random name of a process",
        "until": "when another may take over",
        "ran_at": "how often it runs, and how far the clock is trusted",
    },
    "line": {
        "id": "there is one line",
        "setup_hash": "of the set-up token, which works once",
        "root_pub": "public",
        "made_at": "set-up works once",
    },
    "documents": {
        "kind": "root or roster",
        "version": "as signed",
        "hash": "the next roster names it",
        "document": "signed by coordinators and public to all ends",
        "expires": "as signed",
    },
    "devices": {
        "id": "derived from the public key",
        "ed_pub": "public",
        "role": "of the roster",
        "circle": "of the roster",
        "label": "chosen by the worker, of the roster",
    },
    "enrolments": {
        "id": "derived from the public key",
        "ed_pub": "public",
        "label": "chosen by who asks to join",
        "mac": "the coordinator checks it; the relay cannot",
        "role": "a wish",
        "asked_at": "gone after 7 days",
    },
    "challenges": {"challenge": "random, signed once", "until": "2 minutes"},
    "sessions": {
        "token_hash": "the token itself is not kept",
        "device": "ended when the roster drops it",
        "coordinator": "it also proved an admin key",
        "until": "12 hours",
    },
    "certificates": {
        "device": "whose",
        "kind": "shift or standby",
        "certificate": "public, signed by the device",
        "not_after": "when it may go",
    },
    "openings": {"id": "there is one", "next_opening": "told to the youth when nobody is on call"},
    "alembic_version": {"version_num": "which migration the database is at"},
}
IN_THE_LOCKBOX = {
    "keys": {"conversation": "whose", "key": "opens the outer lock, and nothing else"},
    "destroyed": {"conversation": "its key is gone for good", "at": "when the entry may go"},
}


def columns(connection: Connection) -> dict[str, set[str]]:
    """Return the columns that a database really has."""
    look = inspect(connection)
    return {table: {column["name"] for column in look.get_columns(table)} for table in look.get_table_names()}


async def test_a_migrated_database_has_exactly_these_columns(database_url: str) -> None:
    """No column that nobody gave a reason for, in the database as it really is."""
    database = Database(database_url)
    async with database.reading() as connection:
        found = await connection.run_sync(columns)
    await database.close()

    assert {table: set(why) for table, why in ALLOWED.items()} == found


async def test_a_lockbox_has_exactly_these_columns(empty_database_url: str) -> None:
    """Beside the mail there are keys and names of what is gone, and nothing else."""
    box = await open_lockbox(empty_database_url)
    async with box._engine.connect() as connection:
        found = await connection.run_sync(columns)
    await box.close()

    assert {table: set(why) for table, why in IN_THE_LOCKBOX.items()} == found


@pytest.mark.parametrize("tables", [metadata, lockbox.metadata], ids=["mail", "lockbox"])
def test_no_column_is_named_after_what_must_not_be_kept(tables: object) -> None:
    """No name, number, address, agent or plain token, in whatever table."""
    forbidden = {
        "name",
        "phone",
        "username",
        "telegram",
        "chat",
        "ip",
        "address",
        "user_agent",
        "token",
        "body",
        "text",
        "password",
    }
    names = {column.name for table in tables.tables.values() for column in table.columns}  # type: ignore[attr-defined]

    assert set() == names & forbidden
