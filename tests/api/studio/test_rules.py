"""What holds for every sequence of edits and signatures, whoever makes them in whatever order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.protocol.limits import DAY
from api.studio.bodies import Waiver
from api.studio.rules import (
    ALONE,
    Call,
    Listed,
    Matter,
    Remark,
    blocking,
    confirmed,
    day_of,
    falls,
    running,
    stands,
    uncalled,
    unexplained,
)

PEOPLE = [bytes([n]) * 16 for n in range(1, 6)]
person = some.sampled_from(PEOPLE)
group = some.frozensets(person)


def signed_in_order(kind: str, asked_by: bytes, authors: frozenset[bytes], order: Sequence[bytes]) -> Matter:
    """Let these people sign one after the other, each as far as the rules let them."""
    matter = Matter(kind, asked_by, authors, frozenset())
    for one in order:
        if matter.may_sign(one):
            matter = Matter(kind, asked_by, authors, matter.signers | {one})
    return matter


@given(some.sampled_from(["publish", "rollback"]), person, group, some.lists(person, max_size=8))
def test_a7_no_version_runs_without_somebody_who_changed_nothing(
    kind: str, asked_by: bytes, authors: frozenset[bytes], order: list[bytes]
) -> None:
    """Two different people always, and one of them neither wrote it nor asked for it."""
    matter = signed_in_order(kind, asked_by, authors, order)

    if matter.runs():
        assert len(matter.signers) >= 2
        assert matter.signers - {asked_by} - (authors if kind == "publish" else set())


@given(some.sampled_from(["publish", "rollback"]), person, group, some.lists(person, max_size=8))
def test_a7_authors_alone_never_publish(
    kind: str, asked_by: bytes, authors: frozenset[bytes], order: list[bytes]
) -> None:
    """However many of those who wrote it sign, in whatever order, it does not run; only one of them can sign at all."""
    wrote = authors if kind == "publish" else set()  # a roll back brings nothing that they wrote
    own = [one for one in order if one in wrote or one == asked_by]
    matter = signed_in_order(kind, asked_by, authors, own)

    assert not matter.runs()
    assert len(matter.signers) <= 1


@given(person, group, person)
def test_an_author_and_anybody_else_are_enough(asked_by: bytes, authors: frozenset[bytes], other: bytes) -> None:
    """Nobody is kept from publishing by a rule that was not meant: an author and one who wrote nothing, in either order."""
    for order in ([asked_by, other], [other, asked_by]):
        matter = signed_in_order("publish", asked_by, authors, order)

        assert matter.runs() == (other != asked_by and other not in authors)


@given(some.sampled_from(ALONE), person, group, some.lists(person, max_size=5))
def test_what_one_may_do_alone_runs_at_once_and_waits_for_a_second_look(
    kind: str, asked_by: bytes, authors: frozenset[bytes], order: list[bytes]
) -> None:
    """One signature hides a service or shows the floor; a second person's look is on record, or missing, for all to see."""
    matter = signed_in_order(kind, asked_by, authors, order)

    assert matter.runs() == bool(order)
    assert matter.looked_at() == (len(set(order)) >= 2)


@given(some.integers(0, 9), some.integers(0, 9))
def test_any_edit_ends_a_review(asked_at: int, newest: int) -> None:
    """A review is of one state of the draft, and of no other."""
    assert stands(asked_at, newest) == (asked_at == newest)


remark = some.builds(
    Remark,
    some.sampled_from(["S02", "T04", "C12"]),
    some.sampled_from(["E", "W", "out"]),
    some.just("a"),
    some.integers(1, 3),
)


@given(some.lists(remark), some.lists(remark))
def test_no_reason_makes_up_for_what_blocks(found: list[Remark], waived: list[Remark]) -> None:
    """A written reason lets a warning stay, and only the one that it names."""
    reasons = {(one.code, one.file, one.line) for one in waived}
    left = unexplained(found, reasons)

    assert {one for one in found if one.level == "E" and one.code != "C12"} == set(blocking(found))
    assert all(one.level == "W" and (one.code, one.file, one.line) not in reasons for one in left)
    assert len(left) + sum(one.level == "W" and (one.code, one.file, one.line) in reasons for one in found) == sum(
        one.level == "W" for one in found
    )


call = some.builds(
    Call,
    some.just("khp"),
    some.sampled_from([b"old", b"new"]),
    person,
    some.booleans(),
    some.integers(0, 40).map(lambda n: n * DAY),
)


