"""Workers settle it among themselves: sick cover, swaps, and a colleague who takes it in one step."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.api.founder import b64u
from tests.api.oncall.planning import DAY, HOUR, Planner
from tests.api.oncall.test_schedule import duty, opening, planner
from tests.api.relay import empty_relay, relay

__all__ = ["empty_relay", "planner", "relay"]


async def test_who_is_sick_says_so_and_a_colleague_takes_it(planner: Planner) -> None:
    """Until somebody takes it nobody is promised to a youth; then the colleague is on duty, and the shift stays hers."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    shift = await planner.shift("primary", 1, sam)
    evening, start = planner.at(1, 18), planner.at(1, 16)
    planner.until(planner.at(1, 0.1))
    before = await opening(planner)

    asked = await planner.asks(sam, shift)
    between = await opening(planner), await duty(planner, evening)
    wanted = [one["id"] for one in (await planner.sees(kim))["wanted"]]
    taken = await planner.takes(kim, asked.json())

    assert (before, asked.status_code, taken.status_code) == (start, 200, 200)
    assert between == (start + DAY, ([], [], []))
    assert wanted == [shift["id"]]
    assert (await opening(planner), await duty(planner, evening)) == (start, (["Kim"], [], []))
    assert [one["id"] for one in (await planner.sees(kim))["mine"]] == [shift["id"]]
    await planner.publish(20)
    assert await duty(planner, evening) == (["Kim"], [], [])


async def test_who_falls_sick_in_the_middle_was_there_until_then(planner: Planner) -> None:
    """The colleague has the rest from now; what is behind stays with who did it."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    begin, middle, end = planner.at(1, 16), planner.at(1, 19), planner.at(1, 24)
    planner.until(middle)
    shift = (await planner.sees(sam))["mine"][0]

    asked = (await planner.asks(sam, shift)).json()
    taken = (await planner.takes(kim, asked)).json()

    assert (taken["starts_at"], taken["ends_at"]) == (middle, end)
    found = [(await duty(planner, at))[0] for at in (begin, middle - 1, middle, end - 1)]
    assert found == [["Sam"], ["Sam"], ["Kim"], ["Kim"]]


async def test_of_two_who_take_it_at_once_one_has_it(planner: Planner) -> None:
    """The second is told that it is settled."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.evenings(sam)
    asked = (await planner.asks(sam, await planner.shift("primary", 1, sam))).json()

    answers = [await planner.takes(one, asked) for one in (kim, lee)]

    assert [(one.status_code, one.json().get("code")) for one in answers] == [(200, None), (409, "not-asked")]
    assert (await duty(planner, planner.at(1, 18)))[0] == ["Kim"]


async def test_who_comes_after_all_takes_her_words_back(planner: Planner) -> None:
    """She is on duty again, and nobody can take it from her."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    asked = (await planner.asks(sam, await planner.shift("primary", 1, sam))).json()

    kept = await planner.call("POST", f"/shifts/{asked['id']}/withdraw", sam, changed_at=asked["changed_at"])
    late = await planner.takes(kim, kept.json())

    assert (kept.status_code, kept.json()["asks"]) == (200, None)
    assert (late.status_code, late.json()["code"]) == (409, "not-asked")
    assert (await duty(planner, planner.at(1, 18)))[0] == ["Sam"]


async def test_two_swap_their_evenings(planner: Planner) -> None:
    """Nothing changes until the colleague agrees; then both change at once."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    other = (await planner.edit(await planner.shift("primary", 3), device=b64u(kim.id))).json()
    mine = await planner.shift("primary", 1, sam)

    asked = (await planner.asks(sam, mine, "swap", **{"for": other["id"]})).json()
    between = [(await duty(planner, planner.at(ahead, 18)))[0] for ahead in (1, 3)]
    agreed = await planner.takes(kim, asked)

    assert between == [["Sam"], ["Kim"]]
    assert agreed.status_code == 200
    assert [(await duty(planner, planner.at(ahead, 18)))[0] for ahead in (1, 3)] == [["Kim"], ["Sam"]]


