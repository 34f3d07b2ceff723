"""The limit: a bare ASGI socket server that does the same durable grouped insert, and nothing else.

No sign-in, no sender check, no outer lock, no order, no idempotency, no throttle. What the relay loses against it is the price
of its promises. Run as `python -m tests.load.limit PORT FILE`.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

Send = Callable[[dict[str, Any]], Awaitable[None]]
Row = tuple[bytes, bytes]


class Writer(threading.Thread):
    """Commits everything that waits in one transaction, then lets every caller know."""

    def __init__(
        self, file: str, loop: asyncio.AbstractEventLoop, stored: Callable[[list[tuple[int, bytes]]], None]
    ) -> None:
        """Open the same kind of database as the relay's: WAL and full synchronisation."""
        super().__init__(daemon=True)
        self.waiting: queue.SimpleQueue[Row] = queue.SimpleQueue()
        self.file, self.loop, self.stored = file, loop, stored

    def run(self) -> None:
        """Insert, commit, ring; for as long as the process lives."""
        database = sqlite3.connect(self.file, isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute(
            "CREATE TABLE IF NOT EXISTS frames (conversation BLOB, cursor INTEGER, frame BLOB, PRIMARY KEY (conversation, cursor)) WITHOUT ROWID"
        )
        cursor = 0
        while True:
            rows = [self.waiting.get()]
            while not self.waiting.empty():
                rows.append(self.waiting.get())
            numbered = []
            for conversation, frame in rows:
                cursor += 1
                numbered.append((conversation, cursor, frame))
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO frames VALUES (?, ?, ?)", numbered)
            database.execute("COMMIT")
            self.loop.call_soon_threadsafe(self.stored, [(number, frame) for _, number, frame in numbered])


class Limit:
    """The ASGI application: every frame goes to everybody who watches its conversation."""

    def __init__(self, file: str) -> None:
        """Begin with nobody connected."""
        self.file = file
        self.readers: dict[bytes, list[asyncio.Queue[bytes]]] = {}
        self.writer: Writer | None = None

    def stored(self, rows: list[tuple[int, bytes]]) -> None:
        """Hand committed frames to their readers."""
        for number, frame in rows:
            for reader in self.readers.get(frame[8:24], ()):
                reader.put_nowait(b"\3" + number.to_bytes(8, "big") + bytes(8) + frame)

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send
    ) -> None:
        """Serve one socket: text `watch` names a conversation in hex, binary is a frame to append."""
        if scope["type"] == "lifespan":
            await receive()
            self.writer = Writer(self.file, asyncio.get_running_loop(), self.stored)
            self.writer.start()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})
            return
        await receive()
        await send({"type": "websocket.accept"})
        outgoing: asyncio.Queue[bytes] = asyncio.Queue()

        async def write() -> None:
            while True:
                await send({"type": "websocket.send", "bytes": await outgoing.get()})

        writing = asyncio.create_task(write())
        watched = b""
        assert self.writer is not None
        while (event := await receive())["type"] != "websocket.disconnect":
            if frame := event.get("bytes"):
                self.writer.waiting.put((frame[13:29], frame[5:]))
            elif text := event.get("text"):
                watched = bytes.fromhex(text)
                self.readers.setdefault(watched, []).append(outgoing)
                await send({"type": "websocket.send", "text": "watching"})
        writing.cancel()
        if watched:
            self.readers[watched].remove(outgoing)


if __name__ == "__main__":
    uvicorn.run(
        Limit(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        log_level="warning",
        ws_per_message_deflate=False,
    )
