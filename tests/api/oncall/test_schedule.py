"""A coordinator plans and publishes; everybody relies on what is published, and on nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from api.oncall.schedule.on_duty import on_duty
from tests.api.founder import b64u
from tests.api.oncall.planning import DAY, HOUR, ZONE, Planner
from tests.api.relay import Relay, empty_relay, relay

__all__ = ["empty_relay", "relay"]


@pytest.fixture
def planner(relay: Relay) -> Planner:
    """Whoever plans on this relay."""
    return Planner(relay)


async def duty(planner: Planner, at: int) -> tuple[list[str], ...]:
    """Who is on duty at a moment, as the rest of the relay asks it, by label."""
    known = {phone.id: phone.label for phone in (planner.relay.founder.desk, *planner.relay.phones)}
    async with planner.relay.app.state.database.reading() as connection:
        return tuple([known[one] for one in devices] for devices in await on_duty(connection, at))


async def opening(planner: Planner) -> Any:
    """What the bot is told of the next opening."""
    bot = planner.relay.phones[-1]
    answer = await planner.relay.client.get("/api/oncall", headers=await planner.headers(bot))
    return answer.json()["next_opening"]


async def test_what_is_planned_is_nobodys_duty_before_it_is_published(planner: Planner) -> None:
    """A plan in the making wakes nobody and promises nothing; a worker does not even see it."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.weekly("open", 16, 8)
    for name, phone in (("primary", sam), ("backup", kim), ("supervisor", lee)):
        await planner.weekly(name, 16, 8, phone)
    evening = planner.at(1, 18)
    before = await duty(planner, evening), await opening(planner), (await planner.sees(sam))["shifts"]

    answer = await planner.publish()

    assert answer.status_code == 200
    assert before == (([], [], []), None, [])
    assert await duty(planner, evening) == (["Sam"], ["Kim"], ["Lee"])
    assert await opening(planner) == planner.at(0 if planner.now < planner.at(0, 16) else 1, 16)
    assert {one["duty"] for one in (await planner.sees(sam))["shifts"]} == {"open", "primary", "backup", "supervisor"}


async def test_a_shift_holds_to_the_millisecond(planner: Planner) -> None:
    """Who is on duty changes at the hour, not a moment before or after."""
    sam, kim = planner.relay.phones[:2]
    await planner.weekly("open", 12, 8)
    await planner.weekly("primary", 12, 4, sam)
    await planner.weekly("primary", 16, 4, kim)
    assert (await planner.publish()).status_code == 200
    turn = planner.at(1, 16)

    found = [(await duty(planner, at))[0] for at in (planner.at(1, 12) - 1, turn - 1, turn, planner.at(1, 20))]

    assert found == [[], ["Sam"], ["Kim"], []]


async def test_hours_that_nobody_fills_are_refused_with_the_list_of_them(planner: Planner) -> None:
    """A youth is not promised an hour in which nobody sits there; published as closed, it is the truth."""
    sam = planner.relay.phones[0]
    await planner.weekly("open", 16, 8)
    await planner.weekly("primary", 16, 6, sam)

    refused = await planner.publish(2)
    seen = await planner.sees(sam)
    closed = await planner.publish(2, closed=True)

    assert (refused.status_code, refused.json()["code"]) == (409, "gaps")
    assert {"starts_at": planner.at(1, 22), "ends_at": planner.at(1, 24)} in refused.json()["gaps"]
    assert (seen["published_until"], seen["shifts"]) == (None, [])
    assert closed.status_code == 200
    begin = planner.at(1, 0)
    told = await planner.sees(sam, **{"from": begin, "to": begin + DAY})
    assert [(one["starts_at"], one["reason"]) for one in told["closures"]] == [(planner.at(1, 22), "unfilled")]
    assert told["hours"] == [{"starts_at": planner.at(1, 16), "ends_at": planner.at(1, 22)}]


async def test_a_schedule_without_open_hours_is_not_published(planner: Planner) -> None:
    """It would promise nothing, and look as if it did."""
    await planner.weekly("primary", 16, 6, planner.relay.phones[0])

    answer = await planner.publish()

    assert (answer.status_code, answer.json()["code"]) == (409, "no-hours")


