"""A whole relay for a test: made line, signed-in devices, a clock that moves when the test moves it."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from api.staff import devices
from tests.api.founder import Founder, Phone

ORIGIN = "https://desk.example.ca"


@dataclass
class Relay:
    """A running relay and whoever made its line."""

    app: FastAPI
    client: httpx.AsyncClient
    founder: Founder
    clock: Any
    phones: list[Phone] = field(default_factory=list)
    tokens: dict[bytes, dict[str, str]] = field(default_factory=dict)
    arrived: dict[str, dict[str, str]] = field(default_factory=dict)

    async def make_line(self, *phones: Phone) -> httpx.Response:
        """Make the line with these devices on its first roster."""
        token = await devices.setup_token(self.app.state.database)
        assert token is not None
        self.phones = list(phones)
        return await self.client.post("/api/line", json=self.founder.founding(token, *phones))

    async def come_in(self, phone: Phone, admin: bool = False) -> dict[str, str]:
        """Sign a device in and return the headers that it sends from then on."""
        answer = await phone.sign_in(self.client, ORIGIN, self.founder.admin if admin else None)
        assert answer.status_code == 200, answer.text
        return {"authorization": f"Bearer {answer.json()['token']}"}

    async def everybody(self) -> dict[str, dict[str, str]]:
        """Put Ash on the roster and sign everybody in, once; return what each sends from then on, by name."""
        if not self.arrived:
            assert (await self.put_roster(*self.phones, Phone("Ash"))).status_code == 200
            self.arrived = {phone.label: await self.come_in(phone) for phone in self.phones}
        return self.arrived

    async def coordinator(self) -> dict[str, str]:
        """Sign the founder in as a coordinator, once."""
        held = self.tokens.get(self.founder.desk.id)
        if held is None:
            held = self.tokens[self.founder.desk.id] = await self.come_in(self.founder.desk, admin=True)
        return held

    async def read(self, path: str) -> httpx.Response:
        """Read something as the founder's device, signed in anew."""
        return await self.client.get(path, headers=await self.come_in(self.founder.desk))

    async def put_roster(self, *phones: Phone, **change: Any) -> httpx.Response:
        """Sign the next roster and put it in force."""
        document = self.founder.roster(*phones, **change)
        answer = await self.client.put(
            "/api/documents/roster", json={"document": document}, headers=await self.coordinator()
        )
        if answer.status_code == 200:
            self.founder.rosters.append(self.founder.last)
            self.phones = list(phones)
        return answer

    async def put_root(
        self, version: int, admins: list[Any], threshold: int = 1, signed_by: list[Any] | None = None
    ) -> httpx.Response:
        """Put a root document in force, together with a roster that these coordinators signed; all prove themselves anew."""
        document = self.founder.root_document(version, admins, threshold)
        body = {"document": document, "roster": self.founder.roster(*self.phones, signed_by=signed_by or admins)}
        answer = await self.client.put("/api/documents/root", json=body, headers=await self.coordinator())
        if answer.status_code == 200:
            self.founder.rosters.append(self.founder.last)
            self.tokens.clear()
        return answer

    @property
    def roster_hash(self) -> bytes:
        """The hash of the newest roster's payload."""
        return hashlib.sha256(self.founder.rosters[-1]).digest()


@asynccontextmanager
async def running(database_url: str, folder: Path, clock: Any) -> AsyncIterator[Relay]:
    """Open a relay on a prepared database, whose line is not made yet."""
    settings = Settings.read(
        {
            "API_DATA_DIR": str(folder),
            "API_DATABASE_URL": database_url,
            "API_ORIGIN": ORIGIN,
            "API_BIND": "127.0.0.1:8000",
        }
    )
    app = create_app(settings, clock)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"origin": ORIGIN}) as client,
    ):
        yield Relay(app, client, Founder(clock.now()), clock)


@pytest.fixture
async def empty_relay(database_url: str, clock: Any, tmp_path: Path) -> AsyncIterator[Relay]:
    """A relay whose line is not made yet."""
    async with running(database_url, tmp_path / "relay", clock) as relay:
        yield relay


async def founded(relay: Relay) -> None:
    """Make a line: founder, two workers, a supervisor, an editor and a bot."""
    phones = [
        Phone("Sam"),
        Phone("Kim", circle=1),
        Phone("Lee", "supervisor"),
        Phone("Ann", "editor"),
        Phone("Bot", "bot"),
    ]
    answer = await relay.make_line(*phones)
    assert answer.status_code == 201, answer.text


async def signed_in(relay: Relay) -> None:
    """Make the same line with one worker more, and sign everybody in."""
    await founded(relay)
    await relay.everybody()


@pytest.fixture
async def relay(
    request: pytest.FixtureRequest, lines: Any, database_url: str, clock: Any, tmp_path: Path
) -> AsyncIterator[Relay]:
    """A relay with a line; where a story begins with everybody signed in, they are."""
    make = signed_in if {"line", "calling"} & set(request.fixturenames) else founded
    async with lines.set_down(make, database_url, tmp_path / "relay", clock) as set_down:
        yield set_down
