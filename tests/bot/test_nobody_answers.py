"""Nobody comes, or everybody leaves: the youth hears the truth and gets the numbers, in time."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

from api.conversations import claims as claims_of
from api.oncall.escalation import Numbers
from api.protocol.limits import LAPSE_AFTER
from bot.delivery.clock import Clock, Times
from bot.memory.tables import posts
from bot.sealing.keys import STANDBY, b64u
from tests.bot.stories import asks_for, claims, on_call, talking
from tests.bot.worker import Worker
from tests.bot.world import World
from tests.fakes.telegram.person import Person

OPEN_NOW = ("911", "1-888-310-1122", "Kids Help Phone", "988", "Open day and night")
MINUTE, HOUR, DAY = 60, 3600, 86_400
SORRY = "No one could get to you"
NUMBER = "1-888-310-1122"


async def _leaves(line: World, *workers: Worker) -> None:
    """Go off call, and wait until the bot knows."""
    for worker in workers:
        await worker.off_call()
        await line.bot_learns(lambda worker=worker: not line.there(worker), "that somebody left")  # type: ignore[misc]


async def test_h27_all_workers_leave_in_the_middle(line: World, mia: Person) -> None:
    """H27: the youth is told at once that nobody is there, with the numbers; nothing is sealed to the one who left."""
    sam, _ = await talking(line, mia)
    await _leaves(line, sam)
    await mia.sees("had to go")
    truth = await mia.sees(SORRY)

    assert NUMBER in truth.text
    mia.send("are you there")
    await mia.sees(line.said("not_sealed"))
    assert "are you there" not in [said.get("body") for said in sam.words()]


async def test_h27_while_another_is_there_the_old_place_is_kept(line: World, mia: Person) -> None:
    """H27: one of two is taken off the roster: back in line, in the old place; the words reach the other."""
    sam = await on_call(line, "Sam")
    kai = await on_call(line, "Kai")
    await asks_for(mia)
    conversation = await claims(sam, mia)
    assert line.founder is not None
    await line.founder.drop(sam.device.device)
    released = await mia.sees("had to go")
    await line.moves(11)
    await kai.sees_row(conversation, state="waiting")

    assert "back in line" in released.text
    mia.send("is anybody here")
    await kai.hears("text", body="is anybody here")
    row = await kai.row(conversation)
    assert row["opened_at"] == row["waiting_since"]


async def test_who_waits_again_reads_how_long_below_what_was_said_and_there_it_stays_fresh(
    line: World, mia: Person
) -> None:
    """Whoever had it left: the waiting words far above stay as they are; new ones come to the end of the chat, and change there."""
    sam = await on_call(line, "Sam")
    await on_call(line, "Kai")
    await asks_for(mia)
    await claims(sam, mia)
    assert line.founder is not None
    await line.founder.drop(sam.device.device)
    await mia.sees("had to go")
    await line.quiet()
    above, before = mia.bubble("You are in line").id, len(mia.screen())
    await line.moves(MINUTE + 1)
    fresh = await mia.sees("Time so far is 1 min")
    assert (mia.screen()[-1].id, len(mia.screen())) == (fresh.id, before + 1)

    await line.moves(MINUTE + 1)
    again = await mia.sees("Time so far is 2 min")
    await line.moves(3 * MINUTE)
    truth = await mia.sees(SORRY)

    assert {fresh.id, again.id, truth.id} == {fresh.id}
    assert mia.bubble("You are in line").id == above


async def test_the_waiting_words_are_made_fresh_in_place(line: World, mia: Person) -> None:
    """Nothing new is pushed while waiting: the one message says how long it has been."""
    await on_call(line)
    await asks_for(mia)
    await line.quiet()
    place, before = mia.bubble("You are in line").id, len(mia.screen())
    await line.moves(2 * MINUTE + 1)
    fresh = await mia.sees("Time so far is 2 min")

    assert fresh.id == place
    assert len(mia.screen()) == before


async def test_no_worker_in_five_minutes_is_told_in_place(line: World, mia: Person) -> None:
    """Section 5: nobody claimed: the truth and the services that are open now stand where the waiting words stood."""
    await on_call(line)
    await asks_for(mia)
    await line.quiet()
    place = mia.bubble("You are in line").id
    await line.moves(5 * MINUTE + 1)
    truth = await mia.sees(SORRY)

    assert truth.id == place
    assert [one for one in OPEN_NOW if one not in truth.text] == [], truth.text
    assert not mia.lock_screen()


async def test_the_relay_that_called_everybody_in_vain_has_the_youth_told_once(line: World, mia: Person) -> None:
    """The relay's ladder is at its end before the bot's own five minutes: the truth comes then, and not a second time."""
    assert line.relay is not None
    line.relay.app.state.paging.numbers = Numbers(tell_after=45_000)
    await on_call(line)
    await asks_for(mia)
    await line.quiet()
    place = mia.bubble("You are in line").id
    await line.moves(46)
    truth = await mia.sees(SORRY)
    before = [bubble.text for bubble in mia.screen()]
    await line.moves(5 * MINUTE + 1)
    await line.quiet()

    assert truth.id == place
    assert NUMBER in truth.text
    assert [bubble.text for bubble in mia.screen()] == before


async def test_a_line_that_gives_itself_eight_minutes_is_not_called_late_after_five(line: World, mia: Person) -> None:
    """Numbers are settings: API_TELL_AFTER is the relay's, and the bot follows it, be it longer or shorter than the usual."""
    assert line.relay is not None
    line.relay.app.state.paging.numbers = Numbers(tell_after=8 * MINUTE * 1000)
    await on_call(line)
    await line.bot_learns(lambda: line.line.trust.tell_after == 8 * MINUTE * 1000, "how long a youth waits")
    await asks_for(mia)
    await line.quiet()
    await line.moves(5 * MINUTE + 1)
    await line.quiet()
    assert SORRY not in mia.screen_text()
    await line.moves(3 * MINUTE)

    assert NUMBER in (await mia.sees(SORRY)).text


