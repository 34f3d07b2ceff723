"""How a count may be shown: as a band of five, so that no small one can be read or worked out; pure.

A count under five is "<5", also when it is nought; every other one is 5-9, 10-14 and so on, and so are totals. Nothing exact
is ever published, so there is nothing exact to take from it: neither a total, nor another table of the same people, nor
another month leads to a count under five. Bands are the same for everybody and depend on one count alone: who knows
this rule knows nothing more. It holds because no table, and no part of one that is the sum of another, has a multiple of
five sorts: then the ends of bands never meet in one point (decision 0056; the test tries them all).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

WIDTH = 5


class Table(NamedTuple):
    """A kind of counts as it may be shown: the least that each could be; nought stands for "<5"."""

    total: int
    cells: dict[str, int]


def least(number: int) -> int:
    """Return the least of a count's band; the most is four more."""
    return number - number % WIDTH


def shown(cells: Mapping[str, int]) -> Table:
    """Return a table as it may be shown."""
    return Table(least(sum(cells.values())), {key: least(number) for key, number in cells.items()})