async def test_a_holiday_closes_the_line_whoever_was_planned(planner: Planner) -> None:
    """Nobody is on duty, and the next opening is the day after; opened again, all is as before."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    day = {"day": planner.day(1), "starts": 0, "length": 24 * 60, "reason": "holiday"}

    made = (await planner.call("POST", "/closures", **day)).json()
    planner.until(planner.at(1, 1))
    during = await duty(planner, planner.at(0, 18)), await opening(planner)
    dropped = await planner.call("DELETE", f"/closures/{made['id']}")

    assert during == (([], [], []), planner.at(1, 16))
    assert dropped.status_code == 204
    assert (await duty(planner, planner.at(0, 18)), await opening(planner)) == ((["Sam"], [], []), planner.at(0, 16))


async def test_a_shift_changed_by_hand_counts_at_once_and_outlives_the_pattern(planner: Planner) -> None:
    """Dated changes stay when the week is planned anew."""
    sam, kim = planner.relay.phones[:2]
    await planner.weekly("open", 16, 8)
    patterns = await planner.weekly("primary", 16, 8, sam)
    await planner.publish()
    shift = await planner.shift("primary", 2)

    changed = await planner.edit(shift, device=b64u(kim.id))
    for one in patterns:
        body = {key: value for key, value in one.items() if key != "id"} | {"starts": 15 * 60, "length": 9 * 60}
        assert (await planner.call("PUT", f"/patterns/{one['id']}", **body)).status_code == 200
    waiting = (await planner.sees())["unpublished"]
    before = await duty(planner, planner.at(1, 15.5))
    await planner.publish()

    assert changed.status_code == 200
    assert waiting > 0
    assert (before, await duty(planner, planner.at(1, 15.5))) == (([], [], []), (["Sam"], [], []))
    assert await duty(planner, planner.at(2, 18)) == (["Kim"], [], [])
    assert await duty(planner, planner.at(2, 15.5)) == ([], [], [])


async def test_a_shift_taken_out_stays_out(planner: Planner) -> None:
    """One evening without a backup, whatever the pattern says; publishing again does not bring it back."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam, kim)
    shift = await planner.shift("backup", 2)

    gone = await planner.call("DELETE", f"/shifts/{shift['id']}", changed_at=shift["changed_at"])
    await planner.publish(14)

    assert gone.status_code == 200
    assert [(await duty(planner, planner.at(ahead, 18)))[1] for ahead in (1, 2, 3)] == [["Kim"], [], ["Kim"]]


async def test_a_dropped_pattern_ends_with_the_next_publishing(planner: Planner) -> None:
    """What was published stays until then, so that nobody is surprised in between."""
    sam, kim = planner.relay.phones[:2]
    await planner.weekly("open", 16, 8)
    await planner.weekly("primary", 16, 8, sam)
    backups = await planner.weekly("backup", 16, 8, kim)
    await planner.publish()
    for one in backups:
        assert (await planner.call("DELETE", f"/patterns/{one['id']}")).status_code == 204
    before = (await duty(planner, planner.at(1, 18)))[1]

    await planner.publish()

    assert (before, (await duty(planner, planner.at(1, 18)))[1]) == (["Kim"], [])


async def test_an_edit_may_not_leave_published_hours_empty_unseen(planner: Planner) -> None:
    """The coordinator is told which hours, and may publish them as closed in the same breath."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    shift = await planner.shift("primary", 2)

    refused = await planner.edit(shift, length=6 * 60)
    untouched = await planner.shift("primary", 2)
    closed = await planner.edit(shift, length=6 * 60, closed=True)

    assert (refused.status_code, refused.json()["code"]) == (409, "gaps")
    assert refused.json()["gaps"] == [{"starts_at": planner.at(2, 22), "ends_at": planner.at(2, 24)}]
    assert refused.json()["says"].startswith("Nobody would be there for 2 hours. Put")
    assert untouched == shift
    assert closed.status_code == 200
    assert (await planner.shift("open", 2))["length"] == 8 * 60
    assert await duty(planner, planner.at(2, 23)) == ([], [], [])


async def test_of_two_who_change_a_shift_at_once_the_second_is_told(planner: Planner) -> None:
    """Nothing of the first is lost without a word."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.evenings(sam)
    shift = await planner.shift("primary", 2)

    answers = [await planner.edit(shift, device=b64u(one.id)) for one in (kim, lee)]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].json()["code"] == "shift-changed"
    assert await duty(planner, planner.at(2, 18)) == (["Kim"], [], [])


