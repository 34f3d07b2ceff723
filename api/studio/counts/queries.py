"""The tallies of screens: a week is kept once, and read as it came."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.store.tables import tallies

STEP, WEEK = "step", "week"
_t = tallies.c


async def keep(connection: AsyncConnection, week: int, steps: Mapping[str, int]) -> bool:
    """Keep a week's counts; False when it came before: a week that could change could be subtracted from itself."""
    if await connection.scalar(select(func.count()).where(_t.day == week, _t.kind == WEEK)):
        return False
    rows = [{"day": week, "kind": STEP, "key": step, "number": number} for step, number in sorted(steps.items())]
    await connection.execute(insert(tallies), [{"day": week, "kind": WEEK, "key": "steps", "number": 1}, *rows])
    return True


async def weeks(connection: AsyncConnection, most: int) -> dict[int, dict[str, int]]:
    """Return the newest weeks that came, the newest first."""
    newest = select(_t.day).where(_t.kind == WEEK).order_by(_t.day.desc()).limit(most)
    found: dict[int, dict[str, int]] = {int(day): {} for day in await connection.scalars(newest)}
    query = select(_t.day, _t.key, _t.number).where(_t.kind == STEP, _t.day.in_(list(found)))
    for day, step, number in await connection.execute(query):
        found[int(day)][str(step)] = int(number)
    return found
