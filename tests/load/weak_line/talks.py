"""Talks by chance on a weak line between bot and relay: in the end all must know the same.

Three youths and their workers do what people do, in no order, while the line holds things up and breaks, Telegram refuses,
and the bot is started anew. Then the line is strong, and each word of a youth was read by a worker, once, as it stood last;
each word of a worker stands on a youth's screen, once; who has whom, and who is beside them, is the same at the relay and at
the bot; nothing came up on a hidden screen; and nothing is left of what was erased. Every third is told in harsh weather: the relay
dies, either database takes nothing or loses an answer, Telegram is full, broken, or does not tell. The seed names what people and weather
do; how it falls together is different each time, so a seed that failed may need several runs. What ended badly leaves a
file in which all that everybody did, heard and held stands in its order.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import sys
import tempfile
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from secrets import randbelow

import uvloop

from bot.settings.lean import bring_in_aiogram

bring_in_aiogram()  # as the bot itself does, before anybody else brings in all of it

from api.store.database import Database  # noqa: E402
from api.store.migrate import migrate  # noqa: E402
from tests.bot.stories import on_call  # noqa: E402
from tests.bot.worker import CIRCLES  # noqa: E402
from tests.bot.world import World  # noqa: E402
from tests.fakes.servers import Postgres  # noqa: E402
from tests.fakes.telegram.practice import practice_telegram  # noqa: E402
from tests.fakes.weak_line import WeakLine  # noqa: E402
from tests.load.weak_line import ends  # noqa: E402
from tests.load.weak_line.desks import CIRCLE, Desk  # noqa: E402
from tests.load.weak_line.diary import Diary  # noqa: E402
from tests.load.weak_line.harsh import Harsh, patient  # noqa: E402
from tests.load.weak_line.order import of_order, of_screens  # noqa: E402
from tests.load.weak_line.relays import MortalRelay  # noqa: E402
from tests.load.weak_line.traces import of_erased  # noqa: E402
from tests.load.weak_line.weather import Weather  # noqa: E402
from tests.load.weak_line.youths import Youth  # noqa: E402

YOUTHS = {"Mia": "penguin", "Noa": "canoe", "Ivy": "maple"}  # and the word that hides their chat
WORKERS = ("Sam", "Robin", "Kai")
# The safe word, corrections in a row, handing over, a supervisor beside, /erase, a worker's second device, another circle, and calls for help.
HAPPENINGS = ("word", "edits", "hand", "beside", "erase", "device", "circle", "help")
AT_ONCE = 4
LONGEST = 600  # seconds for one: what takes longer hangs


@dataclass
class Place:
    """Where talks are told: what may happen in them, how many at a time, and the PostgreSQL server of some of them."""

    may: frozenset[str]
    room: asyncio.Semaphore
    server: Postgres
    all_on_postgres: bool
    all_harsh: bool
    one_begins: asyncio.Lock = field(default_factory=asyncio.Lock)  # tables are brought up to date one after another

    async def databases(self, seed: int) -> tuple[dict[str, str], dict[str, str]]:
        """Return what relay and bot are told of their databases: of every fourth seed both are on PostgreSQL."""
        if seed % 4 and not self.all_on_postgres:
            return {}, {}
        relays, bots = await self.server.new_database(), await self.server.new_database()
        database = Database(relays)
        await migrate(database)
        await database.close()
        return {"API_DATABASE_URL": relays}, {"BOT_DATABASE_URL": bots}


async def story(seed: int, folder: Path, place: Place, diary: Diary) -> tuple[list[str], str]:
    """Tell one, and return what was wrong in the end, and what there was."""
    chance = Random(seed)
    async with practice_telegram(webhook_seconds=5) as tg:
        world = World(tg, folder)
        try:
            async with place.one_begins:
                of_relay, of_bot = await place.databases(seed)
                await world.start_relay(of_relay)
            assert world.relay is not None
            line = WeakLine(world.relay.port, chance)
            async with line.open() as port:
                on_the_line = {"BOT_RELAY_URL": f"http://127.0.0.1:{port}", "BOT_RELAY_ORIGIN": world.relay.url}
                world.more = of_bot | on_the_line
                await world.start_bot()
                await world.bot_joins()
                phones = [tg.person(name) for name in YOUTHS]
                desks = await _desks(world, place.may)
                diary.of_telegram(tg, phones)
                diary.of_bot(world)
                for desk in desks:
                    diary.of_desk(desk.worker)
                weather = Weather(world, line, chance, diary)
                if place.all_harsh or not seed % 3:
                    weather.harsh = await _harsh(world, chance, diary)
                else:
                    diary.of_relay(world)
                untold = weather.harsh.untold if weather.harsh else set()
                youths = [Youth(phone, weather, place.may, YOUTHS[phone.name]) for phone in phones]
                line.strong, over = False, asyncio.Event()
                sky = asyncio.create_task(weather.lasts(over))
                try:
                    await _all_live(youths, desks, chance)
                except AssertionError as why:  # somebody waited in vain
                    raise ends.Ended(str(why)) from why
                finally:
                    over.set()
                    await sky
                line.strong = True
                rows = await ends.calm(world, desks)
                of_people = [
                    *ends.of_youths(youths, desks),
                    *ends.of_workers(youths, desks, untold),
                    *of_order(youths, desks),
                    *of_screens(world, youths, rows, untold),
                ]
                found = [*of_people, *ends.of_rows(world, desks, rows), *await of_erased(world, youths, desks, untold)]
                return found, ends.happened(youths, desks) + (weather.harsh.happened() if weather.harsh else "")
        finally:
            diary.closes()
            await world.close()


async def _harsh(world: World, chance: Random, diary: Diary) -> Harsh:
    """Put the relay into a process of its own, and let all of it be harsh weather from now on."""
    assert world.relay is not None
    world.relay = relay = await MortalRelay.goes_on(world.relay)
    diary.of_relay_elsewhere(relay.diary)
    for worker in world.workers:
        patient(worker.relay)
    return Harsh(world, relay, chance, lambda what: diary.notes("weather", what))


async def _desks(world: World, may: frozenset[str]) -> list[Desk]:
    """Bring everybody on call who is to be there."""
    desks = [Desk(await on_call(world, name), may) for name in WORKERS]
    if "device" in may:
        desks.append(Desk(await on_call(world, WORKERS[0].lower()), may))  # the same person's
    if "beside" in may:
        desks.append(Desk(await on_call(world, "Lee", "supervisor"), may))
    if "circle" in may:
        desks.append(Desk(await on_call(world, "Dana", circle=CIRCLES.index(CIRCLE)), may))
    for desk in desks:
        desk.others = [one for one in desks if one is not desk]
    return desks


async def _all_live(youths: list[Youth], desks: list[Desk], chance: Random) -> None:
    """Let everybody do what they do."""
    closing = asyncio.Event()

    async def at_the_desks() -> None:
        own = [one for one in desks if not one.let_in]
        await asyncio.gather(*(one.lives(Random(chance.random()), closing) for one in own))
        closing.set()

    others = [*youths, *(one for one in desks if one.let_in)]
    await asyncio.gather(at_the_desks(), *(one.lives(Random(chance.random()), closing) for one in others))


async def told(seed: int, place: Place) -> bool:
    """Tell one while there is room, say how it ended, and return whether it ended well."""
    async with place.room:
        with tempfile.TemporaryDirectory() as folder:
            happened, diary = "", Diary()
            try:
                async with asyncio.timeout(LONGEST):
                    found, happened = await story(seed, Path(folder), place, diary)
            except ends.Ended as why:
                found = [str(why)]
            except BaseException:  # the bot has silenced whatever would say so elsewhere
                found = [traceback.format_exc()]
    print(f"{seed}: {'; '.join(found) or 'all know the same'} ({happened})", file=sys.stderr, flush=True)
    if found:
        kept = Path(tempfile.gettempdir()) / f"weak-line-{seed}.txt"
        kept.write_text(f"{'; '.join(found)}\n\n{diary.written()}")
        print(f"All of it, in its order: {kept}", file=sys.stderr, flush=True)
    return not found


async def all_told(seeds: range, asked: argparse.Namespace) -> bool:
    """Tell them all, some at a time: much of each is waiting. Return whether all ended well."""
    server = Postgres(durable=False)
    try:
        server.make()
        server.start()
        at_once = asyncio.Semaphore(asked.at_once)
        place = Place(frozenset(asked.only), at_once, server, asked.postgres, asked.harsh)
        return all(await asyncio.gather(*(told(seed, place) for seed in seeds)))
    finally:
        server.remove()


def main() -> int:
    """Tell as many as were asked for; 1 when one ended badly."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.weak_line.talks", description=__doc__)
    parser.add_argument("--seed", type=int, default=randbelow(1_000_000))
    parser.add_argument("--times", type=int, default=12)
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    parser.add_argument("--only", nargs="*", choices=HAPPENINGS, default=HAPPENINGS)
    parser.add_argument("--postgres", action="store_true", help="all of them on PostgreSQL, not every fourth")
    parser.add_argument("--harsh", action="store_true", help="all of them in harsh weather, not every third")
    asked = parser.parse_args()
    logging.disable()  # broken lines are what this is about
    seeds = range(asked.seed, asked.seed + asked.times)
    print(f"Talks of the seeds {seeds[0]} to {seeds[-1]}, on a weak line.", flush=True)
    with open(os.devnull, "w") as nobody, contextlib.redirect_stdout(nobody):  # the bot's digits
        return 0 if uvloop.run(all_told(seeds, asked)) else 1


if __name__ == "__main__":
    sys.exit(main())
