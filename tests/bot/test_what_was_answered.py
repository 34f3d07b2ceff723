"""An answer is kept in the words that were on the screen, and what was agreed to is taken back by thumb or by words."""

from __future__ import annotations

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
    settles,
    would_give,
)
from tests.bot.stories import COMMUNITY, POLICE, on_call, talking
from tests.bot.world import World
from tests.fakes.telegram.person import Person


async def test_what_is_kept_of_my_yes_is_what_i_read(line: World, mia: Person) -> None:
    """I changed to French after I was asked in English: the record is what stood there, in its language."""
    sam, conversation = await talking(line, mia)
    await asks_in(sam, conversation, "police")
    asked = await mia.sees(ASKED)
    yes = mia.button(YES_IN)
    mia.send("/fr")
    await line.quiet()
    mia.tap_late(yes)
    consent = await sam.hears("consent", kind="audience")

    assert (consent["words"], consent["reply"], consent["lang"]) == (asked.text, YES_IN, "en")


async def test_a_question_that_waited_is_asked_in_one_language(line: World, mia: Person) -> None:
    """It was asked while I was away, and I come back in French: no half of it is English, and the record is what I read."""
    sam, conversation = await talking(line, mia)
    kai = await on_call(line, "Kai")
    for kind, ask in {
        "audience": lambda: asks_in(sam, conversation, "police"),
        "packet": lambda: asks_to_hand(sam, conversation, "police", "Elle aime les chats."),
        "transfer": lambda: would_give(sam, conversation, kai),
    }.items():
        mia.send("/en")
        await line.quiet()
        await line.moves(IDLE)
        await ask()
        await mia.sees(line.said("knock"))
        await settles(line, sam, conversation)
        mia.send("/fr")
        yes = await mia.sees_button(line.said(f"{kind}.yes", "fr"))
        asked = mia.bubble_with(yes.message_id)
        await line.quiet()
        mia.tap_late(yes)
        consent = await sam.hears("consent", kind=kind)
        await line.quiet()

        assert (consent["words"], consent["reply"], consent["lang"]) == (asked.text, yes.label, "fr")
        assert not {"This", "They", "have", "work"} & set(asked.text.replace("\n", " ").split())


async def test_take_it_back_counts_when_i_type_it(line: World, mia: Person) -> None:
    """My button is too old to tap. What I agreed to last is taken back first, and none of it is a message."""
    sam, conversation = await talking(line, mia)
    await asks_in(sam, conversation, "police")
    await mia.sees(ASKED)
    mia.tap(YES_IN)
    await sam.sees_row(conversation, audience=COMMUNITY | POLICE)
    line.passes(60)
    await asks_to_hand(sam, conversation, "hospital", "She likes cats.")
    await mia.sees(HAND)
    mia.tap(YES_HAND)
    await mia.sees("hands it over soon")
    mia.send("/fr")
    await line.quiet()
    mia.send("take it back.")
    await sam.hears("consent", kind="packet", withdrawn=True)
    still = (await sam.row(conversation))["audience"]
    await line.quiet()
    mia.send(BACK)
    await sam.hears("consent", kind="audience", withdrawn=True)
    await sam.sees_row(conversation, audience=COMMUNITY)
    mia.send(BACK)

    await sam.hears("text", body=BACK)
    assert still == COMMUNITY | POLICE
    assert [one["body"] for one in sam.words() if one["t"] == "text"] == [BACK]


async def test_what_was_handed_over_already_is_said_so_when_i_type_it_too(line: World, mia: Person) -> None:
    """The truth is all that is left, by thumb or by words."""
    sam, conversation = await talking(line, mia)
    await asks_to_hand(sam, conversation, "hospital", "She likes cats.")
    await mia.sees(HAND)
    mia.tap(YES_HAND)
    consent = await sam.hears("consent", kind="packet", accepted=True)
    done = {"t": "ask", "kind": "packet", "to": "hospital", "of": b64u(consent["mid"]), "done": True}
    await sam.write(conversation, done)
    await mia.sees("It is handed over now")
    mia.send(BACK)

    await mia.sees("It is handed over already")


async def test_an_old_take_back_does_not_keep_what_went_before(line: World, mia: Person) -> None:
    """The first went to the hospital, the second did not yet: pressed under the first, it may not say that it stays here."""
    sam, conversation = await talking(line, mia)
    await asks_to_hand(sam, conversation, "hospital", "She likes cats.")
    await mia.sees(HAND)
    mia.tap(YES_HAND)
    first = await sam.hears("consent", kind="packet", accepted=True)
    await mia.sees("hands it over soon")
    await line.quiet()
    old = mia.button(BACK)
    done = {"t": "ask", "kind": "packet", "to": "hospital", "of": b64u(first["mid"]), "done": True}
    await sam.write(conversation, done)
    await mia.sees("It is handed over now")
    await asks_to_hand(sam, conversation, "hospital", "She likes dogs.")
    await mia.sees(HAND)
    mia.tap(YES_HAND)
    await line.quiet()
    mia.tap_late(old)

    await mia.sees(OVER)
    await line.quiet()
    assert [one for one in answers(sam) if one.get("withdrawn")] == []


async def test_i_press_twice_and_what_the_first_did_stays(line: World, mia: Person) -> None:
    """A thumb trembles: one yes, and the line with the way back is not taken away by the second press."""
    sam, conversation = await talking(line, mia)
    await asks_in(sam, conversation, "police")
    await mia.sees(ASKED)
    yes, no = (mia.button(label) for label in (YES_IN, "No, no one else"))
    mia.tap_late(yes)
    mia.tap_late(yes)
    await sam.hears("consent", kind="audience", accepted=True)
    await line.quiet()
    quiet = OVER not in mia.screen_text()
    mia.tap_late(no)
    await mia.sees(OVER)
    await line.quiet()
    back = mia.button(BACK)
    mia.tap_late(back)
    mia.tap_late(back)
    await mia.sees("that is taken back")
    await line.quiet()

    assert quiet
    assert [one["accepted"] for one in answers(sam)] == [True, False]
    assert "that is taken back" in mia.screen_text()


async def test_i_answer_further_up_and_the_buttons_there_are_gone(line: World, mia: Person) -> None:
    """I typed on before I pressed: what follows stands below, and no question that is over looks as if it waited for me."""
    sam, conversation = await talking(line, mia)
    await asks_in(sam, conversation, "police")
    await mia.sees(ASKED)
    old = mia.button(YES_IN)
    mia.send("one more thing")
    await sam.hears("text", body="one more thing")
    await line.quiet()
    mia.tap_late(old)
    await sam.hears("consent", kind="audience", accepted=True)
    await mia.sees("They can come in now")
    await line.quiet()

    assert ASKED in mia.screen_text()
    assert YES_IN not in mia.buttons()
    assert BACK in mia.buttons()


async def test_i_typed_my_answer_and_the_buttons_are_gone(line: World, mia: Person) -> None:
    """Whoever looks later finds no yes to press; the answer stands below what I typed."""
    sam, conversation = await talking(line, mia)
    await asks_in(sam, conversation, "police")
    await mia.sees(ASKED)
    await line.quiet()
    mia.send("no, no one else")
    await sam.hears("consent", kind="audience", accepted=False)
    await mia.sees("No one else comes in")
    await line.quiet()

    assert YES_IN not in mia.buttons()
