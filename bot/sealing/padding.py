"""Shapes bytes that every end reads alike: padding, frames and their bodies, JSON without surprises."""

import json
import math
import re
import struct
from typing import Any, NamedTuple

from .keys import WRAPPED, Refusal

BLOCK = 256
DEEPEST = 64
OPEN, MSG, GRANT = 1, 2, 3
HEADER = struct.Struct(">4sBBH16s16s16sIQ16s32s")
FIXED = struct.Struct(">BHI32s32s")
ENTRY = struct.Struct(">16s8sBH")
GRANT_TOP = struct.Struct(">16s8sBH")
MAGIC = b"QLN1"
SIGNED = b"ql1 frame\0"
SIGNATURE = 64
SMALLEST = HEADER.size + SIGNATURE
LARGEST = 1024 * 1024
ZEROS = bytes(32)
SUITE_BYTES = {OPEN: (2,), MSG: (0,), GRANT: (1, 2)}
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKETS = re.compile(r"[{}\[\]]")


def pad(data: bytes) -> bytes:
    """The data, one 0x80 and zeros, up to the next multiple of 256: 1 to 256 bytes more."""
    # Protocol 4.2
    return data + b"\x80" + bytes(BLOCK - 1 - len(data) % BLOCK)


def unpad(padded: bytes) -> bytes:
    """The data again, or the refusal `padding` for anything that pad would not have written."""
    # Protocol 4.2
    data = padded.rstrip(b"\x00")
    if len(padded) % BLOCK or data[-1:] != b"\x80" or len(padded) - len(data) >= BLOCK:
        raise Refusal("padding")
    return data[:-1]


def _deep(text: str) -> bool:
    if text.count("{") + text.count("[") <= DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub("", text)):
        depth += 1 if bracket in "{[" else -1
        if depth > DEEPEST:
            return True
    return False


def read_object(data: bytes, repeated: str, broken: str) -> dict[str, Any]:
    """A JSON object, read so that every end reads the same: no repeated key, no NaN, no nesting deeper than 64."""
    # Protocol 2.1
    twice = False

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(items)
        twice = twice or len(found) != len(items)
        return found

    try:
        text = data.decode()
        value = None if _deep(text) else json.loads(text, object_pairs_hook=pairs, parse_constant=_no, parse_int=_int)
    except ValueError:
        raise Refusal(broken) from None
    if not isinstance(value, dict):
        raise Refusal(broken)
    if twice:
        raise Refusal(repeated)
    return value


def _no(constant: str) -> None:
    raise ValueError(constant)


def _int(digits: str) -> float:
    # JavaScript reads what no double holds as Infinity; Python would stop at 4300 digits.
    return int(digits) if len(digits) < 300 else math.inf


def whole(value: Any, low: int, high: int) -> int:
    """A whole number within these bounds; every other JSON value is refused as `format`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1 or not low <= value <= high:
        raise Refusal("format")
    return int(value)


def pae(kind: str, payload: bytes) -> bytes:
    """The exact bytes that a document's signatures are over."""
    # Protocol 2.1
    name = kind.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


class Header(NamedTuple):
    """The first 116 bytes of a frame, which the relay sees too."""

    magic: bytes
    type: int
    suite: int
    flags: int
    conversation: bytes
    sender: bytes
    session: bytes
    seq: int
    ts: int
    mid: bytes
    prev: bytes


def header(frame: bytes) -> Header:
    """A look at the header, before any key is asked; refused: size, header."""
    # Protocol 4 5.1
    if not SMALLEST <= len(frame) <= LARGEST:
        raise Refusal("size")
    head = Header._make(HEADER.unpack_from(frame))
    if head.magic != MAGIC or head.flags or head.suite not in SUITE_BYTES.get(head.type, ()):
        raise Refusal("header")
    return head


def sender_of(frame: bytes) -> bytes | None:
    """Return who a frame says that it is from; None of what is none."""
    try:
        return header(frame).sender
    except Refusal:
        return None


class OpenBody(NamedTuple):
    """What an OPEN says: scope, audience, roster, commitment, and one wrapped secret a device."""

    scope: int
    audience: int
    version: int
    hash: bytes
    commit: bytes
    fixed: bytes
    entries: list[tuple[bytes, bytes, int, bytes]]


def wrap_info(header: bytes, fixed: bytes, device: bytes, key_id: bytes) -> bytes:
    """What an OPEN's entry is bound to."""
    # Protocol 4.1
    return b"ql1 wrap\0" + header + fixed + device + key_id


def grant_info(header: bytes, of: bytes, session: bytes, to: bytes, key_id: bytes) -> bytes:
    """What a GRANT's entry is bound to."""
    # Protocol 4.3
    return b"ql1 grant\0" + header + of + session + to + key_id


def yes_to_packet(conversation: bytes, to: str, expires: int, digest: bytes) -> bytes:
    """What the youth's end signs with a yes: these words, to this kind of receiver, until then, from this conversation."""
    # Protocol 11.1
    return b"ql1 packet yes\0" + conversation + struct.pack(">Q", expires) + digest + to.encode()


def open_body(body: bytes) -> OpenBody:
    """An OPEN's body, if it parses exactly."""
    # Protocol 4.1 5.6
    if len(body) < FIXED.size + 2:
        raise Refusal("body")
    scope, audience, version, digest, commitment = FIXED.unpack_from(body)
    count, at = int.from_bytes(body[FIXED.size : FIXED.size + 2], "big"), FIXED.size + 2
    entries: list[tuple[bytes, bytes, int, bytes]] = []
    for _ in range(count):
        if len(body) < at + ENTRY.size:
            raise Refusal("body")
        device, key_id, suite, length = ENTRY.unpack_from(body, at)
        at += ENTRY.size + length
        if not length or length != WRAPPED.get(suite, 0) or len(body) < at or (entries and device <= entries[-1][0]):
            raise Refusal("body")
        entries.append((device, key_id, suite, body[at - length : at]))
    if scope > 1 or at != len(body):
        raise Refusal("body")
    return OpenBody(scope, audience, version, digest, commitment, body[: FIXED.size], entries)


def grant_body(body: bytes, named: int) -> tuple[bytes, bytes, int, list[tuple[bytes, bytes, bytes]]]:
    """A GRANT's body, if it parses exactly: to, key id, suite, and of, session, wrapped of each entry."""
    # Protocol 4.3 5.6
    if len(body) < GRANT_TOP.size:
        raise Refusal("body")
    to, key_id, suite, count = GRANT_TOP.unpack_from(body)
    size = 32 + WRAPPED.get(suite, 0)
    if suite != named or len(body) != GRANT_TOP.size + count * size:
        raise Refusal("body")
    rows = [body[at : at + size] for at in range(GRANT_TOP.size, len(body), size)]
    return to, key_id, suite, [(row[:16], row[16:32], row[32:]) for row in rows]
