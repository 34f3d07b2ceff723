"""A reader follows the claim, reads again after a reload, and says when something is held back."""

import pytest

from bot.sealing.keys import DAY, Refusal, b64u
from bot.sealing.padding import HEADER
from bot.sealing.roster import Claim
from bot.sealing.seal import seal_message

from .line import COMMUNITY, NOW, Line, take


def refused(wish):
    with pytest.raises(Refusal) as caught:
        wish()
    return caught.value.reason


class Talk:
    """The bot and two workers, and one reader that takes what each of them says."""

    def __init__(self, me="sue"):
        self.line = Line()
        self.reader = self.line.reader(me)
        self.senders = {name: self.line.sender(name) for name in self.line.people}

    def say(self, name, **payload):
        sealed = self.senders[name].seal(payload, self.line.to(name), NOW)
        return take(self.reader, sealed.frames)[-1]


def test_the_words_follow_the_first_valid_claim():
    """A claim narrows to who signed it; a second one changes nothing until the youth's end says so."""
    # Protocol 3.4 6.2
    talk = Talk()
    talk.say("bot", t="text", body="help")
    talk.say("ada", t="claim")
    talk.say("ben", t="claim")

    assert talk.reader.claim == Claim(talk.line.ada.id)

    talk.say("bot", t="claimed", device=b64u(talk.line.ben.id), of="x")

    assert talk.reader.claim == Claim(talk.line.ben.id)


def test_a_claim_from_outside_the_audience_narrows_nothing():
    """An editor, a police device the youth did not choose, or the bot itself cannot claim."""
    # Protocol 3.4 6.2
    talk = Talk()
    talk.say("bot", t="text", body="help")
    for name in ("pol", "edi", "bot"):
        talk.say(name, t="claim")

    assert talk.reader.claim is None


def test_whom_the_words_follow_is_not_a_colleagues_to_say():
    """A worker who says what only the youth's end may say draws nobody's words to themselves, and widens nothing."""
    # Protocol 3.4 6.2
    talk = Talk()
    talk.say("bot", t="text", body="help")
    talk.say("ada", t="claim")
    for device in (b64u(talk.line.ben.id), None):
        talk.say("ben", t="claimed", device=device, of="x")

    assert talk.reader.claim == Claim(talk.line.ada.id)


def test_who_joins_after_the_claim_reads_along():
    """A join counts once, after the claim, and from within the audience."""
    # Protocol 3.4 3.5 6.2
    talk = Talk(me="ben")
    talk.say("bot", t="text", body="help")
    talk.say("sue", t="join")
    talk.say("ada", t="claim")
    talk.say("sue", t="join")
    talk.say("sue", t="join")
    talk.say("ada", t="join")

    assert talk.reader.claim == Claim(talk.line.ada.id, (talk.line.sue.id,))

    talk.say("sue", t="release")

    assert talk.reader.claim == Claim(talk.line.ada.id)


def test_who_joins_for_a_time_is_sealed_to_until_then():
    """From the moment that their newest join names they are nobody's recipient; what is no time is no end."""
    # Protocol 3.4
    talk = Talk(me="ben")
    talk.say("bot", t="text", body="help")
    talk.say("ada", t="claim")
    talk.say("sue", t="join", until=NOW + 5)
    sue = talk.line.sue.id
    first = [sue in talk.line.to(claim=talk.reader.claim, now=now).devices for now in (NOW + 4, NOW + 5)]
    talk.say("sue", t="join", until=NOW + 9)
    second = [sue in talk.line.to(claim=talk.reader.claim, now=now).devices for now in (NOW + 8, NOW + 9)]
    ever = []
    for until in ("soon", True, -1, 0.5, 2**53, None):
        talk.say("sue", t="join", until=until)
        ever.append(sue in talk.line.to(claim=talk.reader.claim, now=NOW + 10).devices)

    assert (first, second, ever) == ([True, False], [True, False], [True] * 6)


