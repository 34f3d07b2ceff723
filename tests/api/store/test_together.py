"""What everybody may rely on who asks the same at the same moment: one read, and never an old answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from api.store.database import Unavailable
from api.store.together import Together
from tests.fakes.servers import until


class Shelf:
    """A database with memory, which answers when the test lets it."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.truth: dict[int, str] = {1: "old", 2: "old"}
        self.reads: list[list[int]] = []
        self.let: asyncio.Semaphore = asyncio.Semaphore(0)
        self.broken = False

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Any]:
        """Give something to read from."""
        yield None

    async def read(self, _connection: Any, keys: list[int]) -> dict[int, str]:
        """Read what is true when the read begins; answer when the test lets it."""
        self.reads.append(keys)
        found = {key: self.truth[key] for key in keys}
        await self.let.acquire()
        if self.broken:
            raise Unavailable("broken")
        return found


async def test_two_hundred_who_ask_at_once_cost_two_reads() -> None:
    """The first does not wait for the others; all who come while it reads share the next one."""
    shelf = Shelf()
    together = Together(shelf.reading, shelf.read)
    first = asyncio.create_task(together.find([1]))
    await until(lambda: shelf.reads)
    others = [asyncio.create_task(together.find([number % 2 + 1])) for number in range(200)]
    await asyncio.sleep(0)
    shelf.let.release()
    shelf.let.release()

    found = await asyncio.gather(first, *others)

    assert shelf.reads == [[1], [1, 2]]
    assert all(one[number % 2 + 1] == "old" for number, one in enumerate(found[1:]))


async def test_nobody_is_told_what_was_true_before_they_asked() -> None:
    """A worker presses after a change: a read that began before it is not their answer."""
    shelf = Shelf()
    together = Together(shelf.reading, shelf.read)
    early = asyncio.create_task(together.find([1]))
    await until(lambda: shelf.reads)
    shelf.truth[1] = "new"
    late = asyncio.create_task(together.find([1]))
    shelf.let.release()
    shelf.let.release()

    assert [(await early)[1], (await late)[1]] == ["old", "new"]


async def test_a_read_that_failed_fails_only_for_those_who_waited_for_it() -> None:
    """They hear that the database did not answer; whoever asked meanwhile gets a read of their own."""
    shelf = Shelf()
    together = Together(shelf.reading, shelf.read)
    shelf.broken = True
    unlucky = asyncio.create_task(together.find([1]))
    await until(lambda: shelf.reads)
    next_one = asyncio.create_task(together.find([2]))
    shelf.let.release()
    with pytest.raises(Unavailable):
        await unlucky
    shelf.broken = False
    shelf.let.release()

    assert await next_one == {2: "old"}


async def test_one_who_goes_away_takes_the_answer_from_nobody() -> None:
    """A tab that closes while its question is on its way leaves the others theirs."""
    shelf = Shelf()
    together = Together(shelf.reading, shelf.read)
    leaving, staying = (asyncio.create_task(together.find([1])) for _ in range(2))
    await until(lambda: shelf.reads)
    leaving.cancel()
    shelf.let.release()

    assert await staying == {1: "old"}
    assert leaving.cancelled()
