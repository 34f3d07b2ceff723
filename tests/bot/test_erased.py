"""What goes out when a youth erases: enough for a worker to know it, and nothing that nobody can open."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest

from bot.relay.client import Refused, Unreachable
from bot.sealing.padding import MSG, OPEN, header
from tests.bot.stories import asks_for, on_call, talking
from tests.bot.world import World
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person


async def test_that_i_erased_opens_by_itself_for_whoever_reads_it(line: World, mia: Person) -> None:
    """Protocol 5.5: what would have opened it was let go of with my words; nobody reads of something that cannot be opened."""
    await talking(line, mia)
    assert line.relay is not None
    await line.line.relay.sign_in()
    await line.relay.stop()
    mia.send("do not keep this")
    await line.tg.settled()
    await line.stop_bot()  # and so what I type next begins a session
    await line.start_bot()
    mia.send("nor this")
    await line.tg.settled()
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await line.relay.start()
    line.line.live.wake()
    line.posted.clear()
    await line.quiet()
    left = [header(frame) for frame in line.posted]

    assert [(one.type, one.seq) for one in left] == [(OPEN, 0), (MSG, 1)]
    assert len({one.session for one in left}) == 1


def slow_to_open(line: World, until_then: asyncio.Event) -> list[tuple[Any, ...]]:
    """Let each call of the bot that opens a talk hang at the relay, until then; return them."""
    relay, hangs = line.line.relay, list[tuple[Any, ...]]()
    call = relay.call

    async def slow(method: str, path: str, *body: Any) -> Any:
        if (method, path) == ("POST", "/api/conversations") and not until_then.is_set():
            hangs.append((method, path, *body))
            raise Unreachable("it took too long")
        return await call(method, path, *body)

    relay.call = slow  # type: ignore[method-assign]
    return hangs


@pytest.mark.parametrize("anew", [False, True], ids=["one bot", "the bot was started anew"])
async def test_nothing_of_me_waits_in_line_though_the_relay_was_slow_when_i_asked_and_i_erased_meanwhile(
    line: World, mia: Person, anew: bool
) -> None:
    """Promise 9: the call that opens it hung, and went through after I had erased; nobody is woken for somebody who is gone."""
    await on_call(line)
    erased = asyncio.Event()
    hangs = slow_to_open(line, erased)
    await asks_for(mia)
    await until(lambda: hangs)
    if anew:
        await line.stop_bot()
        assert line.relay is not None
        await line.relay.stop()
        await line.start_bot()
        slow_to_open(line, erased)
        await line.relay.start()
    line.line.chats.kept.append(lambda held: erased.set() if held.changes.burned else None)
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await line.quiet()
    with contextlib.suppress(Refused):
        await line.line.relay.call(*hangs[0])  # now the relay is through with it
    rows = [
        (await line.line.relay.call("GET", f"/api/conversations?state={state}"))["items"]
        for state in ("waiting", "claimed")
    ]

    assert rows == [[], []]