def test_practice_shortens_also_what_the_line_has_set() -> None:
    """At sixty times the speed, ten minutes are ten seconds; the five of Protocol 3.4 are five."""
    trust = SimpleNamespace(tell_after=600_000)
    clock = Clock(SimpleNamespace(), None, trust, None, None, None, Times.sped(60))  # type: ignore[arg-type]
    assert clock._answer() == 10_000
    trust.tell_after = None

    assert (clock._answer(), Times.sped(60).silent) == (5_000, 5_000)


async def test_words_without_an_ack_are_not_taken_for_read(line: World, mia: Person) -> None:
    """Protocol 6.1: the waiting worker's console is open but nobody acknowledges: after five minutes the truth."""
    sam = await on_call(line)
    sam.acking = False
    await asks_for(mia)
    mia.send("hello?")
    await sam.hears("text", body="hello?")
    await line.moves(5 * MINUTE + 1)

    assert NUMBER in (await mia.sees(SORRY)).text


async def test_a_claimer_who_hears_nothing_loses_the_youth_to_others(line: World, mia: Person) -> None:
    """Protocol 3.4: claimed, the console open, no ack for five minutes: all read again, and the youth knows."""
    kai = await on_call(line, "Kai")
    sam, _ = await talking(line, mia)
    sam.acking = False
    mia.send("sam?")
    await line.quiet()
    await line.moves(5 * MINUTE + 1)
    await mia.sees("had to go")
    await kai.hears("claimed", device=None)
    mia.send("kai?")

    await kai.hears("text", body="kai?")


async def test_a_worker_who_gives_it_back_says_so(line: World, mia: Person) -> None:
    """Release: the youth hears it at once, with numbers, and what comes next is read by the others."""
    kai = await on_call(line, "Kai")
    sam, conversation = await talking(line, mia)
    await sam.release(conversation)
    await mia.sees("had to go")
    await mia.sees(NUMBER)
    mia.send("next please")
    await kai.hears("text", body="next please")
    await claims(kai, mia)

    assert mia.screen_text().count("is here now") == 2


