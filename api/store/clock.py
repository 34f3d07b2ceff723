"""The time, as every room asks for it, so that tests move it and nothing else does.

Two kinds. `now` is the time of day in Unix milliseconds, which an operator or a time server may set at any moment.
`steady` counts milliseconds and never leaps; only differences of it mean something.
"""

from __future__ import annotations

import logging
import time
from typing import Protocol

log = logging.getLogger(__name__)
DRIFT = 5 * 60 * 1000  # a clock that is set by less than this is believed at once
BELIEVED_AFTER = 24 * 3600 * 1000  # and one that leapt, a day later
LONGEST_PAUSE = 12 * 3600 * 1000  # a relay that was down for longer cannot tell a pause from a leap


class Clock(Protocol):
    """Whoever tells the time."""

    def now(self) -> int:
        """Return the time of day, Unix milliseconds."""
        ...

    def steady(self) -> int:
        """Return milliseconds since some moment; it never leaps and never goes back."""
        ...


class WallClock:
    """The clock of this machine."""

    def now(self) -> int:
        """Return the time of day, Unix milliseconds."""
        return time.time_ns() // 1_000_000

    def steady(self) -> int:
        """Return milliseconds that no one can set."""
        return time.monotonic_ns() // 1_000_000


class Trust:
    """How far the time of day is believed, where believing it wrongly would erase something early (THREATS H26).

    Time runs on by the steady clock. When somebody sets the time of day by more than DRIFT, both are kept in mind for a
    day: what must not happen early goes by the earlier, what must not end early is counted from the later.
    """

    def __init__(self, clock: Clock, last_known: int | None = None) -> None:
        """Begin now; `last_known` is a time at which an earlier run of the relay has been."""
        self._clock = clock
        self._steady = clock.steady()
        self._base = clock.now()
        self._leapt_at: int | None = None
        if last_known is not None and self._base - last_known > LONGEST_PAUSE:
            self._base = last_known
        self._look()

    def earliest(self) -> int:
        """Return the earliest that it can be now, Unix milliseconds."""
        return min(self._look(), self._clock.now())

    def latest(self) -> int:
        """Return the latest that it can be now, Unix milliseconds."""
        return max(self._look(), self._clock.now())

    def _look(self) -> int:
        """Return the time by the steady clock, after taking over what may be believed."""
        wall, steady = self._clock.now(), self._clock.steady()
        self._base += steady - self._steady
        self._steady = steady
        if abs(wall - self._base) <= DRIFT:
            self._base, self._leapt_at = wall, None
        elif self._leapt_at is None:
            self._leapt_at = steady
            log.warning("The clock of this machine has leapt. Nothing is erased by it before a day has passed.")
        elif steady - self._leapt_at >= BELIEVED_AFTER:
            self._base, self._leapt_at = wall, None
        return self._base


class Onward:
    """The time by which people are called: it follows the time of day forward, and never goes back.

    A clock that is set back must not let a youth wait longer; one that is set forward at worst has somebody called too
    early. It keeps what the clock lost for as long as this process runs; the next one learns it from what is written.
    """

    def __init__(self, clock: Clock) -> None:
        """Begin now."""
        self._clock = clock
        self._steady, self._at = clock.steady(), clock.now()

    def now(self, at_least: int = 0) -> int:
        """Return the time, Unix milliseconds; `at_least` is known to be over, from what another process has written."""
        steady = self._clock.steady()
        self._at = max(self._clock.now(), self._at + steady - self._steady, at_least)
        self._steady = steady
        return self._at
