"""A line that holds up what passes over it and breaks now and then, by chance; connections overtake each other."""

from __future__ import annotations

import asyncio
from random import Random

from tests.fakes.between import Between, End

BREAKS = 0.01  # of all pieces: the line ends there, and nobody knows what had arrived
LATE, LATE_MOST = 0.15, 1.2  # how many pieces are held up for long, and for how many seconds at most
SOON = 0.03


class WeakLine(Between):
    """Hands everything on in the order of its connection, as late as chance wants it, from when it is no longer strong."""

    def __init__(self, port: int, chance: Random) -> None:
        """Lead to the server on this port of the loopback."""
        super().__init__(port)
        self._chance, self.strong = chance, True
        self.broke = 0

    def breaks(self) -> None:
        """End every connection that there is."""
        self.broke += 1
        for end in self._ends:
            end.goes.transport.abort()
        self._ends.clear()

    async def carry(self, here: End, there: End) -> None:
        """Carry bytes both ways, each way in its order."""
        await asyncio.gather(self._hand_on(here, there), self._hand_on(there, here))

    async def _hand_on(self, source: End, to: End) -> None:
        try:
            while part := await source.comes.read(65536):
                if not self.strong:
                    late = self._chance.random() < LATE
                    await asyncio.sleep(self._chance.uniform(0, LATE_MOST if late else SOON))
                    if self._chance.random() < BREAKS:
                        self.broke += 1
                        source.goes.transport.abort()
                        break
                if to.goes.is_closing():
                    break
                to.goes.write(part)
        finally:
            to.goes.close()