def test_after_a_release_the_others_stay_narrow_until_the_youths_end_widens():
    """Only the youth's end widens; a colleague waits for its word."""
    # Protocol 3.4
    talk = Talk()
    bot = talk.line.reader("bot")
    frames = []
    for name, told in [("bot", {"t": "text", "body": "x"}), ("ada", {"t": "claim"}), ("ada", {"t": "release"})]:
        frames += talk.senders[name].seal(told, talk.line.to(name), NOW).frames
    take(talk.reader, frames)
    for frame in frames:
        bot.receive(frame, NOW) if frame[24:40] != talk.line.bot.id else read_own(bot, frame)

    assert bot.claim is None
    assert talk.reader.claim == Claim(talk.line.ada.id)

    talk.say("bot", t="claimed", device=None, of="x")

    assert talk.reader.claim is None


def read_own(reader, frame):
    """The bot keeps no secret of its own words, so its own messages are locked to it."""
    try:
        reader.receive(frame, NOW)
    except Refusal as refusal:
        assert refusal.reason == "locked"


def test_the_bot_may_widen_by_itself():
    """A claimer who acknowledges nothing for five minutes, or whose shift lapsed, is let go by the bot."""
    # Protocol 3.4
    talk = Talk(me="ben")
    talk.say("bot", t="text", body="help")
    talk.say("ada", t="claim")

    talk.reader.claim = None

    assert talk.reader.claim is None

    talk.say("sue", t="claim")

    assert talk.reader.claim == Claim(talk.line.sue.id)


def test_a_claimed_that_makes_no_sense_changes_nothing():
    """Validly signed nonsense about a claim is not followed."""
    # Protocol 5.6 6.2
    talk = Talk(me="ben")
    talk.say("bot", t="text", body="help")
    talk.say("ada", t="claim")
    for device in (7, "***", {"a": 1}, True):
        talk.say("bot", t="claimed", device=device)

    assert talk.reader.claim == Claim(talk.line.ada.id)


def test_a_reload_begins_with_the_stored_heads_and_ends_clean():
    """The same frames again, with empty replay state: nothing is marked, nothing held back."""
    # Protocol 5.4
    talk = Talk()
    frames = [f for body in "abc" for f in talk.senders["bot"].seal({"t": body}, talk.line.to(), NOW).frames]
    first = take(talk.reader, frames)

    again = talk.line.reader("sue", heads=talk.reader.heads_json())

    assert take(again, frames, NOW + 31 * DAY) == first
    assert again.end_reread() == set()
    assert again.heads_json() == talk.reader.heads_json()


def test_a_chain_that_stays_short_is_told_at_every_reload():
    """The stored head is not forgotten when the relay holds back its frame."""
    # Protocol 5.4
    talk = Talk()
    frames = [f for body in "abc" for f in talk.senders["bot"].seal({"t": body}, talk.line.to(), NOW).frames]
    take(talk.reader, frames)
    stored = talk.reader.heads_json()

    for _ in range(2):
        again = talk.line.reader("sue", heads=stored)
        take(again, frames[:-1])
        stored = again.heads_json()
        assert again.end_reread() == {talk.line.bot.id}
        assert again.heads_json() == stored

    assert again.receive(frames[-1], NOW).payload == {"t": "c"}
    assert again.heads_json() == talk.reader.heads_json()


def test_a_former_colleague_cannot_add_to_what_was_read():
    """A dropped device and the relay together cannot slip in a session that was never read before."""
    # Protocol 5.4 7.4
    talk = Talk()
    real = talk.senders["ada"].seal({"t": "text", "body": "real"}, talk.line.to("ada"), NOW).frames
    take(talk.reader, real)
    stored = talk.reader.heads_json()
    forged = talk.line.sender("ada").seal({"t": "text", "body": "forged"}, talk.line.to("ada"), NOW).frames
    talk.line.next_roster(without="ada")

    again = talk.line.reader("sue", heads=stored)

    assert refused(lambda: again.receive(forged[0], NOW)) == "sender"
    assert [one.former for one in take(again, real)] == [True, True]
    assert refused(lambda: again.receive(forged[1], NOW)) == "sender"


def test_own_words_are_readable_with_kept_secrets_and_only_then():
    """A browser keeps what it made; the bot does not, and its own words stay locked to it."""
    # Protocol 4.4
    line = Line()
    reader = line.reader("ada")
    sender = line.sender("ada", keep=reader.keep)
    frames = line.say(sender, to=line.to("ada")).frames

    assert take(reader, frames)[1].payload == {"t": "text", "body": "hello"}

    later = line.reader("ada")
    take(later, frames[:1])

    assert refused(lambda: later.receive(frames[1], NOW)) == "locked"

    later.unpack_secrets(reader.pack_secrets(NOW))

    assert later.reopen(frames[1], NOW).payload == {"t": "text", "body": "hello"}
    assert reader.pack_secrets(NOW + 15 * DAY) == b""