async def test_of_two_who_publish_at_once_the_second_is_told(planner: Planner) -> None:
    """She looks again before she publishes what somebody else has changed."""
    await planner.evenings(planner.relay.phones[0])

    answer = await planner.publish(20, was=None)

    assert (answer.status_code, answer.json()["code"]) == (409, "published")


async def test_nobody_sits_in_two_places_at_once(planner: Planner) -> None:
    """Who is primary is not her own backup; the sentence names her and her other duty. Backup and supervisor go together."""
    sam, lee = planner.relay.phones[0], planner.relay.phones[2]
    await planner.weekly("open", 16, 8)
    await planner.weekly("primary", 16, 8, sam)
    body = {"weekday": planner.today.weekday(), "starts": 18 * 60, "length": 60, "from_day": planner.day()}

    pattern = await planner.call("POST", "/patterns", **body, duty="backup", device=b64u(sam.id))
    await planner.publish()
    shift = {"day": planner.day(2), "starts": 20 * 60, "length": 120, "device": b64u(sam.id)}
    by_hand = await planner.call("POST", "/shifts", **shift, duty="primary")
    both = [
        await planner.call("POST", "/shifts", **{**shift, "device": b64u(lee.id)}, duty=one)
        for one in ("backup", "supervisor")
    ]

    assert [(one.status_code, one.json()["code"]) for one in (pattern, by_hand)] == [(409, "overlap")] * 2
    assert by_hand.json()["says"].startswith("Sam already has a shift at that time, as primary.")
    assert [one.status_code for one in both] == [201, 201]


async def test_only_a_supervisor_is_supervisor(planner: Planner) -> None:
    """The part in the signed list decides, not the plan."""
    sam, ann = planner.relay.phones[0], planner.relay.phones[3]
    body = {"day": planner.day(2), "starts": 0, "length": 60}

    worker = await planner.call("POST", "/shifts", **body, duty="supervisor", device=b64u(sam.id))
    editor = await planner.call("POST", "/shifts", **body, duty="primary", device=b64u(ann.id))

    assert [(one.status_code, one.json()["code"]) for one in (worker, editor)] == [(422, "duty")] * 2


async def test_who_left_the_roster_is_not_on_duty_and_the_gap_shows(planner: Planner) -> None:
    """No shift keeps a person on call whom nothing is sealed to any more."""
    sam, *others = planner.relay.phones
    await planner.evenings(sam)
    await planner.relay.put_roster(*others)
    begin = planner.at(2, 0)

    seen = await planner.sees(**{"from": begin, "to": begin + DAY})

    assert await duty(planner, planner.at(2, 18)) == ([], [], [])
    assert await opening(planner) is None
    assert [(one["kind"], one["starts_at"]) for one in seen["warnings"]] == [("unfilled", planner.at(2, 16))]


async def test_once_a_schedule_is_published_only_it_says_when_somebody_is_back(planner: Planner) -> None:
    """Before that, the worker who leaves last is asked; after it, two answers could differ, and one would be a lie."""
    sam, bot = planner.relay.phones[0], planner.relay.phones[4]
    headers = await planner.headers(sam)
    said = {"next_opening": planner.now + HOUR}
    before = await planner.relay.client.put("/api/oncall", json=said, headers=headers)

    await planner.evenings(sam)
    after = await planner.relay.client.put("/api/oncall", json=said, headers=headers)
    seen = (await planner.relay.client.get("/api/oncall", headers=await planner.headers(bot))).json()

    assert before.status_code == 200
    assert (after.status_code, after.json()["code"]) == (409, "scheduled")
    assert seen["scheduled"] and seen["next_opening"] != said["next_opening"]


async def test_a_schedule_that_has_run_out_promises_nothing(planner: Planner) -> None:
    """Weeks that nobody has published are not told to anybody."""
    await planner.evenings(planner.relay.phones[0])
    planner.until(planner.now + 14 * DAY)

    assert await opening(planner) is None


async def test_a_zone_that_nobody_knows_gets_a_sentence(planner: Planner) -> None:
    """The page then shows the line's own time alone."""
    for zone in ("Mars/Base", "../../etc/passwd", "America", "x" * 64):
        answer = await planner.call("GET", "", planner.relay.phones[0], zone=zone)
        assert (answer.status_code, answer.json()["code"]) == (422, "zone")


