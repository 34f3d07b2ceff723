"""Posts sealed frames to the relay: in the conversation's order, as often as it takes, each taken once.

A frame's hash is the relay's idempotency key, so nothing is claimed before it leaves: what may have arrived is posted
again and counts once. While the relay is away everything waits here, sealed.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from bot.memory import queries
from bot.memory.changes import Changes, Post
from bot.memory.chats import Chats, Held
from bot.memory.database import Unavailable
from bot.relay.client import Refused, RelayClient, Unreachable
from bot.sealing.keys import b64u
from bot.settings.counts import count
from bot.settings.quiet import fault, log

AT_ONCE = 8
MOST_FRAMES = 100
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
VERBS = {
    "priority": "priority",
    "audience": "audience",
    "person": "person",
    "note": "note",
    "close": "close",
    "over": "close",
    "erase": "erase",
    "release": "put-back",
    "moved": "moved",
    "withdraw": "withdraw",
}
CLOSES_THEMSELVES = 60_000  # a worker who said that it is over tells the relay too, with what came of it
WITHOUT_FAIL = ("release", "moved", "withdraw")  # refused because it is so already, or somebody was quicker

Ended = Callable[[bytes, bool], Awaitable[None]]
Opened = Callable[[bytes], Awaitable[None]]
Unmoved = Callable[[bytes, str, str], Awaitable[None]]


class _NotYet(Exception):
    """The worker is about to say the same."""


class Posts:
    """The outbox toward the relay."""

    def __init__(self, chats: Chats, relay: RelayClient) -> None:
        """Prepare an empty outbox; `start` takes up what waited."""
        self._chats, self._relay = chats, relay
        self._queues: dict[bytes, list[Post]] = {}
        self._tasks: dict[bytes, asyncio.Task[None]] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._retry = asyncio.Event()
        self._left: dict[bytes, int] = {}  # conversation -> since when its worker is left to close it
        self._opening: dict[bytes, Post] = {}  # what the relay was asked to open and has not answered
        self._failing: dict[bytes, int] = {}  # conversation -> since when the relay does not take what waits
        self.ended: Ended | None = None
        self.opened: Opened | None = None
        self.unmoved: Unmoved | None = None
        self._stopping = False

    async def start(self) -> None:
        """Take up what waited."""
        async with self._chats.database.reading() as connection:
            self.add(await queries.unposted(connection))

    async def stop(self) -> None:
        """Stop posting; the rest waits on the disk, also what a step still under way leaves there."""
        self._stopping = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def take(self, held: Held) -> None:
        """These changes are on the disk: let go of what was discarded, post what is new.

        A call that is to open a conversation may still be under way at the relay. It is made until it is answered: an erase
        that came before it would find nothing, and what it opens then nobody would ever erase.
        """
        for conversation in held.changes.discarded:
            if conversation in self._queues:
                asked = self._opening.get(conversation)
                self._queues[conversation] = [] if asked is None else [asked]
        self.add(held.changes.posts)

    def add(self, posts: list[Post]) -> None:
        """Post these, which are on the disk."""
        for post in posts:
            self._queues.setdefault(post.conversation, []).append(post)
            if post.conversation not in self._tasks and not self._stopping:
                self._tasks[post.conversation] = asyncio.create_task(self._serve(post.conversation))

    def again(self) -> None:
        """The relay is back: do not wait any longer."""
        self._retry.set()
        self._retry = asyncio.Event()

    def waiting(self) -> int:
        """Return how many posts wait."""
        return sum(len(queue) for queue in self._queues.values())

    def unopened(self) -> set[bytes]:
        """Return the conversations that the relay need not know yet: whoever followed one would hear that it is gone."""
        return {one for one, queue in self._queues.items() if any(post.kind == "open" for post in queue)}

    def stuck(self, longer_than: int) -> set[bytes]:
        """Return the conversations of which the relay has taken nothing for longer than this (ms)."""
        now = self._chats.now()
        return {conversation for conversation, since in self._failing.items() if now - since >= longer_than}

    async def idle(self) -> None:
        """Return when nothing waits."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _serve(self, conversation: bytes) -> None:
        """Post until nothing is left for this conversation."""
        pause = FIRST_PAUSE
        try:
            while queue := self._queues.get(conversation):
                lot = _lot(queue)
                try:
                    async with self._gate:
                        if lot[0].kind == "over" and len(queue) == 1:
                            await self._after_the_worker(conversation)
                        await self._post(lot)
                except _NotYet:
                    await self._pause(FIRST_PAUSE)
                    continue
                except Refused as why:
                    await self._refused(conversation, lot, why)
                    continue
                except Exception as why:  # noqa: BLE001 - the relay is away; or a fault of ours, and what waits is not left to nobody
                    if not isinstance(why, Unreachable):
                        fault("a post", why)
                    self._failing.setdefault(conversation, self._chats.now())
                    if await self._pause(pause):
                        pause = min(LONGEST_PAUSE, pause * 2)
                    continue
                await self._drop(lot)
                self._failing.pop(conversation, None)
                pause = FIRST_PAUSE
        finally:
            self._tasks.pop(conversation, None)
            self._failing.pop(conversation, None)
            self._left.pop(conversation, None)
            self._opening.pop(conversation, None)
            if not self._queues.get(conversation):
                self._queues.pop(conversation, None)

    async def _pause(self, pause: float) -> bool:
        """Wait about this long (s); return False when the relay came back before."""
        retry = self._retry
        try:
            async with asyncio.timeout(random.uniform(pause / 2, pause)):  # noqa: S311 - spreads calls
                await retry.wait()
        except TimeoutError:
            return True
        return False

    async def _after_the_worker(self, conversation: bytes) -> None:
        """Raise _NotYet while the worker who ended it is there to close it: what came of it is theirs to say (0121)."""
        since = self._left.setdefault(conversation, self._chats.now())
        row = await self._relay.call("GET", f"/api/conversations/{b64u(conversation)}")
        there = row["state"] == "claimed" and row["claimer_here"]
        if there and self._chats.now() - since < CLOSES_THEMSELVES:
            raise _NotYet

    async def _post(self, lot: list[Post]) -> None:
        """Make one call for these."""
        first = lot[0]
        path = f"/api/conversations/{b64u(first.conversation)}"
        if first.kind == "frame":
            body = b"".join(len(post.body).to_bytes(4, "big") + post.body for post in lot)
            await self._relay.append(f"{path}/frames", body)
            count("frames_posted", len(lot))
            return
        body_json: Any = msgspec.json.decode(first.body) if first.body else {}
        if first.kind == "open":
            self._opening[first.conversation] = first
            await self._relay.call("POST", "/api/conversations", body_json)
            if self.opened is not None:
                await self.opened(first.conversation)
        else:
            body_json.pop("giver", None)  # for ourselves, should it be refused
            await self._relay.call("POST", f"{path}/{VERBS[first.kind]}", body_json)

    async def _refused(self, conversation: bytes, lot: list[Post], why: Refused) -> None:
        """The relay will never take this: let go of it, and say so where somebody can act on it."""
        if why.status == 401:
            # Not on the roster (any more). Waiting is right: a coordinator may let the bot in again.
            await asyncio.sleep(LONGEST_PAUSE)
            return
        if lot[0].kind in WITHOUT_FAIL:
            if lot[0].kind == "moved" and not await self._is_unmoved(conversation, lot[0]):
                await self._pause(FIRST_PAUSE)
                return
            await self._drop(lot)
            return
        over = why.code in ("closed", "not-found")
        if len(lot) > 1 and not over:
            await self._one_by_one(conversation, lot)
            return
        if lot[0].kind == "frame" and not over:
            count("frames_refused")
            log.error("ALARM: the relay refused a sealed frame for good")
        if over and lot[0].kind != "erase":
            queue = self._queues.get(conversation, [])
            lot = [post for post in queue if post.kind != "erase"]
        await self._drop(lot)
        while over and self.ended is not None:
            try:
                await self.ended(conversation, why.code == "not-found")
            except Unavailable:  # the youth is to hear that it is over, also when our own database is away just now
                await asyncio.sleep(1)
                continue
            return

    async def _is_unmoved(self, conversation: bytes, moved: Post) -> bool:
        """Have it seen to that a colleague did not get it; False when that has to be tried again."""
        body = msgspec.json.decode(moved.body)
        try:
            if self.unmoved is not None and "giver" in body:
                await self.unmoved(conversation, body["device"], body["giver"])
        except (Unreachable, Unavailable):
            return False
        return True

    async def _one_by_one(self, conversation: bytes, lot: list[Post]) -> None:
        """One of the lot is bad: find it without losing the others."""
        for post in lot:
            try:
                await self._post([post])
            except Refused as why:
                await self._refused(conversation, [post], why)
            except Unreachable:
                return
            else:
                await self._drop([post])

    async def _drop(self, lot: list[Post]) -> None:
        """These are with the relay: forget them."""
        for post in lot:
            self._opening.pop(post.conversation, None)
        ids = {post.id for post in lot}
        while True:
            try:
                await self._chats.journal.keep(Changes(posted=list(ids)))
                break
            except Unavailable:
                await asyncio.sleep(1)
        for conversation in {post.conversation for post in lot}:
            if conversation in self._queues:
                self._queues[conversation] = [post for post in self._queues[conversation] if post.id not in ids]


def _lot(queue: list[Post]) -> list[Post]:
    """Return what can go in one call: frames that follow each other, or one of anything else."""
    if queue[0].kind != "frame":
        return queue[:1]
    lot: list[Post] = []
    for post in queue[:MOST_FRAMES]:
        if post.kind != "frame":
            break
        lot.append(post)
    return lot
