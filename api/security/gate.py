"""The layer around all routes: whose page may write, how much may be sent, what an answer carries.

Browsers name the page that a request comes from; a write or a socket from another page, or from none, is refused
before anything reads it (THREATS H13). Bodies are counted as they arrive and cut off at their cap (H6). Whatever goes
wrong inside is answered from the closed list: no trace, no word of the request.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Refused
from api.security.headers import always

log = logging.getLogger(__name__)
SAFE = {"GET", "HEAD", "OPTIONS"}
KIB = 1024
USUAL_CAP = 16 * KIB
PACKET_CAP = 96 * KIB  # 64 KiB sealed, as base64
DOCUMENT_CAP = 512 * KIB
STUDIO_CAP = 3072 * KIB  # a megabyte of quotes or short lines is twice that as JSON, and is refused by file and line
FRAMES_CAP = 1024 * KIB + 64 * KIB


class Gate:
    """Wraps the application; pure ASGI, so that it costs the hot path next to nothing."""

    def __init__(self, app: ASGIApp, origin: str, count: Callable[[str], None]) -> None:
        """Take the application, the one origin whose pages may write, and what counts requests."""
        self.app = app
        self.count = count
        self.origin = origin.encode()
        self.headers = always(origin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "websocket":
            return await self._socket(scope, receive, send)
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        self.count("requests")
        answer = _Answer(send, self.headers)
        try:
            if scope["method"] not in SAFE and not self._ours(scope):
                raise Refused("origin")
            await self.app(scope, _Counted(receive, scope), answer)
        except Refused as refused:
            self.count("refused")
            await answer.refuse(refused)
        except ClientDisconnect:
            return None  # Whoever asked is gone: nobody is there to answer.
        except Exception:
            self.count("broken")
            log.exception("A request ended in an error that nobody expected.")
            await answer.refuse(Refused("broken"))

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the handshake of a socket that another page opens."""
        if self._ours(scope):
            return await self.app(scope, receive, send)
        await receive()
        return await send({"type": "websocket.close", "code": 4403})

    def _ours(self, scope: Scope) -> bool:
        """Say whether the request names our own origin, exactly once."""
        return [value for name, value in scope["headers"] if name == b"origin"] == [self.origin]


class _Counted:
    """Hands a body on, and stops when more arrives than its address takes."""

    def __init__(self, receive: Receive, scope: Scope) -> None:
        """Refuse at once when the announced length is already too much."""
        self.receive = receive
        self.left = cap(scope["path"])
        for name, value in scope["headers"]:
            if name == b"content-length" and (not value.isdigit() or len(value) > 12 or int(value) > self.left):
                raise Refused("too-large")

    async def __call__(self) -> Message:
        """Hand on the next piece."""
        message = await self.receive()
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise Refused("too-large")
        return message


class _Answer:
    """Adds our headers to an answer, and remembers whether it has begun."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]]) -> None:
        """Take where the answer goes and what it must carry."""
        self.send = send
        self.headers = headers
        self.begun = False

    async def __call__(self, message: Message) -> None:
        """Send the next piece."""
        if message["type"] == "http.response.start":
            self.begun = True
            own = list(message.get("headers", ()))
            names = {name.lower() for name, _ in own}
            message = {**message, "headers": own + [one for one in self.headers if one[0] not in names]}
        await self.send(message)

    async def refuse(self, refused: Refused) -> None:
        """Answer with a refusal, unless another answer is already on its way."""
        if self.begun:
            return
        body = json.dumps(refused.answer()).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        if refused.code in ("too-large", "origin"):
            headers.append((b"connection", b"close"))  # The rest of the body is not worth reading.
        start: dict[str, Any] = {"type": "http.response.start", "status": refused.status, "headers": headers}
        await self(start)
        await self({"type": "http.response.body", "body": body})


def cap(path: str) -> int:
    """Say how many bytes an address takes."""
    if path.endswith("/frames"):
        return FRAMES_CAP
    if path.endswith(("/packets", "/send", "/decline")):
        return PACKET_CAP
    if path in ("/api/studio/file", "/api/studio/edit", "/api/studio/edits", "/api/studio/check", "/api/studio/po"):
        return STUDIO_CAP
    if path in ("/api/studio/publish", "/api/studio/sign"):
        return DOCUMENT_CAP
    return DOCUMENT_CAP if path == "/api/line" or path.startswith("/api/documents/") else USUAL_CAP
