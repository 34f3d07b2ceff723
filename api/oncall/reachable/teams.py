"""Says who may be called now, for a youth who waits or a worker who asks for a second person.

Persons are called, not devices: each stands here under the one device that stands for all of theirs, on whichever of them
they are on duty, on call, away or have a way to be woken. So one rung calls one person once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.escalation import Team, Waiting
from api.oncall.reachable import queries
from api.oncall.schedule.on_duty import OnDuty, on_duty
from api.protocol.limits import HOUR, POLICE
from api.protocol.roster import persons_of

KEY_LASTS = 12 * HOUR  # a shift's key may outlive the shift by no more


class Known(NamedTuple):
    """What is known of everybody at one moment, read once for all who wait."""

    person: Mapping[bytes, bytes]
    duty: OnDuty
    people: dict[bytes, list[queries.Person]]
    absent: set[bytes]
    recused: set[tuple[bytes, bytes]]
    by_hand: list[bytes]
    waked: set[bytes]
    off: set[bytes]


async def teams(connection: AsyncConnection, waiting: Sequence[Waiting], now: int) -> dict[bytes, Team]:
    """Return for each conversation who may be called: by the schedule, and whoever went on call by their own hand.

    To the latter's keys the youth's words are sealed too: they are called after those of the schedule, or else at once.

    Nobody is called who is away or rests, who is recused, or whose circle the youth did not choose: they could not come.
    Where nothing is planned, whoever put it back in line is called after all others, or when nobody else can come.
    """
    known = await _known(connection, waiting, now)
    supervisors = [one for one in known.by_hand if any(it.role == "supervisor" for it in known.people[one])]

    def unplanned(one: Waiting) -> Team:
        gave = known.person.get(one.giver or b"")
        others = [it for it in known.by_hand if it != gave]
        leads = [it for it in others if it in supervisors]
        return Team([it for it in others if it not in leads], (), leads, [it for it in known.by_hand if it == gave])

    def team(one: Waiting) -> Team:
        if one.asker is not None:
            wakeable = (filter(known.waked.__contains__, duty) for duty in _beside(known, one))
            return Team(*map(list, wakeable))
        may = _comes(known, one)
        planned = _team(known.duty, may)
        if planned is None:
            return _team(unplanned(one), may) or Team()
        return planned._replace(beside=[it for it in known.by_hand if may(it) and it not in planned.everybody])

    return {one.conversation: team(one) for one in waiting}


async def for_the_line(connection: AsyncConnection, now: int) -> Team:
    """Return who may be woken, by a way that they ordered, when hours run and nobody is there: those on duty.

    When none of them can be woken, the supervisors; then everybody; at the very last those on duty who said that they are
    away. Whoever rests is not woken, nor are officers, whom a youth has to ask for.
    """
    known = await _known(connection, [], now, everybody=True)
    resting = {known.person[one] for one in await queries.resting(connection, now) if one in known.person}
    may = {it for it in known.waked - resting if any(one.circle != POLICE for one in known.people[it])}
    able = may - known.absent
    leads = [it for it in sorted(able) if any(one.role == "supervisor" for one in known.people[it])]
    wider = (known.duty, ((), (), leads), ((), (), sorted(able)))
    teams = (_team(duties, able.__contains__) for duties in wider)
    return next(filter(None, teams), None) or _team(known.duty, may.__contains__) or Team()


async def stands_for(connection: AsyncConnection) -> dict[bytes, bytes]:
    """Return for every device that answers the one that stands for its person here, now."""
    return persons_of({one: it.label for one, it in (await queries.people(connection)).items()})


async def asleep(connection: AsyncConnection, one: Waiting, now: int) -> list[list[str]]:
    """Return by rung, with their labels, who would be called beside a worker and ordered no way to be woken."""
    known = await _known(connection, [one], now)
    return [[known.people[it][0].label for it in duty if it not in known.waked] for duty in _beside(known, one)]


async def _known(connection: AsyncConnection, waiting: Sequence[Waiting], now: int, everybody: bool = False) -> Known:
    people = await queries.people(connection)
    person = persons_of({one: it.label for one, it in people.items()})
    theirs: dict[bytes, list[queries.Person]] = {}
    for one in sorted(people):
        theirs.setdefault(person[one], []).append(people[one])

    def persons(found: Collection[bytes]) -> list[bytes]:
        return list(dict.fromkeys(person[one] for one in found if one in person))

    recused = await queries.recused(connection, [one.conversation for one in waiting])
    # The youth's own ladders ask for no more than before.
    asked = everybody or any(one.asker is not None for one in waiting)
    return Known(
        person,
        OnDuty(*map(persons, await on_duty(connection, now))),
        theirs,
        set(persons(await queries.absent(connection, now))),
        {(conversation, person.get(one, one)) for conversation, one in recused},
        sorted(persons(await queries.with_shift_key(connection, now))),
        set(persons(await queries.with_a_way(connection) if asked else ())),
        set(persons(await queries.shift_over(connection, now - KEY_LASTS, now) if asked else ())),
    )


def _beside(known: Known, one: Waiting) -> Team:
    """Return who may come to a worker: the backup, the supervisor, then everybody else who is on duty or on call.

    Each stands on one rung. Who is on call by their own hand comes last, and at once where no schedule names anybody;
    whose published shift is over sleeps, whatever key they hold still.
    """
    may = _comes(known, one)
    on = {person for duty in known.duty for person in duty}
    rest = [*known.duty.primary, *(person for person in known.by_hand if person in on or person not in known.off)]
    seen: set[bytes | None] = {known.person.get(one.asker or b"")}
    rungs: list[list[bytes]] = []
    for duty in (known.duty.backup, known.duty.supervisor, rest):
        rungs.append([person for person in dict.fromkeys(duty) if person not in seen and may(person)])
        seen.update(duty)
    return Team(*rungs)


def _comes(known: Known, one: Waiting) -> Callable[[bytes], bool]:
    """Say of a person whether they could come to this conversation."""

    def comes(person: bytes) -> bool:
        listed = any(one.audience >> it.circle & 1 for it in known.people[person])
        return listed and person not in known.absent and (one.conversation, person) not in known.recused

    return comes


def _team(duties: Iterable[Iterable[bytes]], comes: Callable[[bytes], bool]) -> Team | None:
    """Return those who come; None when nobody does."""
    team = Team(*([one for one in duty if comes(one)] for duty in duties))
    return team if team.everybody else None
