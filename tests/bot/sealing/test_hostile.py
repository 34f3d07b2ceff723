"""The relay and strangers try what they can: THREATS H17 and H18."""

import os

import pytest

from bot.sealing.keys import DAY, Identity, Refusal
from bot.sealing.roster import CIRCLES, WEEK, Pins, make_root, make_roster, recipients

from .line import COMMUNITY, NOW, Line, take


def refused(wish):
    with pytest.raises(Refusal) as caught:
        wish()
    return caught.value.reason


def test_h17_a_flipped_bit_anywhere_is_refused_and_the_real_frame_still_opens():
    """Every byte of an envelope is bound; a broken one changes nothing."""
    # Protocol 4 5.1 5.5
    line = Line()
    reader = line.reader("ada")
    opened, message = line.say(line.sender()).frames
    reader.receive(opened, NOW)

    for at in range(len(message)):
        broken = bytearray(message)
        broken[at] ^= 1 << at % 8
        reason = refused(lambda broken=broken: reader.receive(bytes(broken), NOW))
        assert reason == ("header" if at < 24 else "sender" if at < 40 else "signature")

    assert reader.receive(message, NOW).payload == {"t": "text", "body": "hello"}


def test_h17_an_envelope_of_another_conversation_is_refused():
    """The relay cannot put one youth's words into another's conversation."""
    # Protocol 5.1
    line = Line()
    frames = line.say(line.sender()).frames
    line.conversation = os.urandom(16)

    assert [refused(lambda frame=frame: line.reader("ada").receive(frame, NOW)) for frame in frames] == ["header"] * 2


def test_h17_an_envelope_for_somebody_else_is_shown_as_locked():
    """A device that was not sealed to says so, and never shows a blank."""
    # Protocol 5.3 5.5
    line = Line()
    reader = line.reader("pol")
    opened, message = line.say(line.sender()).frames

    assert reader.receive(opened, NOW).readable is False
    assert refused(lambda: reader.receive(message, NOW)) == "locked"


def test_h17_a_repeated_mid_is_refused():
    """The same frame twice, or its mid again, is a replay."""
    # Protocol 5.1 5.3
    line = Line()
    reader = line.reader("ada")
    frames = line.say(line.sender()).frames
    take(reader, frames)

    assert [refused(lambda frame=frame: reader.receive(frame, NOW)) for frame in frames] == ["replay"] * 2


def test_h17_a_dropped_message_is_marked():
    """What the relay leaves out is seen by the next one."""
    # Protocol 5.2 5.3
    line = Line()
    reader, sender = line.reader("ada"), line.sender()
    take(reader, line.say(sender).frames)
    line.say(sender, "swallowed")

    assert [one.marked for one in take(reader, line.say(sender).frames)] == [True]


def rogue(line, **changes):
    """Rosters that must not be accepted after version 1."""
    stranger = Identity.generate()
    told = {
        "signers": [line.admin],
        "previous": line.pins.roster,
        "expires": NOW + WEEK,
        "min_suite": 1,
        "circles": CIRCLES,
        "devices": [line.listed("pol")],
    } | changes
    if told["signers"] == "stranger":
        told["signers"] = [stranger]
    return make_roster(**told)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"signers": "stranger"}, "threshold"),
        ({"signers": []}, "threshold"),
        ({"expires": NOW}, "expired"),
        ({"expires": NOW + WEEK + 1}, "too-far"),
        ({"previous": None}, "fork"),
    ],
    ids=["rogue", "unsigned", "expired", "too far ahead", "fork"],
)
def test_h18_a_rogue_expired_or_unsigned_roster_changes_nobody(changes, reason):
    """Nothing is sealed to a device that only such a roster names, and the reason is there to be shown."""
    # Protocol 2.1 2.3 2.4
    line = Line()
    before = line.to().devices
    line.names = ["bot"]

    assert refused(lambda: line.pins.load_roster(rogue(line, **changes), NOW)) == reason
    assert line.to().devices == before


def test_h18_nothing_is_sealed_before_or_after_a_roster_holds():
    """Without a roster, or when it has expired: no frame, also in a session that is open."""
    # Protocol 2.4 7.4
    line = Line()
    sender, to = line.sender(), line.to()
    line.say(sender, to=to)

    assert refused(lambda: line.say(sender, now=NOW + WEEK, to=to)) == "expired"
    assert refused(lambda: line.to(now=NOW + WEEK)) == "expired"
    assert refused(lambda: recipients(Pins(line.root.pub), line.bot.id, [], COMMUNITY, NOW)) == "expired"


def test_h18_a_device_that_is_not_on_the_roster_is_never_sealed_to():
    """A certificate that the relay made up, or of a removed worker, is passed over."""
    # Protocol 2.6 7.4
    line = Line()
    stranger = type(line.ada)()
    line.next_roster(without="ada")
    certificates = [one.certificate() for one in (line.ada, line.ben, stranger)]

    assert line.to(certificates=certificates).devices == [line.ben.id]


def test_h18_a_relay_that_shows_two_rosters_is_found_out():
    """Same version, other content: the reader of a frame sealed under the other one is alarmed."""
    # Protocol 2.4 5.2
    line = Line()
    other = Pins(line.root.pub)
    other.load_root(line.root_text, NOW)
    other.load_roster(make_roster([line.admin], None, NOW + DAY, 1, CIRCLES, [line.listed(n) for n in line.names]), NOW)

    frames = line.say(line.sender()).frames

    assert refused(lambda: line.reader("ada", pins=other).receive(frames[0], NOW)) == "split-view"


def test_h18_a_root_of_somebody_else_is_refused():
    """The root key is pinned; a relay cannot found the line anew."""
    # Protocol 2.2
    line = Line()
    stranger = Identity.generate()

    assert (
        refused(lambda: line.pins.load_root(make_root(stranger, 2, [stranger.pub], 1, NOW + DAY), NOW)) == "threshold"
    )
