"""A police officer is the only primary: open hours that nobody fills for a youth who asked for none."""

from __future__ import annotations

from tests.api.founder import Phone
from tests.api.oncall.planning import Planner
from tests.api.oncall.test_schedule import opening, planner
from tests.api.relay import empty_relay, relay

__all__ = ["empty_relay", "planner", "relay"]


async def test_hours_in_which_only_an_officer_is_primary_are_refused_and_promised_to_nobody(planner: Planner) -> None:
    """Published on purpose they are closed hours; a youth is told of the first worker's evening."""
    sam, officer = planner.relay.phones[0], Phone("Officer", circle=3)
    await planner.relay.put_roster(*planner.relay.phones, officer)
    await planner.weekly("open", 16, 8)
    await planner.weekly("primary", 16, 8, officer, from_day=planner.day(1), until_day=planner.day(3))
    await planner.weekly("primary", 16, 8, sam, from_day=planner.day(4))

    refused = await planner.publish()
    assert (refused.status_code, refused.json()["code"]) == (409, "gaps")
    assert {one["starts_at"] for one in refused.json()["gaps"]} >= {planner.at(day, 16) for day in (1, 2, 3)}
    week = {"from": planner.at(1, 0), "to": planner.at(5, 0)}
    warned = {one["starts_at"] for one in (await planner.sees(None, **week))["warnings"] if one["kind"] == "unfilled"}
    assert warned == {planner.at(day, 16) for day in (1, 2, 3)}
    assert (await planner.publish(closed=True)).status_code == 200
    assert await opening(planner) == planner.at(4, 16)
