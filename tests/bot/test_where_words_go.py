"""What a youth types goes to whom they picked, or to nobody, and does what the screens say it does; never anything else."""

from __future__ import annotations

import pytest

from bot.sealing.keys import b64u
from tests.bot.stories import asks_for, called, claims, on_call, talking
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

MINUTE, HOUR = 60, 3_600


def nobody_is_written_to(world: World) -> bool:
    """Whether no conversation is open behind any screen."""
    return all(chat.talk is None for chat in world.line.chats._kept.values())


async def test_after_a_talk_that_ended_behind_a_knock_my_words_go_to_nobody(
    line: World, tg: Practice, mia: Person
) -> None:
    """I picked someone Indigenous. She had to go while I was away: what I type then is read by no community worker."""
    ida = await on_call(line, "Ida", circle=1)
    kai = await on_call(line, "Kai")
    await asks_for(mia, "Someone Indigenous")
    conversation = await claims(ida, mia)
    await line.moves(11 * MINUTE)
    await ida.close(conversation)
    await line.bot_took(conversation, ida)
    await mia.sees("Hi, got a minute?")
    mia.send("please only her")
    await mia.sees("This chat is done for now")
    await line.quiet()

    assert nobody_is_written_to(line)
    assert not [word for word in kai.words() if word["t"] == "text"]


async def test_after_a_talk_that_ended_by_itself_my_words_go_to_nobody(line: World, mia: Person) -> None:
    """I did not write for a day. What I type the day after begins nothing before I ask for a person."""
    ida = await on_call(line, "Ida", circle=1)
    await asks_for(mia, "Someone Indigenous")
    await claims(ida, mia)
    for _ in range(5):
        await line.moves(5 * HOUR)
        await line.quiet()
    await on_call(line, "Kai")
    mia.send("please only her")
    await line.quiet()

    assert nobody_is_written_to(line)


async def test_after_i_blocked_the_bot_and_let_it_in_again_my_words_go_to_nobody(line: World, mia: Person) -> None:
    """I blocked it in mid-talk. When I am back, a word is no note to somebody I did not pick."""
    sam, _ = await talking(line, mia)
    mia.block()
    await line.tg.settled()
    await sam.hears("left", why="blocked")
    mia.unblock()
    mia.send("hey")
    await line.quiet()

    assert nobody_is_written_to(line)


@pytest.mark.parametrize("how", ["Person", "/talk", "can i talk to someone"])
async def test_asking_anew_by_typing_finds_who_is_there(line: World, mia: Person, how: str) -> None:
    """No officer is on call. Then I type that I want a person: a community worker is there, and I am told so."""
    await on_call(line)
    mia.start()
    await mia.sees("Is it okay to read")
    mia.send("Person")
    await mia.sees("Who would you like")
    mia.tap("More choices")
    await mia.sees("You can pick other people")
    mia.tap("A police officer")
    await mia.sees("This one is up to you")
    mia.tap("Yes")
    await mia.sees("No one you picked is here right now")
    shown = mia.screen_text().count("A real person can chat with you here")
    mia.send(how)
    if how.startswith("can"):
        await mia.sees("Do you want to talk to a person?")
        mia.tap("Talk to a person")
    await mia.until(lambda: mia.screen_text().count("A real person can chat with you here") > shown, "who is there")


@pytest.mark.parametrize("word", ["ERASE", "Effacer", "erase everything"])
async def test_erase_typed_in_a_talk_erases(line: World, mia: Person, word: str) -> None:
    """Somebody comes in. I type what the screens told me to: everything goes at once, and the worker never reads the word."""
    sam, _ = await talking(line, mia)
    mia.send("my name is mia")
    await sam.hears("text", body="my name is mia")
    mia.send(word)
    await mia.sees("All clear on my side")
    await line.quiet()

    assert "my name is mia" not in mia.screen_text()
    assert word not in [said.get("body") for said in sam.words()]
    assert nobody_is_written_to(line)


async def test_waiting_on_is_no_place_in_a_line_where_nobody_is(line: World, mia: Person) -> None:
    """The only worker left. I want to wait on: I am told the truth and when to look again, not that I am in line."""
    sam = await on_call(line)
    await asks_for(mia)
    await sam.off_call()
    await line.bot_learns(lambda: not line.there(sam), "that nobody is on call")
    await line.moves(1)
    await line.moves(MINUTE + 1)
    await mia.sees("No one could get to you")
    lines = mia.screen_text().count("You are in line")
    mia.tap("Keep waiting")
    await mia.sees("No one you picked is here to chat right now. I will not pretend. What you typed stays locked")
    assert mia.screen_text().count("You are in line") == lines

    await on_call(line, "Kai")
    mia.tap("Look again")
    await mia.sees("You are in line")


