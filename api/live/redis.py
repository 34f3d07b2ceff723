"""The doorbell between replicas over Redis: published, never kept."""

from __future__ import annotations

from redis.asyncio import Redis

from api.live.remote import CHANNEL, RemoteHub


class RedisHub(RemoteHub):
    """Keeps the promise of `Hub` over a Redis server."""

    def __init__(self, url: str) -> None:
        """Take the server's address; nothing is connected yet."""
        super().__init__()
        self._url = url

    def _connect(self) -> Redis:
        return Redis.from_url(self._url, socket_connect_timeout=5, health_check_interval=10)

    async def _send_all(self) -> None:
        async with self._connect() as redis:
            while True:
                for piece in await self._next():
                    await redis.publish(CHANNEL, piece)
                self._works("sends")

    async def _hear_all(self) -> None:
        async with self._connect() as redis, redis.pubsub(ignore_subscribe_messages=True) as heard:
            await redis.ping()  # a server that lets nobody in says so to the first command only
            await heard.subscribe(CHANNEL)
            self._connected()
            while True:
                # A timeout of its own, so that the health check runs and a dead connection is noticed.
                message = await heard.get_message(timeout=10)
                if message is not None:
                    self._heard(message["data"])
