"""A youth can do anything, in any order, in any version: there is always a way on, and never an error."""

import copy
import json
import random
from typing import Any

import pytest

from content.bundle import canonical
from content.flow import step
from content.library import Edition
from tests.content.small import NOW
from tests.content.wild import event, newer, older

Json = dict[str, Any]
STEPS = 24_000


@pytest.mark.parametrize("seed", range(4))
def test_a_youth_always_gets_a_screen_and_a_way_on(shipped: Edition, seed: int):
    """Seeded walks through three versions of the bundle, the state written down and read back between every two steps."""
    dice = random.Random(seed)
    bundles = [shipped.bundle, older(shipped.bundle), newer(shipped.bundle)]
    bundle, talking, state, effects = bundles[0], False, None, list[Json]()
    for _ in range(STEPS // 4):
        if dice.random() < 0.02:
            bundle = dice.choice(bundles)
        if dice.random() < 0.01:
            state, talking = None, False
        facts = shipped.facts(NOW, oncall=dice.random() < 0.6, talking=talking)
        what = event(dice, bundles, effects)
        before = canonical(state)
        after, effects = step(bundle, state, what, dice.choice([facts, facts, facts, {"talking": facts["talking"]}]))

        assert before == canonical(state)
        state = json.loads(canonical(after).decode("utf-8", "surrogatepass"))
        assert state == after
        check_state(bundle, state)
        check_effects(bundle, state, effects, talking, what)
        talking = (talking or any(one["do"] == "handoff" for one in effects)) and not any(
            one["do"] == "end" for one in effects
        )


def check_state(bundle: Json, state: Json) -> None:
    """The state names only what is in the bundle, and stays small."""
    assert bundle["id"] == state["bundle"]
    assert state["step"] in bundle["steps"]
    assert bundle["same"][state["step"]] == state["same"]
    assert state["lang"] in bundle["langs"]
    assert set(state["seen"]) <= set(bundle["steps"])
    assert len(set(state["seen"])) == len(state["seen"])
    for name, value in state["vars"].items():
        assert value in bundle["vars"][name]
    assert len(canonical(state)) < 2048


def check_effects(bundle: Json, state: Json, effects: list[Json], talking: bool, what: Json) -> None:
    """There is always something to read or something relayed; and a way to a person and out of here."""
    kinds = [one["do"] for one in effects]
    node = bundle["steps"][state["step"]]
    assert "say" in kinds or "relay" in kinds
    assert kinds.count("handoff") <= 1
    assert not (talking and "handoff" in kinds)
    assert ("end" in kinds) <= (node["kind"] == "end")
    if "relay" in kinds:
        assert what.get("t") not in ("pick", "door", "lang", "start")
    if kinds == ["relay"] or "end" in kinds or (node["kind"] == "quiet" and not state["ended"]):
        return
    last = effects[-1]
    assert last["do"] == "choices"
    shown = [way for way, _ in last["always"]]
    assert "leave" in shown
    assert "talk" in shown or talking or node["kind"] == "handoff" or state["step"] == "talk"
    assert "numbers" in shown or state["step"] == "numbers"
    for _, label in [*last["choices"], *last["always"]]:
        assert label
    for one in effects:
        if one["do"] == "services":
            assert one["ids"]


def test_two_hosts_agree(shipped: Edition):
    """The same events from the same state give the same bytes: nothing depends on time, order of dicts or chance."""
    dice = random.Random(99)
    state: Json | None = None
    effects: list[Json] = []
    for _ in range(500):
        what = event(dice, [shipped.bundle], effects)
        facts = shipped.facts(NOW, oncall=True, talking=False)
        first = step(shipped.bundle, state, what, facts)
        again = step(json.loads(canonical(shipped.bundle)), copy.deepcopy(state), what, copy.deepcopy(facts))
        assert canonical(list(first)) == canonical(list(again))
        state, effects = first


def test_a_publish_keeps_a_youth_where_they_are_if_the_step_is_the_same(shipped: Edition):
    """Same kind, choices and variable: the youth notices nothing. Changed: the redirect. Neither: the hub."""
    old, new = older(shipped.bundle), newer(shipped.bundle)

    def moved(place: str, bundle: Json, before: Json) -> str:
        state = {
            "bundle": before["id"],
            "step": place,
            "same": before["same"][place],
            "lang": "fr",
            "vars": {"topic": "weather"},
            "seen": [place, "attic"],
            "ended": False,
        }
        after, effects = step(bundle, state, {"t": "pick", "id": f"{place}.m"}, {})
        assert "weather" not in after["vars"].values()
        assert "attic" not in after["seen"]
        return str(after["step"]) if effects[0]["do"] == "stale" else "taken"

    assert moved("attic", shipped.bundle, old) == "menu"
    assert moved("who_1", shipped.bundle, old) == "menu"
    assert moved("old_rights", new, old) == "who_1"
    assert moved("leave_3", new, shipped.bundle) == "leave_1"
    assert moved("pics_1", new, shipped.bundle) == "pics_1"
    assert moved("numbers", new, shipped.bundle) == "taken"
