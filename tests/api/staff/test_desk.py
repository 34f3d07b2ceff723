"""The desk's replies, services and names come from the content room, for staff alone."""

from __future__ import annotations

from content.edition import as_json, name_of
from content.library import Library
from tests.api.relay import Relay, empty_relay, relay

__all__ = ["empty_relay", "relay"]


async def test_staff_get_the_desk_as_the_newest_edition_has_it(relay: Relay) -> None:
    """Workers and editors; the floor's services are always among them."""
    answers = [
        await relay.client.get("/api/content/desk", headers=await relay.come_in(relay.phones[number]))
        for number in (0, 2, 3)
    ]

    desk = answers[0].json()
    assert [answer.status_code for answer in answers] == [200] * 3
    assert {"replies", "services", "names", "org"} <= set(desk)
    assert desk["names"] and desk["replies"]["en"]
    assert [service for service in desk["services"] if "911" in str(service["reach"])]


async def test_nobody_else_gets_it(relay: Relay) -> None:
    """Names that workers go by toward a youth are not for everybody."""
    bot = await relay.client.get("/api/content/desk", headers=await relay.come_in(relay.phones[4]))
    nobody = await relay.client.get("/api/content/desk")

    assert (bot.status_code, nobody.status_code) == (403, 401)


async def test_staff_get_the_whole_edition_that_the_program_came_with(relay: Relay) -> None:
    """What one editor hid before anything was published follows from it; a stranger and the bot are not asked to make that."""
    answer = await relay.client.get("/api/content/shipped", headers=await relay.come_in(relay.phones[0]))
    bot = await relay.client.get("/api/content/shipped", headers=await relay.come_in(relay.phones[4]))
    nobody = await relay.client.get("/api/content/shipped")

    came = as_json(Library.load(practice=False, now_ms=relay.clock.now()).current)
    assert answer.status_code == 200
    assert name_of(answer.json()) == name_of(came)
    assert (bot.status_code, nobody.status_code) == (403, 401)
