"""A practice conversation is for training: nobody is woken for it, and no report knows of it."""

from __future__ import annotations

from api.store import tables
from tests.api.oncall.calling import Calling


async def test_nobody_is_called_for_a_practice_conversation(calling: Calling) -> None:
    """At night a training talk rings no phone, however long it waits; a real one beside it does."""
    line = calling.line
    practice = await line.opened(channel="practice", priority=3)
    real = await line.opened()
    for seconds in (0, 90, 90, 120):
        await calling.look(seconds)

    assert await calling.called(practice) == []
    assert (await line.bot.row(practice))["late"] is False
    assert [rung for rung, _ in await calling.called(real)][:1] == [1]


async def test_a_practice_conversation_is_counted_nowhere(calling: Calling) -> None:
    """Opened, claimed, put back, claimed, closed: the month's numbers are those of young people."""
    line = calling.line
    practice = await line.opened(channel="practice")
    await line.on_call(line.sam)
    for deed in ("claim", "release", "claim", "close"):
        await line.sam.do(practice, deed)

    assert (await line.sam.row(practice))["state"] == "closed"
    assert await calling.rows(tables.tallies) == []
