"""What a youth is told when workers paused a conversation: the truth, once, with numbers; and no word of theirs is lost."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.sealing.keys import b64u
from tests.bot.stories import claims, on_call, talking
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person


async def pauses(line: World, sam: Worker, conversation: bytes, verb: str = "mute", **body: Any) -> int:
    """Sam pauses it, or ends that, and the bot has heard."""
    news = asyncio.Event()
    line.line.chats.kept.append(lambda _: news.set())
    row = await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/{verb}", body)
    until = int(row["muted_until"] or 0)
    mac = line.line.desk.talks.chat_of(conversation)
    assert mac is not None
    async with asyncio.timeout(10):
        while (chat := line.line.chats._kept.get(mac)) is None or not chat.talk or chat.talk.paused_until != until:
            news.clear()
            await news.wait()
    line.line.chats.kept.pop()
    return until


async def test_who_writes_into_a_pause_is_told_once_and_kept(line: World, mia: Person) -> None:
    """Until when, that she is in no trouble, and who is there now; her words still reach the worker."""
    sam, conversation = await talking(line, mia)
    await pauses(line, sam, conversation, minutes=60, reason="sexual")
    mia.send("why")
    told = await mia.sees("We paused this chat for now")
    await mia.sees("Kids Help Phone")
    mia.send("hello")
    await sam.hears("text", body="why")
    await sam.hears("text", body="hello")
    await line.quiet()

    assert "You are not in trouble" in told.text and ("am" in told.text or "pm" in told.text)
    assert mia.screen_text().count("We paused this chat for now") == 1
    assert (await sam.row(conversation))["claimed_by"] == b64u(sam.device.device)


async def test_an_undone_pause_says_nothing(line: World, mia: Person) -> None:
    """Pressed by mistake and undone: she never hears of it."""
    sam, conversation = await talking(line, mia)
    await pauses(line, sam, conversation, minutes=60, reason="other")
    await pauses(line, sam, conversation, "unmute")
    mia.send("all good")
    await sam.hears("text", body="all good")
    await line.quiet()

    assert "paused" not in mia.screen_text()


async def test_the_safe_word_goes_before_a_pause(line: World, mia: Person) -> None:
    """Numbers on the screen of a phone that is in other hands would be worse than silence."""
    sam, conversation = await talking(line, mia)
    mia.send("/menu")
    await pauses(line, sam, conversation, minutes=60, reason="threats")
    async with line.line.desk.talks.hold(conversation) as there:
        assert there is not None
        line.line.handlers.menu._talk.safe_word(there.held, "penguin", 9999)
    await sam.hears("text", safe_word=True)
    await line.quiet()

    assert "paused" not in mia.screen_text()


async def test_a_bot_that_was_away_learns_that_the_pause_is_over(line: World, mia: Person) -> None:
    """Ended while the bot was down: on its return nobody is told that it goes on."""
    sam, conversation = await talking(line, mia)
    await pauses(line, sam, conversation, minutes=60, reason="abuse")
    await line.stop_bot()
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/unmute", {})
    await line.start_bot()
    await line.bot_is_up()
    mia.send("are you there")
    await sam.hears("text", body="are you there")
    await line.quiet()

    assert "paused" not in mia.screen_text()


async def test_whoever_needs_somebody_fast_is_told_the_truth_in_a_pause_too(line: World, mia: Person) -> None:
    """She pressed the emergency button, was paused for an hour and put back: after five minutes she is told that nobody came."""
    sam = await on_call(line)
    mia.start()
    await mia.sees("Is it okay to read")
    mia.send("i want to die")
    await mia.sees("Do you want to see who you can reach")
    mia.tap("Yes, show me")
    await mia.sees("I am glad you wrote")
    mia.tap("Get a person now")
    await mia.sees("Who would you like?")
    mia.tap("A community worker")
    await mia.sees("You are in line")
    conversation = await claims(sam, mia)
    await line.quiet()
    await pauses(line, sam, conversation, minutes=60, reason="other")
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/release", {})
    await mia.sees("had to go. You are back in line")
    await line.quiet()
    await line.moves(5 * 60 + 1)

    await mia.sees("No one could get to you")
