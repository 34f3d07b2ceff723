"""Hours that were closed because nobody was there open when somebody is, and when the step that closed them is undone."""

from __future__ import annotations

from tests.api.founder import Phone, b64u
from tests.api.oncall.planning import DAY, Planner
from tests.api.oncall.test_closed_days import closes
from tests.api.oncall.test_schedule import duty, planner
from tests.api.relay import empty_relay, relay

__all__ = ["empty_relay", "planner", "relay"]


async def closed_on(planner: Planner, ahead: int) -> list[tuple[int, int, str]]:
    """Which hours of a day are published as closed, and why."""
    seen = await planner.sees(**{"from": planner.at(ahead, 0), "to": planner.at(ahead, 0) + DAY})
    return [(one["starts_at"], one["ends_at"], one["reason"]) for one in seen["closures"]]


async def test_undo_opens_what_the_same_step_closed(planner: Planner) -> None:
    """Made shorter, or taken out: undone, Sam is on duty at ten again, and young people are told so."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    late = planner.at(2, 22)
    shift = await planner.shift("primary", 2)

    shorter = (await planner.edit(shift, length=240, closed=True)).json()
    between = await closed_on(planner, 2), await duty(planner, late)
    back = (await planner.edit(shift, changed_at=shorter["changed_at"], opens=shorter["closed"])).json()
    again = await closed_on(planner, 2), await duty(planner, late)
    path = f"/shifts/{shift['id']}"
    out = (await planner.call("DELETE", path, changed_at=back["changed_at"], closed=True)).json()
    undone = await planner.edit(shift, changed_at=out["changed_at"], opens=out["closed"])

    assert between == ([(planner.at(2, 20), planner.at(2, 24), "unfilled")], ([], [], []))
    assert again == ([], (["Sam"], [], []))
    assert (undone.status_code, undone.json()["weekly"]) == (200, True)
    assert (await closed_on(planner, 2), await duty(planner, late)) == again


async def test_whoever_can_after_all_opens_the_hours_that_nobody_filled(planner: Planner) -> None:
    """Added on a day or planned for every week: Kim is on duty, and it is in her list; taken out again, it is closed again."""
    sam, kim = planner.relay.phones[:2]
    await planner.weekly("open", 16, 8)
    await planner.weekly("primary", 16, 8, sam, range(4))
    assert (await planner.publish(closed=True)).status_code == 200
    friday = next(one for one in range(1, 8) if (planner.today.weekday() + one) % 7 == 4)
    hours = {"starts": 16 * 60, "length": 240, "duty": "primary", "device": b64u(kim.id)}

    added = (await planner.call("POST", "/shifts", day=planner.day(friday), **hours)).json()
    one_day = await closed_on(planner, friday), await duty(planner, planner.at(friday, 18))
    mine = [one["id"] for one in (await planner.sees(kim))["mine"]]
    await planner.call("DELETE", f"/shifts/{added['id']}", changed_at=added["changed_at"], closed=added["lifted"])
    without = await closed_on(planner, friday)
    await planner.weekly("primary", 16, 8, kim, range(4, 7))
    published = await planner.publish()

    assert one_day == ([(planner.at(friday, 20), planner.at(friday, 24), "unfilled")], (["Kim"], [], []))
    assert (added["lifted"], added["counts"]) == (True, [[planner.at(friday, 16), planner.at(friday, 20)]])
    assert mine == [added["id"]]
    assert sorted(without)[0][:2] == (planner.at(friday, 16), planner.at(friday, 20))
    assert (published.status_code, published.json()["lifted"]) == (200, True)
    assert await closed_on(planner, friday) == []
    assert await duty(planner, planner.at(friday, 22)) == (["Kim"], [], [])


async def test_whoever_comes_in_the_middle_opens_what_is_left_of_the_evening(planner: Planner) -> None:
    """At eighteen Kim can after all, and her shift is written down from sixteen on: nobody was there before, and the record goes on saying so."""
    sam, kim = planner.relay.phones[:2]
    await planner.weekly("open", 16, 8)
    await planner.weekly("primary", 16, 8, sam, range(7)[(planner.today.weekday() + 2) % 7 :][:1])
    assert (await planner.publish(closed=True)).status_code == 200
    planner.until(planner.at(1, 18))
    hours = {"starts": 16 * 60, "length": 480, "duty": "primary", "device": b64u(kim.id)}

    added = await planner.call("POST", "/shifts", day=planner.day(), **hours)

    assert (added.status_code, added.json()["lifted"]) == (201, True)
    assert await closed_on(planner, 0) == [(planner.at(0, 16), planner.at(0, 18), "unfilled")]
    assert await duty(planner, planner.at(0, 20)) == (["Kim"], [], [])


async def test_an_officer_opens_no_hours_that_were_closed_for_want_of_somebody(planner: Planner) -> None:
    """She answers nobody who did not ask for police, so young people go on reading that it is closed."""
    sam, officer = planner.relay.phones[0], Phone("Officer", circle=3)
    await planner.relay.put_roster(*planner.relay.phones, officer)
    await planner.weekly("open", 16, 8)
    await planner.weekly("primary", 16, 6, sam)
    assert (await planner.publish(closed=True)).status_code == 200
    hours = {"starts": 22 * 60, "length": 120, "duty": "primary", "device": b64u(officer.id)}

    added = await planner.call("POST", "/shifts", day=planner.day(2), **hours)

    assert (added.status_code, added.json()["lifted"]) == (201, False)
    assert await closed_on(planner, 2) == [(planner.at(2, 22), planner.at(2, 24), "unfilled")]


async def test_a_holiday_stays_closed_whoever_is_put_there_and_that_is_said(planner: Planner) -> None:
    """What was closed by hand is opened by hand; the coordinator reads that the shift does not count."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    await closes(planner, 2, 0, 24)
    hours = {"starts": 10 * 60, "length": 240, "duty": "primary", "device": b64u(kim.id)}

    added = await planner.call("POST", "/shifts", day=planner.day(2), **hours)
    published = await planner.publish(14)

    assert (added.status_code, added.json()["counts"], added.json()["lifted"]) == (201, [], False)
    assert published.json()["lifted"] is False
    assert await closed_on(planner, 2) == [(planner.at(2, 0), planner.at(3, 0), "holiday")]