def test_a_kept_secret_that_the_open_does_not_prove_is_not_used():
    """A wrong secret for a known session changes nothing."""
    # Protocol 4.1
    line = Line()
    reader = line.reader("edi")
    sealed = line.say(line.sender())
    reader.keep(line.bot.id, sealed.session, 0, bytes(32))
    take(reader, sealed.frames[:1])
    reader.keep(line.bot.id, sealed.session, 0, bytes(32))

    assert reader.secrets() == []
    assert refused(lambda: reader.unpack_secrets(b"x")) == "format"


def test_the_own_chain_is_known_after_reading():
    """A worker's sender goes on where the worker's last words ended, also after a reload."""
    # Protocol 4.1
    line = Line()
    reader, colleague = line.reader("ada"), line.reader("ben")
    before = line.say(line.sender("ada", keep=reader.keep), to=line.to("ada"))
    take(reader, before.frames)

    after = line.say(line.sender("ada", heads=reader.own_heads()), to=line.to("ada"))

    assert not any(one.marked for one in take(colleague, [*before.frames, *after.frames]))


def test_a_frame_may_be_opened_again_only_if_it_was_locked():
    """Opening again is no way around replay."""
    # Protocol 5.4
    line = Line()
    reader = line.reader("ada")
    frames = line.say(line.sender()).frames

    assert refused(lambda: reader.reopen(frames[1], NOW)) == "session"

    take(reader, frames)

    assert refused(lambda: reader.reopen(frames[1], NOW)) == "replay"


def test_a_locked_claim_counts_where_it_stood():
    """A claim that could be opened only after a GRANT does not overtake what was said after it."""
    # Protocol 3.4 4.3
    line = Line()
    bot, ada, ben = line.sender(), line.sender("ada"), line.sender("ben")
    full, narrow = line.reader("sue"), line.reader("ada")
    opened = bot.seal({"t": "text", "body": "x"}, line.to(), NOW).frames
    only_sue = line.to("ben", certificates=[line.sue.certificate(), line.bot.certificate()])
    claimed = ben.seal({"t": "claim"}, only_sue, NOW).frames
    second = ada.seal({"t": "claim"}, line.to("ada"), NOW).frames
    take(full, [*opened, *claimed, *second])
    ben_reader = line.reader("ben")
    take(ben_reader, opened)
    take(narrow, [*opened, claimed[0]])
    refused(lambda: narrow.receive(claimed[1], NOW))
    take(narrow, second[:1])
    narrow.keep(line.ada.id, narrow_session(second), 0, b"")

    (granted,) = line.sender("sue").grant(line.ada.certificate(), full.secrets(), line.pins, COMMUNITY, NOW)
    narrow.receive(granted, NOW)
    narrow.receive(second[1], NOW)

    assert narrow.claim == Claim(line.ada.id)

    narrow.reopen(claimed[1], NOW)

    assert narrow.claim == full.claim == Claim(line.ben.id)


def narrow_session(frames):
    return frames[0][40:56]


def test_a_message_without_a_type_or_with_unknown_type():
    """An unknown type is opened, to be shown as from a newer version; a message without one is refused."""
    # Protocol 6
    line = Line()
    reader = line.reader("ada")
    sender = line.sender()
    first = sender.seal({"t": "hologram"}, line.to(), NOW)
    take(reader, first.frames)
    (secret,) = reader.secrets()
    head = bytearray(first.frames[1][: HEADER.size])
    head[56:60] = (2).to_bytes(4, "big")
    head[68:84] = bytes(16)

    frame = seal_message(line.bot.identity, secret.secret, bytes(head), b'{"x":"t"}')

    assert refused(lambda: reader.receive(frame, NOW)) == "payload"


def test_a_roster_that_is_not_there_yet_is_fetched_first():
    """A reader without any roster asks for it before it judges an OPEN's sender."""
    # Protocol 5.1 5.2
    line = Line()
    from bot.sealing.roster import Pins

    assert (
        refused(lambda: take(line.reader("ada", pins=Pins(line.root.pub)), line.say(line.sender()).frames)) == "sender"
    )
