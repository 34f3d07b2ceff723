"""Thousands are in line at once, or somebody makes it look so: whoever talks with a worker still hears from them (A10)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.protocol.limits import MAX_TEXT_EVENT, MAX_WATCHED
from bot.relay.live import Live
from bot.sealing.keys import b64u
from tests.bot.stories import asks_for, talking
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

LONG_SINCE = 9_999_999  # a cursor longer than any


class Ear:
    """The relay's end of a socket: it keeps what it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def send_json(self, said: Any) -> None:
        """Keep it, as it goes over the line."""
        self.heard.append(json.dumps(said))


async def test_my_worker_reaches_me_however_many_others_wait(
    line: World, tg: Practice, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A10: a bot listens for all of its youths; a limit made for one desk must not cut all of them off."""
    sam, conversation = await talking(line, mia)
    await asks_for(tg.person("Noa"))
    await line.quiet()
    await line.stop_bot()
    await sam.text(conversation, "Still here.")
    monkeypatch.setattr("api.conversations.socket.MAX_WATCHED", 1)
    await line.start_bot()

    await mia.sees("Still here.")


async def test_whom_a_bot_listens_for_is_said_in_pieces_that_a_relay_takes() -> None:
    """A10: a relay hangs up on whoever says too much at once, and would each time they came back."""
    nobody: Any = None
    ear: Any = Ear()
    live = Live(nobody, nobody)
    live._socket = ear
    wanted = {number.to_bytes(16, "big"): LONG_SINCE for number in range(4 * MAX_WATCHED)}
    await live.follow(wanted)

    said = [json.loads(one)["conversations"] for one in ear.heard]
    assert max(map(len, ear.heard)) <= MAX_TEXT_EVENT
    assert {name: cursor for one in said for name, cursor in one.items()} == {b64u(one): LONG_SINCE for one in wanted}
