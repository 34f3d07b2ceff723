"""What silence, a purge and the hour after it read and write: what is due, the ledger, rounded times."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, delete, func, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations.queries import Purged, chunks, hours, in_state
from api.conversations.rules import PRACTICE
from api.protocol.limits import DAY, HOUR, UNSEEN_LIFE
from api.store.tables import conversations, frames, joins, ladders, mutes, packets, pages, purges, recusals

_c = conversations.c
_touched_at = func.coalesce(
    select(frames.c.at)
    .where(frames.c.conversation == _c.id)
    .order_by(frames.c.cursor.desc())
    .limit(1)
    .scalar_subquery(),
    _c.opened_at,
)


async def idle(connection: AsyncConnection, before: int, notes_before: int, limit: int) -> list[bytes]:
    """Return conversations in which nobody has written since; notes that nobody ever had have a time of their own.

    A claim counts as a word: who took an old note is about to answer it. One that was put back, or whose worker went without a
    word, waits a day from then.
    """
    note = and_(_c.from_note.is_(True), _c.answered.is_(False), _c.state == in_state("waiting"))
    put_back = and_(_c.from_note.is_(True), _c.answered.is_(True), func.coalesce(_c.put_back_at, 0) >= before)
    found: list[bytes] = []
    for state, moved in (("waiting", put_back), ("claimed", _c.claimed_at >= before)):
        quiet = or_(and_(~note, _touched_at < before, ~moved), and_(note, _touched_at < notes_before))
        query = select(_c.id).where(_c.state == in_state(state), quiet).limit(limit)
        found += await connection.scalars(query)
    return found


async def due(connection: AsyncConnection, now: int, limit: int) -> list[bytes]:
    """Return closed conversations whose purge is due."""
    query = select(_c.id).where(_c.state == in_state("closed"), _c.purge_at <= now).order_by(_c.purge_at).limit(limit)
    return list(await connection.scalars(query))


async def purge(connection: AsyncConnection, ids: Sequence[bytes], purged_at: int, now: int) -> list[Purged]:
    """Take conversations and their frames out, and write them into the ledger; return what was there.

    Each row is held before anything of it goes, in the order in which appends hold them: what is being stored is stored first and
    goes along, and what comes later finds nothing to belong to. No frame stays behind alone.
    """
    purged: list[Purged] = []
    for some in chunks(sorted(ids)):
        held = select(_c.id, _c.owner, _c.audience).where(_c.id.in_(some)).order_by(_c.id).with_for_update()
        rows = await connection.execute(held)
        entries = [Purged(*row) for row in rows]
        practice = list(await connection.scalars(select(_c.id).where(_c.id.in_(some), _c.channel == PRACTICE)))
        for table in (frames, ladders, pages, joins, recusals, packets):
            await connection.execute(delete(table).where(table.c.conversation.in_(some)))
        await connection.execute(delete(conversations).where(_c.id.in_(some)))
        await _unlink(connection, some, practice, now)
        await connection.execute(delete(purges).where(purges.c.conversation.in_([one.conversation for one in entries])))
        if entries:
            noted = [{**one._asdict(), "purged_at": purged_at, "changed_at": now} for one in entries]
            await connection.execute(insert(purges), noted)
        purged += entries
    return purged


async def every(connection: AsyncConnection) -> set[bytes]:
    """Return every conversation that there is."""
    return set(await connection.scalars(select(_c.id)))


async def ledger(connection: AsyncConnection) -> set[bytes]:
    """Return every conversation that the ledger says is purged."""
    return set(await connection.scalars(select(purges.c.conversation)))


async def purged_owner(connection: AsyncConnection, conversation: bytes) -> bytes | None:
    """Return whose conversation this was, when it is purged."""
    return await connection.scalar(select(purges.c.owner).where(purges.c.conversation == conversation))


async def forget_purges(connection: AsyncConnection, before: int) -> None:
    """Take entries off the ledger that are older than any backup."""
    await connection.execute(delete(purges).where(purges.c.purged_at < before))


async def round_times(connection: AsyncConnection, before: int) -> None:
    """Keep of the last change to what is closed or purged its hour alone, once nobody can have missed its ring any more."""
    for table, ended in ((conversations, _c.state == in_state("closed")), (purges, true())):
        at = table.c.changed_at
        await connection.execute(
            update(table).where(ended, at < before, at % HOUR != 0).values(hours(table, ("changed_at",)))
        )


async def _unlink(connection: AsyncConnection, gone: Sequence[bytes], practice: Sequence[bytes], now: int) -> None:
    """Leave of a pause that nobody looked at what a worker did, to the hour, and nothing that leads to the conversation."""
    of_them = mutes.c.conversation.in_(gone)
    settled = or_(mutes.c.review.is_not(None), mutes.c.conversation.in_(practice))  # who trains owes no look
    await connection.execute(delete(mutes).where(of_them, settled))
    until = now + UNSEEN_LIFE
    free = {"conversation": None, "gone_at": until - until % DAY + DAY, **hours(mutes, ("at", "until"))}
    await connection.execute(update(mutes).where(of_them).values(free))
