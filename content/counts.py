"""Tells how often a screen was first seen in a week, so that no small number can be worked out; pure.

Fewer than ten is told as nothing at all, nought included; every other number as the least of its band of five: 10, 15, 20.
What is told of one screen depends on its own number alone, and the total is the sum of what is told: so whatever reports are laid
side by side, added up or taken from each other, a small number may still be anything from nought to nine (the test tries). That
also needs that no screen's number is the sum of others: only screens on which a youth can stop are counted, never those that
lead on by themselves. Weeks do not overlap, one is told only when it is over, and once. Source: content.md 5.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from content.zones import place

LEAST, WIDTH = 10, 5
MOVING = ("go", "branch")


def told(cells: Mapping[str, int]) -> dict[str, int]:
    """What may leave the place where it was counted: the least of each band, and nothing for fewer than ten."""
    return {step: number - number % WIDTH for step, number in cells.items() if number >= LEAST}


def total(shown: Mapping[str, int]) -> int:
    """The sum of what is told: it tells nothing more."""
    return sum(shown.values())


def may_be_told(shown: Mapping[str, int]) -> bool:
    """Whether every number is one that `told` could have made."""
    return all(number >= LEAST and number % WIDTH == 0 for number in shown.values())


def counted(bundle: Mapping[str, Any], step: str) -> bool:
    """Whether a first visit counts: a youth can stop there."""
    return step in bundle["steps"] and bundle["steps"][step]["kind"] not in MOVING


def week_of(now_ms: int, zone: str) -> int:
    """The Monday of a moment's week on the line's clock, as 20261123."""
    day = datetime.fromtimestamp(now_ms / 1000, place(zone)).date()
    return int((day - timedelta(days=day.weekday())).strftime("%Y%m%d"))