async def test_the_page_is_told_both_clocks(planner: Planner) -> None:
    """It never trusts a browser's old zone file: the relay says how far each clock is ahead, and from when."""
    seen = await planner.sees(planner.relay.phones[0], zone="America/Toronto")

    assert (seen["zone"], seen["own"]["zone"]) == ("America/Winnipeg", "America/Toronto")
    ahead = {
        name: [offset for _, offset in seen_by["offsets"]] for name, seen_by in (("line", seen), ("own", seen["own"]))
    }
    assert all(-360 <= one <= -300 for one in ahead["line"])
    assert all(-300 <= one <= -240 for one in ahead["own"])


@pytest.mark.parametrize("window", [{"from": 0, "to": 1}, {"from": 5, "to": 1}, {"from": 2**52, "to": 2**52 + 5}])
async def test_a_window_far_away_is_refused(planner: Planner, window: dict[str, int]) -> None:
    """Nobody makes the relay expand a thousand years."""
    answer = await planner.call("GET", "", planner.relay.phones[0], **window)

    assert (answer.status_code, answer.json()["code"]) == (422, "too-far")


async def test_a_worker_changes_nothing_that_is_a_coordinators(planner: Planner) -> None:
    """Plan, publish and close are a coordinator's; the bot does not read the schedule at all."""
    sam, bot = planner.relay.phones[0], planner.relay.phones[4]
    await planner.evenings(sam)
    shift = await planner.shift("primary", 1)
    path = f"/shifts/{shift['id']}"
    tried = [("POST", "/patterns"), ("POST", "/shifts"), ("PUT", path), ("POST", "/closures"), ("POST", "/publish")]

    answers = [(await planner.call(method, where, sam)).json()["code"] for method, where in tried]

    assert set(answers) == {"not-coordinator"}
    assert (await planner.call("GET", "", bot)).status_code == 403


async def test_the_week_says_what_to_look_at(planner: Planner) -> None:
    """Over eight hours, two nights running, nobody behind the primary: a coordinator sees each, with whose and when."""
    sam = planner.relay.phones[0]
    await planner.weekly("open", 20, 9)
    await planner.weekly("primary", 20, 9, sam)
    assert (await planner.publish()).status_code == 200
    begin = planner.at(3, 0)

    seen = await planner.sees(**{"from": begin, "to": begin + DAY})

    assert {(one["kind"], one["device"]) for one in seen["warnings"]} == {
        ("long", b64u(sam.id)),
        ("nights", b64u(sam.id)),
        ("alone", None),
    }


async def test_now_next_and_who_at_a_glance(planner: Planner) -> None:
    """At the top of the page: who is there now, who comes next and when, and until when the line is open."""
    sam, kim = planner.relay.phones[:2]
    await planner.weekly("open", 0, 24)
    await planner.weekly("primary", 0, 12, sam)
    await planner.weekly("primary", 12, 12, kim)
    await planner.publish(3)
    planner.until(planner.at(1, 3))

    seen = await planner.sees(kim)

    assert seen["now"]["primary"] == [b64u(sam.id)]
    assert (seen["next"]["at"], seen["next"]["primary"]) == (planner.at(0, 12), [b64u(kim.id)])
    assert seen["open_until"] == planner.at(2, 24)
    assert [one["starts_at"] for one in seen["mine"]] == [planner.at(ahead, 12) for ahead in (0, 1, 2)]
    assert ZONE.key == seen["zone"]


async def test_everybody_reads_when_the_last_published_open_hours_end(planner: Planner) -> None:
    """A weekly pattern that ends before the last published day leaves days on which nobody is planned: the desk warns of those."""
    sam, kim = planner.relay.phones[:2]
    before = (await planner.sees(kim))["last_hours"]
    for duty_, who in (("open", None), ("primary", sam)):
        await planner.weekly(duty_, 16, 8, who, until_day=planner.day(9))
    planned = (await planner.sees(kim))["last_hours"]
    await planner.publish(20)

    assert (before, planned) == (None, None)
    assert (await planner.sees(kim))["last_hours"] == planner.at(9, 24)
    await planner.publish(3, shorter=True)
    assert (await planner.sees(kim))["last_hours"] == planner.at(3, 24)
