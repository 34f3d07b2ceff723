"""What every end makes for itself of an edition: the same, without a service, back, or down to the floor."""

import copy
import json
import random
from typing import Any

import pytest

from content.bundle import canonical, identity
from content.edition import as_json, floor_only, name_of, rolled_back, without
from content.flow import step
from content.library import Edition
from content.published import edition_from, tried
from tests.content.small import NOW
from tests.content.wild import event

Json = dict[str, Any]


def test_an_edition_has_one_name_wherever_it_was(shipped: Edition):
    """Written down, sent and read back, it is the same edition; one letter more and it is another."""
    made = as_json(shipped)
    sent = json.loads(canonical(made))
    other = copy.deepcopy(made)
    other["bundle"]["text"]["en"]["menu"] += "!"

    assert name_of(sent) == name_of(made)
    assert sent == made
    assert name_of(other) != name_of(made)


def test_hiding_a_service_changes_that_and_nothing_else(shipped: Edition):
    """All that one person may do alone to a service is to take it away; never one of the floor."""
    made = as_json(shipped)
    gone = next(one for one in made["services"]["shown"] if one not in made["services"]["floor"])
    hidden = without(made, gone)

    assert set(made["services"]["shown"]) - set(hidden["services"]["shown"]) == {gone}
    assert {**hidden, "services": {**hidden["services"], "shown": made["services"]["shown"]}} == made
    for service in (gone, "911", "nobody"):
        with pytest.raises(KeyError):
            without(hidden, service)


def test_an_old_screen_may_come_back_and_an_old_number_never(shipped: Edition):
    """The way back carries today's services, and is refused when an old screen asks for one that is gone."""
    old = as_json(shipped)
    today = copy.deepcopy(old)
    today["bundle"]["text"]["en"]["menu"] = "A mistake."
    today["services"]["entries"]["khp"]["reach"] = [{"how": "call", "to": "988", "show": "988"}]
    back = rolled_back(old, today)
    gone = copy.deepcopy(today)
    del gone["services"]["entries"]["khp"]

    assert back["bundle"] == old["bundle"]
    assert back["services"] == today["services"]
    with pytest.raises(KeyError, match="khp"):
        rolled_back(old, gone)


def test_where_an_old_screen_finds_nothing_todays_floor_is_given(shipped: Edition):
    """A number that left the floor since, and is shown no more, is no answer to a youth; one that came onto it is."""
    old, now = as_json(shipped), NOW
    old["bundle"]["text"]["en"]["menu"] = "As it was."
    old["bundle"]["id"] = identity(old["bundle"])
    today = without(copy.deepcopy(as_json(shipped)), "o211")
    floor = [one for one in today["services"]["floor"] if one != "khp"] + ["hub"]
    shown = sorted({*today["services"]["shown"], "hub"} - {"khp"})
    today["services"] |= {"floor": floor, "shown": shown}
    back = rolled_back(old, today)
    edition, _ = edition_from(back, True, now)
    tried(edition, now)
    start, _ = step(edition.bundle, None, {"t": "start", "lang": "en"}, {})
    nothing = {"services": {"now": [], "all": []}}
    _, effects = step(edition.bundle, start, {"t": "door", "name": "help"}, nothing)
    given = [one["ids"] for one in effects if one["do"] == "services"]

    assert given == [floor]
    assert all(edition.card(one, "en", now).lines for one in floor)
    assert back["bundle"]["text"] == old["bundle"]["text"]
    assert rolled_back(old, as_json(shipped))["bundle"] == old["bundle"]


def test_on_the_floor_there_are_numbers_a_person_and_the_way_out(shipped: Edition):
    """Whatever was wrong with the words, these are left: every way leads somewhere, and none to a story."""
    made = floor_only(as_json(shipped))
    bundle, services = made["bundle"], made["services"]
    led = {
        target
        for node in bundle["steps"].values()
        for target in [
            *(one["go"] for one in [*node.get("choices", []), *node.get("branch", [])]),
            *(node[key] for key in ("go", "closed") if key in node),
        ]
    }

    assert set(services["shown"]) == set(services["floor"])
    assert {bundle["start"], bundle["hub"], *bundle["always"], *bundle["doors"].values()} <= set(bundle["steps"])
    assert led <= set(bundle["steps"])
    assert {line["go"] for line in bundle["lexicon"]} <= set(bundle["steps"])
    assert not {"danger_1", "made_1", "pics_1", "leave_1", "friend_1", "menu"} & set(bundle["steps"])
    assert {"person_open", "leave", "erased"} <= set(bundle["steps"])
    assert bundle["id"] != shipped.bundle["id"]


def test_the_floor_of_the_floor_is_the_floor(shipped: Edition):
    """Switching twice is switching once."""
    once = floor_only(as_json(shipped))

    assert floor_only(once) == once


@pytest.mark.parametrize("seed", range(3))
def test_a_youth_who_stands_anywhere_lands_on_the_floor_unharmed(shipped: Edition, seed: int):
    """The engine walks on from every place of the old version, and every screen has words and a way on."""
    dice = random.Random(seed)
    floor = floor_only(as_json(shipped))["bundle"]
    state, effects = None, list[Json]()
    for turn in range(1_500):
        bundle = shipped.bundle if turn % 5 else floor
        if dice.random() < 0.05:
            state = None
        facts = shipped.facts(NOW, oncall=dice.random() < 0.5, talking=False)
        state, effects = step(bundle, state, event(dice, [shipped.bundle, floor], effects), facts)
        state = json.loads(canonical(state).decode("utf-8", "surrogatepass"))

        assert state["step"] in bundle["steps"]
        assert all(one["text"] for one in effects if one["do"] == "say")
