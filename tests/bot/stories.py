"""What goes before the part that a test is about: a youth gets in line, a worker claims, both are talking."""

from __future__ import annotations

from bot.sealing.keys import b64u
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person

COMMUNITY, INDIGENOUS, CHILD_PROTECTION, POLICE = 1, 2, 4, 8


async def on_call(world: World, label: str = "Sam", role: str = "worker", circle: int = 0) -> Worker:
    """Bring a worker on call, and wait until the bot knows."""
    worker = await world.worker(label, role, circle)
    await world.bot_learns(lambda: world.there(worker), f"that {label} is on call")
    return worker


async def asks_for(mia: Person, who: str = "A community worker", safe: str = "Skip", urgent: str = "No") -> None:
    """Walk from hello to the end of the line, by buttons."""
    mia.start()
    await mia.sees("Is it okay to read")
    mia.send("Person")
    await mia.sees("Who would you like?")
    if who in ("Child protection", "A police officer"):
        mia.tap("More choices")
        await mia.sees("You can pick other people too")
        mia.tap(who)
        await mia.sees("Okay. This one is up to you")
        mia.tap("Yes")
    else:
        mia.tap(who)
    await mia.sees("with no one looking on?")
    mia.tap(safe)
    await mia.sees("Do you need someone fast?")
    mia.tap(urgent)
    await mia.sees("You are in line")


async def claims(worker: Worker, mia: Person) -> bytes:
    """Let the worker take the youth who waits, and return the conversation."""
    conversation = await worker.conversation()
    before = _arrivals(mia)
    await worker.claim(conversation)
    await worker.hears("claimed", device=b64u(worker.device.device))
    await mia.until(lambda: _arrivals(mia) > before, "the worker to be here")
    return conversation


def _arrivals(mia: Person) -> int:
    return mia.screen_text().count("is here now")


async def talking(world: World, mia: Person, label: str = "Sam") -> tuple[Worker, bytes]:
    """Bring a worker on call, let the youth ask, let the worker claim."""
    worker = await on_call(world, label)
    await asks_for(mia)
    conversation = await claims(worker, mia)
    await world.quiet()
    return worker, conversation


async def talking_with_a_word(line: World, mia: Person, word: str = "penguin") -> tuple[Worker, bytes]:
    """The same, and she picked a safe word that the worker knows."""
    sam, conversation = await talking(line, mia)
    mia.tap("Safe word")
    await mia.sees("Let's pick a word")
    mia.tap(word)
    await sam.hears("opening", safe_word=word)
    return sam, conversation


async def called(line: World, mia: Person, worker: Worker) -> str:
    """Return what she calls this worker; nothing when she has heard of none."""
    async with line.line.chats.hold(line.line.chats.mac(mia.chat_id)) as held:
        assert held is not None and held.chat.talk is not None
        held.touched = False
        return held.chat.talk.names.get(worker.device.device.hex(), "")
