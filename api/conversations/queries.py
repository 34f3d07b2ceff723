"""Touches the tables of conversations; every state change is one conditional UPDATE.

The database decides who was first: an UPDATE names the state that it starts from, and its caller looks at whether a row
changed. Nothing here begins or ends a transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal_column,
    null,
    select,
    true,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations.rules import Conversation, Joining, Party, answers
from api.oncall.reachable.queries import turn_of, turns
from api.protocol.limits import HOUR, MAX_PAGE_BYTES, POLICE
from api.store.tables import conversations, devices, frames, joins, ladders, mutes, pages, purges, recusals

_c = conversations.c
_f = frames.c
_j = joins.c
_r = recusals.c
_theirs = _f.conversation == _c.id
_newest = func.coalesce(select(func.max(_f.cursor)).where(_theirs).scalar_subquery(), 0)
_beside = ("hidden_from", "turn", "joinings")  # kept in tables of their own, or follows from others
_named = [field.name for field in fields(Conversation) if field.name not in _beside]
_stored = [name for name in _named if name != "cursor"]
_columns = [_newest.label("cursor") if name == "cursor" else _c[name] for name in _named]
_CHUNK = 500  # ids in one statement


class Purged(NamedTuple):
    """An entry of the purge ledger: what is gone, and who must be told."""

    conversation: bytes
    owner: bytes
    audience: int


async def add(connection: AsyncConnection, conversation: Conversation) -> None:
    """Add a new conversation; IntegrityError when its id is taken."""
    await connection.execute(insert(conversations).values({name: getattr(conversation, name) for name in _stored}))


async def find(connection: AsyncConnection, conversation: bytes) -> Conversation | None:
    """Return one conversation."""
    found = await _found(connection, select(*_columns).where(_c.id == conversation))
    return found[0] if found else None


async def find_many(connection: AsyncConnection, ids: Sequence[bytes]) -> list[Conversation]:
    """Return these conversations, as far as there are any."""
    found: list[Conversation] = []
    for some in chunks(ids):
        found += await _found(connection, select(*_columns).where(_c.id.in_(some)))
    return found


async def by_id(connection: AsyncConnection, ids: Sequence[bytes]) -> dict[bytes, Conversation]:
    """Return these conversations by their ids."""
    return {one.id: one for one in await find_many(connection, ids)}


async def in_list(
    connection: AsyncConnection,
    party: Party,
    state: str,
    mine: bool,
    after: tuple[int, ...] | None,
    conversation: bytes | None,
    limit: int,
) -> list[Conversation]:
    """Return one page of a device's list, behind the given place (keyset: a page costs the same wherever it begins).

    Waiting: the most urgent first, then the longest waiting; an officer's list is one row. Claimed: the longest waiting
    first. Closed: the next to be purged first.
    """
    if state == "waiting" and party.circle == POLICE and party.role != "bot":
        turn = turn_of(await turns(connection), party.device_id)
        found = [] if turn is None or after is not None else await find_many(connection, [turn])
        return [one for one in found if answers(one, party)]
    known = exists().where(recusals.c.conversation == _c.id, recusals.c.device == party.device_id)
    # Written out as the indexes of circles have it, else no database uses them.
    answered = and_(_c.audience.op("&")(literal_column(f"{1 << party.circle:d}")) != literal_column("0"), ~known)
    visible = _c.owner == party.device_id if party.role == "bot" else answered
    query = select(*_columns).where(_c.state == in_state(state), visible)
    if mine and party.role != "bot":
        query = query.where(_c.claimed_by == party.device_id)
    first = _c.purge_at if state == "closed" else _c.waiting_since
    order: tuple[ColumnElement[Any], ...] = (first, _c.id)
    parts: list[ColumnElement[bool]] = [true()]
    if after is not None:
        parts = [tuple_(first, _c.id) > tuple_(after[-1], conversation)]
    if state == "waiting":
        order = (_c.priority.desc(), *order)
        if after is not None:
            # Two walks along the index: with OR in one statement, a page reads the whole line before its place.
            parts = [and_(_c.priority == after[0], parts[0]), _c.priority < after[0]]
    found = []
    for part in parts:
        if len(found) < limit:
            found += await _found(connection, query.where(part).order_by(*order).limit(limit - len(found)))
    return found


async def _found(connection: AsyncConnection, query: Select[Any]) -> list[Conversation]:
    """Return conversations together with what is kept beside them: from whom they are hidden, who is with the claimer."""
    rows = (await connection.execute(query)).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    hidden = select(_r.conversation, _r.device, null(), null(), null(), null(), null()).where(_r.conversation.in_(ids))
    with_it = select(_j.conversation, _j.device, _j.reason, _j.asked_at, _j.agreed_by, _j.until, _j.woken)
    beside = union_all(with_it.where(_j.conversation.in_(ids)), hidden)
    hidden_from: dict[bytes, str] = {}
    joinings: dict[bytes, tuple[Joining, ...]] = {}
    for conversation, device, reason, *rest in await connection.execute(beside):
        if reason is None:
            hidden_from[conversation] = hidden_from.get(conversation, "") + device.hex()
        else:
            joinings[conversation] = (*joinings.get(conversation, ()), Joining(device, reason, *rest))
    police = [row.id for row in rows if row.state == "waiting" and row.audience >> POLICE & 1]
    line = await turns(connection) if police else {}
    turn = {one: line.get(one, "") for one in police}
    return [
        Conversation(
            **row._mapping,
            hidden_from=hidden_from.get(row.id, ""),
            turn=turn.get(row.id),
            joinings=joinings.get(row.id, ()),
        )
        for row in rows
    ]


async def claim(connection: AsyncConnection, conversation: bytes, party: Party, label: str, now: int) -> bool:
    """Give a waiting conversation to this device; False when somebody was first."""
    return await _change(
        connection,
        and_(_c.id == conversation, _c.state == "waiting"),
        state="claimed",
        note=False,  # somebody has come: from here on it is a conversation like any other
        **taken_by(party.device_id, label, now),
    )


def taken_by(device: bytes, label: str, now: int) -> dict[str, Any]:
    """Return what the row says of whoever has it since now."""
    since = {"claimed_at": now, "claimer_here": True, "claimer_seen_at": now, "changed_at": now}
    return {"claimed_by": device, "claimed_label": label, **since}


async def take_over(
    connection: AsyncConnection, conversation: bytes, claimer: bytes, party: Party, label: str, now: int
) -> bool:
    """Give what this claimer has to another device of theirs, and nobody stands beside it; False when they have it no more."""
    theirs = and_(_c.id == conversation, _c.state == "claimed", _c.claimed_by == claimer)
    taken = await _change(connection, theirs, offered_to=None, agreed_at=None, **taken_by(party.device_id, label, now))
    if taken:
        await connection.execute(delete(joins).where(_j.conversation == conversation))
    return taken


async def release(
    connection: AsyncConnection, conversation: bytes, claimer: bytes, now: int, told: int | None = None
) -> bool:
    """Put a claimed conversation back in its old place; False when this device does not have it, or has it since the frame that told of it."""
    theirs = and_(_c.id == conversation, _c.state == "claimed", _c.claimed_by == claimer)
    if told is not None:
        anew = exists().where(_f.conversation == conversation, _f.cursor == told, _f.at < _c.claimed_at)
        theirs = and_(theirs, ~anew)
    return bool(await _unclaim(connection, theirs, now))


async def lapse(connection: AsyncConnection, seen_before: int, now: int) -> list[bytes]:
    """Put back every conversation whose claimer was last here before this time; return which."""
    return await _unclaim(connection, and_(_c.state == in_state("claimed"), _c.claimer_seen_at < seen_before), now)


async def claimers(connection: AsyncConnection) -> set[bytes]:
    """Return every device that has a conversation now."""
    return set(await connection.scalars(select(_c.claimed_by).where(_c.state == in_state("claimed")).distinct()))


async def put_back(connection: AsyncConnection, devices: Sequence[bytes], now: int) -> list[bytes]:
    """Put back whatever these devices have; return which."""
    back: list[bytes] = []
    for some in chunks(devices):
        theirs = and_(_c.state == in_state("claimed"), _c.claimed_by.in_(some))
        back += await _unclaim(connection, theirs, now)
    return back


async def claimers_are_here(connection: AsyncConnection, devices: Sequence[bytes], now: int) -> list[bytes]:
    """Note that these devices are here; return the conversations for which that is news."""
    news: list[bytes] = []
    for some in chunks(devices):
        theirs = and_(_c.state == in_state("claimed"), _c.claimed_by.in_(some))
        back = update(conversations).where(theirs, _c.claimer_here.is_(False))
        news += await connection.scalars(back.values(claimer_here=True, changed_at=now).returning(_c.id))
        # That they still are is no change of the row: nobody needs to be shown it again.
        seen = update(conversations).where(theirs).values(claimer_seen_at=now, changes=_c.changes)
        await connection.execute(seen)
    return news


async def claimer_is_away(connection: AsyncConnection, device: bytes, now: int) -> list[bytes]:
    """Note that this device has no socket any more; return its conversations."""
    theirs = and_(_c.state == in_state("claimed"), _c.claimed_by == device)
    away = update(conversations).where(theirs).values(claimer_here=False, claimer_seen_at=now, changed_at=now)
    return list(await connection.scalars(away.returning(_c.id)))


async def close(connection: AsyncConnection, conversation: bytes, closed_at: int, purge_at: int, now: int) -> bool:
    """Close a conversation and round every time that is kept of it to the hour; False when it was closed already."""
    exact = ("opened_at", "waiting_since", "claimed_at", "muted_until")
    rounded = {name: _c[name] - _c[name] % HOUR for name in exact}
    closed = await _change(
        connection,
        and_(_c.id == conversation, _c.state != "closed"),
        state="closed",
        closed_at=closed_at,
        purge_at=purge_at,
        claimer_here=False,
        claimer_seen_at=None,
        put_back_at=None,
        late_at=None,
        help_at=None,
        offered_to=None,
        agreed_at=None,
        changed_at=now,
        **rounded,
    )
    if closed:
        await _forget_exact_times(connection, conversation)
    return closed


async def keep(connection: AsyncConnection, conversation: bytes, purge_at: int, reason: str, now: int) -> bool:
    """Move a closed conversation's purge; False when it is not closed."""
    closed = and_(_c.id == conversation, _c.state == "closed")
    return await _change(connection, closed, purge_at=purge_at, kept_for=reason, changed_at=now)


