"""What a youth may rely on when workers change: asked first, told the truth, never sealed to who knows them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sealing.keys import b64u
from tests.bot.stories import asks_for, called, claims, on_call, talking
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person


async def offered(line: World, sam: Worker, kai: Worker, conversation: bytes, why: str = "leaving") -> None:
    """Let Kai agree to take what Sam has, and Sam ask the youth."""
    path, to = f"/api/conversations/{b64u(conversation)}", b64u(kai.device.device)
    await sam.relay.call("POST", f"{path}/offer", {"device": to})
    await kai.relay.call("POST", f"{path}/agree", {})
    await sam.write(conversation, {"t": "transfer", "to": to, "why": why})


async def agreed(line: World, mia: Person) -> tuple[Worker, Worker, bytes, dict[str, Any]]:
    """Let Sam have the talk, Kai agree to take it, and the youth say yes; return both, which talk it is, and her answer."""
    kai = await on_call(line, "Kai")
    sam, conversation = await talking(line, mia)
    await offered(line, sam, kai, conversation)
    await mia.sees("It is fine to say no")
    mia.tap("Yes, that is okay")
    consent = await sam.hears("consent", kind="transfer")
    return sam, kai, conversation, consent


def whom(world: World, device: Worker) -> list[Any]:
    """Every session of the bot that was opened to this worker."""
    return [one for one in device.words() if one["by"] == world.line.trust.identity.device]


async def test_a_youth_is_asked_who_and_why_before_anybody_takes_over(line: World, mia: Person) -> None:
    """She is told the new one's name, whom they work for, and why; her yes is kept sealed, in the words she saw."""
    kai = await on_call(line, "Kai")
    sam, conversation = await talking(line, mia)
    await offered(line, sam, kai, conversation)

    asked = await mia.sees("It is fine to say no")
    name = await called(line, mia, kai)
    mia.tap("Yes, that is okay")
    consent = await sam.hears("consent", kind="transfer")

    assert name in asked.text and "I have to go soon" in asked.text and "They are not police." in asked.text
    assert (consent["accepted"], consent["to"], consent["reply"]) == (
        True,
        b64u(kai.device.device),
        "Yes, that is okay",
    )
    assert consent["words"] == asked.text
    assert (await sam.row(conversation))["claimed_by"] == b64u(sam.device.device)


@pytest.mark.parametrize("keys", [True, False])
async def test_after_her_yes_and_the_handing_over_the_new_one_has_it(line: World, mia: Person, keys: bool) -> None:
    """Promise 4: the relay's row moves when the youth's end says so, she is told, and her next word goes to the new one."""
    kai = await on_call(line, "Kai")
    sam, conversation = await talking(line, mia)
    await offered(line, sam, kai, conversation)
    await mia.sees("It is fine to say no")
    name = await called(line, mia, kai)
    mia.tap("Yes, that is okay")
    consent = await sam.hears("consent", kind="transfer")
    if keys:
        await sam.hands_keys(conversation, kai)
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})

    told = await mia.sees("takes over")
    row = await kai.sees_row(conversation, claimed_by=b64u(kai.device.device))
    mia.send("hello new one")
    await kai.hears("text", body="hello new one")

    assert name in told.text and "They work for the Quietline team." in told.text
    assert ("They can read what you typed, and" in told.text, "They may not see all" in told.text) == (keys, not keys)
    assert (row["mine"], row["offered_to"]) == (True, None)
    assert not [one for one in sam.words() if one.get("body") == "hello new one"]


@pytest.mark.parametrize(
    ("circle", "picks", "works", "line_says"),
    [
        (1, "Someone Indigenous", "our team or an Indigenous partner", "This person is an Indigenous worker."),
        (2, "Child protection", "family services", "This person is a child protection worker."),
    ],
)
async def test_who_comes_is_told_with_whom_they_work_for(
    line: World, mia: Person, circle: int, picks: str, works: str, line_says: str
) -> None:
    """Who is no worker of the line's own is never said to be one: whose ears these are must be known before the first word."""
    worker = await on_call(line, "Ida", circle=circle)
    await asks_for(mia, picks)
    await claims(worker, mia)

    told = await mia.sees("is here now")
    assert f"They work for {works} (you can ask which" in told.text
    assert f"{line_says} They are not police." in told.text and "Quietline" not in told.text


