"""Seal the record of deeds day by day, let go of what is older than a year, and check the whole of it.

The day that runs is sealed anew each hour, every day before it once for all; a relay that was down seals the days that it
missed. Whoever holds the database can change nothing that was sealed without being found out, for the key is elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from api.protocol.limits import DAY
from api.staff import queries
from api.staff.audit import record
from api.staff.chain import Row, Seal, beginning_message, sealed_message
from api.staff.checking import Check, Mark, begins, day_of, next_day
from api.store.audit_key import AuditKey, Sealed, WrongKey, signed_by
from api.store.database import Database

log = logging.getLogger(__name__)
YEAR = 365 * DAY
AT_ONCE = 500
OpenKey = Callable[[], Awaitable[AuditKey]]


@dataclass(frozen=True, slots=True)
class State:
    """What a check found: the first flaw or None, how far it came, the newest seal's day, rows that name a cut."""

    flaw: str | None
    number: int
    sealed_day: int | None
    sealed_number: int
    cuts: Sequence[int]


async def seal(database: Database, open_key: OpenKey, now: int) -> None:
    """Seal every day up to today, then let go of what is older than a year."""
    try:
        key = await open_key()
    except WrongKey:
        log.error(
            "The record of deeds is not sealed: its key cannot be read. `python -m api audit key` names the file."
        )
        return
    mark = await key.sealed()
    async with database.writing() as connection:
        await queries.take_turn(connection)  # Another relay may seal in the same moment, or somebody write a deed down.
        await _own_up(connection, mark, now)
        newest = await _seal_days(connection, key, now)
        await _let_go(connection, key, now)
    if newest is not None:
        await key.remember(Sealed(newest.day, newest.number, newest.hash))


async def check(database: Database, public: bytes, mark: Sealed | None) -> State:
    """Check every seal and row, a few hundred at a time, so that no message waits for it."""
    async with database.reading() as connection:
        seals = await queries.seals(connection)
        passing = Check(seals, lambda signature, message: signed_by(public, signature, message), mark and Mark(*mark))
        flaw, cuts = passing.seals(), list[int]()
        rows: Sequence[Row] = await queries.deeds_after(connection, 0, AT_ONCE) if flaw is None else []
        while rows and flaw is None:
            flaw = next((wrong for row in rows if (wrong := passing.row(row)) is not None), None)
            cuts += [row.number for row in rows if row.action == "cut"]
            rows = await queries.deeds_after(connection, rows[-1].number, AT_ONCE)
    flaw = flaw or passing.end()
    newest = seals[-1] if seals else None
    day, sealed = (newest.day, newest.number) if newest else (None, 0)
    return State(flaw, passing.number, day, sealed, cuts)


async def _own_up(connection: AsyncConnection, mark: Sealed | None, now: int) -> None:
    """Write down that rows are gone which this relay has sealed: a restored backup, or somebody who removed them."""
    if mark is None:
        return
    seals = await queries.seals(connection)
    beginning = seals[0].number if seals else 0
    found = await queries.deed(connection, mark.number)
    if (found is None and mark.number > beginning) or (found is not None and found.hash != mark.hash):
        log.error("Rows of the record of deeds that were sealed are gone or changed. Run: python -m api audit verify")
        await record(connection, None, "cut", None, now)


async def _seal_days(connection: AsyncConnection, key: AuditKey, now: int) -> Seal | None:
    """Seal the last sealed day again, and each day after it; nothing before the first deed."""
    today, seals, first = day_of(now), await queries.seals(connection), await queries.first_deed(connection)
    if not seals and first is None:
        return None
    newest = seals[-1] if seals else None
    before = seals[-2] if len(seals) > 1 else None
    if newest is not None and len(seals) == 1 and _is_beginning(key, newest):
        before, day = newest, next_day(newest.day)
    else:
        day = newest.day if newest else min(day_of(first.hour) if first else today, today)
    number, hash_ = (before.number, before.hash) if before else (0, bytes(32))
    while day <= today:
        row = await queries.last_before(connection, number, begins(next_day(day)))
        if row is not None:
            number, hash_ = row.number, row.hash
        newest = Seal(day, number, hash_, key.sign(sealed_message(day, number, hash_)))
        await queries.put_seal(connection, newest)
        day = next_day(day)
    return newest


async def _let_go(connection: AsyncConnection, key: AuditKey, now: int) -> None:
    """Let go of rows that are older than a year; the seal that they ended with becomes the signed beginning."""
    last_day = day_of(now - YEAR - DAY)
    old = [one for one in await queries.seals(connection) if one.day <= last_day]
    if not old or (len(old) == 1 and _is_beginning(key, old[0])):
        return
    end = old[-1]
    signature = key.sign(beginning_message(end.day, end.number, end.hash))
    await queries.let_go(connection, Seal(end.day, end.number, end.hash, signature))


def _is_beginning(key: AuditKey, one: Seal) -> bool:
    return signed_by(key.public, one.signature, beginning_message(one.day, one.number, one.hash))
