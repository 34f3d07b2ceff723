"""A line with everybody signed in, and its real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.api.conversations.line import Line, Sockets, assemble, served
from tests.api.relay import Relay, empty_relay, relay

__all__ = ["empty_relay", "relay"]


@pytest.fixture(name="line")
async def everybody(relay: Relay) -> Line:
    """Everybody is signed in."""
    return await assemble(relay)


@pytest.fixture
async def sockets(line: Line) -> AsyncIterator[Sockets]:
    """Real sockets of the relay."""
    async with served(line.relay.app) as served_here:
        yield served_here
