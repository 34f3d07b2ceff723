"""A lean HTTP caller for the bench: one connection, one call at a time, the answer as status and JSON."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any


@dataclass
class Caller:
    """A signed-in device's own connection to a relay on this machine, as one tab of a browser has it."""

    port: int
    head: str
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        """Connect, or connect again: a server closes what was quiet for some seconds."""
        self.close()
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Send one request and return what came back."""
        if self.reader is None or self.writer is None or self.reader.at_eof():
            await self.open()
        assert self.reader is not None and self.writer is not None
        sent = b"" if body is None else json.dumps(body).encode()
        kind = "Content-Type: application/json\r\n" if sent else ""
        head = f"{method} {path} HTTP/1.1\r\n{self.head}{kind}Content-Length: {len(sent)}\r\n\r\n"
        self.writer.write(head.encode() + sent)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        size = int(answer.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0] or 0)
        held = await self.reader.readexactly(size)
        return int(answer.split(b" ", 2)[1]), json.loads(held or b"null")

    def close(self) -> None:
        """Drop the connection."""
        if self.writer is not None:
            self.writer.close()


def calling(port: int, origin: str, token: str, sender: str) -> Caller:
    """Make a caller for a token, as if from the network of this sender."""
    head = (
        f"Host: 127.0.0.1:{port}\r\nOrigin: {origin}\r\nAuthorization: Bearer {token}\r\nX-Forwarded-For: {sender}\r\n"
    )
    return Caller(port, head)
