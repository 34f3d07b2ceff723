"""What the bot learns of people while its own database is away counts, and is kept and told as soon as it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.app import joining
from bot.memory.database import Unavailable
from tests.bot.world import World
from tests.fakes.servers import until


class Away:
    """A database that does not take what it is given, until it is back."""

    def __init__(self, keep: Callable[[str, bytes], Any]) -> None:
        """Stand before the real one."""
        self.keep, self.back, self.kept = keep, False, list[str]()

    async def __call__(self, name: str, value: bytes) -> None:
        """Keep a fact, or say that nothing can be kept."""
        if not self.back:
            raise Unavailable
        self.kept.append(name)
        await self.keep(name, value)


def told(world: World) -> list[int]:
    """How many were on call each time that the bot's rooms were told that people or keys changed."""
    news = list[int]()
    world.line.trust.changed.append(lambda: news.append(len(world.line.trust.certificates)))
    return news


async def test_who_went_off_call_while_nothing_could_be_kept_is_missed_as_soon_as_it_can(line: World) -> None:
    """Sam goes off call: the bot hears it, cannot keep it, and hears the same again; then its rooms are told."""
    sam = await line.worker()
    await line.bot_learns(lambda: line.there(sam), "that Sam is on call")
    trust, relay, news = line.line.trust, line.line.relay, told(line)
    away = trust.keep = Away(trust.keep)  # type: ignore[assignment]
    await sam.off_call()
    with pytest.raises(Unavailable):
        await trust.refresh_certificates(relay)
    assert not line.there(sam)
    away.back = True
    await line.bot_learns(lambda: "certificates" in away.kept, "that it can be kept")
    await trust.refresh_certificates(relay)

    assert news[-1] == len(trust.certificates)
    assert "certificates" in away.kept


async def test_a_list_of_people_that_could_not_be_kept_is_kept_with_the_next_look(line: World) -> None:
    """Sam is taken off the list: nothing is sealed to them from that moment, and a start knows the list that says so."""
    sam = await line.worker()
    await line.bot_learns(lambda: line.there(sam), "that Sam is on call")
    assert line.founder is not None
    trust = line.line.trust
    away = trust.keep = Away(trust.keep)  # type: ignore[assignment]
    await line.founder.drop(sam.device.device)
    await until(lambda: line.founder is not None and trust.seen == line.founder.roster.version)
    assert not line.there(sam) and away.kept == []
    away.back = True
    await until(lambda: "pins" in away.kept)
    await line.stop_bot()
    await line.start_bot()

    assert line.line.trust.seen == line.founder.roster.version


async def test_whoever_lost_their_worker_while_nothing_could_be_kept_is_told_once_it_can(alone: World) -> None:
    """H27: people changed, and our database is away in that moment: every talk is looked at again, without a new word of the relay."""
    tried = list[int]()

    async def away_at_first() -> None:
        tried.append(len(tried))
        if len(tried) == 1:
            raise Unavailable

    alone.line.desk.lapsed = away_at_first  # type: ignore[method-assign]
    alone.line._people_changed()

    await until(lambda: len(tried) == 2)


async def test_a_bot_whose_database_was_away_still_asks_to_be_let_in(
    alone: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to start it again: its way onto the list does not end with one fault of the disk."""
    monkeypatch.setitem(joining.ASK_EVERY, True, 0)
    asked, again = list[bool](), asyncio.Event()

    async def once(ask: bool = True) -> str:
        asked.append(ask)
        if len(asked) == 1:
            raise Unavailable
        again.set()
        return ""

    alone.line.joining.once = once  # type: ignore[method-assign]
    task = asyncio.create_task(alone.line.joining.run())
    await asyncio.wait_for(asyncio.wait([task, asyncio.create_task(again.wait())], return_when="FIRST_COMPLETED"), 10)
    ended = task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert (ended, asked[:2]) == (False, [True, True])
