"""The record of deeds as a chain: how a row is hashed, what a seal signs, and what is wrong; pure.

A row's hash covers the hash before it and every field of its own, each at a fixed place, so no two rows are ever laid out
alike and none can be changed, dropped, put in or moved without every later hash being another one. A seal is the relay's
signature over one day's last number and hash. Ids other than the actor's are kept as pseudonyms: whoever holds an id can
find its rows, nobody can go from a row to an id. Deliberately missing: words, names, minutes.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass

from api.protocol.limits import HOUR

ZEROS = bytes(32)
_ACTION = re.compile("[a-z-]{1,24}")
_ROW = struct.Struct(">14s32sQQB16s24sB16s")
_SEAL = struct.Struct(">16sIQ32s")


@dataclass(frozen=True, slots=True)
class Row:
    """One deed: who did what, to what, in which hour, and its link to the deed before it."""

    number: int
    hour: int
    actor: bytes | None
    action: str
    subject: bytes | None
    hash: bytes


@dataclass(frozen=True, slots=True)
class Seal:
    """The relay's signature over how far the chain had come on a day (20261123, UTC)."""

    day: int
    number: int
    hash: bytes
    signature: bytes


def pseudonym(subject: bytes) -> bytes:
    """Return the name under which the record keeps an id: whoever has the id can find it, and nobody else."""
    return hashlib.sha256(b"ql1 audit\0" + subject).digest()[:16]


def link(before: bytes, number: int, hour: int, actor: bytes | None, action: str, subject: bytes | None) -> bytes:
    """Return a row's hash over the hash before it and all its fields, 120 bytes in fixed places.

    Raises ValueError for what does not fill its place exactly: two rows that differ are never laid out alike.
    """
    named = all(one is None or len(one) == 16 for one in (actor, subject))
    if len(before) != 32 or not named or not _ACTION.fullmatch(action) or min(number, hour) < 0:
        raise ValueError("a row of the record that does not fit")
    laid = _ROW.pack(
        b"ql1 audit row\0",
        before,
        number,
        hour,
        actor is not None,
        actor or bytes(16),
        action.encode("ascii"),  # filled up with zeros to 24
        subject is not None,
        subject or bytes(16),
    )
    return hashlib.sha256(laid).digest()


def next_row(last: Row | Seal | None, now: int, actor: bytes | None, action: str, subject: bytes | None) -> Row:
    """Return the row that follows the last one; its subject is named by pseudonym, its time by its hour."""
    number, before = (last.number + 1, last.hash) if last else (1, ZEROS)
    at, named = hour(now), None if subject is None else pseudonym(subject)
    return Row(number, at, actor, action, named, link(before, number, at, actor, action, named))


def hour(now: int) -> int:
    """Return the hour of a time: all that the record keeps of it."""
    return now - now % HOUR


def sealed_message(day: int, number: int, hash_: bytes) -> bytes:
    """Return what the relay signs to seal a day."""
    _fit(day, number, hash_)
    return _SEAL.pack(b"ql1 audit seal\0", day, number, hash_)


def beginning_message(day: int, number: int, hash_: bytes) -> bytes:
    """Return what the relay signs when it lets go of all rows up to this one: the record now begins behind it."""
    _fit(day, number, hash_)
    return _SEAL.pack(b"ql1 audit begin\0", day, number, hash_)


def _fit(day: int, number: int, hash_: bytes) -> None:
    if not 0 <= day < 1 << 32 or not 0 <= number < 1 << 63 or len(hash_) != 32:
        raise ValueError("a seal of the record that does not fit")
