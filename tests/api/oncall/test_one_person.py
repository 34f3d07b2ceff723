"""Two devices of one name are one person to the schedule, to whoever is called, and to whoever asks for help."""

from __future__ import annotations

import icalendar
import pytest

from api.protocol.base64url import b64u
from api.protocol.limits import HOUR
from api.store import tables
from tests.api.conversations.line import Line, Person
from tests.api.conversations.teamwork import claimed, refusal, where
from tests.api.founder import Phone
from tests.api.oncall.calling import Calling
from tests.api.oncall.planning import DAY, Planner
from tests.api.oncall.test_feed import reads
from tests.api.oncall.test_help import alerted, asks, told, woken
from tests.api.oncall.test_schedule import duty, planner
from tests.api.relay import Relay, empty_relay, relay

__all__ = ["empty_relay", "planner", "relay"]


async def second(relay: Relay, label: str, role: str = "worker") -> Phone:
    """Let another device of a worker in, under their name as somebody else writes it."""
    phone = Phone(label, role)
    assert (await relay.put_roster(*relay.phones, phone)).status_code == 200
    return phone


async def beside(line: Line, label: str, role: str = "worker") -> Person:
    """Sign another device of a worker in."""
    phone = await second(line.relay, label, role)
    return Person(line.relay, phone, await line.relay.come_in(phone))


async def orders(calling: Calling, *people: Person) -> None:
    """Let these devices have a way to be woken."""
    for who in people:
        order = {"id": who.id, "device": who.id, "channel": "mail", "wrapped": b"x", "position": 0}
        await calling.put(tables.alert_orders, **order)


async def test_what_my_dead_phone_has_moves_to_my_laptop_in_one_step(calling: Calling) -> None:
    """Nobody waits five minutes for a device that broke, and it stands in line for nobody meanwhile; a colleague can take nothing of mine."""
    line = calling.line
    laptop = await beside(line, " sAM")
    await line.on_call(line.sam)
    conversation = await claimed(line, line.sam)
    before = await line.bot.row(conversation)
    other = await line.ash.do(conversation, "claim", here=True)
    took = await laptop.do(conversation, "claim")
    early = await laptop.do(conversation, "claim", here=True)
    await line.on_call(laptop)
    mine = await laptop.do(conversation, "claim", here=True)
    twice = await laptop.do(conversation, "claim", here=True)

    assert [refusal(one) for one in (other, took, early)] == [
        (409, "not-claimed"),
        (409, "claimed"),
        (409, "off-call"),
    ]
    assert (mine.status_code, mine.json()["state"], mine.json()["claimed_by"]) == (200, "claimed", b64u(laptop.id))
    assert mine.json()["changes"] == before["changes"] + 1, "it was never back in line"
    assert mine.json()["waiting_since"] == before["waiting_since"]
    assert twice.json() == mine.json()


async def test_what_my_dead_phone_has_is_put_back_from_my_laptop_also_off_call(calling: Calling) -> None:
    """I cannot take it here: a colleague need not wait five minutes for a device that broke, and can put back nothing of mine."""
    line = calling.line
    laptop = await beside(line, " sAM")
    await line.on_call(line.sam)
    conversation = await claimed(line, line.sam)
    other = await line.ash.do(conversation, "release")
    back = await laptop.do(conversation, "release")
    again = await laptop.do(conversation, "release")

    assert (refusal(other), refusal(again)) == ((404, "not-found"), (409, "not-claimed"))
    assert (back.status_code, back.json()["state"], back.json()["claimed_by"]) == (200, "waiting", None)


async def test_taking_it_here_asks_for_no_room_and_keeps_the_call_for_help(calling: Calling) -> None:
    """My phone has as many as I take, and asked for a second person: what it has is nothing new for me, and help is still on its way."""
    line = calling.line
    laptop = await beside(line, " sAM")
    await line.on_call(line.sam)
    mine = [await claimed(line, line.sam), await claimed(line, line.sam)]
    await line.sam.do(mine[0], "help", on=True)
    await line.on_call(laptop)
    full = await laptop.do(await line.opened(), "claim")
    taken = [await laptop.do(one, "claim", here=True) for one in mine]

    assert refusal(full) == (409, "full")
    assert [(one.status_code, one.json()["help"], one.json()["handed_by"]) for one in taken] == [
        (200, True, None),
        (200, False, None),
    ]


