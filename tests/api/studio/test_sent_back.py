"""A second reader may say no, and says why: whoever asked reads it."""

from __future__ import annotations

from api.protocol.base64url import b64u
from tests.api.studio.conftest import Room
from tests.api.studio.test_publishing import changed


async def test_a_second_reader_sends_back_what_they_read_with_what_should_be_different(room: Room) -> None:
    """Ann, who asked, reads why, until something is asked for again; what Ben did not read he cannot send back."""
    await changed(room)
    await room.post("Ann", "/review", note="Warmer.")
    asked = (await room.get("Ben", "")).json()["review"]
    other = await room.post("Ben", "/send-back", review=asked["number"] + 1, why="Too long.")
    mute = await room.post("Ben", "/send-back", review=asked["number"], why=" ")
    done = await room.post("Ben", "/send-back", review=asked["number"], why="Too long.")
    again = await room.post("Ben", "/send-back", review=asked["number"], why="Much too long.")
    stand = (await room.get("Ann", "")).json()
    headers = await room.relay.coordinator()
    deeds = (await room.relay.client.get("/api/audit", headers=headers)).json()["items"]
    await room.post("Ann", "/review", note="Shorter.")
    anew = (await room.get("Ann", "")).json()

    assert (other.status_code, mute.status_code, done.status_code, again.status_code) == (409, 422, 204, 409)
    assert (stand["review"], stand["voided"]) == (None, None)
    returned = stand["returned"]
    assert (returned["number"], returned["why"]) == (asked["number"], "Too long.")
    assert (returned["asked_by"], returned["by"]) == (b64u(room.phones["Ann"].id), b64u(room.phones["Ben"].id))
    assert "content-objection" in [one["action"] for one in deeds]
    assert (anew["returned"], anew["review"]["note"]) == (None, "Shorter.")


async def test_what_was_withdrawn_says_nothing_of_being_sent_back(room: Room) -> None:
    """Ann takes her own back: that is nobody's no."""
    await changed(room)
    await room.post("Ann", "/review", note="")
    await room.post("Ann", "/withdraw")

    assert (await room.get("Ann", "")).json()["returned"] is None
