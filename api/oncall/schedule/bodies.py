"""What requests about the schedule may hold, and how what they hold becomes patterns and shifts."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, tzinfo
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.errors import Refused
from api.oncall.shifts import Closure, Pattern, Shift
from api.oncall.spans import day_of, moment
from api.protocol.base64url import from_b64u

SHORTEST, LONGEST = 5, 24 * 60  # minutes
LONGEST_CLOSURE = 60 * 24 * 60
WEEKDAYS, MIDNIGHT = range(7), 24 * 60
MOST = 1 << 53


def _id(text: object) -> bytes:
    if not isinstance(text, str):
        raise ValueError
    return from_b64u(text, 16)


Id = Annotated[bytes, BeforeValidator(_id)]
Count = Annotated[int, Field(strict=True, ge=-MOST, le=MOST)]
Duty = Literal["open", "primary", "backup", "supervisor"]


class Body(BaseModel):
    """What a request may hold."""

    model_config = ConfigDict(extra="forbid")


class Named(Body):
    """Something to plan; `id` is how the page calls it, so that what is told again is there once."""

    id: Id | None = None


class Weekly(Named):
    """Something that happens every week, on the clock of the line's zone."""

    weekday: Count
    starts: Count
    length: Count
    duty: Duty
    device: Id | None = None
    from_day: Count
    until_day: Count | None = None

    def pattern(self, pattern_id: bytes | None = None) -> Pattern:
        """Read it as a pattern; refuse times that there are not."""
        last = None if self.until_day is None else a_day(self.until_day)
        if self.weekday not in WEEKDAYS or not 0 <= self.starts < MIDNIGHT or not SHORTEST <= self.length <= LONGEST:
            raise Refused("times")
        if a_day(self.from_day) > (last or date.max):
            raise Refused("day-order")
        return Pattern(
            pattern_id or self.id or secrets.token_bytes(16),
            self.weekday,
            self.starts,
            self.length,
            self.duty,
            self.device if self.duty != "open" else None,
            self.from_day,
            self.until_day,
        )


class Dated(Named):
    """One stretch of one day, which may run into the next."""

    day: Count
    starts: Count
    length: Count

    def span(self, zone: tzinfo, longest: int = LONGEST, refusal: str = "times") -> tuple[int, int]:
        """Return when it begins and ends; refuse times that there are not."""
        if not 0 <= self.starts < MIDNIGHT or not SHORTEST <= self.length <= longest:
            raise Refused(refusal)
        day = a_day(self.day)
        begin, end = moment(day, self.starts, zone), moment(day, self.starts + self.length, zone)
        if begin >= end:  # the night on which the clock jumps over all of it
            raise Refused(refusal)
        return begin, end


class ByHand(Dated):
    """A shift that a coordinator makes or changes; whoever undoes a step says what was asked, and which closures it made.

    `cover`: its person cannot come, and colleagues are asked. `comes`: that was said by mistake.
    """

    duty: Duty
    device: Id | None = None
    changed_at: Count = -1
    closed: bool = False
    asks: Literal["cover"] | None = None
    asks_of: Id | None = None
    comes: bool = False
    opens: Annotated[list[Id], Field(max_length=100)] = []

    def shift(self, zone: tzinfo, shift_id: bytes | None = None) -> Shift:
        """Read it as a shift that no pattern changes any more."""
        device = self.device if self.duty != "open" else None
        shift = Shift(shift_id or self.id or secrets.token_bytes(16), *self.span(zone), self.duty, device)
        return replace(shift, asks=self.asks, asks_of=self.asks_of) if device and self.asks else shift


class Closed(Dated):
    """Hours to publish as closed."""

    reason: Literal["holiday", "closed", "unfilled"]

    def closure(self, zone: tzinfo) -> Closure:
        """Read it as a closure."""
        return Closure(self.id or secrets.token_bytes(16), *self.span(zone, LONGEST_CLOSURE, "closing"), self.reason)


class Seen(Body):
    """When the asker's copy of a shift was changed last."""

    changed_at: Count


class Removal(Seen):
    """A shift to take out; `closed` publishes what it leaves empty as closed, `opens` names what an undone step closed."""

    closed: bool = False
    opens: Annotated[list[Id], Field(max_length=100)] = []


class Ask(Seen):
    """What a worker asks for: cover by anybody or by one colleague, or a swap for a colleague's shift."""

    kind: Literal["cover", "swap"]
    of: Id | None = None
    given: Annotated[Id | None, Field(alias="for")] = None


class Publishing(Body):
    """How far to publish, and how far it was when the coordinator looked; `shorter`: less far, on purpose."""

    until_day: Count
    was: Count | None
    closed: bool = False
    shorter: bool = False


def a_day(number: int) -> date:
    """Read a day such as 20261123."""
    try:
        day = day_of(number)
    except (ValueError, OverflowError):
        raise Refused("no-day") from None
    if not 2000 < day.year < 2200:
        raise Refused("no-day")
    return day
