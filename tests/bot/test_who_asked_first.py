"""A claim is true when the relay gave the conversation: whoever says so without having asked is not whom a youth talks with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from bot.delivery import enquiry, lanes
from bot.relay.client import RelayClient
from bot.sealing.keys import b64u
from bot.settings.counts import COUNTS
from tests.bot.stories import asks_for, claims, on_call, talking
from tests.bot.test_names import beside
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice


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
    asked: list[str] = []
    line.line.chats.keeping.append(lambda held: asked.extend(post.kind for post in held.changes.posts))
    await kai.write(conversation, {"t": "claim"})
    await line.bot_took(conversation, kai)
    told = await kai.until(lambda: [one for one in kai.words() if one["t"] == "claimed"], "who has it")
    mia.send("hello both")
    await sam.hears("text", body="hello both")
    await line.quiet()

    assert told[-1]["device"] == b64u(sam.device.device)
    assert set(asked) == {"frame"}, "the relay said whose it is: nothing has to be put back there"
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


class Rows:
    """The relay's answers about single conversations to the bot, as the test would have them."""

    def __init__(self, line: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on every such question comes here."""
        self.asked = asyncio.Event()
        self.answers = asyncio.Event()
        self.lie: Callable[[], Any] | None = None
        real, bots = RelayClient.call, line.line.relay

        async def call(relay: RelayClient, method: str, path: str, body: object = None) -> Any:
            if relay is not bots or method != "GET" or not path.startswith("/api/conversations/"):
                return await real(relay, method, path, body)
            self.asked.set()
            if self.lie is not None:
                return self.lie()
            await self.answers.wait()
            return await real(relay, method, path, body)

        monkeypatch.setattr(RelayClient, "call", call)


async def test_while_the_bot_asks_whose_my_chat_is_i_read_the_numbers(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The relay is slow with its answer: /help is not, and then I read who is here, once."""
    monkeypatch.setattr(enquiry, "PATIENCE", 60.0)
    sam = await on_call(line)
    await asks_for(mia)
    rows = Rows(line, monkeypatch)
    conversation = await sam.conversation()
    await sam.claim(conversation)
    await rows.asked.wait()
    mia.send("/help")
    await mia.sees("Here are people you can reach now")
    meanwhile = mia.screen_text()
    rows.answers.set()
    await mia.sees("is here now")
    await sam.text(conversation, "I am here")
    await mia.sees("I am here")

    assert "is here now" not in meanwhile
    assert mia.screen_text().count("is here now") == 1


async def test_while_the_bot_asks_about_my_chat_another_youth_is_answered(
    line: World, mia: Person, tg: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The relay is slow with an answer about Mia's chat: what a worker writes to Noa meanwhile is there at once."""
    monkeypatch.setattr(enquiry, "PATIENCE", 60.0)
    noa = tg.person("Noa")
    sam, theirs = await talking(line, noa)
    kai = await on_call(line, "Kai")
    await asks_for(mia)
    rows = Rows(line, monkeypatch)
    await kai.claim(await kai.conversation())
    await rows.asked.wait()
    await sam.text(theirs, "I am with you, Noa")
    await noa.sees("I am with you, Noa")
    meanwhile = mia.screen_text()
    rows.answers.set()
    await mia.sees("is here now")

    assert "is here now" not in meanwhile


async def test_a_relay_that_never_says_whose_my_chat_is_keeps_nobody_from_me(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frames come and no answer does: the bot waits for a moment, then the claim counts, and what I write is for Sam."""
    monkeypatch.setattr(enquiry, "PATIENCE", 0.1)
    sam = await on_call(line)
    await asks_for(mia)
    Rows(line, monkeypatch)
    faults = COUNTS["faults"]
    await claims(sam, mia)
    mia.send("are you there")
    await sam.hears("text", body="are you there")

    assert COUNTS["faults"] > faults


@pytest.mark.parametrize(
    "lie",
    [
        lambda: None,
        lambda: "<html>",
        lambda: {"state": "claimed"},
        lambda: {"state": "claimed", "cursor": 1, "claimed_by": "x", "claimed_at": "soon"},
        lambda: msgspec.json.decode(b"<html>"),
    ],
    ids=["an empty body", "a text", "half a row", "no time", "a page"],
)
async def test_what_is_no_row_is_no_answer(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch, lie: Callable[[], Any]
) -> None:
    """Something between bot and relay answers with a page of its own: Sam is here for me all the same, and the log says so."""
    sam = await on_call(line)
    await asks_for(mia)
    rows = Rows(line, monkeypatch)
    rows.lie = lie
    faults = COUNTS["faults"]
    await claims(sam, mia)
    mia.send("are you there")
    await sam.hears("text", body="are you there")

    assert COUNTS["faults"] > faults


async def test_a_fault_of_ours_about_one_word_is_told_to_me_and_the_next_word_comes(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the bot cannot act on, however often it tries, is not passed over in silence, and keeps nothing from me that comes behind it."""
    monkeypatch.setattr(lanes, "FIRST_PAUSE", 0.001)
    sam, conversation = await talking(line, mia)
    acts = line.line.desk._people.take

    def stumbles(held: Any, got: Any, cursor: int) -> None:
        if (got.payload or {}).get("body") == "the word at which it stumbles":
            raise KeyError("ours")
        acts(held, got, cursor)

    monkeypatch.setattr(line.line.desk._people, "take", stumbles)
    await sam.text(conversation, "the word at which it stumbles")
    await sam.text(conversation, "and the next")
    await mia.sees("and the next")

    assert mia.screen_text().count("could not open") == 1


async def test_who_came_beside_and_was_gone_before_i_could_hear_of_them_is_not_there_for_me(
    line: World, mia: Person
) -> None:
    """The bot was away meanwhile. What Lee said of coming still arrives, and the relay knows nobody beside Sam."""
    lee = await on_call(line, "Lee", role="supervisor")
    sam, conversation = await talking(line, mia)
    await line.stop_bot()
    await lee.relay.call("POST", f"/api/conversations/{b64u(conversation)}/open", {})
    await lee.write(conversation, {"t": "join"})
    await lee.relay.call("POST", f"/api/conversations/{b64u(conversation)}/leave", {})
    await line.start_bot()
    await line.bot_took(conversation, lee)
    await line.quiet()
    mia.send("just for Sam")
    await sam.hears("text", body="just for Sam")

    assert "is here too now" not in mia.screen_text()
    assert not [one for one in lee.words() if one.get("body") == "just for Sam"]