@given(some.lists(call, max_size=8))
def test_a_number_stands_by_two_different_people_who_called_this_very_number(calls: list[Call]) -> None:
    """Not by one who called twice, not by calls of the number before, not by calls from before somebody found it wrong."""
    pair = confirmed(calls, "khp", {b"new"})
    in_time = sorted((one for one in calls if one.of == b"new" or not one.right), key=lambda one: one.at)

    if pair is not None:
        early, late = pair
        assert early.device != late.device and early.right and late.right and early.at <= late.at
        assert {early.of, late.of} == {b"new"} and late.at - early.at <= 14 * DAY
        since = next(at for at, one in enumerate(in_time) if one is early)  # an equal call may stand before a wrong one
        assert all(one.right for one in in_time[since:])
    elif len({one.device for one in in_time}) > 1 and in_time[-1].at - in_time[0].at <= 14 * DAY:
        assert not all(one.right for one in in_time)


listed = some.builds(
    Listed,
    some.sampled_from([b"old", b"new"]),
    some.sampled_from(["", day_of(0), day_of(DAY)]),
    some.booleans(),
    some.sampled_from([frozenset, lambda: frozenset({b"fewer"}), lambda: frozenset({b"old"})]),
)


@given(listed, some.none() | listed, some.lists(call, max_size=6))
def test_a7_a_changed_number_is_shown_to_nobody_before_two_have_called(
    now: Listed, before: Listed | None, calls: list[Call]
) -> None:
    """Whatever is written into the file: a number that youth are not told already needs its two calls, a floor number too."""
    found = uncalled({"khp": now}, {} if before is None else {"khp": before}, calls)

    if now.trusted() and (before is None or before.of not in now.same) and confirmed(calls, "khp", now.same) is None:
        assert found == ["khp"]
    if not now.trusted() or now == before:
        assert found == []


@given(some.none() | listed, some.none() | listed, listed)
def test_a_planned_version_stays_only_if_a_wrong_number_is_none_of_its_own(
    planned: Listed | None, told: Listed | None, wrong: Listed
) -> None:
    """It goes with what was called, and with anything new about that service, whose calls are over."""
    gone = falls(planned, told, wrong)

    if planned is None:
        assert not gone
    elif planned.of == wrong.of or told is None:
        assert gone
    elif planned.of == told.of and not planned.same & wrong.same:
        assert not gone


def test_a_day_of_calls_that_nobody_made_is_no_day_of_calls() -> None:
    """A later day written by hand does not make a number younger."""
    shown = Listed(b"new", day_of(0), False)
    forged = Listed(b"new", day_of(5 * DAY), False)

    assert uncalled({"khp": forged}, {"khp": shown}, []) == ["khp"]


def test_two_who_called_long_ago_did_not_call_on_a_day_that_was_written_since() -> None:
    """What they know is as old as their calls: no other day keeps a number on the screen that nobody has called again."""
    calls = [Call("khp", b"new", PEOPLE[0], True, 3 * DAY), Call("khp", b"new", PEOPLE[1], True, 4 * DAY)]
    shown = Listed(b"new", day_of(3 * DAY), False)
    written = Listed(b"new", day_of(400 * DAY), False)

    assert uncalled({"khp": shown}, {}, calls) == []
    assert uncalled({"khp": written}, {"khp": shown}, calls) == ["khp"]


@given(
    some.lists(some.tuples(some.integers(1, 9), some.integers(0, 9), some.booleans()), unique_by=lambda one: one[0]),
    some.integers(0, 9),
)
def test_what_runs_is_the_newest_whose_time_has_come(rows: list[tuple[int, int, bool]], now: int) -> None:
    """A version that was planned and taken off never runs, and none runs early."""
    n = running(rows, now)
    ready = [number for number, runs_at, withdrawn in rows if runs_at <= now and not withdrawn]

    assert (n is None) == (ready == [])
    assert n is None or n == max(ready)


@pytest.mark.parametrize("why", ["", " ", "\u200b", "\u3164 \n"])
def test_a_reason_of_which_nothing_is_seen_is_none(why: str) -> None:
    """Whoever signs later reads the reason: a blank tells them nothing."""
    Waiver(code="L02", file="flows/main.yaml", line=1, why="It fits.")

    with pytest.raises(ValueError, match="why"):
        Waiver(code="L02", file="flows/main.yaml", line=1, why=why)
