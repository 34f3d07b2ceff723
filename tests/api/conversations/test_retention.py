"""What a youth may rely on: what is closed is gone on time, for good, and nothing is gone too early."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from api.conversations import retention
from api.protocol import events
from api.protocol.base64url import b64u
from api.protocol.limits import DAY, HOUR, LEDGER_LIFE, MINUTE
from tests.api.conversations.line import Line, Person, assemble, served
from tests.api.relay import Relay, running


async def rows_of(line: Line, table: str) -> list[Any]:
    """Return all rows of a table."""
    async with line.relay.app.state.database.reading() as connection:
        return list(await connection.execute(text(f"SELECT * FROM {table}")))


async def run_jobs(line: Line, milliseconds: int, step: int = 10 * MINUTE) -> None:
    """Let time pass in steps, running the jobs as they come due."""
    for _ in range(milliseconds // step):
        await line.tick(step)


async def signed_in_again(line: Line) -> None:
    """Sign the bot and Sam in anew, and let Sam go on call again: sessions end after 12 hours, shifts after 24."""
    for person in (line.bot, line.sam):
        person.headers = await line.relay.come_in(person.phone)
    await line.on_call(line.sam)


async def test_a_closed_conversation_is_gone_a_day_later(line: Line) -> None:
    """Until then it can be read; after it nothing of it is left, and it is not found."""
    conversation = await line.opened()
    await line.bot.send(conversation, line.bot.frame(conversation))
    closed = (await line.bot.do(conversation, "close")).json()

    await run_jobs(line, DAY - HOUR, HOUR)
    await run_jobs(line, 50 * MINUTE)
    await signed_in_again(line)
    there = await line.bot.read(conversation)
    await run_jobs(line, 80 * MINUTE)

    assert DAY <= closed["purge_at"] - closed["closed_at"] <= DAY + HOUR
    assert len(there) == 1
    assert (await line.bot.get(f"/{b64u(conversation)}")).status_code == 404
    assert await rows_of(line, "frames") == []
    assert await rows_of(line, "conversations") == []


async def test_closing_again_changes_nothing(line: Line) -> None:
    """The first close counts; a youth and a worker may both press."""
    conversation = await line.opened()
    first = (await line.bot.do(conversation, "close")).json()
    line.clock.forward(5 * HOUR)

    again = (await line.bot.do(conversation, "close")).json()

    assert first == again


async def test_only_owner_and_claimer_close(line: Line) -> None:
    """A worker who has not claimed it is told so; another circle finds nothing."""
    conversation = await line.opened()

    refused = await line.sam.do(conversation, "close")
    foreign = await line.kim.do(conversation, "close")

    assert (refused.status_code, refused.json()["code"]) == (409, "not-claimed")
    assert foreign.status_code == 404


async def test_erase_is_at_once_and_for_good(line: Line) -> None:
    """No row, no frame, no key; asking again is no mistake; the id is never used again."""
    conversation = await line.opened()
    await line.bot.send(conversation, line.bot.frame(conversation))

    erased = await line.bot.do(conversation, "erase")
    again = await line.bot.do(conversation, "erase")
    foreign = await line.sam.do(conversation, "erase")
    body = {"id": b64u(conversation), "audience": 1, "channel": "telegram"}
    reopened = await line.bot.post("", body)

    assert [answer.status_code for answer in (erased, again, foreign)] == [204, 204, 404]
    assert (reopened.status_code, reopened.json()["code"]) == (409, "closed")
    assert await rows_of(line, "frames") == []
    assert await line.mail.lockbox.find(conversation) is None


async def test_a_desk_is_told_erased_apart_from_not_yours_to_see(line: Line) -> None:
    """Only the first ends what a worker keeps in their browser; who is no worker, and of what never was, hears nothing new."""
    conversation, hidden = await line.opened(), await line.opened()
    await line.bot.do(hidden, "audience", audience=2)
    await line.bot.do(conversation, "erase")

    async def told(who: Person, of: bytes) -> tuple[int, str]:
        answer = await who.get(f"/{b64u(of)}")
        return answer.status_code, answer.json()["code"]

    assert await told(line.sam, conversation) == (410, "erased")
    assert await told(line.sam, hidden) == (404, "not-found")
    assert await told(line.sam, b"n" * 16) == (404, "not-found")
    assert await told(line.bot, conversation) == (404, "not-found")


async def test_a_worker_may_keep_it_for_a_reason_up_to_the_ceiling(line: Line) -> None:
    """Up to seven days at a time and fourteen after the close, never shorter; only who had it, only after the close."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    early = await line.sam.do(conversation, "keep", days=3, reason="report")
    closed = (await line.sam.do(conversation, "close")).json()

    kept = (await line.sam.do(conversation, "keep", days=7, reason="safety-plan")).json()
    shorter = (await line.sam.do(conversation, "keep", days=1, reason="report")).json()
    others = await line.ash.do(conversation, "keep", days=1, reason="report")
    line.clock.forward(7 * DAY - HOUR)
    await signed_in_again(line)
    ceiling = [(await line.sam.do(conversation, "keep", days=7, reason="asked")).json() for _ in range(2)][-1]
    await run_jobs(line, HOUR)
    line.clock.forward(6 * DAY)
    await signed_in_again(line)
    last = (await line.sam.do(conversation, "keep", days=7, reason="asked")).json()

    assert early.status_code == 409
    assert others.status_code == 404
    assert 7 * DAY <= kept["purge_at"] - closed["closed_at"] <= 7 * DAY + HOUR
    assert kept["purge_at"] == shorter["purge_at"]
    assert ceiling["purge_at"] <= last["purge_at"] == closed["closed_at"] + 14 * DAY


