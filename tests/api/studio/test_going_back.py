"""What comes back with an earlier version, and what of today stays: services, what always stands, short numbers."""

from __future__ import annotations

from typing import Any

from api.studio.going_back import gone_back
from tests.api.studio.conftest import Room
from tests.api.studio.test_calls import NATIONAL, PROJECT, called

MAIN = "flows/main.yaml"
FIRST, SECOND = "What would help right now?", "What would help?"
FLOOR = 'khp, "988"'


async def shown(room: Room) -> dict[str, Any]:
    """What youth are shown of services now."""
    found = await room.edition()
    assert found is not None
    return dict(found["edition"]["services"])


async def put_on_the_floor(room: Room) -> None:
    """Let version 1 hold a message, and version 2 another and 211 Ontario among what always stands."""
    await room.change("Ann", MAIN, FIRST, SECOND)
    await room.publish("Ann", "Ben")
    await called(room, "Ann", "o211")
    await called(room, "Ben", "o211")
    await room.change("Ben", PROJECT, FLOOR, f"{FLOOR}, o211")
    await room.change("Ben", MAIN, SECOND, "Something nobody meant.")
    await room.publish("Ben", "Cleo")


async def back_to_the_first(room: Room) -> None:
    """Let two people roll back to version 1."""
    payload = await room.ask("Ann", "/rollback", n=1, why="Nobody meant that.")
    await room.sign("Ann", payload)
    answer = await room.sign("Cleo", payload)
    assert answer.json()["released"] == 3, answer.text


async def test_what_always_stands_today_still_stands_after_a_way_back_and_the_next_publish(room: Room) -> None:
    """Version 2 put 211 on the floor; back at version 1 it stays there, in the draft too, and a small change later as well."""
    await put_on_the_floor(room)
    await back_to_the_first(room)
    back, engine = await shown(room), (await room.versions())[-1]["edition"]["bundle"]["floor"]
    changed = (await room.get("Ann", "")).json()["draft"]["changed"]
    await room.change("Ann", MAIN, "hub: menu", "hub: menu # where all ways meet")
    await room.publish("Ann", "Ben")

    assert "o211" in back["floor"]
    assert back["floor"] == engine
    assert changed == []
    assert "o211" in (await shown(room))["floor"]


async def test_what_is_being_written_about_the_floor_stays_in_the_draft(room: Room) -> None:
    """Ben is taking 211 off it when two go back: youth keep it, the draft keeps his change, and the version can be compared."""
    await put_on_the_floor(room)
    await room.change("Ben", PROJECT, f"{FLOOR}, o211", FLOOR)
    await back_to_the_first(room)
    draft = (await room.file(PROJECT))["text"]
    files = (await room.get("Ann", "/releases/3")).json()["files"]

    assert "o211" in (await shown(room))["floor"]
    assert f"{FLOOR}, o211" in files[PROJECT]
    assert f"{FLOOR}]" in draft
    assert [one["path"] for one in (await room.get("Ann", "")).json()["draft"]["changed"]] == [PROJECT]


async def test_a_short_number_of_today_stays_on_the_list(room: Room) -> None:
    """Today's services may name it; remarks and all else of the old project come back byte for byte."""
    await put_on_the_floor(room)
    now = (await room.get("Ann", "/releases/2")).json()["files"]
    new = '  - {code: "811", source: "https://ontario.ca/811"}'
    today = {**now, PROJECT: now[PROJECT].replace("not_shipped:", f"{new}\nnot_shipped:")}
    old = {**now, PROJECT: now[PROJECT].replace("floor:", "# What never goes.\nfloor:").replace(", o211", "")}
    made = gone_back(old, {**today, NATIONAL: "[]\n"})

    assert new in made[PROJECT]
    assert made[PROJECT] == old[PROJECT].replace("not_shipped:", f"{new}\nnot_shipped:").replace(
        FLOOR, f"{FLOOR}, o211"
    )
    assert (made[MAIN], made[NATIONAL]) == (old[MAIN], "[]\n")


async def test_a_way_back_is_signed_by_any_two_also_when_everybody_is_writing(room: Room) -> None:
    """All three wrote in the draft when the wrong words ran: nothing of it comes back, so Ann asks and Ben is the second."""
    await put_on_the_floor(room)
    for who, old, new in (
        ("Ann", "menu", "menu # a"),
        ("Ben", "menu # a", "menu # b"),
        ("Cleo", "menu # b", "menu # c"),
    ):
        await room.change(who, MAIN, f"hub: {old}\n", f"hub: {new}\n")
    payload = await room.ask("Ann", "/rollback", n=1, why="Nobody meant that.")
    alone = await room.sign("Ann", payload)
    second = await room.sign("Ben", payload)

    assert (alone.json()["released"], second.json()["released"]) == (None, 3)
    assert SECOND in await room.text("menu")
    assert "hub: menu\n" in (await room.file(MAIN))["text"]


async def test_whoever_called_or_hid_a_service_wrote_no_words_and_can_be_the_second_person(room: Room) -> None:
    """Ben was second caller, then hid a service: he may approve what Ann wrote. What he writes himself he still cannot."""
    await put_on_the_floor(room)
    await back_to_the_first(room)
    for who in ("Ann", "Ben"):
        await called(room, who, "cmhatb")
    await room.change("Ann", MAIN, SECOND, "What can help?")
    await room.publish("Ann", "Ben")
    await room.sign("Ben", await room.ask("Ben", "/hide", service="cmhatb", why="A shop answers."))
    await room.change("Ann", MAIN, "What can help?", "What helps?")
    await room.publish("Ann", "Ben")
    await room.change("Ann", MAIN, "What helps?", "What now?")
    await room.change("Ben", MAIN, "hub: menu\n", "hub: menu # mine\n")
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"))
    await room.sign("Ann", payload)

    assert (await room.sign("Ben", payload)).json()["code"] == "own-work"
