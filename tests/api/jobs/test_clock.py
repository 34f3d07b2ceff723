"""What an operator may rely on whose relays all have the same jobs."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.jobs import clock as jobs_clock
from api.jobs import queries
from api.jobs.clock import LEASE, Job, Jobs
from api.protocol.limits import DAY, HOUR, MINUTE
from api.store.clock import Trust
from api.store.database import Database, Unavailable
from tests.fakes.servers import MovableClock


class Counted:
    """A job that counts how often it runs."""

    def __init__(self, every: int = MINUTE, fails: BaseException | None = None) -> None:
        """Run every so often; fail if told to."""
        self.runs = 0
        self.fails = fails
        self.job = Job("counted", every, self)

    async def __call__(self) -> None:
        """Run."""
        self.runs += 1
        if self.fails is not None:
            raise self.fails


async def test_each_job_runs_on_one_replica_only(database_url: str, clock: MovableClock) -> None:
    """Five replicas, one hour: it runs once a minute, whoever runs it."""
    database, counted = Database(database_url), Counted()
    replicas = [Jobs(database, clock, [counted.job]) for _ in range(5)]
    for _ in range(60):
        for one in replicas:
            await one.tick()
        clock.forward(MINUTE)
    await database.close()

    assert counted.runs == 60


async def test_replicas_that_look_at_once_run_it_once(database_url: str, clock: MovableClock) -> None:
    """All at the same moment, on a lease that nobody has taken before."""
    database, counted = Database(database_url), Counted()
    await asyncio.gather(*[Jobs(database, clock, [counted.job]).tick() for _ in range(5)])
    await database.close()

    assert counted.runs == 1


async def test_what_another_replica_ran_between_a_look_and_a_grasp_is_not_run_again(
    database_url: str, clock: MovableClock
) -> None:
    """It looked while the other ran, and grasps when the other has given back: the job has had its turn."""
    database, now = Database(database_url), clock.now()
    async with database.writing() as connection:
        await queries.add(connection, "counted", "one", now + LEASE)
        seen = await queries.find(connection, "counted")
        await queries.give_back(connection, "counted", "one", now)
        assert seen is not None
        late = await queries.take(connection, "counted", "two", now, now + LEASE, LEASE, seen.ran_at)
        found = await queries.find(connection, "counted")
    await database.close()

    assert (late, found and found.holder) == (False, "one")


async def test_a_replica_that_dies_gives_its_lease_up(database_url: str, clock: MovableClock) -> None:
    """Cut off in the middle: nobody else runs it for two minutes, then another does."""
    database, counted, begun = Database(database_url), Counted(every=1000), asyncio.Event()

    async def hangs() -> None:
        begun.set()
        await asyncio.Event().wait()

    dying = asyncio.create_task(Jobs(database, clock, [Job("counted", 1000, hangs)]).tick())
    await begun.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    other = Jobs(database, clock, [counted.job])
    clock.forward(LEASE - 1000)
    await other.tick()
    before = counted.runs
    clock.forward(1000)
    await other.tick()
    await database.close()

    assert (before, counted.runs) == (0, 1)


@pytest.mark.parametrize("fault", [RuntimeError("broken"), Unavailable("down"), TimeoutError()], ids=str)
async def test_a_job_that_fails_is_tried_again_at_its_next_time(
    database_url: str, clock: MovableClock, fault: Exception
) -> None:
    """And keeps no other from running."""
    database, bad, good = Database(database_url), Counted(fails=fault), Counted()
    good.job = Job("good", MINUTE, good)
    jobs = Jobs(database, clock, [bad.job, good.job])
    for _ in range(3):
        await jobs.tick()
        clock.forward(max(MINUTE, LEASE))
    await database.close()

    assert (bad.runs, good.runs) == (3, 3)


async def test_an_operator_reads_once_that_the_database_is_away_and_once_that_it_is_back(
    database_url: str, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever else the log has to say that night is not pushed out of it by one sentence for each job and second."""
    database, first, second = Database(database_url), Counted(fails=Unavailable("down")), Counted(fails=TimeoutError())
    jobs = Jobs(database, clock, [first.job, Job("other", MINUTE, second)])
    for _ in range(3):
        await jobs.tick()
        clock.forward(MINUTE)
    away = [one.getMessage() for one in caplog.records]
    first.fails = second.fails = None
    for _ in range(2):
        await jobs.tick()
        clock.forward(MINUTE)
    await database.close()

    assert away == ["The database did not answer in time: jobs are put off until it does."]
    assert [one.getMessage() for one in caplog.records[1:]] == ["Every job that was put off has run since."]


