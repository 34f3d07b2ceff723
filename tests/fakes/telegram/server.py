"""The HTTP door: the Bot API at /bot<token>/<method>, and the phone page beside it."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .calls import answer
from .faults import Fault
from .phone import Phones
from .refusals import ErrorPage, Refusal, bad

if TYPE_CHECKING:
    from .practice import Practice


class Door:
    """Turns requests into calls, and meets them with the faults that were ordered."""

    def __init__(self, practice: Practice) -> None:
        """Stand before one practice Telegram."""
        self.practice = practice
        self.closing = asyncio.Event()

    async def bot_api(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of the bot."""
        name = request.match_info["method"]
        try:
            if not hmac.compare_digest(request.match_info["token"].encode(), self.practice.token.encode()):
                raise Refusal(401, "Unauthorized")
            raw = await self._parameters(request)
            fault = self.practice.faults.take(name)
            if fault and not fault.accepted:
                return await self._fail(request, fault)
            result = await answer(self.practice, name, raw)
            if fault:
                return await self._fail(request, fault)
            return web.json_response({"ok": True, "result": result})
        except ErrorPage as page:
            return web.Response(text=page.page, status=page.code, content_type="text/html")
        except Refusal as no:
            return web.json_response(no.as_json(), status=no.code)

    async def _parameters(self, request: web.Request) -> Mapping[str, Any]:
        """Read the parameters from address and body; Telegram takes all these forms."""
        found: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            try:
                body = json.loads(await request.read() or b"{}")
            except ValueError:
                raise bad("can't parse JSON") from None
            if not isinstance(body, dict):
                raise bad("object expected as JSON")
            return found | body
        if request.can_read_body:
            for name, value in (await request.post()).items():
                # A file that comes along is named by attach://; what is in it, nobody here looks at.
                if isinstance(value, str):
                    found[name] = value
        return found

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.refusal:
            raise fault.refusal
        if not fault.cut:
            await self.closing.wait()
        if request.transport:
            request.transport.abort()
        return web.Response(status=502)


@asynccontextmanager
async def serve(practice: Practice, host: str, port: int) -> AsyncIterator[str]:
    """Open the door for as long as the block lasts, and give its address."""
    door = Door(practice)
    app = web.Application(client_max_size=1 << 20)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", door.bot_api)
    Phones(practice, door.closing).add_to(app)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    try:
        shown = "localhost" if host in ("127.0.0.1", "::1") and port else host
        yield f"http://{shown}:{runner.addresses[0][1]}"
    finally:
        door.closing.set()
        practice.bell.ring()
        await runner.cleanup()