async def test_wrong_keeping_is_refused(line: Line) -> None:
    """Eight days, no day, or a reason of one's own: refused."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    await line.sam.do(conversation, "close")

    for body in ({"days": 8, "reason": "report"}, {"days": 0, "reason": "report"}, {"days": 1, "reason": "because"}):
        assert (await line.sam.do(conversation, "keep", **body)).status_code == 422


async def test_a_day_of_silence_closes(line: Line) -> None:
    """Nobody writes for 24 hours: closed by itself; one message in between begins the day anew."""
    conversation, talking = await line.opened(), await line.opened()
    await run_jobs(line, DAY - HOUR, HOUR)
    await signed_in_again(line)
    await line.bot.send(talking, line.bot.frame(talking))
    await run_jobs(line, 2 * HOUR, HOUR)

    assert (await line.bot.row(conversation))["state"] == "closed"
    assert (await line.bot.row(talking))["state"] == "waiting"


async def test_a_note_waits_for_the_next_shifts(line: Line) -> None:
    """A note left on Friday night is still there on Monday; once claimed, a day of silence closes it like any other."""
    note, claimed = await line.opened(note=True), await line.opened(note=True)
    await run_jobs(line, 3 * DAY, 4 * HOUR)
    await signed_in_again(line)
    await line.sam.do(claimed, "claim")
    before = [(await line.bot.row(one))["state"] for one in (note, claimed)]
    await run_jobs(line, DAY + 20 * HOUR, 4 * HOUR)  # nobody is there: it lapses, and the team is called, first
    await signed_in_again(line)
    after = [(await line.bot.row(one))["state"] for one in (note, claimed)]
    await run_jobs(line, 2 * DAY + 8 * HOUR, 4 * HOUR)
    await signed_in_again(line)

    assert (before, after) == (["waiting", "claimed"], ["waiting", "closed"])
    assert (await line.bot.row(note))["state"] == "closed"


async def test_h26_a_clock_that_leaps_forward_purges_nothing_early(line: Line) -> None:
    """Somebody sets the clock two days ahead: nothing is purged or closed by it; real time still purges it."""
    conversation, open_one = await line.opened(), await line.opened()
    await line.bot.do(conversation, "close")
    await line.tick(MINUTE)

    line.clock.leap(2 * DAY)
    await run_jobs(line, 20 * HOUR, HOUR)
    await signed_in_again(line)
    there = (await line.bot.get(f"/{b64u(conversation)}")).status_code
    waiting = (await line.bot.row(open_one))["state"]
    await run_jobs(line, 6 * HOUR, HOUR)

    assert (there, waiting) == (200, "waiting")
    assert (await line.bot.get(f"/{b64u(conversation)}")).status_code == 404


async def test_h26_a_clock_that_goes_back_purges_nothing_early(line: Line) -> None:
    """The clock is an hour behind when it is closed and is set right later: a whole day still passes."""
    conversation = await line.opened()
    line.clock.leap(-HOUR)
    await line.bot.do(conversation, "close")
    await run_jobs(line, 2 * HOUR)
    line.clock.leap(HOUR)
    await run_jobs(line, DAY - 3 * HOUR, HOUR)
    await run_jobs(line, 50 * MINUTE)
    await signed_in_again(line)
    there = (await line.bot.get(f"/{b64u(conversation)}")).status_code
    await run_jobs(line, 2 * HOUR + 10 * MINUTE)

    assert there == 200
    assert (await line.bot.get(f"/{b64u(conversation)}")).status_code == 404


async def test_h26_what_a_worker_keeps_while_the_clock_is_behind_stays_for_as_long_as_they_asked(line: Line) -> None:
    """The clock lost three days, and will be set right: two more days are counted from the day that it is."""
    conversation = await line.opened()
    await line.sam.do(conversation, "claim")
    closed = (await line.sam.do(conversation, "close")).json()
    line.clock.leap(-3 * DAY)
    kept = (await line.sam.do(conversation, "keep", days=2, reason="report")).json()

    assert kept["purge_at"] >= closed["closed_at"] + 2 * DAY


async def test_h26_h31_what_was_erased_is_remembered_for_as_long_as_there_may_be_a_backup(line: Line) -> None:
    """A clock that is years ahead until somebody sets it right lets nothing come back; once no backup can be left, the ledgers let go."""
    await line.bot.do(await line.opened(), "erase")
    mail = line.relay.app.state.mail

    async def remembered() -> tuple[int, int]:
        return len(await rows_of(line, "purges")), len(await mail.lockbox.gone())

    line.clock.leap(2 * LEDGER_LIFE)
    await run_jobs(line, 14 * HOUR, HOUR)
    leapt = await remembered()
    line.clock.leap(-2 * LEDGER_LIFE)
    await run_jobs(line, LEDGER_LIFE - 2 * DAY, DAY)
    late = await remembered()
    await run_jobs(line, 3 * DAY, DAY)

    assert (leapt, late, await remembered()) == ((1, 1), (1, 1), (0, 0))


async def test_h26_a_restart_with_a_clock_two_days_ahead_purges_nothing_early(
    database_url: str, clock: Any, tmp_path: Path
) -> None:
    """After a start the relay cannot tell a leap from a pause: it waits a day before it believes it."""
    async with running(database_url, tmp_path / "relay", clock) as relay:
        line = await with_people(relay)
        conversation = await line.opened()
        await line.bot.do(conversation, "close")
        await line.tick(MINUTE)
    clock.leap(2 * DAY)
    async with running(database_url, tmp_path / "relay", clock) as relay:
        await relay.app.state.jobs.tick()
        early = await found(relay, conversation)
        for _ in range(25):
            clock.forward(HOUR)
            await relay.app.state.jobs.tick()

        assert (early, await found(relay, conversation)) == (True, False)


async def test_h31_a_restored_backup_stays_unreadable(
    database_url: str, clock: Any, tmp_path: Path, request: Any
) -> None:
    """Last week's backup of the database is put back: what was purged since is purged again before any mail is taken."""
    folder = tmp_path / "relay"
    async with running(database_url, folder, clock) as relay:
        line = await with_people(relay)
        conversation, kept = await line.opened(), await line.opened()
        frame = line.bot.frame(kept)
        await line.bot.send(conversation, line.bot.frame(conversation))
        await line.bot.send(kept, frame)
        wrapped = [row.wrapped for row in await rows_of(line, "frames") if row.conversation == conversation]
    backup = await back_up(database_url, tmp_path, request)
    async with running(database_url, folder, clock) as relay:
        line.relay = line.bot.relay = relay
        line.bot.headers = await relay.come_in(line.bot.phone)
        await line.bot.do(conversation, "erase")
    restored = await restore(backup, database_url, tmp_path, request)

    async with running(restored, folder, clock) as relay:
        line.relay = line.bot.relay = relay
        line.bot.headers = await relay.come_in(line.bot.phone)
        gone = await line.bot.get(f"/{b64u(conversation)}")
        rest = await line.bot.read(kept)
        left = await rows_of(line, "frames")
        key = await relay.app.state.lockbox.find(conversation)

    assert gone.status_code == 404
    assert key is None
    assert [frame] == [one.frame for one in rest]
    assert wrapped
    assert not {row.wrapped for row in left} & set(wrapped)


