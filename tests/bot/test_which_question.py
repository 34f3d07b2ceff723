"""A youth's yes is a yes to the question that it stood under, and to no other."""

from __future__ import annotations

from dataclasses import replace

from bot.keyboards.screens import message as make_message
from bot.sealing.keys import b64u
from tests.bot.questions import (
    ASKED,
    BACK,
    HAND,
    IDLE,
    OVER,
    YES_HAND,
    YES_IN,
    answers,
    asks_in,
    asks_to_hand,
    kai_comes_instead,
    settles,
    would_give,
)
from tests.bot.stories import COMMUNITY, POLICE, on_call, talking, talking_with_a_word
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.screen import Button


async def test_sam_went_and_his_question_went_with_him(line: World, mia: Person) -> None:
    """I did not answer him. Kai asks for somebody else, and what I press too late under Sam's words lets nobody in."""
    sam, conversation = await talking(line, mia)
    await asks_in(sam, conversation, "child_protection")
    await mia.sees(ASKED)
    old = mia.button(YES_IN)
    kai = await kai_comes_instead(line, sam, conversation)
    gone = ASKED not in mia.screen_text()
    await asks_in(kai, conversation, "police")
    asked = await mia.sees("This would be a police officer.")
    mia.tap_late(old)
    await mia.sees(OVER)
    await line.quiet()
    before = (answers(kai), (await kai.row(conversation))["audience"])
    mia.tap(YES_IN, asked)
    consent = await kai.hears("consent", kind="audience", accepted=True)

    assert gone
    assert before == ([], COMMUNITY)
    assert (consent["to"], consent["words"]) == ("police", asked.text)
    await kai.sees_row(conversation, audience=COMMUNITY | POLICE)


async def test_my_yes_to_a_hospital_signs_nothing_for_the_police(line: World, mia: Person) -> None:
    """Kai would hand other words to somebody else: what I press under Sam's words is no yes to these."""
    sam, conversation = await talking(line, mia)
    await asks_to_hand(sam, conversation, "hospital", "She likes cats.")
    await mia.sees(HAND)
    old = mia.button(YES_HAND)
    kai = await kai_comes_instead(line, sam, conversation)
    gone = "She likes cats." not in mia.screen_text()
    await asks_to_hand(kai, conversation, "police", "He waits outside the school.")
    asked = await mia.sees(HAND)
    mia.tap_late(old)
    await mia.sees(OVER)
    await line.quiet()
    before = answers(kai)
    mia.tap(YES_HAND, asked)

    assert gone
    assert before == []
    assert "proof" in await kai.hears("consent", kind="packet", accepted=True)


async def test_sam_asks_again_while_my_yes_is_on_its_way(line: World, mia: Person) -> None:
    """I said yes to a child protection worker; when it arrives he has asked for the police instead."""
    sam, conversation = await talking(line, mia)
    await asks_in(sam, conversation, "child_protection")
    await mia.sees(ASKED)
    old = mia.button(YES_IN)
    await asks_in(sam, conversation, "police")
    await settles(line, sam, conversation)
    mia.tap_late(old)
    await mia.sees(OVER)
    await line.quiet()

    assert answers(sam) == []
    assert (await sam.row(conversation))["audience"] == COMMUNITY


async def test_what_i_never_saw_i_said_yes_to_neither_by_thumb_nor_by_words(line: World, mia: Person) -> None:
    """I was away, and only a neutral line came: his second question waited behind it when I answered the first."""
    sam, conversation = await talking(line, mia)
    await asks_in(sam, conversation, "child_protection")
    await mia.sees(ASKED)
    old = mia.button(YES_IN)
    await line.quiet()
    await line.moves(IDLE)
    await asks_in(sam, conversation, "police")
    await mia.sees(line.said("knock"))
    await settles(line, sam, conversation)
    mia.tap_late(old)
    await mia.sees("This would be a police officer.")
    await line.quiet()
    by_thumb = answers(sam)
    await line.moves(IDLE)
    await asks_in(sam, conversation, "indigenous")
    await mia.sees(line.said("knock"))
    await settles(line, sam, conversation)
    mia.send(YES_IN)
    await mia.sees("close to home")
    await sam.hears("text", body=YES_IN)

    assert OVER in mia.screen_text()
    assert (by_thumb, answers(sam)) == ([], [])
    assert (await sam.row(conversation))["audience"] == COMMUNITY


async def test_my_yes_to_kai_does_not_give_me_to_robin(line: World, mia: Person) -> None:
    """Sam thought of somebody else meanwhile: I am asked about Robin, and only what stands under that is a yes to Robin."""
    sam, conversation = await talking(line, mia)
    kai, robin = await on_call(line, "Kai"), await on_call(line, "Robin")
    await would_give(sam, conversation, kai)
    await mia.sees("can go on with you from here")
    old = mia.button("Yes, that is okay")
    await would_give(sam, conversation, None)
    await would_give(sam, conversation, robin)
    await settles(line, sam, conversation)
    mia.tap_late(old)
    await mia.sees(OVER)
    await line.quiet()
    before = answers(sam)
    mia.tap("Yes, that is okay")
    consent = await sam.hears("consent", kind="transfer", accepted=True)

    assert before == []
    assert consent["to"] == b64u(robin.device.device)