async def test_who_waits_on_is_told_the_truth_again(line: World, mia: Person) -> None:
    """Sam is on call and does not come. I wait on; when nobody came for five more minutes, I am told so once more."""
    await on_call(line)
    await asks_for(mia)
    await line.moves(5 * MINUTE + 1)
    await mia.sees("No one could get to you")
    told = mia.screen_text().count("No one could get to you")
    mia.tap("Keep waiting")
    await mia.sees("You are in line")
    await line.moves(4 * MINUTE)
    await line.quiet()
    assert mia.screen_text().count("No one could get to you") <= told
    await line.moves(2 * MINUTE)
    await mia.until(
        lambda: "No one could get to you" in mia.screen_text().rsplit("You are in line", 1)[-1], "the truth"
    )


async def test_who_has_just_chosen_to_wait_on_is_not_told_of_the_wait_before(line: World, mia: Person) -> None:
    """The relay calls it late a second after the bot did. I have pressed "Keep waiting" by then, and I am in line."""
    await on_call(line)
    await asks_for(mia)
    await line.moves(5 * MINUTE + 1)
    await mia.sees("No one could get to you")
    mia.tap("Keep waiting")
    await mia.sees("You are in line")
    await line.quiet()
    before = mia.screen_text()
    (conversation,) = line.line.desk.talks
    await line.line.desk.ring({"t": "late", "conversation": b64u(conversation)})
    await line.line.desk.lanes.idle()
    await line.quiet()

    assert mia.screen_text() == before


async def test_when_the_last_worker_leaves_mid_talk_nobody_says_that_i_am_in_line(line: World, mia: Person) -> None:
    """She had to go and no one else is there: that is what I read."""
    sam, _ = await talking(line, mia)
    await line.founder.drop(sam.device.device)
    await mia.sees("had to go. No one else you picked is here right now")
    await mia.sees("No one could get to you")
    assert "You are back in line" not in mia.screen_text()


async def test_in_a_talk_a_language_or_a_slash_is_an_answer(line: World, mia: Person) -> None:
    """I am asked which language I like. "English" reaches the worker, and so does what begins with a slash."""
    sam, _ = await talking(line, mia)
    for said in ("English", "/srs i mean it", "/"):
        mia.send(said)
        await sam.hears("text", body=said)


async def test_what_stands_behind_a_command_in_a_talk_is_carried_too(line: World, mia: Person) -> None:
    """I type /help and why: I get the numbers, and the worker reads why."""
    sam, _ = await talking(line, mia)
    mia.send("/help please he is coming")
    await mia.sees("Here are people you can reach now")
    await sam.hears("text", body="/help please he is coming")


async def test_where_my_words_bring_up_an_offer_i_read_that_the_worker_has_them_too(line: World, mia: Person) -> None:
    """I type that he is here. The bot asks me something; it did not keep my words for itself."""
    sam, _ = await talking(line, mia)
    name = await called(line, mia, sam)
    mia.send("he is here")
    await mia.sees(f"{name} gets that too.")
    await mia.sees("Do you want to see who you can reach right now?")

    await sam.hears("text", body="he is here")


async def test_in_line_nobody_has_my_words_yet_and_nothing_says_so(line: World, mia: Person) -> None:
    """What I type is locked for whoever comes: the offer is all that is true now."""
    await on_call(line)
    await asks_for(mia)
    mia.send("he is here")
    await mia.sees("Do you want to see who you can reach right now?")

    assert "gets that too" not in mia.screen_text()


async def test_a_poster_code_behind_start_is_carried_to_nobody(line: World, mia: Person) -> None:
    """I scan the poster again in mid-talk: what stands behind /start is forgotten."""
    sam, _ = await talking(line, mia)
    mia.send("/start poster-7")
    await mia.sees("Your chat is still open")
    mia.send("still me")
    await sam.hears("text", body="still me")

    assert not [word for word in sam.words() if "poster" in str(word.get("body"))]


async def test_a_typed_yes_to_a_workers_question_is_a_yes(line: World, mia: Person) -> None:
    """My button is too old to tap. Typed word for word it counts the same, and is no message."""
    sam, conversation = await talking(line, mia)
    await sam.write(conversation, {"t": "ask", "kind": "audience", "circle": "indigenous"})
    await mia.sees("Can one more person come in")
    await line.quiet()
    mia.send("Yes, they can come in")
    await sam.hears("consent", kind="audience", accepted=True)

    assert "Yes, they can come in" not in [word.get("body") for word in sam.words() if word["t"] == "text"]
