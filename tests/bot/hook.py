"""Telegram's side of the webhook, for tests that must choose each byte."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any

import httpx

from bot.intake.webhook import doors
from tests.bot.world import World

SECRET = "a-secret-of-sixteen-letters"
NAME = b"X-Telegram-Bot-Api-Secret-Token"
_NUMBERS = itertools.count(7_000)


def text_update(text: Any, chat: int = 5_000_001, number: int | None = None, kind: str = "message") -> dict[str, Any]:
    """Make an update as Telegram sends it."""
    number = next(_NUMBERS) if number is None else number
    sender = {"id": chat, "is_bot": False, "first_name": "Mia", "language_code": "en"}
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "from": sender, "text": text}
    return {"update_id": number, kind: message}


class Hook:
    """Posts to the bot's webhook."""

    def __init__(self, world: World) -> None:
        async def ready() -> bool:
            return True

        app = doors("/hook/long-random", SECRET, world.line.door.take, ready)
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot")

    async def post(
        self, body: Any, secret: bytes | None = SECRET.encode(), more: Mapping[bytes, bytes] | None = None
    ) -> int:
        """Post an update, with further headers if there are any, and return the status."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = ([] if secret is None else [(NAME, secret)]) + list((more or {}).items())
        answer = await self._client.post("/hook/long-random", content=raw, headers=headers)
        return answer.status_code
