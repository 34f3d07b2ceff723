"""Weekly counts of screens: they come rounded from the bot, once, and those who may look at the studio read them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from content.counts import week_of
from tests.api.founder import Phone
from tests.api.relay import Relay
from tests.api.studio.conftest import Room

DAY = 86_400_000


@pytest.fixture
async def bot(empty_relay: Relay) -> Room:
    """A line with an editor, a worker and a bot."""
    phones = {
        "Ann": Phone("Ann", "editor"),
        "Ben": Phone("Ben", "editor"),
        "Sam": Phone("Sam"),
        "Lee": Phone("Lee", "supervisor"),
        "Bot": Phone("Bot", "bot"),
    }
    made = await empty_relay.make_line(*phones.values())
    assert made.status_code == 201, made.text
    headers = {name: await empty_relay.come_in(phone) for name, phone in phones.items()}
    return Room(empty_relay, phones, headers)


async def hand_over(room: Room, week: int, steps: dict[str, Any], who: str = "Bot") -> httpx.Response:
    """Hand over a week."""
    return await room.post(who, "/steps", week=week, steps=steps)


async def test_an_editor_sees_who_came_by(bot: Room) -> None:
    """The newest weeks first, each screen in bands; a worker at the desk has no business there."""
    for week, steps in ((20200106, {"menu": 40, "danger_1": 15}), (20200113, {"menu": 25}), (20200120, {})):
        assert (await hand_over(bot, week, steps)).json() == {"kept": True}
    told = (await bot.get("Ann", "/counts", params={"weeks": 2})).json()

    assert told == {
        "least": 10,
        "width": 5,
        "weeks": [
            {"week": "2020-01-20", "total": 0, "steps": {}},
            {"week": "2020-01-13", "total": 25, "steps": {"menu": 25}},
        ],
        "steps": {"menu": 25},
        "stops": {},
    }
    assert (await bot.get("Sam", "/counts")).status_code == 403


async def test_an_editor_sees_where_people_stop(bot: Room) -> None:
    """Came to a step, and to none that its ways lead to: told from ten on, and only as far as the bands make it certain."""
    await hand_over(bot, 20200106, {"hello": 100, "menu": 40, "not_now": 10, "danger_1": 15, "danger_2": 10})
    told = (await bot.get("Ann", "/counts")).json()

    # hello leads to menu (44 at the most) and not_now (14 at the most); danger_1 leaves less than ten, and stays untold.
    assert told["stops"] == {"hello": 40}


async def test_whoever_went_on_by_a_way_that_is_gone_today_did_not_stop(bot: Room) -> None:
    """The ways of every version that ran since the week began count, so an edit turns nobody into a stop."""
    week = week_of(bot.relay.clock.now() - 7 * DAY, "America/Winnipeg")
    await hand_over(bot, week, {"person_closed": 100, "menu": 90})
    before = (await bot.get("Ann", "/counts")).json()["stops"]
    await bot.change("Ann", "flows/person.yaml", "label: Menu, go: menu", "label: Menu, go: quick")
    await bot.publish("Ann", "Ben")

    # Of the menu itself somebody stopped; of the step that led there until today nobody is said to have.
    assert (await bot.get("Ann", "/counts")).json()["stops"] == before == {"menu": 35}


async def test_a_week_that_was_told_never_changes(bot: Room) -> None:
    """The second handing over is taken for a repeat: two tellings of one week could be subtracted."""
    await hand_over(bot, 20200106, {"menu": 40})

    assert (await hand_over(bot, 20200106, {"menu": 45, "who_1": 10})).json() == {"kept": False}
    assert (await bot.get("Ann", "/counts")).json()["weeks"] == [
        {"week": "2020-01-06", "total": 40, "steps": {"menu": 40}}
    ]


@pytest.mark.parametrize(
    ("week", "steps"),
    [
        (20200106, {"menu": 9}),
        (20200106, {"menu": 12}),
        (20200106, {"menu": 0}),
        (20200106, {"menu": "40"}),
        (20200106, {"": 10}),
        (20200106, {"x" * 33: 10}),
        (20200107, {"menu": 40}),
        (20201340, {"menu": 40}),
        (99990104, {"menu": 40}),
        ("20200106", {"menu": 40}),
    ],
    ids=["small", "exact", "nought", "text", "no name", "long name", "a Tuesday", "no day", "to come", "no number"],
)
async def test_an_exact_or_a_small_number_never_enters_the_relay(bot: Room, week: Any, steps: dict[str, Any]) -> None:
    """What was not rounded at its source, or is no week that is over, is refused and not kept."""
    assert (await hand_over(bot, week, steps)).status_code == 422
    assert (await bot.get("Ann", "/counts")).json()["weeks"] == []


async def test_only_the_bot_hands_over(bot: Room) -> None:
    """An editor cannot make up where people stop."""
    assert (await hand_over(bot, 20200106, {"menu": 40}, who="Ann")).status_code == 403
    assert (await bot.get("Ann", "/counts", params={"weeks": 53})).status_code == 422


async def test_a_week_that_still_runs_is_not_taken(bot: Room) -> None:
    """Today's telling taken from tomorrow's would be one day's people."""
    running = week_of(bot.relay.clock.now(), "America/Winnipeg")

    assert (await hand_over(bot, running, {"menu": 40})).status_code == 422
    assert (await hand_over(bot, week_of(bot.relay.clock.now() - 7 * DAY, "America/Winnipeg"), {})).status_code == 200


async def test_reports_begin_when_talks_do(bot: Room) -> None:
    """A week of screens is no month with talks."""
    await hand_over(bot, 20200106, {"menu": 40})
    report = await bot.relay.client.get("/api/reports", headers=bot.headers["Lee"])

    assert report.json()["periods"] == []


async def test_an_editor_sees_how_many_stand_where_and_only_the_newest_is_kept(bot: Room) -> None:
    """Before a step is changed: who is in the middle of it. What was told an hour ago is gone, so nothing can be compared."""
    nothing = (await bot.get("Ann", "/where")).json()
    first = await bot.post("Bot", "/where", steps={"menu": 40, "danger_1": 15})
    bot.relay.clock.forward(3_600_000)
    await bot.post("Bot", "/where", steps={"menu": 35})
    told = (await bot.get("Lee", "/where")).json()

    assert nothing == {"at": None, "steps": {}}
    assert first.status_code == 204
    assert told == {"at": bot.relay.clock.now(), "steps": {"menu": 35}}
    assert (await bot.get("Sam", "/where")).status_code == 403


@pytest.mark.parametrize("steps", [{"menu": 9}, {"menu": 12}, {"menu": -10}, {"menu": "40"}, {"x" * 33: 10}, {"": 10}])
async def test_who_stands_where_is_refused_unless_it_was_rounded(bot: Room, steps: dict[str, Any]) -> None:
    """A number that rounding would not make never enters the relay, and only the bot may tell one."""
    refused = await bot.post("Bot", "/where", steps=steps)
    by_editor = await bot.post("Ann", "/where", steps={"menu": 40})

    assert (refused.status_code, by_editor.status_code) == (422, 403)
    assert (await bot.get("Ann", "/where")).json() == {"at": None, "steps": {}}
