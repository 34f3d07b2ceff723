"""Something in front of the relay answers in its place: that is no word of the relay's, and costs a youth nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.relay.client import Refused, RelayClient, Unreachable
from bot.sealing.keys import Identity
from tests.bot.stories import talking
from tests.bot.world import World
from tests.fakes.line import free_port
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person

PAGE = "<html><h1>We will be right back</h1></html>"


@asynccontextmanager
async def answering(port: int, status: int, body: str) -> AsyncIterator[list[str]]:
    """A server that answers everything the same; gives the addresses that it was asked for."""
    asked = list[str]()

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=status, text=body, content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield asked
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("status", [200, 403, 404])
async def test_what_i_type_waits_while_a_page_stands_in_front_of_the_relay(
    line: World, mia: Person, status: int
) -> None:
    """Promise 6: whatever a proxy says with its page, my words are kept and tried again, and arrive once the relay is back."""
    sam, conversation = await talking(line, mia)
    assert line.relay is not None
    await line.relay.stop()
    async with answering(line.relay.port, status, PAGE) as asked:
        mia.send("it is a long way home")
        await until(lambda: len([path for path in asked if path.endswith("/frames")]) >= 2)
        waiting = line.line.posts.waiting()
    await line.relay.start()
    sam.live.wake()
    await sam.hears("text", body="it is a long way home")
    await line.quiet()

    assert waiting >= 1
    assert [said["body"] for said in sam.said[conversation] if said["t"] == "text"] == ["it is a long way home"]


async def test_what_i_type_is_tried_again_after_a_fault_of_ours(line: World, mia: Person) -> None:
    """Nobody thought of it, and it breaks what brings my words: they do not lie there until I type the next ones."""
    sam, _ = await talking(line, mia)
    append, broke = line.line.relay.append, list[str]()

    async def breaks_once(path: str, body: bytes) -> object:
        if not broke:
            broke.append(path)
            raise RuntimeError
        return await append(path, body)

    line.line.relay.append = breaks_once  # type: ignore[method-assign]
    mia.send("is anybody there")

    await sam.hears("text", body="is anybody there")
    assert broke


@pytest.mark.parametrize(
    ("status", "body", "means"),
    [
        (200, PAGE, Unreachable),
        (403, PAGE, Unreachable),
        (404, "", Unreachable),
        (404, '{"detail":"Not Found"}', Unreachable),
        (429, '{"code":"too-many"}', Unreachable),
        (502, PAGE, Unreachable),
        (413, PAGE, Refused),
        (404, '{"code":"not-found","says":"..."}', Refused),
        (410, '{"code":"erased","says":"..."}', Refused),
    ],
)
async def test_only_the_relays_own_word_is_a_no(status: int, body: str, means: type[Exception]) -> None:
    """A no has a code of the relay's list; one body too large is a no of whoever stands in front, and smaller ones follow."""
    port = free_port()
    client = RelayClient(f"http://127.0.0.1:{port}", "https://desk.example.ca", Identity.generate())
    client.token = "a token of before"
    async with answering(port, status, body):
        with pytest.raises(means):
            await client.append("/api/conversations/x/frames", b"frame")
    await client.close()


async def test_a_page_in_place_of_a_sign_in_is_asked_past() -> None:
    """Also the way in: what is no challenge is an answer of nobody's."""
    port = free_port()
    client = RelayClient(f"http://127.0.0.1:{port}", "https://desk.example.ca", Identity.generate())
    for body in (PAGE, "{}", "[]", '{"challenge":7}'):
        async with answering(port, 200, body):
            with pytest.raises(Unreachable):
                await client.call("GET", "/api/certificates")
    await client.close()
