"""Asks relay and bot wrongly, with words of a youth and of a worker in every place that a request has."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.fakes.line import Line


def bad_requests(line: Line, token: str, youth: str, worker: str, browser: str) -> None:
    """Every door of relay and bot is asked wrongly, with both words in every place of a request; signed in and not."""
    both = f"{youth}-{worker}"
    paths = [
        "/",
        "/api/line",
        "/api/enrolments",
        "/api/certificates",
        "/api/oncall",
        "/api/signin",
        "/api/documents/roster",
    ]
    paths += [
        "/api/conversations",
        f"/api/conversations/{both}",
        f"/api/conversations/{both}/frames",
        f"/{both}",
        f"/web/{both}",
    ]
    paths += [
        "/api/conversations/AAAAAAAAAAAAAAAAAAAAAA/frames",
        "/api/conversations/AAAAAAAAAAAAAAAAAAAAAA/keep",
        "/telegram",
    ]
    bodies: list[dict[str, Any]] = [
        {"json": {"label": both, "ed_pub": both, "document": both, "certificate": both, "reason": both, both: both}},
        {"content": f'{{"{both}": '.encode(), "headers": {"content-type": "application/json"}},
        {"content": both.encode() * 9000, "headers": {"content-type": "application/octet-stream"}},
        {"content": both.encode("utf-16-le"), "headers": {"content-type": f"text/{youth}"}},
    ]
    headers = {"referer": both, "cookie": f"a={both}", "x-forwarded-for": both, "user-agent": f"{browser} {both}"}
    answers = 0
    for address in (f"http://127.0.0.1:{line.relay_port}", f"http://127.0.0.1:{line.bot_port}"):
        for asks in ({"authorization": f"Bearer {both}"}, {"authorization": f"Bearer {token}"}):
            with httpx.Client(base_url=address, headers=headers | asks | {"origin": line.origin}) as client:
                for path in paths:
                    for method in ("GET", "POST", "PUT", "DELETE", "BREW"):
                        for body in bodies if method in ("POST", "PUT") else [{}]:
                            answer = client.request(method, path, params={"after": both, both: both}, **body)
                            assert both not in answer.text
                            answers += answer.status_code >= 400
    assert answers > 300
    for asks in (both, token):
        for says in (
            both,
            both.encode(),
            json.dumps({"t": both, both: both}),
            json.dumps({"t": "watch", "conversations": both}),
        ):
            bad_socket(line, asks, says, headers)


def bad_socket(line: Line, token: str, says: str | bytes, headers: dict[str, str]) -> None:
    """Say something wrong over the live socket until the relay has enough of it."""
    address = f"ws://127.0.0.1:{line.relay_port}/api/live"
    with (
        connect(address, additional_headers={"Origin": line.origin} | headers, max_size=2**21) as socket,
        contextlib.suppress(WebSocketException, TimeoutError),
    ):
        socket.send(json.dumps({"t": "hello", "token": token}))
        socket.send(says)
        socket.send(b"\x01\x00\x00\x00\x07" + (says if isinstance(says, bytes) else says.encode()) * 20)
        for _ in range(3):
            assert str(says) not in str(socket.recv(timeout=1))
