"""What a week on call is made of: patterns, shifts, closures, and what follows from them; pure.

A pattern says "every Tuesday from 20:00 for 8 hours, Robin is primary" on the clock of the line's zone. A shift is one stretch of
real time, in UTC. The line is open where its hours, less closures, have a primary: nothing else may be told to a youth.
Source: domain/domain.md 5 (Schedule, Time zones).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from typing import Any

from api.oncall.spans import HOUR, Span, common, day_number, minus, moment, on_clock, union

OPEN, PRIMARY, BACKUP, SUPERVISOR, OFF = "open", "primary", "backup", "supervisor", "off"
COVER, SWAP = "cover", "swap"
SWAPPED, FELL = "swapped", "fell"  # what came of a swap that its worker offered: agreed to, or void
UNFILLED = "unfilled"  # closed because nobody was there, not for its own sake
MANNED = (PRIMARY, BACKUP, SUPERVISOR)
LONGEST = 8 * HOUR
NIGHT = 6 * 60  # from midnight, on the line's clock


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
    answer: str | None = None
    changed_at: int = 0

    @property
    def span(self) -> Span:
        """When it begins and ends."""
        return self.starts_at, self.ends_at

    @property
    def there(self) -> bool:
        """Whether somebody will be there, as far as anybody knows: who asks for cover will not."""
        return self.device is not None and self.asks != COVER

    def freed(self, **changes: Any) -> Shift:
        """Return it with nothing asked for and nothing answered, changed as said."""
        return replace(self, **({"asks": None, "asks_of": None, "asks_for": None, "answer": None} | changes))


@dataclass(frozen=True, slots=True)
class Closure:
    """Hours that are published as closed, and why: a holiday, simply closed, or unfilled when they were published."""

    id: bytes
    starts_at: int
    ends_at: int
    reason: str

    @property
    def span(self) -> Span:
        """When it begins and ends."""
        return self.starts_at, self.ends_at


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that a coordinator should look at: long, nights, unfilled or alone; whose, and when."""

    kind: str
    starts_at: int
    ends_at: int
    device: bytes | None = None


def occurrences(patterns: Iterable[Pattern], begin: int, end: int, zone: tzinfo) -> list[Shift]:
    """Return every shift that the patterns make between two moments, each with an id that is always the same."""
    first, last = on_clock(begin, zone)[0] - timedelta(2), on_clock(end, zone)[0] + timedelta(1)
    made = []
    for pattern in patterns:
        day = first + timedelta((pattern.weekday - first.weekday()) % 7)
        while day <= last:
            if pattern.from_day <= day_number(day) <= (pattern.until_day or 99991231):
                starts = moment(day, pattern.starts, zone)
                ends = moment(day, pattern.starts + pattern.length, zone)
                if begin < ends and starts < end and starts < ends:
                    name = hashlib.sha256(pattern.id + day_number(day).to_bytes(4, "big")).digest()[:16]
                    made.append(Shift(name, starts, ends, pattern.duty, pattern.device, pattern.id))
            day += timedelta(7)
    return sorted(made, key=lambda one: (one.starts_at, one.duty, one.id))


def hours(shifts: Iterable[Shift], closures: Iterable[Closure]) -> list[Span]:
    """Return the hours that the line promises: open and not closed."""
    return minus((one.span for one in shifts if one.duty == OPEN), (one.span for one in closures))


def manned(shifts: Iterable[Shift], *duties: str) -> list[Span]:
    """Return when somebody is there on one of these duties."""
    return union(one.span for one in shifts if one.duty in duties and one.there)


def gaps(shifts: Sequence[Shift], closures: Sequence[Closure], begin: int, end: int) -> list[Span]:
    """Return the promised hours between two moments in which nobody is primary."""
    return common(minus(hours(shifts, closures), manned(shifts, PRIMARY)), [(begin, end)])


def next_opening(shifts: Sequence[Shift], closures: Sequence[Closure], now: int) -> int | None:
    """Return the first moment after now at which a primary begins in promised hours, or promised hours begin with one.

    None while such hours run: somebody should be there any moment, and nobody knows when they come.
    """
    promised = hours(shifts, closures)
    spans = [span for one in shifts if one.duty == PRIMARY and one.there for span in common([one.span], promised)]
    if any(begin <= now < end for begin, end in spans):
        return None
    return min((begin for begin, _ in spans if begin > now), default=None)


