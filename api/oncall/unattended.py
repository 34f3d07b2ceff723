"""Who is woken when published hours run and nobody is there for a youth; pure.

Whoever asks then finds nobody, so no conversation begins and nobody would be called. A ladder for the line itself: primary,
backup, supervisor, then everybody, again and again until somebody is there. Few come to the very minute, so it begins after
a while, and at once when somebody left a note meanwhile. Times are milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from api.oncall.escalation import FIRST_PASS, LOOK_AGAIN, Numbers, Team
from api.protocol.limits import MINUTE

AGAIN = 15 * MINUTE


class Unattended(NamedTuple):
    """Since when nobody is there, how far the waking went, and when the next are woken."""

    since: int
    rung: int
    next_at: int


def begin(now: int, numbers: Numbers) -> Unattended:
    """Begin: whoever is on duty has as long to come as a youth waits for the truth."""
    return Unattended(now, 0, now + numbers.tell_after)


def decide(one: Unattended, team: Team, asked: bool, now: int, numbers: Numbers) -> tuple[Unattended, Sequence[bytes]]:
    """Say how it stands now and whom to wake; `asked`: somebody left a note since it began.

    A deadline farther ahead than any can lie was written under another clock, and counts as over.
    """
    far = one.next_at > now + max(AGAIN, numbers.longest)
    if one.next_at > now and not far and not (asked and one.rung == 0):
        return one, ()
    for rung in range(one.rung + 1, FIRST_PASS + 1):
        earlier = {device for duty in team[: rung - 1] for device in duty}
        if calls := [device for device in team[rung - 1] if device not in earlier]:
            return Unattended(one.since, rung, now + numbers.gap(rung)), calls
    if not team.everybody:
        return one._replace(next_at=now + LOOK_AGAIN), ()
    return Unattended(one.since, max(one.rung, FIRST_PASS) + 1, now + AGAIN), team.everybody
