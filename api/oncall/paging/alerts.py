"""Puts alerts into the outbox: each worker is woken by every way that they ordered, in their order.

An alert says "Desk needs you" and nothing else, whatever it is for. It is written in the transaction of the deed that
needs it, and sent afterwards (sending.py); so a deed that did not happen wakes nobody, and a relay that dies forgets none.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.paging import queries
from api.oncall.paging.queries import Alert
from api.protocol.limits import HOUR, MINUTE, SECOND
from api.staff.queries import persons

SAYS = "Desk needs you"
Reason = Literal["page", "help", "begin", "swap", "callme"]
LIVES: dict[str, int] = {
    "page": 5 * MINUTE,
    "help": 10 * MINUTE,
    "begin": 10 * MINUTE,
    "swap": 12 * HOUR,
    "callme": HOUR,
}
CALLS: tuple[Reason, ...] = ("page", "help")
WEIGHT: tuple[Reason, ...] = (*CALLS, "swap", "begin", "callme")  # an alert that serves for two is kept by the last
APART = 15 * SECOND  # the next way follows so much later, and two alerts in such a moment are one


async def alert(connection: AsyncConnection, devices: Collection[bytes], reason: Reason, now: int) -> set[bytes]:
    """Wake whoever has these devices by each way that they ordered: the first at once, each next a moment later; return whom.

    A person is woken by the ways of all their devices, whichever of them was named. Who has ordered none is not woken, and
    nobody may say that they are; their open desk still rings. Another alert that waits for the same way is that alert: it
    is tried at once and lives longer. What was answered meanwhile is kept back (wanted.py).
    """
    if not devices:
        return set()
    people = await persons(connection)
    called = {people.get(one, one) for one in devices}
    devices = {*devices, *(one for one, person in people.items() if person in called)}
    waiting = await queries.alerts_waiting(connection, devices)
    fresh: list[Alert] = []
    place: dict[bytes, int] = {}
    for order in await queries.orders_of(connection, devices):
        nth = place[order.device] = place.get(order.device, -1) + 1
        due = now + nth * APART
        if order.proven_at is not None and 0 <= now - order.proven_at < APART:
            due = max(due, order.proven_at + APART)
        old = waiting.get(order.id)
        if old is None:
            fresh.append(Alert(secrets.token_bytes(16), order.id, order.device, reason, due, 0, now + LIVES[reason]))
            continue
        kept = max(old.reason, reason, key=WEIGHT.index)
        await queries.renew_alert(connection, old.id, kept, min(old.due_at, due), max(old.until, now + LIVES[reason]))
    await queries.add_alerts(connection, fresh)
    return set(place)
