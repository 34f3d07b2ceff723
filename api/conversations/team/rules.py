"""How much a worker may take, and who may stand beside a colleague or take over; pure.

Nobody is given more than they can carry by chance: a limit is passed only by a youth's emergency button, or on purpose and
seen. Away and rest take no new conversation, and end none.
"""

from __future__ import annotations

from typing import NamedTuple

from api.conversations.rules import Party
from api.protocol.limits import EMERGENCY, POLICE

USUAL_MOST = 2
MOST_AT_ONCE = 6
AWAY_FOR = ("break", "meal", "appointment", "unwell", "other")
TOGETHER_FOR = ("danger", "promise", "unreachable")  # why two people open what an absent colleague has


class Presence(NamedTuple):
    """Where a worker says they are, why, until when, and how many conversations they take at once."""

    state: str = "here"
    reason: str | None = None
    until: int | None = None
    most: int = USUAL_MOST

    def now(self, now: int) -> str:
        """Return here, away or rest; what was said until a time holds no longer than that."""
        return "here" if self.until is not None and self.until <= now else self.state


def judge_room(presence: Presence, load: int, priority: int, over: bool, now: int) -> str | None:
    """Return why one more conversation is refused, or None."""
    if presence.now(now) != "here":
        return "away"
    if load >= presence.most and priority < EMERGENCY and not over:
        return "full"
    return None


def looks_at_unlinked(circle: int | None, party: Party) -> bool:
    """Say who may look at a pause that outlived its talk: the circle of who made it, and supervisors beside police."""
    return party.circle == circle or (party.role == "supervisor" and party.circle != POLICE)