async def test_nobody_is_moved_to_a_colleague_who_went_away_since_they_said_yes(line: World, mia: Person) -> None:
    """Promise 7: "Birch is here now" would be said of somebody at a meal; she stays with whom she has, and is told."""
    sam, kai, conversation, consent = await agreed(line, mia)
    await kai.relay.call("PUT", "/api/team/me", {"state": "away", "reason": "meal"})
    await line.bot_learns(lambda: line.line.trust.is_away(kai.device.device, line.clock.now()), "that Kai went away")
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})

    await mia.sees("can't come after all.")
    row = await sam.sees_row(conversation, offered_to=None)
    assert row["claimed_by"] == b64u(sam.device.device)


@pytest.mark.parametrize("said_yes", [True, False])
async def test_a_colleague_who_cannot_after_all_is_not_waited_for(line: World, mia: Person, said_yes: bool) -> None:
    """Promise 7: "reads up first, then says hi" was read by her; who only was asked has nothing to be told."""
    kai = await on_call(line, "Kai")
    sam, conversation = await talking(line, mia)
    await offered(line, sam, kai, conversation)
    await mia.sees("It is fine to say no")
    name = await called(line, mia, kai)
    if said_yes:
        mia.tap("Yes, that is okay")
        await sam.hears("consent", kind="transfer")
        await mia.sees("reads up first")
    await kai.relay.call("POST", f"/api/conversations/{b64u(conversation)}/withdraw", {})
    await sam.write(conversation, {"t": "transfer", "to": None})
    await sam.write(conversation, {"t": "text", "body": "I am still here"})

    await mia.sees("I am still here")
    screen = mia.screen_text()
    assert (f"{name} can't come after all. " in screen, "stays with you" in screen) == (said_yes, said_yes)
    assert not any(words in screen for words in ("reads up first", "It is fine to say no"))
    mia.send("good")
    await sam.hears("text", body="good")


async def test_who_stood_beside_the_giver_is_gone_with_the_handing_over_and_she_is_told(
    line: World, mia: Person
) -> None:
    """Promise 7: a supervisor came to the one who had her; beside the next one they stand only when they come again. Protocol 3.4."""
    kai, lee = await on_call(line, "Kai"), await on_call(line, "Lee", role="supervisor")
    sam, conversation = await talking(line, mia)
    await lee.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await lee.write(conversation, {"t": "join"})
    await mia.sees("is here too now")
    await offered(line, sam, kai, conversation)
    await mia.sees("It is fine to say no")
    mia.tap("Yes, that is okay")
    consent = await sam.hears("consent", kind="transfer")
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})

    gone = await mia.sees("is still here")
    row = await kai.sees_row(conversation, claimed_by=b64u(kai.device.device))
    mia.send("just you and me")
    await kai.hears("text", body="just you and me")
    assert gone.text == f"{await called(line, mia, lee)} left. {await called(line, mia, kai)} is still here."
    assert row["present"] == []
    assert not [one for one in lee.words() if one.get("body") == "just you and me"]

    await lee.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await lee.write(conversation, {"t": "join"})
    await mia.until(lambda: mia.screen_text().count("is here too now") == 2, "that Lee is there again")
    mia.send("three of us")
    await lee.hears("text", body="three of us")


async def test_a_youth_may_decline_and_keeps_who_she_has(line: World, mia: Person) -> None:
    """No is no: the offer ends, the worker is told, and her words go where they went before."""
    kai = await on_call(line, "Kai")
    sam, conversation = await talking(line, mia)
    await offered(line, sam, kai, conversation, why="knows")
    asked = await mia.sees("Someone else here knows more about this")
    mia.tap(asked.buttons[1][0])
    await mia.sees("stays with you")
    consent = await sam.hears("consent", kind="transfer")
    row = await sam.sees_row(conversation, offered_to=None)
    mia.send("still you")

    await sam.hears("text", body="still you")
    assert (consent["accepted"], row["claimed_by"]) == (False, b64u(sam.device.device))
    assert not [one for one in kai.words() if one.get("body") == "still you"]


