"""A line to PostgreSQL that breaks in the moment in which one commit is answered: the server has kept it, and nobody hears so."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

BEGIN, COMMITTED = b"BEGIN", b"COMMIT\0"


class BreakingLine:
    """Hands everything on, until the answer to the commit that holds certain bytes passes by."""

    def __init__(self, port: int) -> None:
        """Lead to the server on this port of the loopback."""
        self._server_port = port
        self._marks: bytes | None = None
        self.broke = 0

    def break_after(self, marks: bytes) -> None:
        """Break in place of the next answer to a commit that wrote these bytes; once."""
        self._marks = marks

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        """Give the port at which it listens."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there = await asyncio.open_connection("127.0.0.1", self._server_port)
        said = bytearray()  # by the bot, since its transaction began

        async def to_server() -> None:
            while part := await reader.read(65536):
                if BEGIN in part:
                    said.clear()
                said.extend(part)
                there.write(part)
            there.close()

        async def to_bot() -> None:
            while part := await there_reader.read(65536):
                if self._marks is not None and COMMITTED in part and self._marks in said:
                    self._marks = None
                    self.broke += 1
                    there.close()
                    break
                writer.write(part)
            writer.transport.abort()

        with contextlib.suppress(ConnectionError):
            await asyncio.gather(to_server(), to_bot())
