"""A relay that keeps back what a worker wrote: the youth hears that something may be missing, and the rest arrives."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.sealing.seal import Sender
from tests.bot.stories import talking
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person

GAP = "may not have come through"


async def writes(line: World, sam: Worker, conversation: bytes, words: str, apart: bool) -> list[int]:
    """Let a worker write, apart in a session of its own, since the list of people changed; return where it lies."""
    before = sam.posted[conversation]
    if apart:
        await line.worker(f"Kai, {words}")
        assert sam.trust.pins is not None
        await sam.trust.refresh_documents(sam.relay, sam.now())
    await sam.text(conversation, words)
    return list(range(before + 1, sam.posted[conversation] + 1))


@pytest.mark.parametrize("apart", [False, True], ids=["in the middle", "a whole session"])
async def test_i_hear_that_something_my_worker_wrote_may_be_missing(line: World, mia: Person, apart: bool) -> None:
    """H17, Protocol 5.2, 5.3: the words after it say that something came before; nothing is passed over in silence."""
    sam, conversation = await talking(line, mia)
    assert line.relay is not None
    await sam.text(conversation, "First.")
    await mia.sees("First.")
    await line.bot_took(conversation, sam)
    await line.stop_bot()
    swallowed = await writes(line, sam, conversation, "Never came.", apart)
    await writes(line, sam, conversation, "Last.", apart)
    mail = line.relay.app.state.mail
    async with mail.database.writing() as connection:
        await connection.execute(text(f"DELETE FROM frames WHERE cursor IN ({', '.join(map(str, swallowed))})"))
    mail.tail.drop(conversation)
    await line.start_bot()
    await line.bot_is_up()

    await mia.sees("Last.")
    said = [one.text for one in mia.screen()]
    assert sum(GAP in one for one in said) == 1
    assert [GAP in one or "Last." in one for one in said][-2:] == [True, True]


@pytest.mark.parametrize("behind", ["nothing", "an older word"])
async def test_a_desk_that_begins_anew_makes_nobody_believe_that_something_is_missing(
    line: World, mia: Person, behind: str
) -> None:
    """A press whose answer was lost, or a second window: it goes on behind what it knows, and all of it came."""
    sam, conversation = await talking(line, mia)
    await sam.text(conversation, "First.")
    heads = dict(sam._senders[conversation].heads) if behind == "an older word" else None
    await sam.text(conversation, "Second.")
    sam._senders[conversation] = Sender(sam.identity, conversation, heads)
    await sam.text(conversation, "Third.")

    await mia.sees("Third.")
    assert GAP not in mia.screen_text()
