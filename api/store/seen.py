"""Which frames a conversation holds already: a guess from memory, and the database for the answer.

An index of hashes on the disk would cost every append a page of its own, half as much again as storing the frame. Here an
append costs a search through a few hundred bytes. What is found is only a guess; the writer reads the stored hash at that
cursor before it believes it. Cursors are 1, 2, 3 ... without a gap, so a place in the bytes is a cursor; and since the
writer looks at the conversation's newest cursor in its transaction, it knows when it must read on: after a start, after
another replica's append, or after a restored backup.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence

WIDTH = 8
MOST_BYTES = 16 << 20  # two million frames


class Seen:
    """The hashes of busy conversations; the longest unused go first, and are read again when needed."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Begin empty."""
        self._most = most_bytes
        self._bytes = 0
        self._held: OrderedDict[bytes, bytearray] = OrderedDict()

    def up_to(self, conversation: bytes, newest: int) -> int:
        """Return the cursor up to which a conversation is known, never beyond its newest."""
        held = self._held.get(conversation)
        if held is None:
            return 0
        known = len(held) // WIDTH
        if known > newest:  # the database is not the one it was: an older backup was put back
            self.forget(conversation)
            return 0
        return known

    def extend(self, conversation: bytes, hashes: Sequence[bytes]) -> None:
        """Take the hashes of the cursors that follow."""
        held = self._held.get(conversation)
        if held is None:
            held = self._held[conversation] = bytearray()
        else:
            self._held.move_to_end(conversation)
        for one in hashes:
            held += one[:WIDTH]
        self._bytes += len(hashes) * WIDTH
        while self._bytes > self._most and len(self._held) > 1:
            self.forget(next(iter(self._held)))

    def places(self, conversation: bytes, frame_hash: bytes) -> Iterator[int]:
        """Give the cursors at which this frame may be stored."""
        held = self._held.get(conversation, b"")
        wanted = frame_hash[:WIDTH]
        at = held.find(wanted)
        while at >= 0:
            if at % WIDTH == 0:
                yield at // WIDTH + 1
            at = held.find(wanted, at + 1)

    def forget(self, conversation: bytes) -> None:
        """Let a conversation go."""
        self._bytes -= len(self._held.pop(conversation, b""))