async def test_a_swap_is_only_for_the_colleague_who_was_asked(planner: Planner) -> None:
    """Nobody else can give away her evening; and it is void once her own shift went elsewhere."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.evenings(sam)
    other = (await planner.edit(await planner.shift("primary", 3), device=b64u(kim.id))).json()
    asked = (await planner.asks(sam, await planner.shift("primary", 1, sam), "swap", **{"for": other["id"]})).json()

    stranger = await planner.takes(lee, asked)
    moved = await planner.edit(other, device=b64u(lee.id))
    void = await planner.takes(kim, asked)

    assert (stranger.json()["code"], moved.status_code, void.json()["code"]) == ("not-asked", 200, "shift-changed")
    assert (await duty(planner, planner.at(1, 18)))[0] == ["Sam"]


async def test_a_swap_is_agreed_to_over_the_hours_that_were_offered_and_who_offered_reads_the_answer(
    planner: Planner,
) -> None:
    """Kim's evening becomes a night: Sam does not get that one unseen, and reads why; a swap that holds he reads too."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    other = (await planner.edit(await planner.shift("primary", 3), device=b64u(kim.id))).json()
    asked = (await planner.asks(sam, await planner.shift("primary", 1, sam), "swap", **{"for": other["id"]})).json()
    moved = (await planner.edit(other, starts=0, closed=True)).json()
    void = await planner.takes(kim, asked)
    fell = await planner.shift("primary", 1, sam)

    again = await planner.asks(sam, fell, "swap", **{"for": other["id"]})
    agreed = await planner.takes(kim, again.json())
    given = await planner.shift("primary", 3, sam)
    seen = await planner.call("POST", f"/shifts/{given['id']}/withdraw", sam, changed_at=given["changed_at"])

    assert (void.status_code, void.json()["code"]) == (409, "shift-changed")
    assert (fell["asks"], fell["answer"], fell["device"]) == (None, "fell", b64u(sam.id))
    assert (agreed.status_code, agreed.json()["answer"]) == (200, None)
    assert (given["starts_at"], given["device"], given["answer"]) == (moved["starts_at"], b64u(sam.id), "swapped")
    assert (seen.status_code, seen.json()["answer"]) == (200, None)


async def test_an_offer_falls_when_the_coordinator_moves_it_or_the_week_is_planned_anew(planner: Planner) -> None:
    """Nothing of it is agreed to any more; the one who offered reads so, also when the other shift went to a third."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.weekly("open", 16, 8)
    patterns = await planner.weekly("primary", 16, 8, sam)
    assert (await planner.publish()).status_code == 200
    theirs = [
        (await planner.edit(await planner.shift("primary", one), device=b64u(kim.id))).json() for one in (7, 8, 9)
    ]
    asked = [
        (await planner.asks(sam, await planner.shift("primary", one, sam), "swap", **{"for": other["id"]})).json()
        for one, other in zip((1, 2, 3), theirs, strict=True)
    ]

    edited = (await planner.edit(asked[0], length=490)).json()
    sick = (await planner.asks(kim, theirs[2])).json()
    assert (await planner.takes(lee, sick)).status_code == 200
    for one in patterns:
        body = {key: value for key, value in one.items() if key != "id"} | {"length": 485}
        assert (await planner.call("PUT", f"/patterns/{one['id']}", **body)).status_code == 200
    assert (await planner.publish()).status_code == 200

    assert (edited["asks"], edited["answer"]) == (None, "fell")
    found = [await planner.shift("primary", one, sam) for one in (1, 2, 3)]
    assert [(one["asks"], one["answer"], one["device"]) for one in found] == [(None, "fell", b64u(sam.id))] * 3


async def test_a_swap_with_oneself_gets_a_sentence(planner: Planner) -> None:
    """Also with nobody, with a shift that is not there, and cover asked of oneself."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    mine, also = await planner.shift("primary", 1, sam), await planner.shift("primary", 2, sam)
    invented = b64u(bytes(16))

    answers = [
        await planner.asks(sam, mine, "swap", **{"for": also["id"]}),
        await planner.asks(sam, mine, "swap", **{"for": mine["id"]}),
        await planner.asks(sam, mine, "swap", **{"for": invented}),
        await planner.asks(sam, mine, "swap"),
        await planner.asks(sam, mine, "cover", of=b64u(sam.id)),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(422, "swap-self")}
    assert await planner.shift("primary", 1, sam) == mine


