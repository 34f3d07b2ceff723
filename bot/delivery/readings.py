"""Opens workers' frames, and opens them again after a restart from their sealed copies.

What was opened stays in memory only, by the relay's cursor. The database keeps frames as they came; they open for as long
as a receive key of the bot lives (at most 72 h), and only with the host secret.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.memory import queries
from bot.memory.chats import Chats
from bot.relay.trust import Trust
from bot.sealing.keys import Refusal, b64u
from bot.sealing.open import Reader, Received
from bot.sealing.padding import ZEROS, header

REMEMBERED = 1000
ASIDE = 1 << 40  # behind every place that a relay gives: what lay where another frame lies now


@dataclass(slots=True)
class Reading:
    """One conversation as this process has read it."""

    reader: Reader
    opened: dict[int, Received] = field(default_factory=dict)

    def is_behind_a_gap(self, got: Received, frame: bytes) -> bool:
        """Whether its sender wrote something before this that never came; a desk that begins anew behind older words hides none."""
        # Protocol 5.2 5.3
        return got.marked and header(frame).prev not in {ZEROS, *(one.hash for one in self.opened.values())}

    def is_anothers(self, got: Received) -> bool:
        """Whether this would correct or take back what somebody else wrote: it counts for nothing."""
        # Protocol 6
        said = got.payload or {}
        if said.get("t") not in ("edit", "retract"):
            return False
        of = (one.sender for one in self.opened.values() if b64u(one.mid) == said.get("of"))
        return next(of, got.sender) != got.sender


class Readings:
    """The conversations being read; the longest untouched are let go and read again when they are wanted."""

    def __init__(self, trust: Trust, chats: Chats) -> None:
        """Begin with nothing read."""
        self._trust, self._chats = trust, chats
        self._kept: OrderedDict[bytes, Reading] = OrderedDict()

    async def of(self, conversation: bytes) -> Reading:
        """Return a conversation's reading; read the sealed copies from the first when it is not in memory."""
        if (kept := self._kept.get(conversation)) is not None:
            self._kept.move_to_end(conversation)
            return kept
        pins = self._trust.pins
        if pins is None:
            raise Refusal("roster")
        reading = Reading(Reader(self._trust.identity.device, conversation, lambda: self._trust.receive_keys, pins))
        async with self._chats.database.reading() as connection:
            frames = await queries.frames(connection, conversation)
        for cursor, at, frame in _as_they_came(frames):
            try:
                reading.opened[cursor] = reading.reader.receive(frame, at)
            except Refusal:
                continue  # it was refused when it came, and whoever had to know was told then
        self._kept[conversation] = reading
        while len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
        return reading

    async def payload(self, conversation: bytes, cursor: int, mid: str | None) -> tuple[bytes, dict[str, Any]] | None:
        """Return who wrote a frame and what; None when it cannot be opened any more.

        In its place another one may lie, of a relay that was put back from a backup: it goes by its name, if that was kept.
        """
        opened = (await self.of(conversation)).opened
        found = opened.get(cursor)
        if mid is not None and (found is None or b64u(found.mid) != mid):
            found = next((one for one in opened.values() if b64u(one.mid) == mid), None)
        return None if found is None or found.payload is None else (found.sender, found.payload)

    async def said(self, conversation: bytes, sender: bytes, mid: str) -> dict[str, Any] | None:
        """Return what this sender wrote in the frame of that name."""
        opened = (await self.of(conversation)).opened.values()
        return next((one.payload for one in opened if one.sender == sender and b64u(one.mid) == mid), None)

    def forget(self, conversation: bytes) -> None:
        """Let go of what was opened."""
        self._kept.pop(conversation, None)


def _as_they_came(frames: Sequence[tuple[int, int, bytes]]) -> list[tuple[int, int, bytes]]:
    """Return frames in the order in which they came: what was laid aside, before those that lie in its places now."""
    aside = [one for one in frames if one[0] >= ASIDE]
    first = min((cursor % ASIDE for cursor, _, _ in aside), default=0)
    stayed, later = ([one for one in frames if one[0] < first], [one for one in frames if first <= one[0] < ASIDE])
    return [*stayed, *aside, *later]