async def test_h31_an_old_lockbox_is_purged_again_too(line: Line) -> None:
    """Somebody restores an old lockbox as well: the database's own ledger takes the keys out again."""
    conversation = await line.opened()
    await line.bot.do(conversation, "erase")
    async with line.mail.lockbox._writer.begin() as connection:  # as an old copy of the file would have it
        await connection.execute(text("DELETE FROM destroyed"))
        await connection.execute(text("INSERT INTO keys VALUES (:c, :k)"), {"c": conversation, "k": bytes(32)})
    line.mail.lockbox.drop(conversation)

    await retention.purge_again(line.mail)

    assert await line.mail.lockbox.find(conversation) is None


async def test_a_purge_that_was_cut_off_is_finished(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is destroyed first: whatever happens then, nothing can be read, and the next run takes the rows out."""
    conversation = await line.opened()
    await line.bot.send(conversation, line.bot.frame(conversation))
    await line.mail.lockbox.destroy([conversation], 0)
    line.mail.tail.drop(conversation)

    unreadable = await line.bot.read(conversation)
    await retention.purge_again(line.mail)

    assert unreadable == []
    assert await rows_of(line, "frames") == []
    assert (await line.bot.get(f"/{b64u(conversation)}")).status_code == 404


async def with_people(relay: Relay) -> Line:
    """Make the line and sign everybody in."""
    from tests.api.founder import Phone

    phones = [
        Phone("Sam"),
        Phone("Kim", circle=1),
        Phone("Lee", "supervisor"),
        Phone("Ann", "editor"),
        Phone("Bot", "bot"),
    ]
    assert (await relay.make_line(*phones)).status_code == 201
    return await assemble(relay)


async def test_h31_after_a_lost_lockbox_nobody_waits_for_words_that_nobody_can_read(
    database_url: str, clock: Any, tmp_path: Path, log: Callable[[], str]
) -> None:
    """The row is purged at the start, so that both ends hear `gone` and the operator how many; what is opened afterwards is as ever."""
    folder = tmp_path / "relay"
    async with running(database_url, folder, clock) as relay:
        line = await with_people(relay)
        conversation = await line.opened()
        await line.bot.send(conversation, line.bot.frame(conversation))
    for part in folder.glob("lockbox.db*"):
        part.unlink()
    async with running(database_url, folder, clock) as relay, served(relay.app) as sockets:
        line.relay = relay
        assert log().count("The lockbox has no key for some conversations. Nobody can read them: they are purged.") == 1
        assert relay.app.state.counts.held["conversations_lost"] == 1
        for person in (line.bot, line.sam):
            person.relay, person.headers = relay, await relay.come_in(person.phone)
            async with sockets.of(person) as live:
                await live.watching({conversation: 0})
                assert (await live.next(events.Gone)).conversation == b64u(conversation)
        assert not await found(relay, conversation)
        again = await line.opened()
        await line.bot.send(again, line.bot.frame(again))
        assert len(await line.sam.read(again)) == 1


async def found(relay: Relay, conversation: bytes) -> bool:
    """Say whether the database has the conversation."""
    async with relay.app.state.database.reading() as connection:
        query = text("SELECT count(*) FROM conversations WHERE id = :id")
        return bool(await connection.scalar(query, {"id": conversation}))


async def back_up(database_url: str, folder: Path, request: Any) -> str:
    """Copy the database as an operator's backup would."""
    if database_url.startswith("sqlite"):
        source = Path(database_url.removeprefix("sqlite+aiosqlite:///"))
        shutil.copy(source, folder / "backup.db")
        return str(folder / "backup.db")
    copy: str = await request.getfixturevalue("postgres").new_database(like=database_url)
    return copy


async def restore(backup: str, database_url: str, folder: Path, request: Any) -> str:
    """Put the backup where the database was, or give the copy's address."""
    if database_url.startswith("sqlite"):
        target = Path(database_url.removeprefix("sqlite+aiosqlite:///"))
        for residue in folder.glob(f"{target.name}*"):
            residue.unlink()
        shutil.copy(backup, target)
        return database_url
    return backup
