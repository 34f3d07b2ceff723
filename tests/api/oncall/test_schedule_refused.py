"""What no schedule can hold is refused in a sentence that says what to choose instead."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.oncall.planning import Planner
from tests.api.relay import Relay, empty_relay, relay

__all__ = ["empty_relay", "relay"]


@pytest.fixture
def planner(relay: Relay) -> Planner:
    """Whoever plans on this relay."""
    return Planner(relay)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"day": 20261340}, "no-day"),
        ({"day": 0}, "no-day"),
        ({"day": -(2**53)}, "no-day"),
        ({"starts": 1440}, "times"),
        ({"starts": -1}, "times"),
        ({"length": 4}, "times"),
        ({"length": 1441}, "times"),
        ({"day": 20200101}, "past"),
        ({"day": 21990101}, "too-far"),
        ({"duty": "boss"}, "malformed"),
        ({"starts": 1.5}, "malformed"),
        ({"starts": True}, "malformed"),
        ({"device": "x"}, "malformed"),
        ({"note": "x"}, "malformed"),
        ({"day": 2**70}, "malformed"),
    ],
)
async def test_a_shift_that_makes_no_sense_is_refused_in_a_sentence(
    planner: Planner, change: dict[str, Any], code: str
) -> None:
    """Whatever is typed, the answer says what to do, and nothing is kept of it."""
    body = {"day": planner.day(2), "starts": 600, "length": 60, "duty": "open"} | change

    answer = await planner.call("POST", "/shifts", **body)

    assert (answer.status_code in (409, 422), answer.json()["code"]) == (True, code)
    assert answer.json()["says"].count(".") >= 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"weekday": 7}, "times"),
        ({"weekday": -1}, "times"),
        ({"starts": 1440}, "times"),
        ({"length": 0}, "times"),
        ({"from_day": 20260230}, "no-day"),
        ({"until_day": 0}, "no-day"),
        ({"until_day": 20250101}, "day-order"),
    ],
)
async def test_a_pattern_that_makes_no_sense_is_refused(planner: Planner, change: dict[str, Any], code: str) -> None:
    """The same for every week, and each says what is wrong with it."""
    body = {"weekday": 0, "starts": 0, "length": 60, "duty": "open", "from_day": planner.day(), "until_day": None}

    answer = await planner.call("POST", "/patterns", **(body | change))

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ({"length": 0}, "closing", "60 days"),
        ({"length": 61 * 1440}, "closing", "60 days"),
        ({"day": 0}, "no-day", "day"),
    ],
)
async def test_hours_that_cannot_be_closed_are_refused_in_their_own_words(
    planner: Planner, change: dict[str, Any], code: str, says: str
) -> None:
    """Whoever plans a holiday is told of days that are closed, and of no shift."""
    body = {"day": planner.day(2), "starts": 0, "length": 1440, "reason": "holiday"} | change

    answer = await planner.call("POST", "/closures", **body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert says in answer.json()["says"] and "shift" not in answer.json()["says"]


async def test_publishing_until_no_day_asks_for_a_day(planner: Planner) -> None:
    """The field was left empty: that is what is said."""
    answer = await planner.call("POST", "/publish", until_day=0, was=None)

    assert (answer.status_code, answer.json()["code"]) == (422, "no-day")


async def test_publishing_until_an_earlier_day_is_refused_unless_it_is_meant(planner: Planner) -> None:
    """A slip, 3 instead of 30, would take back what people and youth count on."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.evenings(sam, kim, lee)
    was = (await planner.sees())["published_until"]

    refused = await planner.publish(1)
    assert (refused.status_code, refused.json()["code"]) == (409, "shorter")
    assert (await planner.sees())["published_until"] == was
    assert (await planner.publish(1, shorter=True)).status_code == 200
    assert (await planner.sees())["published_until"] == planner.at(2, 0)
    assert (await planner.publish(13)).status_code == 200
