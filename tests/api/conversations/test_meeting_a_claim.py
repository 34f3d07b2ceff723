"""A youth asks for others in a note in the moment in which a worker claims it: nobody holds what they may not see."""

from __future__ import annotations

import asyncio

from tests.api.conversations.line import Line
from tests.api.conversations.test_meeting_an_erase import Held, on_postgres

__all__ = ["on_postgres"]


async def test_whoever_claims_a_note_as_its_youth_asks_for_others_gives_it_back(line: Line) -> None:
    """The youth's press has looked, and nobody had it; then Sam's claim is kept; then she asks for somebody of another circle."""
    note = await line.opened(note=True)
    held = Held(line, "SELECT conversations.id")
    asked = asyncio.create_task(line.bot.do(note, "person", audience=2, priority=1, topic=None))
    await held.there.wait()
    claimed = await line.sam.do(note, "claim", over=True)
    held.go.set()
    answer = await asked

    assert (claimed.status_code, answer.status_code) == (200, 200)
    row = await line.kim.row(note)
    assert (row["state"], row["audience"]) == ("waiting", 2)
