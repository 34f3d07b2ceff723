"""Says who may be called for a conversation now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.escalation import Team
from api.oncall.paging import queries
from api.oncall.paging.queries import Waiting
from api.oncall.schedule.on_duty import on_duty


async def teams(connection: AsyncConnection, waiting: Sequence[Waiting], now: int) -> dict[bytes, Team]:
    """Return for each conversation who may be called: by the schedule, else whoever went on call by their own hand.

    Nobody is called who is away or rests, who is recused, or whose circle the youth did not choose: they could not come.
    """
    duty = await on_duty(connection, now)
    people = await queries.people(connection)
    absent = await queries.absent(connection, now)
    recused = await queries.recused(connection, [one.conversation for one in waiting])
    by_hand = sorted(await queries.with_shift_key(connection, now) & people.keys())
    workers = [one for one in by_hand if people[one].role == "worker"]
    unplanned = Team(workers, (), [one for one in by_hand if people[one].role == "supervisor"])

    def may(one: Waiting) -> Callable[[bytes], bool]:
        def comes(device: bytes) -> bool:
            person = people.get(device)
            listed = person is not None and bool(one.audience >> person.circle & 1)
            return listed and device not in absent and (one.conversation, device) not in recused

        return comes

    return {one.conversation: _team(duty, may(one)) or _team(unplanned, may(one)) or Team() for one in waiting}


def _team(duties: Iterable[Iterable[bytes]], comes: Callable[[bytes], bool]) -> Team | None:
    """Return those who come; None when nobody does."""
    team = Team(*([one for one in duty if comes(one)] for duty in duties))
    return team if team.everybody else None
