"""A note that was left while nobody was there: asked on from, left behind, taken back, claimed and let go of."""

from __future__ import annotations

from typing import Any

import pytest

from bot.memory.chat import Chat, Talk
from bot.sealing.keys import unb64u
from tests.bot.stories import INDIGENOUS, on_call
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

NUMBER = "1-888-310-1122"
MINUTE = 60
NOTE = "please someone write me"
STUB = "Hi, got a minute?"


async def left(line: World, mia: Person) -> Worker:
    """Let her write her note, and return the one on standby who can read it."""
    robin = await line.note_begun(mia)
    mia.send(NOTE)
    await robin.hears("text", body=NOTE)
    await line.quiet()
    return robin


async def row_of(worker: Worker, **fields: Any) -> dict[str, Any]:
    """Return the one row that this worker is shown, once it stands so."""
    (row,) = await worker.until(
        lambda: [one for one in worker.rows.values() if fields.items() <= one.items()], f"a row with {fields}"
    )
    return dict(row)


def stands(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return how a row waits."""
    return row["state"], row["note"], row["priority"], row["audience"]


async def asks(line: World, mia: Person, way: str) -> None:
    """Ask for a person in one of the ways that there are."""
    if way == "emergency":
        mia.tap("Menu")
        await mia.sees("What would help right now?")
        mia.tap("I might not be safe")
        await line.quiet()
        mia.tap("Get a person now")
    else:
        mia.send(way)
    await mia.sees("Who would you like?")


@pytest.mark.parametrize(("way", "urgent"), [("emergency", 3), ("/talk", 2), ("Person", 0)])
async def test_i_left_a_note_and_ask_for_a_person_like_anybody(line: World, mia: Person, way: str, urgent: int) -> None:
    """Promise 4: whom I ask for and how urgent it is, I pick; I am in line, it waits like any other, and I hear who comes."""
    await left(line, mia)
    sam = await on_call(line, circle=1)
    await asks(line, mia, way)
    mia.tap("Someone Indigenous")
    if way != "emergency":
        await mia.sees("with no one looking on?")
        mia.tap("Skip")
        await mia.sees("Do you need someone fast?")
        mia.tap("Yes" if urgent else "No")
    await mia.sees("You are in line")
    row = await row_of(sam, note=False)
    agreed = await sam.hears("consent", phrase="person_open")

    assert stands(row)[:2] == ("waiting", False)
    assert row["priority"] == urgent
    assert row["audience"] == agreed["audience"] == INDIGENOUS
    mia.send("are you there")
    await sam.hears("text", body="are you there")
    await sam.claim(unb64u(row["id"]))
    await mia.sees("is here now")


async def test_nobody_comes_to_what_began_as_a_note_and_i_hear_so(line: World, mia: Person) -> None:
    """Promise 7: in line at last, I am told the truth in five minutes, with numbers, and may wait on."""
    await left(line, mia)
    await line.moves(8 * 3600)
    await on_call(line)
    await asks(line, mia, "/talk")
    mia.tap("A community worker")
    await mia.sees("with no one looking on?")
    mia.tap("Skip")
    await mia.sees("Do you need someone fast?")
    mia.tap("No")
    await mia.sees("You are in line")
    await line.moves(4 * MINUTE)
    await line.quiet()
    early = mia.screen_text()
    await line.moves(2 * MINUTE)
    truth = await mia.sees("No one could get to you")

    assert "No one could get to you" not in early
    assert NUMBER in truth.text


@pytest.mark.parametrize("way", ["emergency", "/talk", "Person"])
async def test_at_night_i_ask_on_from_my_note_and_read_that_nobody_is_here(line: World, mia: Person, way: str) -> None:
    """Promise 7: not that I am "still in the chat", but the truth, what stays locked, and numbers; my note stays one."""
    robin = await left(line, mia)
    if way == "emergency":
        mia.tap("Menu")
        await mia.sees("What would help right now?")
        mia.tap("I might not be safe")
        await line.quiet()
        mia.tap("Get a person now")
    else:
        mia.send(way)
    truth = await mia.sees("No one you picked is here to chat right now")

    assert "What you typed stays locked, and waits" in truth.text
    assert NUMBER in mia.screen_text()
    assert "Your chat is still open" not in mia.screen_text()
    mia.send("he is outside")
    await robin.hears("text", body="he is outside")
    assert (await row_of(robin))["note"] is True


async def test_words_for_a_person_typed_into_a_note_are_answered_with_an_offer(line: World, mia: Person) -> None:
    """They are added to the note like any others, and nobody is left with silence."""
    robin = await left(line, mia)
    mia.send("I need to talk to a person now")
    await mia.sees(line.said("heard.person"))
    await robin.hears("text", body="I need to talk to a person now")
    mia.tap(line.said("offer.person"))

    assert await mia.sees("No one you picked is here to chat right now")


async def test_whoever_claimed_my_note_falls_silent_and_i_am_told(line: World, mia: Person) -> None:
    """Protocol 3.4, 6.1: a note that was claimed is no note; its worker's desk dies, I hear it, and I am back in line."""
    await left(line, mia)
    sam = await on_call(line)
    row = await row_of(sam)
    conversation = unb64u(row["id"])
    await sam.claim(conversation)
    await mia.sees("is here now")
    await line.bot_took(conversation, sam)
    sam.acking = False
    mia.send("he is outside the door")
    await sam.hears("text", body="he is outside the door")
    await line.moves(6 * MINUTE)
    await mia.sees("had to go")
    back = await sam.sees_row(conversation, state="waiting")

    assert (back["note"], back["claimed_by"]) == (False, None)
    assert NUMBER in mia.screen_text()


async def test_goodbye_to_my_note_after_a_day_speaks_of_the_screen_only_once_words_stand_there_again(
    line: World, mia: Person
) -> None:
    """Promise 9: the note waits for a week, what I typed stood there for a day; then a worker's answer stands there."""
    await left(line, mia)
    for _ in range(6):
        await line.moves(6 * 60 * MINUTE)
        await line.quiet()
    mia.send("/stop")
    bye = await mia.sees("Your note stays here")
    sam = await on_call(line)
    await line.line._renew_key()  # as every ten minutes: the bot's key lives for a day
    conversation = unb64u((await row_of(sam))["id"])
    await sam.claim(conversation)
    await sam.text(conversation, "still there?")
    await line.bot_took(conversation, sam)
    await line.quiet()
    mia.tap("Yes")
    await mia.sees("still there?")
    mia.send("/stop")
    await mia.sees("still on this screen")

    assert "on this screen" not in bye.text
    assert "Type ERASE if you want your note gone too." in bye.text


async def test_i_leave_and_my_note_stays_for_whoever_comes_on(line: World, mia: Person) -> None:
    """Promises 6 and 9: Leave says that the note stays, and it does; a reply only knocks, also a moment after I went."""
    await left(line, mia)
    mia.tap("Leave")
    bye = await mia.sees(line.said("note.left").splitlines()[0])
    await line.quiet()

    assert "I will not write first" not in bye.text
    sam = await on_call(line)
    row = await row_of(sam)
    assert stands(row)[:2] == ("waiting", True)
    mia.open_chat()
    conversation = unb64u(row["id"])
    await sam.claim(conversation)
    await sam.text(conversation, "I read your note.")
    await line.bot_took(conversation, sam)
    await line.quiet()
    assert "I read your note." not in mia.screen_text()
    assert mia.screen_text().count("is here now") == 0
    mia.tap(line.said("knock.open"))
    await mia.sees("I read your note.")
    mia.send("thank you")
    await sam.hears("text", body="thank you")


async def test_what_i_type_behind_my_goodbye_goes_to_nobody_until_i_see_my_note(line: World, mia: Person) -> None:
    """Whoever holds the phone later adds nothing unseen: first it says that the note is here, and what happens with words."""
    robin = await left(line, mia)
    mia.send("stop")
    await mia.sees(line.said("note.left").splitlines()[0])
    mia.send("what is this")
    await mia.sees(line.said("note.waits"))
    mia.send("he comes at six")
    await robin.hears("text", body="he comes at six")

    assert [one["body"] for one in robin.words() if one["t"] == "text"] == [NOTE, "he comes at six"]


@pytest.mark.parametrize("way", ["tapped", "typed", "in French"])
async def test_i_take_my_note_back_and_nobody_opens_it(line: World, mia: Person, way: str) -> None:
    """Its own press, with its own words, and it is erased at once; then nothing that I type goes anywhere."""
    robin = await left(line, mia)
    mia.tap("Leave")
    await mia.sees(line.said("note.left").splitlines()[0])
    label = line.said("note.back", "fr" if way == "in French" else "en")
    (mia.tap if way == "tapped" else mia.send)(label)
    await mia.sees(line.said("note.ended"))
    await robin.until(lambda: not robin.rows, "it to be gone")
    mia.send("hello")
    await mia.sees("Is it okay to read")
    await line.quiet()

    assert len([one for one in robin.words() if one["t"] == "text"]) == 1
    assert (await robin.relay.call("GET", "/api/conversations?state=closed"))["items"] == []


async def test_a_note_that_somebody_has_cannot_be_taken_back_and_i_read_so(line: World, mia: Person) -> None:
    """The truth is all that can be said, and the talk goes on."""
    await left(line, mia)
    mia.tap("Leave")
    await mia.sees(line.said("note.left").splitlines()[0])
    back = mia.button(line.said("note.back"))
    sam = await on_call(line)
    conversation = unb64u((await row_of(sam))["id"])
    await sam.claim(conversation)
    await line.bot_took(conversation, sam)
    mia.tap_late(back)
    await mia.sees(line.said("note.had"))

    assert (await sam.row(conversation))["state"] == "claimed"


async def test_i_asked_from_my_note_nobody_came_and_i_leave_what_i_wrote_stays(line: World, mia: Person) -> None:
    """In line or not, what I wrote is a note that nobody has taken: nobody is called for it any more, and it waits."""
    await left(line, mia)
    sam = await on_call(line)
    await asks(line, mia, "emergency")
    mia.tap("A community worker")
    await mia.sees("You are in line")
    await row_of(sam, note=False)
    mia.tap("Leave")
    await mia.sees(line.said("note.left").splitlines()[0])

    assert stands(await row_of(sam, note=True)) == ("waiting", True, 3, 1)


async def test_i_block_the_bot_and_my_note_stays_until_somebody_claims_it(line: World, mia: Person) -> None:
    """Who opens it reads it, and hears as soon as they write that I cannot be reached."""
    await left(line, mia)
    mia.block()
    await line.quiet()
    sam = await on_call(line)
    row = await row_of(sam)
    conversation = unb64u(row["id"])

    assert stands(row)[:2] == ("waiting", True)
    await sam.claim(conversation)
    await sam.hears("left", why="blocked")
    assert (await sam.sees_row(conversation, state="closed"))["claimed_by"]


async def test_my_safe_word_hides_what_is_written_back_to_the_note_i_left(line: World, mia: Person) -> None:
    """A1: Leave forgets no safe word while a worker may still write."""
    await left(line, mia)
    mia.start()
    await mia.sees(line.said("note.waits"))
    mia.tap("Safe word")
    await mia.sees("Let's pick a word")
    mia.tap("penguin")
    await line.quiet()
    mia.tap("Leave")
    await mia.sees(line.said("note.left").splitlines()[0])
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")

    assert STUB not in [one.text for one in mia.lock_screen()]


async def test_a_note_that_an_older_bot_kept_is_one_or_was_claimed(mia: Person) -> None:
    """Both are known for what they are: one still waits for whoever is on next, one is a talk like any other."""
    kept = [Chat(b"m", 1, talk=Talk(b"c" * 16, 1, True, 5, claim_at=at)) for at in (0, 7)]
    waits, claimed = [Chat.from_json(one.to_json()).talk for one in kept]

    assert waits is not None and claimed is not None
    assert (waits.note, waits.from_note, waits.untaken) == (True, True, True)
    assert (claimed.note, claimed.from_note, claimed.untaken) == (False, True, False)


async def test_my_note_begins_under_a_picture_and_is_a_message_like_any_other(
    line: World, tg: Practice, mia: Person
) -> None:
    """Row 5 and 6: who reads it knows that there was a picture, what I change is passed on, and ERASE takes it off the screen."""
    robin = await line.note_begun(mia)
    mine = mia.photo("he waits at school")
    await robin.hears("text", body="[photo, not transferred] he waits at school")
    await mia.sees(line.said("photo"))
    mia.edit(mine, "he waits at the mall")
    await robin.hears("edit", body="he waits at the mall")
    await line.quiet()
    assert line.said("edit_lost") not in mia.screen_text()
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await line.quiet()

    assert mine.id not in {bubble.id for bubble in mia.screen()}
    assert all(0 not in call.params["message_ids"] for call in tg.called("deleteMessages"))


async def test_at_night_whoever_stood_by_took_my_note_and_fell_silent(line: World, mia: Person) -> None:
    """Promise 7: I read that they had to go, that nobody else is here, and numbers; they may take it again, and I hear that."""
    robin = await left(line, mia)
    conversation = await robin.conversation()
    await robin.claim(conversation)
    await mia.sees("is here now")
    await line.bot_took(conversation, robin)
    robin.acking = False
    mia.send("he is outside the door")
    await robin.hears("text", body="he is outside the door")
    await line.moves(6 * MINUTE)
    await mia.sees("No one else you picked is here right now")
    truth = await mia.sees("No one could get to you")
    await robin.sees_row(conversation, state="waiting", note=False)

    assert NUMBER in truth.text
    await robin.claim(conversation)
    await mia.until(lambda: mia.screen_text().count("is here now") == 2, "Robin to be back")
