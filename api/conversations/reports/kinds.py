"""What is counted, each kind with its closed list of sorts, and which counts a deed adds; pure.

A count is made in the moment of the deed, never later from rows. Each kind divides those who are counted in it: nobody
stands in two sorts of one kind. Nothing is counted across two kinds (which topic at which hour): such cells are small.
How many sorts a kind has is not free: it keeps small counts from being worked out (bands.py, and its test).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from api.conversations.rules import CHANNELS, PRACTICE, Conversation
from api.protocol.limits import MINUTE

TOPICS = ("danger", "made", "pics", "leaving", "friend", "places", "who")  # as in content/flows: a test compares
OUTCOMES = ("listened", "plan", "service", "report", "emergency", "went", "abuse")
AGES = ("under-12", "12-15", "16-17", "18-24", "25-up")
BUCKETS = ((1, "under-1"), (3, "1-3"), (5, "3-5"), (15, "5-15"), (60, "15-60"))
UNSAID = "unsaid"

KINDS: dict[str, tuple[str, ...]] = {
    "hour": ("00", "04", "08", "12", "16", "20"),  # asked for a person, by four hours of the line's own clock
    "channel": CHANNELS,
    "topic": (*TOPICS, UNSAID),  # the button that they came from
    "waited": (*(name for _, name in BUCKETS), "over-60", "left"),
    "outcome": (*OUTCOMES, UNSAID),
    "age": (*AGES, UNSAID),  # only what they told by themselves
    "notes": ("answered", "unanswered"),
    "back": ("released", "put-back", "lapsed"),
}


class Count(NamedTuple):
    """One more of a kind and sort."""

    kind: str
    key: str


def local_day(now: int, zone: ZoneInfo) -> int:
    """Return the day of a time (Unix ms) on the line's clock, as 20261123."""
    return int(datetime.fromtimestamp(now / 1000, zone).strftime("%Y%m%d"))


def opened(new: Conversation, topic: str | None, now: int, zone: ZoneInfo) -> list[Count]:
    """Count somebody who asks for a person; a note that is left while nobody is there is counted when its fate is known."""
    if new.note or new.channel == PRACTICE:
        return []
    block = datetime.fromtimestamp(now / 1000, zone).hour // 4 * 4
    return [Count("hour", f"{block:02}"), Count("channel", new.channel), Count("topic", topic or UNSAID)]


def answered(before: Conversation, now: int) -> list[Count]:
    """Count the first time that somebody takes a conversation, and how long its youth had waited by then."""
    if before.channel == PRACTICE:
        return []
    if before.note:
        return [Count("notes", "answered")]
    waited = now - before.waiting_since
    bucket = next((name for minutes, name in BUCKETS if waited < minutes * MINUTE), "over-60")
    return [Count("waited", bucket)]


def ended(before: Conversation, was_answered: bool, outcome: str | None, age: str | None) -> list[Count]:
    """Count how a conversation ended: what came of it, or that nobody had come."""
    if before.channel == PRACTICE:
        return []
    if was_answered:
        return [Count("outcome", outcome or UNSAID), Count("age", age or UNSAID)]
    return [Count("notes", "unanswered")] if before.note else [Count("waited", "left")]


def put_back(how: str, times: int = 1) -> list[Count]:
    """Count conversations that went back into the queue."""
    return [Count("back", how)] * times


def fits(counts: Sequence[Count]) -> bool:
    """Say whether all of these are in the closed lists."""
    return all(key in KINDS.get(kind, ()) for kind, key in counts)