async def test_nobody_is_moved_without_being_asked(line: World, mia: Person) -> None:
    """A console that says "handed over" without her yes, or for another colleague, moves nothing."""
    kai, eve = await on_call(line, "Kai"), await on_call(line, "Eve")
    sam, conversation = await talking(line, mia)
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(bytes(16))})
    await offered(line, sam, kai, conversation)
    await mia.sees("It is fine to say no")
    mia.tap("Yes, that is okay")
    consent = await sam.hears("consent", kind="transfer")
    await sam.write(conversation, {"t": "transfer", "to": b64u(eve.device.device), "of": b64u(consent["mid"])})
    mia.send("to whom")

    await sam.hears("text", body="to whom")
    assert "takes over" not in mia.screen_text()


async def test_a_question_that_was_taken_back_is_off_the_screen_and_answers_nothing(line: World, mia: Person) -> None:
    """The worker thought better of it before she answered: the buttons are gone, and an old press changes nothing."""
    kai = await on_call(line, "Kai")
    sam, conversation = await talking(line, mia)
    await offered(line, sam, kai, conversation)
    asked = await mia.sees("It is fine to say no")
    await sam.write(conversation, {"t": "transfer", "to": None})
    await mia.until(lambda: "It is fine to say no" not in mia.screen_text(), "the question gone")

    mia.tap_late(asked.buttons[0][0])
    await mia.sees("That is not up any more")
    mia.send("what was that")
    await sam.hears("text", body="what was that")
    assert not [one for one in sam.words() if one["t"] == "consent" and one.get("kind") == "transfer"]


async def test_the_giver_who_is_gone_before_the_answer_leaves_her_in_line_and_told(line: World, mia: Person) -> None:
    """She presses yes after the one who asked went home: the truth, and her old place in line."""
    kai = await on_call(line, "Kai")
    sam, conversation = await talking(line, mia)
    await offered(line, sam, kai, conversation)
    asked = await mia.sees("It is fine to say no")
    await sam.release(conversation)
    await mia.sees("had to go. You are back in line")

    mia.tap_late(asked.buttons[0][0])
    await mia.sees("That is not up any more")
    assert (await kai.sees_row(conversation, state="waiting"))["claimed_by"] is None


async def test_who_stood_beside_my_workers_phone_is_gone_when_it_moves_to_their_laptop(
    line: World, mia: Person
) -> None:
    """Sam goes on at a laptop: she hears that Lee is not there any more, and her next word is for the laptop alone. Protocol 3.4."""
    lee = await on_call(line, "Lee", role="supervisor")
    sam, conversation = await talking(line, mia)
    await lee.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await lee.write(conversation, {"t": "join"})
    await mia.sees("is here too now")
    laptop = await on_call(line, "sam")
    await laptop.claim(conversation, here=True)

    gone = await mia.sees("is still here")
    row = await lee.sees_row(conversation, claimed_by=b64u(laptop.device.device))
    mia.send("just the laptop")
    await laptop.hears("text", body="just the laptop")
    assert gone.text == f"{await called(line, mia, lee)} left. {await called(line, mia, sam)} is still here."
    assert row["present"] == []
    assert not [one for who in (lee, sam) for one in who.words() if one.get("body") == "just the laptop"]


async def test_who_stood_beside_and_left_is_sealed_to_no_more(line: World, mia: Person) -> None:
    """A second person goes: the youth is told who is still there, and her next word is for that one alone. Protocol 3.4."""
    kai = await on_call(line, "Kai", role="supervisor")
    sam, conversation = await talking(line, mia)
    await kai.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await kai.write(conversation, {"t": "join"})
    await mia.sees("is here too now")
    await sam.hears("join")
    await kai.write(conversation, {"t": "release"})
    told = await mia.sees("is still here")
    await sam.hears("release")
    mia.send("just us")
    await sam.hears("text", body="just us")

    assert f"{await called(line, mia, sam)} is still here." in told.text
    assert not [one for one in kai.words() if one.get("body") == "just us"]
    reader = sam.reader(conversation)
    assert reader.claim is not None and reader.claim.joined == ()


