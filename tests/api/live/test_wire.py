"""What a client may rely on, whichever way through the server its messages take: all of them, in order, unchanged."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from api.live.wire import EXTENSION, Wire
from tests.fakes.servers import until

CAP = 100_000


class Echo:
    """Says every message back: what came the short way goes the short way where it can."""

    def __init__(self, share: float) -> None:
        """Take this share of messages the short way."""
        self.chance, self.share = random.Random(5), share
        self.short = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one socket."""
        await receive()
        await send({"type": "websocket.accept"})
        wire: Wire = scope["extensions"][EXTENSION]
        at_rest = False

        def take(data: bytes) -> bool:
            taken = at_rest and self.chance.random() < self.share and wire.write(data)
            self.short += taken
            return taken

        wire.takes = take
        while True:
            at_rest = True
            message = await receive()
            at_rest = False
            if message["type"] == "websocket.disconnect":
                return
            await asyncio.sleep(0)
            words = message.get("text")
            if words is not None and self.chance.random() < self.share and wire.write(words):
                continue
            said = {"bytes": message["bytes"]} if message.get("bytes") is not None else {"text": message["text"]}
            await send({"type": "websocket.send", **said})


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[int]:
    """Serve an app over Wire; give its port."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        ws=Wire,
        ws_max_size=CAP,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="off",
        log_level="critical",
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve([listening]))
    await until(lambda: server.started)
    yield listening.getsockname()[1]
    server.should_exit = True
    await task
    listening.close()


def frame(kind: int, body: bytes, last: bool = True) -> bytes:
    """Lay a client's frame out (RFC 6455, section 5.2), masked."""
    mask = os.urandom(4)
    size = len(body)
    head = bytes([(0x80 if last else 0) | kind])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 65_536:
        head += bytes([0x80 | 126]) + struct.pack(">H", size)
    else:
        head += bytes([0x80 | 127]) + struct.pack(">Q", size)
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(body))


HELLO = b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"


async def read_message(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Read one frame of the server's."""
    first, size = await reader.readexactly(2)
    if size == 126:
        (size,) = struct.unpack(">H", await reader.readexactly(2))
    elif size == 127:
        (size,) = struct.unpack(">Q", await reader.readexactly(8))
    return first & 15, await reader.readexactly(size)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("seed", range(4))
async def test_messages_cut_anywhere_come_whole_and_in_order(share: float, seed: int) -> None:
    """Short, long, empty, in pieces, with pings and texts between, the stream cut at random places."""
    chance = random.Random(seed)
    expected: list[tuple[int, bytes]] = []
    parts: list[tuple[bytes, int]] = []  # what goes out, and how many messages are whole after it
    for number in range(120):
        kind = chance.choice([2, 2, 2, 2, 1, 9, 0])
        size = (
            chance.choice([0, 1, 125, 126, 65_535, 65_536, 70_000]) if chance.random() < 0.2 else chance.randrange(600)
        )
        body = (number.to_bytes(4, "big") + os.urandom(size))[:size]
        if kind == 9:
            parts.append((frame(9, body[:100]), len(expected)))
            continue
        if kind == 0:  # in three pieces, with a ping in the middle
            cut = sorted((chance.randrange(size + 1), chance.randrange(size + 1)))
            out = frame(2, body[: cut[0]], last=False) + frame(9, b"mid")
            out += frame(0, body[cut[0] : cut[1]], last=False) + frame(0, body[cut[1] :])
        elif kind == 1:
            body = str(number).encode() * 3
            out = frame(1, body)
        else:
            out = frame(2, body)
        expected.append((kind or 2, body))
        parts.append((out, len(expected)))
    echo = Echo(share)
    async with serving(echo) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
        writer.write(HELLO)
        await reader.readuntil(b"\r\n\r\n")
        heard: list[tuple[int, bytes]] = []

        async def send() -> None:
            waiting = b""
            for part, whole in parts:
                waiting += part
                if chance.random() < 0.5:
                    continue  # several in one piece
                while waiting:
                    step = chance.choice([1, 3, 50, 1000, 20_000, 200_000])
                    writer.write(waiting[:step])
                    waiting = waiting[step:]
                    await writer.drain()
                if chance.random() < 0.7:  # let the other end come to rest
                    await until(lambda: len(heard) == whole)  # noqa: B023 - waited for in this very turn
            writer.write(waiting)

        sending = asyncio.create_task(send())
        while len(heard) < len(expected):
            message = await asyncio.wait_for(read_message(reader), 10)
            if message[0] != 10:  # pongs answer pings
                heard.append(message)
        await sending
        writer.close()

    assert expected == heard
    assert (share > 0) == (echo.short > 0)


async def test_a_message_beyond_the_cap_ends_the_socket_either_way() -> None:
    """Whole or in pieces: 1009, and nothing of it reaches the application."""
    async with serving(Echo(1.0)) as port:
        for pieces in (os.urandom(CAP + 1), [os.urandom(CAP), b"x"]):
            async with connect(f"ws://127.0.0.1:{port}", compression=None, proxy=None) as client:
                with pytest.raises(ConnectionClosed) as closed:
                    await client.send(pieces)
                    while True:
                        await client.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1009


@pytest.mark.parametrize(
    "wrong",
    [b"\x82\x05hello", b"\xf2\x80\0\0\0\0", frame(3, b""), frame(0, b"x"), b"\x82\xff" + b"\xff" * 12],
    ids=["unmasked", "reserved bits", "unknown kind", "a piece of nothing", "endless"],
)
async def test_what_breaks_the_protocol_ends_the_socket(wrong: bytes) -> None:
    """As it would without the shorter way."""
    async with serving(Echo(1.0)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HELLO)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frame(2, b"good"))
        good = await asyncio.wait_for(read_message(reader), 5)
        writer.write(wrong)

        end = await asyncio.wait_for(reader.read(), 5)
        writer.close()
    assert good == (2, b"good")
    assert end[0] == 0x88


async def test_nothing_that_a_browser_said_of_itself_is_kept_while_it_stays() -> None:
    """Its name and its language were looked at once, at the door; for hours afterwards no memory of the relay holds them."""
    scopes: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        scopes.append((dict(scope["headers"]), scope))
        await send({"type": "websocket.accept"})
        scope["extensions"][EXTENSION].hand_to(lambda _: False)
        await send({"type": "websocket.send", "text": "welcome"})
        await receive()

    async with (
        serving(app) as port,
        connect(f"ws://127.0.0.1:{port}/", user_agent_header="An old phone") as browser,
    ):
        assert await browser.recv() == "welcome"
        ((told, scope),) = scopes

        assert told[b"user-agent"] == b"An old phone"
        assert scope["headers"] == []
