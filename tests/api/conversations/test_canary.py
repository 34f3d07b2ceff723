"""What a youth may rely on: a sealed frame's bytes, and whatever came with them, lie nowhere in the open."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.protocol import events
from api.protocol.base64url import b64u
from api.security.logs import Discreet
from tests.api.conversations.line import Line, Sockets

CANARY = b"canary-5f0c91d27ab34e68"
OTHER = CANARY[::-1]  # the server's own log keeps it for the tests that follow


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged, at every level, as the relay writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(before)
    root.removeHandler(handler)


async def through_every_path(line: Line, sockets: Sockets) -> bytes:
    """Send the canary in good frames, bad frames, wrong places and wrong words; return a conversation that holds it."""
    conversation, closed = await line.opened(), await line.opened()
    good = line.bot.frame(conversation, words=CANARY)
    await line.bot.send(conversation, good, line.bot.frame(conversation, words=CANARY, size=200_000))
    await line.bot.send(conversation, good)
    await line.bot.do(closed, "close")
    await line.bot.send(closed, line.bot.frame(closed, words=CANARY))
    await line.bot.send(conversation, CANARY * 20)
    await line.sam.send(conversation, line.bot.frame(conversation, words=CANARY))
    await line.kim.send(conversation, line.kim.frame(conversation, words=CANARY))
    await line.relay.client.post(
        f"/api/conversations/{CANARY.decode()}/frames", content=CANARY, headers=line.bot.headers
    )
    await line.relay.client.get(f"/api/conversations/{b64u(conversation)}?{CANARY.decode()}", headers=line.bot.headers)
    await line.relay.client.get(f"/api/conversations?state=waiting&after={CANARY.decode()}", headers=line.sam.headers)
    await line.bot.post("", {"id": CANARY.decode()})
    await line.bot.do(conversation, "priority", priority=CANARY.decode())
    async with sockets.of(line.bot) as bot, sockets.of(line.sam) as sam:
        await sam.watching({conversation: 0})
        await bot.append(line.bot.frame(conversation, words=CANARY))
        await bot.next_receipt()
        await bot.append(CANARY * 20)
        await bot.append(line.sam.frame(conversation, words=CANARY))
        await bot.next(events.Refusal)
        await sam.until_pong()
        await sam.connection.send(CANARY.decode())
        await bot.connection.send(b"\x07" + CANARY)
    return conversation


def search(folder: Path, wanted: bytes = CANARY) -> list[Path]:
    """Return the files under a folder that hold the canary."""
    return [path for path in folder.rglob("*") if path.is_file() and wanted in path.read_bytes()]


async def test_the_canary_is_in_no_log_database_or_write_ahead_log(
    line: Line, sockets: Sockets, logged: io.StringIO, tmp_path: Path, request: Any, capfd: Any
) -> None:
    """While everything is open: files, logs of every level, standard output; and PostgreSQL's own folder."""
    conversation = await through_every_path(line, sockets)
    held = await line.bot.read(conversation)

    assert sum(CANARY in one.frame for one in held) == 3
    assert search(tmp_path) == []
    if not line.relay.app.state.database.embedded:
        assert search(request.getfixturevalue("postgres").folder) == []
    shown = capfd.readouterr()
    for text in (logged.getvalue(), shown.out, shown.err):
        assert CANARY.decode() not in text
    assert logged.getvalue()


async def test_the_search_finds_what_lies_in_the_open(line: Line, tmp_path: Path, request: Any) -> None:
    """The same search, over a canary that was stored in the open on purpose: it is found, so the other result counts."""
    from sqlalchemy import text

    query = text("INSERT INTO documents (kind, version, hash, document, expires) VALUES ('root', 99, :h, :d, 0)")
    async with line.relay.app.state.database.writing() as connection:
        await connection.execute(query, {"h": bytes(32), "d": OTHER.decode()})

    database = line.relay.app.state.database
    assert search(tmp_path if database.embedded else request.getfixturevalue("postgres").folder, OTHER)