async def test_who_came_for_a_time_is_sealed_to_no_more_when_it_is_over_though_their_desk_sleeps(
    line: World, mia: Person
) -> None:
    """Their join said until when: nobody had to say that they left. Protocol 3.4."""
    kai = await on_call(line, "Kai", role="supervisor")
    sam, conversation = await talking(line, mia)
    await kai.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await kai.write(conversation, {"t": "join", "until": line.clock.now() + 120_000})
    await mia.sees("is here too now")
    mia.send("both of you")
    await kai.hears("text", body="both of you")
    await line.moves(121)
    await mia.sees("is still here")
    mia.send("just us")
    await sam.hears("text", body="just us")

    assert not [one for one in kai.words() if one.get("body") == "just us"]


async def test_who_knows_her_is_sealed_to_no_more(line: World, mia: Person) -> None:
    """A worker who recused reads not one word more, in this talk and in her next, and no colleague learns who it was."""
    kai = await on_call(line, "Kai")
    sam, conversation = await talking(line, mia)
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/recuse", {})
    await mia.sees("had to go. You are back in line")
    mia.send("who is there now")
    await kai.hears("text", body="who is there now")
    assert "who is there now" not in [one.get("body") for one in sam.words()]

    mia.send("STOP")
    await mia.sees("Bye for now")
    await kai.sees_row(conversation, state="closed")
    before = len(whom(line, sam))
    await asks_for(mia)
    again = await kai.conversation()
    assert again != conversation
    await claims(kai, mia)
    assert len(whom(line, sam)) == before
    assert sam.rows.get(b64u(again)) is None


async def test_a_new_phone_of_who_knows_her_is_sealed_to_no_more_than_the_old(line: World, mia: Person) -> None:
    """It was let in after the press, and is the same worker's: their name on the signed list says so (decision 0082)."""
    kai = await on_call(line, "Kai")
    sam, conversation = await talking(line, mia)
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/recuse", {})
    await mia.sees("had to go. You are back in line")
    phone = await on_call(line, sam.device.label)
    mia.send("who is there now")
    await kai.hears("text", body="who is there now")

    assert phone.device.device != sam.device.device
    assert "who is there now" not in [one.get("body") for one in phone.words()]


async def test_when_only_who_knows_her_is_there_she_is_told_that_nobody_is(line: World, mia: Person) -> None:
    """Promise 7: she is not put in line for somebody who will never see it."""
    sam, conversation = await talking(line, mia)
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/recuse", {})

    await mia.sees("No one could get to you")
    mia.send("STOP")
    await mia.sees("Bye for now")
    mia.start()
    mia.send("Person")
    await mia.sees("No one is here to chat right now")


async def test_h27_all_are_away_and_the_youth_is_told_the_truth(line: World, mia: Person) -> None:
    """The one who has her goes; the other is on a break: she is not told to wait, but who is open now."""
    kai = await on_call(line, "Kai")
    sam, _ = await talking(line, mia)
    await kai.relay.call("PUT", "/api/team/me", {"state": "away", "reason": "meal"})
    kai_alone = [sam.device.device]  # as if Sam were not there
    await line.bot_learns(
        lambda: line.line.trust.there(1, line.clock.now(), kai_alone) == "standby", "that Kai is away"
    )
    await sam.off_call()

    await mia.sees("No one could get to you")
    await mia.sees("Kids Help Phone")


async def test_away_keeps_the_talk_one_has(line: World, mia: Person) -> None:
    """A break from new ones ends no conversation: her words still go to the one who has her."""
    sam, conversation = await talking(line, mia)
    await sam.relay.call("PUT", "/api/team/me", {"state": "rest"})
    mia.send("are you still here")

    await sam.hears("text", body="are you still here")
    assert (await sam.row(conversation))["state"] == "claimed"
