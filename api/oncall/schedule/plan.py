"""The schedule between two moments: as it is published, and as it would be after the next publishing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import Refused
from api.oncall.queries import officers
from api.oncall.schedule import queries
from api.oncall.schedule.promises import unfilled
from api.oncall.shifts import OFF, Closure, Pattern, Replanned, Shift, occurrences, replan
from api.oncall.spans import MINUTE, Span, minus
from api.protocol.limits import DAY

FARTHEST = 400 * DAY  # how far ahead anybody plans
MARGIN = 2 * DAY  # a shift that was moved may have begun on another day

People = dict[bytes, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What holds between `begin` and `end`."""

    begin: int
    end: int
    now: int
    zone: tzinfo
    until: int | None
    people: People
    patterns: list[Pattern]
    kept: list[Shift]
    next: Replanned
    closures: list[Closure]
    officers: set[bytes]

    @property
    def published(self) -> list[Shift]:
        """The shifts that everybody may rely on."""
        return self.within(self.around(False))

    @property
    def after(self) -> list[Shift]:
        """The shifts as the next publishing would leave them."""
        return self.within(self.around(True))

    def around(self, planned: bool) -> list[Shift]:
        """Return either of them with those of the days before and after, which a warning must know of."""
        found = self.next.after if planned else [one for one in self.kept if one.starts_at < (self.until or 0)]
        return [one for one in found if one.duty != OFF]

    @property
    def settled(self) -> set[bytes]:
        """The ids of shifts that are as they were published."""
        changed = {one.id for one in self.next.changed}
        return {one.id for one in self.published if one.id not in changed}

    def within(self, shifts: Iterable[Shift]) -> list[Shift]:
        """Return those that touch these hours."""
        return [one for one in shifts if one.starts_at < self.end and self.begin < one.ends_at]

    def left_open(self, shift: Shift) -> list[Span]:
        """Return when a shift counts: where no hours are published as closed."""
        return left_open(shift, self.closures)

    def gaps(self, shifts: Sequence[Shift]) -> list[Span]:
        """Return the open hours still to come in which nobody is primary who answers every youth."""
        return unfilled(shifts, self.closures, self.officers, max(self.begin, self.now), self.end)

    def label(self, device: bytes | None) -> str:
        """Return what colleagues call a device."""
        return self.people[device][0] if device in self.people else "Somebody"


def left_open(shift: Shift, closures: Iterable[Closure]) -> list[Span]:
    """Return the parts of a shift that lie in no closed hours."""
    return minus([shift.span], (one.span for one in closures))


async def read_plan(connection: AsyncConnection, zone: tzinfo, now: int, begin: int, end: int) -> Plan:
    """Read the schedule between two moments. Whoever left the roster has no shift any more."""
    people, patterns = await queries.people(connection), await queries.patterns(connection)
    until = await queries.published_until(connection)

    def known(shifts: Iterable[Shift]) -> list[Shift]:
        return [one if one.device in people else replace(one, device=None) for one in shifts]

    kept = known(await queries.shifts(connection, begin - MARGIN, end + MARGIN))
    made = known(occurrences(patterns, begin - MARGIN, end + MARGIN, zone))
    missing = {one.id for one in made} - {one.id for one in kept}
    elsewhere = await queries.held(connection, missing)
    laid = replan(kept, made, elsewhere, now, running=(until or 0) <= now)
    held = await queries.closures(connection, begin, end)
    police = await officers(connection)
    return Plan(begin, end, now, zone, until, people, patterns, kept, laid, held, police)


async def find_shift(connection: AsyncConnection, zone: tzinfo, now: int, shift_id: bytes) -> Shift | None:
    """Return a shift that is kept, or one that a pattern will make."""
    kept = await queries.shift(connection, shift_id)
    if kept is not None:
        return None if kept.duty == OFF else kept
    made = occurrences(await queries.patterns(connection), now - DAY, now + FARTHEST, zone)
    return next((one for one in made if one.id == shift_id), None)


def refuse_gaps(found: Sequence[Span], before: Sequence[Span] = ()) -> None:
    """Refuse hours without anybody that were not there before."""
    fresh = minus(found, before)
    if fresh:
        hours, minutes = divmod(sum(end - begin for begin, end in fresh) // MINUTE, 60)
        said = [f"{many} {unit}{'s' * (many != 1)}" for many, unit in ((hours, "hour"), (minutes, "minute")) if many]
        told = " and ".join(said) or "less than a minute"
        listed = [{"starts_at": begin, "ends_at": end} for begin, end in fresh]
        raise Refused("gaps", hours=told, gaps=listed)
