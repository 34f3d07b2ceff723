"""Who is called next for a youth or worker who waits, and when the youth is told the truth; pure.

Primary, then backup, then supervisor, then everybody again and again until somebody claims. Each rung is called once. "I
can't" moves on at once, "I have it" keeps quiet for a while and never twice on one rung; neither moves the moment at which
the youth is told that nobody came. When everybody has said "I can't", the youth is told at once: nobody waits for someone
who does not come (promise 7). Times are milliseconds of one clock that never goes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

LOOK_AGAIN = 15_000  # while nobody can be called at all
FIRST_PASS = 3  # primary, backup, supervisor; every rung after these calls everybody


@dataclass(frozen=True, slots=True)
class Numbers:
    """The line's settings, in ms: how long each waits before the next, and how long the youth waits for the truth."""

    backup_after: int = 90_000
    supervisor_after: int = 90_000
    tell_after: int = 300_000
    again: int = 120_000
    quiet_for: int = 300_000

    @property
    def longest(self) -> int:
        """No deadline lies farther ahead than this."""
        return max(self.backup_after, self.supervisor_after, self.tell_after, self.again, self.quiet_for, LOOK_AGAIN)

    def gap(self, rung: int) -> int:
        """How long this rung has, before the next is called."""
        return {1: self.backup_after, 2: self.supervisor_after}.get(rung, self.again)


class Team(NamedTuple):
    """Who may be called for one conversation now: on duty, in its audience, not away, and not recused.

    Who stands beside the plan went on call by their own press. They stand on no rung of their own: they are called with
    everybody, and when nobody else can come.
    """

    primary: Sequence[bytes] = ()
    backup: Sequence[bytes] = ()
    supervisor: Sequence[bytes] = ()
    beside: Sequence[bytes] = ()

    @property
    def everybody(self) -> list[bytes]:
        """Each of them once, the primary first."""
        return list(dict.fromkeys(one for duty in self for one in duty))


@dataclass(frozen=True, slots=True)
class Ladder:
    """How far the calling went for one conversation that waits."""

    begun_at: int
    rung: int = 0
    call_at: int = 0
    next_at: int = 0
    quiet_until: int | None = None
    quiet_by: bytes | None = None
    told_at: int | None = None


class Page(NamedTuple):
    """A device that was called on a rung, and what its worker said: have, cannot, or nothing yet."""

    rung: int
    device: bytes
    at: int
    answer: str | None = None


class Waiting(NamedTuple):
    """A ladder on which something is due: whose circles may see its conversation, which worker asks for help, who gave it back last."""

    conversation: bytes
    audience: int
    asker: bytes | None
    ladder: Ladder
    giver: bytes | None = None


class Decision(NamedTuple):
    """What is to be written now: the ladder as it stands then, whom to call on its rung, whether to tell the youth."""

    ladder: Ladder
    calls: Sequence[bytes]
    tell: bool


def begin(waited: int, now: int, numbers: Numbers) -> Ladder:
    """Begin a ladder for somebody who has waited for so long already."""
    begun_at = now - max(waited, 0)
    return _dated(Ladder(begun_at, call_at=now), numbers)


def begin_help(rung: int, now: int, numbers: Numbers) -> Ladder:
    """Begin a ladder for a worker who asks for a second person, above the rung that an earlier call of theirs has reached.

    No youth is told anything of it. Its team stands one rung lower: backup, supervisor, then everybody else.
    """
    return _dated(Ladder(now, rung, call_at=now, told_at=now), numbers)


def at_least(latest: int, farthest: int, looked_before: bool, now: int, numbers: Numbers) -> int:
    """Return what time it is at least, by what is written: the latest thing that happened, and the farthest deadline.

    A relay that has just begun, under a clock that lies behind what has happened already, cannot know how long people
    have waited: every deadline counts as over, because to call too early and to tell too early harms less.
    """
    if not looked_before and latest > now:
        return farthest
    return farthest - numbers.longest


def decide(ladder: Ladder, team: Team, pages: Sequence[Page], now: int, numbers: Numbers) -> Decision:
    """Say what happens now; nothing changes when nothing is due."""
    waited = now - ladder.begun_at
    everybody = team.everybody
    able = [one for one in everybody if one not in unable(pages)]
    tell = ladder.told_at is None and (waited >= numbers.tell_after or not able)
    told = replace(ladder, told_at=now if tell else ladder.told_at)
    if ladder.call_at > now:
        return Decision(_dated(told, numbers), (), tell)
    if everybody and not able:
        # They have only just said so. They are asked again, but not before they would be anyway.
        again_at = max(page.at for page in pages) + numbers.again
        if again_at > now:
            return Decision(_dated(replace(told, call_at=again_at), numbers), (), tell)
    rung, calls = _next(ladder.rung, team, pages, waited, able or everybody, numbers)
    later = now + (numbers.gap(rung) if calls else LOOK_AGAIN)
    called = replace(told, rung=rung, call_at=later, quiet_until=None, quiet_by=None)
    return Decision(_dated(called, numbers), calls, tell)


def answered(ladder: Ladder, pages: Sequence[Page], device: bytes, now: int, numbers: Numbers) -> Ladder:
    """Take an answer that stands in `pages` already: be quiet for a while, or move on at once."""
    said = next(page.answer for page in reversed(pages) if page.device == device)
    if said == "have":
        if ladder.quiet_until is not None:
            return ladder  # once on each rung: two who press in turn cannot keep it quiet for ever
        until = now + numbers.quiet_for
        return _dated(replace(ladder, call_at=until, quiet_until=until, quiet_by=device), numbers)
    left = {page.device for page in pages if page.rung == ladder.rung} - unable(pages)
    if ladder.quiet_by != device and (ladder.quiet_until is not None or left):
        return ladder  # a colleague has it, or one on the same rung has not said no
    return replace(ladder, call_at=now, next_at=now, quiet_until=None, quiet_by=None)


def unable(pages: Sequence[Page]) -> set[bytes]:
    """Return who said "I can't" when they were last called."""
    newest = {page.device: page.answer for page in sorted(pages, key=lambda page: page.rung)}
    return {device for device, answer in newest.items() if answer == "cannot"}


def _next(
    rung: int, team: Team, pages: Sequence[Page], waited: int, able: Sequence[bytes], numbers: Numbers
) -> tuple[int, list[bytes]]:
    """Return the next rung that calls somebody, and whom; a rung that nobody stands on is passed over.

    A rung also calls those before it who were never called: a shift that changed, or a worker who is back. After a
    pause of the relay, the rung is the one that is due by now.
    """
    paged = {page.device for page in pages}
    by_now = 1 + (waited >= numbers.backup_after) + (waited >= numbers.backup_after + numbers.supervisor_after)
    for at in range(max(rung + 1, by_now), FIRST_PASS + 1):
        own = set(team[at - 1])
        before = {one for duty in team[: at - 1] for one in duty} - paged
        if calls := [one for one in able if one in own or one in before]:
            return at, calls
    return (max(rung, FIRST_PASS) + 1, list(able)) if able else (rung, [])


def _dated(ladder: Ladder, numbers: Numbers) -> Ladder:
    """Note when something is due next: a call, or the truth, whichever comes first."""
    truth = ladder.begun_at + numbers.tell_after
    return replace(ladder, next_at=ladder.call_at if ladder.told_at is not None else min(ladder.call_at, truth))
