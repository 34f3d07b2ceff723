"""A version is believed as far as two editors signed it; each other one is refused by its name, and changes nothing."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.relay.editions import Believed, NotBelieved, believe
from bot.sealing.keys import Identity
from bot.sealing.roster import Roster
from content.edition import floor_only, name_of, rolled_back, without
from tests.bot.press import ANN, BEN, CLEO, SAM, Json, answer, name_of_version, roster, saying, shipped, version
from tests.content.small import NOW

EDITORS = roster(ANN, BEN, CLEO)
DAY = 86_400_000
FIRST = version(1, saying("One."), ANN, BEN)
SECOND = version(2, saying("Two."), BEN, CLEO, prev=FIRST)
HIDDEN = version(3, without(SECOND["edition"], "den"), CLEO, prev=SECOND, kind="hide")


def took(*versions: Json, before: Believed | None = None, by: Roster = EDITORS) -> Believed | None:
    """Hand versions over."""
    return believe(answer(*versions), by, before, shipped, NOW)


def refused(*versions: Json, before: Believed | None = None, by: Roster = EDITORS) -> str:
    """Hand versions over, and return the word by which they are refused."""
    with pytest.raises(NotBelieved) as why:
        took(*versions, before=before, by=by)
    return why.value.reason


def held(*versions: Json) -> Believed:
    """Return what is believed after these."""
    found = took(*versions)
    assert found is not None
    return found


def menu(found: Believed | None) -> str:
    """Return what youth read on the menu."""
    assert found is not None
    return str(found.edition["bundle"]["text"]["en"]["menu"])


def test_what_two_editors_signed_is_believed_and_is_news_once() -> None:
    """The first, the next, one that skips some; the same again, and an older one before it, are no news."""
    one = held(FIRST)
    two = took(SECOND, before=one)
    far = took(version(9, saying("Nine."), ANN, CLEO, prev=SECOND), before=one)

    assert [menu(found) for found in (one, two, far)] == ["One.", "Two.", "Nine."]
    assert (one.n, one.name, one.sure) == (1, name_of_version(FIRST), 1)
    assert took(FIRST, before=one) is None
    assert took(FIRST, SECOND, before=two) is None
    assert Believed.from_json(one.to_json()) == one


def test_a7_one_editor_alone_brings_no_word() -> None:
    """Once signed, signed twice by one, with a worker, with a stranger, under another roster: the old edition stays."""
    # Protocol 12.2
    new = saying("Call me.")
    stranger = Identity.generate()

    for signers in ((ANN,), (ANN, ANN), (ANN, SAM), (ANN, stranger)):
        assert refused(version(2, new, *signers, prev=FIRST), before=held(FIRST)) == "one-signature"
    assert refused(version(2, new, *[ANN], prev=FIRST, kind="rollback"), before=held(FIRST)) == "one-signature"
    assert refused(version(2, new, SAM, stranger, prev=FIRST), before=held(FIRST)) == "threshold"
    assert refused(version(2, new, prev=FIRST), before=held(FIRST)) == "threshold"
    assert refused(version(1, new, ANN)) == "one-signature"


@pytest.mark.parametrize("label", ["Ann", " ann ", "\uff21nn", "ANN"])
def test_a7_one_person_with_two_devices_brings_no_word(label: str) -> None:
    """With a phone, a laptop and a relay of theirs an editor is still one: what one may do alone is all that is taken."""
    # Protocol 12.2
    twice = roster(ANN, BEN, CLEO, labels=("Ann", "Ben", label))
    new = version(3, saying("Call me."), ANN, CLEO, prev=SECOND)
    hidden = version(3, HIDDEN["edition"], ANN, CLEO, prev=SECOND, kind="hide")
    alone = took(hidden, before=held(SECOND), by=twice)

    assert refused(new, before=held(SECOND), by=twice) == "one-signature"
    assert menu(took(new, before=held(SECOND))) == "Call me."
    assert alone is not None and (alone.n, alone.sure) == (3, 2)
    assert (
        menu(took(version(3, saying("Three."), ANN, BEN, CLEO, prev=SECOND), before=held(SECOND), by=twice)) == "Three."
    )


def test_one_editor_alone_hides_a_service_and_each_end_makes_that_for_itself() -> None:
    """Of what was sent only which service is gone is read; a floor number, two at once, or a word beside it is refused."""
    # Protocol 12.3
    two = held(SECOND)
    hidden = took(SECOND, HIDDEN, before=two)
    fresh = took(SECOND, HIDDEN)
    twice = without(HIDDEN["edition"], "lodge")
    on_top = took(version(4, twice, ANN, prev=HIDDEN, kind="hide"), before=hidden)
    beside = version(3, saying("Mine.", without(SECOND["edition"], "den")), CLEO, prev=SECOND, kind="hide")
    floor = copy.deepcopy(SECOND["edition"])
    floor["services"]["shown"] = [one for one in floor["services"]["shown"] if one != "911"]

    assert hidden == fresh and hidden is not None and on_top is not None
    assert hidden.edition == HIDDEN["edition"]
    assert (hidden.n, hidden.sure) == (3, 2)
    assert on_top.edition == twice
    assert menu(took(beside, before=two)) == "Two."
    assert refused(version(3, floor, CLEO, prev=SECOND, kind="hide"), before=two) == "one-signature"
    assert refused(version(3, twice, CLEO, prev=SECOND, kind="hide"), before=two) == "one-signature"


def test_one_editor_alone_leaves_the_floor_of_what_is_believed() -> None:
    """Whatever edition was sent with it: the floor is made from what youth read before."""
    two = held(SECOND)
    sent = version(3, saying("Mine."), CLEO, prev=SECOND, kind="floor")
    found = took(sent, before=two)
    first = took(version(1, floor_only(shipped()), ANN, kind="floor"))

    assert found is not None and first is not None
    assert found.edition == floor_only(SECOND["edition"])
    assert first.edition == floor_only(shipped())
    assert (first.n, first.sure) == (1, 0)


def test_a_second_look_makes_what_one_did_sure() -> None:
    """The same version with two signatures is news, once, and reads as before."""
    alone = took(SECOND, HIDDEN)
    seen = version(3, HIDDEN["edition"], CLEO, ANN, prev=SECOND, kind="hide")
    sure = took(seen, before=alone)

    assert sure is not None and alone is not None
    assert (sure.n, sure.sure, sure.edition) == (3, 3, alone.edition)
    assert took(seen, before=sure) is None


def test_a_way_back_brings_old_words_and_todays_services() -> None:
    """Two sign it like everything else; what was hidden stays hidden."""
    hidden = took(SECOND, HIDDEN)
    back = rolled_back(FIRST["edition"], HIDDEN["edition"])
    found = took(version(4, back, ANN, BEN, prev=HIDDEN, kind="rollback"), before=hidden)

    assert menu(found) == "One."
    assert found is not None and "den" not in found.edition["services"]["shown"]


def test_an_older_one_another_one_and_a_torn_chain_are_refused() -> None:
    """What a relay could do with old signatures, or with two editors who signed twice over."""
    # Protocol 12.4
    two = held(SECOND)
    other = version(2, saying("Other."), ANN, BEN, prev=FIRST)

    assert refused(FIRST, before=two) == "rollback"
    assert refused(other, before=two) == "fork"
    assert refused(version(3, saying("Three."), ANN, BEN, prev=other), before=two) == "broken-chain"
    assert refused(version(3, saying("Three."), ANN, BEN, prev=SECOND, at=NOW + DAY), before=two) == "early"


def test_a7_what_was_planned_before_a_number_was_hidden_does_not_bring_it_back() -> None:
    """Two signed the plan, one hid the wrong number and so took the plan off: no relay undoes that, alone or with the hiding behind it."""
    # Protocol 12.4
    planned = version(3, saying("Planned.", SECOND["edition"]), ANN, BEN, prev=SECOND)
    hides = version(4, without(SECOND["edition"], "den"), CLEO, prev=planned, kind="hide")
    hidden = took(hides, before=held(SECOND))

    assert hidden is not None and "den" not in hidden.edition["services"]["shown"]
    assert refused(planned, before=hidden) == "rollback"
    assert took(planned, hides, before=hidden) is None
    assert menu(took(version(5, saying("Five."), ANN, BEN, prev=hides), before=hidden)) == "Five."


def test_a7_a_second_look_at_the_first_hiding_does_not_undo_the_second() -> None:
    """A relay that keeps back the later hiding gets nothing for it; with both handed over nothing changes."""
    # Protocol 12.4
    on_top = version(4, without(HIDDEN["edition"], "lodge"), ANN, prev=HIDDEN, kind="hide")
    both_gone = took(SECOND, HIDDEN, on_top)
    seen = version(3, HIDDEN["edition"], CLEO, ANN, prev=SECOND, kind="hide")

    assert refused(seen, before=both_gone) == "rollback"
    assert took(seen, on_top, before=both_gone) is None


def test_a_stolen_editors_far_number_holds_nobody_up_once_they_are_off_the_list() -> None:
    """With a relay of theirs they hid something under the last number there is; their device is dropped, and two publish on."""
    # Protocol 12.4
    far = version(2**32 - 1, without(SECOND["edition"], "den"), CLEO, kind="hide")
    same = version(3, without(SECOND["edition"], "den"), CLEO, prev=SECOND, kind="hide")
    left, three = roster(ANN, BEN), version(3, saying("Three."), ANN, BEN, prev=SECOND)
    stuck, forked = took(far, before=held(SECOND)), took(same, before=held(SECOND))
    nobodys = version(3, without(SECOND["edition"], "lodge"), CLEO, SAM, prev=SECOND, kind="hide")

    assert refused(three, before=stuck) == "rollback"
    assert menu(took(three, before=stuck, by=left)) == menu(took(three, before=forked, by=left)) == "Three."
    assert menu(took(version(4, saying("Four."), ANN, BEN, prev=three), before=forked, by=left)) == "Four."
    assert refused(nobodys, before=stuck, by=left) == "threshold"
    assert refused(SECOND, before=stuck, by=left) == "rollback"
    assert took(far, before=stuck, by=left) is None
    assert took(three, far, before=stuck, by=left) == took(three, before=stuck, by=left)


def test_an_edition_that_is_not_what_was_signed_is_refused() -> None:
    """Another edition, another bundle's name, a bundle swapped: also under one signature, where little of it is read."""
    # Protocol 12.1
    other = saying("Other.")
    hidden = without(SECOND["edition"], "lodge")

    assert refused({**SECOND, "edition": other}) == "edition"
    assert refused({**HIDDEN, "edition": hidden}, before=held(SECOND)) == "edition"
    assert refused(version(1, other, ANN, BEN, bundle=SECOND["edition"]["bundle"]["id"])) == "edition"
    assert refused(version(1, other, ANN, BEN, edition_=name_of(SECOND["edition"]))) == "edition"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"v": 2}, "format"),
        ({"n_": 0}, "format"),
        ({"n_": "1"}, "format"),
        ({"n_": 1.5}, "format"),
        ({"kind": "urgent"}, "format"),
        ({"kind": ["hide"]}, "format"),
        ({"at": "now"}, "format"),
        ({"at": -1}, "format"),
        ({"edition_": None}, "edition"),
    ],
    ids=str,
)
def test_what_is_signed_in_another_form_is_refused(wrong: Json, reason: str) -> None:
    """Also by two: a later form of it is not guessed at."""
    assert refused(version(1, saying("One."), ANN, BEN, **wrong)) == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "format"),
        (b"{", "format"),
        (b"[]", "format"),
        (b"{}", "format"),
        (b'{"versions":[]}', "format"),
        (b'{"versions":{"n":1}}', "format"),
        (b'{"versions":[1]}', "format"),
        (b'{"versions":[{}]}', "format"),
        (b'{"versions":[],"versions":[]}', "duplicate-key"),
        (b'{"versions":[{"envelope":{},"edition":{}}]}', "format"),
        (b'{"versions":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "format"),
        (answer(FIRST)[:-9], "format"),
        (answer(FIRST).replace(b"vnd.quietline.bundle", b"vnd.quietline.roster"), "type"),
    ],
    ids=range(13),
)
def test_a_torn_or_foreign_answer_is_refused(body: bytes, reason: str) -> None:
    """Half a body, other shapes, a key twice, a deep nest, another kind of document."""
    with pytest.raises(NotBelieved) as why:
        believe(body, EDITORS, None, shipped, NOW)

    assert why.value.reason == reason


