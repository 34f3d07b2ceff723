"""What one editor asked for alone, and something else came before it was signed."""

from __future__ import annotations

import pytest

from api.studio import publishing
from api.studio.running import Json, Running
from api.studio.versions import Studio
from tests.api.studio.conftest import Room
from tests.api.studio.test_publishing import NEW, changed

HOUR = 3600 * 1000


@pytest.mark.parametrize("alone", ["/hide", "/floor"])
async def test_a7_what_one_asked_for_before_a_planned_version_came_brings_no_older_words_back(
    practice_room: Room, alone: str
) -> None:
    """Cleo holds it back until two people's version runs, and signs it then: it was made of what youth read before."""
    room = practice_room
    await changed(room)
    await room.publish("Ann", "Ben", at=room.relay.clock.now() + HOUR)
    what = {"service": "o211"} if alone == "/hide" else {}
    payload = await room.ask("Cleo", alone, why="Mine now.", **what)
    room.relay.clock.forward(2 * HOUR)
    late = await room.sign("Cleo", payload)

    assert (late.status_code, late.json()["code"]) == (409, "no-review")
    assert (await room.get("Ben", "")).json()["running"]["n"] == 1
    assert await room.text("menu") == NEW
    anew = await room.sign("Cleo", await room.ask("Cleo", "/hide", service="o211", why="They answered with a threat."))
    assert anew.json()["released"] == 2
    assert await room.text("menu") == NEW


async def test_what_two_asked_for_alone_at_once_is_the_first_ones_and_the_second_asks_anew(practice_room: Room) -> None:
    """Each was made of the same version: the later one would bring back what the first has hidden."""
    room = practice_room
    services = (await room.get("Ann", "/model")).json()["edition"]["services"]
    other = next(one for one in services["shown"] if one not in (*services["floor"], "o211"))
    first = await room.ask("Ann", "/hide", service="o211", why="They answered with a threat.")
    second = await room.ask("Cleo", "/hide", service=other, why="A shop answers.")
    await room.sign("Ann", first)
    late = await room.sign("Cleo", second)
    found = await room.edition()

    assert (late.status_code, late.json()["code"]) == (409, "no-review")
    assert found is not None and "o211" not in found["edition"]["services"]["shown"]


async def test_a7_what_is_hidden_in_the_moment_in_which_i_hide_another_is_not_brought_back(
    practice_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cleo's version was made of what ran a moment before Ann's was signed: she asks anew, and both are gone."""
    room, today = practice_room, publishing._today
    services = (await room.get("Ann", "/model")).json()["edition"]["services"]
    other = next(one for one in services["shown"] if one not in (*services["floor"], "o211"))
    anns = await room.ask("Ann", "/hide", service="o211", why="They answered with a threat.")

    async def meanwhile(studio: Studio) -> tuple[Running, Json]:
        found = await today(studio)
        assert (await room.sign("Ann", anns)).json()["released"] == 1
        return found

    with monkeypatch.context() as moment:
        moment.setattr(publishing, "_today", meanwhile)
        late = await room.post("Cleo", "/hide", service=other, why="A shop answers.")
    assert (late.status_code, late.json()["code"]) == (409, "no-review")
    await room.sign("Cleo", await room.ask("Cleo", "/hide", service=other, why="A shop answers."))
    found = await room.edition()

    assert found is not None and not {"o211", other} & set(found["edition"]["services"]["shown"])
