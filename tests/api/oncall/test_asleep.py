"""Whoever plans sees who has a duty and could not be woken for it: that fact, and nothing of how or where to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from api.store import tables
from tests.api.founder import Phone, b64u
from tests.api.oncall.planning import DAY, Planner
from tests.api.oncall.test_schedule import planner
from tests.api.relay import empty_relay, relay

__all__ = ["empty_relay", "planner", "relay"]


async def orders(planner: Planner, who: Phone, **how: Any) -> None:
    """Let somebody order a way to be woken."""
    row = {"id": who.id, "device": who.id, "channel": "mail", "wrapped": b"", "position": 0} | how
    async with planner.relay.app.state.database.writing() as connection:
        await connection.execute(insert(tables.alert_orders).values(row))


async def test_a_duty_without_a_way_to_be_woken_is_seen_by_whoever_looks(planner: Planner) -> None:
    """Kim ordered one, Lee has no duty; Sam is named, to a coordinator and to colleagues."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.evenings(sam, kim)
    await orders(planner, kim)

    seen = [(await planner.sees(who))["asleep"] for who in (None, kim, lee)]

    assert seen == [[b64u(sam.id)]] * 3


async def test_a_way_that_does_not_work_is_none_until_it_works_again(planner: Planner) -> None:
    """Its last alert failed."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    await orders(planner, sam, failed_at=planner.now)
    broken = (await planner.sees())["asleep"]
    async with planner.relay.app.state.database.writing() as connection:
        await connection.execute(update(tables.alert_orders).values(failed_at=None))

    assert (broken, (await planner.sees())["asleep"]) == ([b64u(sam.id)], [])


async def test_a_way_on_her_other_device_is_a_way_of_hers(planner: Planner) -> None:
    """Her phone wakes her for the shift of her laptop."""
    sam = planner.relay.phones[0]
    phone = Phone(" sAM")
    assert (await planner.relay.put_roster(*planner.relay.phones, phone)).status_code == 200
    await planner.evenings(sam)
    await orders(planner, phone)

    assert (await planner.sees())["asleep"] == []


async def test_a_coordinator_sees_it_before_she_publishes_and_nobody_else_does(planner: Planner) -> None:
    """What is planned is hers alone; who left the schedule again is not named."""
    sam, kim = planner.relay.phones[:2]
    await planner.weekly("primary", 16, 8, sam)
    window = {"from": planner.at(1, 0), "to": planner.at(1, 0) + DAY}

    assert (await planner.sees(**window))["asleep"] == [b64u(sam.id)]
    assert (await planner.sees(kim, **window))["asleep"] == []
