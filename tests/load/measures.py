"""What the bench measures: talk, growth, idle sockets, starting; each returns plain numbers."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.fakes.line import Line
from tests.load import people
from tests.load.servers import Server, comparison, relay
from tests.load.sockets import Socket, connect, first_message
from tests.load.talk import Pair, Talk, frame, in_lockstep, steadily

CONVERSATIONS = 20


@dataclass
class Talked:
    """One round of one server."""

    lockstep: Talk
    alone: Talk
    steady: Talk
    cpu_milliseconds: float


async def _measured(server: Server, pairs: list[Pair], each: int) -> Talked:
    await in_lockstep(pairs, 20)  # warm
    before = server.cpu_seconds()
    lockstep = await in_lockstep(pairs, each)
    cpu = (server.cpu_seconds() - before) * 1000 / (each * len(pairs))
    alone = await in_lockstep(pairs[:1], 300)
    at_rate = await steadily(pairs, 500, 4)
    return Talked(lockstep, alone, at_rate, cpu)


async def limit(folder: Path, each: int) -> Talked:
    """Talk through the bare server."""
    with comparison("tests.load.limit", folder) as server:
        pairs = []
        for number in range(CONVERSATIONS):
            conversation = number.to_bytes(16, "big")
            write, read = [await connect(server.port, "/", server.origin) for _ in range(2)]
            read.say(conversation.hex())
            assert await first_message(read) == b"watching"
            pairs.append(Pair(conversation, bytes(16), write, read))
        return await _measured(server, pairs, each)


async def textbook(folder: Path, each: int) -> float:
    """Post and read through the textbook route, 20 conversations in lockstep; return messages a second."""
    with comparison("tests.load.textbook", folder) as server:
        base = f"http://127.0.0.1:{server.port}/conversations"

        async def talk(number: int) -> None:
            conversation = number.to_bytes(16, "big")
            async with httpx.AsyncClient() as web:
                for seq in range(each):
                    body = frame(conversation, bytes(16), seq)
                    answer = await web.post(f"{base}/{conversation.hex()}/frames", content=body)
                    await web.get(f"{base}/{conversation.hex()}/frames/{answer.json()['cursor']}")

        begun = time.perf_counter()
        await asyncio.gather(*(talk(number) for number in range(CONVERSATIONS)))
        return CONVERSATIONS * each / (time.perf_counter() - begun)


@contextlib.asynccontextmanager
async def _staffed(folder: Path, count: int):  # type: ignore[no-untyped-def]
    """A relay with its line made, and `count` bots and workers signed in."""
    with (
        relay(folder) as (server, line),
        httpx.Client(base_url=f"http://127.0.0.1:{line.relay_port}", headers={"Origin": line.origin}) as web,
    ):
        machines, workers = people.make_line(line, web, count, count)
        bots = [people.sign(web, one, line.origin) for one in machines]
        staff = [people.sign(web, one, line.origin) for one in workers]
        yield server, line, web, bots, staff


async def _pairs(line: Line, web: httpx.Client, bots: list[people.Signed], staff: list[people.Signed]) -> list[Pair]:
    pairs = []
    for bot, worker in zip(bots, staff, strict=True):
        conversation = people.open_conversation(web, bot)
        write = await people.live(line.relay_port, line.origin, bot, {})
        read = await people.live(line.relay_port, line.origin, worker, {conversation: 0})
        pairs.append(Pair(conversation, bot.device, write, read))
    return pairs


async def ours(folder: Path, each: int) -> Talked:
    """Talk through the relay with sign-in, sender check, outer lock, order, idempotency and throttle on."""
    async with _staffed(folder, CONVERSATIONS) as (server, line, web, bots, staff):
        return await _measured(server, await _pairs(line, web, bots, staff), each)


async def idle(folder: Path, count: int) -> tuple[float, int]:
    """Hold `count` signed-in sockets that say nothing; return KiB a socket, and how many stayed open."""
    async with _staffed(folder, 1) as (server, line, _web, _bots, staff):
        await people.live(line.relay_port, line.origin, staff[0], {})
        before = server.memory_bytes()
        held: list[Socket] = []
        for begin in range(0, count, 50):
            wave = range(begin, min(begin + 50, count))
            held += await asyncio.gather(*(people.live(line.relay_port, line.origin, staff[0], {}) for _ in wave))
        kib = (server.memory_bytes() - before) / 1024 / count
        return kib, sum(not one.closed for one in held)


def start(folder: Path) -> tuple[float, float]:
    """Start the relay once, on an empty folder; return seconds until ready, and MiB when ready."""
    begun = time.perf_counter()
    with relay(folder) as (server, _line):
        return time.perf_counter() - begun, server.memory_bytes() / 2**20


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)
