"""Appends that are committed together: who asks, what becomes of each, how they are numbered.

Pure. The two writers read a conversation's head inside their transaction, let `plan` decide, and write what it returns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from api.store.lockbox import Lock

MOST = 512  # appends in one transaction
MOST_BYTES = 8 << 20


class Head(NamedTuple):
    """What decides about an append, as the transaction sees it."""

    state: str
    owner: bytes
    audience: int
    claimed_by: bytes | None
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
Known = dict[tuple[bytes, bytes], tuple[int, int]]
FrameRow = tuple[bytes, int, bytes, int, bytes]


class Plan(NamedTuple):
    """What a transaction must write: frame rows, and each conversation's newest cursor."""

    rows: list[FrameRow]
    cursors: dict[bytes, int]


def plan(batch: Iterable[Append], heads: dict[bytes, Head], known: Known, now: int, judge: Judge) -> Plan:
    """Decide about every append: refused, found stored (the same cursor again), or given the next number."""
    rows: list[FrameRow] = []
    cursors: dict[bytes, int] = {}
    known = dict(known)
    for one in batch:
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
        rows.append((conversation, cursor, one.hash, now, one.lock.wrap(cursor, one.frame)))
    return Plan(rows, cursors)


def conversations_of(batch: Sequence[Append]) -> list[bytes]:
    """Return the batch's conversations, each once, in one order for all writers (so that no two lock crosswise)."""
    return sorted({one.conversation for one in batch})
