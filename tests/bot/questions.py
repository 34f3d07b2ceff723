"""What workers ask youth, for tests of the bot: the questions, and what workers hear of the answers."""

from __future__ import annotations

from typing import Any

from bot.sealing.keys import b64u
from tests.bot.stories import on_call
from tests.bot.worker import Worker
from tests.bot.world import World

ASKED = "Can one more person come in"
HAND = "Can we hand what you see above"
OVER = "That is not up any more. Nothing changed."
IDLE = 601
YES_IN, YES_HAND, BACK = "Yes, they can come in", "Yes, hand it over", "Take it back"


async def asks_in(sam: Worker, conversation: bytes, circle: str) -> None:
    """Sam asks whether somebody of this circle may come in."""
    await sam.write(conversation, {"t": "ask", "kind": "audience", "circle": circle})


async def asks_to_hand(sam: Worker, conversation: bytes, to: str, text: str) -> None:
    """Sam asks whether these words may be handed to somebody."""
    await sam.write(conversation, {"t": "ask", "kind": "packet", "to": to, "text": text})


async def would_give(sam: Worker, conversation: bytes, to: Worker | None) -> None:
    """Sam asks whether a colleague may take over, or thinks better of it."""
    device = b64u(to.device.device) if to is not None else None
    await sam.write(conversation, {"t": "transfer", "to": device, "why": "leaving"})


async def kai_comes_instead(line: World, sam: Worker, conversation: bytes) -> Worker:
    """Sam puts the talk back, and Kai claims it."""
    kai = await on_call(line, "Kai")
    await sam.release(conversation)
    await line.bot_took(conversation, sam)
    await kai.sees_row(conversation, state="waiting")
    await kai.claim(conversation)
    await line.bot_took(conversation, kai)
    await line.quiet()
    return kai


async def settles(line: World, sam: Worker, conversation: bytes) -> None:
    """Wait until the bot took what Sam wrote last, and all that follows from it."""
    await line.bot_took(conversation, sam)
    await line.quiet()


def answers(worker: Worker) -> list[dict[str, Any]]:
    """Return what a worker heard of answers to questions."""
    return [one for one in worker.words() if one["t"] == "consent" and "kind" in one]
