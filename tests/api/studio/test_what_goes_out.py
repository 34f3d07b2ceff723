"""What anybody can read of a version, signed out, and what stays among those who made it."""

from __future__ import annotations

import base64
import json

from tests.api.studio.conftest import Room
from tests.api.studio.test_publishing import changed


async def test_what_anybody_can_read_of_a_version_is_what_the_studio_says(room: Room) -> None:
    """The reasons of its warnings and the notes of services go out with it, so no names belong there; the note for whoever looks stays."""
    await changed(room)
    await room.post("Ann", "/review", note="Ben asked for a shorter one.")
    payload = await room.ask("Ann", "/publish", waivers=await room.reasons("Ann"))
    reasons = [one["why"] for one in json.loads(base64.b64decode(payload))["waivers"]]
    await room.sign("Ann", payload)
    await room.sign("Ben", payload)
    public = await room.relay.client.get("/api/content/edition")  # without any session
    version = public.json()["versions"][-1]
    signed = base64.b64decode(version["envelope"]["payload"]).decode()

    assert reasons and all(why in signed for why in reasons)
    assert any(one["note"] for one in version["edition"]["services"]["entries"].values())
    assert "Ben asked for a shorter one." not in public.text + signed
