"""Every question that the bot's database is asked, and what changes it beside the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.memory.changes import Changes, Post
from bot.memory.tables import chats, conversations, facts, marks, posts, receive_keys, received, sends, shown
from bot.memory.writes import writes

WAIT_FOR_WRITER = 2000  # ms


async def apply(connection: AsyncConnection, many: Sequence[Changes]) -> None:
    """Write many bundles of changes to PostgreSQL; SQLite has a writer of its own."""
    for write, rows in writes(many):
        statement, values = write.core(rows)
        await connection.execute(statement, values)


async def chat(connection: AsyncConnection, mac: bytes) -> bytes | None:
    """Return a chat's sealed record."""
    found: bytes | None = (
        await connection.execute(select(chats.c.sealed).where(chats.c.mac == mac))
    ).scalar_one_or_none()
    return found


async def stands(connection: AsyncConnection, mac: bytes) -> bytes | None:
    """Return a chat's sealed record once whoever else was writing it is done; raise when that takes too long."""
    if connection.dialect.name != "postgresql":
        return await chat(connection, mac)
    await connection.execute(text(f"SET LOCAL lock_timeout = {WAIT_FOR_WRITER}"))
    # A commit whose line broke may still be under way. Writing the same row waits for its end, also where it makes
    # the row; reading would not.
    probe = await connection.begin_nested()
    new = postgresql.insert(chats).values(mac=mac, sealed=b"", due=None)
    asked = new.on_conflict_do_update(index_elements=["mac"], set_={"mac": new.excluded.mac}).returning(chats.c.sealed)
    found: bytes = (await connection.execute(asked)).scalar_one()
    await probe.rollback()
    return found or None


async def due(connection: AsyncConnection, now: int) -> list[bytes]:
    """Return the chats that the timekeeper must look at, the longest due first."""
    return list(
        (
            await connection.execute(select(chats.c.mac).where(chats.c.due <= now).order_by(chats.c.due).limit(500))
        ).scalars()
    )


async def all_chats(connection: AsyncConnection) -> list[bytes]:
    """Return every chat that the timekeeper will have to look at some day."""
    return list((await connection.execute(select(chats.c.mac).where(chats.c.due.is_not(None)))).scalars())


async def chats_after(connection: AsyncConnection, mac: bytes, most: int) -> list[tuple[bytes, bytes]]:
    """Return chats in the order of their names, from behind this one: (mac, sealed record)."""
    question = select(chats.c.mac, chats.c.sealed).where(chats.c.mac > mac).order_by(chats.c.mac).limit(most)
    return [(row.mac, row.sealed) for row in await connection.execute(question)]


async def talking(connection: AsyncConnection) -> list[tuple[bytes, bytes]]:
    """Return each open conversation and its chat."""
    return [(row.id, row.mac) for row in await connection.execute(select(conversations.c.id, conversations.c.mac))]


async def marks_since(connection: AsyncConnection, bot_id: int, since: int) -> list[Any]:
    """Return the updates taken lately and when, the oldest first."""
    lately = select(marks.c.update_id, marks.c.at).where(marks.c.bot_id == bot_id, marks.c.at > since)
    return list(await connection.execute(lately.order_by(marks.c.at)))


async def unsent(connection: AsyncConnection) -> list[Any]:
    """Return what waits to be sent, in order."""
    return list(await connection.execute(select(sends).order_by(sends.c.id)))


async def unposted(connection: AsyncConnection) -> list[Post]:
    """Return what waits to be posted to the relay, in order."""
    return [
        Post(row.id, row.conversation, row.kind, row.body)
        for row in await connection.execute(select(posts).order_by(posts.c.id))
    ]


async def on_screen(
    connection: AsyncConnection, mac: bytes, tag: bytes | None = None, until: int | None = None
) -> list[Any]:
    """Return what is on a youth's screen: all of it, or what a tag names, or what is older than a time."""
    question = select(shown).where(shown.c.mac == mac).order_by(shown.c.id)
    if tag is not None:
        question = question.where(shown.c.tag == tag)
    if until is not None:
        question = question.where(shown.c.at <= until)
    return list(await connection.execute(question))


async def frames(connection: AsyncConnection, conversation: bytes) -> list[tuple[int, int, bytes]]:
    """Return the frames received in a conversation: (cursor, at, frame)."""
    question = select(received).where(received.c.conversation == conversation).order_by(received.c.cursor)
    return [(row.cursor, row.at, row.frame) for row in await connection.execute(question)]


async def received_at(connection: AsyncConnection, conversation: bytes, cursor: int) -> int | None:
    """Return when the relay took a frame that was received; None when it is not kept (any more)."""
    this = (received.c.conversation == conversation) & (received.c.cursor == cursor)
    at: int | None = (await connection.execute(select(received.c.at).where(this))).scalar_one_or_none()
    return at


async def fact(connection: AsyncConnection, name: str) -> bytes | None:
    """Return a fact about the bot itself."""
    found: bytes | None = (
        await connection.execute(select(facts.c.value).where(facts.c.name == name))
    ).scalar_one_or_none()
    return found


async def keys(connection: AsyncConnection) -> list[tuple[bytes, bytes, int]]:
    """Return the receive keys: (key id, sealed private half, not after)."""
    return [(row.key_id, row.sealed, row.until) for row in await connection.execute(select(receive_keys))]


async def newest_id(connection: AsyncConnection) -> int:
    """Return the highest number given to a send, a post or a shown message."""
    found = [(await connection.execute(select(func.max(table.c.id)))).scalar_one() for table in (sends, posts, shown)]
    return max((number or 0 for number in found), default=0)


async def not_after(connection: AsyncConnection, now: int) -> None:
    """Let nothing be of a time that is still to come: it was written while the clock was ahead."""
    for table in (marks, shown, sends, received):
        await connection.execute(update(table).where(table.c.at > now).values(at=now))


async def forget(connection: AsyncConnection, two_days_ago: int, three_days_ago: int) -> None:
    """Drop what is past its time: marks, message ids and unsent words after 48 h, sealed frames after 72 h."""
    for table in (marks, shown, sends):
        await connection.execute(delete(table).where(table.c.at < bindparam("before")), {"before": two_days_ago})
    await connection.execute(delete(received).where(received.c.at < bindparam("before")), {"before": three_days_ago})
