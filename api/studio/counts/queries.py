"""The tallies of screens: each week once, as it came; who stands where now, only the newest."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.store.tables import tallies
from api.studio.queries import take_turn

STEP, WEEK = "step", "week"
STANDING, TOLD_AT, OF_NOW = "standing", "standing-at", 0
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


async def keep_standing(connection: AsyncConnection, at: int, steps: Mapping[str, int]) -> None:
    """Keep how many stand on each step now, in the place of what was told before."""
    await take_turn(connection)
    await connection.execute(delete(tallies).where(_t.day == OF_NOW, _t.kind.in_((STANDING, TOLD_AT))))
    rows = [{"day": OF_NOW, "kind": STANDING, "key": step, "number": number} for step, number in sorted(steps.items())]
    await connection.execute(insert(tallies), [{"day": OF_NOW, "kind": TOLD_AT, "key": "at", "number": at}, *rows])


async def standing(connection: AsyncConnection) -> tuple[int | None, dict[str, int]]:
    """Return when it was told last how many stand where, and how many."""
    query = select(_t.kind, _t.key, _t.number).where(_t.day == OF_NOW, _t.kind.in_((STANDING, TOLD_AT)))
    rows = (await connection.execute(query.order_by(_t.key))).all()
    at = next((int(row.number) for row in rows if row.kind == TOLD_AT), None)
    return at, {str(row.key): int(row.number) for row in rows if row.kind == STANDING}
