"""The bot asks for what it may not have yet: the same costs a line, and no answer fills its memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.relay.client import LARGEST, Refused, RelayClient, Unreachable
from bot.sealing.keys import Identity


async def answers(request: web.Request) -> web.Response:
    """Answer like a relay, or like something that wants to do harm."""
    if request.path == "/endless":
        return web.Response(body=bytes(LARGEST + 1))
    if request.path == "/busy":
        return web.Response(status=503)
    if request.path == "/none":
        return web.json_response({"code": "not-found"}, status=404)
    if request.headers.get("If-None-Match") == '"two"':
        return web.Response(status=304)
    return web.Response(body=b"words", headers={"ETag": '"two"'})


@pytest.fixture
async def relay() -> AsyncIterator[RelayClient]:
    """A bot's way to such a relay."""
    app = web.Application()
    app.router.add_get("/{any}", answers)
    async with TestServer(app) as server:
        address = str(server.make_url("")).rstrip("/")
        client = RelayClient(address, address, Identity.generate())
        yield client
        await client.close()


async def test_what_is_new_comes_with_its_name_and_the_same_does_not_come(relay: RelayClient) -> None:
    """Whoever names what they have is sent nothing."""
    assert await relay.newer("/edition", "") == (b"words", '"two"')
    assert await relay.newer("/edition", '"one"') == (b"words", '"two"')
    assert await relay.newer("/edition", '"two"') is None


async def test_an_endless_answer_is_let_go(relay: RelayClient) -> None:
    """H29: whatever stands at the address, the bot goes on."""
    with pytest.raises(Unreachable, match="too large"):
        await relay.newer("/endless", "")


async def test_a_relay_that_is_busy_and_one_that_has_nothing_are_told_apart(relay: RelayClient) -> None:
    """The first is asked again; the second has said no."""
    with pytest.raises(Unreachable, match="503"):
        await relay.newer("/busy", "")
    with pytest.raises(Refused, match="not-found"):
        await relay.newer("/none", "")
