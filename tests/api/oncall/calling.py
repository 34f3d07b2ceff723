"""A relay whose team is on duty by a published schedule, and what tests of paging ask of it."""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy import insert, select

from api.protocol.base64url import b64u
from api.protocol.limits import HOUR, SECOND
from api.store import tables
from tests.api.conversations.line import Line, Person


class Calling:
    """A relay, its people, and who of them is on duty."""

    def __init__(self, line: Line) -> None:
        """Take a line whose people are signed in."""
        self.line, self.relay, self.clock = line, line.relay, line.clock
        self.state: Any = line.relay.app.state

    async def plan(self, **duties: Person) -> None:
        """Publish eight hours as open, and a shift of them for each of these duties."""
        now = self.clock.now()
        rows = [
            {"id": os.urandom(16), "starts_at": now - HOUR, "ends_at": now + 7 * HOUR, "duty": duty}
            | {"device": device, "changed_at": now}
            for duty, device in [("open", None), *((duty, person.id) for duty, person in duties.items())]
        ]
        async with self.state.database.writing() as connection:
            await connection.execute(insert(tables.shifts), rows)
            published = {"id": 1, "until": now + 24 * HOUR, "at": now, "by_device": self.line.lee.id}
            await connection.execute(insert(tables.publications).values(published))

    async def put(self, table: Any, **values: Any) -> None:
        """Put a row of another room into the database."""
        async with self.state.database.writing() as connection:
            await connection.execute(insert(table).values(values))

    async def look(self, seconds: float = 0) -> None:
        """Let time pass, and the relay look at who waits."""
        self.clock.forward(int(seconds * SECOND))
        await self.state.paging.look()

    async def pages(self, person: Person) -> list[dict[str, Any]]:
        """Return what a worker's desk shows of who is called."""
        answer = await self.relay.client.get("/api/pages", headers=person.headers)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def says(self, person: Person, conversation: bytes, answer: str) -> int:
        """Answer a page; return the status."""
        path = f"/api/pages/{b64u(conversation)}/answer"
        return (await self.relay.client.post(path, json={"answer": answer}, headers=person.headers)).status_code

    async def called(self, conversation: bytes) -> list[tuple[int, bytes]]:
        """Return who was called on which rung."""
        async with self.state.database.reading() as connection:
            query = select(tables.pages.c.rung, tables.pages.c.device).where(
                tables.pages.c.conversation == conversation
            )
            return sorted((row.rung, row.device) for row in await connection.execute(query))

    async def rows(self, table: Any) -> list[Any]:
        """Return all rows of a table."""
        async with self.state.database.reading() as connection:
            return list(await connection.execute(select(table)))
