"""A youth and a worker talk: words both ways, corrections, what cannot be carried, and how it ends."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import text

from bot.memory.changes import Send
from bot.outbox.names import pseudonym
from bot.sealing.keys import b64u
from bot.sealing.padding import OPEN, header
from tests.bot.stories import asks_for, claims, on_call, talking
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice


async def test_words_go_both_ways(line: World, mia: Person) -> None:
    """What the youth types while waiting and afterwards is read by the one who claimed, and the answer is shown."""
    sam = await on_call(line)
    await asks_for(mia)
    mia.send("are you really a person")
    conversation = await claims(sam, mia)
    await sam.hears("text", body="are you really a person")
    await sam.text(conversation, "Yes. My shift began at six.")

    await mia.sees("Yes. My shift began at six.")
    mia.send("ok then")
    await sam.hears("text", body="ok then")


async def test_the_worker_learns_what_was_picked_and_nothing_of_the_account(line: World, mia: Person) -> None:
    """The opening says language, topic and safety; neither name, username nor number of the youth leaves the bot."""
    sam = await on_call(line)
    await asks_for(mia, urgent="Yes")
    await sam.conversation()
    opening = await sam.hears("opening", lang="en", urgent=True)
    consent = await sam.hears("consent", audience=1)

    assert consent["reply"] == "A community worker"
    told = str([opening, consent, sam.rows])
    assert not any(secret in told for secret in (str(mia.id), mia.username, "Mia"))


async def test_an_edit_arrives_as_a_new_sealed_revision(line: World, mia: Person) -> None:
    """Row 5: the worker sees what was meant now, next to what was delivered."""
    sam, _ = await talking(line, mia)
    bubble = mia.send("i am at the motel")
    first = await sam.hears("text", body="i am at the motel")
    mia.edit(bubble, "i am at home")
    edit = await sam.hears("edit", body="i am at home")

    assert edit["of"] == b64u(first["mid"])


async def test_a_bot_that_was_started_anew_goes_on_where_it_was(line: World, mia: Person) -> None:
    """4.1, 4.4: another session, that names the last frame of the one before: Sam is not told that something may be missing."""
    # Protocol 4.1 4.4
    sam, _ = await talking(line, mia)
    mia.send("first")
    first = await sam.hears("text", body="first")
    await line.quiet()
    await line.stop_bot()
    await line.start_bot()
    mia.send("second")
    second = await sam.hears("text", body="second")
    before, opening, _ = line.posted[-3:]

    assert second["session"] != first["session"]
    assert header(opening).type == OPEN
    assert header(opening).prev == sha256(before).digest()


async def test_an_edit_of_words_typed_before_the_talk_is_not_sent(line: World, mia: Person) -> None:
    """Row 5: what was typed in the menu stays there; whoever changes it in a talk hears that it did not go out."""
    bubble = mia.send("asdf")
    await mia.answered()
    sam, _ = await talking(line, mia)
    mia.edit(bubble, "my name is Mia")
    await mia.sees(line.said("edit_lost"))
    mia.send("hello")
    await sam.hears("text", body="hello")

    assert not [said for said in sam.words() if said["t"] == "edit"]


@pytest.mark.parametrize("how", ["sticker", "dice", "gif", "poll"])
async def test_a_sticker_is_carried_as_a_word(line: World, mia: Person, how: str) -> None:
    """Row 8: the worker reads what kind of thing it was, and the youth gets no lecture."""
    sam, _ = await talking(line, mia)
    getattr(mia, how)()
    shown = {"sticker": "[sticker 😢]", "dice": "[sticker 🎲]", "gif": "[GIF]", "poll": "[poll]"}[how]
    await sam.hears("text", body=shown)
    await line.quiet()

    assert line.said("sticker") not in mia.screen_text()


async def test_a_photo_is_declined_and_its_words_are_carried(line: World, tg: Practice, mia: Person) -> None:
    """Row 6: never fetched; the youth hears why, the worker is told and reads the caption."""
    sam, _ = await talking(line, mia)
    mia.photo("he sent me this")
    await mia.sees(line.said("photo"))
    await sam.hears("text", body="[photo, not transferred] he sent me this", kind="photo")

    assert not tg.called("getFile")


@pytest.mark.parametrize("how", ["voice", "video_note"])
async def test_a_voice_note_is_declined_and_the_worker_knows(line: World, tg: Practice, mia: Person, how: str) -> None:
    """Row 7: a phone line is offered to who would rather talk."""
    sam, _ = await talking(line, mia)
    getattr(mia, how)()
    await mia.sees("1-800-668-6868")
    await sam.hears("text", body="[sent a voice note, not transferred]", kind="voice")

    assert not tg.called("getFile")


@pytest.mark.parametrize("how", ["photo", "contact", "location"])
async def test_h7_what_could_give_a_youth_away_is_never_fetched(
    line: World, tg: Practice, mia: Person, how: str
) -> None:
    """H7: photo, contact, location: declined; a place or a number leaves the screen too."""
    sam, _ = await talking(line, mia)
    sent = getattr(mia, how)()
    kind = {"location": "place"}.get(how, how)
    await mia.sees(line.said(kind))
    told = await sam.hears("text", kind=kind)
    await line.quiet()

    assert not tg.called("getFile")
    assert "not transferred" in told["body"]
    assert not any(digits in told["body"] for digits in ("5550123", "49.7", "94.4"))
    assert (sent.id in [bubble.id for bubble in mia.screen()]) == (how == "photo")


@pytest.mark.parametrize("words", ["/stop", "/erase", "/help", "/start poster7"])
async def test_p6_a_caption_is_never_a_command(line: World, mia: Person, words: str) -> None:
    """P6: `/stop` under a photo is said to the worker, and ends nothing; the talk goes on."""
    sam, _ = await talking(line, mia)
    before = {bubble.id for bubble in mia.screen()}
    mia.photo(words)
    await sam.hears("text", body=f"[photo, not transferred] {words}")
    mia.send("still me")
    await sam.hears("text", body="still me")
    await line.quiet()

    assert before < {bubble.id for bubble in mia.screen()}
    assert not [said for said in sam.words() if said["t"] == "left"]
    assert "Bye for now" not in mia.screen_text()


async def test_h10_a_workers_signs_reach_the_youth_as_they_are(line: World, mia: Person) -> None:
    """H10: `<`, `&`, `_*[` are letters; nothing is lost, nothing becomes bold or a link."""
    sam, conversation = await talking(line, mia)
    words = "<b>1 < 2 & 3</b> _*[a](http://x.example)*_ `~` \\ {name}"
    await sam.text(conversation, words)
    bubble = await mia.sees("1 < 2")

    assert bubble.text.endswith(words)
    assert [entity["type"] for entity in bubble.entities if entity["type"] != "url"] == ["bold"]
    assert bubble.entities[0]["offset"] == 0
    assert bubble.entities[0]["length"] <= bubble.text.index("<")


async def test_a_long_answer_is_cut_at_a_paragraph(line: World, mia: Person) -> None:
    """Row 12: each part fits 4,096 UTF-16 units, in order, whole."""
    sam, conversation = await talking(line, mia)
    paragraphs = [f"{number}: " + "😀 word " * 200 for number in range(5)]
    await sam.text(conversation, "\n\n".join(paragraphs))
    await mia.sees("4: ")
    await line.quiet()
    parts = [bubble.text for bubble in mia.screen() if "😀" in bubble.text]

    assert len(parts) > 1
    assert all(len(part.encode("utf-16-le")) // 2 <= 4096 for part in parts)
    assert [part[0] for part in parts[1:]] == [part.strip()[0] for part in parts[1:]]
    assert all(part.startswith(tuple("1234")) for part in parts[1:])
    assert [word for part in parts for word in part.split()][1:] == "\n\n".join(paragraphs).split()


async def test_a_workers_words_cannot_be_passed_on_but_numbers_can(line: World, mia: Person) -> None:
    """protect_content is on for what a worker wrote, off for crisis numbers, which can also be copied."""
    sam, conversation = await talking(line, mia)
    await sam.text(conversation, "only for you")
    spoken = await mia.sees("only for you")
    mia.send("/help")
    numbers = await mia.sees("1-888-310-1122")

    assert spoken.protected
    assert spoken.silent
    assert not numbers.protected
    mia.tap("Copy 911")
    assert mia.clipboard == "911"


async def test_no_page_that_is_named_shows_a_picture_of_itself(line: World, tg: Practice, mia: Person) -> None:
    """1.7, A1: a worker's link, its correction and a service's page are letters; no preview tells whoever looks what it is."""
    sam, conversation = await talking(line, mia)
    mid = await sam.text(conversation, "Look at https://needhelpnow.ca")
    await mia.sees("needhelpnow.ca")
    await sam.write(conversation, {"t": "edit", "of": b64u(mid), "body": "Look at https://kidshelpphone.ca"})
    await mia.sees("kidshelpphone.ca")
    await sam.write(conversation, {"t": "card", "service": "khp"})
    await mia.sees("1-800-668-6868")
    shown = [*tg.called("sendMessage"), *tg.called("editMessageText")]

    assert len(tg.called("editMessageText")) > 0
    assert [call.method for call in shown if not call.params["link_preview_options"]["is_disabled"]] == []


async def test_a_card_is_shown_from_todays_directory(line: World, mia: Person) -> None:
    """The worker names a service; the youth gets its card with a number to copy."""
    sam, conversation = await talking(line, mia)
    await sam.write(conversation, {"t": "card", "service": "khp"})
    card = await mia.sees("1-800-668-6868")

    assert not card.protected
    assert any("Copy" in label for label in mia.buttons())


async def test_a_worker_corrects_and_takes_back(line: World, mia: Person) -> None:
    """A correction stands in the place of what was wrong, with a mark; what was taken back is gone."""
    sam, conversation = await talking(line, mia)
    mid = await sam.text(conversation, "Come at five.")
    before = await mia.sees("Come at five.")
    await sam.write(conversation, {"t": "edit", "of": b64u(mid), "body": "Come at six."})
    after = await mia.sees("Come at six.")

    assert after.id == before.id
    assert line.said("edited") in after.text
    await sam.write(conversation, {"t": "retract", "of": b64u(mid)})
    await mia.sees_no("Come at six.")


@pytest.mark.parametrize(
    "what", [{"t": "edit", "body": "Come to me instead."}, {"t": "retract"}], ids=["edit", "retract"]
)
async def test_nobody_changes_or_takes_back_what_somebody_else_wrote_to_me(
    line: World, mia: Person, what: dict[str, str]
) -> None:
    """A5, Protocol 6: whoever is beside my worker speaks for themselves alone, whatever their desk was made to say."""
    lee = await on_call(line, "Lee", role="supervisor")
    sam, conversation = await talking(line, mia)
    await lee.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await lee.write(conversation, {"t": "join"})
    mid = await sam.text(conversation, "Come at five.")
    before = await mia.sees("Come at five.")

    await lee.write(conversation, {**what, "of": b64u(mid)})
    await lee.text(conversation, "I am here too.")
    await mia.sees("I am here too.")
    assert [one for one in mia.screen() if one.id == before.id] == [before]
    assert "Come to me instead." not in mia.screen_text()


async def test_a_short_correction_leaves_nothing_of_the_long_answer(line: World, mia: Person) -> None:
    """Section 5, row 5: the answer took two messages and was wrong; its correction takes one, and the second one goes."""
    sam, conversation = await talking(line, mia)
    mid = await sam.text(conversation, "Go to the old place. " * 300)
    await line.bot_took(conversation, sam)
    await line.quiet()
    assert len([bubble for bubble in mia.screen() if "old place" in bubble.text]) == 2

    await sam.write(conversation, {"t": "edit", "of": b64u(mid), "body": "Stay where you are."})
    await mia.sees(f"{line.said('edited')}:\nStay where you are.")
    await line.quiet()

    assert "old place" not in mia.screen_text()
    assert mia.screen_text().count("Stay where you are.") == 1


async def test_both_ends_know_the_same_made_up_name(line: World, mia: Person) -> None:
    """A2: the name is worked out from conversation and device; the worker's label is never shown."""
    sam, conversation = await talking(line, mia, label="Samantha Realname")
    await sam.text(conversation, "hello")
    name = pseudonym(line.line.library.current.names, conversation, sam.device.device)
    bubble = await mia.sees("hello")

    assert bubble.text.startswith(f"{name}:")
    assert "Realname" not in mia.screen_text()