async def set_priority(connection: AsyncConnection, conversation: bytes, priority: int, now: int) -> None:
    """Note how urgent the youth's own buttons say it is."""
    await _change(connection, _c.id == conversation, priority=priority, changed_at=now)


async def set_audience(connection: AsyncConnection, conversation: bytes, audience: int, now: int) -> None:
    """Note the circles that the youth chose anew; whoever is of none of them stands beside nobody there, and is to be given nothing."""
    await _change(connection, _c.id == conversation, audience=audience, changed_at=now)
    chosen = [circle for circle in range(16) if audience >> circle & 1]
    out = select(devices.c.id).where(devices.c.circle.not_in(chosen))
    await connection.execute(delete(joins).where(_j.conversation == conversation, _j.device.in_(out)))
    theirs = and_(_c.id == conversation, _c.offered_to.in_(out))
    await _change(connection, theirs, offered_to=None, agreed_at=None)


async def ask_for_a_person(
    connection: AsyncConnection, conversation: bytes, audience: int, priority: int, now: int
) -> bool:
    """Make a note that waits a conversation that waits since now; False when it is no note any more."""
    return await _change(
        connection,
        and_(_c.id == conversation, _c.state == "waiting", _c.note.is_(True)),
        note=False,
        audience=audience,
        priority=case((_c.priority > priority, _c.priority), else_=priority),
        waiting_since=now,
        late_at=None,
        changed_at=now,
    )


