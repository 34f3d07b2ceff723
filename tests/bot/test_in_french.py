"""A youth who speaks French finds a person, is understood by their word, and clears the chat: typed as well as tapped."""

from __future__ import annotations

import pytest

from tests.bot.stories import on_call
from tests.bot.world import World
from tests.fakes.telegram.person import Person


def screen(line: World, name: str) -> str:
    """Return how a screen begins in French, as far as nothing is filled in."""
    text = str(line.line.library.current.bundle["text"]["fr"][name])
    return text.partition("{")[0].splitlines()[0].strip()


@pytest.mark.parametrize(
    ("way", "erase"),
    [("typed", "EFFACER"), ("typed", "effacer"), ("tapped", "/erase")],
    ids=["typed", "small", "tapped"],
)
async def test_i_ask_for_a_person_am_heard_and_clear_the_chat_in_french(
    line: World, mia: Person, way: str, erase: str
) -> None:
    """Row 12, A1: from the first button on all is in my language, a worker knows it, and my words do what they promise."""
    picks = mia.send if way == "typed" else mia.tap
    sam = await on_call(line)
    mia.start()
    await mia.sees("Is it okay to read")
    picks("Français")
    await mia.sees(screen(line, "hello"))
    picks("Parler")
    await mia.sees(screen(line, "person_open"))
    picks("Une aide communautaire")
    await mia.sees(screen(line, "person_safe"))
    picks("Non")
    await mia.sees(screen(line, "person_word"))
    picks("érable")
    await mia.sees(screen(line, "person_urgent"))
    picks("Oui")
    await mia.sees(screen(line, "wait"))
    conversation = await sam.conversation()
    await sam.claim(conversation)
    await mia.sees("est là. Cette personne peut lire")
    mia.send("j'ai peur, c'est mon chum")
    await sam.hears("text", body="j'ai peur, c'est mon chum")
    opening = await sam.hears("opening", lang="fr", safe="no", urgent=True)

    assert opening["safe_word"] == "érable"
    mia.send("Erable")  # as a hurried thumb types it
    await mia.sees(screen(line, "decoy"))
    await sam.hears("text", safe_word=True)
    mia.start()
    await mia.sees(screen(line, "chat"))
    mia.send("je suis de retour")
    await sam.hears("text", body="je suis de retour")

    mia.send(erase)
    await mia.sees(screen(line, "erased"))
    await sam.hears("left", why="erase")
    await line.quiet()
    assert [bubble.text.splitlines()[0] for bubble in mia.screen()] == [screen(line, "erased")]