async def test_a_button_from_before_the_update_is_over(line: World, mia: Person) -> None:
    """It says nothing of which question it was: the same circle is asked about, and still it is no yes."""
    sam, conversation = await talking(line, mia)
    await asks_in(sam, conversation, "police")
    await mia.sees(ASKED)
    new = mia.button(YES_IN)
    mia.tap_late(replace(new, value=new.value.partition("/")[0]))
    await mia.sees(OVER)
    await line.quiet()

    assert len(new.value.encode()) <= 64
    assert answers(sam) == []
    assert (await sam.row(conversation))["audience"] == COMMUNITY


async def test_an_older_bots_question_is_over_too_by_thumb_and_by_words(line: World, mia: Person) -> None:
    """It kept no words: nothing of it answers, and the worker may ask again."""
    sam, conversation = await talking(line, mia)
    await asks_in(sam, conversation, "police")
    await mia.sees(ASKED)
    await line.quiet()
    button = mia.button(YES_IN)
    async with line.line.chats.hold(line.line.chats.mac(mia.chat_id)) as held:
        assert held is not None and held.chat.talk is not None and held.chat.talk.asked is not None
        kept = held.chat.talk.asked
        held.chat.talk.asked = {name: kept[name] for name in ("kind", "to", "bit", "of", "words")}
    mia.send(YES_IN)
    await sam.hears("text", body=YES_IN)
    mia.tap_late(button)
    await mia.sees(OVER)
    await line.quiet()
    before = answers(sam)
    await asks_in(sam, conversation, "police")
    await settles(line, sam, conversation)
    mia.tap(YES_IN)

    assert before == []
    await sam.hears("consent", kind="audience", accepted=True)


async def test_behind_the_decoy_nothing_answers_and_nothing_shows(line: World, mia: Person) -> None:
    """A1: he has my phone and presses the yes above my safe word: a wrong number. When I am back it is mine to press."""
    sam, conversation = await talking_with_a_word(line, mia)
    await asks_in(sam, conversation, "police")
    await mia.sees(ASKED)
    await line.quiet()
    yes = mia.button(YES_IN)
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await line.quiet()
    mia.tap_late(yes)
    mia.tap_late(mia.button("No, no one else"))
    await line.quiet()
    below = [one.text for one in mia.screen()]
    below = below[below.index("penguin") + 1 :]
    before = answers(sam)
    mia.start()
    await line.quiet()
    mia.tap_late(yes)

    assert set(below) == {"Sorry, wrong number."}
    assert before == []
    await sam.hears("consent", kind="audience", accepted=True)


async def test_behind_the_decoy_nothing_is_taken_back_either(line: World, mia: Person) -> None:
    """A1: what I agreed to before stays as it was, and no word of it comes up under his thumb."""
    sam, conversation = await talking_with_a_word(line, mia)
    await asks_in(sam, conversation, "police")
    await mia.sees(ASKED)
    mia.tap(YES_IN)
    await mia.sees("They can come in now")
    back = mia.button(BACK)
    await asks_to_hand(sam, conversation, "hospital", "She likes cats.")
    await mia.sees(HAND)
    mia.tap(YES_HAND)
    await mia.sees("hands it over soon")
    keep = mia.button(BACK)
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await line.quiet()
    for button in (back, keep):
        mia.tap_late(button)
    mia.send(BACK)
    await line.quiet()
    below = [one.text for one in mia.screen()]

    assert set(below[below.index("penguin") + 1 :]) == {"Sorry, wrong number.", BACK}
    assert [one for one in answers(sam) if one.get("withdrawn")] == []


async def test_who_read_along_and_leaves_takes_their_question_along(line: World, mia: Person) -> None:
    """Kai stood beside Sam and asked me something; when Kai goes, nobody waits for my answer."""
    sam, conversation = await talking(line, mia)
    kai = await on_call(line, "Kai")
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/help", {"on": True})
    await kai.sees_row(conversation, help=True)
    await kai.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await kai.write(conversation, {"t": "join"})
    await mia.sees("is here too now")
    await asks_to_hand(kai, conversation, "hospital", "She likes cats.")
    await mia.sees(HAND)
    await kai.write(conversation, {"t": "release"})
    await settles(line, kai, conversation)

    assert HAND not in mia.screen_text()
    assert "She likes cats." not in mia.screen_text()


async def test_it_is_over_and_nothing_is_asked_any_more(line: World, mia: Person) -> None:
    """Sam closed: no yes and no no stands there that would go nowhere."""
    sam, conversation = await talking(line, mia)
    await asks_in(sam, conversation, "police")
    await mia.sees(ASKED)
    yes: Button = mia.button(YES_IN)
    await sam.close(conversation)
    await mia.sees("This chat is done for now")
    await line.quiet()
    asked = ASKED in mia.screen_text()
    mia.tap_late(yes)

    await mia.sees(OVER)
    assert not asked


async def test_an_answer_that_needs_two_messages_arrives_whole_though_its_buttons_stand_far_up(
    line: World, mia: Person
) -> None:
    """The question that was answered loses its buttons; only the first of what is said then has to do with it."""
    await talking(line, mia)
    answered = mia.screen()[-1].id
    mia.send("one more thing")
    async with line.line.chats.hold(line.line.chats.mac(mia.chat_id)) as held:
        assert held is not None
        said = [make_message("First this."), make_message("Then that.")]
        line.line.stage.put(held, said, edit=answered, slot="note", spent=True)
    await mia.sees("First this.")
    await mia.sees("Then that.")
