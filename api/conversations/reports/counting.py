"""Count deeds in their own transaction: what did not happen is not counted, and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations.reports import queries
from api.conversations.reports.kinds import Count, fits, local_day


async def count(connection: AsyncConnection, counts: Sequence[Count], now: int, zone: ZoneInfo) -> None:
    """Add these to today on the line's clock; call it once in a transaction, before its deed is recorded."""
    if not fits(counts):
        raise ValueError("something is counted that is not in the lists")
    await queries.add(connection, local_day(now, zone), counts)
