"""What may leave the line with a youth's yes: every word of it is shown first, and it is taken back with one tap."""

from __future__ import annotations

import hashlib

import pytest

from bot.delivery.handing import LONGEST
from bot.sealing.keys import b64u, unb64u, verify
from bot.sealing.padding import yes_to_packet
from tests.bot.stories import on_call, talking
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person

WORDS = "They, 14:05: he waits outside the school\n\nIn my words: a car, dark blue."
HOUR = 3_600_000


async def asks(sam: Worker, conversation: bytes, text: str | None = WORDS, to: str | None = "police") -> None:
    """Sam asks whether this may be handed to somebody."""
    await sam.write(conversation, {"t": "ask", "kind": "packet", "to": to, "text": text})


async def says_yes(sam: Worker, conversation: bytes, mia: Person) -> bytes:
    """Sam asks, and Mia says yes; return the mid of her yes."""
    await asks(sam, conversation)
    await mia.sees("Can we hand what you see above")
    mia.tap("Yes, hand it over")
    consent = await sam.hears("consent", kind="packet", accepted=True)
    await mia.sees("hands it over soon")
    return bytes(consent["mid"])


async def test_she_reads_every_word_of_it_and_who_gets_it_before_she_answers(line: World, mia: Person) -> None:
    """The words stand there as they would leave, and below them who it is for and what that person must do."""
    sam, conversation = await talking(line, mia)
    await asks(sam, conversation)
    shown = await mia.sees("word for word")
    asked = await mia.sees("Can we hand what you see above")

    assert shown.text.endswith(f"\n\n{WORDS}")
    assert "to the police?" in asked.text
    assert "even if you change your mind" in asked.text
    assert all(answer in str(asked.buttons) for answer in ("Yes, hand it over", "No, keep it here"))


async def test_her_yes_is_signed_over_exactly_these_words(line: World, mia: Person) -> None:
    """Protocol 11.1: no console can make up a yes, or stretch it to other words, another receiver or another time."""
    sam, conversation = await talking(line, mia)
    await says_yes(sam, conversation, mia)
    consent = await sam.hears("consent", kind="packet")
    digest = hashlib.sha256(WORDS.encode()).digest()
    pub, proof, until = line.line.trust.identity.pub, unb64u(consent["proof"]), consent["expires"]

    assert consent["digest"] == b64u(digest)
    assert 0 < until - line.clock.now() <= 12 * HOUR
    assert verify(pub, proof, yes_to_packet(conversation, "police", until, digest))
    assert not verify(pub, proof, yes_to_packet(conversation, "court", until, digest))
    assert not verify(pub, proof, yes_to_packet(conversation, "police", until + 1, digest))
    assert not verify(pub, proof, yes_to_packet(bytes(16), "police", until, digest))


async def test_a_no_is_told_and_nothing_is_signed(line: World, mia: Person) -> None:
    """No is no."""
    sam, conversation = await talking(line, mia)
    await asks(sam, conversation)
    await mia.sees("Can we hand what you see above")
    mia.tap("No, keep it here")
    consent = await sam.hears("consent", kind="packet")

    await mia.sees("It stays here")
    assert consent["accepted"] is False
    assert "proof" not in consent
    assert "expires" not in consent


async def test_she_takes_it_back_with_one_tap_until_it_was_handed_over(line: World, mia: Person) -> None:
    """The worker's end is told at once, and the button is of no use twice."""
    sam, conversation = await talking(line, mia)
    yes = await says_yes(sam, conversation, mia)
    mia.tap("Take it back")
    consent = await sam.hears("consent", kind="packet", withdrawn=True)

    await mia.sees("that is taken back")
    assert (consent["to"], unb64u(consent["of"]), consent["accepted"]) == ("police", yes, False)


async def test_after_it_was_handed_over_she_is_told_the_truth(line: World, mia: Person) -> None:
    """She hears when it went out; her tap after that changes nothing, and says so."""
    sam, conversation = await talking(line, mia)
    yes = await says_yes(sam, conversation, mia)
    button = (await mia.sees("hands it over soon")).buttons[0][0]
    await sam.write(conversation, {"t": "ask", "kind": "packet", "to": "police", "of": b64u(yes), "done": True})
    await mia.sees("It is handed over now, to the police")
    mia.tap_late(button)

    await mia.sees("It is handed over already")
    assert not any(one.get("withdrawn") for one in sam.words())


async def test_what_a_worker_took_back_unread_she_hears_of(line: World, mia: Person) -> None:
    """It had gone out, and nobody had opened it: that is the truth, too."""
    sam, conversation = await talking(line, mia)
    yes = await says_yes(sam, conversation, mia)
    for done in (True, False):
        await sam.write(conversation, {"t": "ask", "kind": "packet", "to": "police", "of": b64u(yes), "done": done})

    await mia.sees("they have not read it")


