"""Closes hours in the step that leaves nobody there, and opens them when somebody is there again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.queries import officers
from api.oncall.schedule import queries
from api.oncall.schedule.plan import refuse_gaps
from api.oncall.schedule.promises import for_every_youth
from api.oncall.shifts import PRIMARY, UNFILLED, Closure, Shift, manned
from api.oncall.spans import Span, common, minus


async def close_empty(connection: AsyncConnection, empty: Sequence[Span], closed: bool) -> list[bytes]:
    """Publish hours without anybody as closed, if that was said; return the names of the closures."""
    if not closed:
        refuse_gaps(empty)
    made = [Closure(secrets.token_bytes(16), begin, end, UNFILLED) for begin, end in empty]
    await queries.add_closures(connection, made)
    return [one.id for one in made]


async def lift(connection: AsyncConnection, now: int, shifts: Iterable[Shift]) -> bool:
    """Open what was closed for want of somebody where one of these is there now; say whether there was any.

    Hours that were closed by hand, for a holiday or for any other reason, stay closed.
    """
    stands = minus(manned(for_every_youth(shifts, await officers(connection)), PRIMARY), [(0, now)])
    lifted = False
    for one in await queries.closures(connection, stands[0][0], stands[-1][1]) if stands else ():
        left = minus([one.span], stands)
        if one.reason == UNFILLED and common([one.span], stands):
            lifted = await queries.drop_closure(connection, one.id)
            parts = [Closure(secrets.token_bytes(16), begin, end, UNFILLED) for begin, end in left]
            await queries.add_closures(connection, parts)
    return lifted
