"""A call that takes me from somebody is late, or made again: whoever has me anew by then keeps me."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.relay.client import Unreachable
from bot.sealing.keys import b64u
from tests.bot.stories import asks_for, on_call, talking
from tests.bot.test_team import agreed
from tests.bot.world import World
from tests.fakes.telegram.person import Person

FIVE_MINUTES = 5 * 60


async def test_sam_who_comes_back_to_me_keeps_me_though_the_relays_answer_about_before_was_lost(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 7: Sam was silent and I was put back; Sam took me anew, and only then the bot asks once more to put me back."""
    sam, conversation = await talking(line, mia)
    sam.acking = False
    call, lost = line.line.relay.call, asyncio.Event()

    async def lose_the_answer(method: str, path: str, *rest: Any) -> Any:
        answer = await call(method, path, *rest)
        if not path.endswith("/put-back") or lost.is_set():
            return answer
        line.passes(1)
        await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/claim", {})
        lost.set()
        raise Unreachable

    monkeypatch.setattr(line.line.relay, "call", lose_the_answer)
    mia.send("sam?")
    await line.quiet()
    await line.moves(FIVE_MINUTES + 1)
    await lost.wait()
    await line.line.posts.idle()
    sam.acking = True
    await sam.write(conversation, {"t": "claim"})
    await line.bot_took(conversation, sam)
    mia.send("you again")
    await sam.hears("text", body="you again")

    assert (await sam.row(conversation))["claimed_by"] == b64u(sam.device.device)


async def test_kai_whom_i_was_given_to_and_who_is_silent_loses_me_like_anybody(line: World, mia: Person) -> None:
    """Protocol 3.4: Kai never said that they claim me: the move made me theirs, and their silence puts me back."""
    sam, kai, conversation, consent = await agreed(line, mia)
    kai.acking = False
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})
    await mia.sees("takes over")
    await kai.sees_row(conversation, claimed_by=b64u(kai.device.device))
    mia.send("kai?")
    await line.quiet()
    await line.moves(FIVE_MINUTES + 1)
    await mia.sees("You are back in line")
    await sam.sees_row(conversation, state="waiting")


async def test_who_was_turned_down_and_may_have_me_since_keeps_me(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protocol 3.4: Sam's claim came to nothing, as nothing can be sealed to them; the call about it finds a claim that holds."""
    sam = await on_call(line)
    await asks_for(mia)
    conversation = await sam.conversation()
    call, may = line.line.relay.call, line.line.desk._people.may_have
    held_up, goes = asyncio.Event(), asyncio.Event()

    async def hangs(method: str, path: str, *rest: Any) -> Any:
        if path.endswith("/put-back"):
            held_up.set()
            await goes.wait()
        return await call(method, path, *rest)

    monkeypatch.setattr(line.line.relay, "call", hangs)
    monkeypatch.setattr(line.line.desk._people, "may_have", lambda *_: False)
    await sam.claim(conversation)
    await held_up.wait()
    monkeypatch.setattr(line.line.desk._people, "may_have", may)
    await sam.release(conversation)
    line.passes(1)
    await sam.claim(conversation)
    await line.bot_took(conversation, sam)
    goes.set()
    await line.line.posts.idle()
    mia.send("are you here")
    await sam.hears("text", body="are you here")

    assert (await sam.row(conversation))["claimed_by"] == b64u(sam.device.device)
