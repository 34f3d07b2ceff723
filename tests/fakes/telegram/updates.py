"""The updates that wait for the bot, and getUpdates: long poll, offset, conflict."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .clock import Bell, Clock
from .refusals import conflict

DAY = 24 * 3600
TAP = 150
# Only on request, says the documentation.
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass
class Update:
    """One update: what the bot is sent, which queue it stands in, and until when it is kept."""

    id: int
    kind: str
    body: dict[str, Any]
    queue: str
    expires: float
    failures: int = 0
    retry_at: float = 0

    @property
    def wakes_at(self) -> float:
        """Return when there is something to do about it: the next try, or the end."""
        return min(self.retry_at, self.expires)

    def as_json(self) -> dict[str, Any]:
        """Return it as Telegram writes an update."""
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """All updates that the bot has not yet taken, oldest first."""

    def __init__(self, clock: Clock, bell: Bell) -> None:
        """Begin with a random id, as Telegram does after an idle week."""
        self.clock, self.bell = clock, bell
        self.next_id = random.randint(100_000_000, 900_000_000)
        self.waiting: deque[Update] = deque()
        self.allowed: list[str] = []
        self.last: Update | None = None
        self._poll: asyncio.Future[None] | None = None
        self._listeners: list[Callable[[Update], None]] = []

    @property
    def polling(self) -> bool:
        """Say whether a getUpdates waits for news at this moment."""
        return self._poll is not None and not self._poll.done()

    def on_new(self, listener: Callable[[Update], None]) -> None:
        """Call the listener with each new update."""
        self._listeners.append(listener)

    def post(self, kind: str, body: dict[str, Any], chat_id: int) -> Update | None:
        """Put an update in line, unless the bot did not ask for its kind."""
        if (self.allowed and kind not in self.allowed) or (not self.allowed and kind in NOT_BY_DEFAULT):
            return None
        # message and edited_message share a queue; every other kind has its own: a tap can overtake a text.
        queue = f"{'message' if kind == 'edited_message' else kind} {chat_id}"
        keep = TAP if kind == "callback_query" else DAY
        update = Update(self.next_id, kind, body, queue, self.clock.now() + keep)
        self.next_id += 1
        return self.put(update)

    def put(self, update: Update) -> Update:
        """Put a made update in line."""
        self.last = update
        self.waiting.append(update)
        for listener in self._listeners:
            listener(update)
        self.bell.ring()
        return update

    def drop_expired(self) -> None:
        """Forget what is too old: taps after 150 seconds, the rest after a day."""
        now = self.clock.now()
        if any(update.expires <= now for update in self.waiting):
            self.waiting = deque(update for update in self.waiting if update.expires > now)
            self.bell.ring()

    def done(self, update: Update) -> None:
        """Forget an update that was delivered."""
        if update in self.waiting:
            self.waiting.remove(update)
        self.bell.ring()

    def clear(self) -> None:
        """Forget all of them (drop_pending_updates)."""
        self.waiting.clear()
        self.bell.ring()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """Answer getUpdates: confirm what lies before the offset, and wait for news; a second poll ends the first."""
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        mine = self._poll = asyncio.get_running_loop().create_future()
        self._confirm(offset)
        self.bell.ring()
        try:
            async with asyncio.timeout(seconds / max(1.0, self.clock.speed)):
                return await self._news(mine, max(1, min(limit, 100)))
        except TimeoutError:
            return []
        finally:
            if self._poll is mine:
                self._poll = None

    async def _news(self, mine: asyncio.Future[None], limit: int) -> list[dict[str, Any]]:
        while True:
            self.drop_expired()
            if mine.done():
                raise conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
            if self.waiting:
                return [update.as_json() for update in itertools.islice(self.waiting, limit)]
            await self.bell.next()

    def _confirm(self, offset: int) -> None:
        before = len(self.waiting)
        if offset > 0:
            while self.waiting and self.waiting[0].id < offset:
                self.waiting.popleft()
        elif offset < 0:
            self.waiting = deque(list(self.waiting)[offset:])
        if len(self.waiting) != before:
            self.bell.ring()
