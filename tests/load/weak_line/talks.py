"""Talks by chance on a weak line between bot and relay: in the end all must know the same.

Three youths and three workers do what people do, in no order, while the line holds things up and breaks, Telegram refuses,
and the bot is started anew. Then the line is strong, and each word of a youth was read by a worker, once; each word of a
worker stands on a youth's screen, once; and who has whom is the same at the relay and at the bot. The seed names what
people and weather do; how it falls together is different each time, so a seed that failed may need several runs.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from secrets import randbelow
from typing import Any

import uvloop
from sqlalchemy import select

from bot.settings.lean import bring_in_aiogram

bring_in_aiogram()  # as the bot itself does, before anybody else brings in all of it

from api.conversations import queries  # noqa: E402
from api.store.tables import conversations  # noqa: E402
from bot.relay.client import Refused  # noqa: E402
from bot.sealing.keys import b64u, unb64u  # noqa: E402
from tests.bot.stories import asks_for, on_call  # noqa: E402
from tests.bot.worker import Worker  # noqa: E402
from tests.bot.world import World  # noqa: E402
from tests.fakes.telegram.person import Person  # noqa: E402
from tests.fakes.telegram.practice import practice_telegram  # noqa: E402
from tests.fakes.telegram.screen import Bubble  # noqa: E402
from tests.fakes.weak_line import WeakLine  # noqa: E402

YOUTHS, WORKERS = ("Mia", "Noa", "Ivy"), ("Sam", "Robin", "Kai")
STEPS = 14
PATIENCE = 60  # seconds until all of it has arrived once the line is strong
HERE, GONE, FROM_NOW, UNREADABLE = "is here now", "had to go", "may not see all", "could not open"
QUICKER = ("claimed", "not-yours", "full", "not-found")  # a row that I know is older than what a colleague did


class Ended(Exception):
    """It did not come to an end."""


@dataclass
class Typed:
    """A message of a youth: what it says now, and how many had come when it was typed."""

    bubble: Bubble
    body: str
    after: int


@dataclass
class Youth:
    """A young person, and all that they typed."""

    phone: Person
    typed: list[Typed] = field(default_factory=list)

    def arrivals(self) -> list[str]:
        """Return each time that somebody came, as the screen says it."""
        return [bubble.text for bubble in self.phone.screen() if HERE in bubble.text]

    async def lives(self, chance: Random) -> None:
        """Ask for somebody, then write, correct and wait."""
        await asyncio.sleep(chance.uniform(0, 1))
        await asks_for(self.phone)
        for step in range(STEPS):
            await asyncio.sleep(chance.uniform(0, 0.8))
            after = len(self.arrivals())
            if self.typed and chance.random() < 0.2:
                one = chance.choice(self.typed)
                one.body, one.after = f"{self.phone.name} {step}, corrected.", after
                self.phone.edit(one.bubble, one.body)
            else:
                body = f"{self.phone.name} {step}, said."
                self.typed.append(Typed(self.phone.send(body), body, after))

    def unread(self, read: set[str]) -> list[str]:
        """Return what no worker read, though the screen does not say that somebody new may not see it."""
        told = self.arrivals()
        unsaid = [one.body for one in self.typed if not any(FROM_NOW in each for each in told[one.after :])]
        return [body for body in unsaid if body not in read]


@dataclass
class Written:
    """A message of a worker: what it says now, nothing once it was taken back."""

    conversation: bytes
    mid: bytes
    first: str
    body: str


@dataclass
class Desk:
    """A worker, and all that they did."""

    worker: Worker
    written: list[Written] = field(default_factory=list)
    claims: int = 0
    releases: int = 0

    @property
    def name(self) -> str:
        """The worker's name."""
        return self.worker.device.label

    async def lives(self, chance: Random) -> None:
        """Claim, write, correct, take back and put back."""
        me = b64u(self.worker.device.device)
        for step in range(2 * STEPS):
            await asyncio.sleep(chance.uniform(0, 0.8))
            rows = list(self.worker.rows.values())
            waiting = [unb64u(row["id"]) for row in rows if row["state"] == "waiting"]
            mine = [unb64u(row["id"]) for row in rows if row["state"] == "claimed" and row["claimed_by"] == me]
            try:
                if waiting and (not mine or chance.random() < 0.5):
                    await self.worker.claim(chance.choice(waiting))
                    self.claims += 1
                elif mine:
                    await self._goes_on(chance, chance.choice(mine), step)
            except Refused as why:
                if why.code not in QUICKER:
                    raise

    async def _goes_on(self, chance: Random, talk: bytes, step: int) -> None:
        """Do one thing in a talk of mine."""
        stands = [one for one in self.written if one.conversation == talk and one.body]
        what = chance.random()
        if what < 0.12:
            await self.worker.release(talk)
            self.releases += 1
        elif what < 0.24 and stands:
            one = chance.choice(stands)
            body = f"{one.first} Corrected {step}."
            await self.worker.write(talk, {"t": "edit", "of": b64u(one.mid), "body": body})
            one.body = body
        elif what < 0.3 and stands:
            one = chance.choice(stands)
            await self.worker.takes_back(talk, one.mid)
            one.body = ""
        else:
            body = f"{self.name} writes {step}."
            self.written.append(Written(talk, await self.worker.text(talk, body), body, body))


