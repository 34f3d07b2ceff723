"""A youth lets a circle in no longer in the moment in which one of its workers comes beside a colleague: nobody stands there unseen."""

from __future__ import annotations

import asyncio

from tests.api.conversations.line import Line
from tests.api.conversations.teamwork import claimed
from tests.api.conversations.test_meeting_an_erase import Held, on_postgres, somebody_waits_for_a_lock

__all__ = ["on_postgres"]


async def test_whoever_comes_beside_as_their_circle_is_shut_out_is_not_left_there(line: Line) -> None:
    """Kim's coming is written and not yet sure; the youth's press waits for it, and takes Kim out with the circle."""
    conversation = await claimed(line, line.sam, audience=3)
    await line.sam.do(conversation, "help")
    held = Held(line, "INSERT INTO joins")
    came = asyncio.create_task(line.kim.do(conversation, "open"))
    await held.there.wait()
    shut_out = asyncio.create_task(line.bot.do(conversation, "audience", audience=1))
    waited = await somebody_waits_for_a_lock(line, shut_out)
    held.go.set()
    answers = await asyncio.gather(came, shut_out)

    assert waited and [answer.status_code for answer in answers] == [200, 200]
    assert (await line.sam.row(conversation))["present"] == []