async def test_the_language_can_change_in_the_middle(line: World, mia: Person) -> None:
    """Row 12: the worker learns the language, and the bot's own words follow it."""
    sam, conversation = await talking(line, mia)
    mia.send("/fr")
    await sam.hears("opening", lang="fr")
    await line.quiet()
    assert "Tu es dans la file" not in mia.screen_text()
    await sam.close(conversation)

    await mia.sees("Ce chat est fini")


async def test_quick_words_are_never_dropped(line: World, mia: Person) -> None:
    """Row 12: ten messages in a breath arrive each once, in order."""
    sam, _ = await talking(line, mia)
    for number in range(10):
        mia.send(f"word {number}")
    await sam.hears("text", body="word 9")

    assert [said["body"] for said in sam.words() if said["t"] == "text"] == [f"word {number}" for number in range(10)]


async def test_start_in_the_middle_loses_nothing(line: World, mia: Person) -> None:
    """Row 1: a repeated /start shows where one is; the conversation stays open."""
    sam, _ = await talking(line, mia)
    mia.start("poster7")
    await mia.sees("Your chat is still open")
    mia.send("still me")

    await sam.hears("text", body="still me")


async def test_who_reads_along_is_announced(line: World, mia: Person) -> None:
    """Promise 5: a supervisor who joins is named to the youth, with whom they work for, before they read on."""
    lead = await on_call(line, "Lead", role="supervisor")
    _, conversation = await talking(line, mia)
    await lead.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await lead.write(conversation, {"t": "join"})
    told = await mia.sees("is here too now")
    mia.send("hello both")

    await lead.hears("text", body="hello both")
    assert "They work for the Quietline team." in told.text and "They are not police." in told.text


