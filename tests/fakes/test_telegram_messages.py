"""What the bot does to messages, and what the youth then sees on the screen and on the lock screen."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from .telegram.person import Person
from .telegram.practice import Practice
from .telegram.refusals import NotOnScreen

HOUR = 3600


def keys(*labels: str) -> InlineKeyboardMarkup:
    """A keyboard with one button a row."""
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=label.lower())] for label in labels]
    )


async def test_the_lock_screen_shows_the_sender_and_the_first_words_only(bot: Bot, mia: Person) -> None:
    """A notification gives away a name and a line, and whether it made a sound."""
    await bot.send_message(mia.id, "Something new.\n" + "word " * 60, disable_notification=True)
    [one] = mia.lock_screen()

    assert one.title == "Quietline practice"
    assert one.text.startswith("Something new. word") and one.text.endswith("…") and len(one.text) <= 140
    assert one.silent


async def test_a_spoiler_is_covered_on_the_lock_screen(bot: Bot, mia: Person) -> None:
    """Words marked as a spoiler do not show before the chat is opened."""
    await bot.send_message(mia.id, "😊 It is 1234.", entities=[MessageEntity(type="spoiler", offset=9, length=4)])

    assert mia.lock_screen()[0].text == "😊 It is ▒▒▒▒."


async def test_a_deleted_or_read_message_leaves_the_lock_screen(bot: Bot, mia: Person) -> None:
    """Deleting takes the notification along; opening the chat takes them all."""
    first = await bot.send_message(mia.id, "one")
    await bot.send_message(mia.id, "two")
    await bot.delete_message(mia.id, first.message_id)
    shown = [one.text for one in mia.lock_screen()]
    mia.open_chat()

    assert shown == ["two"]
    assert mia.lock_screen() == []
    assert [one.text for one in mia.notifications] == ["one", "two"]


async def test_an_edit_makes_no_new_notification(bot: Bot, mia: Person) -> None:
    """The waiting words can be refreshed in place without the phone making itself heard."""
    sent = await bot.send_message(mia.id, "In line.")
    mia.open_chat()
    await bot.edit_message_text("Still in line.", chat_id=mia.id, message_id=sent.message_id)

    assert mia.lock_screen() == []
    assert mia.bubble("Still in line.").edited


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, mia: Person) -> None:
    """The same words and buttons again: Telegram says so, and the bot must not mind."""
    sent = await bot.send_message(mia.id, "The menu.", reply_markup=keys("Help"))
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("The menu. ", chat_id=mia.id, message_id=sent.message_id, reply_markup=keys("Help"))


async def test_an_edit_without_buttons_takes_them_away(bot: Bot, mia: Person) -> None:
    """Editing the text alone removes the keyboard."""
    sent = await bot.send_message(mia.id, "The menu.", reply_markup=keys("Help"))
    before = mia.buttons()
    await bot.edit_message_text("Done.", chat_id=mia.id, message_id=sent.message_id)

    assert (before, mia.buttons()) == (["Help"], [])


async def test_the_bot_cannot_edit_what_the_youth_wrote_or_what_is_gone(bot: Bot, mia: Person) -> None:
    """Only the bot's own messages, and only while they exist."""
    mine = mia.send("hello")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=mia.id, message_id=mine.id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=mia.id, message_id=999_999)


async def test_both_sides_messages_are_deleted_before_48_hours(tg: Practice, bot: Bot, mia: Person) -> None:
    """Erase reaches the youth's own words too, while they are young enough."""
    mia.send("my words")
    sent = await bot.send_message(mia.id, "the answer")
    await tg.advance(48 * HOUR - 1)

    assert await bot.delete_messages(mia.id, [bubble.id for bubble in mia.screen()] + [sent.message_id + 500])
    assert mia.screen() == []


async def test_one_old_message_refuses_the_whole_call(tg: Practice, bot: Bot, mia: Person) -> None:
    """One id over 48 hours, and none of the hundred is deleted."""
    await tg.advance(48 * HOUR)
    young = await bot.send_message(mia.id, "young")
    old = mia.bubble("/start").id
    with pytest.raises(TelegramBadRequest, match="can't be deleted for everyone"):
        await bot.delete_messages(mia.id, [young.message_id, old])

    assert [bubble.id for bubble in mia.screen()] == [old, young.message_id]


async def test_deleting_what_is_gone_is_refused(bot: Bot, mia: Person) -> None:
    """A message that the youth deleted on both sides is not found any more."""
    words = mia.send("oops")
    mia.delete(words, both=True)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(mia.id, words.id)


async def test_a_chat_cleared_on_the_phone_alone_stays_within_the_bots_reach(bot: Bot, mia: Person) -> None:
    """Clearing one side hides the words from the youth; the bot can still delete them."""
    words = mia.send("secret")
    mia.clear_chat()

    assert mia.screen() == []
    assert await bot.delete_message(mia.id, words.id)


async def test_a_stranger_cannot_be_written_to(tg: Practice, bot: Bot) -> None:
    """Nobody hears from the bot who has not pressed Start; unknown ids do not exist."""
    shy = tg.person("Shy")
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await bot.send_message(shy.id, "hi")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(1234567, "hi")


async def test_a_blocked_bot_is_told_and_refused_until_the_youth_comes_back(bot: Bot, mia: Person) -> None:
    """Blocking sends my_chat_member and ends every send; unblocking opens the chat again."""
    await bot.get_updates(offset=-1)
    mia.block()
    [update] = (await bot.get_updates())[1:]
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(mia.id, "hi")
    with pytest.raises(NotOnScreen):
        mia.send("can you hear me")
    mia.start()

    assert update.my_chat_member.new_chat_member.status == "kicked"
    assert (await bot.send_message(mia.id, "Welcome back.")).text == "Welcome back."