async def weather(world: World, line: WeakLine, chance: Random, over: asyncio.Event) -> None:
    """Break the whole line now and then, let Telegram refuse, and start the bot anew, until all is over."""
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(chance.uniform(1, 4)):
                await over.wait()
                return
        what = chance.random()
        if what < 0.5:
            line.breaks()
        elif what < 0.7:
            world.tg.faults.broken("sendMessage", times=2)
        else:
            await world.stop_bot()
            await world.start_bot()


async def story(seed: int, folder: Path) -> list[str]:
    """Tell one, and return what was wrong in the end."""
    chance = Random(seed)
    async with practice_telegram(webhook_seconds=5) as tg:
        world = World(tg, folder)
        try:
            await world.start_relay()
            assert world.relay is not None
            line = WeakLine(world.relay.port, chance)
            async with line.open() as port:
                world.more = {"BOT_RELAY_URL": f"http://127.0.0.1:{port}", "BOT_RELAY_ORIGIN": world.relay.url}
                await world.start_bot()
                await world.bot_joins()
                desks = [Desk(await on_call(world, name)) for name in WORKERS]
                youths = [Youth(tg.person(name)) for name in YOUTHS]
                line.strong, over = False, asyncio.Event()
                sky = asyncio.create_task(weather(world, line, chance, over))
                try:
                    await asyncio.gather(*(one.lives(Random(chance.random())) for one in (*youths, *desks)))
                finally:
                    over.set()
                    await sky
                line.strong = True
                rows = await calm(world, desks)
                return [*of_youths(youths, desks), *of_workers(youths, desks), *of_rows(world, rows)]
        finally:
            await world.close()


async def calm(world: World, desks: list[Desk]) -> dict[bytes, Any]:
    """Wait until everything has arrived at everybody, and return the relay's rows."""
    behind = ["the line"]
    try:
        async with asyncio.timeout(PATIENCE):
            await world.bot_is_up()
            while behind:
                await world.quiet()
                rows = await on_the_disk(world)
                behind = [*await bot_behind(world, desks), *(one for desk in desks for one in desk_behind(desk, rows))]
                await asyncio.sleep(0.05 if behind else 0)
    except TimeoutError:
        raise Ended(f"not all of it ever arrived: {behind}") from None
    return rows


async def on_the_disk(world: World) -> dict[bytes, Any]:
    """Return what the relay has of each conversation."""
    assert world.relay is not None
    async with world.relay.app.state.database.reading() as connection:
        ids = (await connection.execute(select(conversations.c.id))).scalars().all()
        return {row.id: row for row in await queries.find_many(connection, ids)}


