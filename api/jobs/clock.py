"""Runs every job when it is due, on one replica only: whoever holds its lease in the database.

A replica that dies in the middle gives its lease up after two minutes, and another begins again; so a job must bear being
run twice. What cannot wait two minutes runs on every replica, and its rows decide who acts. A job that fails is logged and
tried again at its next time.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from api.jobs import queries
from api.protocol.limits import MINUTE
from api.store.clock import Clock
from api.store.database import Database, Unavailable

log = logging.getLogger(__name__)
LEASE = 2 * MINUTE
LOOK_EVERY = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Job:
    """Something that must happen again and again: its name, how often (ms), the function; on one replica, or on each."""

    name: str
    every: int
    run: Callable[[], Awaitable[None]]
    everywhere: bool = False


class Jobs:
    """All jobs of this replica."""

    def __init__(self, database: Database, clock: Clock, jobs: Sequence[Job]) -> None:
        """Every job is due at the first look: a relay that was down catches up."""
        self._database = database
        self._clock = clock
        self._holder = secrets.token_hex(8)
        self._due = {job: clock.steady() for job in jobs}
        self._task: asyncio.Task[None] | None = None
        self._put_off: set[str] = set()

    async def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run(), name="jobs")

    async def stop(self) -> None:
        """End; a job that is under way is cut off, and begun again by whoever comes next."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def tick(self) -> None:
        """Run what is due now."""
        steady, ran = self._clock.steady(), None
        for job, due in tuple(self._due.items()):
            if steady >= due:
                self._due[job] = steady + job.every
                ran = await self._run_once(job, ran)
        if ran is not None:
            with self._borne(ran.name):
                async with self._database.writing() as connection:
                    await self._give_back(connection, ran)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)  # first as well: whoever waited for the relay to come back goes before
            await self.tick()

    async def _run_once(self, job: Job, ran: Job | None) -> Job | None:
        """Run a job; return whose lease is to be given back next.

        That of the job which `ran` before is given back as this one's is taken: one transaction waits for the disk, not two.
        """
        with self._borne(job.name):
            if not job.everywhere:
                taken = await self._lease(job, ran)
                ran = None
                if not taken:
                    return None
            async with asyncio.timeout(LEASE / 1000):
                await job.run()
            return ran if job.everywhere else job
        return ran

    async def _lease(self, job: Job, ran: Job | None) -> bool:
        """Take the job's lease, unless another replica runs it now or has just run it."""
        now = self._clock.now()
        async with self._database.writing() as connection:
            if ran is not None:
                await self._give_back(connection, ran)
            lease = await queries.find(connection, job.name)
            if lease is None:
                return await queries.add(connection, job.name, self._holder, now + LEASE)
            # Half the time, so that a replica whose look comes a moment early does not make everybody wait for the next.
            if lease.holder != self._holder and 0 <= now - lease.ran_at < job.every // 2:
                return False
            return await queries.take(connection, job.name, self._holder, now, now + LEASE, LEASE, lease.ran_at)

    async def _give_back(self, connection: AsyncConnection, ran: Job) -> None:
        await queries.give_back(connection, ran.name, self._holder, self._clock.now())

    @contextmanager
    def _borne(self, name: str) -> Iterator[None]:
        """Log what fails, and once what has to wait: no job keeps another from running, or all else out of the log."""
        try:
            yield
        except (Unavailable, TimeoutError):
            if not self._put_off:
                log.warning("The database did not answer in time: jobs are put off until it does.")
            self._put_off.add(name)
            return
        except Exception:
            log.exception("A job failed in a way that nobody expected; it is tried again at its next time.")
        if name in self._put_off:
            self._put_off.remove(name)
            if not self._put_off:
                log.warning("Every job that was put off has run since.")