async def test_a_shift_that_lapses_ends_what_is_sealed_to_it(line: World, mia: Person) -> None:
    """A shift certificate ends after eight hours: nothing more goes to that key, and the youth hears the truth."""
    sam, _ = await talking(line, mia)
    await line.moves(8 * HOUR + 1)
    line.posted.clear()
    mia.send("still there?")
    await mia.sees(NUMBER)
    await line.quiet()

    assert sam.device.device not in line.sealed_to()
    assert "still there?" not in [said.get("body") for said in sam.words()]


async def _tab_closes(line: World, gone: Worker, conversation: bytes, colleague: Worker) -> None:
    """Close a worker's console in the middle, and let the relay notice that nobody came back for five minutes."""
    assert line.relay is not None
    await gone.leave()
    await colleague.sees_row(conversation, claimer_here=False)
    line.passes(LAPSE_AFTER / 1000 + 1)
    await claims_of.lapse(line.relay.app.state.mail)
    await colleague.sees_row(conversation, state="waiting")


async def test_h22_the_workers_tab_closes_after_the_last_word_was_read(line: World, mia: Person) -> None:
    """H22: nothing waits for an ack and the shift goes on, yet the youth is told in time, and the next one is written to."""
    sam, conversation = await talking(line, mia)
    mia.send("one more thing")
    await sam.hears("text", body="one more thing")
    await line.bot_took(conversation, sam)
    kai = await on_call(line, "Kai")
    before = await kai.sees_row(conversation, state="claimed")
    await _tab_closes(line, sam, conversation, kai)
    told = await mia.sees("had to go")
    await mia.sees(NUMBER)
    await kai.hears("claimed", device=None)
    mia.send("anybody?")
    await kai.hears("text", body="anybody?")
    row = await kai.row(conversation)

    assert "back in line" in told.text
    assert (row["state"], row["waiting_since"]) == ("waiting", before["waiting_since"])


async def test_h22_a_row_older_than_the_claim_takes_nobody_away(line: World, mia: Person) -> None:
    """A row that was read before the claim may arrive after it: the youth stays with the one who is there."""
    sam = await on_call(line)
    await asks_for(mia)
    conversation = await sam.conversation()
    old = await line.line.relay.call("GET", f"/api/conversations/{b64u(conversation)}")
    await claims(sam, mia)
    await line.line.desk.ring({"t": "conversation", **old})
    await line.quiet()
    mia.send("still with me?")
    await sam.hears("text", body="still with me?")

    assert (old["state"], "had to go" in mia.screen_text()) == ("waiting", False)


async def test_h22_who_came_and_went_while_the_bot_was_away_is_not_announced(line: World, mia: Person) -> None:
    """The bot comes back to a row that waits: the youth hears that Sam is gone, and not that Kai, gone as well, is here."""
    sam, conversation = await talking(line, mia)
    kai, lee = await on_call(line, "Kai"), await on_call(line, "Lee")
    await line.stop_bot()
    await sam.release(conversation)
    await kai.sees_row(conversation, state="waiting")
    await kai.claim(conversation)
    await lee.sees_row(conversation, state="claimed")
    await _tab_closes(line, kai, conversation, lee)
    await line.start_bot()
    await line.bot_is_up()
    await line.bot_took(conversation, kai)
    await mia.sees("had to go")
    await line.quiet()

    assert mia.screen_text().count("is here now") == 1
    assert mia.screen_text().count("had to go") == 1


async def test_an_expired_roster_seals_nothing(line: World, mia: Person) -> None:
    """H18: past its week nobody can be trusted: no word leaves, and the youth gets the numbers instead."""
    await on_call(line)
    await line.moves(7 * DAY)
    mia.start()
    await mia.sees("Is it okay to read")
    mia.send("Person")
    closed = await mia.sees("No one is here to chat right now")

    assert NUMBER in closed.text
    await line.quiet()
    assert line.posted == []


