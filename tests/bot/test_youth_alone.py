"""What a youth meets who looks around, while no relay and no worker is there."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.settings.counts import COUNTS
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice


async def test_start_says_who_can_read_and_shows_a_menu(alone: World, mia: Person) -> None:
    """Row 1: short neutral lines first, no name asked, any payload taken."""
    mia.start("poster7")
    hello = await mia.sees("You do not have to say your name")

    assert "Telegram and this helper can read what you type" in hello.text
    assert len(hello.text.splitlines()) <= 3
    assert hello.silent
    assert "web chat" not in hello.text


@pytest.mark.parametrize(
    "payload",
    ["a", "poster7", "cG9zdGVyNw", "cG9zdGVyNw==", "_-_-", "x" * 64, "x" * 65, "a b c", "\u202egnp", "%00", "<b>&"],
    ids=["letter", "code", "base64", "padded", "signs", "64", "65", "words", "bidi", "escaped", "markup"],
)
async def test_p5_start_takes_any_payload(alone: World, mia: Person, payload: str) -> None:
    """P5, row 1: whatever stands in a link gets the plain start, not silence, and is said back to nobody."""
    mia.start(payload)
    hello = await mia.sees("Hi. I am a helper bot")

    assert len(payload) == 1 or payload not in hello.text


@pytest.mark.parametrize("words", ["/stop", "/erase", "/clear"])
async def test_p6_a_caption_is_never_a_command_in_the_menu_either(alone: World, mia: Person, words: str) -> None:
    """P6: what was typed under a photo ends nothing and takes nothing off the screen; the photo is answered."""
    mia.start()
    hello = await mia.sees("Is it okay")
    photo = mia.photo(words)
    await mia.sees(alone.said("photo"))
    await alone.quiet()

    assert {hello.id, photo.id} <= {bubble.id for bubble in mia.screen()}
    assert not any(goodbye in mia.screen_text() for goodbye in ("Bye for now", "All clear"))


async def test_a_typed_word_is_a_button(alone: World, mia: Person) -> None:
    """Row 12: whoever cannot tap in time types the label."""
    mia.start()
    await mia.sees("Is it okay to read this")
    mia.send("yes")
    await mia.sees("What would help right now?")
    mia.send("worried about a friend")

    await mia.sees("You are a good friend")


async def test_numbers_come_at_once(alone: World, mia: Person) -> None:
    """Row 2: /help gives numbers that can be copied and passed on, also while the relay is down."""
    mia.send("/help")
    numbers = await mia.sees("1-888-310-1122")

    assert "911" in numbers.text
    assert not numbers.protected
    mia.tap("Copy 911")
    assert mia.clipboard == "911"


async def test_unknown_words_get_a_menu(alone: World, mia: Person) -> None:
    """Row 12: free text outside a flow is never answered with silence."""
    mia.start()
    await mia.sees("Hi.")
    mia.tap("Yes")
    await mia.sees("What would help")
    mia.send("asdf qwer")

    await mia.sees("No person read that")


@pytest.mark.parametrize("words", ["help me", "i need help", "someone help!!", "pls help"])
async def test_i_only_typed_that_i_need_help_and_was_asked_who_i_want_to_reach(
    alone: World, mia: Person, words: str
) -> None:
    """ "I did not get that" was what whoever had no more words than these read."""
    mia.start()
    await mia.sees("Is it okay")
    mia.send(words)

    await mia.sees("Do you want to see who you can reach right now?")


async def test_i_told_the_bot_what_is_wrong_and_read_that_no_person_has_read_it(alone: World, mia: Person) -> None:
    """Whoever takes the bot for a person, or writes on after a talk, waits for an answer that nobody writes."""
    mia.start()
    await mia.sees("Is it okay")
    mia.send("im scared of my bf")
    await mia.sees("No person read that. I am just a bot.")

    assert mia.button("Person")


async def test_h11_an_old_button_leads_to_the_screen_of_now(alone: World, mia: Person) -> None:
    """H11: a button of an earlier screen is answered, and the screen of now comes once more."""
    mia.start()
    await mia.sees("Is it okay")
    old = mia.button("Not now")
    mia.send("/menu")
    menu = await mia.sees("What would help")
    await mia.tap_late(old).answer()
    await alone.quiet()

    newest = mia.screen()[-1]
    assert newest.id > menu.id
    assert newest.text == menu.text


async def test_a_tap_changes_the_screen_in_place(alone: World, mia: Person) -> None:
    """Menus do not pile up in a chat that somebody else may scroll through."""
    mia.start()
    await mia.sees("Is it okay")
    mia.tap("Yes")
    await mia.sees("What would help")

    assert len([bubble for bubble in mia.screen() if not bubble.mine]) == 1


async def test_a_tap_is_answered_before_everything_else(alone: World, mia: Person) -> None:
    """Section 5: while our database takes nothing the button stops waiting all the same; the screen changes once it is back."""
    mia.start()
    await mia.sees("Is it okay")
    await alone.quiet()
    alone.line.database.give_up_after(0.05)
    async with alone.line.database.engine.connect() as lock:
        await lock.execute(text("SELECT 1"))
        await mia.tap("Yes").answer()
        before = mia.screen_text()
        await lock.rollback()
    alone.line.database.give_up_after(5)
    await mia.sees("What would help")

    assert "What would help" not in before


async def test_a_photo_is_never_fetched(alone: World, tg: Practice, mia: Person) -> None:
    """Row 6, H7: no file is asked for, and the youth hears why."""
    mia.photo("look at this")
    await mia.sees(alone.said("photo"))

    assert not tg.called("getFile")


async def test_a_voice_note_is_declined_and_a_phone_line_offered(alone: World, mia: Person) -> None:
    """Row 7: who would rather talk gets a number."""
    mia.voice()
    await mia.sees(alone.said("voice"))

    await mia.sees("1-800-668-6868")


@pytest.mark.parametrize(
    ("shown", "number"), [({"911", "opp", "988"}, "988"), ({"opp"}, "1-888-310-1122"), (set(), None)]
)
async def test_a_voice_note_finds_a_phone_line_whichever_services_are_shown(
    alone: World, mia: Person, shown: set[str], number: str | None
) -> None:
    """Row 7: editors took the young people's line away: another that can be called is offered, and with none the words still come."""
    library, failed = alone.line.library, COUNTS["updates_failed"]
    library.current = replace(library.current, directory=replace(library.current.directory, shown=frozenset(shown)))
    mia.voice()
    said = await mia.sees(alone.said("voice"))
    await alone.quiet()

    cards = [bubble.text for bubble in mia.screen() if not bubble.mine and bubble.id != said.id]
    assert len(cards) == (1 if number else 0)
    assert not number or number in cards[0]
    mia.send("/help")
    await alone.quiet()
    assert COUNTS["updates_failed"] == failed


