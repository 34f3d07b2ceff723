"""A youth can do anything, in any order, in any version: there is always a way on, and never an error."""

import copy
import json
import random
from typing import Any

import pytest

from content.bundle import canonical, identity
from content.flow import step
from content.library import Edition
from tests.content.small import NOW

Json = dict[str, Any]
STEPS = 24_000
NASTY = [
    "", " ", "\x00", "\ud800", "\udfff\ud83d", "‮gnirts", "\u200b" * 50, "é" * 300, "e\u0301" * 300, "💔" * 100, "ᐊᓂᔑᓈᐯ", "İıſßŒ",
    "stop", "STOP", "leave", "canoe", "canot", "i want to die", "je veux mourir", "yes", "no", "1", "2", "9", "numbers", "person",
    "__proto__", "constructor", "{org}", "{service:911}", "@unheard", "~emergency", "menu.d", "a " * 6000, "~2 ~2 ~2", "erase", "english",
    "français", "9" * 400, "help", "my friend", "<script>", "'; drop table", "\n\n\t", "=cmd|' /C calc'!A0",
]  # fmt: skip


def older(bundle: Json) -> Json:
    """Last month's bundle: one step gone since, one new since, one with other choices, one without translation."""
    old = copy.deepcopy(bundle)
    old["steps"]["attic"] = {"kind": "ask", "choices": [{"id": "m", "go": "menu"}, {"id": "a", "go": "attic"}]}
    old["steps"]["old_rights"] = {"kind": "ask", "choices": [{"id": "m", "go": "attic"}]}
    old["text"]["en"] |= {
        "attic": "Hi.",
        "attic.m": "Menu",
        "attic.a": "Again",
        "old_rights": "Hi.",
        "old_rights.m": "Menu",
    }
    old["steps"]["who_1"]["choices"].append({"id": "z", "go": "old_rights"})
    old["text"]["en"]["who_1.z"] = "Attic"
    old["steps"]["menu"]["choices"][0]["go"] = "attic"
    old["vars"]["topic"] = [*old["vars"]["topic"], "weather"]
    del old["text"]["fr"]["numbers"]
    old["same"] |= {"attic": "00000001", "old_rights": "00000002", "who_1": "00000003"}
    old["id"] = identity(old)
    return old


def newer(bundle: Json) -> Json:
    """Next month's bundle: a redirect, another language state, a step gone."""
    new = copy.deepcopy(bundle)
    new["redirect"] = {"old_rights": "who_1", "leave_3": "leave_1"}
    new["langs"] = ["en"]
    new["steps"]["leave_2"]["choices"][0]["go"] = "leave_1"
    new["steps"]["places"]["choices"][0]["go"] = "leave_1"
    del new["steps"]["leave_3"], new["same"]["leave_3"]
    new["id"] = identity(new)
    return new


def event(dice: random.Random, bundles: list[Json], effects: list[Json]) -> Json:
    """Anything a youth or the host may do."""
    ways = [way for one in effects if one["do"] == "choices" for way, _ in [*one["choices"], *one["always"]]]
    roll = dice.random()
    if roll < 0.55 and ways:
        return {"t": "pick", "id": dice.choice(ways)}
    if roll < 0.65:
        some = dice.choice(bundles)["steps"]
        old = dice.choice(sorted(some))
        return {"t": "pick", "id": f"{old}.{dice.choice('abcdefghilmnopstuwyz')}"}
    if roll < 0.85:
        return {"t": "text", "text": dice.choice(NASTY) + dice.choice(["", "", " ", chr(dice.randrange(0x110000))])}
    if roll < 0.90:
        return {"t": "door", "name": dice.choice([*bundles[0]["doors"], "nowhere", None])}
    if roll < 0.94:
        return {"t": "lang", "lang": dice.choice(["en", "fr", "ojs", "", None])}
    if roll < 0.97:
        return {"t": "start"}
    return dice.choice(
        [
            {},
            {"t": "dance"},
            {"t": "text"},
            {"t": "text", "text": 5},
            {"t": "pick"},
            {"t": "pick", "id": dice.choice(NASTY)},
        ]
    )


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
