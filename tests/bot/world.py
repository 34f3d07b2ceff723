"""A small world for the bot: a practice Telegram, a real relay, the bot itself, and a clock that tests move."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy.pool import QueuePool

from api.app import create_app
from api.protocol.limits import LAPSE_AFTER
from api.settings import Settings as RelaySettings
from api.staff.devices import setup_token
from api.store.database import Database
from api.store.migrate import migrate
from bot.app.line import Line
from bot.intake.polling import Polling
from bot.limits.buckets import Rates
from bot.sealing.keys import Identity
from bot.sealing.padding import HEADER, OPEN, SIGNATURE, header, open_body
from bot.settings.values import Settings
from content.library import Library
from tests.bot.worker import Founder, Worker
from tests.fakes.line import free_port
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice


class Clock:
    """The time of this world: the wall's, and what a test added."""

    def __init__(self) -> None:
        self.added = 0

    def now(self) -> int:
        """Return Unix milliseconds."""
        return time.time_ns() // 1_000_000 + self.added

    def steady(self) -> int:
        """Return milliseconds that never leap."""
        return time.monotonic_ns() // 1_000_000 + self.added


NOTED = LAPSE_AFTER // 2000  # seconds: often enough that nobody who is at their desk is believed gone

_LIBRARY: list[Library] = []
_TABLES: list[bytes] = []


