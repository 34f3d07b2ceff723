"""Whatever bytes arrive, the end is a payload or a refusal from the closed list."""

import os
from hashlib import sha256

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.sealing.keys import REASONS, Identity, Refusal, read_certificate
from bot.sealing.padding import HEADER, SIGNATURE, pad, read_object, unpad
from bot.sealing.roster import Pins, open_document
from bot.sealing.seal import Secret, sign_frame

from .line import COMMUNITY, NOW, Line

LINE = Line()
BOUNDED = settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
)


def frames():
    """One OPEN, two MSG and a GRANT for ada."""
    sender = LINE.sender()
    opened, first = LINE.say(sender).frames
    (second,) = LINE.say(sender, "x" * 300).frames
    secret = Secret(LINE.bot.id, opened[40:56], 0, NOW, os.urandom(32))
    (granted,) = LINE.sender("ben").grant(LINE.ada.certificate(), [secret], LINE.pins, COMMUNITY, NOW)
    return [opened, first, second, granted]


FRAMES = frames()


def change(draw_bytes, frame):
    """Cut, lengthen, overwrite or splice a frame."""
    for kind, at, data in draw_bytes:
        at %= len(frame) + 1
        if kind == 0:
            frame = frame[:at] + data + frame[at + len(data) :]
        elif kind == 1:
            frame = frame[:at] + data + frame[at:]
        else:
            frame = frame[:at] + frame[at + len(data) :]
    return frame


CHANGES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 5000), st.binary(min_size=1, max_size=40)), min_size=1, max_size=4
)


def outcome(reader, frame):
    """A payload or a reason; anything else is an error that fails the test."""
    try:
        got = reader.receive(frame, NOW)
    except Refusal as refusal:
        assert refusal.reason in REASONS
        return refusal.reason
    assert got.kind in ("open", "message", "grant")
    return got.kind


@BOUNDED
@given(st.integers(0, 3), CHANGES)
def test_any_change_on_the_way_ends_in_a_refusal(which, changes):
    """Nothing that the relay does to a frame yields words; the true frames still open afterwards."""
    # Protocol 5.1 5.6
    reader = LINE.reader("ada")
    mutated = change(changes, FRAMES[which])
    assume(mutated != FRAMES[which])

    assert outcome(reader, mutated) in {"size", "header", "sender", "signature"}
    assert [outcome(reader, frame) for frame in FRAMES[:3]] == ["open", "message", "message"]


@BOUNDED
@given(st.integers(0, 3), CHANGES, st.booleans())
def test_any_change_that_a_device_signs_ends_typed(which, changes, before):
    """Also validly signed nonsense of a colleague's device is a payload or a typed refusal, and breaks nothing."""
    # Protocol 5.6
    reader = LINE.reader("ada")
    signer = LINE.ben if which == 3 else LINE.bot
    body = change(changes, FRAMES[which][HEADER.size : -SIGNATURE])
    signed = sign_frame(signer.identity, FRAMES[which][: HEADER.size] + body)
    if before:
        outcome(reader, FRAMES[0])

    assert outcome(reader, signed) in REASONS | {"open", "message", "grant"}
    assert outcome(reader, FRAMES[2]) in REASONS | {"message"}


@BOUNDED
@given(st.integers(0, 3), CHANGES)
def test_any_header_that_a_device_signs_ends_typed(which, changes):
    """The same for the header, which chooses session, seq, scope and time."""
    # Protocol 5.1 5.6
    reader = LINE.reader("ada")
    head = change(changes, FRAMES[which][: HEADER.size])
    signed = sign_frame(LINE.bot.identity, head + FRAMES[which][HEADER.size : -SIGNATURE])

    assert outcome(reader, FRAMES[0]) == "open"
    assert outcome(reader, signed) in REASONS | {"open", "message", "grant"}


@BOUNDED
@given(st.binary(max_size=1400))
def test_bytes_of_a_stranger_end_in_a_refusal(data):
    """Random bytes as frame, certificate, document, payload and padding."""
    # Protocol 5.6
    assert outcome(LINE.reader("ada"), data) in REASONS
    for wish in (
        lambda: read_certificate(data),
        lambda: open_document(data.decode(errors="replace"), "x", [LINE.admin.pub], 1),
        lambda: Pins(LINE.root.pub).load_root(data.decode(errors="replace"), NOW),
        lambda: read_object(data, "duplicate-key", "format"),
        lambda: unpad(data),
    ):
        try:
            wish()
        except Refusal as refusal:
            assert refusal.reason in REASONS
    assert len(sha256(data).digest()) == 32


@BOUNDED
@given(st.binary(max_size=1200))
def test_padding_hides_and_gives_back(data):
    """Every length becomes a multiple of 256, and comes back."""
    # Protocol 4.2
    padded = pad(data)

    assert unpad(padded) == data
    assert len(padded) % 256 == 0 and 1 <= len(padded) - len(data) <= 256


def test_a_stranger_who_signs_well_is_still_a_stranger():
    """A good signature by a key that is not on the roster opens nothing."""
    # Protocol 5.1
    stranger = Identity.generate()
    head = FRAMES[0][: HEADER.size]
    own = head[:24] + stranger.device + head[40:]

    for start in (head, own):
        assert outcome(LINE.reader("ada"), sign_frame(stranger, start + FRAMES[0][HEADER.size : -SIGNATURE])) in {
            "sender",
            "signature",
        }
