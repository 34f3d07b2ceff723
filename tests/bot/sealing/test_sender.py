"""A sender begins a new session whenever it must, and never keeps what opens earlier words."""

import pickle

import pytest

from bot.sealing.keys import DAY, GUEST, HOUR, Refusal
from bot.sealing.open import header
from bot.sealing.padding import MSG, OPEN, open_body
from bot.sealing.roster import Claim, recipients

from .line import COMMUNITY, NOW, POLICE, STANDBY, Line, Person, take


def kinds(frames):
    return [header(frame).type for frame in frames]


def refused(wish):
    with pytest.raises(Refusal) as caught:
        wish()
    return caught.value.reason


def test_the_first_message_opens_a_session_and_the_second_rides_in_it():
    """OPEN comes before the first message, and once."""
    # Protocol 4.1 4.2
    line = Line()
    sender = line.sender()

    first, second = line.say(sender), line.say(sender)

    assert kinds(first.frames) == [OPEN, MSG]
    assert kinds(second.frames) == [MSG]
    assert (first.seq, second.seq, first.session) == (1, 2, second.session)


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.to(claim=Claim(line.ada.id)),
        lambda line: line.to(audience=COMMUNITY | POLICE),
        lambda line: line.to(certificates=[line.ada.certificate()]),
        lambda line: line.next_roster() and line.to(),
        lambda line: line.to(claim=Claim(line.ada.id, (line.sue.id,))),
    ],
    ids=["claim", "audience", "recipients", "roster", "join"],
)
def test_whatever_changes_who_reads_opens_a_new_session(change):
    """A changed recipient set, roster, audience or claim: the old secret is not used for another word."""
    # Protocol 3.4 4.4
    line = Line()
    sender = line.sender()
    before = line.say(sender)

    after = line.say(sender, to=change(line))

    assert kinds(after.frames) == [OPEN, MSG]
    assert after.session != before.session


def test_a_yes_given_or_taken_back_and_a_claim_open_a_new_session_also_where_the_same_people_read():
    """Workers copy the audience from the newest OPEN: it must not say yes to a circle that the youth has taken back."""
    # Protocol 2.5 3.4 4.4
    line = Line()
    sender, ada = line.sender(), line.ada.certificate()
    opened = []
    # Nobody of the second circle is here, and ada alone is: each time it is sealed to the same one device.
    for audience, claim in (
        (COMMUNITY, None),
        (COMMUNITY | 2, None),
        (COMMUNITY, None),
        (COMMUNITY, Claim(line.ada.id)),
    ):
        to = line.to(audience=audience, claim=claim, certificates=[ada])

        assert to.certificates == (ada,)

        opened.append(take(line.reader("ada"), line.say(sender, to=to).frames)[0])

    assert [(one.kind, one.audience) for one in opened] == [("open", 1), ("open", 3), ("open", 1), ("open", 1)]


def test_a_session_ends_after_64_messages():
    """Message 65 opens the next one."""
    # Protocol 4.4
    line = Line()
    sender, to = line.sender(), line.to()

    sealed = [line.say(sender, to=to) for _ in range(66)]

    assert [number for number, one in enumerate(sealed, 1) if len(one.frames) == 2] == [1, 65]
    assert [one.seq for one in sealed] == [*range(1, 65), 1, 2]


def test_a_session_ends_after_12_hours_and_when_the_clock_goes_back():
    """A session lives less than 12 hours; a clock that was set back starts another."""
    # Protocol 4.4
    line = Line()
    sender = line.sender()
    line.say(sender)

    young = line.say(sender, now=NOW + 12 * HOUR - 1)
    old = line.say(sender, now=NOW + 12 * HOUR)
    back = line.say(sender, now=NOW)

    assert [len(one.frames) for one in (young, old, back)] == [1, 2, 2]


def test_a_restarted_bot_goes_on_with_the_chain_and_without_the_secret():
    """What the bot persists is one public hash per scope; the reader sees no gap."""
    # Protocol 1.4 4.4
    line = Line()
    sender, reader = line.sender(), line.reader("ada")
    before = line.say(sender)
    kept = pickle.dumps(sender.heads)

    after = line.say(line.sender(heads=pickle.loads(kept)))

    assert kinds(after.frames) == [OPEN, MSG]
    assert not any(one.marked for one in take(reader, [*before.frames, *after.frames]))
    assert set(sender.heads) == {0} and len(sender.heads[0]) == 32


def test_a_sender_that_is_rewound_leaves_no_gap():
    """The transaction that should have kept the frames failed: the next message takes their place."""
    # Protocol 4.2
    line = Line()
    sender, reader = line.sender(), line.reader("ada")
    first = line.say(sender)
    checkpoint = sender.checkpoint()
    line.say(sender, "lost")
    line.say(sender, "lost too", to=line.to(audience=COMMUNITY | POLICE))

    sender.rewind(checkpoint)
    second = line.say(sender, "kept")

    assert [one.marked for one in take(reader, [*first.frames, *second.frames])] == [False, False, False]


