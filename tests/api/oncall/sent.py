"""Servers by which alerts really arrive, and what tests do with ways to be woken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.oncall.paging.alerts import alert
from api.oncall.paging.channels import Channels
from api.oncall.paging.push import open_push_key
from api.oncall.paging.sending import Sending
from api.oncall.queries import ask_for_call
from api.protocol.limits import HOUR, SECOND
from api.settings import Calling as CallingSettings
from api.store import tables
from tests.api.conversations.line import Person
from tests.api.oncall.calling import Calling
from tests.fakes.outside import Browser, House, Post, house, post_office

KEY = "a key of the gateway's own"


@pytest.fixture
async def push_service() -> AsyncIterator[House]:
    """A push service."""
    async with house() as held:
        yield held


@pytest.fixture
async def gateway() -> AsyncIterator[House]:
    """A gateway for text messages."""
    async with house() as held:
        yield held


@pytest.fixture
async def sent(
    calling: Calling, gateway: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Sent]:
    """A relay that sends by every way, to this machine."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))
    async with post_office("p:w", tmp_path) as post:
        smtp = f"smtps://desk:p%3Aw@{post.address}"
        settings = CallingSettings(90, 90, 300, 120, 300, smtp, "desk@example.ca", f"{gateway.url}/sms", KEY, "")
        held = Sent(calling, post, await sending(calling, settings))
        calling.state.sending = held.sending
        yield held
        await held.sending.stop()


async def sending(calling: Calling, settings: CallingSettings, practice: bool = True) -> Sending:
    state = calling.state
    channels = Channels(settings, "https://desk.example.ca", practice, await open_push_key(state.lockbox))
    return Sending(state.database, state.lockbox, channels, state.clock, state.counts)


class Sent:
    """What tests do with ways to be woken."""

    def __init__(self, calling: Calling, post: Post, sending: Sending) -> None:
        """Take the servers."""
        self.calling, self.post, self.sending = calling, post, sending

    async def order(self, person: Person, **way: str) -> Any:
        """Add a way, as the console does."""
        return await self.calling.relay.client.post("/api/alerts", json=way, headers=person.headers)

    async def two_ways(self, person: Person, browsers: House) -> None:
        """Let somebody be woken in their browser, and fifteen seconds later by phone."""
        await self.order(person, **Browser().order(f"{browsers.url}/x"))
        await self.order(person, channel="hook", to="+18075550100")

    async def ways(self, person: Person) -> dict[str, Any]:
        """Return somebody's ways."""
        answer = await self.calling.relay.client.get("/api/alerts", headers=person.headers)
        return dict(answer.json())

    async def test(self, person: Person, way: str) -> Any:
        """Let somebody send themselves an alert."""
        answer = await self.calling.relay.client.post(f"/api/alerts/{way}/test", headers=person.headers)
        return answer.json() if answer.status_code == 200 else answer.status_code

    async def wake(self, person: Person) -> None:
        """Let a worker want to be called by this person, for longer than any alert lives."""
        now = self.calling.clock.now()
        async with self.calling.state.database.writing() as connection:
            await alert(connection, [person.id], "callme", now)
            await ask_for_call(connection, self.calling.line.kim.id, [person.id], now, now + 2 * HOUR)

    async def go(self, seconds: float = 0) -> None:
        """Let time pass, and what is due be sent."""
        self.calling.clock.forward(int(seconds * SECOND))
        await self.sending.look()
        await self.sending.settled()

    async def waiting(self) -> int:
        """Return how many alerts wait."""
        return len(await self.calling.rows(tables.alerts))
