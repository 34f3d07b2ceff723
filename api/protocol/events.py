"""What travels over the live socket: binary for frames, JSON text for the rest.

Binary: 0x01 append (ref u32, frame), 0x02 receipt (ref u32, cursor u64, at u64), 0x03 delivery (cursor u64, at u64, frame).
Ids in JSON are base64url without padding; times are Unix milliseconds.
"""

from __future__ import annotations

import struct

import msgspec

from api.protocol.envelope import Malformed, Stored

APPEND, RECEIPT, DELIVERY = 1, 2, 3
SIGNED_OUT, TOO_SLOW, TOO_LARGE = 4401, 4408, 4413  # codes with which the relay closes a socket

_APPEND = struct.Struct(">BI")
_RECEIPT = struct.Struct(">BIQQ")
_DELIVERY = struct.Struct(">BQQ")


class Event(msgspec.Struct, tag_field="t"):
    """One text event; its type stands in `t`."""


class Hello(Event, tag="hello"):
    """Client, first and within 5 s: who I am."""

    token: str


class Watch(Event, tag="watch"):
    """Client: send me these conversations' frames, each after the cursor that I have."""

    conversations: dict[str, int]


class Unwatch(Event, tag="unwatch"):
    """Client: no more frames of these."""

    conversations: list[str]


class Ping(Event, tag="ping"):
    """Client, every 25 s: I am here."""


class Welcome(Event, tag="welcome"):
    """Relay: you are signed in as this device."""

    device_id: str
    role: str
    circle: int
    label: str
    coordinator: bool


class Pong(Event, tag="pong"):
    """Relay: so am I."""


class Refusal(Event, tag="refused"):
    """Relay: the append with this ref was not stored, and what to do."""

    ref: int
    code: str
    says: str


class Present(msgspec.Struct):
    """Who is beside a claimer, or asks to be: `until` is empty as long as no second person agreed.

    `woken` is for who asks alone: which devices were woken to agree. Empty: nobody could be.
    """

    device: str
    reason: str
    asked_at: int
    agreed_by: str | None
    until: int | None
    woken: list[str] | None = None


class Row(msgspec.Struct, kw_only=True):
    """A conversation as lists show it to one device."""

    id: str
    state: str
    audience: int
    channel: str
    priority: int
    note: bool  # waits for whoever is on next, and for nobody now
    opened_at: int
    waiting_since: int
    claimed_by: str | None
    claimed_label: str | None
    claimed_at: int | None
    claimer_here: bool
    closed_at: int | None
    purge_at: int | None
    cursor: int
    late: bool
    help: bool
    offered_to: str | None
    agreed: bool
    # For whoever has it, or had it last: the colleague who gave it on; for that colleague, once closed.
    handed_by: str | None
    muted_until: int | None
    present: list[Present]
    hidden_from: list[str]
    mine: bool
    reads: bool
    from_note: bool = False  # began as a note: whoever stands by may take it while nobody is on call
    changes: int = 0  # how often it changed: of two readings of one row the one with more is newer


class Conversation(Row, tag="conversation", tag_field="t", kw_only=True):
    """Relay: a row that you may list has changed."""


class Gone(Event, tag="gone"):
    """Relay: purged, or no longer yours to see."""

    conversation: str


class Roster(Event, tag="roster"):
    """Relay: there is a newer roster."""

    version: int


class Certificates(Event, tag="certificates"):
    """Relay: who is on call has changed."""


class Enrolment(Event, tag="enrolment"):
    """Relay, to coordinators: a device asks to join, or no longer does."""


class Team(Event, tag="team"):
    """Relay, to those who answer and the youth's end: who is here, away, or may take how much has changed."""


class Schedule(Event, tag="schedule"):
    """Relay: the schedule has changed, or a shift has begun or ended."""


class Pages(Event, tag="pages"):
    """Relay, to those who answer: who is called, or who said what, has changed."""


class Packets(Event, tag="packets"):
    """Relay, to those who answer: a hand-off packet waits for somebody, or no longer does."""


class Content(Event, tag="content"):
    """Relay: youth are shown another version of the content from now on; fetch it and see for yourself."""


class Late(Event, tag="late"):
    """Relay, to the youth's end: nobody came in time; tell the youth the truth."""

    conversation: str


class Bye(Event, tag="bye"):
    """Relay, before it closes: why, and what to do."""

    code: str
    says: str


FromClient = Hello | Watch | Unwatch | Ping
FromRelay = (
    Welcome
    | Pong
    | Refusal
    | Conversation
    | Gone
    | Roster
    | Certificates
    | Enrolment
    | Team
    | Schedule
    | Pages
    | Packets
    | Content
    | Late
    | Bye
)

encode = msgspec.json.Encoder().encode
_from_client: msgspec.json.Decoder[FromClient] = msgspec.json.Decoder(FromClient)
_from_relay: msgspec.json.Decoder[FromRelay] = msgspec.json.Decoder(FromRelay)


def encode_text(event: FromClient | FromRelay) -> str:
    """Write an event as the text that the socket carries."""
    return encode(event).decode()


def from_client(text: str) -> FromClient:
    """Read what a client says; raise Malformed for anything else."""
    try:
        return _from_client.decode(text)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise Malformed("event") from error


def from_relay(text: str) -> FromRelay:
    """Read what the relay says; raise Malformed for anything else, such as an event of a newer version."""
    try:
        return _from_relay.decode(text)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise Malformed("event") from error


def pack_append(ref: int, frame: bytes) -> bytes:
    """Ask the relay to store a frame; `ref` names the question in its answer."""
    return _APPEND.pack(APPEND, ref) + frame


def unpack_append(message: bytes) -> tuple[int, bytes]:
    """Read a client's append: its ref and its frame."""
    if len(message) < 5 or message[0] != APPEND:
        raise Malformed("append")
    return int.from_bytes(message[1:5], "big"), message[5:]


def pack_receipt(ref: int, cursor: int, at: int) -> bytes:
    """Tell a client that its frame is stored, and where."""
    return _RECEIPT.pack(RECEIPT, ref, cursor, at)


def pack_delivery(stored: Stored) -> bytes:
    """Bring a client a frame."""
    return _DELIVERY.pack(DELIVERY, stored.cursor, stored.at) + stored.frame


def unpack_receipt(message: bytes) -> tuple[int, int, int]:
    """Read a receipt: ref, cursor, at."""
    if len(message) != _RECEIPT.size or message[0] != RECEIPT:
        raise Malformed("receipt")
    _, ref, cursor, at = _RECEIPT.unpack(message)
    return ref, cursor, at


def unpack_delivery(message: bytes) -> Stored:
    """Read a delivery."""
    if len(message) < _DELIVERY.size or message[0] != DELIVERY:
        raise Malformed("delivery")
    _, cursor, at = _DELIVERY.unpack_from(message)
    return Stored(cursor, at, message[_DELIVERY.size :])
