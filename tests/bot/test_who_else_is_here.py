"""Nobody of the kind a youth picked is here: they read so before anything is asked, and whoever else is here stands first."""

from __future__ import annotations

import pytest

from tests.bot.stories import CHILD_PROTECTION, COMMUNITY, INDIGENOUS, on_call
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.screen import Bubble

NOT_THESE = "No one you picked is here right now"
CIRCLES = ["community", "indigenous", "child_protection", "police"]
LABELS = {"community": "A community worker", "indigenous": "Someone Indigenous", "child_protection": "Child protection"}
BITS = {"community": COMMUNITY, "indigenous": INDIGENOUS, "child_protection": CHILD_PROTECTION}


def under(said: Bubble) -> list[str]:
    """Return the buttons of this message, from the first on."""
    return [button.label for row in said.buttons for button in row]


async def picks(mia: Person, who: str) -> None:
    """Ask for a person, and pick this kind."""
    mia.start()
    await mia.sees("Is it okay to read")
    mia.send("Person")
    await mia.sees("Who would you like?")
    mia.tap(who)


async def is_in_line(mia: Person) -> None:
    """Answer what is asked of everybody."""
    await mia.sees("with no one looking on?")
    mia.tap("Skip")
    await mia.sees("Do you need someone fast?")
    mia.tap("Yes")
    await mia.sees("You are in line")


@pytest.mark.parametrize(
    ("here", "picked"),
    [
        ("community", "Someone Indigenous"),
        ("indigenous", "A community worker"),
        ("child_protection", "Either of these"),
    ],
)
async def test_i_read_at_once_who_is_here_instead_and_they_are_one_tap_away(
    line: World, mia: Person, here: str, picked: str
) -> None:
    """Promise 7: "no one is here" was said while two were; and after two questions, above ten lines of numbers."""
    sam = await on_call(line, "Sam", circle=CIRCLES.index(here))
    await picks(mia, picked)
    said = await mia.sees(NOT_THESE)

    assert "But someone else is, and can chat with you now" in said.text
    assert "They are not police" in said.text
    assert "No one is here" not in mia.screen_text()
    assert "with no one looking on?" not in mia.screen_text()
    assert under(said)[0] == LABELS[here]
    assert "Numbers" in under(said)
    assert not any(one.startswith("Copy") for one in under(said))
    assert not sam.rows, "nothing is asked of anybody yet"

    mia.tap(LABELS[here])
    if here == "child_protection":
        await mia.sees("If you are under 16 and not safe, they must act")
        mia.tap("Yes")
    await is_in_line(mia)
    consent = (await sam.hears("consent"))["audience"]
    assert consent == BITS[here]


async def test_an_officer_is_never_offered_to_who_did_not_pick_one(line: World, mia: Person) -> None:
    """Police stand behind "More choices", whoever else is away."""
    await on_call(line, "Sam")
    await on_call(line, "Pat", circle=CIRCLES.index("police"))
    await picks(mia, "Someone Indigenous")
    said = await mia.sees(NOT_THESE)

    assert under(said)[0] == "A community worker"
    assert "A police officer" not in mia.buttons()


async def test_a_note_for_whom_i_picked_stays_theirs_once_i_know_who_else_is_here(line: World, mia: Person) -> None:
    """An urgent note lay under "left while closed" for a worker who was on call: nobody had said that they were."""
    sam = await on_call(line)
    ida = await line.worker("Ida", circle=CIRCLES.index("indigenous"), on_call=False)
    await ida.standby()
    await line.bot_learns(lambda: line.line.trust.there(INDIGENOUS, line.clock.now()) == "standby", "who stands by")
    await picks(mia, "Someone Indigenous")
    await mia.sees(NOT_THESE)
    mia.tap("Leave a note")
    await mia.sees("Type your note now")
    mia.send("please write me")
    await ida.hears("text", body="please write me")
    agreed = await ida.hears("consent")
    kept = await mia.sees("I have your note now. It is locked")

    assert (agreed["audience"], agreed["phrase"], agreed["reply"]) == (INDIGENOUS, "person_open", "Someone Indigenous")
    assert "Take my note back" in under(kept)
    assert not sam.words()


async def test_somebody_left_while_i_answered_and_i_read_who_is_here(line: World, mia: Person) -> None:
    """The last button leads to nobody, and so to the truth."""
    ida = await on_call(line, "Ida", circle=CIRCLES.index("indigenous"))
    await on_call(line)
    await picks(mia, "Someone Indigenous")
    await mia.sees("with no one looking on?")
    await ida.off_call()
    await line.bot_learns(lambda: not line.there(ida), "that Ida went")
    mia.tap("Skip")
    await mia.sees("Do you need someone fast?")
    mia.tap("Yes")
    said = await mia.sees(NOT_THESE)

    assert under(said)[0] == "A community worker"
