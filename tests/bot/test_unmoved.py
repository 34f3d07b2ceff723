"""A colleague says in the last moment that they cannot: nobody writes to somebody who will never read it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.relay.client import Unreachable
from bot.sealing.keys import b64u
from tests.bot.test_team import agreed
from tests.bot.world import World
from tests.fakes.telegram.person import Person


async def test_a_colleague_who_cannot_in_the_moment_of_my_yes_leaves_me_in_line_and_told(
    line: World, mia: Person
) -> None:
    """Promise 7: Sam gave me on before the word came that Kai cannot: I am back in line, and who is there reads me."""
    sam, kai, conversation, consent = await agreed(line, mia)
    await kai.relay.call("POST", f"/api/conversations/{b64u(conversation)}/withdraw", {})
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})
    await mia.sees("You are back in line")
    await sam.sees_row(conversation, state="waiting")
    mia.send("is anybody there")
    await sam.hears("text", body="is anybody there")
    await sam.claim(conversation)
    await line.bot_took(conversation, sam)
    await line.quiet()
    mia.send("good")
    await sam.hears("text", body="good")

    assert (await sam.row(conversation))["claimed_by"] == b64u(sam.device.device)


async def test_who_takes_me_back_from_a_colleague_keeps_me_though_the_bot_never_heard_that_i_had_moved(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 7: Kai had me and gave me back, Sam came anew, and only then the bot asks once more whether I could go to Kai."""
    sam, kai, conversation, consent = await agreed(line, mia)
    call, ring, lost, heard = line.line.relay.call, line.line.desk.ring, asyncio.Event(), asyncio.Event()

    async def deaf(event: dict[str, Any]) -> None:
        await heard.wait()
        await ring(event)

    async def lose_the_answer(method: str, path: str, *rest: Any) -> Any:
        answer = await call(method, path, *rest)
        if not path.endswith("/moved") or lost.is_set():
            return answer
        await kai.relay.call("POST", f"/api/conversations/{b64u(conversation)}/release", {})
        await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/claim", {})
        lost.set()
        raise Unreachable

    monkeypatch.setattr(line.line.relay, "call", lose_the_answer)
    monkeypatch.setattr(line.line.desk, "ring", deaf)
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})
    await lost.wait()
    await line.line.posts.idle()
    heard.set()
    await sam.write(conversation, {"t": "claim"})
    await line.bot_took(conversation, sam)
    await line.quiet()
    mia.send("you again")
    await sam.hears("text", body="you again")

    assert (await sam.row(conversation))["claimed_by"] == b64u(sam.device.device)
