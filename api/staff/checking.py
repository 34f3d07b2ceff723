"""Whether a record of deeds is whole: the first row or seal that is not as it was written; pure.

What a check can see: any row or seal that was changed, dropped, put in or moved. Rows behind the newest seal are linked but not
sealed: whoever can write to the database could rewrite the last hour. Rows older than a year are gone on purpose; the seal
that they ended with is signed anew as the record's new beginning, which nobody but the relay can do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from api.staff.chain import ZEROS, Row, Seal, beginning_message, link, sealed_message

Verify = Callable[[bytes, bytes], bool]  # signature, message


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the relay remembers to have sealed, kept apart from the database."""

    day: int
    number: int
    hash: bytes


def day_of(at: int) -> int:
    """Return the day of a time (Unix ms) in UTC, as 20261123."""
    return int(datetime.fromtimestamp(at / 1000, UTC).strftime("%Y%m%d"))


def next_day(day: int) -> int:
    """Return the day after a day."""
    return int((_date(day) + timedelta(days=1)).strftime("%Y%m%d"))


def begins(day: int) -> int:
    """Return when a day begins, UTC, Unix ms."""
    return int(datetime.combine(_date(day), datetime.min.time(), UTC).timestamp() * 1000)


def said(day: int) -> str:
    """Write a day as 2026-11-23."""
    return _date(day).isoformat()


class Check:
    """One pass over a record: all its seals first, then its rows, in order."""

    def __init__(self, seals: Sequence[Seal], verify: Verify, mark: Mark | None = None) -> None:
        """Take the seals in the order of their days, the relay's public key as `verify`, and what it remembers."""
        self._seals, self._verify, self._mark = seals, verify, mark
        self._expected = {seal.number: seal for seal in seals}
        self._cut = bool(seals) and self._signed(seals[0], beginning_message)
        self.number, self._hash = (seals[0].number, seals[0].hash) if self._cut else (0, ZEROS)

    def seals(self) -> str | None:
        """Return what is wrong with the first bad seal, or None."""
        before: Seal | None = None
        for seal in self._seals:
            here = f"The seal of {_shown(seal.day)}"
            if not _is_day(seal.day):
                return f"{here} is not of any day."
            if before is not None and seal.day != next_day(before.day):
                return f"The seal of {said(next_day(before.day))} is gone."
            anchor = before is None and self._cut
            if not anchor and not self._signed(seal, sealed_message):
                return f"{here} was not made by this relay's key, or was changed."
            if before is not None and seal.number < before.number:
                return f"{here} is behind the seal before it."
            before = seal
        if self._mark is not None and (before is None or before.day < self._mark.day):
            return f"The seal of {said(self._mark.day)} is gone."
        return None

    def row(self, row: Row) -> str | None:
        """Take the next row; return what is wrong with it, or None."""
        here, number = f"Row {row.number}", self.number + 1
        if row.number != number:
            return f"Row {number} is gone." if row.number > number else f"{here} does not belong there."
        if number == 1 and self._seals and self._seals[0].day > day_of(row.hour):
            return f"The seal of {said(day_of(row.hour))} is gone."
        try:
            right = link(self._hash, row.number, row.hour, row.actor, row.action, row.subject)
        except (ValueError, TypeError):  # somebody put something else there than the relay ever does
            right = b""
        if row.hash != right:
            return f"{here} was changed, or a row before it was."
        sealed = self._expected.get(number)
        if sealed is not None and sealed.hash != row.hash:
            return f"{here} is not the one that was sealed on {said(sealed.day)}."
        if self._mark is not None and self._mark.number == number and self._mark.hash != row.hash:
            return f"{here} is not the one that was sealed on {said(self._mark.day)}."
        self.number, self._hash = number, row.hash
        return None

    def end(self) -> str | None:
        """Say after the last row whether rows that were sealed are gone."""
        sealed = max((seal.number for seal in self._seals), default=0)
        if self._mark is not None:
            sealed = max(sealed, self._mark.number)
        return f"Row {self.number + 1} is gone." if sealed > self.number else None

    def _signed(self, seal: Seal, message: Callable[[int, int, bytes], bytes]) -> bool:
        try:
            return self._verify(seal.signature, message(seal.day, seal.number, seal.hash))
        except (ValueError, TypeError):
            return False


def first_flaw(rows: Sequence[Row], seals: Sequence[Seal], verify: Verify, mark: Mark | None = None) -> str | None:
    """Return what is wrong with the first bad row or seal of a record that is in memory, or None."""
    return next(_flaws(rows, Check(seals, verify, mark)), None)


def _flaws(rows: Sequence[Row], check: Check) -> Iterator[str]:
    if (wrong := check.seals()) is not None:
        yield wrong
    for row in rows:
        if (wrong := check.row(row)) is not None:
            yield wrong
            return
    if (wrong := check.end()) is not None:
        yield wrong


def _date(day: int) -> date:
    return date(day // 10_000, day // 100 % 100, day % 100)


def _is_day(day: int) -> bool:
    try:
        _date(day)
    except ValueError:
        return False
    return True


def _shown(day: int) -> str:
    return said(day) if _is_day(day) else str(day)
