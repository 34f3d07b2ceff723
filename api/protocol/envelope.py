"""What the relay can see of a sealed frame: its header; and how frames are laid one after another.

Nothing here opens a frame or checks a signature: that is the ends' business. Source: PROTOCOL 4. Integers are big-endian.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from api.protocol.limits import MAX_FRAME

HEADER = 116
SIGNATURE = 64
OPEN, MSG, GRANT = 1, 2, 3

_HEAD = struct.Struct(">4sBBH16s16s")  # what decides: magic, type, suite, flags, conversation, sender
_REST = struct.Struct(">16sIQ16s32s")  # session, seq, ts, mid, prev
_KINDS = frozenset({(OPEN, 2), (MSG, 0), (GRANT, 1), (GRANT, 2)})
_LENGTH = struct.Struct(">I")
_ENTRY = struct.Struct(">QQI")


class Malformed(ValueError):
    """These bytes are not a frame, or not a row of frames."""


class Header(NamedTuple):
    """The whole header of a frame."""

    kind: int
    suite: int
    conversation: bytes
    sender: bytes
    session: bytes
    seq: int
    ts: int
    mid: bytes
    prev: bytes


class Stored(NamedTuple):
    """A frame with its place in the conversation and the time at which it arrived (Unix ms)."""

    cursor: int
    at: int
    frame: bytes


def address(frame: bytes) -> tuple[bytes, bytes]:
    """Return a frame's conversation and sender, or raise Malformed: all that the hot path needs."""
    if not HEADER + SIGNATURE <= len(frame) <= MAX_FRAME:
        raise Malformed("size")
    magic, kind, suite, flags, conversation, sender = _HEAD.unpack_from(frame)
    if magic != b"QLN1" or flags or (kind, suite) not in _KINDS:
        raise Malformed("header")
    return conversation, sender


def header(frame: bytes) -> Header:
    """Return a frame's header, or raise Malformed."""
    conversation, sender = address(frame)
    return Header(frame[4], frame[5], conversation, sender, *_REST.unpack_from(frame, _HEAD.size))


def remnant(conversation: bytes) -> bytes:
    """Return what stands in the place of a stored frame that nobody can read any more: whose mail it was, and nothing else.

    Too short for a frame, so that both ends refuse it and show that; the place itself is never skipped (PROTOCOL 5.5).
    """
    return _HEAD.pack(b"QLN1", MSG, 0, 0, conversation, bytes(16))


def frame_hash(frame: bytes) -> bytes:
    """Return what makes a frame the same frame: SHA-256 of all its bytes."""
    return hashlib.sha256(frame).digest()


def pack_frames(frames: Iterable[bytes]) -> bytes:
    """Lay frames one after another as a post carries them: n x (len u32, frame)."""
    return b"".join(_LENGTH.pack(len(frame)) + frame for frame in frames)


def unpack_frames(body: bytes) -> list[bytes]:
    """Take a post's frames apart; raise Malformed when anything is left over or missing."""
    frames, at = [], 0
    while at < len(body):
        if at + 4 > len(body):
            raise Malformed("length")
        (size,) = _LENGTH.unpack_from(body, at)
        at += 4
        if size > MAX_FRAME or at + size > len(body):
            raise Malformed("length")
        frames.append(body[at : at + size])
        at += size
    if not frames:
        raise Malformed("empty")
    return frames


def pack_stored(entries: Iterable[Stored]) -> bytes:
    """Lay stored frames one after another: n x (cursor u64, at u64, len u32, frame)."""
    return b"".join(_ENTRY.pack(cursor, at, len(frame)) + frame for cursor, at, frame in entries)


def unpack_stored(body: bytes) -> Iterator[Stored]:
    """Take an answer's stored frames apart; raise Malformed when anything is left over or missing."""
    at = 0
    while at < len(body):
        if at + _ENTRY.size > len(body):
            raise Malformed("length")
        cursor, arrived, size = _ENTRY.unpack_from(body, at)
        at += _ENTRY.size
        if at + size > len(body):
            raise Malformed("length")
        yield Stored(cursor, arrived, body[at : at + size])
        at += size
