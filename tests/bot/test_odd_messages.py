"""What Telegram brings that a youth did not type: a heart on old words, a file, a list, a page of another bot."""

from __future__ import annotations

import pytest

from tests.bot.hook import Hook, text_update
from tests.bot.stories import talking
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

NUMBER = "1-888-310-1122"
# All that the bot ever calls while somebody talks: nothing that fetches a file, a name or a picture.
CALLS = {
    "getMe",
    "getUpdates",
    "setMyCommands",
    "setMyDescription",
    "setMyShortDescription",
    "deleteWebhook",
    "sendMessage",
    "editMessageText",
    "deleteMessage",
    "deleteMessages",
    "answerCallbackQuery",
}


async def test_a_heart_on_my_own_words_is_no_change_of_them(line: World, tg: Practice, mia: Person) -> None:
    """Row 5: Telegram reports it as an edit that has no time. Nobody is told that I changed something, or asked to type it again."""
    before = mia.send("asdf")
    await mia.answered()
    sam, _ = await talking(line, mia)
    photo = mia.photo("he sent me this")
    await sam.hears("text", kind="photo")
    await line.quiet()
    shown = len(mia.screen())
    mia.heart(before)
    mia.heart(photo)
    await tg.settled()
    await line.quiet()
    mia.send("hello")
    await sam.hears("text", body="hello")

    assert len(mia.screen()) == shown + 1
    assert not [said for said in sam.words() if said["t"] == "edit"]


async def test_what_telegram_tells_of_my_old_words_brings_nothing_up_on_my_phone(
    line: World, tg: Practice, mia: Person
) -> None:
    """A1: my phone lies there. Telegram tells of an old message of mine, and what waits behind the knock waits on."""
    sam, conversation = await talking(line, mia)
    mine = mia.send("he is coming back")
    await sam.hears("text", body="he is coming back")
    await line.moves(11 * 60)
    await sam.text(conversation, "Is he still there?")
    await mia.sees(line.said("knock"))
    mia.heart(mine)
    await tg.settled()
    await line.quiet()

    assert "Is he still there?" not in mia.screen_text()
    mia.send("i am back")
    await mia.sees("Is he still there?")


async def test_that_i_once_blocked_the_bot_is_heard_late_and_ends_nothing(line: World, mia: Person) -> None:
    """1.4: blocks have a queue of their own. I was back long ago, and talk with somebody, when the bot hears that I had gone."""
    sam, _ = await talking(line, mia)
    update = text_update("", chat=mia.chat_id, kind="my_chat_member")
    me = {"id": 1, "is_bot": True, "first_name": "Helper"}
    update["my_chat_member"] |= {
        "date": line.clock.now() // 1000 - 60,
        "old_chat_member": {"status": "member", "user": me},
        "new_chat_member": {"status": "kicked", "user": me, "until_date": 0},
    }

    assert await Hook(line).post(update) == 200
    mia.send("are you there?")
    await sam.hears("text", body="are you there?")

    assert not [said for said in sam.words() if said["t"] == "left"]


async def test_my_words_are_carried_also_where_they_answer_something_too_new_to_be_read(
    line: World, mia: Person
) -> None:
    """Row 12: Telegram ships something new each month. What stands around my words may be anything; they go where they were to go."""
    sam, _ = await talking(line, mia)
    update = text_update("he wrote this", chat=mia.chat_id)
    newer = {"blocks": [{"type": "of-next-month"}]}
    update["message"] |= {"reply_to_message": {**update["message"], "text": None, "rich_message": newer}}

    assert await Hook(line).post(update) == 200
    await sam.hears("text", body="he wrote this")
    assert NUMBER not in mia.screen_text()


@pytest.mark.parametrize("how", ["checklist", "rich"])
async def test_what_has_no_plain_words_is_not_passed_over_in_silence(line: World, mia: Person, how: str) -> None:
    """Row 6: I hear that only words are taken, and Sam hears that something came."""
    getattr(mia, how)()
    await mia.sees(line.said("photo"))
    sam, _ = await talking(line, mia)
    getattr(mia, how)()

    await sam.hears("text", body="[something else, not transferred]", kind="other")


@pytest.mark.parametrize(
    ("name", "mime_type", "size"),
    [("IMG_0231_kenora.jpg", "image/jpeg", 9 << 20), ("the_whole_chat.zip", "application/zip", 50 << 20)],
    ids=["photo-with-exif", "50-mb"],
)
async def test_h7_a_file_is_declined_unseen_whatever_its_size(
    line: World, tg: Practice, mia: Person, name: str, mime_type: str, size: int
) -> None:
    """H7, row 6: a photo sent as a file keeps where it was taken, and 50 MB are 50 MB: neither is asked for, kept or named."""
    sam, _ = await talking(line, mia)
    sent = mia.document("he sent me this", name, mime_type, size)
    await mia.sees(line.said("file"))
    told = await sam.hears("text", kind="file")
    await line.quiet()
    async with line.line.chats.hold(line.line.chats.mac(mia.chat_id)) as held:
        assert held is not None
        kept = held.chat.to_json()  # what rests sealed
    await line.stop_bot()
    kept += b"".join(file.read_bytes() for file in (line.folder / "bot").rglob("*") if file.is_file())
    content = mia.chat.messages[sent.id].content["document"]

    assert told["body"] == "[file, not transferred] he sent me this"
    assert (content["file_name"], content["file_size"]) == (name, size)
    assert {call.method for call in tg.calls} <= CALLS
    for telling in (content["file_id"], content["file_unique_id"], name, str(size)):
        assert telling.encode() not in kept
        assert telling not in str([sam.words(), sam.rows])


async def test_what_somebody_else_wrote_is_not_taken_for_my_words(line: World, mia: Person) -> None:
    """I pass on what he wrote to me: Sam reads that it was passed on, and does not take his threat for mine."""
    sam, _ = await talking(line, mia)
    mia.forward("you better not tell anyone")
    await sam.hears("text", body="[passed on] you better not tell anyone")
    mia.send("he wrote that")

    await sam.hears("text", body="he wrote that")
