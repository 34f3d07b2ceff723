"""What a youth finds who comes back after days: erase still reaches what is kept, news still knocks, and a note has an end."""

from __future__ import annotations

from bot.memory import queries
from bot.memory.chat import Chat
from bot.sealing.keys import b64u
from tests.bot.stories import talking
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

MINUTE, HOUR = 60, 3600


async def goes_by(line: World, hours: int) -> None:
    """Let hours go by, with the bot's clock looking now and then."""
    for _ in range(hours // 6):
        await line.quiet()
        await line.moves(6 * HOUR)
    await line.quiet()


async def remembered(line: World) -> list[Chat]:
    """Return what the bot still knows of its chats."""
    async with line.line.database.reading() as connection:
        rows = await queries.chats_after(connection, b"", 10)
    return [Chat.from_json(line.line.chats.lock.open("chat", sealed, mac)) for mac, sealed in rows]


async def test_i_erased_days_later_and_what_a_worker_kept_was_gone(line: World, mia: Person) -> None:
    """Row 4, promise 9: a worker may keep a closed talk for a week; my erase reaches it, though I was quiet for three days."""
    sam, conversation = await talking(line, mia)
    mia.send("my plan")
    await sam.hears("text", body="my plan")
    await sam.close(conversation)
    await line.bot_took(conversation, sam)
    await line.quiet()
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/keep", {"days": 7, "reason": "safety-plan"})
    await goes_by(line, 72)
    (chat,) = await remembered(line)
    assert (chat.id, chat.flow, chat.held, chat.hidden) == (0, None, [], [])
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await line.quiet()

    await sam.relay.sign_in()
    await sam.loses(conversation)


async def test_i_never_came_back_and_after_two_weeks_nothing_is_known_of_me(line: World, mia: Person) -> None:
    """Retention: no closed talk lives longer than 14 days, and so nothing that could erase it."""
    await talking(line, mia)
    mia.send("/stop")
    await mia.sees("Bye for now")
    await goes_by(line, 48)
    assert len(await remembered(line)) == 1
    await goes_by(line, 13 * 24)

    assert await remembered(line) == []


async def test_goodbye_a_day_later_says_nothing_of_words_that_are_gone(line: World, mia: Person) -> None:
    """Promise 9: the timed wipe took what we typed; "still on this screen" would make me look for it."""
    mia.start()
    await mia.sees("Is it okay to read")
    await goes_by(line, 36)
    mia.send("/stop")
    await mia.sees("Bye for now")
    await line.quiet()

    assert "still on this screen" not in mia.screen_text()


async def test_goodbye_days_later_or_as_my_first_word_says_nothing_of_words_that_are_not_there(
    line: World, mia: Person
) -> None:
    """Promise 9: by then nothing is known of me, as when I never wrote; what I type after it is there, and is said to be."""
    mia.send("/stop")
    await mia.sees("Bye for now")
    mia.start()
    await mia.sees("Is it okay to read")
    await goes_by(line, 72)
    mia.send("/stop")
    await mia.sees("Bye for now")
    await line.quiet()
    gone = mia.screen_text()
    mia.send("hello")
    mia.send("/stop")
    await mia.sees("still on this screen")

    assert "still on this screen" not in gone


async def test_the_bot_was_away_too_long_to_take_my_words_back_and_goodbye_says_that_they_stand_there(
    line: World, mia: Person
) -> None:
    """Promise 9: Telegram takes back nothing that is older than two days. Whoever holds the phone could read it, so I am told, also days later."""
    sam, _ = await talking(line, mia)
    mia.send("my words that stay")
    await sam.hears("text", body="my words that stay")
    await line.quiet()
    await line.stop_bot()
    await line.moves(72 * HOUR)
    await line.start_bot()
    await line.bot_is_up()
    await goes_by(line, 84)
    assert "my words that stay" in mia.screen_text()
    mia.send("/stop")

    bye = await mia.sees("Bye for now")
    assert "still on this screen" in bye.text


async def test_i_did_not_look_for_a_day_and_the_next_answer_knocked_again(line: World, mia: Person) -> None:
    """A1: the timed wipe takes the knock; what comes after it knocks anew, once, and I read all of it."""
    robin = await line.note_begun(mia)
    mia.send("please write me")
    await robin.hears("text", body="please write me")
    conversation = await robin.conversation()
    await line.moves(11 * MINUTE)
    await robin.on_call()
    await line.bot_learns(lambda: line.there(robin), "that Robin is on call")
    await robin.claim(conversation)
    await robin.text(conversation, "I read your note.")
    await mia.sees("Hi, got a minute?")
    await line.bot_took(conversation, robin)
    await goes_by(line, 24)
    assert mia.screen() == []
    await robin.on_call()
    await line.line._renew_key()
    await line.bot_learns(lambda: line.there(robin), "that Robin is on call")
    await robin.text(conversation, "How are you today?")
    await robin.text(conversation, "No rush.")
    await line.bot_took(conversation, robin)
    await line.quiet()
    assert [bubble.text for bubble in mia.screen()] == ["Hi, got a minute?"]
    mia.tap("Yes")

    first = await mia.sees("I read your note.")
    last = await mia.sees("No rush.")
    assert first.id < last.id
    await mia.sees_no("Hi, got a minute?")


async def test_i_came_back_after_two_days_and_the_last_words_and_the_end_were_there(line: World, mia: Person) -> None:
    """Promise 6: an answer and the end wait behind the knock for three days, not two."""
    sam, conversation = await talking(line, mia)
    await line.moves(11 * MINUTE)
    await sam.text(conversation, "Here is the plan.")
    await sam.close(conversation)
    await line.bot_took(conversation, sam)
    await mia.sees("Hi, got a minute?")
    await goes_by(line, 54)
    assert mia.screen() == []
    mia.send("hey")

    await mia.sees("Here is the plan.")
    await line.quiet()
    assert "This chat is done for now" in mia.screen_text().partition("Here is the plan.")[2]
    await goes_by(line, 78)
    assert [(chat.id, chat.held) for chat in await remembered(line)] == [(0, [])]


async def test_nobody_opened_my_note_and_i_was_told(line: World, mia: Person) -> None:
    """Promise 7: a note that nobody took ends after a week with the truth and with numbers, not with the menu."""
    robin = await line.note_begun(mia)
    mia.send("please write me")
    await robin.hears("text", body="please write me")
    await goes_by(line, 7 * 24 + 6)
    assert [bubble.text for bubble in mia.screen()] == ["Hi, got a minute?"]
    mia.tap("Yes")

    await mia.sees("No one got to your note. That is on us")
    await mia.sees("1-888-310-1122")
    await mia.sees("This chat is done for now")


async def test_i_erased_and_the_bot_no_longer_knew_who_i_was_or_what_i_read(
    line: World, tg: Practice, mia: Person
) -> None:
    """Row 4: once it said "All clear", neither my id nor a screen that I saw is in its hands; my next word begins anew, once."""
    tg.faults.broken("deleteMessages", 502, times=1)
    sam, conversation = await talking(line, mia)
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await line.quiet()
    await sam.loses(conversation)
    (chat,) = await remembered(line)
    assert (chat.id, chat.past, chat.held, chat.hidden, chat.wipe) == (0, [], [], [], None)
    assert chat.flow is not None
    assert (chat.flow["lang"], chat.flow["seen"], chat.flow["vars"]) == ("en", [], {})
    assert [bubble.text[:9] for bubble in mia.screen()] == ["All clear"]
    await line.stop_bot()
    await line.start_bot()
    mia.send("hello again")
    await mia.sees("Is it okay to read")
    await line.quiet()

    assert mia.screen_text().count("Is it okay to read") == 1
    await goes_by(line, 54)
    assert await remembered(line) == []


async def test_i_erased_in_french_and_am_still_answered_in_french(line: World, mia: Person) -> None:
    """Of an erased chat the language stays, for two days, so that nobody is answered in a language that gives them away."""
    mia.start()
    await mia.sees("Is it okay to read")
    mia.tap("Français")
    await line.quiet()
    mia.send("/erase")
    await line.quiet()
    mia.start()
    await line.quiet()

    assert "Is it okay to read" not in mia.screen_text()
