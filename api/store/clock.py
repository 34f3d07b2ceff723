"""The time, as every room asks for it, so that tests move it and nothing else does.

Two kinds. `now` is the time of day in Unix milliseconds, which an operator or a time server may set at any moment.
`steady` counts milliseconds and never leaps; only differences of it mean something.
"""

from __future__ import annotations

import time
from typing import Protocol


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
