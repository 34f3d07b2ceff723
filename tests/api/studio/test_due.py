"""Which numbers should be called again, and for how many more days youth are shown them."""

from __future__ import annotations

import pytest

from tests.api.studio.conftest import Room

DAY = 86_400_000
SHOWN_DAYS = {"o211": 180, "cmhatb": 90}


async def due(room: Room) -> dict[str, int | None]:
    """Return the services that are due, and their days, as an editor sees them who comes in just now."""
    room.headers["Ann"] = await room.relay.come_in(room.phones["Ann"])
    return {one["service"]: one["days"] for one in (await room.get("Ann", "")).json()["due"]}


@pytest.mark.parametrize(("service", "asks_after"), [("o211", 90), ("cmhatb", 30)], ids=["a service", "a crisis line"])
async def test_a_call_comes_due_and_its_days_run_out(room: Room, service: str, asks_after: int) -> None:
    """Nothing is asked while both calls are young; then the days are counted down to the last one, and then it is out."""
    of = str((await room.get("Ann", "/model")).json()["of"][service])
    never = await due(room)
    for who in ("Ann", "Ben"):
        await room.post(who, "/calls", service=service, of=of, outcome="right")
    young = await due(room)
    told: list[int | str | None] = []
    passed = 0
    for days in (asks_after, asks_after + 1, SHOWN_DAYS[service], SHOWN_DAYS[service] + 1):
        room.relay.clock.forward((days - passed) * DAY)
        passed = days
        told.append((await due(room)).get(service, "not due"))

    assert never[service] is None and service not in young
    assert told == ["not due", SHOWN_DAYS[service] - asks_after - 1, 0, None]