async def test_what_was_closed_or_waits_is_taken_here_by_nobody(calling: Calling) -> None:
    """Only what another device of mine has can move; I am told how it stands instead."""
    line = calling.line
    laptop = await beside(line, " sAM")
    await line.on_call(line.sam, laptop)
    over = await claimed(line, line.sam)
    await line.sam.do(over, "close")
    waits = await line.opened()

    assert refusal(await laptop.do(over, "claim", here=True)) == (409, "closed")
    assert refusal(await laptop.do(waits, "claim", here=True)) == (409, "not-claimed")


async def test_a_swap_or_cover_asked_of_ones_own_phone_gets_the_same_sentence(planner: Planner) -> None:
    """She cannot swap with herself, ask herself for cover, or take her own shift over; each of her devices speaks for her."""
    sam, kim = planner.relay.phones[:2]
    phone = await second(planner.relay, " sAM")
    await planner.evenings(sam)
    also = (await planner.edit(await planner.shift("primary", 2), device=b64u(phone.id))).json()
    mine = await planner.shift("primary", 1, sam)

    swapped = [await planner.asks(one, mine, "swap", **{"for": also["id"]}) for one in (sam, phone)]
    covered = [await planner.asks(one, mine, "cover", of=b64u(phone.id)) for one in (sam, phone)]
    asked = (await planner.asks(phone, mine)).json()
    taken = await planner.takes(phone, asked)

    assert [refusal(one) for one in swapped + covered] == [(422, "swap-self")] * 4
    assert refusal(taken) == (409, "not-asked")
    assert (await planner.takes(kim, asked)).status_code == 200
    assert (await duty(planner, planner.at(1, 18)))[0] == ["Kim"]


