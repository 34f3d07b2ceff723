"""A colleague says in the last moment that they cannot: nobody writes to somebody who will never read it."""

from __future__ import annotations

from bot.sealing.keys import b64u
from tests.bot.test_team import agreed
from tests.bot.world import World
from tests.fakes.telegram.person import Person


async def test_a_colleague_who_cannot_in_the_moment_of_my_yes_leaves_me_in_line_and_told(
    line: World, mia: Person
) -> None:
    """Promise 7: Sam gave me on before the word came that Kai cannot: I am back in line, and who is there reads me."""
    sam, kai, conversation, consent = await agreed(line, mia)
    await kai.relay.call("POST", f"/api/conversations/{b64u(conversation)}/withdraw", {})
    await sam.write(conversation, {"t": "transfer", "to": b64u(kai.device.device), "of": b64u(consent["mid"])})
    await mia.sees("You are back in line")
    await sam.sees_row(conversation, state="waiting")
    mia.send("is anybody there")
    await sam.hears("text", body="is anybody there")
    await sam.claim(conversation)
    await line.bot_took(conversation, sam)
    await line.quiet()
    mia.send("good")
    await sam.hears("text", body="good")

    assert (await sam.row(conversation))["claimed_by"] == b64u(sam.device.device)
