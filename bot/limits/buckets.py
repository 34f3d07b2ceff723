"""Telegram's speed limits, kept by ourselves: 1 a second for a chat, 25 in all, crisis numbers first.

A bucket holds tokens that come back with time. The one for all chats hands them out by lane: lane 0 (crisis numbers)
before lane 1 (answers) before lane 2 (what can wait). Telegram's own `retry_after` closes a bucket for that long.
A chat that floods waits for itself: nobody else's words wait behind it (THREATS A10).
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass

SEVERAL = 3  # chats that Telegram holds up at a time: then it may mean the bot, and not one of them
SHORT = 2.0  # seconds; what rests no longer was not held up by Telegram's word


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast the bot may speak: messages a second and how many at once, for one chat and in all."""

    chat: float = 1.0
    chat_burst: float = 3.0
    in_all: float = 25.0
    in_all_burst: float = 25.0

    @classmethod
    def sped(cls, speed: float) -> Rates:
        """Speak so many times faster; for practice, where no Telegram counts."""
        usual = cls()
        return cls(usual.chat * speed, usual.chat_burst * speed, usual.in_all * speed, usual.in_all_burst * speed)


class Bucket:
    """A few tokens that come back with time."""

    __slots__ = ("_at", "_clock", "burst", "rate", "tokens")

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        """Start full."""
        self.rate, self.burst, self.tokens, self._clock, self._at = rate, burst, burst, clock, clock()

    def wait(self) -> float:
        """Take one token, and return how long to wait before using it."""
        now = self._clock()
        self.tokens = min(self.burst, self.tokens + max(0.0, now - self._at) * self.rate)
        self._at = max(self._at, now)
        self.tokens -= 1
        return max(0.0, -self.tokens / self.rate)

    def close(self, seconds: float) -> None:
        """Stay empty for so long: Telegram said so."""
        self.tokens = min(self.tokens, -seconds * self.rate)
        self._at = max(self._at, self._clock())  # quiet time before it was said does not count

    def full(self) -> bool:
        """Whether nothing was taken lately, so that this bucket may be forgotten."""
        return self.tokens + max(0.0, self._clock() - self._at) * self.rate >= self.burst


class Paces:
    """How fast each chat is spoken to: one that floods, or that Telegram holds up, waits for itself alone.

    Crisis numbers do not wait for what else was said. They have a pace of their own, or whoever asks for them without end
    would stand in front of everybody else's answers.
    """

    def __init__(self, rates: Rates, clock: Callable[[], float]) -> None:
        """Begin with nobody."""
        self._rates, self._clock = rates, clock
        self._usual: dict[bytes, Bucket] = {}
        self._numbers: dict[bytes, Bucket] = {}
        self._resting: dict[bytes, float] = {}

    def wait(self, who: bytes, numbers: bool) -> float:
        """Take this chat's next turn, and return how long to wait before using it."""
        pause = self._bucket(self._usual, who).wait()
        return self._bucket(self._numbers, who).wait() if numbers else pause

    def close(self, who: bytes, seconds: float) -> bool:
        """Let a chat rest for as long as Telegram says; say whether several do, so that all had better rest."""
        self._bucket(self._usual, who).close(seconds)
        if seconds <= SHORT:
            return False
        now = self._clock()
        self._resting = {one: until for one, until in self._resting.items() if until > now} | {who: now + seconds}
        return len(self._resting) >= SEVERAL

    def forget(self, who: bytes) -> None:
        """Let go of a chat to which nothing was said lately, and of all such chats when they are many."""
        for held in (self._usual, self._numbers):
            if (bucket := held.get(who)) is not None and bucket.full():
                del held[who]
            if len(held) > 5000:
                for one in [one for one, bucket in held.items() if bucket.full()]:
                    del held[one]

    def _bucket(self, held: dict[bytes, Bucket], who: bytes) -> Bucket:
        """Return the bucket of a chat."""
        if (found := held.get(who)) is None:
            found = held[who] = Bucket(self._rates.chat, self._rates.chat_burst, self._clock)
        return found


class Turnstile:
    """One bucket for everybody, with lanes: the lowest number goes first, in a lane the first come."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        """Start open."""
        self._bucket = Bucket(rate, burst, clock)
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._waiting: dict[bytes, asyncio.Future[None]] = {}
        self._count = 0
        self._pump: asyncio.Task[None] | None = None

    async def enter(self, lane: int, who: bytes = b"") -> None:
        """Return when it is this one's turn; `who` names one that may have to hurry."""
        if not self._queue and self._bucket.tokens >= 1 and self._bucket.wait() == 0:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line_up(lane, future)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._serve())
        self._waiting[who] = future
        try:
            await future
        finally:
            if self._waiting.get(who) is future:
                del self._waiting[who]

    def waits(self, who: bytes) -> bool:
        """Whether this one stands here."""
        return who in self._waiting

    def hurry(self, who: bytes, lane: int) -> None:
        """Let one that waits here stand in a more urgent lane, too; its old place is passed over."""
        if (future := self._waiting.get(who)) is not None:
            self._line_up(lane, future)

    def _line_up(self, lane: int, future: asyncio.Future[None]) -> None:
        """Put one behind those of its lane."""
        self._count += 1
        heapq.heappush(self._queue, (lane, self._count, future))

    def close(self, seconds: float) -> None:
        """Let nobody through for so long."""
        self._bucket.close(seconds)

    async def _serve(self) -> None:
        """Let one after the other through, whoever is most urgent at that moment."""
        while self._queue:
            if (pause := self._bucket.wait()) > 0:
                await asyncio.sleep(pause)
            while self._queue:
                _, _, future = heapq.heappop(self._queue)
                if not future.done():
                    future.set_result(None)
                    break
