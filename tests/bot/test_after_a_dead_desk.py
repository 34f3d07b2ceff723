"""A worker's desk dies, and somebody else takes the youth over: they stay, they know what matters, and the youth reads the truth."""

from __future__ import annotations

from tests.bot.stories import asks_for, on_call, talking
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person

MINUTE = 60


async def dies(line: World, worker: Worker) -> None:
    """The tab is closed, or the laptop breaks; on paper they are on call until tonight."""
    await worker.leave()
    line.workers.remove(worker)


async def five_minutes(line: World) -> None:
    """Time goes by, a minute at a time, as it does for the bot's clock."""
    for _ in range(6):
        await line.moves(MINUTE + 1)
        await line.quiet()


async def takes(line: World, worker: Worker, conversation: bytes) -> None:
    """Somebody claims, and the bot has acted on it."""
    await worker.claim(conversation)
    await line.bot_took(conversation, worker)
    await line.quiet()


async def test_h22_who_takes_over_from_a_dead_desk_is_not_thrown_out_for_what_they_never_got(
    line: World, mia: Person
) -> None:
    """Sam's tab died over a word that only Sam could open; Robin claims, writes and is answered, and Mia keeps Robin."""
    sam, conversation = await talking(line, mia)
    await dies(line, sam)
    mia.send("are you there")
    await line.quiet()
    await five_minutes(line)
    assert mia.screen_text().count("had to go") == 1
    robin = await on_call(line, "Robin")
    await robin.sees_row(conversation, state="waiting")

    await takes(line, robin, conversation)
    await line.moves(2)
    await line.quiet()
    mia.send("hello new one")
    await robin.hears("text", body="hello new one")
    await line.bot_took(conversation, robin)
    await line.moves(MINUTE)
    await line.quiet()

    assert mia.screen_text().count("had to go") == 1
    assert (await robin.row(conversation))["state"] == "claimed"


async def test_h22_whoever_takes_over_and_falls_silent_too_is_let_go_after_their_own_five_minutes(
    line: World, mia: Person
) -> None:
    """The count begins anew at the claim; it does not end: Robin, who never acknowledges a word, is gone five minutes later."""
    sam, conversation = await talking(line, mia)
    await dies(line, sam)
    mia.send("are you there")
    await line.quiet()
    await five_minutes(line)
    robin = await on_call(line, "Robin")
    robin.acking = False
    await takes(line, robin, conversation)
    mia.send("and you")
    await robin.hears("text", body="and you")
    await line.moves(4 * MINUTE)
    await line.quiet()
    assert mia.screen_text().count("had to go") == 1
    await line.moves(MINUTE + 1)
    await line.quiet()

    assert mia.screen_text().count("had to go") == 2


async def test_who_comes_after_the_only_one_on_call_died_keeps_the_youth_they_claim(line: World, mia: Person) -> None:
    """Nobody had claimed her yet, and her first words were sealed to a desk that was dead already."""
    sam = await on_call(line)
    sam.acking = False
    await asks_for(mia)
    mia.send("first words")
    await line.quiet()
    await dies(line, sam)
    await five_minutes(line)
    robin = await on_call(line, "Robin")
    conversation = await robin.conversation()
    await takes(line, robin, conversation)
    await line.moves(2)
    await line.quiet()

    assert "had to go" not in mia.screen_text()
    assert (await robin.row(conversation))["state"] == "claimed"
