"""The shapes of signed documents: the envelope, the root document, the roster and its devices.

A document travels as it was signed and is read from those exact bytes. Nothing here checks a signature or says whether
a document is in force. Source: PROTOCOL 1.1, 2.1-2.3.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from api.protocol.base64url import b64u, from_b64u

ROOT_TYPE = "application/vnd.quietline.root+json"
ROSTER_TYPE = "application/vnd.quietline.roster+json"
BUNDLE_TYPE = "application/vnd.quietline.bundle+json"
Role = Literal["worker", "supervisor", "bot", "editor"]
ROLES: tuple[Role, ...] = ("worker", "supervisor", "bot", "editor")
LAST_VERSION = 2**32 - 1
LONGEST_LABEL = 64


class Flaw(ValueError):
    """Why a document is not accepted: one of the protocol's reasons."""

    def __init__(self, reason: str) -> None:
        """Take a reason of the vectors' closed list."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Envelope:
    """A DSSE envelope: the exact payload bytes, and signatures that nobody has checked yet."""

    payload: bytes
    signatures: tuple[bytes, ...]
    signed: bytes


@dataclass(frozen=True, slots=True)
class Root:
    """The root document: who the coordinators are, and how many of them must sign."""

    version: int
    admins: tuple[bytes, ...]
    threshold: int
    expires: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """A device of the roster."""

    device_id: bytes
    ed_pub: bytes
    role: Role
    circle: int
    label: str

    @property
    def name(self) -> str:
        """The device id as it is written in JSON."""
        return b64u(self.device_id)

    @property
    def bit(self) -> int:
        """The device's circle as a bit of an audience."""
        return 1 << self.circle


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster: every device that may be sealed to."""

    version: int
    prev: bytes
    expires: int
    min_suite: int
    devices: tuple[Known, ...]
    hash: bytes


def device_id(ed_pub: bytes) -> bytes:
    """Name a device by its key."""
    return hashlib.sha256(b"ql1 dev\0" + ed_pub).digest()[:16]  # Protocol 1.1


def person_of(label: str) -> str:
    """Name the person behind a device: devices whose labels read alike are one person's, in whatever case, width and blanks."""
    return " ".join(unicodedata.normalize("NFKC", label).lower().split())


def persons_of(labels: Mapping[bytes, str]) -> dict[bytes, bytes]:
    """Name for each of these devices the one of them that stands for its person: the first by id."""
    first: dict[str, bytes] = {}
    return {device: first.setdefault(person_of(label), device) for device, label in sorted(labels.items())}


def read_envelope(text: str, expected: str) -> Envelope:
    """Take a DSSE envelope apart and say which bytes its signatures must cover."""
    fields = read_object(text)
    kind, payload, signatures = fields.get("payloadType"), fields.get("payload"), fields.get("signatures")
    if not isinstance(kind, str) or not isinstance(payload, str) or not isinstance(signatures, list):
        raise Flaw("format")
    if not all(isinstance(one, dict) and isinstance(one.get("sig"), str) for one in signatures):
        raise Flaw("format")
    if kind != expected:
        raise Flaw("type")
    body = _from_base64(payload)
    name = kind.encode()
    signed = b"DSSEv1 %d %b %d %b" % (len(name), name, len(body), body)  # Protocol 2.1
    return Envelope(body, tuple(_from_base64(one["sig"]) for one in signatures), signed)


def read_root(envelope: Envelope) -> Root:
    """Read a root document whose signature holds."""
    fields = read_object(envelope.payload)
    admins = fields.get("admins")
    if not isinstance(admins, list) or not admins:
        raise Flaw("format")
    keys = tuple(_key(one) for one in admins)
    threshold = _number(fields.get("threshold"), 1, len(keys))
    if len(set(keys)) != len(keys):
        raise Flaw("format")
    return Root(
        version=_number(fields.get("version"), 1, LAST_VERSION),
        admins=keys,
        threshold=threshold,
        expires=_number(fields.get("expires"), 0, 2**63 - 1),
        hash=hashlib.sha256(envelope.payload).digest(),
    )


def read_roster(envelope: Envelope) -> Roster:
    """Read a roster whose signatures hold; unknown roles, circles out of range and twins are refused (2.3)."""
    fields = read_object(envelope.payload)
    circles, devices = fields.get("circles"), fields.get("devices")
    if not isinstance(circles, list) or not 1 <= len(circles) <= 16 or not all(isinstance(one, str) for one in circles):
        raise Flaw("format")
    if not isinstance(devices, list):
        raise Flaw("format")
    known = tuple(_device(one, len(circles)) for one in devices)
    if len({one.ed_pub for one in known}) != len(known):
        raise Flaw("format")
    return Roster(
        version=_number(fields.get("version"), 1, LAST_VERSION),
        prev=_key(fields.get("prev")),
        expires=_number(fields.get("expires"), 0, 2**63 - 1),
        min_suite=_number(fields.get("min_suite"), 1, 2),
        devices=known,
        hash=hashlib.sha256(envelope.payload).digest(),
    )


def _device(fields: object, circles: int) -> Known:
    """Read one device of a roster."""
    if not isinstance(fields, dict) or fields.get("role") not in ROLES:
        raise Flaw("format")
    label = fields.get("label")
    if not isinstance(label, str) or not fit_label(label):
        raise Flaw("format")
    pub = _key(fields.get("pub"))
    return Known(device_id(pub), pub, fields["role"], _number(fields.get("circle"), 0, circles - 1), label)


def fit_label(label: str) -> bool:
    """Say whether a label can be kept and shown: short, and without control characters or half characters."""
    return len(label) <= LONGEST_LABEL and not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in label)


def _number(value: object, least: int, most: int) -> int:
    """Read a whole number; true is not one."""
    if type(value) is not int or not least <= value <= most:
        raise Flaw("format")
    return value


def _key(text: object) -> bytes:
    """Read 32 bytes as base64url: a key or a hash."""
    if not isinstance(text, str):
        raise Flaw("format")
    try:
        return from_b64u(text, 32)
    except ValueError:
        raise Flaw("format") from None


def _from_base64(text: str) -> bytes:
    """Read standard base64 with padding, in its one spelling."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise Flaw("format") from None
    if base64.b64encode(data).decode() != text:
        raise Flaw("format")
    return data


def read_object(text: str | bytes) -> dict[str, Any]:
    """Read a JSON object in which no key comes twice, at any depth."""
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except Flaw:
        raise
    except (ValueError, RecursionError):
        raise Flaw("format") from None
    if not isinstance(value, dict):
        raise Flaw("format")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; refuse a repeated key (2.1)."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Flaw("duplicate-key")
    return fields


def _no_constant(_: str) -> NoReturn:
    """Refuse NaN and Infinity, which are not JSON."""
    raise Flaw("format")
