"""After the safe word nothing of the talk comes onto the screen until the youth comes back by themselves, whatever ends meanwhile."""

from __future__ import annotations

from bot.sealing.keys import b64u
from tests.bot.editors import editors
from tests.bot.stories import asks_for, talking_with_a_word
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person

HOUR = 3600
ORDER = ("Is he still there?", "Can one more person come in", ":\nTake your time.")


async def hides(line: World, mia: Person) -> tuple[Worker, bytes]:
    """Let a youth who talks with a worker say their safe word, since somebody took the phone."""
    sam, conversation = await talking_with_a_word(line, mia)
    await line.quiet()
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await sam.hears("text", safe_word=True)
    await line.quiet()
    return sam, conversation


def below(mia: Person) -> list[str]:
    """Return what the bot showed since the safe word, beside the decoy itself."""
    texts = [bubble.text for bubble in mia.screen()]
    start = texts.index("penguin") + 1 if "penguin" in texts else 0
    return [text for text in texts[start:] if text != "Sorry, wrong number."]


async def test_i_said_my_word_and_the_worker_closed_and_he_saw_nothing(line: World, mia: Person) -> None:
    """A1: the worker writes, then closes; he types into my phone and gets a wrong number; I come back and read it all."""
    sam, conversation = await hides(line, mia)
    await sam.text(conversation, "Hold on, I am here.")
    await sam.close(conversation)
    await line.bot_took(conversation, sam)
    await line.quiet()
    assert below(mia) == []
    mia.send("who is this")
    await line.quiet()
    assert below(mia) == ["who is this"]
    await line.stop_bot()
    await line.start_bot()
    mia.send("answer me")
    await line.quiet()
    assert below(mia) == ["who is this", "answer me"]
    mia.start()

    words = await mia.sees("Hold on, I am here.")
    over = await mia.sees("This chat is done for now")
    assert words.id < over.id
    await line.quiet()
    mia.send("hello")
    await line.quiet()
    assert mia.screen_text().count("Hold on, I am here.") == 1


async def test_i_said_my_word_and_stayed_away_for_a_day_and_nothing_knocked(line: World, mia: Person) -> None:
    """A1: the talk idles out behind the decoy: no stub is pushed, and the truth comes when I do."""
    await hides(line, mia)
    await line.moves(25 * HOUR)
    await line.quiet()
    assert mia.screen() == []
    mia.send("who is this")
    await line.quiet()
    assert "Sorry, wrong number." in mia.screen_text()
    assert line.said("knock") not in mia.screen_text()
    assert "done for now" not in mia.screen_text()
    mia.start()

    await mia.sees("This chat is done for now")


async def test_i_said_my_word_and_the_line_lost_the_talk_and_he_saw_nothing(line: World, mia: Person) -> None:
    """A1: the relay holds the talk no more; the decoy stays as it is, and I am told when I come back."""
    _, conversation = await hides(line, mia)
    await line.line.desk.ring({"t": "gone", "conversation": b64u(conversation)})
    await line.quiet()
    mia.send("who is this")
    await line.quiet()
    assert below(mia) == ["who is this"]
    mia.start()

    await mia.sees("this chat is lost")


async def test_i_said_my_word_just_after_they_closed_and_it_hid_the_chat(line: World, mia: Person) -> None:
    """A1: I was away, and only a neutral line stood there: I did not know that it was over. My word holds for a day."""
    sam, conversation = await talking_with_a_word(line, mia)
    await line.quiet()
    await line.moves(HOUR)
    await sam.close(conversation)
    await mia.sees(line.said("knock"))
    await line.stop_bot()
    await line.start_bot()
    await line.moves(HOUR)
    mia.send("Penguin!")
    await mia.sees("Sorry, wrong number.")
    mia.send("who is this")
    await line.quiet()
    assert "done for now" not in mia.screen_text()
    mia.start()

    await mia.sees("This chat is done for now")
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    mia.start()
    await mia.sees("Is it okay to read")
    await line.moves(23 * HOUR)
    mia.send("penguin")
    await mia.sees("No person read that")


async def test_i_am_in_a_new_talk_and_my_word_of_before_still_hides_it(line: World, mia: Person) -> None:
    """A1: nobody thinks of choosing it again: the screen is clear, and the worker sees the silent mark."""
    sam, conversation = await talking_with_a_word(line, mia)
    await sam.close(conversation)
    await mia.sees("This chat is done for now")
    await asks_for(mia)
    await line.quiet()
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")

    await sam.hears("text", body="penguin", safe_word=True)


