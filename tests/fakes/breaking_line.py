"""A line to PostgreSQL that breaks in the moment in which one commit is answered: the server has kept it, and nobody hears so."""

from __future__ import annotations

import asyncio

from tests.fakes.between import Between, End

BEGIN, COMMITTED = b"BEGIN", b"COMMIT\0"


class BreakingLine(Between):
    """Hands everything on, until the answer to the commit that holds certain bytes passes by."""

    def __init__(self, port: int) -> None:
        """Lead to the server on this port of the loopback."""
        super().__init__(port)
        self._marks: bytes | None = None
        self.broke = 0

    def break_after(self, marks: bytes) -> None:
        """Break in place of the next answer to a commit that wrote these bytes; once."""
        self._marks = marks

    async def carry(self, here: End, there: End) -> None:
        """Carry bytes both ways, and listen for the commit."""
        said = bytearray()  # by the bot, since its transaction began

        async def to_server() -> None:
            while part := await here.comes.read(65536):
                if BEGIN in part:
                    said.clear()
                said.extend(part)
                there.goes.write(part)
            there.goes.close()

        async def to_bot() -> None:
            while part := await there.comes.read(65536):
                if self._marks is not None and COMMITTED in part and self._marks in said:
                    self._marks = None
                    self.broke += 1
                    there.goes.close()
                    break
                here.goes.write(part)
            here.goes.transport.abort()

        await asyncio.gather(to_server(), to_bot())