async def test_who_comes_after_all_comes_also_when_her_hours_were_closed_meanwhile(planner: Planner) -> None:
    """The week was published with her evening closed; she takes her words back, and is there."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    asked = (await planner.asks(sam, await planner.shift("primary", 2, sam))).json()
    assert (await planner.publish(closed=True)).status_code == 200
    before = len(await closed_on(planner, 2))

    await planner.call("POST", f"/shifts/{asked['id']}/withdraw", sam, changed_at=asked["changed_at"])

    assert (before, await closed_on(planner, 2)) == (1, [])
    assert await duty(planner, planner.at(2, 18)) == (["Sam"], [], [])


async def test_a_shift_on_one_day_is_no_hindrance_to_the_same_every_week(planner: Planner) -> None:
    """Kim helped out on one day; she is planned for every such day, and on that one what was put in by hand stays."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    hours = {"starts": 12 * 60, "length": 240, "duty": "backup", "device": b64u(kim.id)}
    by_hand = (await planner.call("POST", "/shifts", day=planner.day(2), **hours)).json()

    await planner.weekly("backup", 12, 5, kim)
    published = await planner.publish()

    assert published.status_code == 200
    assert [(await duty(planner, planner.at(ahead, 16.5)))[1] for ahead in (1, 2, 3)] == [["Kim"], [], ["Kim"]]
    assert (await planner.shift("backup", 2))["id"] == by_hand["id"]
