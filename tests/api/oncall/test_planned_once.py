"""The answer to a press was lost on its way: whoever presses again plans it once, under the name that the page gave it."""

from __future__ import annotations

import secrets

import pytest

from tests.api.founder import b64u
from tests.api.oncall.planning import Planner
from tests.api.oncall.test_schedule import planner
from tests.api.oncall.test_sick_stays import sick
from tests.api.relay import empty_relay, relay

__all__ = ["empty_relay", "planner", "relay"]


@pytest.fixture
def name() -> str:
    """What a page calls the thing that it is about to make."""
    return b64u(secrets.token_bytes(16))


async def test_hours_of_a_week_that_are_planned_again_are_there_once(planner: Planner, name: str) -> None:
    """Nobody has to find out that the line opens twice on Wednesdays, nor why its person already has a shift then."""
    sam = planner.relay.phones[0]
    hours, evening = name, b64u(secrets.token_bytes(16))
    for _ in range(2):
        await planner.weekly("open", 16, 8, weekdays=range(2, 3), id=hours)
        await planner.weekly("primary", 16, 8, sam, weekdays=range(2, 3), id=evening)

    planned = (await planner.sees())["patterns"]
    assert sorted((one["duty"], one["id"]) for one in planned) == [("open", hours), ("primary", evening)]


async def test_what_is_put_right_before_it_is_planned_again_is_there_as_it_was_put_right(
    planner: Planner, name: str
) -> None:
    """Who reads that nothing arrived, and chooses another hour, has that hour alone."""
    await planner.weekly("open", 16, 8, weekdays=range(2, 3), id=name)
    await planner.weekly("open", 18, 6, weekdays=range(2, 3), id=name)

    assert [one["starts"] for one in (await planner.sees())["patterns"]] == [18 * 60]


async def test_a_shift_on_one_day_that_is_added_again_is_there_once_and_undo_takes_it_out(
    planner: Planner, name: str
) -> None:
    """The second answer names the shift as it stands: what comes back with it is one shift, and goes with one press."""
    sam, lee = planner.relay.phones[0], planner.relay.phones[1]
    await planner.evenings(sam)
    wish = {"day": planner.day(2), "starts": 16 * 60, "length": 8 * 60, "duty": "backup", "device": b64u(lee.id)}
    first = await planner.call("POST", "/shifts", **wish, id=name)
    again = await planner.call("POST", "/shifts", **wish, id=name)
    assert [one.status_code for one in (first, again)] == [201, 201]
    made = await planner.shift("backup", 2)
    assert (made["id"], made["changed_at"]) == (name, again.json()["changed_at"])
    gone = await planner.call("DELETE", f"/shifts/{name}", changed_at=made["changed_at"])

    assert gone.status_code == 200
    assert "backup" not in {one["duty"] for one in (await planner.sees())["shifts"]}


async def test_hours_that_are_closed_again_open_with_one_press(planner: Planner, name: str) -> None:
    """A holiday that stood there twice would stay closed behind the one that is opened."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    holiday = {"day": planner.day(2), "starts": 0, "length": 24 * 60, "reason": "holiday", "id": name}
    for _ in range(2):
        assert (await planner.call("POST", "/closures", **holiday)).status_code == 201
    assert (await planner.call("DELETE", f"/closures/{name}")).status_code == 204

    begin = planner.at(2, 0)
    assert (await planner.sees(**{"from": begin, "to": begin + 24 * 3600_000}))["closures"] == []


async def test_a_closure_that_is_put_right_opens_nothing_where_nobody_would_be(planner: Planner, name: str) -> None:
    """One day less than the first time: the day that opens so is looked at like any other."""
    lee = planner.relay.phones[1]
    await planner.weekly("open", 16, 8)
    closed = {"day": planner.day(1), "starts": 0, "length": 13 * 24 * 60, "reason": "closed", "id": name}
    today = {"day": planner.day(), "starts": 16 * 60, "length": 8 * 60, "duty": "primary", "device": b64u(lee.id)}
    assert (await planner.call("POST", "/shifts", **today)).status_code == 201
    assert (await planner.call("POST", "/closures", **closed)).status_code == 201
    assert (await planner.publish()).status_code == 200
    shorter = await planner.call("POST", "/closures", **(closed | {"length": 12 * 24 * 60}))

    assert (shorter.status_code, shorter.json()["code"]) == (409, "gaps")


async def test_undo_of_what_is_planned_no_more_leaves_nothing_to_publish_and_makes_nobody_well(
    planner: Planner,
) -> None:
    """It comes back under its own name: its shifts are those of before, with what their people asked for."""
    asked = await sick(planner)
    weekday = planner.today.weekday() + 2
    evening = next(
        one for one in (await planner.sees())["patterns"] if one["duty"] == "primary" and one["weekday"] == weekday % 7
    )
    assert (await planner.call("DELETE", f"/patterns/{evening['id']}")).status_code == 204
    assert (await planner.call("POST", "/patterns", **evening)).status_code == 201

    assert (await planner.sees())["unpublished"] == 0
    assert (await planner.publish(closed=True)).status_code == 200
    assert (await planner.shift("primary", 2))["id"] == asked["id"]
    assert (await planner.shift("primary", 2))["asks"] == "cover"