async def leave_as_note(connection: AsyncConnection, conversation: bytes, now: int) -> None:
    """Make what began as a note, and nobody ever had, a note again."""
    left = and_(_c.id == conversation, _c.state == "waiting", _c.from_note.is_(True), _c.answered.is_(False))
    await _change(connection, left, note=True, late_at=None, changed_at=now)


async def changed(connection: AsyncConnection, since: int) -> tuple[list[tuple[bytes, int]], list[Purged]]:
    """Return what changed since a time, each with how often by now, and what was purged, for readers who may have missed a ring."""
    rows = await connection.execute(select(_c.id, _c.changes).where(_c.changed_at >= since))
    gone = select(purges.c.conversation, purges.c.owner, purges.c.audience).where(purges.c.changed_at >= since)
    return [(row.id, row.changes) for row in rows], [Purged(*row) for row in await connection.execute(gone)]


async def cursors(connection: AsyncConnection, ids: Sequence[bytes]) -> dict[bytes, int]:
    """Return each conversation's newest cursor."""
    found: dict[bytes, int] = {}
    for some in chunks(ids):
        rows = await connection.execute(select(_c.id, _newest.label("cursor")).where(_c.id.in_(some)))
        found.update({row.id: row.cursor for row in rows})
    return found


async def read(
    connection: AsyncConnection, conversation: bytes, after: int, limit: int
) -> list[tuple[int, int, bytes]]:
    """Return stored frames behind a cursor, in order: cursor, at, wrapped. The first one comes whatever its size."""
    behind = and_(_f.conversation == conversation, _f.cursor > after)
    sizes = select(_f.cursor, func.length(_f.wrapped).label("size")).where(behind).order_by(_f.cursor).limit(limit)
    last, total = after, 0
    for row in await connection.execute(sizes):
        total += row.size
        if total > MAX_PAGE_BYTES and last != after:
            break
        last = row.cursor
    rows = select(_f.cursor, _f.at, _f.wrapped).where(behind, _f.cursor <= last).order_by(_f.cursor)
    return [(row.cursor, row.at, row.wrapped) for row in await connection.execute(rows)]


