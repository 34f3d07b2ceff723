"""The desk under load: two hundred consoles open, five hundred who wait, and many who press Claim at the same moment.

The consoles are sockets and HTTP connections of one process, as a browser's tab has them; the relay is a process of its
own. A claim that two get, or nobody, a refusal that names somebody else, and a worker with more than their limit are
raised, and the run fails.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from bot.sealing.keys import b64u, unb64u
from tests.load import growth, people
from tests.load.calls import Caller, calling
from tests.load.servers import Server
from tests.load.sockets import Socket

CONSOLES = 200
WAITING = 500
STORMS = 150
PRESSING = 10  # consoles that press at the same moment
WHOLE_ROOM = 5  # conversations for which all of them press
CHANGES = 200
MOST = 2  # what a worker takes at once, as the relay has it when nobody changed it
QUIET, IDLE = 0.5, 0.1  # a relay that uses less than a tenth of a processor for half a second has nothing left to do
LIST = "/api/conversations?state={}&limit=500"
Result = TypeVar("Result")


class Wrong(Exception):
    """The relay gave an answer that it must never give."""


@dataclass
class Console:
    """One worker's open desk: what it calls, and what it is told."""

    device: str
    caller: Caller
    socket: Socket
    has: int = 0


@dataclass
class Desk:
    """What was measured; all times in milliseconds."""

    owner: list[float] = field(default_factory=list)  # from the press to "yours"
    refused: list[float] = field(default_factory=list)  # from the press to "somebody has it"
    room: list[float] = field(default_factory=list)  # the same of both, when the whole room pressed
    told: list[float] = field(default_factory=list)  # from the first press until the last console knew
    changed: list[float] = field(default_factory=list)  # one changed row, until the last console knew
    cpu: float = 0  # the relay's processor time of one changed row
    team: float = 0  # somebody goes away: until every console has read the team again
    team_cpu: float = 0
    back: float = 0  # seconds until every console's socket is open again, watches all who wait, and the relay rests


def p99(milliseconds: list[float]) -> float:
    """Ninety-nine of a hundred were at least as fast."""
    return sorted(milliseconds)[int(len(milliseconds) * 0.99)]


class Room:
    """The consoles of a line, and the youth's end."""

    def __init__(self, server: Server, bot: Caller, consoles: list[Console], waiting: list[str]) -> None:
        """Take who is there, and who waits."""
        self.server, self.bot, self.consoles, self.waiting = server, bot, consoles, waiting
        self.draw = random.Random(7)

    async def until_told(self, signs: tuple[bytes, ...], act: Callable[[], Awaitable[Result]]) -> tuple[Result, float]:
        """Do something; return what came of it, and how long until the last console got a message with these signs."""
        left, known = set(range(len(self.consoles))), asyncio.Event()

        def ear(number: int) -> Callable[[bytes], None]:
            def heard(message: bytes) -> None:
                if number in left and all(sign in message for sign in signs):
                    left.discard(number)
                    if not left:
                        known.set()

            return heard

        for number, console in enumerate(self.consoles):
            console.socket.receive = ear(number)
        begun = time.perf_counter()
        done = await act()
        await asyncio.wait_for(known.wait(), 30)
        return done, (time.perf_counter() - begun) * 1000

    async def storm(self, conversation: str, pressing: list[Console]) -> tuple[float, list[float], float]:
        """Let consoles press Claim at once; return the owner's wait, the others', and when the last console knew."""

        async def press(console: Console) -> tuple[Console, int, Any, float]:
            begun = time.perf_counter()
            status, said = await console.caller.call("POST", f"/api/conversations/{conversation}/claim", {})
            return console, status, said, (time.perf_counter() - begun) * 1000

        async def all_press() -> tuple[float, list[float]]:
            answers = await asyncio.gather(*(press(one) for one in pressing))
            owners = [(console, spent) for console, status, _said, spent in answers if status == 200]
            if len(owners) != 1:
                raise Wrong(f"{len(owners)} of {len(pressing)} got the same conversation")
            owner, waited = owners[0]
            for console, status, said, _spent in answers:
                if console is not owner and (status, said["code"], said.get("by")) != (409, "claimed", owner.device):
                    raise Wrong(f"{status} {said['code']} for one who came second")
            owner.has += 1
            return waited, [spent for console, _status, _said, spent in answers if console is not owner]

        await asyncio.gather(*(one.caller.open() for one in pressing))  # the handshake is not what is measured
        (waited, others), told = await self.until_told((conversation.encode(), b'"state":"claimed"'), all_press)
        return waited, others, told

    def free(self) -> list[Console]:
        """Everybody who may take one more, in any order."""
        free = [one for one in self.consoles if one.has < MOST]
        self.draw.shuffle(free)
        return free

    async def check_owners(self) -> None:
        """Look at who has what now: every claim that was promised, and no other, nobody above their limit."""
        _status, page = await self.bot.call("GET", LIST.format("claimed"))
        had = [row["claimed_by"] for row in page["items"]]
        for console in self.consoles:
            if had.count(console.device) != console.has or console.has > MOST:
                raise Wrong(f"a worker was promised {console.has} and has {had.count(console.device)}")
        if len(had) != sum(console.has for console in self.consoles):
            raise Wrong("somebody has a conversation whom nobody knows")


