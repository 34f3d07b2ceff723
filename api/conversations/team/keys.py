"""Whether a device can read what is written from now on: no youth is told of somebody who cannot.

The desk asks before it offers the button. This is the relay's own lock behind it: for a stale tab, for the second device of
a person whose shift is on the first, and for a client that does not ask.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations.rules import Conversation, recused
from api.conversations.team import queries
from api.errors import Refused
from api.oncall.certificates import SHIFT, STANDBY


async def demand_key(connection: AsyncConnection, device: bytes, found: Conversation, now: int) -> None:
    """Refuse a device that is not on call; for what began as a note standby is enough while nobody whom the youth chose is on call."""
    # Protocol 3.3
    held = await queries.keys_of(connection, device, now)
    if SHIFT in held:
        return
    if not found.from_note or STANDBY not in held:
        raise Refused("off-call")
    for other, circle in await queries.on_call(connection, now):
        if found.audience >> circle & 1 and not recused(found, other):
            raise Refused("off-call")
