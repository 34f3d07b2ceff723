"""One device asks for the same thing twice in the same moment, from two tabs or two tasks: both are answered, and it is there once."""

from __future__ import annotations

import asyncio

from tests.api.conversations.line import Line
from tests.api.conversations.test_meeting_an_erase import Held, on_postgres, somebody_waits_for_a_lock
from tests.api.founder import Phone
from tests.api.staff.test_enrolments import asking
from tests.api.staff.test_taken_out import shows

__all__ = ["on_postgres"]


async def test_a_bot_that_asks_twice_at_once_is_let_wait_once(line: Line) -> None:
    """Its own task asks while `bot enrol` does: the first is written and not yet sure, and the second waits for it."""
    client, bot = line.relay.client, Phone("Telegram bot", "bot")
    held = Held(line, "INSERT INTO enrolments")
    first = asyncio.create_task(client.post("/api/enrolments", json=asking(bot, mac=None)))
    await held.there.wait()
    second = asyncio.create_task(client.post("/api/enrolments", json=asking(bot, mac=None)))
    waited = await somebody_waits_for_a_lock(line, second)
    held.go.set()
    answers = await asyncio.gather(first, second)
    shown = (await client.get("/api/enrolments", headers=await line.relay.coordinator())).json()["items"]

    assert waited and [one.status_code for one in answers] == [201, 201]
    assert [one["label"] for one in shown] == ["Telegram bot"]


async def test_a_coordinator_whose_two_tabs_come_in_at_once_is_in_with_both(line: Line) -> None:
    """Each says that this device holds her key; the second waits for the first, and is not turned away."""
    relay, me, key = line.relay, line.relay.founder.desk, line.relay.founder.admin
    await shows(relay, me, key)  # this morning: what is written once an hour keeps nobody waiting now
    held = Held(line, "INSERT INTO holdings")
    first = asyncio.create_task(shows(relay, me, key))
    await held.there.wait()
    second = asyncio.create_task(shows(relay, me, key))
    waited = await somebody_waits_for_a_lock(line, second)
    held.go.set()
    tabs = await asyncio.gather(first, second)
    seen = [(await relay.client.get("/api/coordinators", headers=tab)).json()["items"] for tab in tabs]

    assert waited and [len(items) for items in seen] == [1, 1]