async def test_h26_a_clock_that_goes_back_holds_no_job_up(database_url: str, clock: MovableClock) -> None:
    """A lease and a last run that seem to lie in the future are nobody's."""
    database, counted = Database(database_url), Counted()
    await Jobs(database, clock, [counted.job]).tick()
    clock.leap(-HOUR)
    await Jobs(database, clock, [counted.job]).tick()
    await database.close()

    assert counted.runs == 2


async def test_h26_a_relay_that_died_while_its_clock_was_a_year_ahead_holds_no_job_up(
    database_url: str, clock: MovableClock
) -> None:
    """Nobody waits a year for its lease: what is to be erased is erased by the next relay, at its first look."""
    database, counted, begun = Database(database_url), Counted(), asyncio.Event()

    async def hangs() -> None:
        begun.set()
        await asyncio.Event().wait()

    clock.leap(365 * DAY)
    dying = asyncio.create_task(Jobs(database, clock, [Job("counted", MINUTE, hangs)]).tick())
    await begun.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    clock.leap(-365 * DAY)
    await Jobs(database, clock, [counted.job]).tick()
    await database.close()

    assert counted.runs == 1


async def test_jobs_begin_with_the_relay_and_end_with_it(database_url: str, monkeypatch: Any) -> None:
    """They run by themselves, and nothing of them is left after the stop."""
    monkeypatch.setattr(jobs_clock, "LOOK_EVERY", 0.01)
    ran = asyncio.Event()

    async def note() -> None:
        ran.set()

    database = Database(database_url)
    jobs = Jobs(database, MovableClock(), [Job("note", MINUTE, note)])
    await jobs.start()
    await asyncio.wait_for(ran.wait(), 5)
    await jobs.stop()
    await database.close()

    assert jobs._task is not None
    assert jobs._task.done()


def test_h26_a_small_correction_is_believed_at_once(clock: MovableClock) -> None:
    """A time server sets the clock right by a minute, daylight saving changes nothing: both times are the wall's."""
    trust = Trust(clock)
    clock.forward(HOUR)
    clock.leap(MINUTE)

    assert clock.now() == trust.earliest() == trust.latest()


@pytest.mark.parametrize("leap", [2 * DAY, -HOUR])
def test_h26_a_leap_is_believed_a_day_later(clock: MovableClock, leap: int) -> None:
    """Until then what must not be early goes by the earlier time, what must not end early by the later."""
    trust = Trust(clock)
    before = clock.now()
    clock.leap(leap)
    both = {before, before + leap}

    assert (min(both), max(both)) == (trust.earliest(), trust.latest())
    clock.forward(DAY - 1)
    assert min(both) + DAY - 1 == trust.earliest()
    clock.forward(1)
    assert clock.now() == trust.earliest() == trust.latest()


def test_h26_a_clock_that_leaps_and_comes_back_was_never_believed(clock: MovableClock) -> None:
    """Two days ahead for an hour, then right again: no time was lost or won."""
    trust = Trust(clock)
    clock.leap(2 * DAY)
    trust.earliest()
    clock.forward(HOUR)
    clock.leap(-2 * DAY)

    assert clock.now() == trust.earliest() == trust.latest()


def test_h26_after_a_long_pause_the_relay_cannot_tell_and_waits(clock: MovableClock) -> None:
    """Down for a night: believed. Down for two days, or the clock is ahead by as much: believed a day later."""
    night, days = Trust(clock, clock.now() - 8 * HOUR), Trust(clock, clock.now() - 2 * DAY)
    start = clock.now()

    assert (start, start - 2 * DAY) == (night.earliest(), days.earliest())
    clock.forward(DAY)
    assert clock.now() == days.earliest()
