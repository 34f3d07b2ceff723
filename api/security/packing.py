"""Packs the large answers that editors and desks read whole: a weak line carries a sixth of them.

Only content goes through here: words that youth are meant to read, asked for with a token that no other page can send, so
nobody can guess at secrets by their packed size. Sealed mail does not get smaller, and keeps its own way.
"""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

CONTENT = ("/api/studio", "/api/content/")
LEAST = 4096  # bytes; below, a packet is a packet


class Packing:
    """The relay behind it, with content packed for whoever can unpack it."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the relay's doors."""
        self.app = app
        self.packed = GZipMiddleware(app, minimum_size=LEAST, compresslevel=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        content = scope["type"] == "http" and scope["path"].startswith(CONTENT)
        await (self.packed if content else self.app)(scope, receive, send)