def test_what_was_believed_stays_so_when_an_editor_leaves() -> None:
    """Nothing is refused that is served already; what one who left signs from now on counts for nothing."""
    left = roster(ANN, BEN)
    two, hidden = held(SECOND), took(SECOND, HIDDEN)
    next_one = version(4, saying("Four."), ANN, CLEO, prev=HIDDEN)

    assert took(SECOND, before=two, by=left) is None
    assert took(SECOND, HIDDEN, before=hidden, by=left) is None
    assert refused(SECOND, HIDDEN, next_one, before=hidden, by=left) == "one-signature"
    assert menu(took(version(4, saying("Four."), ANN, BEN, prev=HIDDEN), before=hidden, by=left)) == "Four."
    assert refused(SECOND, HIDDEN, by=left) == "threshold"


def _mutated(value: Any, draw: Any) -> Any:
    """Drop, double, swap or bend one thing somewhere in JSON."""
    if isinstance(value, dict) and value:
        key = draw(some.sampled_from(sorted(value)))
        how = draw(some.sampled_from(["in", "in", "in", "drop", "null", "swap"]))
        if how == "drop":
            return {name: one for name, one in value.items() if name != key}
        if how == "swap":
            return {**value, key: value[draw(some.sampled_from(sorted(value)))]}
        return {**value, key: None if how == "null" else _mutated(value[key], draw)}
    if isinstance(value, list) and value:
        at = draw(some.integers(0, len(value) - 1))
        how = draw(some.sampled_from(["in", "in", "drop", "twice"]))
        if how == "in":
            return [*value[:at], _mutated(value[at], draw), *value[at + 1 :]]
        return [*value[:at], *([value[at]] * (2 if how == "twice" else 0)), *value[at + 1 :]]
    return draw(some.sampled_from([None, 0, 1, 2, 3, "", "den", [], {}, True, -1, 1.5, "x" * 64, NOW + DAY]))


