"""Keeps what a shift's person asked for over a change of it, or lets it fall.

A cry of sick stays. An offer to swap was made for certain hours: when these change, it falls, and who offered reads that
beside their own shift.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.schedule import queries
from api.oncall.schedule.persons import by_person
from api.oncall.shifts import COVER, FELL, SWAP, Shift


def unchanged(one: Shift, other: Shift) -> bool:
    """Say whether two states of a shift are the same to whoever would have it."""
    return (one.span, one.duty, one.device) == (other.span, other.duty, other.device)


def carried(old: Shift | None, made: Shift, people: Mapping[bytes, tuple[str, str]]) -> Shift:
    """Keep what its person asked for: cover, as long as they have it; a swap, as long as nothing changes."""
    if made.asks or old is None or old.device is None or made.device is None:
        return made
    was, now = by_person([old, made], people)
    if was.device != now.device:
        return made
    if old.asks == SWAP and not unchanged(old, made):
        return replace(made, answer=FELL)
    if old.asks == COVER or old.asks == SWAP:
        return replace(made, asks=old.asks, asks_of=old.asks_of, asks_for=old.asks_for)
    return replace(made, answer=old.answer)


async def let_fall(connection: AsyncConnection, shift_ids: Iterable[bytes], now: int) -> None:
    """Let every offer to swap for one of these shifts fall: it was made for other hours, or for somebody else's."""
    for one in await queries.offers_for(connection, shift_ids):
        fell = one.freed(answer=FELL, changed_at=max(now, one.changed_at + 1))
        await queries.change_shift(connection, fell, one.changed_at)
