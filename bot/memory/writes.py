"""Lists what bundles of changes write, statement by statement, for either database.

Rows are tuples in the order of the table's columns. Statements come in the order in which they must happen: what is
cancelled goes before what the same step puts in its place, and a forgotten chat goes last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Executable, Table, delete, update
from sqlalchemy.dialects import postgresql

from bot.memory.changes import Changes
from bot.memory.tables import chats, conversations, facts, marks, posts, receive_keys, received, sends, shown

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Insert:
    """New rows of a table; `over` replaces those with the same key."""

    table: Table
    over: bool = False

    def core(self, rows: Rows) -> tuple[Executable, list[dict[str, Any]] | None]:
        """Return the statement for PostgreSQL, and what to bind."""
        statement = postgresql.insert(self.table)
        if self.over:
            keys, rest = _keys_and_rest(self.table)
            new = {name: statement.excluded[name] for name in rest}
            statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
        names = self.table.columns.keys()
        return statement, [dict(zip(names, row, strict=True)) for row in rows]

    def sqlite(self, size: int) -> str:
        """Return the statement for so many rows of SQLite."""
        names = self.table.columns.keys()
        row = f"({','.join('?' * len(names))})"
        text = f"INSERT INTO {self.table.name} ({','.join(names)}) VALUES {','.join([row] * size)}"  # noqa: S608 - our names
        if not self.over:
            return text
        keys, rest = _keys_and_rest(self.table)
        new = ",".join(f"{name}=excluded.{name}" for name in rest)
        return f"{text} ON CONFLICT ({','.join(keys)}) DO UPDATE SET {new}"


@dataclass(frozen=True, slots=True, eq=False)
class Drop:
    """The rows in which a column has one of these values go."""

    column: Column[Any]

    def core(self, rows: Rows) -> tuple[Executable, list[dict[str, Any]] | None]:
        """Return the statement for PostgreSQL, with its values in it."""
        return delete(self.column.table).where(self.column.in_([row[0] for row in rows])), None

    def sqlite(self, size: int) -> str:
        """Return the statement for so many values of SQLite."""
        return f"DELETE FROM {self.column.table.name} WHERE {self.column.name} IN ({','.join('?' * size)})"  # noqa: S608 - our names


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """These sends are about to leave."""

    def core(self, rows: Rows) -> tuple[Executable, list[dict[str, Any]] | None]:
        """Return the statement for PostgreSQL, with its values in it."""
        return update(sends).where(sends.c.id.in_([row[0] for row in rows])).values(claimed=1), None

    def sqlite(self, size: int) -> str:
        """Return the statement for so many values of SQLite."""
        return f"UPDATE sends SET claimed=1 WHERE id IN ({','.join('?' * size)})"  # noqa: S608 - question marks only


Write = Insert | Drop | Claim

_MARKS, _SENDS, _POSTS, _SHOWN = Insert(marks), Insert(sends), Insert(posts), Insert(shown)
# A relay that was put back from a backup gives a place to another frame than the one that it lost.
_CONVERSATIONS, _RECEIVED, _KEYS = Insert(conversations), Insert(received, over=True), Insert(receive_keys)
_CHATS, _FACTS = Insert(chats, over=True), Insert(facts, over=True)
_CANCELLED, _SENT, _POSTED, _UNSHOWN = Drop(sends.c.id), Drop(sends.c.id), Drop(posts.c.id), Drop(shown.c.id)
_ENDED, _BURNED, _DISCARDED = Drop(conversations.c.id), Drop(received.c.conversation), Drop(posts.c.conversation)
_FORGOTTEN = [Drop(table.c.mac) for table in (chats, sends, shown, conversations)]
_NO_FACTS, _NO_KEYS, _CLAIM = Drop(facts.c.name), Drop(receive_keys.c.key_id), Claim()


def writes(many: Sequence[Changes]) -> list[tuple[Write, Rows]]:
    """Return what many bundles write; those of one chat never meet here twice, its lock sees to it."""
    new = [(send.id, send.mac, send.lane, int(send.claimed), box, send.at) for one in many for send, box in one.sends]
    kept = {name: value for one in many for name, value in one.facts.items()}
    forgotten = [(mac,) for one in many for mac in one.forgotten]
    every: list[tuple[Write, Rows]] = [
        (_MARKS, [mark for one in many for mark in one.marks]),
        (_CANCELLED, [(number,) for one in many for number in one.cancelled]),
        (_SENDS, new),
        (_CLAIM, [(number,) for one in many for number in one.claimed]),
        (_SENT, [(number,) for one in many for number in one.sent]),
        (_DISCARDED, [(key,) for one in many for key in one.discarded]),
        (_POSTS, [(post.id, post.conversation, post.kind, post.body) for one in many for post in one.posts]),
        (_POSTED, [(number,) for one in many for number in one.posted]),
        (_SHOWN, [(line.id, line.mac, tag, box, line.at) for one in many for line, tag, box in one.shown]),
        (_UNSHOWN, [(number,) for one in many for number in one.unshown]),
        (_CONVERSATIONS, [row for one in many for row in one.opened.items()]),
        (_RECEIVED, [row for one in many for row in one.received]),
        (_ENDED, [(key,) for one in many for key in one.ended]),
        (_BURNED, [(key,) for one in many for key in one.burned]),
        (_CHATS, [(mac, box, due) for one in many for mac, (box, due) in one.chats.items()]),
        *((drop, forgotten) for drop in _FORGOTTEN),
        (_FACTS, [row for row in kept.items() if row[1] is not None]),
        (_NO_FACTS, [(name,) for name, value in kept.items() if value is None]),
        (_KEYS, [row for one in many for row in one.keys]),
        (_NO_KEYS, [(key,) for one in many for key in one.keys_destroyed]),
    ]
    return [(write, rows) for write, rows in every if rows]


@cache
def _keys_and_rest(table: Table) -> tuple[list[str], list[str]]:
    """Return the names of the key's columns, and of the others."""
    keys = [column.name for column in table.primary_key]
    return keys, [column.name for column in table.columns if not column.primary_key]
