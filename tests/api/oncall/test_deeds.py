"""What a coordinator finds on record of the schedule and of alerts: who changed it, each time once, and no address."""

from __future__ import annotations

from api.staff import queries
from api.staff.chain import Row, pseudonym
from tests.api.oncall.calling import Calling
from tests.api.oncall.planning import Planner
from tests.api.oncall.test_schedule import planner
from tests.api.relay import Relay, empty_relay, relay
from tests.fakes.outside import Browser

__all__ = ["empty_relay", "planner", "relay"]
OF_THE_SCHEDULE = {"schedule", "publish", "swap", "feed", "alerts"}


async def on_record(relay: Relay) -> list[Row]:
    """What is on record of schedule and alerts, in order."""
    async with relay.app.state.database.reading() as connection:
        return [row for row in await queries.deeds_after(connection, 0, 1000) if row.action in OF_THE_SCHEDULE]


async def test_who_planned_changed_closed_and_published_is_on_record(planner: Planner) -> None:
    """A night that nobody was there can be traced to who planned it so; what was refused is nobody's deed."""
    sam = planner.relay.phones[0]
    made = (await planner.weekly("primary", 16, 8, sam, range(1)))[0]
    await planner.call("DELETE", f"/patterns/{made['id']}")
    await planner.weekly("open", 16, 8, None, range(1))
    await planner.publish(13, closed=True)
    shift = {"day": planner.day(1), "starts": 960, "length": 480, "duty": "primary"}
    added = await planner.call("POST", "/shifts", **shift, device=None, closed=True)
    closed = await planner.call("POST", "/closures", day=planner.day(2), starts=0, length=1440, reason="holiday")
    assert (added.status_code, closed.status_code) == (201, 201), (added.text, closed.text)
    before = await on_record(planner.relay)

    refused = await planner.publish(13, was=5)
    await planner.call("POST", "/publish", sam, until_day=planner.day(9), was=None)

    desk = planner.relay.founder.desk.id
    assert [(row.action, row.actor) for row in before] == [
        *[("schedule", desk)] * 3,
        ("publish", desk),
        *[("schedule", desk)] * 2,
    ]
    assert refused.status_code == 409
    assert await on_record(planner.relay) == before


async def test_who_gave_a_shift_away_and_who_took_it_is_on_record(planner: Planner) -> None:
    """Both halves of a swap, each by its own hand, of the same shift."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    shift = await planner.shift("primary", 1, sam)
    before = len(await on_record(planner.relay))

    asked = (await planner.asks(sam, shift)).json()
    await planner.takes(kim, asked)
    await planner.takes(planner.relay.phones[2], asked)

    deeds = (await on_record(planner.relay))[before:]
    assert [(row.action, row.actor) for row in deeds] == [("swap", sam.id), ("swap", kim.id)]
    assert len({row.subject for row in deeds}) == 1


async def test_a_calendar_address_is_on_record_when_it_is_made_and_ended_and_never_in_its_words(
    planner: Planner,
) -> None:
    """The record says that there is one, not which."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    before = len(await on_record(planner.relay))

    await planner.call("POST", "/feed", sam)
    await planner.call("DELETE", "/feed", sam)

    deeds = (await on_record(planner.relay))[before:]
    assert [(row.action, row.actor, row.subject) for row in deeds] == [("feed", sam.id, pseudonym(sam.id))] * 2


async def test_who_changed_how_they_are_woken_is_on_record_without_any_address(calling: Calling) -> None:
    """Added, put in order, taken away; the same address again, and a colleague's try, are no deeds."""
    line, client = calling.line, calling.relay.client
    desk, phone = [Browser().order(f"https://push.example.com/{name}") for name in ("desk", "phone")]

    answers = [await client.post("/api/alerts", json=one, headers=line.sam.headers) for one in (desk, phone, desk)]
    first, second, again = [answer.json()["id"] for answer in answers]
    await client.put("/api/alerts", json={"ids": [second, first]}, headers=line.sam.headers)
    await client.put("/api/alerts", json={"ids": [second, first]}, headers=line.ash.headers)
    await client.delete(f"/api/alerts/{first}", headers=line.ash.headers)
    await client.delete(f"/api/alerts/{first}", headers=line.sam.headers)

    deeds = await on_record(calling.relay)
    assert first == again
    assert [(row.action, row.actor, row.subject) for row in deeds] == [
        ("alerts", line.sam.id, pseudonym(line.sam.id))
    ] * 4