WHOLE = [FIRST, SECOND, HIDDEN]
FAIR = [json.dumps(one, sort_keys=True) for one in (FIRST["edition"], SECOND["edition"], HIDDEN["edition"])]


@settings(max_examples=400, deadline=None)
@given(data=some.data())
def test_h29_whatever_is_done_to_an_answer_youth_read_an_edition_whole(data: Any) -> None:
    """Bits flipped, keys dropped, editions swapped, versions left out: one that editors made, or the old one; never another."""
    before = data.draw(some.sampled_from([None, held(FIRST), took(SECOND, HIDDEN)]))
    if data.draw(some.booleans()):
        body = bytearray(answer(*data.draw(some.permutations(WHOLE))[: data.draw(some.integers(1, 3))]))
        for _ in range(data.draw(some.integers(1, 3))):
            body[data.draw(some.integers(0, len(body) - 1))] ^= 1 << data.draw(some.integers(0, 7))
        sent = bytes(body[: data.draw(some.sampled_from([None, None, len(body) // 2]))])
    else:
        sent = json.dumps(_mutated({"versions": WHOLE}, data.draw)).encode()
    try:
        found = believe(sent, EDITORS, before, shipped, NOW)
    except NotBelieved as why:
        found = None
        assert why.reason.replace("-", "").isalpha() and len(why.reason) < 16

    if found is not None:
        assert json.dumps(found.edition, sort_keys=True) in [
            *FAIR,
            json.dumps(without(FIRST["edition"], "den"), sort_keys=True),
            json.dumps(without(shipped(), "den"), sort_keys=True),
        ]
        assert before is None or found.n > before.n
