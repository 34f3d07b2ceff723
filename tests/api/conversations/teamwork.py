"""What the stories of a team do again and again: say where one is, claim, and be refused."""

from __future__ import annotations

from typing import Any

import httpx

from api.protocol.base64url import b64u
from tests.api.conversations.line import Line, Person


async def where(line: Line, person: Person, **said: Any) -> httpx.Response:
    """Let somebody say where they are."""
    return await line.relay.client.put("/api/team/me", json=said, headers=person.headers)


async def team(line: Line, person: Person) -> dict[str, dict[str, Any]]:
    """Return the team as somebody sees it, by label."""
    answer = await line.relay.client.get("/api/team", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return {one["label"]: one for one in answer.json()["items"]}


async def claimed(line: Line, person: Person, **change: Any) -> bytes:
    """Open a conversation, and let somebody claim it."""
    conversation = await line.opened(**change)
    assert (await person.do(conversation, "claim")).status_code == 200
    return conversation


async def moved(line: Line, giver: Person, conversation: bytes, to: Person) -> httpx.Response:
    """Let whoever has it say sealed that it is a colleague's now, and the youth's end act on that."""
    given = (await giver.send(conversation, giver.frame(conversation))).json()["cursors"][-1]
    return await line.bot.do(conversation, "moved", device=b64u(to.id), given=given)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return what was refused, and how."""
    return answer.status_code, answer.json()["code"]
