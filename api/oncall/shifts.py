"""What a week on call is made of: patterns, shifts and closures; pure.

A pattern says "every Tuesday from 20:00 for 8 hours, Robin is primary" on the clock of the line's zone. A shift is one stretch of
real time, in UTC. Its worker may ask for cover or for a swap. Source: domain/domain.md 5 (Schedule, Time zones).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Duty = Literal["open", "primary", "backup", "supervisor", "off"]
MANNED: tuple[Duty, ...] = ("primary", "backup", "supervisor")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What happens every week: a weekday (0 Monday), minutes after midnight, minutes long, and between which days."""

    id: bytes
    weekday: int
    starts: int
    length: int
    duty: str
    device: bytes | None
    from_day: int
    until_day: int | None


@dataclass(frozen=True, slots=True)
class Shift:
    """One stretch of time: the line's open hours, or somebody's duty; `off` is one taken out of its pattern by hand."""

    id: bytes
    starts_at: int
    ends_at: int
    duty: str
    device: bytes | None
    pattern: bytes | None = None
    asks: str | None = None
    asks_of: bytes | None = None
    asks_for: bytes | None = None
    changed_at: int = 0


@dataclass(frozen=True, slots=True)
class Closure:
    """Hours that are published as closed, and why: a holiday, or simply closed."""

    id: bytes
    starts_at: int
    ends_at: int
    reason: str
