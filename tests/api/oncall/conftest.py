"""A line whose published schedule names who is on duty."""

from __future__ import annotations

import pytest

from tests.api.conversations.line import assemble
from tests.api.oncall.calling import Calling
from tests.api.oncall.sent import gateway, push_service, sent
from tests.api.relay import Relay, empty_relay, relay

__all__ = ["empty_relay", "gateway", "push_service", "relay", "sent"]


@pytest.fixture(name="calling")
async def on_duty(relay: Relay) -> Calling:
    """Sam is primary, Ash backup, Lee supervisor; nobody has gone on call yet."""
    held = Calling(await assemble(relay, on_call=False))
    for jobs in (held.state.jobs, *held.state.lanes):  # these tests look themselves, when their clock says so
        await jobs.stop()
    await held.plan(primary=held.line.sam, backup=held.line.ash, supervisor=held.line.lee)
    await held.look()
    return held
