"""What keeps a talk from giving a youth away: the safe word, the knock, blocking, leaving, the timed wipe."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from bot.memory.tables import conversations, posts, received, sends, shown
from bot.relay.client import Refused
from bot.sealing.keys import b64u
from tests.bot.stories import INDIGENOUS, POLICE, asks_for, claims, on_call, talking, talking_with_a_word
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

MINUTE, HOUR = 60, 3600


async def test_the_safe_word_stops_everything_on_the_screen(line: World, mia: Person) -> None:
    """A1: a wrong number is played, what the worker writes waits, the worker sees a silent mark."""
    sam, conversation = await talking_with_a_word(line, mia)
    await line.quiet()
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await sam.hears("text", body="penguin", safe_word=True)
    await sam.text(conversation, "Are you safe?")
    await line.bot_took(conversation, sam)

    assert "Are you safe?" not in mia.screen_text()
    assert line.said("knock") not in mia.screen_text()


async def test_after_the_safe_word_the_youth_comes_back_by_themselves(line: World, mia: Person) -> None:
    """What waited behind the decoy is shown when the youth types /start, not before, and not by itself."""
    sam, conversation = await talking(line, mia)
    mia.tap("Safe word")
    await mia.sees("Let's pick a word")
    mia.tap("canoe")
    await line.quiet()
    mia.send("Canoe!")
    await mia.sees("Sorry, wrong number.")
    await sam.text(conversation, "I wait for you.")
    await line.bot_took(conversation, sam)
    mia.send("who is this")
    await line.quiet()
    assert "I wait for you." not in mia.screen_text()
    mia.start()

    await mia.sees("I wait for you.")


async def test_one_worker_and_five_look_the_same(line: World, tg: Practice, mia: Person) -> None:
    """A2: whoever asks learns whether somebody is there, never how many."""
    await on_call(line, "Sam")
    await asks_for(mia)
    await line.quiet()
    for number in range(4):
        await on_call(line, f"Kai {number}")
    noor = tg.person("Noor")
    await asks_for(noor)
    await line.quiet()

    assert noor.screen_text() == mia.screen_text()


async def test_after_ten_quiet_minutes_only_a_neutral_line_is_pushed(line: World, mia: Person) -> None:
    """A1: the words wait until the youth taps; the lock screen shows nothing else; several answers knock once."""
    sam, conversation = await talking(line, mia)
    await line.moves(10 * MINUTE + 1)
    mia.open_chat()
    await sam.text(conversation, "I found a bed for you.")
    await mia.sees("Hi, got a minute?")
    await sam.text(conversation, "It is in Kenora.")
    await line.bot_took(conversation, sam)
    await line.quiet()

    assert [note.text for note in mia.lock_screen()] == ["Hi, got a minute?"]
    assert "bed" not in mia.screen_text()
    mia.tap("Yes")
    first = await mia.sees("I found a bed for you.")
    second = await mia.sees("It is in Kenora.")
    await mia.sees_no("Hi, got a minute?")
    assert first.id < second.id


async def test_what_was_taken_back_while_it_waited_is_never_shown(line: World, mia: Person) -> None:
    """A worker's retraction reaches also what still waits behind the neutral line."""
    sam, conversation = await talking(line, mia)
    await line.moves(10 * MINUTE + 1)
    mid = await sam.text(conversation, "wrong window")
    await mia.sees("Hi, got a minute?")
    await sam.takes_back(conversation, mid)
    await line.bot_took(conversation, sam)
    mia.tap("Yes")
    await mia.sees_no("Hi, got a minute?")
    await line.quiet()

    assert "wrong window" not in mia.screen_text()


