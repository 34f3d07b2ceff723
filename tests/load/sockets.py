"""A lean WebSocket client for the bench, so that the measuring end costs little of the two cores.

RFC 6455, binary and text messages up to 64 KiB, no extensions. Masking uses the zero key, which the RFC's unmasking undoes like
any other; the server does its full work. Every message that arrives is handed to one callback, in order.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
from collections.abc import Callable
from typing import cast

Receive = Callable[[bytes], None]
_SENDERS = itertools.count(1)


class Socket(asyncio.Protocol):
    """One connection; `send` writes at once, `receive` is called for each whole message."""

    def __init__(self, path: str, host: str, origin: str, sender: str) -> None:
        """Prepare the opening handshake."""
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.receive: Receive = lambda _message: None
        self.closed = False
        self._waiting = bytearray()
        key = base64.b64encode(os.urandom(16)).decode()
        self._hello = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: {origin}\r\n"
            f"X-Forwarded-For: {sender}\r\n\r\n"
        ).encode()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own is one by its methods alone
        self.transport.write(self._hello)

    def connection_lost(self, exc: Exception | None) -> None:
        """Remember that it is over."""
        self.closed = True
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("the server closed before the socket was open"))

    def data_received(self, data: bytes) -> None:
        """Cut whole messages out of what arrived."""
        waiting = self._waiting
        waiting += data
        if not self.opened.done():
            end = waiting.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(waiting[:end])
            del waiting[: end + 4]
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.opened.set_exception(ConnectionError(head.split(b"\r\n", 1)[0].decode()))
                return
            self.opened.set_result(None)
        while len(waiting) >= 2:
            size, start = waiting[1], 2
            if size == 126:
                if len(waiting) < 4:
                    return
                size, start = int.from_bytes(waiting[2:4], "big"), 4
            elif size == 127:
                if len(waiting) < 10:
                    return
                size, start = int.from_bytes(waiting[2:10], "big"), 10
            if len(waiting) < start + size:
                return
            kind = waiting[0] & 15
            message = bytes(waiting[start : start + size])
            del waiting[: start + size]
            if kind in (1, 2):
                self.receive(message)
            elif kind == 9:
                self._write(0x8A, message)

    def send(self, message: bytes) -> None:
        """Send one binary message."""
        self._write(0x82, message)

    def say(self, text: str) -> None:
        """Send one text message."""
        self._write(0x81, text.encode())

    def _write(self, first: int, message: bytes) -> None:
        size = len(message)
        if size < 126:
            head = bytes((first, 0x80 | size))
        elif size < 65536:
            head = bytes((first, 0xFE)) + size.to_bytes(2, "big")
        else:
            head = bytes((first, 0xFF)) + size.to_bytes(8, "big")
        self.transport.write(head + b"\0\0\0\0" + message)

    def close(self) -> None:
        """Drop the connection."""
        self.transport.close()


async def connect(port: int, path: str, origin: str) -> Socket:
    """Open a socket to a server on this machine, as if from another address each time: one alone may not open many."""
    loop = asyncio.get_running_loop()
    number = next(_SENDERS)
    sender = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    _, socket = await loop.create_connection(
        lambda: Socket(path, f"127.0.0.1:{port}", origin, sender), "127.0.0.1", port
    )
    await socket.opened
    return socket


async def first_message(socket: Socket) -> bytes:
    """Wait for the next message."""
    arrived: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def take(message: bytes) -> None:
        if not arrived.done():
            arrived.set_result(message)

    socket.receive = take
    return await arrived
