"""Asks the relay what a frame alone does not say, while nobody waits for the chat.

Each thing is asked once for a frame. A relay that is late, or answers with something else, has not answered: the bot goes
on by what it knows (docs/decisions/0119).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import NamedTuple

import msgspec

from bot.delivery.readings import Reading
from bot.relay.client import Refused, RelayClient, Unreachable
from bot.relay.trust import Trust
from bot.sealing.keys import Refusal, b64u
from bot.sealing.open import Received
from bot.settings.quiet import fault

PATIENCE = 2.0  # seconds for each answer: what comes next in the same conversation stands behind it
NO_ANSWER = (Refused, Unreachable, Refusal, msgspec.MsgspecError, ValueError, KeyError, TypeError)

_on: set[asyncio.Task[None]] = set()


class About(Enum):
    """What may be asked, as the log names it."""

    ROSTER = "fetching the roster"
    ON_CALL = "asking who is on call"
    ROW = "asking whose a conversation is"


class Row(NamedTuple):
    """Whose a conversation is: how many frames the relay had then, who has it (None: it waits, or is closed), since when.

    And who is beside them, or asks to be.
    """

    waiting: bool
    cursor: int
    claimer: str | None
    since: int
    beside: frozenset[str]

    def stands(self, device: bytes, claimer: bytes | None) -> bool:
        """Say whether somebody is beside this claimer: who was beside another one is so no longer once it went on to this one."""
        return claimer is not None and self.claimer == b64u(claimer) and b64u(device) in self.beside


class Enquiry:
    """What was asked about one frame, and what is known of it meanwhile."""

    def __init__(self, relay: RelayClient, trust: Trust, conversation: bytes) -> None:
        """Nothing has been asked yet."""
        self.row: Row | None = None
        self._opened: tuple[Reading, Received] | None = None
        self._relay, self._trust, self._conversation = relay, trust, conversation
        self._asked: set[About] = set()

    def open(self, reading: Reading, frame: bytes, now: int) -> Received:
        """Open the frame, once in each reading."""
        if self._opened is None or self._opened[0] is not reading:
            self._opened = (reading, reading.reader.receive(frame, now))
        return self._opened[1]

    def is_open(self, about: About) -> bool:
        """Whether this has not been asked yet."""
        return about not in self._asked

    async def ask(self, about: About, now: int) -> None:
        """Wait for the answer, but no longer than anybody should; one that is late is still taken in when it comes."""
        self._asked.add(about)
        asks: dict[About, Callable[[], Awaitable[None]]] = {
            About.ROSTER: lambda: self._trust.refresh_documents(self._relay, now),
            About.ON_CALL: lambda: self._trust.refresh_certificates(self._relay),
            About.ROW: self._read_row,
        }
        task = asyncio.create_task(_answer(about, asks[about]))
        _on.add(task)
        task.add_done_callback(_on.discard)
        await asyncio.wait([task], timeout=PATIENCE)
        if not task.done():
            fault(about.value, TimeoutError())

    async def _read_row(self) -> None:
        row = await self._relay.call("GET", f"/api/conversations/{b64u(self._conversation)}")
        claimer = row["claimed_by"] if row["state"] == "claimed" else None
        since = int(row["claimed_at"]) if claimer is not None else 0
        beside = frozenset(str(one["device"]) for one in row["present"])
        self.row = Row(row["state"] == "waiting", int(row["cursor"]), claimer, since, beside)


async def _answer(about: About, ask: Callable[[], Awaitable[None]]) -> None:
    """Ask; what is no answer is said in the log by its kind."""
    try:
        await ask()
    except NO_ANSWER as why:
        fault(about.value, why)
