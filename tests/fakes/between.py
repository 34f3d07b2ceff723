"""Stands between a program and a server on the loopback; what becomes of the bytes is for each kind of line to say."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass


@dataclass
class End:
    """One end of a line: what comes from there, and what goes there."""

    comes: asyncio.StreamReader
    goes: asyncio.StreamWriter


class Between(ABC):
    """A port that leads to another one."""

    def __init__(self, port: int) -> None:
        """Lead to the server on this port of the loopback."""
        self._server_port = port
        self._ends: list[End] = []

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        """Give the port at which it listens; afterwards no line is left."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            for end in self._ends:
                end.goes.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        here, there = End(reader, writer), End(*await asyncio.open_connection("127.0.0.1", self._server_port))
        self._ends += [here, there]
        with contextlib.suppress(ConnectionError):
            await self.carry(here, there)

    @abstractmethod
    async def carry(self, here: End, there: End) -> None:
        """Carry bytes between the program and the server, until the line ends."""
