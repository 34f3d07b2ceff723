"""Who said "I cannot come" is not promised to anybody again by a colleague's hand on that shift."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.founder import b64u
from tests.api.oncall.planning import Planner
from tests.api.oncall.test_schedule import duty, planner
from tests.api.relay import empty_relay, relay

__all__ = ["empty_relay", "planner", "relay"]

NOBODY: tuple[list[str], ...] = ([], [], [])


async def sick(planner: Planner) -> dict[str, Any]:
    """Sam has every evening, and cannot come on the second."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    asked: dict[str, Any] = (await planner.asks(sam, await planner.shift("primary", 2, sam))).json()
    return asked


@pytest.mark.parametrize(
    "change", [{"length": 495}, {"starts": 15 * 60 + 45, "length": 495}, {"starts": 17 * 60, "closed": True}]
)
async def test_a_shift_that_is_made_longer_or_dragged_goes_on_asking(planner: Planner, change: dict[str, Any]) -> None:
    """A quarter of an hour by the coordinator's hand makes nobody well."""
    asked = await sick(planner)

    moved = await planner.edit(asked, **change)

    assert (moved.status_code, moved.json()["asks"]) == (200, "cover")
    assert await duty(planner, planner.at(2, 18)) == NOBODY
    assert asked["id"] in [one["id"] for one in (await planner.sees(planner.relay.phones[1]))["wanted"]]


@pytest.mark.parametrize("anew", [False, True])
async def test_the_week_planned_anew_goes_on_asking(planner: Planner, anew: bool) -> None:
    """Whether the pattern is changed, or taken away and made again: who is sick is not there."""
    await sick(planner)
    for one in (await planner.sees())["patterns"]:
        body = {key: value for key, value in one.items() if key != "id"} | {"starts": 15 * 60, "length": 9 * 60}
        if anew:
            await planner.call("DELETE", f"/patterns/{one['id']}")
        path = ("POST", "/patterns") if anew else ("PUT", f"/patterns/{one['id']}")
        assert (await planner.call(*path, **body)).status_code in (200, 201)

    refused, published = await planner.publish(), await planner.publish(closed=True)

    assert (refused.json()["code"], published.status_code) == ("gaps", 200)
    assert await duty(planner, planner.at(2, 18)) == NOBODY
    assert (await planner.shift("primary", 2))["asks"] == "cover"
    assert (await duty(planner, planner.at(3, 15.5)))[0] == ["Sam"]


async def test_what_is_undone_is_as_it_was_and_still_asks(planner: Planner) -> None:
    """Given to Kim and back, taken out and put back: Sam is still sick, and his shift still follows its week."""
    asked = await sick(planner)
    kim = planner.relay.phones[1]

    given = (await planner.edit(asked, device=b64u(kim.id))).json()
    back = await planner.edit(asked, changed_at=given["changed_at"], asks="cover")
    out = await planner.call("DELETE", f"/shifts/{asked['id']}", changed_at=back.json()["changed_at"], closed=True)
    undone = await planner.edit(asked, changed_at=out.json()["changed_at"], asks="cover", opens=out.json()["closed"])

    assert (given["asks"], back.json()["asks"]) == (None, "cover")
    assert (out.status_code, undone.status_code) == (200, 200)
    assert {key: undone.json()[key] for key in asked} == asked | {"changed_at": undone.json()["changed_at"]}
    assert asked["weekly"] and len(out.json()["closed"]) == 1
    assert await duty(planner, planner.at(2, 18)) == NOBODY
    assert (await planner.sees(**{"from": planner.at(2, 0), "to": planner.at(3, 0)}))["closures"] == []


async def test_a_sick_colleagues_shift_is_not_taken_out_unasked(planner: Planner) -> None:
    """Its hours would be open, unfilled, and no longer under "Needs somebody": the coordinator is asked, as for any gap."""
    asked = await sick(planner)
    path = f"/shifts/{asked['id']}"

    refused = await planner.call("DELETE", path, changed_at=asked["changed_at"])
    later = await planner.edit(asked, starts=17 * 60, length=7 * 60)
    closed = await planner.call("DELETE", path, changed_at=asked["changed_at"], closed=True)

    assert [(one.status_code, one.json()["code"]) for one in (refused, later)] == [(409, "gaps")] * 2
    assert refused.json()["gaps"] == [{"starts_at": planner.at(2, 16), "ends_at": planner.at(2, 24)}]
    assert later.json()["gaps"] == [{"starts_at": planner.at(2, 16), "ends_at": planner.at(2, 17)}]
    assert closed.status_code == 200
    seen = await planner.sees(**{"from": planner.at(2, 0), "to": planner.at(3, 0)})
    assert (seen["hours"], seen["warnings"]) == ([], [])


async def test_who_phones_the_coordinator_is_asked_for_and_a_slip_of_the_hand_is_taken_back(planner: Planner) -> None:
    """Sam is too ill to open a desk: colleagues are asked, nothing is closed; said of the wrong shift, it is undone at once."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    evening = await planner.shift("primary", 2, sam)

    asked = await planner.call("POST", f"/shifts/{evening['id']}/ask-for", changed_at=evening["changed_at"])
    wanted = [one["id"] for one in (await planner.sees(kim))["wanted"]]
    there = await duty(planner, planner.at(2, 18))
    kept = await planner.edit(asked.json(), asks=None)
    undone = await planner.edit(kept.json(), asks=None, comes=True)

    assert [(one.status_code, one.json()["asks"]) for one in (asked, kept)] == [(200, "cover")] * 2
    assert (wanted, there) == ([evening["id"]], NOBODY)
    assert (undone.status_code, undone.json()["asks"], undone.json()["weekly"]) == (200, None, True)
    assert (await duty(planner, planner.at(2, 18)))[0] == ["Sam"]
    taken = await planner.call("POST", f"/shifts/{evening['id']}/take", kim, changed_at=undone.json()["changed_at"])
    assert taken.json()["code"] == "not-asked"
