"""The bot's way of an update: decoded, dispatched, stepped, sealed and on the disk, beside aiogram's own empty dispatch.

The youths are in conversations with a worker on call. What the bot would then send to Telegram and to the relay rests in its
outbox, which is where an update is durable; delivering it is measured elsewhere. As many chats speak at once as Telegram
opens connections to a webhook.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Message, Update

from bot.memory.chats import Chats
from tests.bot.world import World, world
from tests.fakes.line import running
from tests.fakes.telegram.practice import practice_telegram
from tests.load.servers import Server

CHATS = 100
EACH = 10
FIRST_CHAT = 5_000_000
WAY_IN = ("/start", "Person", "A community worker", "Skip", "No")

Take = Callable[[bytes], Awaitable[object]]


def memory(folder: Path) -> float:
    """Start a whole line; return the MiB that relay and bot hold when they are ready."""
    with running(folder) as line:
        processes = [part.process for part in (line.relay, line.bot)]
        return sum(Server(0, one.pid).memory_bytes() for one in processes if one is not None) / 2**20


def compare(rounds: int) -> tuple[float, float]:
    """Return the median updates a second of the bot, and of an empty dispatcher that is fed the same."""
    with tempfile.TemporaryDirectory(prefix="quietline-load-bot-") as name:
        return asyncio.run(_compare(Path(name), rounds))


async def _compare(folder: Path, rounds: int) -> tuple[float, float]:
    ours: list[float] = []
    empty: list[float] = []
    numbers = itertools.count(10_000)
    async with practice_telegram() as telegram, world(telegram, folder) as made:
        worker = await made.worker()
        await made.bot_learns(lambda: made.there(worker), "that a worker is on call")
        await _all_in_line(made, numbers)
        gc.collect()
        gc.freeze()  # as `bot serve` does, for both
        for number in range(rounds + 1):
            waves = [[_said(chat, next(numbers)) for chat in range(CHATS)] for _ in range(EACH)]
            ours.append(await _rate(made.line.door.take, waves))
            empty.append(await _rate(_empty(), waves))
            await _acknowledged(made.line.chats)
            if not number:  # the first round warms up
                ours.clear()
                empty.clear()
    return statistics.median(ours), statistics.median(empty)


async def _all_in_line(made: World, numbers: itertools.count[int]) -> None:
    """Walk every youth into a conversation; what the bot keeps for Telegram and the relay stays in its outbox."""
    for listener in (made.line.sends.take, made.line.posts.take):
        made.line.chats.kept.remove(listener)
    for text in WAY_IN:
        taken = await asyncio.gather(*(made.line.door.take(_said(chat, next(numbers), text)) for chat in range(CHATS)))
        assert all(taken)
    async with made.line.chats.hold(made.line.chats.mac(FIRST_CHAT)) as held:
        assert held is not None
        assert held.chat.talk is not None


async def _acknowledged(chats: Chats) -> None:
    """Let the worker have seen everything, as in a conversation: nothing piles up from round to round."""
    for chat in range(CHATS):
        async with chats.hold(chats.mac(FIRST_CHAT + chat)) as held:
            assert held is not None
            assert held.chat.talk is not None
            assert len(held.chat.talk.unread) >= EACH
            held.chat.talk.unread.clear()


async def _rate(take: Take, waves: list[list[bytes]]) -> float:
    """Let every chat say its next message when its last one was taken; return updates a second."""

    async def talk(mine: tuple[bytes, ...]) -> None:
        for raw in mine:
            await take(raw)

    begun = time.perf_counter()
    await asyncio.gather(*(talk(mine) for mine in zip(*waves, strict=True)))
    return CHATS * len(waves) / (time.perf_counter() - begun)


def _empty() -> Take:
    """Return aiogram's own way of an update, to one handler that does nothing."""
    bot, dispatcher = Bot("42:empty"), Dispatcher()

    @dispatcher.message()
    async def nothing(_message: Message) -> None:
        """Do nothing."""

    async def take(raw: bytes) -> Any:
        return await dispatcher.feed_update(bot, Update.model_validate_json(raw, context={"bot": bot}))

    return take


def _said(chat: int, number: int, text: str = "I do not know where to sleep tonight.") -> bytes:
    sender = {"id": FIRST_CHAT + chat, "is_bot": False, "first_name": "Mia", "language_code": "en"}
    place = {"id": FIRST_CHAT + chat, "type": "private", "first_name": "Mia"}
    message = {"message_id": number, "date": int(time.time()), "chat": place, "from": sender, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()
