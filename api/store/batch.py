"""Appends that are committed together: who asks, what becomes of each, how they are numbered.

Pure but for fresh nonces. The two writers read a conversation's head inside their transaction, let `plan` decide, and write
the rows that it returns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from api.store.lockbox import Lock, nonces
from api.store.seen import Seen

MOST = 512  # appends in one transaction
MOST_BYTES = 8 << 20


class Head(NamedTuple):
    """What decides about an append, as the transaction sees it."""

    state: str
    owner: bytes
    audience: int
    claimed_by: bytes | None
    hidden_from: str  # ids of devices that know this person, as hex, one after another
    open_to: str  # ids of devices that may read what a colleague has, written alike
    cursor: int


class Append:
    """One frame on its way in; after `done` was called it has either a cursor or a refusal."""

    __slots__ = ("at", "conversation", "cursor", "device", "done", "frame", "fresh", "hash", "lock", "ref", "refusal")

    def __init__(
        self,
        conversation: bytes,
        frame: bytes,
        frame_hash: bytes,
        lock: Lock,
        device: Any,
        done: Callable[[Append], None],
        ref: int = 0,
    ) -> None:
        """Take the frame, its hash, its outer lock, who sends it, and whom to tell."""
        self.conversation = conversation
        self.frame = frame
        self.hash = frame_hash
        self.lock = lock
        self.device = device
        self.done = done
        self.ref = ref
        self.cursor = 0
        self.at = 0
        self.refusal: str | None = None
        self.fresh = False  # stored now, not found stored


Judge = Callable[[Head, Any], str | None]
Place = tuple[bytes, int]  # conversation, cursor
Known = dict[tuple[bytes, bytes], tuple[int, int]]  # conversation, hash -> cursor, at
FrameRow = tuple[bytes, int, bytes, int, bytes]  # conversation, cursor, hash, at, wrapped


def guesses(batch: Sequence[Append], seen: Seen) -> list[Place]:
    """Return the places at which frames of this batch may be stored already."""
    return [(one.conversation, cursor) for one in batch for cursor in seen.places(one.conversation, one.hash)]


def plan(batch: Sequence[Append], heads: dict[bytes, Head], known: Known, now: int, judge: Judge) -> list[FrameRow]:
    """Decide about every append: refused, found stored (the same cursor again), or given the next number."""
    rows: list[FrameRow] = []
    cursors: dict[bytes, int] = {}
    known = dict(known)
    for one, nonce in zip(batch, nonces(len(batch)), strict=True):
        conversation = one.conversation
        one.refusal, one.fresh = None, False
        head = heads.get(conversation)
        if head is None:
            one.refusal = "not-found"
            continue
        # Asked before the rules: what was stored before a close is answered as stored after it.
        name = (conversation, one.hash)
        if (found := known.get(name)) is not None:
            one.cursor, one.at = found
            continue
        if (refusal := judge(head, one.device)) is not None:
            one.refusal = refusal
            continue
        cursor = cursors.get(conversation, head.cursor) + 1
        cursors[conversation] = cursor
        one.cursor, one.at, one.fresh = cursor, now, True
        known[name] = (cursor, now)
        rows.append((conversation, cursor, one.hash, now, one.lock.wrap(cursor, one.frame, nonce)))
    return rows


def remember(seen: Seen, rows: Sequence[FrameRow]) -> None:
    """Note rows that are committed."""
    for conversation, _, frame_hash, _, _ in rows:
        seen.extend(conversation, (frame_hash,))


def conversations_of(batch: Sequence[Append]) -> list[bytes]:
    """Return the batch's conversations, each once, in one order for all writers (so that no two lock crosswise)."""
    return sorted({one.conversation for one in batch})
