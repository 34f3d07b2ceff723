"""Calls the team for whoever waits, youth or worker: looks each second, decides, writes it down.

Deadlines are rows, so nothing is forgotten when a relay dies. Every replica looks, and the row decides who acts: it is
taken under its lock, and a rung is called once by its primary key. No lease: a dead replica must not hold the others up.
Ladders follow from what conversations are; no claim, release or close has to know of them. Only a call for help begins
its own, because whoever asks is told at once who is woken.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import Refused
from api.health import Counts
from api.live.hub import Hub, Ring
from api.oncall import escalation
from api.oncall.escalation import Decision, Numbers, Page, Waiting
from api.oncall.paging import queries
from api.oncall.paging.alerts import Reason, alert
from api.oncall.paging.queries import Seen
from api.oncall.reachable.queries import may_come
from api.oncall.reachable.teams import asleep, stands_for, teams
from api.protocol.limits import HOUR, MINUTE, SECOND
from api.staff.queries import devices_of
from api.store.clock import Clock, Onward
from api.store.database import Database

log = logging.getLogger(__name__)
MARGIN = 5 * SECOND  # replicas' clocks may differ by so much; what is missed is found within the minute
WHOLE_LOOK_EVERY = MINUTE
AT_ONCE = 200
REASONS: tuple[tuple[Reason, bool], ...] = (("page", False), ("help", True))  # what for, and whether a worker asks
REMEMBERED = HOUR  # a call for help that is taken back and made again within it goes on with the next


class Paging:
    """The ladders of the line, as this replica looks after them."""

    def __init__(self, database: Database, hub: Hub, clock: Clock, numbers: Numbers, counts: Counts) -> None:
        """Take what app.py has opened; the first look is a whole one."""
        self._database, self._hub, self._clock, self._counts = database, hub, clock, counts
        self.numbers = numbers
        self.time = Onward(clock)
        self._looked_at: int | None = None
        self._whole_look = clock.steady()

    async def look(self) -> None:
        """Begin and end ladders as conversations have changed, and call whom it is time to call."""
        steady, wall = self._clock.steady(), self._clock.now()
        whole = self._looked_at is None or steady >= self._whole_look
        async with self._database.reading() as connection:
            seen = await queries.unmatched(connection, AT_ONCE) if whole else []
            orphans = await queries.orphans(connection) if whole else []
            if self._looked_at is not None:
                seen += await queries.changed(connection, min(self._looked_at, wall) - MARGIN)
            deadlines = await queries.deadlines(connection)
            latest = await queries.latest(connection) if self._looked_at is None else 0
        now = self.time.now()
        if deadlines:
            known = escalation.at_least(latest, deadlines[1], self._looked_at is not None, now, self.numbers)
            now = self.time.now(known)
        due = deadlines is not None and deadlines[0] <= now
        # In one order on every replica, so that none waits for another in a circle.
        seen = sorted({one.id: one for one in seen}.values(), key=lambda one: one.id)
        begins = [one for one in seen if one.waits and one.ladder != "live"]
        rests = [one.id for one in seen if one.state == "claimed" and not one.waits and one.ladder != "rests"]
        ends = [one.id for one in seen if one.state != "claimed" and not one.waits and one.ladder != "none"] + orphans
        if begins or rests or ends or due:
            await self._act(begins, rests, ends, wall, now)
        self._looked_at = wall
        if whole:
            self._whole_look = steady + WHOLE_LOOK_EVERY

    async def _act(self, begins: list[Seen], rests: list[bytes], ends: list[bytes], wall: int, now: int) -> None:
        """Write what follows from a look, then tell who must know."""
        try:
            async with self._database.writing() as connection:
                if ends:
                    await queries.end(connection, ends)
                if rests:
                    await queries.rest(connection, rests, now)
                for one in begins:
                    if one.state == "claimed":
                        ladder = escalation.begin_help(0, now, self.numbers)
                        await queries.begin(connection, one.id, ladder, one.help_at)
                        continue
                    # Put back by a claimer: everybody has known since a moment. Else since it was opened.
                    waited = wall - one.waiting_since if one.ladder == "none" else 0
                    await queries.begin(connection, one.id, escalation.begin(waited, now, self.numbers))
                late, calls = await self._call(connection, wall, now)
        except IntegrityError:
            log.info("Another relay called first; what is left is looked at again in a second.")
            return
        heard = [Ring("pages")] if calls or late or rests or ends else []
        self._hub.ring([*heard, *(ring for one in late for ring in (Ring("late", one), Ring("row", one)))])
        self._counts.add("pages", calls)
        self._counts.add("told", len(late))

    async def _call(self, connection: AsyncConnection, wall: int, now: int) -> tuple[list[bytes], int]:
        """Decide about every ladder that is due; return whose youth must be told, and how many were called."""
        return await self._decide(connection, await queries.due(connection, now, AT_ONCE), wall, now)

    async def _decide(
        self, connection: AsyncConnection, due: Sequence[Waiting], wall: int, now: int
    ) -> tuple[list[bytes], int]:
        if not due:
            return [], 0
        known = await self._called(connection, [one.conversation for one in due])
        reachable = await teams(connection, due, wall)
        decided: list[tuple[Waiting, Decision]] = []
        for one in due:
            team = reachable[one.conversation]
            decision = escalation.decide(one.ladder, team, known[one.conversation], now, self.numbers)
            await queries.keep(connection, one.conversation, decision.ladder)
            decided.append((one, decision))
        rows = [(one.conversation, Page(it.ladder.rung, to, now)) for one, it in decided for to in it.calls]
        await queries.add_pages(connection, rows)
        for reason, asked in REASONS:
            calls = {to for one, it in decided if (one.asker is not None) == asked for to in it.calls}
            await alert(connection, calls, reason, wall)
        told = sorted(one.conversation for one, it in decided if it.tell)
        return [one for one in told if await queries.mark_late(connection, one, wall)], len(rows)

    async def _called(self, connection: AsyncConnection, waiting: Sequence[bytes]) -> dict[bytes, list[Page]]:
        """Return who was called, each under the device that stands for them now: another one may have been let in since."""
        stands, found = await stands_for(connection), await queries.pages_of(connection, waiting)
        return {
            one: [page._replace(device=stands.get(page.device, page.device)) for page in pages]
            for one, pages in found.items()
        }

    async def call_help(
        self, connection: AsyncConnection, conversation: bytes, help_at: int
    ) -> tuple[list[str], list[str]]:
        """Begin a worker's call for help, unless it is begun; return who was woken so far, and who sleeps on.

        Made anew after it was taken back, it goes on with the next: whoever was woken before is not woken again.
        """
        now, wall = self.time.now(), self._clock.now()
        found = await queries.find(connection, conversation)
        if found is None:
            rung = await queries.reached(connection, conversation, now - REMEMBERED)
            ladder = escalation.begin_help(rung, now, self.numbers)
            if rung:
                await queries.keep(connection, conversation, ladder, help_at=help_at)
            else:
                await queries.begin(connection, conversation, ladder, help_at)
            found = await queries.find(connection, conversation)
            if found is None:
                raise Refused("not-found")
            _, calls = await self._decide(connection, [found], wall, now)
            self._counts.add("pages", calls)
        since = found.ladder.begun_at
        called = [one for one in await queries.called(connection, [conversation]) if one.at >= since]
        sleeping = await asleep(connection, found, wall)
        # Whoever stands on a rung that was not come to yet is nobody's disappointment; where nobody could be woken, all were come to.
        passed = sleeping[: (1 if called[0].rung == 1 else 2) if called else None]
        return [one.label for one in called], [label for rung in passed for label in rung]

    async def end_help(self, connection: AsyncConnection, conversation: bytes) -> None:
        """End a worker's call for help; how far it went is remembered for a while."""
        await queries.put_away(connection, conversation)

    async def answer(self, device: bytes, circle: int, conversation: bytes, answer: str) -> None:
        """Take "I have it" or "I can't" of somebody who was called; refuse when nobody waits there for them any more.

        An officer is called for many and meets one: to an answer for another there is nothing there.
        """
        now = self.time.now()
        async with self._database.writing() as connection:
            found = await queries.find(connection, conversation)
            rows = (await queries.pages_of(connection, [conversation]))[conversation]
            own = await devices_of(connection, device)
            mine = [row for row in rows if row.device in own]
            theirs = await may_come(connection, device, circle, [conversation])
            if found is None or not mine or not theirs:
                raise Refused("not-found")
            await queries.put_answer(connection, conversation, mine[-1].rung, mine[-1].device, answer)
            pages = (await self._called(connection, [conversation]))[conversation]
            me = (await stands_for(connection)).get(device, device)
            after = escalation.answered(found.ladder, pages, me, now, self.numbers)
            await queries.keep(connection, conversation, after)
        self._hub.ring([Ring("pages")])
        if after.next_at <= now:
            await self.look()