def library() -> Library:
    """Return the shipped content, read once for all tests."""
    if not _LIBRARY:
        _LIBRARY.append(Library.load(True, time.time_ns() // 1_000_000))
    return _LIBRARY[0]


async def tables() -> bytes:
    """Return a relay's file with the newest tables and nothing in them, migrated once for all tests."""
    if not _TABLES:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite+aiosqlite:///{folder}/relay.db")
            await migrate(database)
            await database.close()
            _TABLES.append((Path(folder) / "relay.db").read_bytes())
    return _TABLES[0]


@dataclass
class Relay:
    """A real relay on a real port, in this process."""

    folder: Path
    clock: Clock
    more: dict[str, str] = field(default_factory=dict)  # further settings
    port: int = field(default_factory=free_port)
    app: Any = None
    _server: uvicorn.Server | None = None
    _task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._server is not None

    @property
    def url(self) -> str:
        """Its address and origin."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it, on the same port each time."""
        settings = RelaySettings.read(
            {
                "API_DATA_DIR": str(self.folder),
                "API_ORIGIN": self.url,
                "API_BIND": f"127.0.0.1:{self.port}",
                **self.more,
            }
        )
        if not self.folder.exists():
            self.folder.mkdir(parents=True, mode=0o700)
            file = self.folder / "relay.db"
            file.touch(mode=0o600)  # as a relay makes it, for its owner's eyes alone
            file.write_bytes(await tables())
        self.app = create_app(settings, self.clock)
        config = uvicorn.Config(
            self.app,
            host="127.0.0.1",
            port=self.port,
            lifespan="on",
            log_config=None,
            access_log=False,
            ws="websockets-sansio",
            ws_ping_interval=None,
            timeout_keep_alive=20,  # longer than whoever calls keeps a line, or a call meets one that was just closed
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
        started = asyncio.Event()
        startup = self._server.startup

        async def tell(*arguments: Any, **more: Any) -> None:
            await startup(*arguments, **more)
            started.set()

        self._server.startup = tell  # type: ignore[method-assign]
        self._task = asyncio.create_task(self._server.serve())
        await asyncio.wait_for(started.wait(), 20)

    async def stop(self) -> None:
        """Stop it; its data stay."""
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            await self._task
            await self._server.lifespan.shutdown()  # what was opened is closed: several relays live in one test
            self._server = self._task = None


@dataclass
class World:
    """Everything around one bot."""

    tg: Practice
    folder: Path
    clock: Clock = field(default_factory=Clock)
    rates: Rates = field(default_factory=lambda: Rates(1000, 1000, 1000, 1000))
    more: dict[str, str] = field(default_factory=dict)
    relay: Relay | None = None
    founder: Founder | None = None
    line: Line = None  # type: ignore[assignment]
    workers: list[Worker] = field(default_factory=list)
    posted: list[bytes] = field(default_factory=list)
    leapt: int = 0  # milliseconds by which somebody set the clock of the bot's machine forward
    _polling: asyncio.Task[None] | None = None
    _bot_runs: bool = False

    def settings(self) -> Settings:
        """Return the bot's settings in this world."""
        return Settings.read(
            {
                "BOT_TELEGRAM_TOKEN": self.tg.token,
                "BOT_TELEGRAM_API": self.tg.base,
                "BOT_PRACTICE": "1",
                "BOT_DATA_DIR": str(self.folder / "bot"),
                "BOT_RELAY_URL": self.relay.url if self.relay else "http://127.0.0.1:9",
                **self.more,
            }
        )

    def bots_time(self) -> int:
        """Return what time it is by the clock of the bot's machine."""
        return self.clock.now() + self.leapt

    def said(self, name: str, lang: str = "en") -> str:
        """Return how a phrase of the content begins, as far as nothing is filled in."""
        return self.line.library.current.phrase(lang, name).partition("{")[0].splitlines()[0].strip()

    async def start_bot(self, polling: bool = True) -> Line:
        """Start the bot, and let it ask for updates; outside practice mode it reads the release's content itself."""
        if self.line is not None and not self._bot_runs:
            pool = self.line.database.engine.pool
            assert isinstance(pool, QueuePool) and pool.checkedin() == 0, (
                "A bot opened its database after it was stopped."
            )
        settings = self.settings()
        content = copy.copy(library()) if settings.practice else None
        self.line = Line(settings, content, self.bots_time, self.rates, self.clock.steady)
        await self.line.start()
        self._bot_runs = True
        self._note_what_leaves()
        if polling:
            self._polling = asyncio.create_task(Polling(self.line.telegram_url, self.line.door.take).run())
        return self.line

    async def note_begun(self, youth: Person) -> Worker:
        """Let a youth who found nobody on call be asked for their note; return the one on standby who will read it."""
        robin = await self.worker("Robin", on_call=False)
        await robin.standby()
        await self.bot_learns(lambda: self.line.trust.there(1, self.clock.now()) == "standby", "who stands by")
        youth.start()
        await youth.sees("Is it okay to read")
        youth.send("Person")
        await youth.sees("No one is here to chat right now")
        youth.tap("Leave a note")
        await youth.sees("You can leave a note here")
        youth.tap("A community worker")
        await youth.sees("Type your note now")
        return robin

    async def stop_bot(self) -> None:
        """Stop the bot in good order."""
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)
            self._polling = None
        if self.line is not None:
            self._bot_runs = False
            await self.line.stop()

    async def start_relay(self, more: dict[str, str] | None = None) -> Founder:
        """Start a relay, with these further settings, and make the line."""
        self.relay = Relay(self.folder / "relay", self.clock, more or {})
        await self.relay.start()
        token = await setup_token(self.relay.app.state.database)
        assert token is not None
        self.founder = Founder(self.relay.url, self.clock.now)
        await self.founder.make_line(token)
        return self.founder

    async def worker(
        self,
        label: str = "Sam",
        role: str = "worker",
        circle: int = 0,
        on_call: bool = True,
        identity: Identity | None = None,
    ) -> Worker:
        """Bring a worker onto the roster, and on call."""
        assert self.founder is not None
        worker = Worker(self.founder, label, role, circle, identity)
        await self.founder.admit(worker.device)
        self.workers.append(worker)
        if on_call:
            await worker.on_call()
        return worker

    async def bot_joins(self) -> None:
        """Let the bot in, and wait until its line is up."""
        assert self.founder is not None
        await self.line.joining.once()
        await self.founder.approve_bot()
        await self.line.joining.once()
        await self.bot_is_up()

    async def bot_is_up(self) -> None:
        """Wait until the bot follows the relay."""
        async with asyncio.timeout(10):
            while not self.line.live.up:
                self.line.live.wake()
                await self.line.live.changed.wait()

    async def bot_learns(self, true: Callable[[], Any], what: str) -> None:
        """Wait until what the bot knows of roster and certificates makes something true; woken by its news only."""
        news = asyncio.Event()
        self.line.trust.changed.append(news.set)
        try:
            async with asyncio.timeout(10):
                while not true():
                    news.clear()
                    await news.wait()
        except TimeoutError:
            raise AssertionError(f"The bot never learned {what}.") from None
        finally:
            self.line.trust.changed.remove(news.set)

    def there(self, worker: Worker) -> bool:
        """Whether the bot believes that this worker is on call."""
        return self.line.trust.shift_of(worker.device.device, 1 << worker.device.circle, self.clock.now())

    async def quiet(self) -> None:
        """Wait until nothing is on its way, neither to the youth nor to the relay."""
        await self.tg.settled()
        await self.line.desk.lanes.idle()
        await self.line.posts.idle()
        await self.line.sends.idle()

    async def bot_took(self, conversation: bytes, worker: Worker) -> None:
        """Wait until the bot has acted on everything that this worker posted, or has let the conversation go."""
        news = asyncio.Event()

        def listener(_: object) -> None:
            news.set()

        def took() -> bool:
            mac = self.line.desk.talks.chat_of(conversation)
            chat = self.line.chats._kept.get(mac) if mac else None
            return mac is None or bool(chat and chat.talk and chat.talk.cursor >= worker.posted[conversation])

        self.line.chats.kept.append(listener)
        try:
            async with asyncio.timeout(10):
                while not took():
                    news.clear()
                    await news.wait()
        finally:
            self.line.chats.kept.remove(listener)
        async with self.line.desk.talks.hold(conversation) as there:  # the step that took it may not be on the disk yet
            if there is not None:
                there.held.touched = False

    def sealed_to(self) -> set[bytes]:
        """Return every device to which the bot ever sealed a session."""
        openings = [frame for frame in self.posted if header(frame).type == OPEN]
        bodies = [open_body(frame[HEADER.size : -SIGNATURE]) for frame in openings]
        return {device for body in bodies for device, _, _, _ in body.entries}

    def _note_what_leaves(self) -> None:
        """Keep a copy of each frame that the bot brings to the relay."""
        append = self.line.relay.append

        async def noted(path: str, body: bytes) -> Any:
            at = 0
            while at < len(body):
                size = int.from_bytes(body[at : at + 4], "big")
                self.posted.append(body[at + 4 : at + 4 + size])
                at += 4 + size
            return await append(path, body)

        self.line.relay.append = noted  # type: ignore[method-assign]

    def passes(self, seconds: float) -> None:
        """Let time go by on the bot's clock and the relay's; whoever has a line to the relay has said all the while that they are here."""
        self.clock.added += int(seconds * 1000)
        if self.relay is not None and self.relay.running:
            for peer in self.relay.app.state.live.peers:
                peer.heard_at = self.clock.steady()

    async def moves(self, seconds: float) -> None:
        """Let time go by: Telegram's, the bot's and the relay's; then let a bot that runs look at its clock."""
        for at in range(0, ceil(seconds), NOTED):
            self.passes(min(NOTED, seconds - at))
            if self.relay is not None and self.relay.running:
                await self.relay.app.state.live.note_presence()
        for relay in (self.line.relay, *(worker.relay for worker in self.workers)):
            relay._signed_in_at -= seconds
        await self.tg.advance(seconds)
        if self._bot_runs:  # One that was stopped has closed its database, and nobody would close what it opens now.
            await self.line.clock.look()

    async def close(self) -> None:
        """End everything."""
        for worker in self.workers:
            await worker.leave()
        if self.founder is not None:
            await self.founder.seat.leave()
        await self.stop_bot()
        if self.relay is not None:
            await self.relay.stop()


@contextlib.asynccontextmanager
async def world(
    tg: Practice, folder: Path, relay: bool = True, more: dict[str, str] | None = None
) -> AsyncIterator[World]:
    """Give a world in which a worker could be on call and the bot is let in; `more` are further settings of the bot."""
    made = World(tg, folder, more=more or {})
    try:
        if relay:
            await made.start_relay()
        await made.start_bot()
        if relay:
            await made.bot_joins()
        yield made
    finally:
        await made.close()
