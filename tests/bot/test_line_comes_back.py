"""The bot's line to the relay breaks: a line that was up is tried again at once, one that stays away ever more seldom."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.relay.live import LONGEST_PAUSE, Live


class Weather(Live):
    """A line whose fate is told in advance; it rests in no time, and notes how long it would have rested."""

    def __init__(self, *fates: str) -> None:
        nobody: Any = None
        super().__init__(nobody, Silent())
        self.fates, self.rests = list(fates), []  # type: ignore[var-annotated]

    async def _once(self) -> None:
        self.up = self.fates.pop(0) == "was up"
        raise OSError

    async def _rest(self, longest: float) -> None:
        self.rests.append(longest)
        if not self.fates:
            raise asyncio.CancelledError


class Silent:
    """A listener that has nothing to do."""

    def broken(self) -> None:
        """Let it be."""


async def rests(*fates: str) -> list[float]:
    """Return how long the line rests after each of these fates."""
    line = Weather(*fates)
    with pytest.raises(asyncio.CancelledError):
        await line.run()
    return line.rests


async def test_a_relay_that_stays_away_is_asked_ever_more_seldom() -> None:
    """A relay that comes back is not met by all bots at once; the pause ends at half a minute."""
    assert (await rests(*["away"] * 9))[:4] == [1.0, 2.0, 4.0, 8.0]
    assert (await rests(*["away"] * 9))[-1] == LONGEST_PAUSE


async def test_a_relay_that_was_there_is_asked_soon() -> None:
    """H22: a relay killed for the fourth time of a night is found as soon as after the first."""
    assert await rests("away", "away", "was up", "away", "was up", "was up") == [1.0, 2.0, 0.5, 1.0, 0.5, 0.5]
