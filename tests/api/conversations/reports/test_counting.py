"""What a funder's figures rest on: each deed counted once, in its moment; nothing that was refused; never a word."""

from __future__ import annotations

import asyncio

import pytest

from api.conversations.reports import queries
from api.conversations.reports.counting import count
from api.conversations.reports.kinds import KINDS, Count
from api.protocol.base64url import b64u
from tests.api.conversations.line import Line

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


async def counted(line: Line) -> dict[str, dict[str, int]]:
    """Everything that was counted so far."""
    async with line.relay.app.state.database.reading() as connection:
        sums = await queries.sums(connection, 0, 99_999_999)
    kinds: dict[str, dict[str, int]] = {}
    for (kind, key), number in sorted(sums.items()):
        kinds.setdefault(kind, {})[key] = number
    return kinds


async def test_a_talk_is_counted_from_its_opening_to_its_outcome(line: Line) -> None:
    """One youth, one of each kind, and nothing that says they belong together."""
    conversation = await line.opened(topic="pics")
    line.clock.forward(2 * MINUTE)
    await line.sam.do(conversation, "claim")
    await line.sam.do(conversation, "close", outcome="plan", age="16-17")

    assert await counted(line) == {
        "hour": {"08": 1},
        "channel": {"telegram": 1},
        "topic": {"pics": 1},
        "waited": {"1-3": 1},
        "outcome": {"plan": 1},
        "age": {"16-17": 1},
    }


@pytest.mark.parametrize(
    ("minutes", "bucket"),
    [(0, "under-1"), (1, "1-3"), (3, "3-5"), (5, "5-15"), (15, "15-60"), (60, "over-60")],
)
async def test_a_wait_falls_into_its_bucket(line: Line, minutes: int, bucket: str) -> None:
    """Five minutes are the line's promise: no bucket lies across them."""
    conversation = await line.opened()
    line.clock.forward(minutes * MINUTE)
    await line.sam.do(conversation, "claim")

    assert (await counted(line))["waited"] == {bucket: 1}


async def test_nothing_is_counted_twice(line: Line) -> None:
    """Asked twice by a bot that tries again, claimed again after a release, closed again: one youth stays one."""
    conversation = await line.opened()
    again = {"id": b64u(conversation), "audience": 1, "channel": "telegram", "priority": 0, "note": False}
    await line.bot.post("", again)
    for worker in (line.sam, line.ash):
        await worker.do(conversation, "claim")
        await worker.do(conversation, "claim")
        await worker.do(conversation, "release")
    await line.sam.do(conversation, "claim")
    await line.bot.do(conversation, "put-back", device=b64u(line.sam.id))
    await line.sam.do(conversation, "claim")
    for _ in range(2):
        await line.sam.do(conversation, "close", outcome="listened")
    await line.tick(3 * DAY)
    found = await counted(line)

    assert (found["hour"], found["waited"], found["outcome"]) == ({"08": 1}, {"under-1": 1}, {"listened": 1})
    assert found["back"] == {"put-back": 1, "released": 2}


async def test_of_two_who_claim_at_once_one_wait_is_counted(line: Line) -> None:
    """H20: as with the claim itself."""
    conversation = await line.opened()
    await asyncio.gather(*(who.do(conversation, "claim") for who in (line.sam, line.ash) * 3))

    assert (await counted(line))["waited"] == {"under-1": 1}


async def test_who_gave_up_waiting_is_counted_too(line: Line) -> None:
    """Left, erased, or nobody came for a day: the line says so of itself."""
    left, erased, _ = await line.opened(), await line.opened(), await line.opened()
    await line.bot.do(left, "close")
    await line.bot.do(erased, "erase")
    await line.bot.do(erased, "erase")
    await line.tick(25 * HOUR)
    found = await counted(line)

    assert found["waited"] == {"left": 3}
    assert "outcome" not in found