async def test_what_is_over_is_neither_asked_for_nor_taken_nor_moved(planner: Planner) -> None:
    """The past stays as it was."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    shift, asked = await planner.shift("primary", 1, sam), await planner.shift("primary", 2, sam)
    asked = (await planner.asks(sam, asked)).json()
    planner.until(planner.at(3, 1))

    answers = [
        await planner.asks(sam, shift),
        await planner.takes(kim, asked),
        await planner.edit(shift, device=b64u(kim.id)),
        await planner.call("DELETE", f"/shifts/{shift['id']}", changed_at=shift["changed_at"]),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(409, "past")}


async def test_nobody_asks_for_a_colleagues_shift(planner: Planner) -> None:
    """It is not there for her, like one that was invented."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    shift = await planner.shift("primary", 1, sam)

    answers = [await planner.asks(kim, one) for one in (shift, {**shift, "id": b64u(bytes(16))})]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "not-found")}
    assert answers[0].content == answers[1].content


async def test_a_backup_who_steps_in_leaves_that_post_open_for_others(planner: Planner) -> None:
    """Nobody is her own backup; the hours she leaves are there for a colleague to take."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.weekly("open", 16, 4)
    await planner.weekly("primary", 16, 4, sam)
    await planner.weekly("backup", 14, 8, kim)
    assert (await planner.publish()).status_code == 200
    asked = (await planner.asks(sam, await planner.shift("primary", 1, sam))).json()

    taken = await planner.takes(kim, asked)
    found = [await duty(planner, planner.at(1, hour)) for hour in (15, 17, 21)]
    empty = next(one for one in (await planner.sees(lee))["wanted"] if one["duty"] == "backup")
    second = await planner.takes(lee, empty)

    assert taken.status_code == 200
    assert found == [([], ["Kim"], []), (["Kim"], [], []), ([], ["Kim"], [])]
    assert (empty["starts_at"], empty["ends_at"]) == (planner.at(1, 16), planner.at(1, 20))
    assert second.status_code == 200
    assert await duty(planner, planner.at(1, 17)) == (["Kim"], ["Lee"], [])


async def test_no_swap_gives_either_of_the_two_what_they_cannot_do(planner: Planner) -> None:
    """Two shifts at once would leave one of them empty, whichever of the two people it is who would have both."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    kims = (await planner.edit(await planner.shift("primary", 3), device=b64u(kim.id))).json()
    both = {"starts": 16 * 60, "length": 60, "duty": "backup"}

    refused = []
    for day, busy in ((3, sam), (1, kim)):
        more = await planner.call("POST", "/shifts", day=planner.day(day), device=b64u(busy.id), **both)
        assert more.status_code == 201
        mine = await planner.shift("primary", 1, sam)
        refused.append(await planner.asks(sam, mine, "swap", **{"for": kims["id"]}))
        gone = await planner.call("DELETE", f"/shifts/{more.json()['id']}", changed_at=more.json()["changed_at"])
        assert gone.status_code == 200

    assert [(one.status_code, one.json()["code"]) for one in refused] == [(409, "overlap")] * 2


async def test_the_shift_of_somebody_who_was_taken_off_the_list_is_there_to_take(planner: Planner) -> None:
    """Nobody has it any more, though their name is on it still: the first colleague who presses has it, without being asked."""
    sam, kim, *others = planner.relay.phones
    await planner.evenings(sam)
    await planner.relay.put_roster(kim, *others)

    wanted = (await planner.sees(kim))["wanted"][0]
    taken = await planner.takes(kim, wanted)

    assert (taken.status_code, (await duty(planner, wanted["starts_at"]))[0]) == (200, ["Kim"])