async def test_i_corrected_a_word_from_behind_the_decoy_and_nothing_came_up(line: World, mia: Person) -> None:
    """A1: nobody is left whom my correction could be locked for: told later, with the numbers, not now."""
    sam, _ = await talking_with_a_word(line, mia)
    mine = mia.send("he is at the dore")
    await sam.hears("text", body="he is at the dore")
    await line.quiet()
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await sam.hears("text", safe_word=True)
    await line.quiet()
    line.passes(13 * HOUR)  # nobody's shift holds any more, and no ring says so
    mia.edit(mine, "he is at the door")
    await line.quiet()
    assert below(mia) == []
    mia.start()

    await mia.sees(line.said("not_sealed"))
    await mia.sees("1-888-310-1122")


async def test_i_said_my_word_while_an_answer_stood_at_the_gate_and_it_never_came(line: World, mia: Person) -> None:
    """A1: Telegram lets only so much through; what had its turn next when I typed my word stays away."""
    sam, conversation = await talking_with_a_word(line, mia)
    await line.quiet()
    line.line.sends._turnstile.close(1.5)
    await sam.text(conversation, "Is he still there?")
    await line.bot_took(conversation, sam)
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await line.quiet()

    assert below(mia) == []


async def test_i_said_my_word_while_news_stood_at_the_gate_and_i_read_them_when_i_was_back(
    line: World, mia: Person
) -> None:
    """Promise 6: what Sam wrote and asked had its turn next; hidden is not lost, and it comes once, in its order."""
    sam, conversation = await talking_with_a_word(line, mia)
    await line.quiet()
    line.line.sends._turnstile.close(1.5)
    await sam.text(conversation, "Is he still there?")
    await sam.write(conversation, {"t": "ask", "kind": "audience", "circle": "police"})
    await sam.text(conversation, "Take your time.")
    await line.bot_took(conversation, sam)
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await line.quiet()
    hidden = below(mia)
    await line.stop_bot()
    await line.start_bot()
    await line.bot_is_up()
    mia.start()
    await mia.sees("Take your time.")
    await line.quiet()
    words = [one.text for one in mia.screen() if any(said in one.text for said in ORDER)]
    mia.tap("Yes, they can come in")

    assert hidden == []
    assert [ends in text for ends, text in zip(ORDER, words, strict=True)] == [True] * 3
    await sam.hears("consent", kind="audience", accepted=True)


async def test_i_said_my_word_before_a_question_came_and_it_was_taken_back_meanwhile(line: World, mia: Person) -> None:
    """It is over before I was ever asked: when I am back nothing stands there to press."""
    sam, conversation = await talking_with_a_word(line, mia)
    await line.quiet()
    line.line.sends._turnstile.close(1.5)
    await sam.write(conversation, {"t": "ask", "kind": "packet", "to": "police", "text": "He waits outside."})
    await line.bot_took(conversation, sam)
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await sam.write(conversation, {"t": "ask", "kind": "packet", "to": None})
    await line.bot_took(conversation, sam)
    await line.quiet()
    mia.start()
    await mia.sees("Is it okay to read")
    await line.quiet()

    assert "He waits outside." not in mia.screen_text()
    assert "Yes, hand it over" not in mia.buttons()


async def test_i_said_my_word_and_editors_published_and_he_saw_nothing(line: World, mia: Person) -> None:
    """A1: the new version leads from the old decoy to the menu: whoever types still gets a wrong number, and I come back to my words."""
    studio = await editors(line)
    sam, conversation = await hides(line, mia)
    await sam.text(conversation, "I wait for you.")
    await line.bot_took(conversation, sam)
    await studio.rewrites("project.yaml", lambda text: text.replace("decoy: decoy", "decoy: stranger"))
    await studio.rewrites("flows/main.yaml", _other_name)
    await studio.rewrites("i18n/fr/main.yaml", lambda text: text.replace("id: decoy\n", "id: stranger\n"))
    await studio.bot_serves(await studio.publish_draft())
    mia.send("who is this")
    await line.quiet()
    assert "decoy" not in line.line.library.current.bundle["steps"]
    assert below(mia) == ["who is this"]
    mia.start()

    await mia.sees("I wait for you.")


