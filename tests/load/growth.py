"""How the relay's answers change as conversations pile up: an append, a history, the queue, at a thousand and at a million.

The pile is written straight into the relay's own SQLite files while it is stopped: closed conversations with a frame each, and a
thousand that wait. What is measured afterwards goes through the relay's doors. Both relays run at once and are measured in turn,
so that a machine that gets busier in between weighs on both.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.oncall.escalation import Numbers
from bot.sealing.keys import b64u
from tests.fakes.line import Line
from tests.load import people
from tests.load.servers import relay
from tests.load.talk import Pair, in_lockstep

WAITING = 1_000
HOUR = 3_600_000
BATCH = 20_000


@dataclass
class Piled:
    """Medians in milliseconds."""

    append: float
    history: float
    queue: float


@dataclass
class Filled:
    """A running relay, and who is signed in."""

    line: Line
    web: httpx.Client
    bot: people.Signed
    staff: list[people.Signed]


def _rows(count: int, waiting: int, owner: bytes, now: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        waits = number < waiting
        yield {
            "id": os.urandom(16),
            "owner": owner,
            "audience": 1,
            "channel": "telegram",
            "priority": number % 3,
            "note": 0,
            "state": "waiting" if waits else "closed",
            "opened_at": now - number,
            "waiting_since": now - number,
            "claimer_here": 0,
            "closed_at": None if waits else now,
            "purge_at": None if waits else now + 20 * HOUR,
            "late_at": now if waits else None,
            "changed_at": now - HOUR,
        }


def pile(folder: Path, count: int, owner: bytes, waiting: int = WAITING) -> None:
    """Write `count` conversations, each with one stored frame and its shred key; the first of them wait."""
    now = people.now()
    later = now + Numbers().longest
    mail, keys = sqlite3.connect(folder / "relay.db"), sqlite3.connect(folder / "lockbox.db")
    mail.execute("PRAGMA synchronous=OFF")
    keys.execute("PRAGMA synchronous=OFF")
    mail.execute("PRAGMA cache_size=-400000")  # random ids land everywhere
    keys.execute("PRAGMA cache_size=-100000")
    rows = _rows(count, waiting, owner, now)
    done = 0
    while done < count:
        wave = list(itertools.islice(rows, BATCH))
        done += len(wave)
        names = ", ".join(wave[0])
        marks = ", ".join(f":{name}" for name in wave[0])
        mail.executemany(f"INSERT INTO conversations ({names}) VALUES ({marks})", wave)
        mail.executemany(
            "INSERT INTO frames (conversation, cursor, hash, at, wrapped) VALUES (?, 1, ?, ?, ?)",
            [(row["id"], os.urandom(32), now, os.urandom(480)) for row in wave],
        )
        # Who waits has been told so, and is called for again later: paging has nothing to do while this is measured.
        mail.executemany(
            "INSERT INTO ladders (conversation, begun_at, rung, call_at, next_at, told_at) VALUES (?, ?, 0, ?, ?, ?)",
            [(row["id"], now, later, later, now) for row in wave if row["state"] == "waiting"],
        )
        keys.executemany(
            "INSERT INTO keys (conversation, key) VALUES (?, ?)", [(row["id"], os.urandom(32)) for row in wave]
        )
        mail.commit()
        keys.commit()
    mail.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    mail.close()
    keys.close()


def median_of(call: Callable[[], object], times: int) -> float:
    """Call it so often; return the median in milliseconds."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


@asynccontextmanager
async def filled(folder: Path, count: int, waiting: int, workers: int = 1) -> AsyncIterator[Filled]:
    """Start a relay with `count` conversations in its database, of which some wait, and everybody signed in."""
    with relay(folder) as (_server, line):
        base, headers = f"http://127.0.0.1:{line.relay_port}", {"Origin": line.origin}
        with httpx.Client(base_url=base, headers=headers, timeout=60) as web:
            machines, staff = people.make_line(line, web, 1, workers)
            line.relay.stop()
            await asyncio.to_thread(pile, folder, count, machines[0].device, waiting)
            line.relay.start(120)
            bot = people.sign(web, machines[0], line.origin)
            signed = [people.sign(web, one, line.origin, people.network(at)) for at, one in enumerate(staff)]
            yield Filled(line, web, bot, signed)


@asynccontextmanager
async def piled(folder: Path, count: int) -> AsyncIterator[Callable[[], Awaitable[Piled]]]:
    """Start a relay with `count` conversations in its database; give what measures it once."""
    async with filled(folder, count, WAITING) as relay:
        yield lambda: _measured(relay.line, relay.web, relay.bot, relay.staff[0])


async def _measured(line: Line, web: httpx.Client, bot: people.Signed, worker: people.Signed) -> Piled:
    """Talk in a new conversation, read its history, look at the queue."""
    conversation = people.open_conversation(web, bot)
    write = await people.live(line.relay_port, line.origin, bot, {})
    read = await people.live(line.relay_port, line.origin, worker, {conversation: 0})
    pair = Pair(conversation, bot.device, write, read)
    await in_lockstep([pair], 50)
    append = (await in_lockstep([pair], 400)).p50
    write.close()
    read.close()

    def get(address: str) -> object:
        return web.get(address, headers={"Authorization": f"Bearer {worker.token}"}).raise_for_status().content

    history = median_of(lambda: get(f"/api/conversations/{b64u(conversation)}/frames?after=0&limit=50"), 100)
    queue = median_of(lambda: get("/api/conversations?state=waiting&limit=50"), 100)
    return Piled(append, history, queue)