async def test_a_backup_who_cannot_come_and_steps_in_for_some_hours_is_promised_for_no_others(planner: Planner) -> None:
    """What is left of her own shift, before and behind, goes on asking: nobody counts on her there."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.weekly("open", 16, 4)
    await planner.weekly("primary", 16, 4, sam)
    await planner.weekly("backup", 14, 8, kim)
    assert (await planner.publish()).status_code == 200
    assert (await planner.asks(kim, await planner.shift("backup", 1, kim))).status_code == 200
    asked = (await planner.asks(sam, await planner.shift("primary", 1, sam))).json()

    assert (await planner.takes(kim, asked)).status_code == 200

    assert [await duty(planner, planner.at(1, hour)) for hour in (15, 17, 21)] == [
        ([], [], []),
        (["Kim"], [], []),
        ([], [], []),
    ]
    wanted = [one["starts_at"] for one in (await planner.sees(lee))["wanted"] if one["duty"] == "backup"]
    assert sorted(wanted)[:3] == [planner.at(1, hour) for hour in (14, 16, 20)]


async def test_who_is_busy_at_that_time_cannot_take_it(planner: Planner) -> None:
    """Two shifts at once would leave one of them empty."""
    sam, kim = planner.relay.phones[:2]
    await planner.evenings(sam)
    more = {"day": planner.day(1), "starts": 18 * 60, "length": 60, "duty": "primary", "device": b64u(kim.id)}
    assert (await planner.call("POST", "/shifts", **more)).status_code == 201
    asked = (await planner.asks(sam, await planner.shift("primary", 1, sam))).json()

    answer = await planner.takes(kim, asked)

    assert (answer.status_code, answer.json()["code"]) == (409, "overlap")


@pytest.mark.parametrize("verb", ["ask", "take", "withdraw"])
async def test_a_shift_that_is_not_published_is_not_there_for_workers(planner: Planner, verb: str) -> None:
    """A plan in the making is a coordinator's own."""
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    body: dict[str, Any] = {
        "day": planner.day(30),
        "starts": 0,
        "length": 60,
        "duty": "primary",
        "device": b64u(sam.id),
    }
    draft = (await planner.call("POST", "/shifts", **body)).json()
    more = {"kind": "cover"} if verb == "ask" else {}

    answer = await planner.call("POST", f"/shifts/{draft['id']}/{verb}", sam, changed_at=draft["changed_at"], **more)

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_everybody_hears_that_the_schedule_changed(planner: Planner) -> None:
    """Desks and bot look again: after each change, and when a shift begins."""
    from api.live.local import LocalHub
    from api.oncall.schedule.turns import Turns

    heard: list[str] = []
    state = planner.relay.app.state
    stop = state.hub.listen(lambda rings: heard.extend(one.kind for one in rings if one.kind == "schedule"))
    sam = planner.relay.phones[0]
    await planner.evenings(sam)
    stop()
    after_publishing = len(heard)
    hub = LocalHub()  # on the relay's own its own looks ring too, every ten seconds
    hub.listen(lambda rings: heard.extend(one.kind for one in rings if one.kind == "schedule"))
    turns = Turns(state.database, hub, state.clock)
    await turns.look()
    planner.relay.clock.forward(planner.at(1, 16) - planner.now - HOUR)
    await turns.look()
    heard.clear()
    for step in (HOUR - 1, 1, 1):
        planner.relay.clock.forward(step)
        await turns.look()

    assert after_publishing == 15  # open and primary for seven weekdays, and the publishing
    assert heard == ["schedule", "schedule"]


async def test_a_shift_that_begins_soon_wakes_colleagues_and_one_next_week_wakes_nobody(planner: Planner) -> None:
    """Nobody is woken at three in the morning for a Friday; who is asked alone is woken alone."""
    from api.oncall.paging.queries import Order, add_order, alerts_waiting

    sam, kim, lee = planner.relay.phones[:3]
    await planner.evenings(sam)
    async with planner.relay.app.state.database.writing() as connection:
        for one in (kim, lee):  # a way that leads nowhere: what counts here is who is woken
            await add_order(connection, Order(one.id, one.id, "mail", b"", 0, None, None))
    planner.until(planner.at(1, 12))

    async def woken() -> tuple[list[str], int]:
        async with planner.relay.app.state.database.reading() as connection:
            found = await alerts_waiting(connection, [kim.id, lee.id, sam.id])
        return sorted({one.reason for one in found.values()}), len(found)

    await planner.asks(sam, await planner.shift("primary", 5, sam))
    later = await woken()
    await planner.asks(sam, await planner.shift("primary", 0, sam), of=b64u(lee.id))
    soon = await woken()

    assert (later, soon) == (([], 0), (["swap"], 1))


async def test_ten_who_press_at_the_same_moment_and_two_who_publish(planner: Planner) -> None:
    """At once, not one after the other: exactly one has it each time, and every other is told in a sentence."""
    sam, kim, lee = planner.relay.phones[:3]
    await planner.evenings(sam)
    asked = (await planner.asks(sam, await planner.shift("primary", 1, sam))).json()
    for one in (kim, lee):
        await planner.headers(one)
    until = (await planner.sees())["published_until"]
    later = {"until_day": planner.day(20), "was": until}

    taken = await asyncio.gather(*(planner.takes(one, asked) for one in (kim, lee) * 5))
    published = await asyncio.gather(*(planner.call("POST", "/publish", **later) for _ in range(2)))

    assert sorted(one.status_code for one in taken) == [200] + [409] * 9
    assert sorted((one.status_code, one.json().get("code")) for one in published) == [(200, None), (409, "published")]
    assert len((await duty(planner, planner.at(1, 18)))[0]) == 1
