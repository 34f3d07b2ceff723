"""Which periods are reported on: whole months on the line's clock, once they are over; pure.

Two reports that overlap could be taken from each other, and what is left may be one person. Months do not overlap, and a month
that still runs would be one report today and another tomorrow; so there is none before its end (decision 0056).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"([2-9]\d{3})-(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """A month of the calendar."""

    year: int
    month: int

    def __str__(self) -> str:
        """Write it as 2026-11."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def days(self) -> tuple[int, int]:
        """Its first day and one that no month goes beyond, as 20261101 and 20261131."""
        first = self.year * 10_000 + self.month * 100
        return first + 1, first + 31

    @property
    def before(self) -> Month:
        """The month before it."""
        return Month(self.year - (self.month == 1), 12 if self.month == 1 else self.month - 1)


def read(text: str) -> Month | None:
    """Read 2026-11, or return None."""
    found = _WRITTEN.fullmatch(text)
    return Month(int(found[1]), int(found[2])) if found else None


def of_day(day: int) -> Month:
    """Return the month of a day such as 20261123."""
    return Month(day // 10_000, day // 100 % 100)


def running(now: int, zone: ZoneInfo) -> Month:
    """Return the month that runs now on the line's clock."""
    here = datetime.fromtimestamp(now / 1000, zone)
    return Month(here.year, here.month)


def over(first_day: int | None, now: int, zone: ZoneInfo) -> list[Month]:
    """Return every month that is over since counting began, the newest first."""
    months: list[Month] = []
    month = running(now, zone).before
    while first_day is not None and month >= of_day(first_day):
        months.append(month)
        month = month.before
    return months
