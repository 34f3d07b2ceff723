"""What is signed is kept, what is forged is refused, and the newest word counts."""

import json

import pytest

from bot.sealing.keys import DAY, STANDBY, Identity, Refusal, b64u
from bot.sealing.padding import read_object
from bot.sealing.roster import (
    CIRCLES,
    KEPT,
    ROSTER_TYPE,
    WEEK,
    Pins,
    make_root,
    make_roster,
    on_call,
    sign_document,
)

from .line import COMMUNITY, NOW, POLICE, Line, Person


def refused(wish):
    with pytest.raises(Refusal) as caught:
        wish()
    return caught.value.reason


def test_a_restart_remembers_every_version():
    """What was pinned is verified again from the own store, expired or not."""
    # Protocol 2.4
    line = Line()
    line.next_roster(without="ada")

    again = Pins.from_json(line.pins.to_json())

    assert (again.root, again.roster, again.history) == (line.pins.root, line.pins.roster, line.pins.history)
    assert again.former(line.ada.id).label == "ada"
    assert again.device(line.ada.id) is None
    assert again.former(line.ben.id) is None


def test_a_row_put_into_the_store_is_refused():
    """Whoever can write to the disk cannot add a device."""
    # Protocol 2.1 2.4
    line = Line()
    forger = Identity.generate()
    forged = make_roster([forger], line.pins.roster, NOW + WEEK, 1, CIRCLES, [line.listed("pol")])
    kept = json.loads(line.pins.to_json())
    kept["rosters"].append(forged)

    assert refused(lambda: Pins.from_json(json.dumps(kept))) == "threshold"


def test_a_roster_outlives_the_admin_who_signed_it():
    """After a new root document the older roster is still known after a restart."""
    # Protocol 2.2 2.4
    line = Line()
    other = Identity.generate()
    line.pins.load_root(make_root(line.root, 2, [other.pub], 1, NOW + DAY), NOW)

    again = Pins.from_json(line.pins.to_json())

    assert again.roster == line.pins.roster
    assert again.root.admins == (other.pub,)


def test_old_versions_are_forgotten_when_no_frame_can_name_them():
    """History does not grow for ever."""
    # Protocol 2.4
    line = Line()
    later = NOW + WEEK + KEPT + DAY

    line.next_roster(now=later, expires=later + WEEK)

    assert list(line.pins.history) == [2]


def test_nobody_signs_a_document_that_would_be_refused():
    """A device twice, a circle that is not there, a threshold nobody can reach: said at once."""
    # Protocol 2.2 2.3
    line = Line()
    twice = [line.listed("ada"), line.listed("ada")]

    assert refused(lambda: make_roster([line.admin], None, NOW, 1, CIRCLES, twice)) == "format"
    assert refused(lambda: make_roster([line.admin], None, NOW, 3, CIRCLES, [])) == "format"
    assert refused(lambda: make_roster([line.admin], None, NOW, 1, CIRCLES[:1], [line.listed("pol")])) == "format"
    assert refused(lambda: make_root(line.root, 1, [line.admin.pub], 2, NOW)) == "format"
    assert refused(lambda: make_root(line.root, 1, [line.admin.pub] * 2, 1, NOW)) == "format"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"devices": 7}, "format"),
        ({"devices": [7]}, "format"),
        ({"circles": []}, "format"),
        ({"circles": [1, 2, 3, 4]}, "format"),
        ({"prev": "x"}, "format"),
        ({"version": 1e300}, "format"),
        ({"expires": -1}, "format"),
        ({"expires": 2**53}, "format"),
    ],
    ids=str,
)
def test_signed_nonsense_is_refused(change, reason):
    """Also an admin's own signature does not make nonsense a roster."""
    # Protocol 2.3 5.6
    line = Line()
    told = {"version": 2, "prev": b64u(line.pins.roster.hash), "expires": NOW + DAY, "min_suite": 1} | {
        "circles": list(CIRCLES),
        "devices": [],
    }
    text = sign_document(ROSTER_TYPE, json.dumps(told | change).encode(), [line.admin])

    assert refused(lambda: line.pins.load_roster(text, NOW)) == reason
    assert line.pins.roster.version == 1


def test_who_is_there_is_known_before_anything_is_sealed():
    """On shift, on standby, or nobody; by the audience the youth chose."""
    # Protocol 3.3
    line = Line()
    asleep = Person(kind=STANDBY)
    asleep.identity = line.ben.identity
    certificates = [line.ada.certificate(), asleep.certificate(), line.pol.certificate(), line.bot.certificate()]

    assert on_call(line.pins, certificates, COMMUNITY, NOW) == {"shift": [line.ada.id], "standby": [line.ben.id]}
    assert on_call(line.pins, certificates, POLICE, NOW) == {"shift": [line.pol.id], "standby": []}
    assert on_call(line.pins, certificates, 0, NOW) == {"shift": [], "standby": []}


def test_nobody_is_there_whose_key_is_weaker_than_the_line_asks():
    """Nothing could be sealed to them, so no youth is told to wait for them."""
    # Protocol 3.1 3.3
    line = Line()
    certificates = [line.ben.certificate()]
    before = on_call(line.pins, certificates, COMMUNITY, NOW)
    line.next_roster(min_suite=2)

    assert before == {"shift": [line.ben.id], "standby": []}
    assert on_call(line.pins, certificates, COMMUNITY, NOW) == {"shift": [], "standby": []}
    assert not line.to(certificates=certificates)


def test_once_the_founders_word_has_run_out_no_list_counts_that_is_signed_on_it():
    """Whoever got hold of a coordinator's key later adds nobody; a list that was held before is read as before."""
    # Protocol 2.4
    line = Line()
    late = NOW + 300 * DAY
    text = make_roster([line.admin], line.pins.roster, late + DAY, 1, CIRCLES, [line.listed("pol")])

    assert refused(lambda: line.pins.load_roster(text, late)) == "expired"
    assert line.pins.load_roster(text, late, pinned=True).expires == late + DAY


def deep(levels):
    return b'{"a":' * (levels - 1) + b"{}" + b"}" * (levels - 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"7",
        b"{",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":01}',
        deep(65),
        b"[" * 90_000,
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_not_a_plain_object_is_refused(data):
    """Every end reads JSON alike: no NaN, no byte order mark, no bottomless nesting."""
    # Protocol 2.1 5.6
    assert refused(lambda: read_object(data, "payload", "payload")) == "payload"


@pytest.mark.parametrize(
    "data",
    [deep(64), b'{"a":"' + b"{" * 99 + b'"}', b'{"a":' + b"9" * 5000 + b"}", b'{"a":"\\ud800"}'],
    ids=lambda d: repr(d[:12]),
)
def test_what_is_odd_but_plain_is_read(data):
    """The browser reads these too."""
    # Protocol 2.1
    assert set(read_object(data, "payload", "payload")) == {"a"}


@pytest.mark.parametrize("data", [b'{"a":1,"a":1}', b'{"b":[{"a":1,"\\u0061":2}]}'], ids=str)
def test_a_repeated_key_is_refused(data):
    """Two readers can never be told two things by one document."""
    # Protocol 2.1
    assert refused(lambda: read_object(data, "duplicate-key", "format")) == "duplicate-key"
