"""A claim is true when the relay gave the conversation: whoever says so without having asked is not whom a youth talks with."""

from __future__ import annotations

from bot.sealing.keys import b64u
from tests.bot.stories import asks_for, claims, on_call, talking
from tests.bot.test_names import beside
from tests.bot.world import World
from tests.fakes.telegram.person import Person


async def test_a_claim_that_the_relay_never_gave_is_nobody_who_is_here(line: World, mia: Person) -> None:
    """Protocol 6.2: Kai's desk says that it claims while I still wait for all; I read of Sam, who did ask, and of nobody else."""
    sam, kai = await on_call(line), await on_call(line, "Kai")
    await asks_for(mia)
    conversation = await kai.conversation()
    await kai.hears("consent")
    await kai.write(conversation, {"t": "claim"})
    await line.bot_took(conversation, kai)
    await line.quiet()
    before = mia.screen_text()
    await claims(sam, mia)

    assert "is here now" not in before
    assert mia.screen_text().count("is here now") == 1


async def test_who_stands_beside_does_not_become_the_one_whom_i_talk_with_by_saying_so(
    line: World, mia: Person
) -> None:
    """Protocol 6.2: the relay says that Sam has it; Kai's late claim moves nothing, and Kai's desk hears who has it."""
    sam, conversation = await talking(line, mia)
    kai = await on_call(line, "Kai")
    await beside(kai, sam, conversation)
    await mia.sees("is here too now")
    await kai.write(conversation, {"t": "claim"})
    await line.bot_took(conversation, kai)
    told = await kai.until(lambda: [one for one in kai.words() if one["t"] == "claimed"], "who has it")
    mia.send("hello both")
    await sam.hears("text", body="hello both")
    await line.quiet()

    assert told[-1]["device"] == b64u(sam.device.device)
    assert mia.screen_text().count("is here now") == 1


async def test_a_claim_that_was_true_when_it_was_said_counts_though_the_relay_moved_on(
    line: World, mia: Person
) -> None:
    """Whoever comes after Kai, I read of both: the bot was away while Kai claimed, wrote and was followed by Sam."""
    sam, kai = await on_call(line), await on_call(line, "Kai")
    await asks_for(mia)
    conversation = await kai.conversation()
    await line.stop_bot()
    await kai.claim(conversation)
    await kai.text(conversation, "from Kai")
    path = f"/api/conversations/{b64u(conversation)}"
    await kai.relay.call("POST", f"{path}/release", {})
    await sam.sees_row(conversation, state="waiting")
    await line.moves(1)
    await sam.claim(conversation)
    await line.start_bot()
    await mia.sees("from Kai")
    await line.bot_took(conversation, sam)
    await line.quiet()

    assert mia.screen_text().count("is here now") == 2
