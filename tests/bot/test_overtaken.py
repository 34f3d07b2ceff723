"""Two questions of the bot to the relay at once: an older answer that comes last changes nothing, and is no alarm."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.relay.trust import Trust
from bot.sealing.keys import b64u
from bot.settings.counts import COUNTS
from tests.bot.test_taken_out import NOW, Line

SOON = NOW + 60_000


class Slow(Line):
    """A relay that reads its answer when it is asked, and may bring it later."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        super().__init__()
        self.waits: asyncio.Event | None = None
        self.slow = ""  # what of the documents is slow; all of them
        self.away: list[dict[str, Any]] = []
        self.opening = SOON

    async def read(self, path: str) -> bytes:
        """Show a document as it was when it was asked for."""
        answer = await super().read(path)
        return answer if self.slow not in path else await self._bring(answer)

    async def call(self, _method: str, path: str) -> Any:
        """Say who is away, who is on call, and when somebody is."""
        answers: dict[str, Any] = {
            "/api/team/away": {"items": list(self.away)},
            "/api/certificates": {"items": []},
            "/api/oncall": {"next_opening": self.opening},
        }
        return await self._bring(answers[path])

    async def _bring(self, answer: Any) -> Any:
        if (waits := self.waits) is not None:
            await waits.wait()
        return answer

    def later(self) -> asyncio.Event:
        """From now on answers wait for this."""
        self.waits = asyncio.Event()
        return self.waits


@pytest.mark.parametrize("slow", ["", "roster"], ids=["both documents", "the list alone"])
async def test_an_older_list_of_people_that_comes_last_is_no_rollback(slow: str) -> None:
    """A ring and a frame had both asked: nobody is alarmed, and the newer list stays."""
    line = Slow()
    trust = line.started()
    first = await line.looks(trust)
    line.slow, door = slow, line.later()
    older = asyncio.create_task(line.looks(trust))
    await asyncio.sleep(0)
    line.waits = None
    line.shown["roster"] = line.lists(line.ana, first, line.bot)
    second = await line.looks(trust)
    alarms = COUNTS["roster_alarms"]
    door.set()
    await older

    assert (second.version, trust.seen) == (2, 2)
    assert COUNTS["roster_alarms"] == alarms


async def test_whoever_asked_first_has_the_newest_list_when_they_go_on() -> None:
    """Two frames name a newer list at once. One answer is overtaken; whoever asked for it reads their frame by the newer list all the same."""
    line = Slow()
    trust = line.started()
    first = await line.looks(trust)
    line.shown["roster"] = line.lists(line.ana, first, line.bot)
    line.slow, door = "root", line.later()
    older = asyncio.create_task(line.looks(trust))
    await asyncio.sleep(0)
    line.slow, slow_list = "roster", line.later()
    newer = asyncio.create_task(line.looks(trust))
    for _ in range(5):
        await asyncio.sleep(0)
    line.waits = None
    door.set()
    seen = await older
    slow_list.set()
    await newer

    assert seen.version == 2


async def test_who_came_back_stays_back_and_the_next_opening_is_the_newest() -> None:
    """Sam was away when it was asked first and is here now, and the shift begins later than it did: the older answers say nothing any more."""
    line = Slow()
    trust: Trust = line.started()
    line.away = [{"device": b64u(line.sam.device), "until": None}]
    door = line.later()
    older = [
        asyncio.create_task(trust.refresh_away(line)),  # type: ignore[arg-type]
        asyncio.create_task(trust.refresh_certificates(line)),  # type: ignore[arg-type]
    ]
    await asyncio.sleep(0)
    line.waits, line.away = None, []
    await trust.refresh_away(line)  # type: ignore[arg-type]
    line.opening = SOON + 1
    await trust.refresh_certificates(line)  # type: ignore[arg-type]
    line.opening = SOON
    door.set()
    await asyncio.gather(*older)

    assert not trust.is_away(line.sam.device, NOW)
    assert trust.next_opening == SOON + 1
