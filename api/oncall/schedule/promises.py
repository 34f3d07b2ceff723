"""What a youth may count on: published open hours, and a primary who answers every youth; pure.

An officer answers nobody who did not ask for police. So hours in which only officers are primary count as unfilled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from api.oncall.shifts import PRIMARY, Closure, Shift, gaps, hours, next_opening
from api.oncall.spans import Span


def for_every_youth(shifts: Iterable[Shift], officers: Collection[bytes]) -> list[Shift]:
    """Return these shifts, an officer's as primary as one that nobody has."""
    return [replace(one, device=None) if one.duty == PRIMARY and one.device in officers else one for one in shifts]


def unfilled(
    shifts: Iterable[Shift], closures: Sequence[Closure], officers: Collection[bytes], begin: int, end: int
) -> list[Span]:
    """Return the promised hours between two moments in which nobody is primary for every youth."""
    return gaps(for_every_youth(shifts, officers), closures, begin, end)


def opens(shifts: Iterable[Shift], closures: Sequence[Closure], officers: Collection[bytes], now: int) -> int | None:
    """Return when the line opens next; None while promised hours run, whoever is missing in them.

    Somebody is being woken then and may be there any moment: nobody knows when, and the opening after this one is not it.
    """
    known = for_every_youth(shifts, officers)
    if any(begin <= now < end for begin, end in hours(known, closures)):
        return None
    return next_opening(known, closures, now)