def clash(one: Shift, other: Shift) -> bool:
    """Say whether one person cannot have both: the same duty twice at once, or any other beside primary."""
    if one.id == other.id or one.device is None or one.device != other.device:
        return False
    if one.duty not in MANNED or other.duty not in MANNED:
        return False
    together = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return together and (one.duty == other.duty or PRIMARY in (one.duty, other.duty))


def first_clash(shifts: Sequence[Shift]) -> tuple[Shift, Shift] | None:
    """Return the first two shifts that one person cannot have both."""
    ordered = sorted((one for one in shifts if one.device), key=lambda one: one.starts_at)
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other.starts_at >= one.ends_at:
                break
            if clash(one, other):
                return one, other
    return None


def warnings(shifts: Sequence[Shift], closures: Sequence[Closure], begin: int, end: int, zone: tzinfo) -> list[Warned]:
    """Return what a coordinator should look at between two moments, the first to happen first."""
    found = [Warned("unfilled", *span) for span in gaps(shifts, closures, begin, end)]
    seconded = manned(shifts, BACKUP, SUPERVISOR)
    filled = common(hours(shifts, closures), manned(shifts, PRIMARY))
    found += [Warned("alone", *span) for span in common(minus(filled, seconded), [(begin, end)])]
    for device in sorted({one.device for one in shifts if one.device and one.duty in MANNED}):
        own = [one for one in shifts if one.device == device and one.duty in MANNED]
        stretches = union(one.span for one in own)
        found += [Warned("long", *span, device) for span in stretches if span[1] - span[0] > LONGEST]
        found += [Warned("nights", *span, device) for span in _second_nights(own, zone)]
    seen = [one for one in found if one.starts_at < end and begin < one.ends_at]
    return sorted(seen, key=lambda one: (one.starts_at, one.kind, one.device or b""))


def _second_nights(own: Iterable[Shift], zone: tzinfo) -> list[Span]:
    """Return each night, midnight to six, that one person is primary right after another such night."""
    nights: dict[int, Span] = {}
    for one in own:
        if one.duty != PRIMARY:
            continue
        day, last = on_clock(one.starts_at, zone)[0], on_clock(one.ends_at, zone)[0]
        while day <= last:
            night = moment(day, 0, zone), moment(day, NIGHT, zone)
            if one.starts_at < night[1] and night[0] < one.ends_at:
                nights[day.toordinal()] = night
            day += timedelta(1)
    return [span for ordinal, span in sorted(nights.items()) if ordinal - 1 in nights]


def _still_asks(made: Shift, cries: Iterable[Shift]) -> Shift:
    """Let a shift go on asking for cover where its person had asked in the one that it takes the place of."""
    for one in cries:
        if one.device == made.device and one.starts_at < made.ends_at and made.starts_at < one.ends_at:
            return replace(made, asks=COVER, asks_of=one.asks_of)
    return made


@dataclass(frozen=True, slots=True)
class Replanned:
    """What publishing would do to the shifts that are kept: add, change and drop; and how it would be afterwards."""

    added: list[Shift]
    changed: list[Shift]
    dropped: list[Shift]
    after: list[Shift]


def replan(kept: Sequence[Shift], made: Sequence[Shift], elsewhere: set[bytes], now: int, running: bool) -> Replanned:
    """Lay what the patterns make over the shifts that are kept.

    Whatever a person changed by hand stays (its pattern is empty), and what a pattern would give the same person beside it
    gives way. What has begun stays as it is; `running` says that nothing was published for now, so a shift that has begun
    may be added. `elsewhere`: ids that are kept at other times. Who asked for cover is not there either way.
    """
    by_id = {one.id: one for one in kept}
    by_hand = [one for one in kept if one.pattern is None]
    added, changed = [], []
    for one in made:
        was = by_id.get(one.id)
        if was is None:
            begins = one.ends_at > now and (running or one.starts_at > now)
            if one.id not in elsewhere and begins and not any(clash(one, other) for other in by_hand):
                added.append(one)
        elif (
            was.pattern and was.starts_at > now and (was.span, was.duty, was.device) != (one.span, one.duty, one.device)
        ):
            changed.append(replace(one, changed_at=was.changed_at))
    still = {one.id for one in made}
    dropped = [one for one in kept if one.pattern and one.starts_at > now and one.id not in still]
    gone = {one.id for one in (*changed, *dropped)}
    cries = [one for one in kept if one.id in gone and one.asks == COVER]
    added, changed = ([_still_asks(one, cries) for one in part] for part in (added, changed))
    after = [one for one in kept if one.id not in gone] + added + changed
    return Replanned(added, changed, dropped, sorted(after, key=lambda one: (one.starts_at, one.duty, one.id)))
