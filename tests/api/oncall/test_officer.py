"""A police officer is the only primary: open hours that nobody fills for a youth who asked for none."""

from __future__ import annotations

from tests.api.founder import Phone, b64u
from tests.api.oncall.planning import DAY, Planner
from tests.api.oncall.test_schedule import duty, opening, planner
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


async def test_an_officer_takes_no_primary_shift_of_somebody_who_answers_every_youth(planner: Planner) -> None:
    """Hours would look taken in which nobody is there for most youth: it is refused, and no officer is asked; as backup they come."""
    sam, kim, officer = *planner.relay.phones[:2], Phone("Officer", circle=3)
    await planner.relay.put_roster(*planner.relay.phones, officer)
    await planner.evenings(sam, kim)
    other = await planner.edit(await planner.shift("backup", 3), device=b64u(officer.id))
    sick = (await planner.asks(sam, await planner.shift("primary", 1, sam))).json()
    unwell = (await planner.asks(kim, await planner.shift("backup", 2, kim))).json()

    offered = await planner.asks(sam, await planner.shift("primary", 4, sam), "swap", **{"for": other.json()["id"]})
    wanted = [one["id"] for one in (await planner.sees(officer))["wanted"]]
    refused, taken = await planner.takes(officer, sick), await planner.takes(officer, unwell)

    assert [(one.status_code, one.json().get("code")) for one in (offered, refused)] == [(409, "officer")] * 2
    assert (wanted, taken.status_code) == ([unwell["id"]], 200)
    assert (await duty(planner, planner.at(2, 18)))[1] == ["Officer"]
    assert [one["id"] for one in (await planner.sees(kim))["wanted"]] == [sick["id"]]
    assert (await planner.takes(kim, sick)).status_code == 200


async def test_officers_settle_their_own_hours_among_themselves(planner: Planner) -> None:
    """Primary for whoever asked for police beside the worker who is there for all: nothing is lost when a colleague takes it."""
    sam, officer, second = planner.relay.phones[0], Phone("Officer", circle=3), Phone("Second", circle=3)
    await planner.relay.put_roster(*planner.relay.phones, officer, second)
    await planner.weekly("primary", 16, 8, officer)
    await planner.evenings(sam)
    begin = planner.at(1, 0)
    seen = await planner.sees(officer, **{"from": begin, "to": begin + DAY})
    theirs = next(one for one in seen["shifts"] if one["device"] == b64u(officer.id))
    sick = (await planner.asks(officer, theirs)).json()

    assert sick["id"] in [one["id"] for one in (await planner.sees(second))["wanted"]]
    assert (await planner.takes(second, sick)).status_code == 200
