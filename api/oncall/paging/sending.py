"""Sends what waits in the outbox of alerts, and tries again until it is of no use any more.

An alert is taken under its row's lock and put off before it is sent: a relay that dies in the middle leaves it to whoever
comes next, so it may arrive twice, as the same alert. One server that does not answer holds up nobody else's alert. What
arrived proves its way; what failed brings the worker's next way forward.
"""

from __future__ import annotations

import asyncio
import logging

from api.errors import Refused
from api.health import Counts
from api.oncall.paging import queries
from api.oncall.paging.channels import Channels, Letter
from api.oncall.paging.outside import Failed
from api.oncall.paging.queries import Alert, Order
from api.oncall.paging.wanted import needless
from api.protocol.base64url import b64u
from api.protocol.limits import MINUTE, SECOND
from api.staff.audit import record
from api.store.clock import Clock
from api.store.database import Database, Unavailable
from api.store.lockbox import Lockbox, Unreadable, nonces

log = logging.getLogger(__name__)
AT_ONCE = 32
IN_HAND = 20 * SECOND  # longer than any channel's patience
BACK_OFF = (5 * SECOND, 10 * SECOND, 20 * SECOND, 40 * SECOND, MINUTE)


class Sending:
    """The outbox of alerts, as this replica empties it."""

    def __init__(self, database: Database, lockbox: Lockbox, channels: Channels, clock: Clock, counts: Counts) -> None:
        """Take what app.py has opened."""
        self.channels = channels
        self._database, self._lockbox, self._clock, self._counts = database, lockbox, clock, counts
        self._under_way: set[asyncio.Task[None]] = set()

    async def look(self) -> None:
        """Take what is due and begin to send it; returns before it is sent."""
        now = self._clock.now()
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            return
        async with self._database.reading() as connection:
            if not await queries.alerts_due(connection, now, IN_HAND + MINUTE, 1):
                return
        async with self._database.writing() as connection:
            due = await queries.alerts_due(connection, now, IN_HAND + MINUTE, room)
            late = [one.id for one in due if one.until <= now]
            over = {*late, *await needless(connection, [one for one in due if one.id not in late], now)}
            await queries.drop_alerts(connection, over)
            due = [one for one in due if one.id not in over]
            for one in due:
                await queries.put_off(connection, one.id, now + IN_HAND, one.tries + 1)
        self._counts.add("alerts_given_up", len(late))
        for one in due:
            task = asyncio.create_task(self._send(one), name="alert")
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        await asyncio.gather(*self._under_way)

    async def stop(self) -> None:
        """Send nothing more; what is under way is sent again by whoever comes next."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self.channels.close()

    async def test(self, order: Order, name: bytes) -> str | None:
        """Send an alert by this way now; return None when it arrived, else why not."""
        try:
            await self._by(order, Letter(b64u(name), 60))
        except Failed as failed:
            await self._note(order.id, arrived=False)
            return failed.says
        await self._note(order.id, arrived=True)
        return None

    async def wrap(self, order_id: bytes, address: bytes) -> bytes:
        """Return an address as the database keeps it: under a lock of its own, which is destroyed with it."""
        lock = await self._lockbox.make(order_id)
        return lock.wrap(0, address, nonces(1)[0])

    async def unwrap(self, order: Order) -> bytes:
        """Return an address; Unreadable when its lock is gone."""
        lock = await self._lockbox.find(order.id)
        if lock is None:
            raise Unreadable
        return lock.unwrap(0, order.wrapped)

    async def forget(self, orders: list[bytes], by: bytes | None = None) -> None:
        """Take ways away for good: their addresses can be read by nobody afterwards. A device's own deed is on record."""
        if orders:
            await self._lockbox.destroy(orders, self._clock.now())
            async with self._database.writing() as connection:
                await queries.drop_orders(connection, orders)
                if by is not None:
                    await record(connection, by, "alerts", by, self._clock.now())

    async def forget_those_who_left(self) -> None:
        """Take away the ways of devices that are no longer on the roster."""
        async with self._database.reading() as connection:
            orders = await queries.orders_without_device(connection)
        await self.forget(orders)

    async def _send(self, alert: Alert) -> None:
        """Send one alert, and write down how it went."""
        try:
            async with self._database.reading() as connection:
                order = await queries.order(connection, alert.order_id)
            if order is None:
                return
            now = self._clock.now()
            try:
                await self._by(order, Letter(b64u(alert.id), max(1, (alert.until - now) // SECOND)))
            except Failed as failed:
                self._counts.add("alerts_failed")
                await self._put_off(alert, failed)
                return
            self._counts.add("alerts_sent")
            async with self._database.writing() as connection:
                await queries.drop_alerts(connection, [alert.id])
                await queries.note_result(connection, order.id, self._clock.now(), arrived=True)
        except Unavailable:
            log.warning("The database did not answer; an alert is sent again in a moment.")
        except Exception:
            log.exception("An alert failed in a way that nobody expected; it is tried again.")

    async def _put_off(self, alert: Alert, failed: Failed) -> None:
        now = self._clock.now()
        async with self._database.writing() as connection:
            await queries.note_result(connection, alert.order_id, now, arrived=False)
            await queries.hurry(connection, alert.device, now)
            if failed.gone:
                await queries.drop_alerts(connection, [alert.id])
            else:
                pause = BACK_OFF[min(alert.tries, len(BACK_OFF) - 1)]
                await queries.put_off(connection, alert.id, now + pause, alert.tries + 1)

    async def _by(self, order: Order, letter: Letter) -> None:
        try:
            address = await self.unwrap(order)
        except Unreadable:
            raise Failed("This address cannot be read any more. Remove it and add it again.", gone=True) from None
        try:
            await self.channels.send(order.channel, address, letter, self._clock.now())
        except Refused as refused:
            raise Failed(refused.says) from None

    async def _note(self, order_id: bytes, arrived: bool) -> None:
        async with self._database.writing() as connection:
            await queries.note_result(connection, order_id, self._clock.now(), arrived)