@pytest.mark.parametrize(
    "text", [None, "", " padded ", "x" * (LONGEST + 1), "\N{GRINNING FACE}" * (LONGEST // 2 + 1), "nul \0"]
)
async def test_what_cannot_be_shown_as_it_is_is_not_asked(line: World, mia: Person, text: str | None) -> None:
    """She is asked about what she sees, or not at all."""
    sam, conversation = await talking(line, mia)
    await asks(sam, conversation, text)
    await asks(sam, conversation, to="army")
    await sam.text(conversation, "are you there?")
    await mia.sees("are you there?")

    assert "Can we hand" not in mia.screen_text()


async def test_the_longest_text_is_shown_whole_in_one_piece(line: World, mia: Person) -> None:
    """Three thousand letters fit under the first line."""
    sam, conversation = await talking(line, mia)
    text = "a" * LONGEST
    await asks(sam, conversation, text)
    shown = await mia.sees("word for word")

    assert shown.text.endswith(text)


async def test_a_question_that_was_taken_back_leaves_no_word_on_her_screen(line: World, mia: Person) -> None:
    """Neither the question nor what it was about."""
    sam, conversation = await talking(line, mia)
    await asks(sam, conversation)
    await mia.sees("Can we hand what you see above")
    await asks(sam, conversation, None, None)

    await mia.until(lambda: "dark blue" not in mia.screen_text(), "the words gone")
    assert "Can we hand" not in mia.screen_text()


async def test_whoever_asks_while_another_question_stands_is_told_and_asks_again(line: World, mia: Person) -> None:
    """She is asked one thing at a time; the worker hears that this one was not asked, and it is asked when they ask anew."""
    sam, conversation = await talking(line, mia)
    await sam.write(conversation, {"t": "ask", "kind": "audience", "circle": "police"})
    await mia.sees("Can one more person come in")
    question = await sam.write(conversation, {"t": "ask", "kind": "packet", "to": "police", "text": WORDS})
    busy = await sam.hears("busy", kind="packet", to="police")
    before = mia.screen_text()
    await asks(sam, conversation, None, None)
    mia.tap("No, no one else")
    await sam.hears("consent", kind="audience", accepted=False)
    await asks(sam, conversation)
    await mia.sees("Can we hand what you see above")

    assert unb64u(busy["of"]) == question
    assert "dark blue" not in before
    assert len([one for one in sam.words() if one["t"] == "busy"]) == 1


async def test_whoever_would_bring_somebody_in_meanwhile_is_told_too(line: World, mia: Person) -> None:
    """A packet's question stands: who else may come in is not asked beside it, and the worker hears so."""
    sam, conversation = await talking(line, mia)
    await asks(sam, conversation)
    await mia.sees("Can we hand what you see above")
    question = await sam.write(conversation, {"t": "ask", "kind": "audience", "circle": "police"})
    busy = await sam.hears("busy", kind="audience", to="police")
    mia.tap("No, keep it here")
    await sam.hears("consent", kind="packet", accepted=False)

    assert unb64u(busy["of"]) == question
    assert "Can one more person come in" not in mia.screen_text()


async def test_a_handover_takes_the_place_of_a_packets_question_and_says_so(line: World, mia: Person) -> None:
    """Who gives the talk to a colleague asks that first; the words that would have left are off the screen, and Sam knows."""
    kai = await on_call(line, "Kai")
    sam, conversation = await talking(line, mia)
    question = await sam.write(conversation, {"t": "ask", "kind": "packet", "to": "police", "text": WORDS})
    await mia.sees("Can we hand what you see above")
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "why": "leaving"})
    busy = await sam.hears("busy", kind="packet", to="police")
    await mia.until(lambda: "dark blue" not in mia.screen_text(), "the words gone")

    assert unb64u(busy["of"]) == question


async def test_only_who_is_with_her_may_ask(line: World, mia: Person) -> None:
    """Whoever opened the talk asks nothing before she was told that they are here; then they may."""
    pat = await on_call(line, "Pat")
    sam, conversation = await talking(line, mia)
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/help", {"on": True})
    await pat.sees_row(conversation, help=True)
    await pat.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await asks(pat, conversation)
    await pat.write(conversation, {"t": "join"})
    await mia.sees("is here too now")
    before = mia.screen_text()
    await asks(pat, conversation)

    await mia.sees("Can we hand what you see above")
    assert "Can we hand" not in before


async def test_none_of_it_rests_readable_at_the_bot(line: World, mia: Person) -> None:
    """Asked, answered and handed over: in the bot's folder no word of it lies in the open."""
    sam, conversation = await talking(line, mia)
    await says_yes(sam, conversation, mia)

    written = [path for path in line.folder.rglob("*") if path.is_file()]
    assert written
    assert [path.name for path in written if b"dark blue" in path.read_bytes()] == []