async def test_a_swap_asked_of_a_colleagues_laptop_is_agreed_to_on_her_phone(planner: Planner) -> None:
    """Which of her devices the plan names is no matter of hers."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    other = (await planner.edit(await planner.shift("primary", 3), device=b64u(kim.id))).json()
    phone = await second(planner.relay, "KIM")
    mine = await planner.shift("primary", 1, sam)
    asked = (await planner.asks(sam, mine, "swap", **{"for": other["id"]})).json()

    agreed = await planner.takes(phone, asked)

    assert agreed.status_code == 200, agreed.text
    assert [(await duty(planner, planner.at(ahead, 18)))[0] for ahead in (1, 3)] == [["KIM"], ["Sam"]]


@pytest.mark.parametrize("beside_it", ["backup", "supervisor"])
async def test_nobody_is_their_own_backup_by_a_second_device(planner: Planner, beside_it: str) -> None:
    """In the pattern, on a day, and where a colleague takes over: one person cannot be there twice."""
    kim, lee = planner.relay.phones[1:3]
    phone = await second(planner.relay, " lEE", "supervisor")
    await planner.weekly("open", 16, 8)
    await planner.weekly("primary", 16, 8, lee)
    body = {"starts": 16 * 60, "length": 480, "duty": beside_it, "device": b64u(phone.id)}

    weekly = await planner.call("POST", "/patterns", weekday=0, from_day=planner.day(), until_day=None, **body)
    dated = await planner.call("POST", "/shifts", day=planner.day(1), **body)
    first = await planner.call(
        "POST", "/shifts", day=planner.day(1), **(body | {"duty": "backup", "device": b64u(kim.id)})
    )
    await planner.publish()
    asked = (await planner.asks(kim, first.json())).json()
    taken = await planner.takes(phone, asked)

    assert [refusal(one) for one in (weekly, dated, taken)] == [(409, "overlap")] * 3
    assert "lEE" in taken.json()["says"] or "Lee" in taken.json()["says"]


async def test_long_hours_and_nights_are_counted_over_both_devices(planner: Planner) -> None:
    """Who is primary every night, on the phone and on the laptop in turn, is as tired; a coordinator sees it."""
    sam = planner.relay.phones[0]
    phone = await second(planner.relay, "sAM")
    await planner.weekly("open", 20, 9)
    for part, starts in ((sam, 20), (phone, 0)):
        await planner.weekly("primary", starts, 4 if starts else 5, part)
    assert (await planner.publish()).status_code == 200
    begin = planner.at(3, 0)

    seen = await planner.sees(**{"from": begin, "to": begin + DAY})

    assert {one["kind"] for one in seen["warnings"]} == {"long", "nights", "alone"}


async def test_a_shift_is_shown_on_each_device_of_its_person_and_said_sick_on_any(planner: Planner) -> None:
    """At home with a fever there is only the phone; the calendar of the phone knows the evenings of the laptop."""
    sam = planner.relay.phones[0]
    phone = await second(planner.relay, "sAM")
    await planner.evenings(sam)
    made = (await planner.call("POST", "/feed", phone)).json()
    calendar = icalendar.Calendar.from_ical((await reads(planner, made["address"])).text)

    mine = (await planner.sees(phone))["mine"]
    sick = await planner.asks(phone, mine[1])
    well = await planner.call("POST", f"/shifts/{mine[1]['id']}/withdraw", sam, changed_at=sick.json()["changed_at"])

    assert [one["id"] for one in mine] == [one["id"] for one in (await planner.sees(sam))["mine"]]
    assert len(calendar.walk("VEVENT")) == len(mine) > 0
    assert (sick.status_code, well.status_code, well.json()["asks"]) == (200, 200, None)


async def test_one_rung_calls_one_person_on_all_their_devices(calling: Calling) -> None:
    """The shift is the laptop's, and the phone is on call and has the way to be woken: it is one call, shown and woken on both."""
    line = calling.line
    phone = await beside(line, " sAM")
    await line.on_call(phone)
    await orders(calling, phone, line.sam, line.ash)
    talk = await line.opened()
    await calling.look()

    assert [rung for rung, _ in await calling.called(talk)] == [1]
    shown = [await calling.pages(one) for one in (phone, line.sam)]
    assert [[one["mine"] for one in items[0]["called"]] for items in shown] == [[True]] * 2
    assert await woken(calling) == sorted((one.id, "page") for one in (phone, line.sam))
    await calling.look(90)
    assert [rung for rung, _ in await calling.called(talk)] == [1, 2]
    await calling.look(90)
    assert [rung for rung, _ in await calling.called(talk)] == [1, 2, 3]


async def test_an_answer_on_one_device_is_the_persons_answer(calling: Calling) -> None:
    """ "I have it" on the laptop and "I can't" on the phone are one voice: the backup is called at once, and no alert follows."""
    line = calling.line
    phone = await beside(line, "sAM")
    talk = await line.opened()
    await calling.look()

    assert await calling.says(line.sam, talk, "have") == 204
    assert {(await calling.pages(one))[0]["answer"] for one in (phone, line.sam)} == {"have"}
    assert await calling.says(phone, talk, "cannot") == 204

    assert [rung for rung, _ in await calling.called(talk)] == [1, 2]
    assert {(await calling.pages(one))[0]["answer"] for one in (phone, line.sam)} == {"cannot"}


@pytest.mark.parametrize("said", [None, "cannot"])
async def test_a_device_that_is_let_in_meanwhile_is_nobody_new(calling: Calling, said: str | None) -> None:
    """Sam was called on the laptop, and perhaps cannot come; then a phone is let in: the next rung is the backup's alone."""
    line = calling.line
    talk = await line.opened()
    await calling.look()
    phone = Phone("sAM")
    while phone.id > line.sam.id:  # from now on this one stands for Sam
        phone = Phone("sAM")
    assert (await line.relay.put_roster(*line.relay.phones, phone)).status_code == 200
    if said is not None:
        hers = Person(line.relay, phone, await line.relay.come_in(phone))
        assert await calling.says(hers, talk, said) == 204
    await calling.look(0 if said else 90)

    assert await calling.called(talk) == [(1, line.sam.id), (2, line.ash.id)]


