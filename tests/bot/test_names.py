"""What a youth calls the workers: made-up names (A2), and never one name for two people in one talk."""

from __future__ import annotations

import pytest

from bot.memory.chat import Talk
from bot.outbox.names import known_as, pseudonym
from bot.sealing.keys import Identity, b64u
from tests.bot.stories import asks_for, called, claims, on_call, talking
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person

NAMES = ["Robin", "Sky", "River"]


async def namesake(line: World, conversation: bytes, of: Worker, label: str = "Kai", alike: bool = True) -> Worker:
    """Bring somebody on call whose made-up name there would be the one that a colleague has; or surely not."""
    names = line.line.library.current.names
    theirs = pseudonym(names, conversation, of.device.device)
    found = next(
        one for one in iter(Identity.generate, None) if (pseudonym(names, conversation, one.device) == theirs) == alike
    )
    worker = await line.worker(label, identity=found)
    await line.bot_learns(lambda: line.there(worker), f"that {label} is on call")
    return worker


async def beside(worker: Worker, sam: Worker, conversation: bytes) -> None:
    """Sam asks for help, and somebody comes to stand beside him."""
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/help", {"on": True})
    await worker.sees_row(conversation, help=True)
    await worker.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await worker.write(conversation, {"t": "join"})


def of(talk: Talk, *devices: bytes) -> list[str]:
    """Return what these are called, in the order in which they are met."""
    return [known_as(NAMES, talk, device) for device in devices]


def test_the_first_of_a_name_has_it_and_the_next_one_who_comes_has_the_next_that_is_free() -> None:
    """Whoever has the name already, or stands beside them, keeps it; of more people than names two share one."""
    talk = Talk(bytes(16), 1, False, 0)
    alike = [bytes([n]) * 16 for n in range(256) if pseudonym(NAMES, talk.id, bytes([n]) * 16) == "Sky"]

    assert of(talk, *alike[:3]) == ["Sky", "River", "Robin"]
    assert of(talk, *alike[2::-1]) == ["Robin", "River", "Sky"]
    assert of(talk, alike[3]) == ["Sky"]


@pytest.mark.parametrize("label", ["Sky", "sky", "Sam S. (SKY)", "Ský"])
def test_a_name_that_somebody_on_the_list_goes_by_is_given_to_nobody(label: str) -> None:
    """Young people never see a label: not their own worker's, and not a colleague's either."""
    talk = Talk(bytes(16), 1, False, 0)
    alike = [bytes([n]) * 16 for n in range(256) if pseudonym(NAMES, talk.id, bytes([n]) * 16) == "Sky"]

    assert [known_as(NAMES, talk, one, labels=[label, "Kai"]) for one in alike[:3]] == ["River", "Robin", "River"]


def test_who_has_a_name_in_a_talk_keeps_it_when_a_colleague_comes_who_goes_by_it() -> None:
    """Another name in the middle of a talk would look like another person."""
    talk = Talk(bytes(16), 1, False, 0)
    one = next(bytes([n]) * 16 for n in range(256) if pseudonym(NAMES, talk.id, bytes([n]) * 16) == "Sky")

    assert known_as(NAMES, talk, one) == "Sky"
    assert known_as(NAMES, talk, one, labels=["Sky"]) == "Sky"


def test_where_the_team_goes_by_all_the_names_there_is_still_one_to_give() -> None:
    """Nobody comes without a name."""
    talk = Talk(bytes(16), 1, False, 0)

    assert known_as(NAMES, talk, bytes(16), labels=NAMES) == pseudonym(NAMES, talk.id, bytes(16))


def test_who_was_there_before_an_update_keeps_their_name() -> None:
    """An older bot remembered no names: whoever has the talk, and whoever stands beside them, comes first."""
    talk = Talk(bytes(16), 1, False, 0)
    one, two, three = [bytes([n]) * 16 for n in range(256) if pseudonym(NAMES, talk.id, bytes([n]) * 16) == "Sky"][:3]
    talk.claimer, talk.joined = one, [two]

    assert of(talk, three, two, one) == ["Robin", "River", "Sky"]


def test_whoever_comes_back_on_another_device_keeps_their_name_and_beside_themselves_has_another() -> None:
    """One worker is not two people to me, unless both devices are in the talk at once and I have to tell them apart."""
    talk = Talk(bytes(16), 1, False, 0)
    first, second, other = bytes(16), bytes([1]) * 16, bytes([2]) * 16
    name = known_as(NAMES, talk, first)
    talk.claimer = first
    beside = known_as(NAMES, talk, other, [first, other])
    talk.claimer = None

    assert known_as(NAMES, talk, second, [first, second]) == name
    assert beside != name


def test_whoever_comes_beside_the_device_that_took_their_name_over_has_another_from_then_on() -> None:
    """Sam's phone left, the laptop came under its name, and the phone comes beside it: I can tell the two apart, also later."""
    talk = Talk(bytes(16), 1, False, 0)
    phone, laptop, tablet = both = [bytes(16), bytes([1]) * 16, bytes([2]) * 16]
    known = ["Robin", "Sky", "River", "Cedar", "Aspen"]
    name = known_as(known, talk, phone, both)
    talk.claimer = laptop
    theirs = known_as(known, talk, laptop, both)
    talk.joined = [phone]
    beside = known_as(known, talk, phone, both)
    talk.joined = [phone, tablet]
    third = known_as(known, talk, tablet, both)

    assert theirs == name
    assert len({theirs, beside, third}) == 3
    assert beside != pseudonym(known, talk.id, phone), "their desk has to be told it"
    assert [known_as(known, talk, one, both) for one in both] == [beside, theirs, third]