async def test_what_was_corrected_while_i_was_away_and_then_taken_back_is_off_my_screen(
    line: World, mia: Person
) -> None:
    """The correction waits behind the neutral line, what it corrects stands there already: both are gone."""
    sam, conversation = await talking(line, mia)
    mid = await sam.text(conversation, "wrong window")
    await mia.sees("wrong window")
    await line.moves(10 * MINUTE + 1)
    await sam.write(conversation, {"t": "edit", "of": b64u(mid), "body": "still the wrong one"})
    await mia.sees("Hi, got a minute?")
    await sam.takes_back(conversation, mid)
    await line.bot_took(conversation, sam)
    await line.quiet()
    gone = "wrong window" not in mia.screen_text()
    mia.tap("Yes")
    await mia.sees_no("Hi, got a minute?")
    await line.quiet()

    assert gone
    assert "wrong" not in mia.screen_text()


async def test_stop_ends_it_and_the_worker_knows(line: World, mia: Person) -> None:
    """Row 3: one goodbye; the worker reads "left"; nothing that waited is sent afterwards."""
    sam, conversation = await talking(line, mia)
    mia.send("/stop")
    await mia.sees("Bye for now")
    await sam.hears("left", why="stop")
    await sam.sees_row(conversation, state="closed")
    await line.quiet()

    assert mia.screen_text().count("Bye for now") == 1


async def test_stop_stops_what_has_not_left_yet(line: World, tg: Practice, mia: Person) -> None:
    """Row 3: Telegram makes the bot wait with a worker's words; after /stop they are never shown."""
    sam, conversation = await talking(line, mia)
    tg.faults.broken("sendMessage", 502, times=2)
    await sam.text(conversation, "I can pick you up.")
    await line.bot_took(conversation, sam)
    assert line.line.sends.waiting() > 0
    mia.send("/stop")
    await mia.sees("Bye for now")
    await line.quiet()

    assert "I can pick you up." not in mia.screen_text()
    async with line.line.database.reading() as connection:
        assert (await connection.execute(select(sends))).all() == []


async def test_erase_drops_what_waits_for_the_relay(line: World, mia: Person) -> None:
    """Row 4: typed while the relay was down, then erased: no sealed word waits any more, and nobody ever reads it."""
    sam, conversation = await talking(line, mia)
    assert line.relay is not None
    await line.relay.stop()
    mia.send("do not keep this")
    await line.tg.settled()
    async with line.line.database.reading() as connection:
        waiting = {row.id for row in await connection.execute(select(posts))}
        assert waiting and (await connection.execute(select(conversations))).all()
    mia.send("/erase")
    await mia.sees("All clear on my side")
    async with line.line.database.reading() as connection:
        left = (await connection.execute(select(posts))).all()
        assert (await connection.execute(select(conversations))).all() == []
        assert (await connection.execute(select(received))).all() == []
    assert not waiting & {row.id for row in left}
    assert left[-1].kind == "erase"
    await line.relay.start()
    line.line.live.wake()
    sam.live.wake()
    await sam.loses(conversation)
    await line.quiet()

    assert "do not keep this" not in [said.get("body") for said in sam.words()]
    assert line.line.posts.waiting() == 0


async def test_what_waits_for_a_youth_who_blocks_the_bot_is_dropped(line: World, tg: Practice, mia: Person) -> None:
    """Row 11: words that wait for Telegram are not sent to a youth who blocked, nor when they come back."""
    sam, conversation = await talking(line, mia)
    tg.faults.broken("sendMessage", 502, times=2)
    await sam.text(conversation, "Where are you?")
    await line.bot_took(conversation, sam)
    assert line.line.sends.waiting() > 0
    mia.block()
    await sam.hears("left", why="blocked")
    mia.unblock()
    mia.start()
    await mia.sees("Is it okay to read")
    await line.quiet()

    assert "Where are you?" not in mia.screen_text()


