"""A hand-over that is late moves nobody: a youth stays with whoever she was told has her, until her yes to the next."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.sealing.keys import b64u
from tests.bot.stories import on_call
from tests.bot.test_team import agreed
from tests.bot.world import World
from tests.fakes.telegram.person import Person


def holds_the_move_up(line: World, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Let the call that moves a talk hang until this is set."""
    call, line_carries = line.line.relay.call, asyncio.Event()

    async def hangs(method: str, to: str, *rest: Any) -> Any:
        if to.endswith("/moved"):
            await line_carries.wait()
        return await call(method, to, *rest)

    monkeypatch.setattr(line.line.relay, "call", hangs)
    return line_carries


def deaf(line: World, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Let the bot hear nothing until the event that is returned is set."""
    frame, heard = line.line.desk.frame, asyncio.Event()

    async def later(cursor: int, at: int, sealed: bytes) -> None:
        await heard.wait()
        await frame(cursor, at, sealed)

    monkeypatch.setattr(line.line.desk, "frame", later)
    return heard


@pytest.mark.parametrize("takes_me", ["Robin", "Sam"])
async def test_what_i_said_yes_to_before_moves_me_to_nobody_later(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch, takes_me: str
) -> None:
    """Promise 7: my move to Kai hung on a weak line, somebody took me back from the line and asked Kai anew; of that I know nothing yet."""
    sam, kai, conversation, consent = await agreed(line, mia)
    next_one = sam if takes_me == "Sam" else await on_call(line, takes_me)
    path, to_kai = f"/api/conversations/{b64u(conversation)}", b64u(kai.device.device)
    line_carries = holds_the_move_up(line, monkeypatch)
    await sam.write(conversation, {"t": "transfer", "to": to_kai, "of": b64u(consent["mid"])})
    await mia.sees("takes over")
    await sam.release(conversation)
    await next_one.claim(conversation)
    await next_one.relay.call("POST", f"{path}/offer", {"device": to_kai})
    await kai.relay.call("POST", f"{path}/agree", {})
    await line.bot_took(conversation, next_one)
    line_carries.set()
    await line.quiet()
    mia.send("who has me now")
    await next_one.hears("text", body="who has me now")

    row = await next_one.row(conversation)
    assert (row["claimed_by"], row["offered_to"]) == (b64u(next_one.device.device), to_kai)


async def test_who_came_beside_sam_in_the_moment_of_my_move_is_not_said_to_be_beside_kai(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 5: whom I read of is who can read me; Lee stood beside Sam only, and comes beside Kai by a press of their own."""
    sam, kai, conversation, consent = await agreed(line, mia)
    lee = await on_call(line, "Lee", "supervisor")
    line_carries = holds_the_move_up(line, monkeypatch)
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})
    await mia.sees("takes over")
    await lee.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await lee.write(conversation, {"t": "join"})
    await line.bot_took(conversation, lee)
    line_carries.set()
    await line.quiet()
    before = mia.screen_text()
    await kai.sees_row(conversation, claimed_by=b64u(kai.device.device))
    await lee.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await lee.write(conversation, {"t": "join"})

    await mia.sees("is here too now")
    assert "is here too now" not in before


@pytest.mark.parametrize("taken", [True, False])
async def test_a_hand_over_that_the_bot_hears_of_too_late_tells_me_of_nobody(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch, taken: bool
) -> None:
    """Promise 7: Sam gave me to Kai and put me back, and Robin took me from the line or nobody yet, while the bot heard nothing."""
    sam, kai, conversation, consent = await agreed(line, mia)
    robin = await on_call(line, "Robin")
    heard = deaf(line, monkeypatch)
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})
    await sam.release(conversation)
    if taken:
        await robin.claim(conversation)
    heard.set()
    await line.bot_took(conversation, robin if taken else sam)
    await line.quiet()
    mia.send("who is there")
    await robin.hears("text", body="who is there")

    assert "takes over" not in mia.screen_text()
    assert taken or "You are back in line" in mia.screen_text()
    assert (await robin.row(conversation))["state"] == ("claimed" if taken else "waiting")


async def test_who_was_given_me_and_first_left_sams_side_has_not_gone(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 7: Sam gave me to Kai while the bot heard nothing, called for help meanwhile, and Kai came beside Sam and went again."""
    sam, kai, conversation, consent = await agreed(line, mia)
    path = f"/api/conversations/{b64u(conversation)}"
    heard = deaf(line, monkeypatch)
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})
    await sam.relay.call("POST", f"{path}/help", {"on": True})
    await kai.relay.call("POST", f"{path}/open", {})
    await kai.write(conversation, {"t": "join"})
    await kai.write(conversation, {"t": "release"})
    await kai.relay.call("POST", f"{path}/leave", {})
    heard.set()
    await kai.sees_row(conversation, claimed_by=b64u(kai.device.device))
    await line.bot_took(conversation, kai)
    await line.quiet()
    before = mia.screen_text()
    await kai.release(conversation)
    await mia.sees("had to go")

    assert "takes over" in before and "had to go" not in before
