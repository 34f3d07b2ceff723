"""The webhook and the health checks, in FastAPI: only the holder of the secret is heard.

The secret is compared as bytes and in constant time, before a single byte of the body is read (H1). A body over the cap is
cut off (H6). The answer is given after the step is on the disk: 200, or 500 so that Telegram keeps the update.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response

from bot.settings.counts import count

LARGEST = 1 << 20
HEADER = b"x-telegram-bot-api-secret-token"

Take = Callable[[bytes], Awaitable[bool]]


def doors(path: str | None, secret: str | None, take: Take, ready: Callable[[], Awaitable[bool]]) -> FastAPI:
    """Make the bot's web doors; without a path there is no webhook."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/health/live")
    async def live() -> dict[str, bool]:
        """The process runs."""
        return {"ok": True}

    @app.get("/health/ready")
    async def is_ready(response: Response) -> dict[str, bool]:
        """Telegram knows the bot and gives it updates, and the database answers, at this moment."""
        ok = await ready()
        response.status_code = 200 if ok else 503
        return {"ok": ok}

    if path is not None and secret is not None:
        app.add_api_route(path, _hook(secret.encode(), take), methods=["POST"], include_in_schema=False)
    return app


def _hook(secret: bytes, take: Take) -> Callable[[Request], Awaitable[Response]]:
    """Make the webhook's door."""

    async def hook(request: Request) -> Response:
        """Take one update."""
        given = next((value for name, value in request.scope["headers"] if name == HEADER), b"")
        if not hmac.compare_digest(given, secret):
            count("webhook_refused")
            return Response(status_code=401)
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return Response(status_code=413)
        return Response(status_code=200 if await take(bytes(body)) else 500)

    return hook
