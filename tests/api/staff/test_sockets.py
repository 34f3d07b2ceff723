"""A socket lives as long as the session it said hello with, and hears what concerns its device."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.api.founder import Phone, b64u
from tests.api.relay import ORIGIN, Relay, empty_relay, relay

__all__ = ["empty_relay", "relay"]
PATIENCE = 10


class Socket:
    """A socket to the relay, without a network between."""

    def __init__(self, relay: Relay, origin: str | None = ORIGIN) -> None:
        self.up: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.down: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "scheme": "wss",
            "path": "/api/live",
            "raw_path": b"/api/live",
            "query_string": b"",
            "headers": [(b"origin", origin.encode())] if origin else [],
            "client": ("203.0.113.9", 1),
            "subprotocols": [],
        }
        self.up.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(relay.app(scope, self.up.get, self.down.put))

    async def next(self) -> dict[str, Any]:
        """Wait for what comes next."""
        return await asyncio.wait_for(self.down.get(), PATIENCE)

    def say(self, **event: Any) -> None:
        """Send an event."""
        self.up.put_nowait({"type": "websocket.receive", "text": json.dumps(event)})

    async def hear(self, kind: str) -> dict[str, Any]:
        """Wait for an event of this kind; others are passed over."""
        while True:
            message = await self.next()
            assert message["type"] == "websocket.send", message
            event: dict[str, Any] = json.loads(message["text"])
            if event["t"] == kind:
                return event

    async def hello(self, headers: dict[str, str]) -> dict[str, Any]:
        """Connect and say who this is."""
        assert (await self.next())["type"] == "websocket.accept"
        self.say(t="hello", token=headers["authorization"].removeprefix("Bearer "))
        return await self.hear("welcome")

    async def end(self) -> dict[str, Any]:
        """Wait until the relay closes it."""
        while True:
            message = await self.next()
            if message["type"] == "websocket.close":
                return message

    async def leave(self) -> None:
        """Go away."""
        self.up.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(asyncio.gather(self.task, return_exceptions=True), PATIENCE)


@pytest.fixture
async def sockets(relay: Relay) -> AsyncIterator[Any]:
    """Opens sockets, and takes them away after the test."""
    opened: list[Socket] = []

    async def connect(headers: dict[str, str]) -> Socket:
        opened.append(Socket(relay))
        await opened[-1].hello(headers)
        return opened[-1]

    yield connect
    for one in opened:
        await one.leave()


async def test_the_socket_of_a_dropped_device_is_closed_at_once(relay: Relay, sockets: Any) -> None:
    """It is told why; a colleague's socket hears of the roster and stays (A5)."""
    sam, kim, *others = relay.phones
    dropped, stays = await sockets(await relay.come_in(sam)), await sockets(await relay.come_in(kim))

    await relay.put_roster(kim, *others)
    bye, closed, heard = await dropped.hear("bye"), await dropped.end(), await stays.hear("roster")
    stays.say(t="ping")

    assert (bye["code"], closed["code"], heard["version"]) == ("signed-out", 4401, 2)
    assert await stays.hear("pong")


async def test_a_socket_is_closed_when_its_session_signs_out(relay: Relay, sockets: Any) -> None:
    """The same device's other session goes on."""
    one, other = await relay.come_in(relay.phones[0]), await relay.come_in(relay.phones[0])
    ends, stays = await sockets(one), await sockets(other)

    await relay.client.delete("/api/signin", headers=one)
    closed = await ends.end()
    stays.say(t="ping")

    assert closed["code"] == 4401
    assert await stays.hear("pong")


async def test_h13_a_token_opens_no_socket_after_sign_out(relay: Relay) -> None:
    """A replayed hello is refused."""
    headers = await relay.come_in(relay.phones[0])
    await relay.client.delete("/api/signin", headers=headers)
    socket = Socket(relay)
    assert (await socket.next())["type"] == "websocket.accept"
    socket.say(t="hello", token=headers["authorization"].removeprefix("Bearer "))

    bye, closed = await socket.hear("bye"), await socket.end()
    await socket.leave()

    assert (bye["code"], closed["code"]) == ("signed-out", 4401)


@pytest.mark.parametrize("origin", ["https://evil.example", None, "null"])
async def test_h13_another_page_opens_no_socket(relay: Relay, origin: str | None) -> None:
    """Not even its handshake is answered."""
    socket = Socket(relay, origin)

    first = await socket.next()
    await socket.leave()

    assert first["type"] == "websocket.close"


async def test_a_coordinator_hears_that_a_device_asks_to_join(relay: Relay, sockets: Any) -> None:
    """A worker has no business with it, and hears nothing but what is hers."""
    coordinator, worker = await sockets(await relay.coordinator()), await sockets(await relay.come_in(relay.phones[0]))
    new = Phone("New")

    await relay.client.post("/api/enrolments", json={"ed_pub": b64u(new.pub), "label": "New", "role": "worker"})
    heard = await coordinator.hear("enrolment")
    worker.say(t="ping")

    assert heard == {"t": "enrolment"}
    assert (await worker.next())["text"] == '{"t":"pong"}'


async def test_everybody_hears_who_goes_on_call(relay: Relay, sockets: Any) -> None:
    """So that the next words are sealed to her too."""
    sam = relay.phones[0]
    listener = await sockets(await relay.come_in(relay.phones[4]))

    certificate = b64u(sam.certificate(relay.clock.now()))
    await relay.client.put("/api/certificates", json={"certificate": certificate}, headers=await relay.come_in(sam))

    assert await listener.hear("certificates") == {"t": "certificates"}


async def test_a_flood_of_handshakes_is_answered_with_a_plain_no(relay: Relay) -> None:
    """The server never has to say that something went wrong (A10, H14)."""
    first = []
    for _ in range(320):
        socket = Socket(relay)
        first.append((await socket.next())["type"])
        await socket.leave()

    assert first[0] == "websocket.accept"
    assert first[-1] == "websocket.close"
