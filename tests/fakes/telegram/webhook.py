"""Updates brought to the bot's address: one at a time per queue, tried again until they are taken or too old."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from .clock import Bell, Clock
from .updates import Update, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_PAUSE = 60
# However long the bot asks to wait, Telegram comes back within an hour.
LONGEST_RETRY_AFTER = 3600


class Webhook:
    """The bringer: a worker for each queue that holds something, and at most `connections` calls at once."""

    def __init__(self, updates: Updates, clock: Clock, bell: Bell, seconds: float = 60) -> None:
        """Bring nothing until an address is set; give up on a call after `seconds` real seconds."""
        self.updates, self.clock, self.bell, self.seconds = updates, clock, bell, seconds
        self.url, self.secret, self.connections = "", "", 40
        self.last_error, self.last_error_at = "", 0.0
        # A webhook may answer with a call in its body; whoever runs the server does it.
        self.on_reply: Callable[[dict[str, Any]], Awaitable[None]] | None = None
        self._queues: dict[str, deque[Update]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(40)
        self._client: aiohttp.ClientSession | None = None
        updates.on_new(self._take)

    def set(self, url: str, secret: str, connections: int) -> None:
        """Bring everything that waits, and what comes, to this address; nowhere if it is empty."""
        self._stop()
        self.url, self.secret, self.connections = url, secret, connections
        self._slots = asyncio.Semaphore(connections)
        self.last_error = ""
        self.updates.drop_expired()
        for update in self.updates.waiting:
            update.failures, update.retry_at = 0, 0
            self._take(update)
        self.bell.ring()

    @property
    def settled(self) -> bool:
        """Say whether every queue is empty, or waits for the time of its next try."""
        now = self.clock.now()
        return all(queue[0].wakes_at > now for queue in self._queues.values() if queue)

    def as_json(self) -> dict[str, Any]:
        """Return the answer of getWebhookInfo."""
        self.updates.drop_expired()
        info: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.waiting),
        }
        if self.url:
            info |= {"max_connections": self.connections, "ip_address": "127.0.0.1"}
        if self.last_error:
            info |= {"last_error_date": int(self.last_error_at), "last_error_message": self.last_error}
        return info | ({"allowed_updates": self.updates.allowed} if self.updates.allowed else {})

    async def close(self) -> None:
        """Stop bringing, and close the line."""
        workers = list(self._workers.values())
        self._stop()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._client:
            await self._client.close()

    def _stop(self) -> None:
        for worker in self._workers.values():
            worker.cancel()
        self._workers.clear()
        self._queues.clear()

    def _take(self, update: Update) -> None:
        if not self.url:
            return
        self._queues.setdefault(update.queue, deque()).append(update)
        if update.queue not in self._workers:
            self._workers[update.queue] = asyncio.get_running_loop().create_task(self._work(update.queue))

    async def _work(self, name: str) -> None:
        queue = self._queues[name]
        while queue:
            update = queue[0]
            await self.clock.sleep_until(update.wakes_at)
            if update.expires <= self.clock.now() or await self._bring(update):
                queue.popleft()
                self.updates.done(update)
            self.bell.ring()
        del self._queues[name], self._workers[name]
        self.bell.ring()

    async def _bring(self, update: Update) -> bool:
        """Call the address once; on anything but 2xx set the time of the next try."""
        retry_after = 0.0
        try:
            async with self._slots:
                status, retry_after, reply = await self._call(update)
            if 200 <= status < 300:
                if reply and self.on_reply:
                    await self.on_reply(reply)
                return True
            self.last_error = f"Wrong response from the webhook: {status}"
        except TimeoutError:
            self.last_error = "Read timeout expired"
        except aiohttp.ClientError as error:
            self.last_error = f"Connection failed: {type(error).__name__}"
        self.last_error_at = self.clock.now()
        # The first retry comes at once, then after 2, 4, 8 ... seconds, up to a minute.
        pause = 0 if update.failures == 0 else min(LONGEST_PAUSE, 2 ** min(update.failures, 6))
        update.failures += 1
        update.retry_at = self.clock.now() + max(pause, min(retry_after, LONGEST_RETRY_AFTER))
        return False

    async def _call(self, update: Update) -> tuple[int, float, dict[str, Any] | None]:
        if self._client is None:
            self._client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        timeout = aiohttp.ClientTimeout(total=self.seconds)
        async with self._client.post(self.url, json=update.as_json(), headers=headers, timeout=timeout) as answer:
            body = await answer.read()
            retry_after = 0.0
            with contextlib.suppress(ValueError):
                retry_after = float(answer.headers.get("Retry-After", 0))
            reply = None
            if answer.content_type == "application/json" and body:
                with contextlib.suppress(ValueError):
                    found = await answer.json()
                    reply = found if isinstance(found, dict) and "method" in found else None
            return answer.status, retry_after, reply