async def measured(folder: Path, say: Callable[[str], None]) -> Desk:
    """Open the room once and measure all of it."""
    async with _open(folder, say) as (room, found):
        say(f"{CONSOLES} consoles watch {WAITING} who wait")
        await _storms(room, found)
        say(f"storms: an owner p99 {p99(found.owner):.0f} ms")
        await _changes(room, found)
        await _team(room, found)
        await room.check_owners()
        return found


async def _storms(room: Room, found: Desk) -> None:
    claimable = iter(room.waiting)
    for _ in range(WHOLE_ROOM):
        owner, refused, _told = await room.storm(next(claimable), room.free())
        found.room += [owner, *refused]
    for _ in range(STORMS):
        owner, refused, told = await room.storm(next(claimable), room.free()[:PRESSING])
        found.owner.append(owner)
        found.refused += refused
        found.told.append(told)
    await room.check_owners()


async def _changes(room: Room, found: Desk) -> None:
    """The youth's buttons say how urgent it is: the row is another for everybody."""
    before = room.server.cpu_seconds()
    for number in range(CHANGES):
        conversation, body = room.waiting[-1 - number % 50], {"priority": 3 - number // 50 % 2}
        act = partial(room.bot.call, "POST", f"/api/conversations/{conversation}/priority", body)
        signs = (conversation.encode(), b'"priority":%d' % body["priority"])
        (status, _row), told = await room.until_told(signs, act)
        if status != 200:
            raise Wrong(f"{status} for the youth's end")
        found.changed.append(told)
    found.cpu = (room.server.cpu_seconds() - before) * 1000 / CHANGES


async def _team(room: Room, found: Desk) -> None:
    """Somebody goes away for a moment, and every console reads the team again, as the desk does."""
    spent, rounds = [], 5
    before = room.server.cpu_seconds()
    for number in range(rounds):
        body = {"state": "away", "reason": "break"} if number % 2 == 0 else {"state": "here"}
        await asyncio.gather(*(one.caller.open() for one in room.consoles))
        begun = time.perf_counter()
        await room.until_told((b'"t":"team"',), partial(room.consoles[0].caller.call, "PUT", "/api/team/me", body))
        answers = await asyncio.gather(*(one.caller.call("GET", "/api/team") for one in room.consoles))
        spent.append((time.perf_counter() - begun) * 1000)
        for _status, said in answers:
            state = next(one["state"] for one in said["items"] if one["device"] == room.consoles[0].device)
            if (state == "away") != (number % 2 == 0):
                raise Wrong(f"a console was told that somebody is {state}")
    found.team = sorted(spent)[rounds // 2]
    found.team_cpu = (room.server.cpu_seconds() - before) * 1000 / rounds


@asynccontextmanager
async def _open(folder: Path, say: Callable[[str], None]) -> AsyncIterator[tuple[Room, Desk]]:
    """Start a relay with everybody signed in, and open the room: that is measured as well."""
    found = Desk()
    async with growth.filled(folder, WAITING, WAITING, CONSOLES) as filled:
        for one in filled.staff:
            people.go_on_call(filled.web, one)
        say(f"{CONSOLES} workers are signed in and on call")
        line, process = filled.line, filled.line.relay.process
        assert process is not None
        server = Server(line.relay_port, process.pid, line.origin)
        youth = calling(line.relay_port, line.origin, filled.bot.token, "127.0.0.1")
        _status, page = await youth.call("GET", LIST.format("waiting"))
        waiting = [row["id"] for row in page["items"]]
        watch = {unb64u(one): 1 for one in waiting}
        begun, before = time.perf_counter(), server.cpu_seconds()
        sockets = await asyncio.gather(*(people.live(line.relay_port, line.origin, one, watch) for one in filled.staff))
        while server.cpu_seconds() - before > IDLE * QUIET:  # what goes on behind the answers counts as well
            before = server.cpu_seconds()
            await asyncio.sleep(QUIET)
        found.back = time.perf_counter() - begun
        consoles = [
            Console(b64u(one.device), calling(line.relay_port, line.origin, one.token, people.network(at)), socket)
            for at, (one, socket) in enumerate(zip(filled.staff, sockets, strict=True))
        ]
        yield Room(server, youth, consoles, waiting), found
        for console in consoles:
            console.socket.close()
            console.caller.close()
