"""How long after the second editor's signature a youth in the middle of a talk reads the new words on the practice phone."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from tests.bot.editors import ASKS, editors
from tests.bot.world import world
from tests.fakes.telegram.practice import practice_telegram


def measured(rounds: int) -> list[float]:
    """Publish so many times; return seconds from the signature to the words on the screen, each by one tap."""
    with tempfile.TemporaryDirectory(prefix="quietline-load-publish-") as name:
        return asyncio.run(_measured(Path(name), rounds))


async def _measured(folder: Path, rounds: int) -> list[float]:
    spent = []
    async with practice_telegram() as telegram, world(telegram, folder) as made:
        room, mia = await editors(made), telegram.person("Mia")
        mia.start()
        await mia.sees("Is it okay to read")
        mia.tap("Yes")
        await mia.sees("What would help right now?")
        words = ASKS
        for number in range(rounds):
            old, words = words, f"What do you need? This is page {number}."
            await room.writes(old, words)
            payload = await room.asks_to_publish()
            await room.signs("Ann", payload)
            begun = time.perf_counter()
            released = await room.signs("Ben", payload)
            assert released is not None
            await room.bot_serves(released)
            mia.tap("Who are you?")
            await mia.sees("is run by")
            mia.tap("Menu")
            await mia.sees(words)
            spent.append(time.perf_counter() - begun)
    return spent