def _other_name(text: str) -> str:
    """Call the decoy by another name, and lead whoever stands on the old one to the menu."""
    named = text.replace("\n  decoy:\n", "\n  stranger:\n")
    return named.replace("\nredirect: {}\n", "\nredirect: {decoy: menu}\n")


async def test_i_said_my_word_to_an_older_bot_and_the_new_one_keeps_me_hidden(line: World, mia: Person) -> None:
    """A1: it kept with the talk that the word was said; after the update nothing comes up or knocks either."""
    sam, conversation = await hides(line, mia)
    mac = line.line.chats.mac(mia.chat_id)
    async with line.line.chats.hold(mac) as held:
        assert held is not None and held.chat.talk is not None
        held.chat.frozen, held.chat.talk.frozen = False, True
    await line.stop_bot()
    await line.start_bot()
    await line.bot_is_up()
    await sam.text(conversation, "I wait for you.")
    await sam.close(conversation)
    await line.bot_took(conversation, sam)
    await line.quiet()

    assert below(mia) == []


async def test_i_change_my_words_into_the_safe_word_and_the_chat_hides(line: World, mia: Person) -> None:
    """A1: typed over other words it means what it always means; the worker sees the mark, and nothing more comes onto the screen."""
    sam, conversation = await talking_with_a_word(line, mia)
    mine = mia.send("wait")
    await sam.hears("text", body="wait")
    mia.edit(mine, "penguin")
    await mia.sees("Sorry, wrong number.")
    await sam.hears("text", safe_word=True)
    await sam.text(conversation, "Are you safe from him?")
    await line.bot_took(conversation, sam)
    await line.quiet()

    assert "Are you safe from him?" not in mia.screen_text()
    mia.start()
    await mia.sees("Are you safe from him?")


async def test_i_type_the_safe_word_under_a_picture_and_the_chat_hides(line: World, mia: Person) -> None:
    """A1: under a picture it means what it always means, and the worker reads no word of it."""
    sam, _ = await talking_with_a_word(line, mia)
    mia.photo("penguin")
    await mia.sees("Sorry, wrong number.")
    await sam.hears("text", safe_word=True)
    await line.quiet()

    assert below(mia) == []


async def test_my_safe_word_hides_a_talk_that_is_over_also_under_a_picture_and_over_other_words(
    line: World, mia: Person
) -> None:
    """A1: Sam closed, which I may not have read. Nothing that is said of a picture stands beside the wrong number."""
    sam, conversation = await talking_with_a_word(line, mia)
    mine = mia.send("wait")
    await sam.hears("text", body="wait")
    await sam.close(conversation)
    await mia.sees("This chat is done for now")
    await line.quiet()
    seen = len(mia.screen())
    mia.photo("penguin")
    await mia.sees("Sorry, wrong number.")
    await line.quiet()
    beside = [bubble.text for bubble in mia.screen()[seen:]]
    mia.start()
    await mia.sees("Is it okay to read")
    mia.edit(mine, "penguin")
    await line.quiet()

    assert beside == ["penguin", "Sorry, wrong number."]
    assert mia.screen_text().count("Sorry, wrong number.") == 2


async def test_i_said_my_word_while_an_answer_may_have_left_and_when_i_am_back_it_says_so(
    line: World, mia: Person
) -> None:
    """Protocol 6.3: Telegram took it and the line broke before it said so; hidden and shown later, it is marked as a repeat."""
    sam, conversation = await talking_with_a_word(line, mia)
    await line.quiet()
    line.tg.faults.accepted_then_reset("sendMessage")
    await sam.text(conversation, "Is he still there?")
    await mia.sees("Is he still there?")
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await line.quiet()
    mia.start()
    await line.quiet()
    texts = [one.text for one in mia.screen() if "Is he still there?" in one.text]

    assert [text.startswith(line.said("repeat")) for text in texts] == [False, True]


async def test_i_said_my_word_and_the_wrong_number_may_come_twice_but_never_says_so(line: World, mia: Person) -> None:
    """A1: Telegram took it and the line broke; a wrong number that has been seen before is no wrong number."""
    await talking_with_a_word(line, mia)
    await line.quiet()
    line.tg.faults.accepted_then_reset("sendMessage")
    mia.send("penguin")
    await mia.sees("Sorry, wrong number.")
    await line.quiet()

    assert [one.text for one in mia.screen() if "wrong number" in one.text] == ["Sorry, wrong number."] * 2
    assert line.said("repeat") not in mia.screen_text()
