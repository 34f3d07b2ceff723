"""The weather of a talk by chance: the line breaks, Telegram refuses, the bot is started anew; on some days it is harsh."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from random import Random

from sqlalchemy import select

from bot.memory.database import Unavailable
from bot.memory.tables import conversations
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.weak_line import WeakLine
from tests.load.weak_line.diary import Diary
from tests.load.weak_line.harsh import Harsh, over_within

# Seconds. What strikes all the time strikes a bot that hears nothing, and no talk moves on.
STORM, LULL = (3, 9), (8, 15)
SPELL = 10  # seconds in which what Telegram refused twice has gone out all the same: it takes seven


class Weather:
    """What happens to everybody, whatever they do."""

    def __init__(self, world: World, line: WeakLine, chance: Random, diary: Diary) -> None:
        """Let it be on this line, and stand in the diary."""
        self._world, self.line, self._chance, self._diary = world, line, chance, diary
        self._up = asyncio.Lock()
        self._storm = asyncio.Event()
        self._refused, self._refusing = time.monotonic() - SPELL, False
        self.harsh: Harsh | None = None

    async def lasts(self, over: asyncio.Event) -> None:
        """Let it be as it is today, until all is over."""
        await asyncio.gather(
            self._comes_in_gusts(over), self._is_weak(over), *([self.harsh.lasts(over, self)] if self.harsh else [])
        )

    async def _is_weak(self, over: asyncio.Event) -> None:
        """Break the whole line now and then, let Telegram refuse, and start the bot anew, until all is over."""
        # Long enough that the bot is on the line now and then: catching up takes it seconds on this line.
        while not await over_within(over, self._chance.uniform(2, 9)):
            await self.lull_is_over()
            what, calm = self._chance.random(), self.telegram_is_calm()
            if what < 0.5:
                self._notes("the line breaks")
                self.line.breaks()
            elif what < 0.7 and calm:
                self._notes("Telegram refuses two messages")
                self._world.tg.faults.broken("sendMessage", times=2)
                self.telegram_refuses()
            elif what >= 0.7:
                async with self.bot_is_up():
                    self._notes("the bot is started anew")
                    await self._world.stop_bot()
                    await self.bot_starts()

    async def _comes_in_gusts(self, over: asyncio.Event) -> None:
        """On a harsh day let there be a lull after each storm, until all is over."""
        while self.harsh and not over.is_set():
            self._storm.set()
            await over_within(over, self._chance.uniform(*STORM))
            self._storm.clear()
            await over_within(over, self._chance.uniform(*LULL))
        self._storm.set()

    async def lull_is_over(self) -> None:
        """Wait until it storms, and a moment longer."""
        if not self._storm.is_set():
            await self._storm.wait()
            await asyncio.sleep(self._chance.uniform(0, 2))

    async def bot_starts(self) -> None:
        """Start a bot that was stopped by whoever keeps it up for everybody else."""
        while True:
            try:
                await self._world.start_bot()
                break
            except Unavailable:  # the machine has much else to do: whoever keeps it up starts it again
                self._notes("its database does not open, and it is started once more")
        self._diary.of_bot(self._world)
        self._notes("it runs")

    def telegram_refuses(self) -> None:
        """Know that something was ordered there which the next calls meet."""
        self._refusing = True

    def telegram_is_calm(self) -> bool:
        """Whether it refused nothing for a while: of one screen it would refuse four in a row, and nobody waits for so long."""
        now, waits = time.monotonic(), any(self._world.tg.faults.pending().values())
        if waits or self._refusing:
            self._refused, self._refusing = now, waits
        return now - self._refused > SPELL

    def _notes(self, what: str) -> None:
        self._diary.notes("weather", what)

    @contextlib.asynccontextmanager
    async def bot_is_up(self) -> AsyncIterator[None]:
        """Keep the bot from being started anew for a moment."""
        async with self._up:
            yield

    async def talks_of(self, phone: Person) -> list[bytes]:
        """Return every conversation that the bot still means when this person erases."""
        async with self.bot_is_up():
            chats = self._world.line.chats
            mac = chats.mac(phone.chat_id)
            async with chats.database.reading() as connection:
                of_mine = select(conversations.c.id).where(conversations.c.mac == mac)
                found = set((await connection.execute(of_mine)).scalars())
            async with chats.hold(mac) as held:
                if held is not None:
                    held.touched = False
                    found.update(one for one, _ in held.chat.past)  # these are over
            return sorted(found)
