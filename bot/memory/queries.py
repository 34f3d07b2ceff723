"""Every question and every change that the bot's database is asked, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.memory.changes import Changes, Post
from bot.memory.tables import chats, conversations, facts, marks, posts, receive_keys, received, sends, shown

Rows = list[dict[str, Any]]


async def apply(connection: AsyncConnection, many: Sequence[Changes]) -> None:
    """Write many bundles of changes; those of one chat never meet here twice, its lock sees to it."""
    run = connection.execute
    rows: Rows
    if rows := [{"bot_id": bot, "update_id": update, "at": at} for one in many for bot, update, at in one.marks]:
        await run(marks.insert(), rows)
    if macs := [mac for one in many for mac in one.cancelled]:
        await run(delete(sends).where(sends.c.mac.in_(macs)))
    if rows := [
        {
            "id": send.id,
            "mac": send.mac,
            "lane": send.lane,
            "claimed": int(send.claimed),
            "sealed": sealed,
            "at": send.at,
        }
        for one in many
        for send, sealed in one.sends
    ]:
        await run(sends.insert(), rows)
    if ids := [number for one in many for number in one.claimed]:
        await run(update(sends).where(sends.c.id.in_(ids)).values(claimed=1))
    if ids := [number for one in many for number in one.sent]:
        await run(delete(sends).where(sends.c.id.in_(ids)))
    if rows := [
        {"id": post.id, "conversation": post.conversation, "kind": post.kind, "body": post.body}
        for one in many
        for post in one.posts
    ]:
        await run(posts.insert(), rows)
    if ids := [number for one in many for number in one.posted]:
        await run(delete(posts).where(posts.c.id.in_(ids)))
    if rows := [
        {"id": line.id, "mac": line.mac, "tag": tag, "sealed": sealed, "at": line.at}
        for one in many
        for line, tag, sealed in one.shown
    ]:
        await run(shown.insert(), rows)
    if ids := [number for one in many for number in one.unshown]:
        await run(delete(shown).where(shown.c.id.in_(ids)))
    await _conversations(connection, many)
    if rows := [{"mac": mac, "sealed": sealed, "due": due} for one in many for mac, (sealed, due) in one.chats.items()]:
        await run(_put(connection, chats), rows)
    if macs := [mac for one in many for mac in one.forgotten]:
        for table in (chats, sends, shown, conversations):
            await run(delete(table).where(table.c.mac.in_(macs)))
    await _facts(connection, many)


async def _conversations(connection: AsyncConnection, many: Sequence[Changes]) -> None:
    """Write conversations begun and ended, and frames received."""
    run = connection.execute
    rows: Rows
    if rows := [{"id": key, "mac": mac} for one in many for key, mac in one.opened.items()]:
        await run(conversations.insert(), rows)
    if rows := [
        {"conversation": key, "cursor": cursor, "at": at, "frame": frame}
        for one in many
        for key, cursor, at, frame in one.received
    ]:
        await run(received.insert(), rows)
    if keys := [key for one in many for key in one.ended]:
        await run(delete(conversations).where(conversations.c.id.in_(keys)))
    if keys := [key for one in many for key in one.burned]:
        await run(delete(received).where(received.c.conversation.in_(keys)))


async def _facts(connection: AsyncConnection, many: Sequence[Changes]) -> None:
    """Write facts about the bot itself, and its receive keys."""
    run = connection.execute
    rows: Rows
    kept = {name: value for one in many for name, value in one.facts.items()}
    if rows := [{"name": name, "value": value} for name, value in kept.items() if value is not None]:
        await run(_put(connection, facts), rows)
    if names := [name for name, value in kept.items() if value is None]:
        await run(delete(facts).where(facts.c.name.in_(names)))
    if rows := [{"key_id": key, "sealed": sealed, "until": until} for one in many for key, sealed, until in one.keys]:
        await run(receive_keys.insert(), rows)
    if keys := [key for one in many for key in one.keys_destroyed]:
        await run(delete(receive_keys).where(receive_keys.c.key_id.in_(keys)))


def _put(connection: AsyncConnection, table: Table) -> Any:
    """Insert a row, or replace the one with the same key."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = make(table)
    keys = [column.name for column in table.primary_key]
    rest = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


async def chat(connection: AsyncConnection, mac: bytes) -> bytes | None:
    """Return a chat's sealed record."""
    found: bytes | None = (
        await connection.execute(select(chats.c.sealed).where(chats.c.mac == mac))
    ).scalar_one_or_none()
    return found


async def due(connection: AsyncConnection, now: int) -> list[bytes]:
    """Return the chats that the timekeeper must look at, the longest due first."""
    return list(
        (
            await connection.execute(select(chats.c.mac).where(chats.c.due <= now).order_by(chats.c.due).limit(500))
        ).scalars()
    )


async def talking(connection: AsyncConnection) -> list[tuple[bytes, bytes]]:
    """Return each open conversation and its chat."""
    return [(row.id, row.mac) for row in await connection.execute(select(conversations.c.id, conversations.c.mac))]


async def marks_since(connection: AsyncConnection, bot_id: int, since: int) -> list[int]:
    """Return the updates taken lately."""
    return list(
        (
            await connection.execute(select(marks.c.update_id).where(marks.c.bot_id == bot_id, marks.c.at > since))
        ).scalars()
    )


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


async def forget(connection: AsyncConnection, two_days_ago: int, three_days_ago: int) -> None:
    """Drop what is past its time: marks, message ids and unsent words after 48 h, sealed frames after 72 h."""
    for table in (marks, shown, sends):
        await connection.execute(delete(table).where(table.c.at < bindparam("before")), {"before": two_days_ago})
    await connection.execute(delete(received).where(received.c.at < bindparam("before")), {"before": three_days_ago})
