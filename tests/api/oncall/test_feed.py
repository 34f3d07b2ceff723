"""A worker's calendar address: secret, and whoever finds it reads one word."""

from __future__ import annotations

import re

import httpx
import icalendar

from api.oncall.schedule.turns import Turns
from tests.api.oncall.planning import DAY, Planner
from tests.api.oncall.test_schedule import planner
from tests.api.relay import ORIGIN, empty_relay, relay

__all__ = ["empty_relay", "planner", "relay"]

# Chance letters, in which any short word may stand.
UID = re.compile(r"^UID:[\w-]{8,}@shift\r$", re.M)


async def reads(planner: Planner, address: str) -> httpx.Response:
    """Ask as a calendar program does: no sign-in, no origin."""
    transport = httpx.ASGITransport(planner.relay.app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        return await client.get(address)


async def test_a_calendar_program_reads_when_and_nothing_else(planner: Planner) -> None:
    """One entry for each of her published shifts, in UTC, and the one word; nobody else's."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam, kim)
    made = (await planner.call("POST", "/feed", sam)).json()
    until = (await planner.sees(sam))["feed_until"]

    answer = await reads(planner, made["address"])

    events = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    begins = sorted(int(one["dtstart"].dt.timestamp() * 1000) for one in events)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert made["until"] == until == planner.now + 365 * DAY
    assert begins == [one["starts_at"] for one in (await planner.sees(sam))["mine"]]
    assert {name for one in events for name in one} == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"}
    assert {str(one["summary"]) for one in events} == {"shift"}
    assert not re.search("sam|primary|backup|quietline|desk|line|@", UID.sub("", answer.text), re.I)
    assert "\r\n" in answer.text and answer.text.endswith("END:VCALENDAR\r\n")


async def test_a_shift_that_somebody_cannot_come_to_leaves_their_calendar_until_they_come_after_all(
    planner: Planner,
) -> None:
    """Nobody counts on her for it, so her own calendar must not either."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    address = (await planner.call("POST", "/feed", sam)).json()["address"]
    evening = await planner.shift("primary", 2, sam)
    seen = [(await reads(planner, address)).text.count("BEGIN:VEVENT")]

    asked = (await planner.asks(sam, evening)).json()
    seen.append((await reads(planner, address)).text.count("BEGIN:VEVENT"))
    gone = f"UID:{evening['id']}@shift" not in (await reads(planner, address)).text
    await planner.call("POST", f"/shifts/{evening['id']}/withdraw", sam, changed_at=asked["changed_at"])
    seen.append((await reads(planner, address)).text.count("BEGIN:VEVENT"))

    assert seen == [seen[0], seen[0] - 1, seen[0]] and seen[0] > 1
    assert gone


async def test_a_wrong_an_ended_and_an_expired_address_answer_alike(planner: Planner) -> None:
    """Nobody learns from the answer that there ever was a calendar; whoever had one reads what to do."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    first = (await planner.call("POST", "/feed", sam)).json()["address"]
    second = (await planner.call("POST", "/feed", sam)).json()["address"]
    third = (await planner.call("POST", "/feed", kim)).json()["address"]
    assert (await reads(planner, second)).status_code == 200
    answers = {"replaced": await reads(planner, first), "invented": await reads(planner, f"/calendar/{'A' * 43}.ics")}
    answers |= {
        f"no secret {name!r}": await reads(planner, f"/calendar/{name}.ics") for name in ("x", "%00", "é", "A" * 3000)
    }
    assert (await planner.call("DELETE", "/feed", kim)).status_code == 204
    answers["ended"] = await reads(planner, third)
    planner.relay.clock.forward(365 * DAY - 1)
    still = await reads(planner, second)
    planner.relay.clock.forward(1)
    answers["expired"] = await reads(planner, second)

    assert still.status_code == 200
    assert {(one.status_code, one.content) for one in answers.values()} == {(404, answers["invented"].content)}
    assert answers["expired"].json() == {
        "code": "no-calendar",
        "says": "This calendar address has ended, or is not one. Copy a new one from your desk, under Schedule.",
    }


async def test_the_page_knows_that_her_address_has_ended_and_on_which_clock(planner: Planner) -> None:
    """Her calendar shows nothing new after a year: her page can say since when, for five weeks, and then forgets it."""
    sam = planner.relay.phones[0]
    made = (await planner.call("POST", "/feed", sam)).json()
    state = planner.relay.app.state
    turns = Turns(state.database, state.hub, state.clock)
    before = await planner.sees(sam, zone="America/Toronto")
    planner.until(made["until"] + 34 * DAY)
    await turns.forget()
    ended = await planner.sees(sam)
    planner.until(made["until"] + 35 * DAY)
    await turns.forget()
    forgotten = await planner.sees(sam)

    assert [one["feed_until"] for one in (before, ended, forgotten)] == [made["until"], made["until"], None]
    assert [minutes for _, minutes in before["own"]["offsets"]] == [-240, -300, -240], "set back, and forward again"


async def test_a_removed_worker_has_no_calendar(planner: Planner) -> None:
    """Off the list means out, here too."""
    sam, *others = planner.relay.phones
    await planner.evenings(sam)
    address = (await planner.call("POST", "/feed", sam)).json()["address"]
    await planner.relay.put_roster(*others)

    assert (await reads(planner, address)).status_code == 404


async def test_an_empty_calendar_is_one_too(planner: Planner) -> None:
    """A program that subscribed before the first shift keeps its subscription."""
    made = (await planner.call("POST", "/feed", planner.relay.phones[0])).json()

    answer = await reads(planner, made["address"])

    assert (answer.status_code, icalendar.Calendar.from_ical(answer.text).walk("VEVENT")) == (200, [])
