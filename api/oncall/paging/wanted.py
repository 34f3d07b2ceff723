"""Says which alerts nobody needs any more: who has answered is rung by no further way.

Asked before each sending, of what there is: a claim, a yes or a coming knows nothing of alerts, and so cannot forget them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall import queries as oncall
from api.oncall.paging import queries
from api.oncall.paging.alerts import CALLS
from api.oncall.paging.covering import still_wanted
from api.oncall.paging.nobody import missing
from api.oncall.paging.queries import Alert
from api.oncall.reachable import queries as reachable
from api.staff.queries import persons


async def needless(connection: AsyncConnection, due: Sequence[Alert], now: int) -> list[bytes]:
    """Return those whose person is called for no youth, and for whom nothing waits of what they were woken for.

    A person is called under one device, and woken by the ways of all of theirs. An alert that is kept
    for a colleague may have served for a youth or a shift too: a no to the one is no answer to the other.
    """
    if not due:
        return []
    person, reasons = await persons(connection), {one.reason for one in due}
    called = await _still_called(connection, person, now)
    wanted: dict[str, set[bytes | None]] = dict.fromkeys(CALLS, called)
    if reasons - set(CALLS):
        wanted["swap"] = called | {person.get(one) for one in await still_wanted(connection, now)}
        wanted["begin"] = wanted["swap"] | set(person.values() if await missing(connection, now) else ())
        wanted["callme"] = wanted["swap"] | {person.get(one) for one in await oncall.still_asked(connection, now)}
    return [one.id for one in due if person.get(one.device, one.device) not in wanted[one.reason]]


async def _still_called(connection: AsyncConnection, person: Mapping[bytes, bytes], now: int) -> set[bytes | None]:
    """Return whom a youth or a worker still waits for, of those who could come: away, and "I know them", are answers too."""
    called = await queries.still_called(connection, person)
    gone = {person.get(one) for one in await reachable.absent(connection, now)}
    known = await reachable.recused(connection, {conversation for conversation, _ in called})
    recused = {(conversation, person.get(one)) for conversation, one in known}
    circles: dict[bytes, int] = {}
    for one, listed in (await reachable.people(connection)).items():
        circles[person.get(one, one)] = circles.get(person.get(one, one), 0) | 1 << listed.circle
    return {
        who
        for (conversation, who), audience in called.items()
        if who not in gone and (conversation, who) not in recused and circles.get(who, 0) & audience
    }
