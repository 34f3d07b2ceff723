"""A relay with real sockets, a youth's bot and workers, for tests of conversations."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from api.live.wire import Wire
from api.oncall import certificates, queries
from api.protocol import events
from api.protocol.base64url import b64u
from api.protocol.envelope import Stored, pack_frames, unpack_stored
from api.protocol.limits import MAX_SOCKET_MESSAGE
from tests.api.founder import Phone
from tests.api.relay import ORIGIN, Relay

COMMUNITY, INDIGENOUS, POLICE = 1, 2, 8


def make_frame(conversation: bytes, sender: bytes, kind: int = 2, size: int = 336, words: bytes = b"") -> bytes:
    """Make a frame with a well-formed header; its body is noise, which the relay cannot know."""
    suite = {1: 2, 2: 0, 3: 1}[kind]
    header = b"QLN1" + struct.pack(">BBH", kind, suite, 0) + conversation + sender + os.urandom(16)
    header += struct.pack(">IQ", 1, 1_790_000_000_000) + os.urandom(16) + bytes(32)
    return header + words + os.urandom(size - len(words))


@dataclass
class Person:
    """A signed-in device, with the calls that tests make."""

    relay: Relay
    phone: Phone
    headers: dict[str, str]

    @property
    def id(self) -> bytes:
        """Its device id."""
        return self.phone.id

    @property
    def token(self) -> str:
        """Its bearer token."""
        return self.headers["authorization"].removeprefix("Bearer ")

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        """Post JSON to a path under /api/conversations."""
        json = {} if body is None else body
        return await self.relay.client.post(f"/api/conversations{path}", json=json, headers=self.headers)

    async def get(self, path: str) -> httpx.Response:
        """Get a path under /api/conversations."""
        return await self.relay.client.get(f"/api/conversations{path}", headers=self.headers)

    async def send(self, conversation: bytes, *frames: bytes) -> httpx.Response:
        """Post frames to a conversation."""
        headers = self.headers | {"content-type": "application/octet-stream"}
        path = f"/api/conversations/{b64u(conversation)}/frames"
        return await self.relay.client.post(path, content=pack_frames(frames), headers=headers)

    async def read(self, conversation: bytes, after: int = 0) -> list[Stored]:
        """Get a conversation's frames."""
        answer = await self.get(f"/{b64u(conversation)}/frames?after={after}")
        assert answer.status_code == 200, answer.text
        return list(unpack_stored(answer.content))

    async def row(self, conversation: bytes) -> dict[str, Any]:
        """Get a conversation's row."""
        answer = await self.get(f"/{b64u(conversation)}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def do(self, conversation: bytes, verb: str, **body: Any) -> httpx.Response:
        """Post one verb to a conversation."""
        return await self.post(f"/{b64u(conversation)}/{verb}", body)

    def frame(self, conversation: bytes, **form: Any) -> bytes:
        """Make a frame of this device's own."""
        return make_frame(conversation, self.id, **form)


@dataclass
class Line:
    """A relay, a bot, two workers, a supervisor and an editor, all signed in."""

    relay: Relay
    bot: Person
    sam: Person  # community
    kim: Person  # indigenous
    ash: Person  # community
    lee: Person  # supervisor, community
    ann: Person  # editor
    clock: Any = field(init=False)

    def __post_init__(self) -> None:
        """Know the relay's clock."""
        self.clock = self.relay.clock

    @property
    def mail(self) -> Any:
        """The relay's mailbox."""
        return self.relay.app.state.mail

    async def opened(self, **change: Any) -> bytes:
        """Let the bot open a conversation."""
        conversation = os.urandom(16)
        body = {"id": b64u(conversation), "audience": COMMUNITY, "channel": "telegram", "priority": 0, "note": False}
        answer = await self.bot.post("", body | change)
        assert answer.status_code == 201, answer.text
        return conversation

    async def on_call(self, *people: Person, kind: int = certificates.SHIFT) -> None:
        """Let these go on call for a day (or on standby for eight), as their desks do: read by the relay, without the calls."""
        now = self.clock.now()
        async with self.relay.app.state.database.writing() as connection:
            for person in people:
                body = person.phone.certificate(now, kind, life=certificates.LIVES[kind])
                held = certificates.read(body, now)
                assert held is not None
                await queries.put_certificate(connection, person.id, held)

    async def off_call(self, *people: Person) -> None:
        """Let these go off call."""
        async with self.relay.app.state.database.writing() as connection:
            for person in people:
                await queries.remove_certificate(connection, person.id, certificates.SHIFT)

    async def tick(self, milliseconds: int = 0) -> None:
        """Let time pass, then run the jobs that are due."""
        self.clock.forward(milliseconds)
        await self.relay.app.state.jobs.tick()


async def assemble(relay: Relay, on_call: bool = True) -> Line:
    """Sign everybody in, and let who answers go on call: who is not may claim nothing."""
    headers = await relay.everybody()
    people = {phone.label: Person(relay, phone, headers[phone.label]) for phone in relay.phones}
    line = Line(relay, people["Bot"], people["Sam"], people["Kim"], people["Ash"], people["Lee"], people["Ann"])
    if on_call:
        await line.on_call(line.sam, line.kim, line.ash, line.lee)
    return line


class Live:
    """A device's live socket, as a client sees it."""

    def __init__(self, connection: ClientConnection) -> None:
        """Take an open connection."""
        self.connection = connection
        self.ref = 0

    async def say(self, event: events.FromClient) -> None:
        """Send a text event."""
        await self.connection.send(events.encode_text(event))

    async def watching(self, conversations: dict[bytes, int]) -> None:
        """Watch conversations from these cursors on."""
        await self.say(events.Watch({b64u(one): after for one, after in conversations.items()}))

    async def append(self, frame: bytes) -> int:
        """Send a frame up; return its ref."""
        self.ref += 1
        await self.connection.send(events.pack_append(self.ref, frame))
        return self.ref

    async def hear(self, seconds: float = 5) -> Any:
        """Return the next thing that comes: an event, a receipt (ref, cursor, at) or a delivery (Stored)."""
        async with asyncio.timeout(seconds):
            message = await self.connection.recv()
        if isinstance(message, str):
            return events.from_relay(message)
        return events.unpack_receipt(message) if message[0] == events.RECEIPT else events.unpack_delivery(message)

    async def next(self, wanted: Callable[[Any], bool] | type, seconds: float = 5) -> Any:
        """Return the next thing of a kind; pass over what comes before."""
        async with asyncio.timeout(seconds):
            while True:
                heard = await self.hear(seconds)
                if isinstance(heard, wanted) if isinstance(wanted, type) else wanted(heard):
                    return heard

    async def until_pong(self) -> list[Any]:
        """Say ping and return all that comes before the pong."""
        await self.say(events.Ping())
        before: list[Any] = []
        while not isinstance(heard := await self.hear(), events.Pong):
            before.append(heard)
        return before

    async def next_receipt(self) -> tuple[int, int, int]:
        """Return the next receipt."""
        receipt: tuple[int, int, int] = await self.next(lambda heard: type(heard) is tuple)
        return receipt


class Sockets:
    """The relay's sockets, served on a port of this machine."""

    def __init__(self, port: int) -> None:
        """Take the port."""
        self.port = port

    def connect(self, origin: str | None = ORIGIN, **options: Any) -> Any:
        """Open a socket that has not said hello."""
        headers = {} if origin is None else {"Origin": origin}
        usual = {"max_size": None, "max_queue": None, "compression": None, "proxy": None, "ping_interval": None}
        usual |= {"close_timeout": 2, "additional_headers": headers}
        return connect(f"ws://127.0.0.1:{self.port}/api/live", **(usual | options))

    @asynccontextmanager
    async def of(self, person: Person, **options: Any) -> AsyncIterator[Live]:
        """Open a socket and say hello."""
        async with self.connect(**options) as connection:
            live = Live(connection)
            await live.say(events.Hello(person.token))
            assert isinstance(await live.hear(), events.Welcome)
            yield live


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[Sockets]:
    """Serve an app whose lifespan runs already."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        ws=Wire,
        ws_max_size=MAX_SOCKET_MESSAGE,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    started, startup = asyncio.Event(), server.startup

    async def tell(*arguments: Any, **more: Any) -> None:
        await startup(*arguments, **more)
        started.set()

    server.startup = tell  # type: ignore[method-assign]
    serving = asyncio.create_task(server._serve([listening]))
    try:
        await asyncio.wait_for(started.wait(), 20)
        yield Sockets(listening.getsockname()[1])
    finally:
        server.should_exit = True
        await serving
        listening.close()
