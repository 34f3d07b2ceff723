"""The doorbell between replicas over PostgreSQL's NOTIFY: one a batch, ids only."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import asyncpg

from api.live.remote import CHANNEL, RemoteHub

WATCH_EVERY = 10.0  # seconds; a connection that died in silence is noticed


class PostgresHub(RemoteHub):
    """Keeps the promise of `Hub` over a PostgreSQL database."""

    def __init__(self, url: str) -> None:
        """Take the database's address; nothing is connected yet."""
        super().__init__()
        self._url = url.replace("postgresql+asyncpg://", "postgresql://", 1)

    async def _connect(self) -> Any:
        return await asyncpg.connect(self._url, timeout=5, command_timeout=10)

    async def _send_all(self) -> None:
        connection = await self._connect()
        try:
            while True:
                for piece in await self._next():
                    await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, piece)
                self._works("sends")
        finally:
            connection.terminate()

    async def _hear_all(self) -> None:
        connection = await self._connect()
        try:
            over = asyncio.Event()
            connection.add_termination_listener(lambda _: over.set())
            await connection.add_listener(CHANNEL, lambda *heard: self._heard(heard[3]))
            self._connected()
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(WATCH_EVERY):
                        await over.wait()
                await connection.execute("SELECT 1")
        finally:
            connection.terminate()
