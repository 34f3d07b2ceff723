"""A unique string, put into every part of every request, turns up in no answer and in no log (promise 2)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from api.security.logs import Discreet
from tests.api.relay import Relay, empty_relay, relay
from tests.api.test_doors import TABLE

__all__ = ["empty_relay", "relay"]
CANARY = "canary6f1dcanary6f1dca"  # as long as an id


@pytest.fixture
def output() -> Iterator[StringIO]:
    """Everything that any logger of the process would write."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(before)
    root.removeHandler(handler)


def requests() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each address with the canary in its path, query, headers and in bodies of many wrong kinds."""
    bodies: list[dict[str, Any]] = [
        {"json": {CANARY: CANARY}},
        {"json": {"label": CANARY, "ed_pub": CANARY, "document": CANARY, "certificate": CANARY, "token": CANARY}},
        {"json": {"next_opening": CANARY, "id": CANARY, "priority": CANARY, "reason": CANARY, "kind": CANARY}},
        {"json": [CANARY]},
        {"json": CANARY},
        {"content": f'{{"{CANARY}": '.encode(), "headers": {"content-type": "application/json"}},
        {"content": f"\xff{CANARY}".encode("latin-1"), "headers": {"content-type": "application/json"}},
        {"content": CANARY.encode() * 60_000, "headers": {"content-type": "application/octet-stream"}},
        {"content": CANARY.encode(), "headers": {"content-type": CANARY}},
    ]
    for name in TABLE:
        method, path = name.split(" ")
        if method == "WS":
            continue
        while "{" in path:
            path = path[: path.index("{")] + CANARY + path[path.index("}") + 1 :]
        for body in bodies if method in ("POST", "PUT", "DELETE") else [{}]:
            yield method, f"{path}?after={CANARY}&state={CANARY}&{CANARY}={CANARY}", body


async def test_no_word_of_a_request_comes_back_or_is_logged(relay: Relay, output: StringIO) -> None:
    """Signed in or not, well formed or not: every address, every answer, every log line."""
    signed = [await relay.coordinator(), await relay.come_in(relay.phones[0]), await relay.come_in(relay.phones[4]), {}]
    shown, broken = [], []
    count = 0
    for method, path, body in requests():
        for headers in signed:
            given = {"user-agent": CANARY, "x-forwarded-for": CANARY, "cookie": CANARY, "referer": CANARY}
            given |= headers or {"authorization": f"Bearer {CANARY}"}
            answer = await relay.client.request(
                method, path, **{**body, "headers": {**given, **body.get("headers", {})}}
            )
            relay.clock.forward(60_000)
            count += 1
            if CANARY in answer.text or CANARY in str(answer.headers):
                shown.append((method, path, answer.status_code))
            if answer.status_code >= 500:
                broken.append((method, path, body, answer.status_code))
        if relay.clock.now() % 3_600_000 < 60_000:
            signed = [
                await relay.coordinator(),
                await relay.come_in(relay.phones[0]),
                await relay.come_in(relay.phones[4]),
                {},
            ]

    assert (shown, broken) == ([], [])
    assert CANARY not in output.getvalue()
    assert count > 300


@pytest.mark.parametrize("method", ["GET", "POST", "BREW"])
async def test_an_address_that_is_not_there_says_nothing(relay: Relay, output: StringIO, method: str) -> None:
    """Neither does a method that is not known."""
    answers = [
        await relay.client.request(method, path)
        for path in (f"/{CANARY}", f"/api/{CANARY}", f"/web/{CANARY}", f"/api/me/{CANARY}", "/api/line")
    ]

    assert not [answer for answer in answers if CANARY in answer.text or answer.status_code >= 500]
    assert all(answer.json()["says"] for answer in answers if answer.status_code >= 400)
    assert CANARY not in output.getvalue()


async def test_a_database_that_breaks_tells_nothing(relay: Relay, output: StringIO) -> None:
    """What a statement held stays with the statement; the answer is an honest 503."""
    from sqlalchemy import text

    async with relay.app.state.database.writing() as connection:
        await connection.execute(text("ALTER TABLE enrolments RENAME TO gone"))

    body = {"ed_pub": "A" * 43, "label": CANARY, "mac": None, "role": "worker"}
    answer = await relay.client.post("/api/enrolments", json=body)

    assert (answer.status_code, answer.json()["code"]) == (503, "later")
    assert CANARY not in answer.text + output.getvalue()