async def test_p8_an_album_gets_one_answer(alone: World, tg: Practice, mia: Person) -> None:
    """P8: three pictures at once are three updates and one answer."""
    mia.album(3)
    await mia.sees(alone.said("photo"))
    await tg.settled()
    await alone.line.sends.idle()

    assert mia.screen_text().count(alone.said("photo")) == 1


async def test_a_sticker_gets_a_human_answer(alone: World, mia: Person) -> None:
    """Row 8: a sticker is something said."""
    mia.sticker("😢")

    await mia.sees(alone.said("sticker"))


async def test_a_place_is_taken_off_the_screen(alone: World, mia: Person) -> None:
    """Row 9: a location is never kept; the original is deleted, and the youth may type the place."""
    mia.location(49.77, -94.49)
    await mia.sees(alone.said("place"))
    await alone.line.sends.idle()

    assert all(bubble.kind != "location" for bubble in mia.screen())


async def test_a_contact_is_taken_off_the_screen(alone: World, mia: Person) -> None:
    """Row 9: the same for a contact; what I sent is a number, and I am not asked for a place."""
    mia.contact("+18075550123", "Auntie")
    await mia.sees("If someone here should know the number, type it")
    await alone.line.sends.idle()

    assert all(bubble.kind != "contact" for bubble in mia.screen())


