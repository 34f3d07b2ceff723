"""Harsh weather: relay or bot dies, either database takes nothing or loses an answer, Telegram is full, broken, or does not tell."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from bot.app.line import Line
from bot.memory.changes import Changes
from bot.memory.database import Unavailable
from bot.relay.client import RelayClient, Unreachable
from tests.bot.world import World
from tests.fakes.telegram.chats import Kept
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.practice import Practice
from tests.load.weak_line.relays import MortalRelay

if TYPE_CHECKING:
    from tests.load.weak_line.weather import Weather

PATIENCE = 75  # seconds for which a person waits in this weather, before somebody looks what went wrong
CALLS = ("sendMessage", "sendMessage", "editMessageText", "deleteMessages", "*")
Notes = Callable[[str], None]


class Harsh:
    """What breaks at either end while the line holds up and breaks between them."""

    def __init__(self, world: World, relay: MortalRelay, chance: Random, notes: Notes) -> None:
        """Let it be over this world, and told to the diary."""
        self._world, self._relay, self._chance, self._notes = world, relay, chance, notes
        self._struck: Counter[str] = Counter()
        self.untold: set[int] = set()  # messages that are on a phone, and Telegram's answer was lost
        _with_patience(world.tg)
        _notes_untold(world.tg, self.untold)

    def happened(self) -> str:
        """Return how much of it there was."""
        return "".join(f", {number} {what}" for what, number in sorted(self._struck.items()))

    async def lasts(self, over: asyncio.Event, weather: Weather) -> None:
        """Let everything break now and then, each by itself, until all is over."""

        async def now_and_then(least: float, most: float, strikes: Callable[[], Awaitable[None]]) -> None:
            while not await over_within(over, self._chance.uniform(least, most)):
                await weather.lull_is_over()
                await strikes()

        async def the_bots_database() -> None:
            async with weather.bot_is_up():
                await self._the_bots_database()

        async def the_bot_dies() -> None:
            async with weather.bot_is_up():
                await self._the_bot_dies(weather)

        async def telegram() -> None:
            if not any(self._world.tg.faults.pending().values()):
                self._telegram()
                weather.telegram_refuses()

        await asyncio.gather(
            now_and_then(3, 14, self._the_relay),
            now_and_then(3, 14, the_bots_database),
            now_and_then(5, 25, the_bot_dies),
            now_and_then(1, 6, telegram),
        )

    async def _the_relay(self) -> None:
        await (self._the_relay_dies if self._chance.random() < 0.6 else self._the_relays_database)()

    async def _the_relay_dies(self) -> None:
        """Kill it, half of the time between a commit and its answer; start it anew after a while."""
        self._struck["deaths of the relay"] += 1
        if self._chance.random() < 0.5:
            self._notes("the relay dies")
            await self._relay.killed()
        else:
            self._notes("the relay dies with its next commit")
            self._relay.told("dies")
            await self._relay.killed(3)
        await asyncio.sleep(self._chance.choice((0, 1, 3, 12)))  # a youth is told of one that is away for ten
        await self._relay.start()
        self._notes("the relay runs")

    async def _the_bot_dies(self, weather: Weather) -> None:
        """Keep nothing of what it does from this moment on; what it then has on a screen nobody knows of after its start."""
        self._struck["deaths of the bot"] += 1
        self._notes("the bot dies")
        with _troubled(self._world.line, "held"):
            await self._world.stop_bot()
        stood = {
            one.chat_id: {each.id for each in one.screen() if not each.mine} for one in self._world.tg.people.values()
        }
        await weather.bot_starts()
        for chat, messages in stood.items():
            chats = self._world.line.chats
            self.untold |= messages - {line.message for line in await chats.on_screen(chats.mac(chat))}

    async def _the_relays_database(self) -> None:
        kind, seconds = self._chance.choice(("away", "unsaid")), self._chance.uniform(0.3, 3)
        self._struck["faults of the relay's"] += 1
        self._notes(f"the relay's database is {kind} for {seconds:.1f} s")
        self._relay.told(f"{kind} {seconds}")
        await asyncio.sleep(seconds)

    async def _the_bots_database(self) -> None:
        kind, seconds = self._chance.choice(("away", "unsaid", "held")), self._chance.uniform(0.3, 4)
        self._struck["faults of the bot's database"] += 1
        self._notes(f"the bot's database is {kind} for {seconds:.1f} s")
        with _troubled(self._world.line, kind):
            await asyncio.sleep(seconds)
        self._notes("the bot's database is well")

    def _telegram(self) -> None:
        """Order what meets the next calls."""
        faults, call, times = self._world.tg.faults, self._chance.choice(CALLS), self._chance.randint(1, 2)
        orders: Sequence[tuple[str, Callable[[], None]]] = (
            ("is full", lambda: faults.too_many(call, self._chance.randint(1, 4), times)),
            ("is broken", lambda: faults.broken(call, self._chance.choice((500, 502, 504)), times)),
            ("cuts the line", lambda: faults.reset(call, times)),
            ("does it, and cuts the line", lambda: faults.accepted_then_reset(call)),
            ("does it, and a proxy answers", lambda: faults.accepted_then_proxy_page(call)),
        )
        what, order = self._chance.choice(orders)
        self._struck["faults of Telegram"] += 1
        self._notes(f"Telegram {what}, {times} times, at {call}")
        order()


async def over_within(over: asyncio.Event, seconds: float) -> bool:
    """Wait so long, and say whether all was over before."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            return await over.wait()
    return False


