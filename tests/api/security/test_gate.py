"""Nothing is read that another page sent, nothing is read beyond its cap, and nothing of it comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api.errors import Refused
from api.security.gate import FRAMES_CAP, USUAL_CAP, Gate

ORIGIN = "https://desk.example.ca"
CANARY = "canary-6f1d"


class Inner:
    """An application that remembers what reached it."""

    def __init__(self) -> None:
        self.read = 0
        self.reached = 0
        self.error: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole body, then answer or break."""
        self.reached += 1
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        async for piece in Request(scope, receive).stream():
            self.read += len(piece)
        if self.error:
            raise self.error
        await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"no-cache")]})
        await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def inner() -> Inner:
    """What lies behind the gate."""
    return Inner()


@pytest.fixture
def client(inner: Inner) -> httpx.AsyncClient:
    """Somebody before the gate."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(Gate(inner, ORIGIN, [].append)), base_url=ORIGIN)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("origin", "https://evil.example")],
        [("origin", "null")],
        [("origin", f"{ORIGIN}.evil.example")],
        [("origin", f"{ORIGIN}/")],
        [("origin", ORIGIN.replace("https", "http"))],
        [("origin", ORIGIN), ("origin", "https://evil.example")],
    ],
    ids=str,
)
async def test_h13_another_page_cannot_write(
    inner: Inner, client: httpx.AsyncClient, method: str, headers: Any
) -> None:
    """A write from a foreign page, or from none, is refused before anything reads it."""
    answer = await client.request(method, "/api/claim", headers=headers, content=CANARY)

    assert (answer.status_code, answer.json()["code"]) == (403, "origin")
    assert inner.reached == 0


async def test_a_page_of_ours_can_write(inner: Inner, client: httpx.AsyncClient) -> None:
    """Our own origin is let through."""
    answer = await client.post("/api/claim", headers={"origin": ORIGIN}, content=b"body")

    assert (answer.status_code, inner.read) == (200, 4)


@pytest.mark.parametrize(("origin", "reached"), [(ORIGIN, 1), ("https://evil.example", 0), (None, 0)])
async def test_h13_another_page_cannot_open_a_socket(inner: Inner, origin: str | None, reached: int) -> None:
    """The handshake of a foreign page, or of none, is refused."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"origin", origin.encode())] if origin else []
    await Gate(inner, ORIGIN, [].append)({"type": "websocket", "path": "/api/live", "headers": headers}, receive, send)

    assert ("websocket.accept" if reached else "websocket.close", reached) == (sent[0]["type"], inner.reached)


@pytest.mark.parametrize(("path", "cap"), [("/api/signin", USUAL_CAP), ("/api/conversations/x/frames", FRAMES_CAP)])
async def test_h6_more_than_the_cap_is_refused_before_it_is_read(
    inner: Inner, client: httpx.AsyncClient, path: str, cap: int
) -> None:
    """The announced length is enough to refuse."""
    fits = await client.post(path, headers={"origin": ORIGIN}, content=bytes(cap))
    too_large = await client.post(path, headers={"origin": ORIGIN}, content=bytes(cap + 1))

    assert (fits.status_code, too_large.status_code) == (200, 413)
    assert cap == inner.read


async def test_h6_a_body_without_a_length_is_cut_off_at_its_cap(inner: Inner, client: httpx.AsyncClient) -> None:
    """An endless body ends at the cap, not in our memory."""

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1000)

    answer = await client.post("/api/signin", headers={"origin": ORIGIN}, content=endless())

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert inner.read <= USUAL_CAP


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 30])
async def test_a_length_that_is_no_number_is_refused(inner: Inner, client: httpx.AsyncClient, length: str) -> None:
    """Never an error of ours."""
    answer = await client.post("/api/signin", headers={"origin": ORIGIN, "content-length": length}, content=b"")

    assert answer.status_code == 413


@pytest.mark.parametrize("error", [ValueError(CANARY), Refused("not-found"), RuntimeError(CANARY)], ids=repr)
async def test_an_error_inside_is_answered_from_the_list(
    inner: Inner, client: httpx.AsyncClient, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer has a code and a sentence, and not a word of what went wrong."""
    inner.error = error

    answer = await client.get("/")

    assert {"code", "says"} == set(answer.json())
    assert CANARY not in answer.text
    assert (404 if isinstance(error, Refused) else 500) == answer.status_code


async def test_every_answer_carries_the_headers(inner: Inner, client: httpx.AsyncClient) -> None:
    """Also refusals and errors; what an answer says by itself is kept."""
    fine, refused = await client.get("/"), await client.post("/")
    inner.error = ValueError()
    broken = await client.get("/")

    for answer in (fine, refused, broken):
        headers = answer.headers
        assert (
            headers["content-security-policy"]
            == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
        assert "same-origin" == headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"]
        assert "publickey-credentials-get=(self)" in headers["permissions-policy"]
        assert "max-age" in headers["strict-transport-security"]
    assert (fine.headers["cache-control"], refused.headers["cache-control"]) == ("no-cache", "no-store")
