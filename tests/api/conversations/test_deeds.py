"""What a coordinator finds on record after an evening: each deed once, by whom, and no refused one."""

from __future__ import annotations

import asyncio

from api.protocol.base64url import b64u
from api.staff import queries
from api.staff.chain import Row, pseudonym
from tests.api.conversations.line import Line
from tests.api.founder import Phone

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


async def record_of(line: Line) -> list[Row]:
    """The whole record."""
    async with line.relay.app.state.database.reading() as connection:
        return await queries.deeds_after(connection, 0, 1000)


async def deeds_on(line: Line, conversation: bytes) -> list[tuple[str, bytes | None]]:
    """What is on record of one conversation, in order: only who has its id can ask this."""
    return [(row.action, row.actor) for row in await record_of(line) if row.subject == pseudonym(conversation)]


async def test_an_evening_is_on_record_from_claim_to_purge(line: Line) -> None:
    """Who took it, put it back, closed it, kept it longer; then the relay purged it, and the record stays."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    await line.sam.do(conversation, "claim")
    await line.sam.do(conversation, "release")
    await line.ash.do(conversation, "claim")
    await line.bot.do(conversation, "put-back", device=b64u(line.ash.id))
    await line.ash.do(conversation, "claim")
    await line.ash.do(conversation, "close")
    await line.ash.do(conversation, "close")
    await line.ash.do(conversation, "keep", days=1, reason="asked")
    await line.tick(3 * DAY)

    assert await deeds_on(line, conversation) == [
        ("claim", line.sam.id),
        ("release", line.sam.id),
        ("claim", line.ash.id),
        ("put-back", line.bot.id),
        ("claim", line.ash.id),
        ("close", line.ash.id),
        ("keep", line.ash.id),
        ("purge", None),
    ]


async def test_who_may_answer_is_on_record_when_it_changes(line: Line) -> None:
    """A youth who lets another circle in, or out again, can be shown later to have done so."""
    conversation = await line.opened()
    await line.bot.do(conversation, "audience", audience=3)

    assert await deeds_on(line, conversation) == [("audience", line.bot.id)]


async def test_what_was_refused_is_not_on_record(line: Line) -> None:
    """Nobody is on record for what they tried and could not do."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    for verb in ("claim", "release", "close"):
        await line.ash.do(conversation, verb)
    await line.ash.do(conversation, "keep", days=1, reason="asked")

    assert await deeds_on(line, conversation) == [("claim", line.sam.id)]


async def test_of_two_who_claim_at_once_one_is_on_record(line: Line) -> None:
    """H20: the record knows one owner, as everybody else does."""
    conversation = await line.opened()
    answers = await asyncio.gather(*(who.do(conversation, "claim") for who in (line.sam, line.ash) * 3))
    owner = line.sam if answers[0].status_code == 200 else line.ash

    assert await deeds_on(line, conversation) == [("claim", owner.id)]


async def test_a_lapse_and_an_idle_close_are_the_relays_own_deeds(line: Line) -> None:
    """Nobody is blamed for what the clock did."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    for _ in range(7):
        await line.tick(MINUTE)
    await line.tick(25 * HOUR)

    assert await deeds_on(line, conversation) == [("claim", line.sam.id), ("lapse", None), ("close-idle", None)]


async def test_an_erased_conversation_leaves_one_row_that_names_nobodys_words(line: Line) -> None:
    """The youth's end erased it: that is on record, as the youth's deed."""
    conversation = await line.opened()
    await line.bot.do(conversation, "erase")
    await line.bot.do(conversation, "erase")

    assert await deeds_on(line, conversation) == [("erase", line.bot.id)]


async def test_who_came_in_and_who_changed_the_roster_is_on_record(line: Line) -> None:
    """Set-up, each device's sign-in once an hour, and every roster with whom it added and dropped."""
    before = len(await record_of(line))
    for _ in range(3):
        await line.relay.come_in(line.sam.phone)
    again = len(await record_of(line))
    line.clock.forward(HOUR)
    await line.relay.come_in(line.sam.phone)
    pat = Phone("Pat")
    kept = [phone for phone in line.relay.phones if phone.label != "Kim"]
    await line.relay.put_roster(*kept, pat)
    founder = line.relay.founder.desk.id
    rows = await record_of(line)

    assert rows[0].action == "setup"
    assert again == before
    assert [(row.action, row.actor) for row in rows[before:]] == [
        ("signin", line.sam.id),
        ("roster", founder),
        ("roster-add", founder),
        ("roster-drop", founder),
    ]
    assert [row.subject for row in rows[-2:]] == [pseudonym(pat.id), pseudonym(line.kim.id)]


async def test_frames_are_not_on_record(line: Line) -> None:
    """The way of a message costs nothing, and how much somebody wrote is nobody's business."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    before = len(await record_of(line))
    for _ in range(5):
        await line.sam.send(conversation, line.sam.frame(conversation))

    assert len(await record_of(line)) == before
