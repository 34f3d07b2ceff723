"""A line to a server that goes dead without a word, as when a cable is pulled: nothing arrives, and nobody is told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator


class SilentLine:
    """Hands everything on, until the line is pulled; lines that are laid later are whole."""

    def __init__(self, port: int) -> None:
        """Lead to the server on this port of the loopback."""
        self._server_port = port
        self._pulled = asyncio.Event()
        self._ends: list[asyncio.StreamWriter] = []

    def pull(self) -> None:
        """From now on nothing passes over the lines that are there; both ends still believe in them."""
        self._pulled.set()
        self._pulled = asyncio.Event()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        """Give the port at which it listens."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            for end in self._ends:
                end.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there = await asyncio.open_connection("127.0.0.1", self._server_port)
        self._ends += [writer, there]
        pulled = self._pulled

        async def hand_on(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
            while part := await source.read(65536):
                if not pulled.is_set():
                    to.write(part)
            if not pulled.is_set():
                to.close()

        with contextlib.suppress(ConnectionError):
            await asyncio.gather(hand_on(reader, there), hand_on(there_reader, writer))
