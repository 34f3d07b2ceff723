"""Whom a youth lets in later: asked first, in words that say what the new person must do, and taken back at any time."""

from __future__ import annotations

from bot.sealing.keys import b64u
from tests.bot.stories import called, on_call, talking
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person

COMMUNITY, POLICE = 1, 8
HOUR = 3600


async def asks(sam: Worker, conversation: bytes, circle: str | None) -> None:
    """Sam asks whether somebody of this circle may come in."""
    await sam.write(conversation, {"t": "ask", "kind": "audience", "circle": circle})


async def let_in(sam: Worker, conversation: bytes, mia: Person, circle: str = "police") -> None:
    """Sam asks, and Mia says yes."""
    await asks(sam, conversation, circle)
    await mia.sees("Can one more person come in")
    mia.tap("Yes, they can come in")
    await sam.hears("consent", kind="audience", accepted=True)


async def test_a_youth_is_told_who_it_is_and_what_they_must_do_before_she_answers(line: World, mia: Person) -> None:
    """The wording that she saw and the words on her button are kept sealed, with whom it is for and until when."""
    sam, conversation = await talking(line, mia)
    await asks(sam, conversation, "police")
    asked = await mia.sees("Can one more person come in")
    before = (await sam.row(conversation))["audience"]
    mia.tap("Yes, they can come in")
    consent = await sam.hears("consent", kind="audience")
    row = await sam.sees_row(conversation, audience=COMMUNITY | POLICE)

    assert "police officer" in asked.text and "may have to act" in asked.text
    assert (before, row["claimed_by"]) == (COMMUNITY, b64u(sam.device.device))
    assert (consent["to"], consent["audience"], consent["accepted"]) == ("police", COMMUNITY | POLICE, True)
    assert (consent["words"], consent["reply"]) == (asked.text, "Yes, they can come in")
    assert consent["expires"] - line.clock.now() <= 12 * HOUR * 1000


async def test_a_no_widens_nothing(line: World, mia: Person) -> None:
    """No is no: the worker is told, and the officer sees nothing of her."""
    officer = await on_call(line, "Pat", circle=3)
    sam, conversation = await talking(line, mia)
    await asks(sam, conversation, "police")
    await mia.sees("Can one more person come in")
    mia.tap("No, no one else")
    consent = await sam.hears("consent", kind="audience")
    await mia.sees("No one else comes in")

    assert (consent["accepted"], (await sam.row(conversation))["audience"]) == (False, COMMUNITY)
    assert officer.words() == []


async def test_only_her_yes_lets_an_officer_in_and_she_is_told_who_came(line: World, mia: Person) -> None:
    """Before the officer's first word she reads the name, whom they work for, and that it is a police officer."""
    officer = await on_call(line, "Pat", circle=3)
    sam, conversation = await talking(line, mia)
    await let_in(sam, conversation, mia)
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/help", {"on": True})
    await officer.sees_row(conversation, help=True)
    await officer.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await officer.write(conversation, {"t": "join"})

    told = await mia.sees("is here too now")
    mia.send("hello officer")
    await officer.hears("text", body="hello officer")
    name = await called(line, mia, officer)
    assert name in told.text and "This person is a police officer." in told.text
    assert "They work for the police (you can ask which ones)." in told.text and "Quietline" not in told.text


async def test_an_officer_who_takes_over_from_a_dead_desk_can_read_her_yes(line: World, mia: Person) -> None:
    """What let the officer in was sealed to Sam alone, whose tab died: it is said again, with the time when she gave it."""
    sam, conversation = await talking(line, mia)
    await let_in(sam, conversation, mia)
    given = line.clock.now()
    await sam.release(conversation)
    await line.bot_took(conversation, sam)
    await line.moves(HOUR)
    officer = await on_call(line, "Pat", circle=3)
    await officer.claim(conversation)

    consent = await officer.hears("consent", kind="audience")
    assert (consent["to"], consent["accepted"], consent["reply"]) == ("police", True, "Yes, they can come in")
    assert consent["at"] <= given < consent["expires"]
    assert (await officer.hears("consent", phrase="person_open"))["audience"] == COMMUNITY


async def test_what_she_agreed_to_she_takes_back_with_one_tap(line: World, mia: Person) -> None:
    """From her tap on nobody of that circle is sealed to, the record says so, and the one she had goes on."""
    officer = await on_call(line, "Pat", circle=3)
    sam, conversation = await talking(line, mia)
    await let_in(sam, conversation, mia)
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/help", {"on": True})
    await officer.sees_row(conversation, help=True)
    await officer.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await officer.write(conversation, {"t": "join"})
    told = await mia.sees("is here too now")
    mia.tap(told.buttons[0][0])
    await mia.sees("that is taken back")
    mia.send("only you again")
    await sam.hears("text", body="only you again")
    consent = await sam.hears("consent", kind="audience", withdrawn=True)
    await sam.sees_row(conversation, audience=COMMUNITY)

    assert (consent["accepted"], consent["to"], consent["audience"]) == (False, "police", COMMUNITY)
    assert "only you again" not in [one.get("body") for one in officer.words()]
    assert b64u(conversation) not in officer.rows


async def test_a_yes_ends_by_itself_after_a_shift(line: World, mia: Person) -> None:
    """Nobody has to remember it: after twelve hours the circle is out again, and she is told."""
    sam, conversation = await talking(line, mia)
    await let_in(sam, conversation, mia)
    async with line.line.desk.talks.hold(conversation) as there:
        assert there is not None
        there.talk.widened["police"][1] = line.clock.now()
    await line.line.clock.look()

    await mia.sees("The 12 hours are over")
    consent = await sam.hears("consent", kind="audience", withdrawn=True)
    await sam.sees_row(conversation, audience=COMMUNITY)
    assert consent["phrase"] == "audience.expired"


async def test_a_circle_that_is_in_already_or_unknown_is_asked_about_by_nobody(line: World, mia: Person) -> None:
    """A console cannot make the bot ask nonsense, and what was taken back is off the screen."""
    sam, conversation = await talking(line, mia)
    for circle in ("community", "army"):
        await asks(sam, conversation, circle)
    await asks(sam, conversation, "indigenous")
    asked = await mia.sees("Can one more person come in")
    await asks(sam, conversation, None)
    await mia.until(lambda: "Can one more person come in" not in mia.screen_text(), "the question gone")
    mia.tap_late(asked.buttons[0][0])

    await mia.sees("That is not up any more")
    assert "close to home" in asked.text
    assert (await sam.row(conversation))["audience"] == COMMUNITY
