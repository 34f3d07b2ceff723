"""Tells the time, and how far it is believed where it would erase something early (H26).

A clock that somebody set goes on for a day as if it had not been set; who starts anew believes the clock that is found. The
relay has the same in its own rooms: neither of the two asks the other what time it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.settings.quiet import log

DRIFT = 5 * 60_000  # a clock that is set by less than this is believed at once
BELIEVED_AFTER = 24 * 3_600_000  # and one that leapt, a day later


def wall() -> int:
    """Return the time of day, Unix milliseconds."""
    return time.time_ns() // 1_000_000


# Where there is one, a clock that goes on while the machine sleeps: a night in which a laptop was shut is no leap.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def steady() -> int:
    """Return milliseconds that nobody can set; only differences of them mean something."""
    return time.clock_gettime_ns(_STEADY) // 1_000_000


class Believed:
    """How late it is at least."""

    def __init__(self, now: Callable[[], int] = wall, steady: Callable[[], int] = steady) -> None:
        """Begin with the time of day as it is."""
        self._now, self._steady = now, steady
        self._at, self._counted = now(), steady()
        self._leapt: int | None = None

    def early(self) -> int:
        """Return the earliest that it can be now, Unix milliseconds: whatever must not be erased early goes by it."""
        wall, counted = self._now(), self._steady()
        self._at += counted - self._counted
        self._counted = counted
        if abs(wall - self._at) <= DRIFT or (self._leapt is not None and counted - self._leapt >= BELIEVED_AFTER):
            self._at, self._leapt = wall, None
        elif self._leapt is None:
            self._leapt = counted
            log.warning("The clock of this machine has leapt. Nothing is erased by it before a day has passed.")
        return min(wall, self._at)
