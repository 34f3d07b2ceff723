"""A line with three editors, a supervisor and a worker, all signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.api.founder import Phone
from tests.api.relay import Relay, empty_relay

__all__ = ["empty_relay"]


@dataclass
class Room:
    """The studio as its people see it."""

    relay: Relay
    phones: dict[str, Phone]
    headers: dict[str, dict[str, str]]

    async def get(self, who: str, path: str, **more: Any) -> httpx.Response:
        """Ask for something."""
        return await self.relay.client.get(f"/api/studio{path}", headers=self.headers[who], **more)

    async def post(self, who: str, path: str, /, **body: Any) -> httpx.Response:
        """Do something."""
        return await self.relay.client.post(f"/api/studio{path}", json=body, headers=self.headers[who])

    async def put(self, who: str, path: str, text: str | None, base: str | None) -> httpx.Response:
        """Save a file."""
        body = {"text": text, "base": base}
        return await self.relay.client.put(
            "/api/studio/file", params={"path": path}, json=body, headers=self.headers[who]
        )

    async def file(self, path: str, who: str = "Ann") -> dict[str, Any]:
        """Open a file."""
        answer = await self.get(who, "/file", params={"path": path})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def change(self, who: str, path: str, old: str, new: str) -> dict[str, Any]:
        """Replace words in a file and save it."""
        found = await self.file(path, who)
        assert old in found["text"]
        answer = await self.put(who, path, found["text"].replace(old, new), found["hash"])
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture
async def room(empty_relay: Relay) -> Room:
    """Ann, Ben and Cleo are editors; Lee is a supervisor, Sam a worker."""
    phones = {
        "Ann": Phone("Ann", "editor"),
        "Ben": Phone("Ben", "editor"),
        "Cleo": Phone("Cleo", "editor"),
        "Lee": Phone("Lee", "supervisor"),
        "Sam": Phone("Sam"),
    }
    made = await empty_relay.make_line(*phones.values())
    assert made.status_code == 201, made.text
    headers = {name: await empty_relay.come_in(phone) for name, phone in phones.items()}
    return Room(empty_relay, phones, headers)