async def bot_behind(world: World, desks: list[Desk]) -> list[str]:
    """Return whatever a worker wrote that the bot has not acted on."""
    found = []
    for conversation, mac in list(world.line.desk._chat_of.items()):
        newest = max(desk.worker.posted.get(conversation, 0) for desk in desks)
        async with world.line.chats.hold(mac) as held:
            assert held is not None
            held.touched = False
            if held.chat.talk is not None and held.chat.talk.cursor < newest:
                found.append(f"the bot at {held.chat.talk.cursor} of {newest}")
    return found


def desk_behind(desk: Desk, rows: dict[bytes, Any]) -> list[str]:
    """Return what this desk may read and has not."""
    may = [unb64u(row["id"]) for row in desk.worker.rows.values() if row["reads"]]
    return [
        f"{desk.name} at {desk.worker.cursors.get(one, 0)} of {rows[one].cursor}"
        for one in may
        if desk.worker.cursors.get(one, 0) < rows[one].cursor
    ]


def of_youths(youths: list[Youth], desks: list[Desk]) -> list[str]:
    """Return what of the youths' words went astray."""
    heard = [said for desk in desks for said in desk.worker.words() if said["t"] in ("text", "edit")]
    read = {said["body"] for said in heard}
    found = [f"nobody read {body!r}" for youth in youths for body in youth.unread(read)]
    for desk in desks:
        mids = [said["mid"] for said in desk.worker.words()]
        if len(mids) > len(set(mids)):
            found.append(f"{desk.name} read something twice")
        if refused := set(desk.worker.refused) - {"locked"}:
            found.append(f"{desk.name} could not read something: {refused}")
    return found


def of_workers(youths: list[Youth], desks: list[Desk]) -> list[str]:
    """Return what of the workers' words, and of their coming and going, a screen does not say as it was."""
    shown = [bubble.text for youth in youths for bubble in youth.phone.screen() if not bubble.mine]
    found = [f"{one.phone.name} reads of something that nobody could open" for one in youths if _reads(one, UNREADABLE)]
    for one in [each for desk in desks for each in desk.written]:
        seen = [text for text in shown if one.first in text]
        if len(seen) != bool(one.body) or not all(one.body in text for text in seen):
            found.append(f"{one.body or one.first + ' (taken back)'} stands there as {seen}")
    for words, times in ((HERE, sum(desk.claims for desk in desks)), (GONE, sum(desk.releases for desk in desks))):
        if (told := sum(words in text for text in shown)) > times:
            found.append(f"{told} times {words!r}, of {times}")
    return found


def of_rows(world: World, rows: dict[bytes, Any]) -> list[str]:
    """Return where relay and bot differ about who has a conversation."""
    found = []
    for conversation, mac in world.line.desk._chat_of.items():
        chat, row = world.line.chats._kept.get(mac), rows[conversation]
        has = chat.talk.claimer if chat and chat.talk else None
        if has != (row.claimed_by if row.state == "claimed" else None):
            found.append(f"a conversation is {row.state} at the relay, and the bot believes otherwise")
    return found


def _reads(youth: Youth, words: str) -> bool:
    return words in youth.phone.screen_text()


def main() -> int:
    """Tell as many as were asked for; 1 when one ended badly."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.weak_line.talks", description=__doc__)
    parser.add_argument("--seed", type=int, default=randbelow(1_000_000))
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    logging.disable()  # broken lines are what this is about
    print(f"Talks of the seeds {asked.seed} to {asked.seed + asked.times - 1}, on a weak line.", flush=True)
    failed = False
    for seed in range(asked.seed, asked.seed + asked.times):
        with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nobody:
            try:
                with contextlib.redirect_stdout(nobody):  # the bot's digits
                    found = uvloop.run(story(seed, Path(folder)))
            except Ended as why:
                found = [str(why)]
        print(f"{seed}: {'; '.join(found) or 'all know the same'}", flush=True)
        failed |= bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