async def test_a_youth_who_ends_the_talk_went_and_an_idle_end_is_unsaid(line: Line) -> None:
    """Nobody guesses what came of it."""
    for verb in ("close", "erase", None):
        conversation = await line.opened()
        await line.sam.do(conversation, "claim")
        if verb:
            await line.bot.do(conversation, verb)
    await line.tick(25 * HOUR)
    found = await counted(line)

    assert (found["outcome"], found["age"]) == ({"unsaid": 1, "went": 2}, {"unsaid": 3})


async def test_notes_are_counted_apart(line: Line) -> None:
    """A note that was left at night is no wait of eight hours."""
    read, unread = await line.opened(note=True), await line.opened(note=True)
    line.clock.forward(8 * HOUR)
    await line.sam.do(read, "claim")
    await line.sam.do(read, "close", outcome="service")
    await line.bot.do(unread, "close")

    assert await counted(line) == {
        "notes": {"answered": 1, "unanswered": 1},
        "outcome": {"service": 1},
        "age": {"unsaid": 1},
    }


@pytest.mark.parametrize("body", [{"outcome": "she said"}, {"age": "15"}, {"outcome": "plan", "words": "x"}])
async def test_words_cannot_be_slipped_into_a_count(line: Line, body: dict[str, str]) -> None:
    """Only what is in the closed lists is taken; nothing of a refused close happens."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    answer = await line.sam.do(conversation, "close", **body)

    assert answer.json()["code"] == "malformed"
    assert (await line.sam.row(conversation))["state"] == "claimed"
    assert "outcome" not in await counted(line)


async def test_a_topic_that_is_no_button_is_refused(line: Line) -> None:
    """A taken-over bot cannot write words into the tallies."""
    body = {"id": b64u(b"x" * 16), "audience": 1, "channel": "telegram", "priority": 0, "note": False}
    answer = await line.bot.post("", body | {"topic": "his name is"})

    assert answer.json()["code"] == "malformed"
    assert await counted(line) == {}


async def test_what_is_not_in_the_lists_is_a_mistake_of_ours(line: Line) -> None:
    """A new sort must be in the list first: its number of sorts is what hides small counts."""
    database, mail = line.relay.app.state.database, line.mail
    async with database.writing() as connection:
        with pytest.raises(ValueError, match="not in the lists"):
            await count(connection, [Count("topic", "weather")], line.clock.now(), mail.zone)

    assert all(len(key) <= 32 and len(kind) <= 24 for kind, keys in KINDS.items() for key in keys)


async def test_counts_at_the_same_moment_are_all_there(line: Line) -> None:
    """Two replicas, both databases: a sum, never a lost one, and nobody waits for each other in a ring."""
    database, mail = line.relay.app.state.database, line.mail

    async def work(order: int) -> None:
        counts = [Count("topic", "pics"), Count("hour", "08"), Count("waited", "left")][::order]
        for _ in range(10):
            async with database.writing() as connection:
                await count(connection, counts, line.clock.now(), mail.zone)

    await asyncio.gather(*(work(order) for order in (1, -1) * 3))
    found = await counted(line)

    assert (found["topic"]["pics"], found["hour"]["08"], found["waited"]["left"]) == (60, 60, 60)


async def test_practice_is_counted_nowhere(line: Line) -> None:
    """A colleague in training, all evening long, is no young person."""
    conversation = await line.opened(channel="practice", topic="pics")
    await line.sam.do(conversation, "claim")
    await line.sam.do(conversation, "release")
    await line.sam.do(conversation, "claim")
    await line.sam.do(conversation, "close", outcome="plan", age="16-17")
    left = await line.opened(channel="practice", note=True)
    await line.bot.do(left, "erase")

    assert await counted(line) == {}


async def test_a_talk_that_its_worker_ended_and_the_youths_end_closed_is_unsaid(line: Line) -> None:
    """The desk died in between: nobody went, and nobody guesses what came of it. A second close adds nothing."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    await line.bot.do(conversation, "close", told=True, outcome="plan", age="16-17")
    await line.sam.do(conversation, "close", outcome="plan")
    found = await counted(line)

    assert (found["outcome"], found["age"]) == ({"unsaid": 1}, {"unsaid": 1})
