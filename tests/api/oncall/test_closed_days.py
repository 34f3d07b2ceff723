"""A day that is published as closed is closed everywhere: in a worker's list, in her calendar, at her desk."""

from __future__ import annotations

import icalendar

from api.store import tables
from tests.api.founder import b64u
from tests.api.oncall.calling import Calling
from tests.api.oncall.planning import DAY, HOUR, Planner
from tests.api.oncall.test_feed import reads
from tests.api.oncall.test_schedule import planner
from tests.api.relay import empty_relay, relay

__all__ = ["empty_relay", "planner", "relay"]


async def closes(planner: Planner, ahead: int, hour: int, hours: int) -> None:
    """Publish hours as closed."""
    body = {"day": planner.day(ahead), "starts": hour * 60, "length": hours * 60, "reason": "holiday"}
    assert (await planner.call("POST", "/closures", **body)).status_code == 201


async def calendar(planner: Planner, address: str) -> list[tuple[int, int]]:
    """When a worker's calendar says that she has a shift."""
    events = icalendar.Calendar.from_ical((await reads(planner, address)).text).walk("VEVENT")
    assert len({str(one["uid"]) for one in events}) == len(events)
    spans = [[int(one[name].dt.timestamp() * 1000) for name in ("dtstart", "dtend")] for one in events]
    return sorted((begin, end) for begin, end in spans)


async def test_on_a_holiday_she_has_no_shift_at_her_desk_nor_in_her_calendar(planner: Planner) -> None:
    """Nobody needs to take it either, and "Next" is the day after."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    address = (await planner.call("POST", "/feed", sam)).json()["address"]
    asked = await planner.asks(sam, await planner.shift("primary", 1, sam))
    before = await planner.sees(sam)
    await closes(planner, 1, 0, 24)

    after, told = await planner.sees(sam), await calendar(planner, address)

    assert asked.status_code == 200 and planner.day(1) in [one["day"] for one in before["wanted"]]
    assert [one["day"] for one in after["mine"]] == [
        one["day"] for one in before["mine"] if one["day"] != planner.day(1)
    ]
    assert after["wanted"] == []
    assert told == [(one["starts_at"], one["ends_at"]) for one in after["mine"]]
    planner.until(planner.at(1, 1))
    assert (await planner.sees(sam))["next"]["at"] == planner.at(1, 16)


async def test_nobody_is_asked_to_come_in_closed_hours(planner: Planner) -> None:
    """Cover, a swap for either's closed evening, and "I take it" get a sentence; with an hour left open all goes on."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    theirs = (await planner.edit(await planner.shift("primary", 3), device=b64u(kim.id))).json()
    asked = (await planner.asks(sam, await planner.shift("primary", 2, sam))).json()
    swap = (await planner.asks(sam, await planner.shift("primary", 4, sam), "swap", **{"for": theirs["id"]})).json()
    mine, open_still = await planner.shift("primary", 1, sam), await planner.shift("primary", 5, sam)
    for ahead in (1, 2, 3):
        await closes(planner, ahead, 0, 24)

    refused = [
        await planner.asks(sam, mine),
        await planner.asks(sam, open_still, "swap", **{"for": theirs["id"]}),
        await planner.takes(kim, asked),
        await planner.takes(kim, swap),
    ]
    await closes(planner, 5, 16, 7)

    assert {(one.status_code, one.json()["code"]) for one in refused} == {(409, "closed-hours")}
    assert (await planner.asks(sam, open_still)).status_code == 200
    assert (await planner.sees(kim))["wanted"][-1]["counts"] == [[planner.at(5, 23), planner.at(5, 24)]]


async def test_a_shift_that_is_closed_in_the_middle_counts_before_and_after(planner: Planner) -> None:
    """The desk offers "go on call" for the hours that count alone, and the calendar has two entries."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    address = (await planner.call("POST", "/feed", sam)).json()["address"]
    await closes(planner, 1, 18, 2)
    counts = [(planner.at(1, 16), planner.at(1, 18)), (planner.at(1, 20), planner.at(1, 24))]

    shift = next(one for one in (await planner.sees(sam))["mine"] if one["day"] == planner.day(1))
    told = await calendar(planner, address)

    assert [tuple(one) for one in shift["counts"]] == counts
    assert [one for one in told if planner.at(1, 0) <= one[0] < planner.at(1, 0) + DAY] == counts


async def test_whoever_goes_on_call_by_hand_on_a_closed_day_is_called_and_nobody_else(calling: Calling) -> None:
    """Sam, Ash and Lee have shifts that do not count; Ash pressed "Go on call" all the same, so youth are told of him."""
    now = calling.clock.now()
    await calling.put(tables.closures, id=b"h" * 16, starts_at=now - HOUR, ends_at=now + DAY, reason="holiday")
    youth = await calling.line.opened()
    await calling.look(120)
    before = await calling.called(youth)
    await calling.put(tables.certificates, device=calling.line.ash.id, kind=1, certificate=b"", not_after=now + HOUR)
    await calling.look(120)

    assert before == []
    assert {device for _, device in await calling.called(youth)} == {calling.line.ash.id}