async def test_the_truth_waits_for_the_next_tap_too(line: World, mia: Person) -> None:
    """Section 5: after ten quiet minutes the worker leaves: the lock screen says nothing, the tap says all, with numbers."""
    sam, conversation = await talking(line, mia)
    await line.moves(10 * MINUTE + 1)
    mia.open_chat()
    await sam.release(conversation)
    await mia.sees("Hi, got a minute?")
    await sam.off_call()
    await line.bot_learns(lambda: not line.there(sam), "that Sam left")
    await line.moves(5 * MINUTE + 1)
    await line.quiet()
    assert [note.text for note in mia.lock_screen()] == ["Hi, got a minute?"]
    assert not any(words in mia.screen_text() for words in ("had to go", "No one could get to you"))
    mia.tap("Yes")
    first = await mia.sees("had to go")
    truth = await mia.sees("No one could get to you")

    assert first.id < truth.id
    assert "1-888-310-1122" in truth.text


async def test_erase_ends_it_and_the_relay_forgets_it(line: World, mia: Person) -> None:
    """Row 4: both sides of the chat are emptied, and the conversation is purged at once."""
    sam, conversation = await talking(line, mia)
    await sam.text(conversation, "something private")
    await mia.sees("something private")
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await sam.loses(conversation)
    await line.quiet()

    assert [bubble.text for bubble in mia.screen() if "All clear" not in bubble.text] == []


async def test_goodbye_right_after_erase_says_nothing_of_words_that_are_gone(line: World, mia: Person) -> None:
    """Promise 9: nothing that I typed is still there; once I write again it is, and the goodbye says so again."""
    mia.start()
    await mia.sees("Is it okay to read")
    mia.send("/erase")
    await mia.sees("All clear on my side")
    mia.send("/stop")
    await mia.sees("Bye for now")
    await line.quiet()
    first = "still on this screen" in mia.screen_text()
    mia.send("/menu")
    mia.send("/stop")
    await mia.sees("still on this screen")

    assert not first


async def test_erase_then_stop_while_our_database_is_locked_is_done_in_that_order(line: World, mia: Person) -> None:
    """Promise 9, H23: I get the numbers meanwhile; Telegram keeps what I typed, and the erase is done before the goodbye."""
    sam, conversation = await talking(line, mia)
    await sam.text(conversation, "Where are you?")
    await mia.sees("Where are you?")
    await line.quiet()
    line.line.database.give_up_after(0.05)
    async with line.line.database.engine.connect() as lock:
        await lock.execute(text("SELECT 1"))
        mia.send("/erase")
        await mia.sees("1-888-310-1122")
        mia.send("/stop")
        assert "Bye for now" not in mia.screen_text()
        await lock.rollback()
    line.line.database.give_up_after(5)
    await mia.sees("Bye for now")
    await line.quiet()

    said = [bubble.text for bubble in mia.screen() if not bubble.mine]
    assert [one.split()[0] for one in said] == ["All", "Bye"]
    with pytest.raises(Refused, match="erased"):
        await sam.relay.call("GET", f"/api/conversations/{b64u(conversation)}")


async def test_who_blocks_the_bot_cannot_be_reached_and_the_worker_knows(line: World, mia: Person) -> None:
    """Row 11: sends are cancelled, the worker sees it, and unblocking alone brings nothing back."""
    sam, conversation = await talking(line, mia)
    mia.block()
    await sam.hears("left", why="blocked")
    await sam.sees_row(conversation, state="closed")
    before = len(mia.screen())
    mia.unblock()
    await line.quiet()
    assert len(mia.screen()) == before

    mia.start()
    await mia.sees("Is it okay to read")


async def test_the_chat_is_emptied_by_the_clock(line: World, tg: Practice, mia: Person) -> None:
    """Retention: what was written leaves both sides of the screen before Telegram's 48 hours are over."""
    await talking(line, mia)
    mia.send("/stop")
    await mia.sees("Bye for now")
    await line.quiet()
    for _ in range(30):
        await line.moves(HOUR)
        await line.quiet()

    assert mia.screen() == []
    async with line.line.database.reading() as connection:
        assert (await connection.execute(select(shown))).all() == []