_UNCLAIMED: dict[str, Any] = {
    "state": "waiting",
    "claimed_by": None,
    "claimed_label": None,
    "claimed_at": None,
    "claimer_here": False,
    "claimer_seen_at": None,
    "help_at": None,
    "offered_to": None,
    "agreed_at": None,
}


async def _unclaim(connection: AsyncConnection, which: ColumnElement[bool], now: int) -> list[bytes]:
    """Put claimed conversations back in line; who was beside the claimer is so no longer. Return which."""
    query = (
        update(conversations)
        .where(which)
        .values(**_UNCLAIMED, handed_by=_c.claimed_by, put_back_at=now, changed_at=now)
        .returning(_c.id)
    )
    free = list(await connection.scalars(query))
    for some in chunks(free):
        await connection.execute(delete(joins).where(_j.conversation.in_(some)))
    return free


async def _forget_exact_times(connection: AsyncConnection, conversation: bytes) -> None:
    """Round to the hour, or drop, every time beside the row that a closed conversation leaves behind."""
    for table in (ladders, joins):
        await connection.execute(delete(table).where(table.c.conversation == conversation))
    for table, names in ((frames, ("at",)), (pages, ("at",)), (mutes, ("at", "until"))):
        await connection.execute(update(table).where(table.c.conversation == conversation).values(hours(table, names)))


def hours(table: Table, names: Sequence[str]) -> dict[str, Any]:
    """Round times down to the hour, as the database has them."""
    return {name: table.c[name] - table.c[name] % HOUR for name in names}


async def _change(connection: AsyncConnection, where: ColumnElement[bool], **values: Any) -> bool:
    done = await connection.execute(update(conversations).where(where).values(**values))
    return bool(done.rowcount)


def in_state(state: str) -> ColumnElement[str]:
    """Write a state into the statement itself: a database uses a partial index only when it can see the state."""
    return literal_column(f"'{state}'", conversations.c.state.type)


def chunks(ids: Sequence[bytes]) -> list[list[bytes]]:
    return [list(ids[at : at + _CHUNK]) for at in range(0, len(ids), _CHUNK)]
