"""Which signed documents the relay puts in force: the next one, in time, and nothing else; pure.

The ends judge documents for themselves and trust the relay in nothing. The relay judges them too, so that a wrong one
is refused at the coordinator's console and not found out by everybody else. Source: PROTOCOL 2.4, 7.3.
"""

from __future__ import annotations

import hashlib

from api.protocol.roster import Flaw, Root, Roster

ZEROS = bytes(32)
WEEK = 7 * 24 * 3600 * 1000


def signin_message(origin: str, challenge: bytes) -> bytes:
    """What a device signs to come in."""
    return b"ql1 signin\0" + hashlib.sha256(origin.encode()).digest() + challenge  # Protocol 7.3


def holding_message(root_pub: bytes, ed_pub: bytes, admin_pub: bytes) -> bytes:
    """What a device and a coordinator's key both sign: that this device holds this key on this line (decision 0108)."""
    return b"ql1 coordinator key\0" + root_pub + ed_pub + admin_pub


def judge_root(root: Root, current: Root | None, now: int) -> None:
    """Refuse a root document that does not follow the current one, or is offered too late."""
    _judge_order(root.version, root.hash, current.version if current else 0, current.hash if current else ZEROS)
    if root.expires <= now:
        raise Flaw("expired")


def judge_roster(roster: Roster, current: Roster | None, root: Root, now: int) -> None:
    """Refuse a roster that does not follow the current one, is expired, or runs for more than a week (2.4)."""
    _judge_order(roster.version, roster.hash, current.version if current else 0, current.hash if current else ZEROS)
    if roster.prev != (current.hash if current else ZEROS):
        raise Flaw("broken-chain")
    if roster.expires <= now or root.expires <= now:
        raise Flaw("expired")
    if roster.expires > now + WEEK:
        raise Flaw("too-far")


def _judge_order(version: int, hash_: bytes, current: int, current_hash: bytes) -> None:
    """Ask for exactly the next version: the relay keeps every one, so none may be left out."""
    if version == current and hash_ != current_hash:
        raise Flaw("fork")
    if version != current + 1:
        raise Flaw("rollback" if version <= current else "broken-chain")