async def test_who_takes_it_over_on_another_device_of_theirs_is_the_same_person_to_me(line: World, mia: Person) -> None:
    """Sam's phone broke: who comes back is the one I know, by the name I know, and the new device is told it. Nobody had to go."""
    sam, conversation = await talking(line, mia)
    name = await called(line, mia, sam)
    laptop = await namesake(line, conversation, sam, "sam", alike=False)
    await laptop.claim(conversation, here=True)
    back = await mia.sees("They may not see all")
    told = await laptop.hears("known", device=b64u(laptop.device.device))
    await laptop.text(conversation, "it is me again")
    words = await mia.sees("it is me again")

    assert back.text.startswith(f"{name} is here now")
    assert told["as"] == name
    assert words.text.startswith(f"{name}:")
    assert "had to go" not in mia.screen_text()


async def test_two_who_would_have_one_name_have_two(line: World, mia: Person) -> None:
    """I am asked whether somebody else may take over: it reads like two people, and each knows what I call them."""
    sam, conversation = await talking(line, mia)
    kai = await namesake(line, conversation, sam)
    path, to = f"/api/conversations/{b64u(conversation)}", b64u(kai.device.device)
    await sam.relay.call("POST", f"{path}/offer", {"device": to})
    await kai.relay.call("POST", f"{path}/agree", {})
    await sam.write(conversation, {"t": "transfer", "to": to, "why": "leaving"})
    asked = await mia.sees("can go on with you from here")
    hers, theirs = await called(line, mia, sam), await called(line, mia, kai)
    mia.tap("Yes, that is okay")
    consent = await sam.hears("consent", kind="transfer")
    await sam.write(conversation, {"t": "transfer", "to": to, "of": b64u(consent["mid"])})
    told = await kai.hears("known", device=to)
    await kai.text(conversation, "hi from me")
    words = await mia.sees("hi from me")

    assert hers != theirs
    assert f"{hers} asks" in asked.text
    assert f"{theirs} can go on with you" in asked.text
    assert told["as"] == theirs
    assert words.text.startswith(f"{theirs}:")


@pytest.mark.parametrize("alike", [True, False])
async def test_who_comes_beside_is_told_their_name_when_it_is_not_the_one_that_they_work_out(
    line: World, mia: Person, alike: bool
) -> None:
    """The bot sends a name only where the desk could not know it."""
    sam, conversation = await talking(line, mia)
    names = line.line.library.current.names
    lee = await namesake(line, conversation, sam, "Lee") if alike else await on_call(line, "Lee")
    await beside(lee, sam, conversation)
    here = await mia.sees("is here too now")
    mia.send("hello both")
    await lee.hears("text", body="hello both")
    theirs, made = await called(line, mia, lee), pseudonym(names, conversation, lee.device.device)

    assert here.text.startswith(theirs)
    assert await called(line, mia, sam) != theirs
    assert [one["as"] for one in lee.words() if one["t"] == "known"] == ([theirs] if theirs != made else [])


async def test_words_that_waited_bear_the_name_that_i_knew_them_by(line: World, mia: Person) -> None:
    """I was away when Kai wrote and closed; what I read when I am back is from Kai, not from the one before."""
    sam, conversation = await talking(line, mia)
    kai = await namesake(line, conversation, sam)
    await sam.release(conversation)
    await line.bot_took(conversation, sam)
    await kai.sees_row(conversation, state="waiting")
    await kai.claim(conversation)
    await line.bot_took(conversation, kai)
    name = await called(line, mia, kai)
    await line.quiet()
    await line.moves(601)
    await kai.text(conversation, "I have to go now.")
    await kai.close(conversation)
    await mia.sees(line.said("knock"))
    await line.bot_took(conversation, kai)
    mia.send("/menu")
    words = await mia.sees("I have to go now.")

    assert words.text.startswith(f"{name}:")
    assert name != pseudonym(line.line.library.current.names, conversation, sam.device.device)


async def test_the_name_that_my_colleagues_call_me_by_does_not_reach_the_youth(line: World, mia: Person) -> None:
    """A2: set-up says "Young people never see it", and the name that was worked out was that very one."""
    sam = await on_call(line)
    await asks_for(mia)
    conversation, found = await sam.conversation(), Identity.generate()
    label = pseudonym(line.line.library.current.names, conversation, found.device)
    worker = await line.worker(label, identity=found)
    await line.bot_learns(lambda: line.there(worker), "that one more is on call")
    await claims(worker, mia)
    told = await worker.hears("known")

    assert told["as"] == await called(line, mia, worker) != label
    assert f"{told['as']} is here now" in mia.screen_text()
    assert f"{label} is here now" not in mia.screen_text()
