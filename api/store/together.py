"""One read for everybody who asks at the same moment, as a group commit is one write.

While a read is under way, whoever asks gathers, and the next read answers all of them. It begins after the last of them
asked, so nobody is told what was true before their question, and nothing has to be kept or forgotten. Two hundred desks
that come back together cost a few reads, not two hundred.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

Key = TypeVar("Key")
Found = TypeVar("Found")
Read = Callable[[AsyncConnection, list[Key]], Awaitable[Mapping[Key, Found]]]


class Together(Generic[Key, Found]):
    """A way of reading that many use; `read` answers for all the keys that it is given, as far as there is an answer."""

    def __init__(
        self, reading: Callable[[], AbstractAsyncContextManager[AsyncConnection]], read: Read[Key, Found]
    ) -> None:
        """Begin with nobody asking."""
        self._reading = reading
        self._read = read
        self._wanted: dict[Key, None] = {}
        self._under_way: asyncio.Task[Mapping[Key, Found]] | None = None
        self._next: asyncio.Task[Mapping[Key, Found]] | None = None

    async def find(self, keys: Collection[Key]) -> Mapping[Key, Found]:
        """Return what is found for these keys, among others'; Unavailable when the database does not answer."""
        self._wanted.update(dict.fromkeys(keys))
        if self._next is None:
            self._next = asyncio.create_task(self._look(self._under_way), name="reading together")
            self._next.add_done_callback(_take_note)
        return await asyncio.shield(self._next)  # one who goes away takes the answer from nobody else

    async def _look(self, before: asyncio.Task[Mapping[Key, Found]] | None) -> Mapping[Key, Found]:
        """Wait for the read before this one, whatever comes of it, then read for all who gathered meanwhile."""
        if before is not None:
            await asyncio.wait([before])
        self._under_way, self._next = self._next, None
        wanted, self._wanted = list(self._wanted), {}
        async with self._reading() as connection:
            return await self._read(connection, wanted)


def _take_note(task: asyncio.Task[Mapping[Key, Found]]) -> None:
    """Look at a failure for which perhaps nobody waits any more."""
    if not task.cancelled():
        task.exception()
