"""A line with three editors, a supervisor and a worker, all signed in."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.founder import Phone, dsse
from tests.api.lines import Lines
from tests.api.relay import Relay, empty_relay

__all__ = ["empty_relay"]
BUNDLE = "application/vnd.quietline.bundle+json"


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

    def envelope(self, payload: str, *who: str) -> str:
        """Sign what is to be signed."""
        return dsse(BUNDLE, base64.b64decode(payload), *(self.phones[one].key for one in who))

    async def sign(self, who: str, payload: str) -> httpx.Response:
        """Sign and send it."""
        return await self.post(who, "/sign", envelope=self.envelope(payload, who))

    async def ask(self, who: str, path: str, /, **body: Any) -> str:
        """Ask for something that is signed; return what."""
        answer = await self.post(who, path, **body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["payload"])

    async def publish(self, author: str, approver: str, at: int | None = None) -> dict[str, Any]:
        """Publish the draft as two people do."""
        payload = await self.ask(author, "/publish", waivers=await self.reasons(author), at=at)
        assert (await self.sign(author, payload)).json()["released"] is None
        answer = await self.sign(approver, payload)
        assert answer.status_code == 200 and answer.json()["released"], answer.text
        return dict(answer.json())

    async def reasons(self, who: str) -> list[dict[str, Any]]:
        """Give a reason for every warning."""
        found = (await self.get(who, "")).json()["findings"]
        return [
            {**{key: one[key] for key in ("code", "file", "line")}, "why": "It is fine."}
            for one in found
            if one["level"] == "W"
        ]

    async def edition(self) -> dict[str, Any] | None:
        """Fetch what youth read, as an end does."""
        versions = await self.versions()
        return versions[-1] if versions else None

    async def versions(self) -> list[dict[str, Any]]:
        """Fetch what youth read behind what it follows from."""
        answer = await self.relay.client.get("/api/content/edition")
        return list(answer.json()["versions"]) if answer.status_code == 200 else []

    async def text(self, step: str) -> str:
        """Return what youth read at a step now."""
        found = await self.edition()
        assert found is not None
        return str(found["edition"]["bundle"]["text"]["en"][step])


async def editors(relay: Relay) -> None:
    """Make a line of Ann, Ben and Cleo, who are editors, Lee, a supervisor, and Sam, a worker; sign them in."""
    phones = [Phone(name, "editor") for name in ("Ann", "Ben", "Cleo")] + [Phone("Lee", "supervisor"), Phone("Sam")]
    made = await relay.make_line(*phones)
    assert made.status_code == 201, made.text
    relay.arrived = {phone.label: await relay.come_in(phone) for phone in phones}


@pytest.fixture
async def room(lines: Lines, database_url: str, clock: Any, tmp_path: Path) -> AsyncIterator[Room]:
    """Ann, Ben and Cleo are editors; Lee is a supervisor, Sam a worker."""
    async with lines.set_down(editors, database_url, tmp_path / "relay", clock) as relay:
        yield Room(relay, {phone.label: phone for phone in relay.phones}, relay.arrived)


@pytest.fixture
async def practice_room(room: Room) -> Room:
    """The same on a line for practice, where services that nobody has called are shown."""
    room.relay.app.state.studio.examiner.practice = True
    return room
