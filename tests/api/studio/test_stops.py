"""How many stopped at a step: never more than did, never fewer than ten, and made of nothing but what is told anyway."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from api.studio.counts.stops import leads, stopped, together
from content.counts import LEAST, WIDTH, told

STEPS = [f"s{n}" for n in range(5)]
PERSON = st.lists(st.sampled_from(STEPS), min_size=1, max_size=5, unique=True)
# A walk of somebody, how many walked it, and in which week each of its screens was seen first.
WALK = st.tuples(PERSON, st.integers(1, 60), st.lists(st.integers(0, 1), min_size=5, max_size=5))
AFTER = {"s0": {"s1", "s2"}, "s1": {"s3"}, "s2": {"s3", "s4"}}


def counts(walks: list[tuple[list[str], int, list[int]]]) -> list[dict[str, int]]:
    """Count each screen of each walk once, in its week."""
    weeks: list[dict[str, int]] = [dict.fromkeys(STEPS, 0) for _ in range(2)]
    for steps, people, when in walks:
        for step, week in zip(steps, when, strict=False):
            weeks[week][step] += people
    return weeks


@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(WALK, min_size=1, max_size=6))
def test_never_more_than_truly_stopped_and_never_a_small_number(walks: list[tuple[list[str], int, list[int]]]) -> None:
    """Whoever was counted on a next step, however they came there, is not among them."""
    shown = stopped([told(week) for week in counts(walks)], AFTER)

    for step, number in shown.items():
        truly = sum(people for steps, people, _ in walks if step in steps and not AFTER[step] & set(steps))
        assert LEAST <= number <= truly
        assert number % WIDTH == 0


@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(WALK, min_size=1, max_size=6), st.data())
def test_two_answers_taken_from_each_other_show_no_small_number(
    walks: list[tuple[list[str], int, list[int]]], data: st.DataObject
) -> None:
    """Put any other numbers of the same bands in place of the true ones: one week's answer and two weeks' stay the same."""
    weeks = counts(walks)
    others = [{step: data.draw(same_band(number)) for step, number in week.items()} for week in weeks]
    answers = [
        [stopped([told(week) for week in some], AFTER) for some in (true[:1], true[1:], true)]
        for true in (weeks, others)
    ]

    assert answers[0] == answers[1]


def same_band(number: int) -> st.SearchStrategy[int]:
    """Any number that is told in the same words."""
    if number < LEAST:
        return st.integers(0, LEAST - 1)
    least = number - number % WIDTH
    return st.integers(least, least + WIDTH - 1)


def test_a_way_through_forks_leads_to_every_step_behind_them() -> None:
    """Nobody rests on a fork; a queue with nobody on call leads past itself; steps without ways of their own are no stop."""
    steps = {
        "a": {"kind": "ask", "choices": [{"id": "x", "go": "fork"}, {"id": "y", "go": "a"}], "hears": [{"go": "end"}]},
        "fork": {"kind": "branch", "branch": [{"go": "queue", "when": {}}, {"go": "on"}]},
        "on": {"kind": "go", "go": "fork2"},
        "fork2": {"kind": "branch", "branch": [{"go": "b"}, {"go": "fork"}]},
        "queue": {"kind": "handoff", "closed": "shut"},
        "shut": {"kind": "ask", "choices": [{"id": "b", "go": "gone"}]},
        "b": {"kind": "ask"},
        "end": {"kind": "end"},
    }

    assert leads({"steps": steps}) == {"a": {"end", "queue", "shut", "b"}, "shut": set()}
    assert together(
        [{"steps": steps}, {"steps": {"shut": {"kind": "ask", "choices": [{"id": "b", "go": "b"}]}, "b": steps["b"]}}]
    )["shut"] == {"b"}