async def test_a_deleted_account_is_refused(bot: Bot, mia: Person) -> None:
    """Somebody who left Telegram for good cannot be reached."""
    mia.delete_account()
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(mia.id, "hi")


async def test_a_tap_is_answered_once_and_in_time(tg: Practice, bot: Bot, mia: Person) -> None:
    """The second answer, and one after 150 seconds, come too late."""
    await bot.send_message(mia.id, "The menu.", reply_markup=keys("Help"))
    tap = mia.tap("Help")
    await bot.answer_callback_query(tap.id, text="One moment", show_alert=True)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(tap.id)
    late = mia.tap("Help")
    await tg.advance(150)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(late.id)

    assert tap.result is not None and (tap.result.text, tap.result.alert) == ("One moment", True)
    assert not late.answered
    assert [update.event_type for update in await bot.get_updates()] == ["message"]


async def test_only_a_button_on_the_screen_can_be_tapped(bot: Bot, mia: Person) -> None:
    """A person cannot press what is not there; a phone that lags behind still can, once."""
    sent = await bot.send_message(mia.id, "The menu.", reply_markup=keys("Help"))
    seen = mia.button("Help")
    await bot.delete_message(mia.id, sent.message_id)
    with pytest.raises(NotOnScreen, match='No button "Help"'):
        mia.tap("Help")
    mia.tap_late(seen)
    tapped = (await bot.get_updates())[-1].callback_query

    assert tapped.data == "help"
    assert tapped.message.date == 0, "a message that is gone comes as an InaccessibleMessage"


async def test_a_copy_button_fills_the_clipboard_without_a_word_to_the_bot(bot: Bot, mia: Person) -> None:
    """Copying a number is between the youth and the phone."""
    button = InlineKeyboardButton(text="Copy", copy_text=CopyTextButton(text="1-800-668-6868"))
    await bot.send_message(mia.id, "A number", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))
    mia.tap("Copy")

    assert mia.clipboard == "1-800-668-6868"
    assert [update.event_type for update in await bot.get_updates()] == ["message"]


async def test_protection_and_silence_are_kept(bot: Bot, mia: Person) -> None:
    """What may not be forwarded, and what made no sound, can be checked on the screen."""
    sent = await bot.send_message(mia.id, "Hi", protect_content=True, disable_notification=True)

    assert sent.has_protected_content
    assert (mia.bubble("Hi").protected, mia.bubble("Hi").silent) == (True, True)


async def test_typing_shows_for_five_seconds_or_until_the_words_come(tg: Practice, bot: Bot, mia: Person) -> None:
    """The chat says "typing" no longer than it is true."""
    await bot.send_chat_action(mia.id, "typing")
    typing = mia.typing
    await tg.advance(5)
    after = mia.typing
    await bot.send_chat_action(mia.id, "typing")
    await bot.send_message(mia.id, "Here.")

    assert (typing, after, mia.typing) == (True, False, False)


async def test_the_bot_leaves_a_group_and_cannot_write_there_any_more(tg: Practice, bot: Bot, mia: Person) -> None:
    """Somebody adds the bot to a group: it hears of it, leaves, and the door is shut."""
    group = mia.add_bot_to_group("Friends")
    await bot.leave_chat(group.chat.id)
    group.send("where is it?")
    kinds = [update.event_type for update in await bot.get_updates()]
    with pytest.raises(TelegramForbiddenError, match="not a member"):
        await bot.send_message(group.chat.id, "hi")

    assert not group.bot_is_in
    assert kinds == ["message", "my_chat_member", "message", "my_chat_member"]


async def test_a_long_text_of_a_youth_arrives_in_pieces_and_whole(bot: Bot, mia: Person) -> None:
    """A phone cuts at 4096 units, and never through an emoji."""
    text = "a" * 4095 + "😢" + "b" * 10
    mia.send(text)
    parts = [update.message.text for update in (await bot.get_updates())[1:]]

    assert "".join(parts) == text
    assert [len(part) for part in parts] == [4095, 11]


async def test_an_edit_of_the_youth_reaches_the_bot(bot: Bot, mia: Person) -> None:
    """The same message id comes again as edited_message."""
    words = mia.send("helo")
    mia.edit(words, "hello")
    update = (await bot.get_updates())[-1]

    assert (update.edited_message.message_id, update.edited_message.text) == (words.id, "hello")
    assert update.edited_message.edit_date


async def test_the_account_shows_its_words_in_the_phones_language(bot: Bot, tg: Practice) -> None:
    """A French phone shows the French name and description, another the default ones."""
    await bot.set_my_name("Line 9")
    await bot.set_my_name("Ligne 9", language_code="fr")
    await bot.set_my_description("Ask here.")
    await bot.set_my_short_description("A line.")
    await bot.set_my_commands([{"command": "help", "description": "Numbers"}])  # type: ignore[list-item]

    assert (tg.account.shown_name("fr"), tg.account.shown_name("de")) == ("Ligne 9", "Line 9")
    assert tg.account.shown_description("fr") == "Ask here."
    assert (await bot.get_my_short_description()).short_description == "A line."
    assert [one.command for one in await bot.get_my_commands()] == ["help"]
    with pytest.raises(TelegramBadRequest, match="language code"):
        await bot.set_my_commands([], language_code="ojs")
