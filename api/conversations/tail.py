"""The newest frames of busy conversations, in memory, so that a reader who keeps up costs no query.

A copy of what is committed, and of nothing else: bounded, and given up the moment it might be behind. Readers ask for
what is behind their own cursor and get it whole and in order, or are sent to the database.
"""

from __future__ import annotations

from collections import OrderedDict, deque

from api.protocol.envelope import Stored

MOST_BYTES = 16 << 20
MOST_EACH = 64


class Tail:
    """Recent frames by conversation; the longest unused go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Begin empty."""
        self._most = most_bytes
        self._bytes = 0
        self._held: OrderedDict[bytes, deque[Stored]] = OrderedDict()

    def add(self, conversation: bytes, stored: Stored) -> None:
        """Take a frame that was committed here; frames of other replicas in between end what was held."""
        held = self._held.get(conversation)
        if held is None or held[-1].cursor + 1 != stored.cursor:
            self.drop(conversation)
            held = self._held[conversation] = deque()
        else:
            self._held.move_to_end(conversation)
        held.append(stored)
        self._bytes += len(stored.frame)
        if len(held) > MOST_EACH:
            self._bytes -= len(held.popleft().frame)
        while self._bytes > self._most and self._held:
            self.drop(next(iter(self._held)))

    def since(self, conversation: bytes, after: int) -> list[Stored] | None:
        """Return all frames behind a cursor as far as this process knows, or None: ask the database."""
        held = self._held.get(conversation)
        if not held or held[0].cursor > after + 1:
            return None
        newest = held[-1].cursor
        if after >= newest:
            return []
        if after + 1 == newest:
            return [held[-1]]
        return [one for one in held if one.cursor > after]

    def newer_elsewhere(self, conversation: bytes, cursor: int) -> None:
        """Give a conversation up when another replica has stored more of it."""
        held = self._held.get(conversation)
        if held and held[-1].cursor < cursor:
            self.drop(conversation)

    def drop(self, conversation: bytes) -> None:
        """Forget a conversation."""
        for one in self._held.pop(conversation, ()):
            self._bytes -= len(one.frame)