def test_nothing_is_sealed_when_nobody_can_read_it():
    """No recipient, or an expired roster: a refusal, and no frame."""
    # Protocol 2.4 3.1 5.5
    line = Line()

    assert refused(lambda: line.say(line.sender(), to=line.to(certificates=[]))) == "no-recipient"
    assert refused(lambda: line.to(now=line.pins.roster.expires)) == "expired"
    assert refused(lambda: line.say(line.sender(), now=line.pins.roster.expires)) == "expired"


def test_a_message_too_long_for_a_frame_is_refused():
    """A frame never passes 1 MiB."""
    # Protocol 4
    line = Line()
    sender, reader = line.sender(), line.reader("ada")

    assert refused(lambda: line.say(sender, "x" * 1024 * 1024)) == "size"

    longest = line.say(sender, "x" * (1024 * 1024 - 180 - 16 - 256 - 23))

    assert [one.marked for one in take(reader, longest.frames)] == [False, False]


def test_half_a_letter_is_sealed_as_it_came():
    """A lone surrogate, NUL and turned text reach the worker; nothing crashes on the way."""
    # Protocol 6
    line = Line()
    body = "half \ud800 nul \x00 turned \u202e"

    (_, got) = take(line.reader("ada"), line.say(line.sender(), body).frames)

    assert got.payload == {"t": "text", "body": body}


def test_staff_notes_go_to_staff_alone():
    """Scope 1 has no bot, and its own chain."""
    # Protocol 3.2 4.1
    line = Line()
    sender = line.sender("ada")
    line.say(sender, to=line.to("ada"))

    note = sender.seal({"t": "note", "body": "x"}, line.to("ada", scope=1), NOW)
    told = open_body(note.frames[0][116:-64])

    assert (told.scope, {entry[0] for entry in told.entries}) == (1, {line.ben.id, line.sue.id})
    assert header(note.frames[0]).prev == bytes(32)


def test_no_key_is_wrapped_to_a_circle_outside_the_audience():
    """The police device is on call and on the roster, and gets nothing."""
    # Protocol 2.5 3.2
    line = Line()

    told = open_body(line.say(line.sender()).frames[0][116:-64])

    assert {entry[0] for entry in told.entries} == {line.ada.id, line.ben.id, line.sue.id}


def test_standby_is_asked_only_when_nobody_is_on_shift():
    """A night without a shift: the note waits for those on standby."""
    # Protocol 3.3
    line = Line()
    asleep = Person(kind=STANDBY)
    asleep.identity = line.ada.identity

    with_shift = line.to(certificates=[asleep.certificate(), line.ben.certificate()])
    without = line.to(certificates=[asleep.certificate()])

    assert with_shift.devices == [line.ben.id]
    assert without.devices == [line.ada.id]


def test_a_worker_hands_sessions_to_a_colleague_of_the_audience_only():
    """A GRANT goes to a worker or supervisor whom the youth agreed to, never to the bot, the police or an editor."""
    # Protocol 4.3 7.5
    line = Line()
    reader = line.reader("ada")
    take(reader, line.say(line.sender()).frames)
    sender = line.sender("ada")

    def granted(name, secrets=None, now=NOW):
        handed = reader.secrets() if secrets is None else secrets
        return sender.grant(line.people[name].certificate(), handed, line.pins, COMMUNITY, now)

    assert len(granted("sue")) == 1
    assert [refused(lambda name=name: granted(name)) for name in ("bot", "pol", "edi")] == ["audience"] * 3
    assert refused(lambda: granted("sue", secrets=[])) == "no-recipient"
    assert refused(lambda: granted("sue", now=line.pins.roster.expires)) == "expired"
    assert len(granted("sue", secrets=reader.secrets() * 501)) == 2


def test_a_weak_guest_key_stops_scope_0_only():
    """Where the line asks for suite 2, a guest of suite 1 is told, and staff notes go on."""
    # Protocol 3.1
    from bot.sealing.roster import Guest

    line = Line()
    line.next_roster(min_suite=2)
    tab = Person(suite=1, kind=GUEST)
    guest = Guest(line.conversation, tab.identity.pub)
    certificates = [tab.certificate(), line.ada.certificate(), line.sue.certificate()]

    def ask(scope):
        return recipients(line.pins, line.ada.id, certificates, COMMUNITY, NOW, scope, guest=guest)

    assert refused(lambda: ask(0)) == "guest-suite"
    assert ask(1).devices == [line.sue.id]
    assert guest.device == tab.id
    assert DAY == 24 * HOUR