async def test_the_bot_leaves_a_group_in_silence(
    alone: World, tg: Practice, mia: Person, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Row 10: nobody in a group learns what this is, and nobody learns from the log that it was there."""
    with caplog.at_level(logging.DEBUG, "bot"):
        group = mia.add_bot_to_group("class 9b")
        await tg.until_called("leaveChat")
        await tg.settled()

    assert not group.bot_is_in
    assert not tg.called("sendMessage")
    assert [record for record in caplog.records if record.name.startswith(("bot", "aiogram"))] == []
    assert capfd.readouterr() == ("", "")


async def test_erase_empties_the_chat_both_ways(alone: World, mia: Person) -> None:
    """Row 4: no question back; one neutral line stays, and says what cannot be removed."""
    mia.start()
    await mia.sees("Is it okay")
    mia.send("something I regret")
    await mia.sees("No person read that")
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await alone.line.sends.idle()

    assert [bubble.text for bubble in mia.screen() if "All clear" not in bubble.text] == []


@pytest.mark.parametrize("word", ["/delete", "/clear"])
async def test_delete_and_clear_do_the_same(alone: World, mia: Person, word: str) -> None:
    """Row 4: whatever word comes to mind works."""
    mia.send("hello")
    mia.send(word)
    await mia.sees("All clear on my side")
    await alone.line.sends.idle()

    assert len(mia.screen()) == 1


async def test_stop_is_confirmed_once(alone: World, mia: Person) -> None:
    """Row 3: one goodbye, then silence."""
    mia.start()
    await mia.sees("Is it okay")
    mia.send("stop")
    await mia.sees("Bye for now")
    await alone.line.sends.idle()

    assert mia.screen_text().count("Bye for now") == 1


async def test_the_language_is_a_button_and_a_word(alone: World, mia: Person) -> None:
    """Row 12: French by a tap, English by its name, anywhere."""
    mia.start()
    await mia.sees("Is it okay")
    mia.tap("Français")
    await mia.sees("Telegram")
    mia.send("English")

    await mia.sees("Is it okay to read this right now?")


async def test_what_clearing_can_and_cannot_do_is_said_where_a_youth_looks(alone: World, mia: Person) -> None:
    """A1, section 2: an emptied chat may be noticed, Telegram's own timer, and what is deleted by hand is told to nobody."""
    mia.start()
    await mia.sees("Is it okay")
    mia.tap("Yes")
    await mia.sees("What would help right now")
    mia.tap("Who are you?")
    await mia.sees("This chat is run by")
    mia.tap("What you keep")
    await mia.sees("We do not ask your name")
    mia.tap("Clear this chat")
    told = (await mia.sees("Type ERASE and I clear what I can")).text

    for words in ("older than two days", "may notice that it is empty", "then Auto-delete", "I am not told"):
        assert words in told
    mia.send("STOP")
    assert "may notice that it is empty" in (await mia.sees("Bye for now")).text
    mia.send("ERASE")
    assert "older than two days" in (await mia.sees("All clear on my side")).text


async def test_asking_for_a_person_while_nobody_can_be_reached_tells_the_truth(alone: World, mia: Person) -> None:
    """Promise 7: nobody is told to wait for someone who is not there."""
    mia.start()
    await mia.sees("Is it okay")
    mia.send("Person")
    closed = await mia.sees("No one is here to chat right now")

    assert "1-888-310-1122" in closed.text


async def test_a_note_is_not_taken_where_it_cannot_be_locked(alone: World, mia: Person) -> None:
    """Promise 7: nobody could read it, so nobody is asked to type it; the youth is told, with numbers."""
    mia.send("Person")
    await mia.sees("No one is here")
    mia.tap("Leave a note")
    await mia.sees("You can leave a note here")
    before = mia.screen_text().count("1-888-310-1122")
    mia.tap("A community worker")
    await mia.sees(alone.said("no_note"))
    await mia.until(lambda: mia.screen_text().count("1-888-310-1122") > before, "the numbers")

    assert "Type your note now" not in mia.screen_text()


async def test_h6_long_words_are_taken(alone: World, tg: Practice, mia: Person) -> None:
    """H6: 4,096 letters are one message, not an error."""
    mia.send("help me please " * 273)
    await tg.settled()

    assert "who you can reach right now" in (await mia.answered()).text


async def test_a_worker_style_markup_from_a_youth_breaks_nothing(alone: World, mia: Person) -> None:
    """1.7: `<3 & <b>` is text."""
    mia.send("<3 & <b> _*[")

    assert "Hi. I am a helper bot" in (await mia.answered()).text
