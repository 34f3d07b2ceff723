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
        "note": "left while nobody was on call: nobody is woken for it",
        "from_note": "began as one: it may wait longer, and whoever stands by may take it",
        "state": "waiting, claimed or closed",
        "opened_at": "shown to workers; rounded to the hour at close",
        "waiting_since": "place in the queue; rounded to the hour at close",
        "claimed_by": "the device of the worker who has it",
        "claimed_label": "the label that this worker chose",
        "claimed_at": "colleagues are told since when; rounded to the hour at close",
        "claimer_here": "the claimer has a live socket",
        "claimer_seen_at": "a claimer gone for five minutes gives it back; empty after close",
        "answered": "somebody has had it: its wait is counted once",
        "put_back_at": "it waits a day from then; empty after close",
        "closed_at": "rounded to the hour",
        "purge_at": "when every trace must be gone; on the hour",
        "kept_for": "one of four words, why a worker keeps it longer",
        "late_at": "the youth's end must say that nobody came; empty after close",
        "help_at": "its worker asked for a second person; empty after close",
        "offered_to": "the colleague whom a transfer waits for; empty after close",
        "handed_by": "who gave it on last: they may be told how it ended",
        "agreed_at": "when that colleague agreed to take it; empty after close",
        "muted_until": "paused after abuse; rounded to the hour at close",
        "changed_at": "readers who missed a ring find the change; rounded to the hour an hour after close",
        "changes": "how often it changed: of two readings of it one is newer",
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
        "changed_at": "readers who missed the ring find it; rounded to the hour an hour later",
    },
    "callbacks": {
        "asks": "a worker who pressed Call me: whoever is woken must know whom to call",
        "woken": "who was woken for that, and so may read it",
        "asked_at": "how long they wait",
        "until": "an hour later it is forgotten, and at once when somebody calls",
    },
    "unattended": {
        "id": "always 1",
        "since": "a primary's published hours run and nobody is on call",
        "rung": "how far the waking of whoever is on duty went",
        "next_at": "when the next are woken",
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
    "holdings": {
        "ed_pub": "public; a device, until the key that it holds is taken out",
        "admin_pub": "public, of the root document",
        "by_device": "a signature: nobody else can say it",
        "by_key": "a signature: nobody else can say it",
    },
    "certificates": {
        "device": "whose",
        "kind": "shift or standby",
        "certificate": "public, signed by the device",
        "not_after": "when it may go",
    },
    "openings": {"id": "there is one", "next_opening": "told to the youth when nobody is on call"},
    "alembic_version": {"version_num": "which migration the database is at"},
    "patterns": {
        "id": "random",
        "weekday": "0 Monday ... 6 Sunday, in the line's zone",
        "starts": "minutes after midnight on that zone's clock",
        "length": "minutes on that clock; may run into the next day",
        "duty": "open (the line's hours), primary, backup or supervisor",
        "device": "whose shift; empty for the line's hours",
        "from_day": "first day it holds, as 20261123",
        "until_day": "last day it holds",
    },
    "shifts": {
        "id": "random",
        "starts_at": "who is woken, and which hours a youth is told",
        "ends_at": "the same",
        "duty": "open, primary, backup or supervisor",
        "device": "who; empty: nobody yet, or the line's hours",
        "pattern": "the weekly pattern it came from; empty: made by hand",
        "asks": "its worker asks for something: cover or swap",
        "asks_of": "which colleague is asked; empty: all",
        "answer": "what came of the offer to swap, until whoever offered has seen it",
        "asks_for": "the shift given in return, for a swap",
        "changed_at": "two who change it at once: the second is told",
    },
    "closures": {
        "id": "random",
        "starts_at": "hours that are published as closed",
        "ends_at": "the same",
        "reason": "holiday, closed, or unfilled: it opens again when somebody is there",
    },
    "publications": {
        "id": "always 1",
        "until": "how far the schedule is published",
        "at": "when it last was",
        "by_device": "which coordinator answers for it",
    },
    "feeds": {
        "device": "whose shifts the calendar address shows",
        "secret_hash": "of the secret address; the address is not kept",
        "made_at": "it ends after a year",
    },
    "ladders": {
        "conversation": "who waits, or whose worker waits for help",
        "begun_at": "when the waiting began; every deadline counts from here",
        "rung": "how far the paging went",
        "call_at": "when the next rung is due; empty: nobody waits now",
        "next_at": "when anything is due; empty: nothing",
        "quiet_until": "somebody said 'I have it': silent until then",
        "quiet_by": "who",
        "told_at": "when the youth's end was told that nobody came",
        "help_at": "its worker's call for help that it is for; empty: the youth waits",
    },
    "pages": {
        "conversation": "what for",
        "rung": "each rung once",
        "device": "who was woken",
        "at": "when",
        "answer": "have, cannot, or empty",
    },
    "alert_orders": {
        "id": "random",
        "device": "who is woken this way",
        "channel": "push, mail or hook",
        "wrapped": "where to, under a lock that is outside the database",
        "position": "the order that the worker chose",
        "proven_at": "when a test last reached its end",
        "failed_at": "since when it does not",
    },
    "alerts": {
        "id": "random; the same alert twice is one",
        "order_id": "which way",
        "device": "who",
        "reason": "page, help, swap or callme: an answered page needs no alert; never sent",
        "due_at": "when to try (again)",
        "tries": "how often it was tried",
        "until": "after that it is of no use",
    },
    "presence": {
        "device": "whose",
        "state": "here, away or rest",
        "reason": "why away: one of a closed list",
        "until": "until when",
        "most": "how many conversations at once",
    },
    "recusals": {
        "device": "who knows this person",
        "conversation": "hidden from that device, and nobody learns why",
    },
    "joins": {
        "conversation": "which claimed conversation a second person may read",
        "device": "who: shown to its claimer as present",
        "reason": "one of a closed list; help and supervise need no second person",
        "asked_at": "gone after an hour when nobody agrees",
        "agreed_by": "the second person",
        "until": "until when it may be read; empty: nobody has agreed yet",
        "woken": "which devices were woken for it: who asks reads it, and nobody else",
    },
    "mutes": {
        "id": "random",
        "conversation": "which; empty once that is purged: a pause that nobody looked at stays, and leads back to no talk",
        "device": "who paused it: a second person owes this deed a look",
        "reason": "one of a closed list",
        "minutes": "how long was asked for: times are rounded at close",
        "at": "when; rounded to the hour at close",
        "until": "when it ends or ended; rounded to the hour at close",
        "ended_by": "who ended it before its time",
        "review": "what the second person said: right or undone",
        "reviewed_by": "who",
        "gone_at": "its talk is purged and nobody had looked: when this goes too, seen or not",
    },
    "packets": {
        "id": "random",
        "conversation": "of which, until it is sent; empty after",
        "author": "who made it",
        "second": "who looks at it before it leaves",
        "receiver": "whom it is sealed to; empty: paper",
        "kind": "what kind of receiver: one of a closed list",
        "basis": "agreed, or the reason of a closed list without the youth's yes",
        "state": "asked, agreed, declined, sent or opened",
        "agreement": "the second person's signature",
        "wrapped": "sealed to whoever is next, under a second lock",
        "made_at": "in which hour",
        "until": "when it is destroyed",
        "woken": "its author reads whether whom it waits for could be woken",
    },
    "tallies": {
        "day": "as 20261123, in the line's zone; never finer",
        "kind": "what is counted: one of a closed list",
        "key": "of which sort: one of a closed list",
        "number": "how many; no row stands for a conversation",
    },
    "audit": {
        "number": "1, 2, 3 ... without a gap",
        "hour": "when, no finer",
        "actor": "which device; empty: the relay itself",
        "action": "one of a closed list",
        "subject": "a pseudonym of what it was done to",
        "hash": "over this row and the hash before it",
    },
    "revisions": {
        "number": "1, 2, 3 ... in the order of saving",
        "path": "which file of content/",
        "hash": "two who save at once are told",
        "written": "what an editor wrote for everybody to read; no word of a youth's",
        "author": "may not approve it",
        "at": "when",
        "kind": "shipped, edit, import, rollback, hide or call",
        "why": "the editor's reason",
        "begins": "which files were saved at once",
    },
    "reviews": {
        "number": "1, 2, 3 ...",
        "kind": "publish, rollback, hide or floor",
        "asked_by": "may not approve it",
        "at": "when",
        "revision": "a newer one ends it",
        "why": "the note for whoever looks at it",
        "subject": "the service that is hidden, or the version that is gone back to",
        "payload": "what is signed",
        "edition": "what every youth would read, whole",
        "files": "the hash of each file that it was made of: to compare, and to go back to",
        "ended_at": "withdrawn, sent back or published",
    },
    "objections": {
        "review": "which one was sent back",
        "device": "by whom: editors answer for it to each other",
        "why": "what should be different, for whoever asked; no word of a youth's",
        "at": "when",
    },
    "approvals": {
        "review": "of what",
        "device": "whose",
        "signature": "every end checks it for itself",
        "at": "when",
    },
    "releases": {
        "n": "1, 2, 3 ... as signed",
        "review": "what was signed, by whom, and why",
        "at": "when it was signed",
        "runs_at": "from when it is what youth read",
        "withdrawn_at": "taken off before it ran",
    },
    "calls": {
        "number": "1, 2, 3 ...",
        "service": "which",
        "hash": "of what was read out: a changed number needs new calls",
        "device": "two different people must call",
        "outcome": "right or wrong",
        "note": "what was wrong",
        "at": "when",
    },
    "audit_seals": {
        "day": "as 20261123, UTC",
        "number": "up to which row",
        "hash": "that row's",
        "signature": "by the relay's audit key",
    },
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
