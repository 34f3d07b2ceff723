"""A line to a server that goes dead without a word, as when a cable is pulled: nothing arrives, and nobody is told."""

from __future__ import annotations

import asyncio

from tests.fakes.between import Between, End


class SilentLine(Between):
    """Hands everything on, until the line is pulled; lines that are laid later are whole."""

    def __init__(self, port: int) -> None:
        """Lead to the server on this port of the loopback."""
        super().__init__(port)
        self._pulled = asyncio.Event()

    def pull(self) -> None:
        """From now on nothing passes over the lines that are there; both ends still believe in them."""
        self._pulled.set()
        self._pulled = asyncio.Event()

    async def carry(self, here: End, there: End) -> None:
        """Carry bytes both ways; once it is pulled they are read, and go nowhere."""
        pulled = self._pulled

        async def hand_on(source: End, to: End) -> None:
            while part := await source.comes.read(65536):
                if not pulled.is_set():
                    to.goes.write(part)
            if not pulled.is_set():
                to.goes.close()

        await asyncio.gather(hand_on(here, there), hand_on(there, here))