async def test_a_conversation_idle_for_a_day_is_over(line: World, mia: Person) -> None:
    """Retention: 24 h idle closes it; the worker is told, the youth by a neutral line only."""
    sam = await on_call(line)
    await asks_for(mia)
    conversation = await claims(sam, mia)
    await line.moves(24 * HOUR + 1)
    await mia.sees("Hi, got a minute?")
    await line.quiet()
    await line.line.relay.sign_in()
    assert (await line.line.relay.call("GET", f"/api/conversations/{b64u(conversation)}"))["state"] == "closed"
    mia.tap("Yes")

    await mia.sees("This chat is done for now")


async def test_police_read_nothing_unless_they_are_picked(line: World, mia: Person) -> None:
    """Promise 4: a police device on call gets neither a key nor a row of a talk with a community worker."""
    await on_call(line, "Sam")
    officer = await on_call(line, "Officer", circle=3)
    await asks_for(mia)
    mia.send("do not tell the cops")
    await line.quiet()

    assert officer.rows == {}
    assert officer.words() == []
    assert officer.device.device not in line.sealed_to()


async def test_police_are_there_for_who_picks_them(line: World, mia: Person) -> None:
    """The youth's own choice, said in plain words first, seals to police and to nobody else."""
    sam = await on_call(line, "Sam")
    officer = await on_call(line, "Officer", circle=3)
    await asks_for(mia, "A police officer")
    mia.send("i want to report him")
    await officer.hears("text", body="i want to report him")
    await officer.hears("consent", audience=POLICE, phrase="person_police")
    await line.quiet()

    assert sam.rows == {}
    assert sam.device.device not in line.sealed_to()


async def test_an_indigenous_worker_is_there_for_who_picks_them(line: World, mia: Person) -> None:
    """Section 2: offered beside the default; picked, it is sealed to them alone, and the youth hears that they are not police."""
    sam = await on_call(line, "Sam")
    robin = await on_call(line, "Robin", circle=1)
    await asks_for(mia, "Someone Indigenous")
    mia.send("i am from grassy")
    await robin.hears("text", body="i am from grassy")
    await robin.hears("consent", audience=INDIGENOUS, phrase="person_open", reply="Someone Indigenous")
    await claims(robin, mia)
    await line.quiet()

    assert sam.rows == {}
    assert line.sealed_to() == {robin.device.device}
    assert "They are not police." in mia.bubble("is here now").text


async def test_a_note_waits_for_who_is_on_standby(line: World, mia: Person) -> None:
    """Nobody is on call: a note is sealed to standby keys, and read when somebody comes."""
    robin = await line.note_begun(mia)
    mia.send("please write me tomorrow")
    await robin.hears("text", body="please write me tomorrow")
    consent = await robin.hears("consent", phrase="note_open")

    assert consent["audience"] == 1


async def test_the_closing_words_come_once(line: World, mia: Person) -> None:
    """The worker closes: the youth hears that it is over and what happens with the words."""
    sam, conversation = await talking(line, mia)
    await sam.close(conversation)
    await mia.sees("This chat is done for now")
    await sam.sees_row(conversation, state="closed")
    await line.quiet()

    assert mia.screen_text().count("This chat is done for now") == 1


async def test_no_notification_that_comes_unasked_begins_with_the_name_of_a_number(line: World, mia: Person) -> None:
    """A1: my worker's desk died. The numbers came as a message of their own, and a locked phone said "Emergency. Call 911"."""
    sam, conversation = await talking(line, mia)
    sam.acking = False
    mia.send("he is outside the door")
    await sam.hears("text", body="he is outside the door")
    await line.moves(6 * MINUTE)
    said = await mia.sees("had to go")
    await sam.sees_row(conversation, state="waiting")
    await line.quiet()

    assert "Call 911" in said.text
    assert [one.text for one in mia.lock_screen() if one.text.startswith("Emergency")] == []
