"""What both ends and the relay may rely on when they lay out and read frames and events."""

from __future__ import annotations

import os
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.protocol import events
from api.protocol.base64url import b64u, from_b64u
from api.protocol.envelope import (
    Header,
    Malformed,
    Stored,
    address,
    frame_hash,
    header,
    pack_frames,
    pack_stored,
    unpack_frames,
    unpack_stored,
)
from api.protocol.limits import MAX_FRAME

CONVERSATION, SENDER, SESSION, MID, PREV = (
    bytes([number]) * size for number, size in ((1, 16), (2, 16), (3, 16), (4, 16), (5, 32))
)
FRAME = (
    b"QLN1" + bytes([2, 0, 0, 0]) + CONVERSATION + SENDER + SESSION + struct.pack(">IQ", 6, 7) + MID + PREV + bytes(300)
)
frames = st.lists(st.binary(max_size=300), min_size=1, max_size=8)
stored = st.lists(st.builds(Stored, st.integers(0, 2**63), st.integers(0, 2**63), st.binary(max_size=300)), max_size=8)


def test_a_header_is_read_as_the_protocol_lays_it_out() -> None:
    """Protocol 4: every field in its place, integers big-endian."""
    assert Header(2, 0, CONVERSATION, SENDER, SESSION, 6, 7, MID, PREV) == header(FRAME)
    assert address(FRAME) == (CONVERSATION, SENDER)


@pytest.mark.parametrize("kind,suite", [(1, 2), (2, 0), (3, 1), (3, 2)])
def test_the_suite_byte_of_each_type_is_known(kind: int, suite: int) -> None:
    """OPEN writes 2, MSG 0, GRANT the grantee's suite; anything else is malformed."""
    assert kind == header(FRAME[:4] + bytes([kind, suite]) + FRAME[6:]).kind
    for other in {0, 1, 2, 3} - ({1, 2} if kind == 3 else {suite}):
        with pytest.raises(Malformed):
            address(FRAME[:4] + bytes([kind, other]) + FRAME[6:])


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        FRAME[:179],
        b"QLN2" + FRAME[4:],
        FRAME[:4] + b"\0\0" + FRAME[6:],
        FRAME[:4] + b"\4\0" + FRAME[6:],
        FRAME[:6] + b"\1\0" + FRAME[8:],
        FRAME + bytes(MAX_FRAME),
    ],
)
def test_what_is_no_frame_is_malformed(frame: bytes) -> None:
    """Wrong magic, type, flags or size."""
    with pytest.raises(Malformed):
        address(frame)


@given(frames)
def test_frames_laid_out_come_apart_as_they_were(some: list[bytes]) -> None:
    """And one byte more or less is malformed."""
    packed = pack_frames(some)

    assert some == unpack_frames(packed)
    for wrong in (packed[:-1], packed + b"\0"):
        with pytest.raises(Malformed):
            unpack_frames(wrong)


@given(stored)
def test_stored_frames_laid_out_come_apart_as_they_were(some: list[Stored]) -> None:
    """With cursor and time; and one byte more is malformed."""
    packed = pack_stored(some)

    assert some == list(unpack_stored(packed))
    with pytest.raises(Malformed):
        list(unpack_stored(packed + b"\0"))


@given(st.binary(max_size=400))
def test_whatever_bytes_come_the_answer_is_a_value_or_malformed(data: bytes) -> None:
    """No other error, for any bytes."""
    for read in (
        address,
        header,
        unpack_frames,
        lambda data: list(unpack_stored(data)),
        events.unpack_append,
        events.unpack_delivery,
        events.unpack_receipt,
    ):
        try:
            value = read(data)
        except Malformed:
            continue
        assert value is not None


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**63), st.integers(0, 2**63), st.binary(max_size=300))
def test_binary_events_come_apart_as_they_were(ref: int, cursor: int, at: int, frame: bytes) -> None:
    """Append, receipt and delivery."""
    assert (ref, frame) == events.unpack_append(events.pack_append(ref, frame))
    assert (ref, cursor, at) == events.unpack_receipt(events.pack_receipt(ref, cursor, at))
    assert Stored(cursor, at, frame) == events.unpack_delivery(events.pack_delivery(Stored(cursor, at, frame)))


@pytest.mark.parametrize(
    "event,text",
    [
        (events.Hello("t"), '{"t":"hello","token":"t"}'),
        (events.Watch({"c": 3}), '{"t":"watch","conversations":{"c":3}}'),
        (events.Unwatch(["c"]), '{"t":"unwatch","conversations":["c"]}'),
        (events.Ping(), '{"t":"ping"}'),
    ],
)
def test_a_clients_events_are_written_as_the_contract_says(event: events.FromClient, text: str) -> None:
    """And read back alike."""
    assert text == events.encode_text(event)
    assert event == events.from_client(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"t":"bye"}',
        '{"t":"hello"}',
        '{"t":"watch","conversations":{"c":"x"}}',
        '{"token":"t"}',
        "[" * 100_000,
    ],
)
def test_a_clients_nonsense_is_malformed(text: str) -> None:
    """What is not one of the four events, at any depth of nesting."""
    with pytest.raises(Malformed):
        events.from_client(text)


@given(st.binary(max_size=60))
def test_base64url_has_one_spelling(data: bytes) -> None:
    """What was written is read; padding, other letters, white space and loose bits are refused."""
    text = b64u(data)

    assert data == from_b64u(text)
    for wrong in (text + "=", text + "\n", " " + text, text + "é", text + "+"):
        with pytest.raises(ValueError, match="not base64url"):
            from_b64u(wrong)
    with pytest.raises(ValueError, match="not base64url"):
        from_b64u(text, len(data) + 1)


def test_loose_bits_at_the_end_are_refused() -> None:
    """Two spellings of one value would be two names of one conversation."""
    assert from_b64u("AA") == b"\0"
    with pytest.raises(ValueError, match="not base64url"):
        from_b64u("AB")


def test_a_frames_hash_is_of_all_its_bytes() -> None:
    """One flipped bit anywhere is another frame."""
    frame = bytearray(os.urandom(300))
    before = frame_hash(bytes(frame))
    frame[299] ^= 1

    assert before != frame_hash(bytes(frame))