async def test_a_note_is_not_taken_from_who_began_it_too_late(line: World, mia: Person) -> None:
    """Promise 3: the last one on standby went while the note was typed: it stays with the youth, who hears so, with numbers."""
    robin = await line.note_begun(mia)
    await robin.relay.call("DELETE", "/api/certificates", {"kind": STANDBY})
    await line.bot_learns(lambda: line.line.trust.there(1, line.clock.now()) is None, "that nobody stands by")
    mia.send("please write me tomorrow")
    await mia.sees(line.said("no_note"))
    await mia.sees(NUMBER)
    await line.quiet()

    assert line.posted == []


async def _relay_goes(line: World) -> None:
    """Stop the relay, and wait until the bot knows."""
    assert line.relay is not None
    await line.relay.stop()
    async with asyncio.timeout(10):
        while line.line.live.up:
            await line.line.live.changed.wait()


async def test_while_the_relay_is_away_nobody_is_blamed(line: World, mia: Person) -> None:
    """Row "relay down": the youth hears once that their words are kept, with numbers, and never that the worker had to go."""
    sam, _ = await talking(line, mia)
    assert line.relay is not None
    kept = line.said("relay_down")
    await _relay_goes(line)
    mia.send("one")
    mia.send("two")
    await line.tg.settled()
    assert kept not in mia.screen_text()  # a short break is nobody's news
    await line.moves(11)
    told = await mia.sees(kept)
    await line.moves(6 * MINUTE)
    mia.send("three")
    await line.tg.settled()
    await line.moves(11)
    await line.tg.settled()
    assert mia.screen_text().count(kept) == 1
    assert any(NUMBER in bubble.text for bubble in mia.screen() if bubble.id >= told.id)
    await line.relay.start()
    sam.live.wake()
    await line.bot_is_up()
    await sam.hears("text", body="three")
    await line.quiet()

    assert "had to go" not in mia.screen_text()
    mia.send("thanks")
    await sam.hears("text", body="thanks")
    await _relay_goes(line)
    mia.send("four")
    await line.tg.settled()
    await line.moves(11)
    await mia.until(lambda: mia.screen_text().count(kept) == 2, "to be told of the second outage too")


async def test_a_worker_who_stays_silent_once_the_relay_is_back_is_not_there(line: World, mia: Person) -> None:
    """Protocol 3.4: the five minutes without an ack begin anew when they can be heard again, and then they count."""
    sam, _ = await talking(line, mia)
    assert line.relay is not None
    sam.acking = False
    await _relay_goes(line)
    mia.send("sam?")
    await line.tg.settled()
    await line.moves(MINUTE)
    await mia.sees(line.said("relay_down"))
    await line.moves(4 * MINUTE)
    await line.relay.start()
    sam.live.wake()
    await line.bot_is_up()
    await sam.hears("text", body="sam?")
    await line.moves(2 * MINUTE)
    mia.send("sam??")
    await line.moves(2 * MINUTE)
    await line.quiet()
    assert "had to go" not in mia.screen_text()
    await line.moves(MINUTE + 1)

    await mia.sees("had to go")


async def test_words_wait_sealed_while_the_relay_is_down(line: World, mia: Person) -> None:
    """Promise 6: three messages typed into a dead line arrive once each, in order, when it is back."""
    sam, _ = await talking(line, mia)
    assert line.relay is not None
    await line.relay.stop()
    for words in ("one", "two", "three"):
        mia.send(words)
    await line.tg.settled()
    assert line.line.posts.waiting() == 3
    async with line.line.database.reading() as connection:
        waiting = [row.body for row in await connection.execute(posts.select())]
    assert not any(word in body for body in waiting for word in (b"one", b"two", b"three"))

    await line.relay.start()
    line.line.live.wake()
    sam.live.wake()
    await sam.hears("text", body="three")
    typed = [said["body"] for said in sam.words() if said["t"] == "text"]
    assert typed == ["one", "two", "three"]