async def test_words_that_cannot_be_opened_are_never_blank(line: World, mia: Person) -> None:
    """H17: a frame with a flipped bit: the youth hears that something came and could not be opened; what is sent again is read."""
    sam, conversation = await talking(line, mia)
    await sam.text(conversation, "first", spoiled=True)
    await mia.sees("wrote a thing that I could not open")

    await mia.sees("first")


async def test_words_that_were_changed_where_the_relay_keeps_them_shut_nothing_behind_them(
    line: World, mia: Person
) -> None:
    """H17, 5.5: two of three that came while the bot was away were changed: I hear so once, and the third is there."""
    sam, conversation = await talking(line, mia)
    assert line.relay is not None
    await line.stop_bot()
    await sam.text(conversation, "lost one")
    last = sam.posted[conversation]
    await sam.text(conversation, "lost two")
    await sam.text(conversation, "found")
    mail = line.relay.app.state.mail
    async with mail.database.writing() as connection:
        await connection.execute(text(f"UPDATE frames SET wrapped = hash WHERE cursor IN ({last}, {last + 1})"))
    mail.tail.drop(conversation)
    await line.start_bot()
    await line.bot_is_up()

    await mia.sees("found")
    await line.quiet()
    assert mia.screen_text().count("One message in this chat got broken") == 1
    assert "lost" not in mia.screen_text()


async def test_an_answer_that_cannot_be_opened_any_more_is_blamed_on_nobody(line: World, mia: Person) -> None:
    """H17: it waited until its key was gone: nobody knows who wrote it, and once we are done there is nobody to ask again."""
    sam, conversation = await talking(line, mia)
    mac = line.line.chats.mac(mia.chat_id)

    async def comes_too_late() -> str:
        lost = {"chat": mia.chat_id, "op": "reply", "slot": f"lost-{line.line.chats.next_id()}", "cursor": 10_000}
        what = {**lost, "conversation": b64u(conversation)}
        line.line.sends.add([Send(line.line.chats.next_id(), mac, 1, what, line.clock.now())])
        await line.quiet()
        return [bubble.text for bubble in mia.screen() if not bubble.mine][-1]

    assert await comes_too_late() == "Someone here wrote a thing that I could not open. Ask them to send it again."
    await sam.close(conversation)
    await mia.sees("This chat is done for now")
    assert await comes_too_late() == "Someone here wrote a thing that I could not open."
