"""Counts on which screens youth stop, by the week, and hands finished weeks to the relay, rounded.

The count is kept with the youth's own step, in one commit: nothing is counted twice through a crash. It names no chat. Exact
numbers stay here and are forgotten when their week is handed over; fewer than ten are never told (`content.counts`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import msgspec

from bot.memory import queries
from bot.memory.changes import Changes
from bot.memory.chats import Chats, Held
from bot.relay.client import RelayClient
from content.counts import told, week_of

FACT = "weeks"
MOST_NAME = 32  # what the relay's tallies can name


class Weeks:
    """This week's counts, and those of weeks that nobody took yet."""

    def __init__(self, chats: Chats, zone: Callable[[], str]) -> None:
        """Begin with nothing; `start` takes up what was counted before."""
        self._chats, self._zone = chats, zone
        self._counted: dict[int, Counter[str]] = {}

    async def start(self) -> None:
        """Take up what was counted."""
        async with self._chats.database.reading() as connection:
            kept = await queries.fact(connection, FACT)
        weeks: dict[str, dict[str, int]] = msgspec.json.decode(kept) if kept else {}
        self._counted = {int(week): Counter(cells) for week, cells in weeks.items()}

    def keep(self, held: Held) -> None:
        """Add the screens that this step showed for the first time to what it commits."""
        steps = held.notes.pop("first", ())
        if not steps:
            return
        week = self._counted.setdefault(week_of(held.now, self._zone()), Counter())
        week.update(steps)
        held.changes.undo.append(lambda: week.subtract(steps))
        held.changes.facts[FACT] = self._written()

    async def hand_over(self, relay: RelayClient, now: int) -> None:
        """Hand every week that is over to the relay, and forget it once it was taken."""
        running = week_of(now, self._zone())
        for week in sorted(week for week in self._counted if week < running):
            steps = {step: number for step, number in told(self._counted[week]).items() if len(step) <= MOST_NAME}
            await relay.call("POST", "/api/studio/steps", {"week": week, "steps": steps})
            del self._counted[week]
            await self._chats.journal.keep(Changes(facts={FACT: self._written()}))

    def _written(self) -> bytes:
        return msgspec.json.encode({str(week): dict(cells) for week, cells in self._counted.items()})