async def test_who_went_on_call_by_hand_on_two_devices_is_called_once(calling: Calling) -> None:
    """Without a schedule, too, a person is one; and away on one device is away."""
    line = calling.line
    async with calling.state.database.writing() as connection:
        await connection.execute(tables.shifts.delete())
    phone = await beside(line, "sAM")
    await line.on_call(line.sam, phone)
    talk = await line.opened()
    await calling.look()
    assert [rung for rung, _ in await calling.called(talk)] == [1]

    await where(line, phone, state="away", until=calling.clock.now() + HOUR)
    other = await line.opened()
    await calling.look(1)
    assert await calling.called(other) == []


async def test_who_said_on_one_device_that_they_know_the_person_is_called_on_none(calling: Calling) -> None:
    """Whichever of the two stands for Sam: a youth is not sent to somebody who knows them; the backup is called at once."""
    line = calling.line
    phone = await beside(line, " sAM")
    for knows in (phone, line.sam):
        talk = await line.opened()
        await calling.put(tables.recusals, device=knows.id, conversation=talk)
        await calling.look(1)

        assert {device for _, device in await calling.called(talk)} & {phone.id, line.sam.id} == set()
        assert await calling.called(talk) != []


async def test_help_and_call_me_never_wake_the_asker_on_another_device(calling: Calling) -> None:
    """Sam is backup on a phone and a supervisor on a tablet: whoever comes to Sam is somebody else."""
    line = calling.line
    phone, tablet = await beside(line, "sAM"), await beside(line, " SAM ", "supervisor")
    async with calling.state.database.writing() as connection:
        backup = tables.shifts.update().where(tables.shifts.c.duty == "backup")
        await connection.execute(backup.values(device=phone.id))
        supervisor = tables.shifts.update().where(tables.shifts.c.duty == "supervisor")
        await connection.execute(supervisor.values(device=tablet.id))
    await orders(calling, line.sam, phone, tablet, line.ash)
    await line.on_call(line.sam, phone, tablet, line.ash)
    talk = await claimed(line, line.sam)

    assert (await calling.relay.client.post("/api/alerts/call-me", json={}, headers=line.sam.headers)).json() == {
        "called": False
    }
    assert await asks(calling, line.sam, talk) == ["Ash"]
    assert await alerted(calling) == {line.ash.id}
    assert await told(calling, line.sam) == [("Ash", None)]


async def test_a_backup_woken_for_help_is_woken_on_the_device_that_can_be(calling: Calling) -> None:
    """The plan names the laptop, which ordered no way; the phone has one: nobody is said to sleep on who is woken."""
    line = calling.line
    phone = await beside(line, "aSH")
    await orders(calling, phone)
    await line.on_call(line.sam)
    talk = await claimed(line, line.sam)

    answer = await line.sam.do(talk, "help", on=True)

    assert [name.lower() for name in answer.json()["called"]] == ["ash"]
    assert answer.json()["asleep"] == []
    assert await alerted(calling) == {phone.id}
    assert [len(await calling.pages(one)) for one in (phone, line.ash)] == [1, 1]


async def test_ones_own_other_device_neither_takes_the_talk_nor_answers_the_call(calling: Calling) -> None:
    """It is no colleague: it is offered nothing, a worker's does not open it, and help is still on its way when a supervisor's does."""
    line = calling.line
    phone, tablet = await beside(line, "sAM"), await beside(line, " SAM", "supervisor")
    await line.on_call(line.sam, phone, tablet)
    talk = await claimed(line, line.sam)
    await line.sam.do(talk, "help", on=True)

    offered = await line.sam.do(talk, "offer", device=b64u(phone.id))
    opened = [await one.do(talk, "open") for one in (phone, tablet)]

    assert refusal(offered) == (409, "cannot-take")
    assert refusal(opened[0]) == (403, "two")
    assert opened[1].status_code == 200
    row = await line.bot.row(talk)
    assert (row["help"], [one["reason"] for one in row["present"]]) == (True, ["supervise"])
