"""One bundle of changes that is kept whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Send:
    """Something to be sent to Telegram. `what` is sealed at rest; lane 0 is for crisis numbers."""

    id: int
    mac: bytes
    lane: int
    what: dict[str, Any]
    at: int
    claimed: bool = False
    dropped: bool = False

    @property
    def overtakes(self) -> bool:
        """Whether it goes before all that waits in its chat: numbers that the youth asked for. News keep their place."""
        return self.lane == 0 and not self.what.get("news")


@dataclass(slots=True)
class Post:
    """Something to be posted to the relay, in the conversation's order."""

    id: int
    conversation: bytes
    kind: str
    body: bytes


@dataclass(slots=True)
class Shown:
    """A message that is on the youth's screen: ours, or theirs (then `frame` is the mid that carried it)."""

    id: int
    mac: bytes
    slot: str
    message: int
    at: int
    frame: bytes | None = None
    stays: bool = False  # the timed wipe passes it over
    made: int = 0  # number of the send that showed it, or its own: what an erase came after, and what after it


@dataclass(slots=True)
class Changes:
    """What one step changes; `after` runs once it is on the disk, `undo` when it is not."""

    marks: list[tuple[int, int, int]] = field(default_factory=list)
    chats: dict[bytes, tuple[bytes, int | None]] = field(default_factory=dict)
    forgotten: list[bytes] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)  # sends that are not to leave any more
    sends: list[tuple[Send, bytes]] = field(default_factory=list)
    claimed: list[int] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    discarded: list[bytes] = field(default_factory=list)  # conversations of which nothing that waits is posted
    posts: list[Post] = field(default_factory=list)
    posted: list[int] = field(default_factory=list)
    shown: list[tuple[Shown, bytes, bytes]] = field(default_factory=list)
    unshown: list[int] = field(default_factory=list)
    opened: dict[bytes, bytes] = field(default_factory=dict)
    ended: list[bytes] = field(default_factory=list)
    burned: list[bytes] = field(default_factory=list)
    received: list[tuple[bytes, int, int, bytes]] = field(default_factory=list)
    facts: dict[str, bytes | None] = field(default_factory=dict)
    keys: list[tuple[bytes, bytes, int]] = field(default_factory=list)
    keys_destroyed: list[bytes] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)
    undo: list[Callable[[], None]] = field(default_factory=list)
