"""A weak line carries what youth read in a sixth of its size; sealed mail goes its own way."""

from __future__ import annotations

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from api.security.packing import Packing

LONG = b'{"say": "You can change your mind."}' * 1000


async def answers(scope: Scope, receive: Receive, send: Send) -> None:
    """Say something long, whatever is asked for."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": LONG})


async def asked(path: str, takes: str = "gzip") -> httpx.Response:
    """Ask as a browser does."""
    transport = httpx.ASGITransport(Packing(answers))
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.example.ca") as client:
        return await client.get(path, headers={"accept-encoding": takes})


@pytest.mark.parametrize("path", ["/api/studio/model", "/api/content/edition"])
async def test_content_comes_packed_and_whole(path: str) -> None:
    """Whoever can unpack it gets the same words."""
    answer = await asked(path)

    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(LONG) / 6
    assert answer.content == LONG


@pytest.mark.parametrize(
    ("path", "takes"), [("/api/conversations/x/frames", "gzip"), ("/api/studio/model", "identity")]
)
async def test_nothing_else_is_packed(path: str, takes: str) -> None:
    """Not a sealed frame, whose size must tell nothing, and not for whoever did not ask."""
    answer = await asked(path, takes)

    assert "content-encoding" not in answer.headers
    assert answer.content == LONG
