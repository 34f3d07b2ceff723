"""A clock that stands still, runs, or runs fast, and that a test can move; and a bell for what changes.

Telegram's rules are made of long times: 48 hours to delete, 24 hours to deliver, 150 seconds for a tap. At speed 0
time moves only when it is moved; at speed 1 it is the time on the wall; at speed 60 a minute passes in a second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
# How long a test waits for something that must come, in real seconds: long, since only a failure waits it out.
PATIENCE = 20.0


class Clock:
    """Seconds since 1970, as the practice Telegram counts them."""

    def __init__(self, speed: float = 0, start: float | None = None) -> None:
        """Begin at `start`, or now."""
        self.speed = speed
        self._shown = time.time() if start is None else start
        self._since = time.monotonic()
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        """Tell the time."""
        return self._shown + (time.monotonic() - self._since) * self.speed

    def move_to(self, when: float) -> None:
        """Set the time forward, and wake whoever slept until then."""
        self._shown, self._since = max(when, self.now()), time.monotonic()
        for wakes, sleeper in self._sleepers:
            if wakes <= self._shown and not sleeper.done():
                sleeper.set_result(None)

    def next_wake(self) -> float | None:
        """Return when the next sleeper wakes, if anybody sleeps."""
        return min((wakes for wakes, sleeper in self._sleepers if not sleeper.done()), default=None)

    async def sleep_until(self, when: float) -> None:
        """Return once the clock shows `when`, however it gets there."""
        while (left := when - self.now()) > 0:
            sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            entry = (when, sleeper)
            self._sleepers.append(entry)
            try:
                await asyncio.wait([sleeper], timeout=left / self.speed if self.speed else None)
            finally:
                self._sleepers.remove(entry)


class Bell:
    """Rings at every change, so that nobody has to look again and again."""

    def __init__(self) -> None:
        """Begin silent."""
        self._waiting: set[asyncio.Future[None]] = set()
        self.rings = 0

    def ring(self) -> None:
        """Wake everybody who waits for a change."""
        self.rings += 1
        if self._waiting:
            waiting, self._waiting = self._waiting, set()
            for one in waiting:
                if not one.done():
                    one.set_result(None)

    async def next(self) -> None:
        """Return at the next change."""
        one: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(one)
        try:
            await one
        finally:
            self._waiting.discard(one)

    async def until(self, look: Callable[[], Found], timeout: float, says: Callable[[], str]) -> Found:
        """Return the first true thing that `look` finds; after `timeout` real seconds fail with what `says` says."""
        try:
            async with asyncio.timeout(timeout):
                while not (found := look()):
                    await self.next()
                return found
        except TimeoutError:
            raise AssertionError(says()) from None
