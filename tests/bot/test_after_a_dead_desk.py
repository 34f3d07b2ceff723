"""A worker's desk dies, and somebody else takes the youth over: they stay, they know what matters, and the youth reads the truth."""

from __future__ import annotations

import asyncio

from bot.sealing.keys import b64u
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


async def acknowledged(line: World, mia: Person, worker: Worker, body: str) -> None:
    """Mia writes, and the bot knows that the worker opened it."""
    news = asyncio.Event()

    def listener(_: object) -> None:
        news.set()

    line.line.chats.kept.append(listener)
    try:
        mia.send(body)
        await worker.hears("text", body=body)
        async with asyncio.timeout(10):
            while any(chat.talk and chat.talk.unread for chat in line.line.chats._kept.values()):
                await news.wait()
                news.clear()
    finally:
        line.line.chats.kept.remove(listener)
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
    await acknowledged(line, mia, robin, "hello new one")
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


async def test_whoever_reads_along_does_not_answer_for_the_one_who_has_me(line: World, mia: Person) -> None:
    """A5, promise 7: Lee stands beside Sam, and says of each word that it was opened. Sam opens none, and I am told as ever."""
    lee = await on_call(line, "Lee", role="supervisor")
    sam, conversation = await talking(line, mia)
    await lee.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await lee.write(conversation, {"t": "join"})
    await mia.sees("is here too now")
    sam.acking = False
    mia.send("are you there")
    await lee.hears("text", body="are you there")
    await line.quiet()
    await five_minutes(line)

    assert mia.screen_text().count("had to go") == 1


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


async def test_the_new_one_learns_at_once_that_it_is_not_safe_and_the_safe_word(line: World, mia: Person) -> None:
    """Mia said with buttons that somebody looks on; the one who answers her knows it before the first hello."""
    sam = await on_call(line)
    mia.start()
    await mia.sees("Is it okay to read")
    mia.send("Person")
    await mia.sees("Who would you like?")
    for button, then in (("A community worker", "no one looking on"), ("No", "pick a word"), ("maple", "someone fast")):
        mia.tap(button)
        await mia.sees(then)
    mia.tap("Yes")
    await mia.sees("You are in line")
    await line.quiet()
    await dies(line, sam)
    robin = await on_call(line, "Robin")
    conversation = await robin.conversation()
    await takes(line, robin, conversation)

    opening = await robin.hears("opening")
    consent = await robin.hears("consent", phrase="person_open")
    assert (opening["safe"], opening["safe_word"], opening["urgent"], opening["lang"]) == ("no", "maple", True, "en")
    assert (consent["audience"], consent["reply"]) == (1, "A community worker")
    assert [one["t"] for one in robin.words()][:3] == ["claimed", "opening", "consent"]


async def test_who_got_it_all_from_the_start_gets_nothing_twice(line: World, mia: Person) -> None:
    """A claim like any other: the first words were sealed to Kai too, so Mia reads that Kai can read them."""
    kai = await on_call(line, "Kai")
    await asks_for(mia)
    mia.send("my first words")
    await kai.hears("text", body="my first words")
    await takes(line, kai, await kai.conversation())

    said = [one["t"] for one in kai.words()]
    assert (said.count("opening"), said.count("consent")) == (1, 1)
    assert "They can read what you typed, and what you type from now on." in mia.screen_text()


async def test_a_youth_is_not_told_that_a_new_one_can_read_what_they_cannot(line: World, mia: Person) -> None:
    """Mia's words lie locked for a desk that died: she reads that Robin may not see them, and need not guess."""
    sam, conversation = await talking(line, mia)
    mia.send("the whole long story")
    await sam.hears("text", body="the whole long story")
    await line.bot_took(conversation, sam)
    await sam.release(conversation)
    await line.bot_took(conversation, sam)
    await dies(line, sam)
    robin = await on_call(line, "Robin")
    await takes(line, robin, conversation)
    told = [bubble.text for bubble in mia.screen() if "is here now" in bubble.text]

    assert "They can read what you typed" in told[0]
    assert "They can read what you typed" not in told[1]
    assert "They can read what you type from now on. They may not see all that you typed before." in told[1]
    assert "They are not police." in told[1]


async def test_who_was_handed_the_keys_can_read_it_and_the_youth_is_told_so(line: World, mia: Person) -> None:
    """Sam puts her back in good order: what Sam could open goes to Kai first, and Mia need not say it again."""
    sam, conversation = await talking(line, mia)
    mia.send("the whole long story")
    await sam.hears("text", body="the whole long story")
    kai = await on_call(line, "Kai")
    await sam.hands_keys(conversation, kai)
    await sam.release(conversation)
    await line.bot_took(conversation, sam)
    await takes(line, kai, conversation)
    told = [bubble.text for bubble in mia.screen() if "is here now" in bubble.text]

    assert len(told) == 2
    assert "They can read what you typed, and what you type from now on." in told[1]


async def test_keys_that_somebody_never_had_hand_nothing_on(line: World, mia: Person) -> None:
    """A grant counts only from who could open the words: Kai, who could not, cannot make it true for Robin."""
    sam, conversation = await talking(line, mia)
    mia.send("the whole long story")
    await sam.hears("text", body="the whole long story")
    kai = await on_call(line, "Kai")
    robin = await on_call(line, "Robin")
    await sam.release(conversation)
    await line.bot_took(conversation, sam)
    await kai.hands_keys(conversation, robin, sam.reader(conversation).secrets())
    await line.bot_took(conversation, kai)
    await takes(line, robin, conversation)

    assert "They may not see all that you typed before." in mia.screen_text()


async def test_h27_a_time_on_call_that_runs_out_is_noticed_at_its_end_also_with_the_relay_away(
    line: World, mia: Person
) -> None:
    """Sam's eight hours end in the middle of a talk and nothing rings: the bot knows the hour itself, and Mia is told then."""
    sam, _ = await talking(line, mia)
    line.passes((7 * 60 + 55) * MINUTE)
    await acknowledged(line, mia, sam, "still here")
    assert line.relay is not None
    await line.relay.stop()
    await line.moves(2 * MINUTE)
    await line.tg.settled()
    assert "had to go" not in mia.screen_text()
    await line.moves(4 * MINUTE)

    await mia.sees("had to go")
    assert "1-888-310-1122" in (await mia.sees("No one could get to you")).text


async def test_who_goes_on_for_another_shift_keeps_whom_they_talk_to(line: World, mia: Person) -> None:
    """Sam signs on anew before the first time is over: nothing lapses, and Mia notices nothing."""
    sam, conversation = await talking(line, mia)
    line.passes((7 * 60 + 55) * MINUTE)
    first = line.line.trust.shift_end(sam.device.device)
    await sam.on_call()
    await line.bot_learns(lambda: line.line.trust.shift_end(sam.device.device) != first, "that Sam goes on")
    await acknowledged(line, mia, sam, "still here")
    await line.moves(6 * MINUTE)
    await line.quiet()

    assert "had to go" not in mia.screen_text()
    assert (await sam.row(conversation))["state"] == "claimed"
