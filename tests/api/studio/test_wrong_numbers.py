"""What a wrong number takes with it: its calls, the review that is open, and the version that waits for its time."""

from __future__ import annotations

from tests.api.studio.conftest import Room
from tests.api.studio.test_calls import DAY, FORGED, KHP, NATIONAL, O211, blocked, called


async def test_h29_a_planned_version_goes_with_a_number_in_it_that_was_found_wrong(room: Room) -> None:
    """Signed for later with a new number, which Cleo finds wrong: it never runs, and whoever edits reads so; another's wrong number stops nothing."""
    await room.change("Ann", NATIONAL, KHP, FORGED)
    await called(room, "Ann", "khp")
    await called(room, "Ben", "khp")
    await room.publish("Ann", "Cleo", at=room.relay.clock.now() + 3 * DAY)
    room.relay.clock.forward(1)
    await called(room, "Cleo", "o211", outcome="wrong")
    planned = (await room.get("Ben", "")).json()["scheduled"]
    room.relay.clock.forward(1)
    await called(room, "Cleo", "khp", outcome="wrong")
    stand = (await room.get("Ben", "")).json()
    (said,) = [one["why"] for one in stand["due"] if one["service"] == "khp"]
    room.relay.clock.forward(4 * DAY)

    assert planned["n"] == 1
    assert stand["scheduled"] is None
    assert "Version 1, which was planned, was taken off" in said
    assert await room.edition() is None


async def test_h29_a_number_found_wrong_needs_two_calls_whatever_else_is_written_about_it(room: Room) -> None:
    """Ann had a letter of its name changed when Ben hid it; taken back by hand, or the whole file by History, it needs two calls."""
    await called(room, "Ann", "o211")
    await called(room, "Ben", "o211")
    await room.publish("Ben", "Cleo")
    before = (await room.file(NATIONAL))["text"]
    await room.change("Ann", NATIONAL, O211, O211.replace("Ontario", "Ontario line", 1))
    await room.sign("Ben", await room.ask("Ben", "/hide", service="o211", why="A shop answers."))
    await room.change("Ann", NATIONAL, O211.replace("Ontario", "Ontario line", 1), O211)
    letter = await called(room, "Ann", "o211")
    now = await room.file(NATIONAL)
    await room.put("Ann", NATIONAL, before, now["hash"])
    whole = await blocked(room)
    third = await called(room, "Cleo", "o211")

    assert letter["verified"] is False
    assert whole == ["C08"]
    assert third["verified"] is True


async def test_h29_a_hide_ends_the_calls_of_a_service_that_the_draft_has_no_more(room: Room) -> None:
    """Ann took it out of the draft, Ben hides it: brought back from History it needs its two calls."""
    await called(room, "Ann", "o211")
    await called(room, "Ben", "o211")
    await room.publish("Ben", "Cleo")
    before = (await room.file(NATIONAL))["text"]
    await room.change("Ann", NATIONAL, "- id: o211\n", "- id: o211_more\n")
    await room.sign("Ben", await room.ask("Ben", "/hide", service="o211", why="A shop answers."))
    await room.put("Ann", NATIONAL, before, (await room.file(NATIONAL))["hash"])

    assert await blocked(room) == ["C08"]


async def test_nobody_signs_a_number_that_was_found_wrong_meanwhile(room: Room) -> None:
    """Ben calls while the version waits for Cleo, and nobody answers: the review is over."""
    await room.change("Ann", NATIONAL, "They may see your number and where you are.", "They may see your number.")
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"))
    await room.sign("Ann", payload)
    await called(room, "Ben", "khp", outcome="wrong")
    answer = await room.sign("Cleo", payload)

    assert (answer.status_code, answer.json()["code"]) == (409, "no-review")
    assert await room.edition() is None