def patient(relay: RelayClient) -> None:
    """Let a desk ask until the relay answers, as whoever sits there presses again."""
    call = relay._signed_in

    async def again_and_again(*given: Any) -> bytes:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await call(*given)
                except Unreachable:
                    await asyncio.sleep(0.4)

    relay._signed_in = again_and_again  # type: ignore[method-assign]


@contextlib.contextmanager
def _troubled(line: Line, kind: str) -> Iterator[None]:
    """Let the bot's database take and give nothing, take nothing, or keep what it takes and not say so."""
    journal, database = line.journal, line.database
    commit: Callable[..., Awaitable[None]] = journal._commit

    async def commits(many: Sequence[Changes], apart: bool) -> None:
        if kind == "unsaid":
            await commit(many, apart)
        raise Unavailable(kind)

    @contextlib.asynccontextmanager
    async def refuses(*_: Any) -> AsyncIterator[Any]:
        raise Unavailable(kind)
        yield

    journal._commit = commits  # type: ignore[method-assign]
    if kind == "away":
        database.reading = database.writing = refuses  # type: ignore[method-assign]
    try:
        yield
    finally:
        for room, name in ((journal, "_commit"), (database, "reading"), (database, "writing")):
            vars(room).pop(name, None)


def _with_patience(tg: Practice) -> None:
    """Let people wait longer than on a fair day."""
    until = tg.bell.until

    async def longer(look: Any, timeout: float, says: Any) -> Any:
        return await until(look, max(timeout, PATIENCE), says)

    tg.bell.until = longer  # type: ignore[method-assign]


def _notes_untold(tg: Practice, untold: set[int]) -> None:
    """Note each message that comes onto a phone while its answer is lost: the bot cannot know that it is there."""
    take, keep = tg.faults.take, tg.keep
    coming: list[Fault] = []

    def takes(method: str) -> Fault | None:
        fault = take(method)
        coming[:] = [fault] if fault is not None and fault.accepted and method == "sendMessage" else []
        return fault

    def keeps(*given: Any, **what: Any) -> Kept:
        kept: Kept = keep(*given, **what)
        if coming and kept.from_bot:
            coming.clear()
            untold.add(kept.id)
        return kept

    tg.faults.take, tg.keep = takes, keeps  # type: ignore[method-assign]
