"""Telegram is slow, broken, or says no: each answer has one meaning, and no message is lost or doubled unseen."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from bot.limits.buckets import Bucket, Rates, Turnstile
from bot.memory.changes import Send
from bot.outbox.telegram import Telegram
from bot.settings.counts import COUNTS
from tests.bot.stories import talking
from tests.bot.world import World
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

WORDS: dict[str, Any] = {"text": "hello", "entities": [], "keys": [], "protect": False}


async def test_h25_a_request_to_wait_is_honoured(alone: World, tg: Practice, mia: Person) -> None:
    """H25: 429: the bot rests as long as Telegram asks, and no less; only then it sends, once."""
    rests, over = list[float](), asyncio.Event()

    async def sleep(seconds: float) -> None:
        rests.append(seconds)
        await over.wait()

    alone.line.sends._sleep = sleep
    tg.faults.too_many("sendMessage", retry_after=2)
    mia.start()
    await until(lambda: rests)
    await tg.settled()
    before = [bubble for bubble in mia.screen() if not bubble.mine]
    over.set()
    await mia.sees("Is it okay to read")

    assert (rests[0], before, tg.faults.pending()) == (2, [], {})
    assert len(tg.called("sendMessage")) == 1


async def test_h25_a_broken_gateway_is_tried_again(alone: World, tg: Practice, mia: Person) -> None:
    """H25: 502: the words wait in the outbox and are shown once, without a mark, for Telegram did not take them."""
    tg.faults.broken("sendMessage", 502)
    mia.start()
    hello = await mia.sees("Is it okay to read")
    await alone.quiet()

    assert not hello.text.startswith("(You may have")
    assert len([bubble for bubble in mia.screen() if not bubble.mine]) == 1


async def test_h25_a_repeat_is_marked(alone: World, tg: Practice, mia: Person) -> None:
    """H25: Telegram took it but the answer was lost: it comes again, and says that it may have been seen."""
    # Protocol 6.3
    before = COUNTS["sent_again"]
    tg.faults.accepted_then_reset("sendMessage")
    mia.start()
    await mia.sees(alone.said("repeat"))
    await alone.quiet()
    first, second = [bubble.text for bubble in mia.screen() if not bubble.mine]

    assert second == f"{alone.said('repeat')}\n{first}"
    assert COUNTS["sent_again"] == before + 1


async def test_h25_a_workers_repeat_is_marked_too(line: World, tg: Practice, mia: Person) -> None:
    """H25: the same for a worker's words: the youth does not take one answer for two."""
    # Protocol 6.3
    sam, conversation = await talking(line, mia)
    tg.faults.accepted_then_reset("sendMessage")
    await sam.text(conversation, "Take the bus at nine.")
    again = await mia.sees(line.said("repeat"))

    assert again.text.endswith("Take the bus at nine.")
    assert again.protected
    bold = next(entity for entity in again.entities if entity["type"] == "bold")
    name = again.text.encode("utf-16-le")[bold["offset"] * 2 : (bold["offset"] + bold["length"]) * 2].decode(
        "utf-16-le"
    )
    assert name.endswith(":")
    assert mia.screen_text().count("Take the bus at nine.") == 2


async def test_h25_a_youth_who_cannot_be_reached_ends_it_quietly(line: World, tg: Practice, mia: Person) -> None:
    """H25: 403: no second try, the rest of the queue goes, the worker is told."""
    sam, conversation = await talking(line, mia)
    before = len(tg.called("sendMessage"))
    tg.faults.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await sam.text(conversation, "are you there?")
    await sam.hears("left", why="blocked")
    await line.quiet()

    assert tg.faults.pending() == {}
    assert len(tg.called("sendMessage")) == before
    assert line.line.sends.waiting() == 0


async def test_h25_one_youths_fault_holds_up_nobody_else(alone: World, tg: Practice, mia: Person) -> None:
    """H25: while one chat must wait, another is answered at once, through a gate that was never shut."""
    over = asyncio.Event()

    async def sleep(_: float) -> None:
        await over.wait()

    alone.line.sends._sleep = sleep
    tg.faults.too_many("sendMessage", retry_after=2)
    mia.start()
    await until(lambda: not tg.faults.pending())
    noor = tg.person("Noor")
    noor.start()
    await noor.sees("Is it okay to read")

    assert not [bubble for bubble in mia.screen() if not bubble.mine]
    assert alone.line.sends._turnstile._bucket.tokens > 0
    over.set()
    await mia.sees("Is it okay to read")


@pytest.mark.parametrize(
    ("code", "says", "means"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (403, "Forbidden: user is deactivated", "blocked"),
        (400, "Bad Request: chat not found", "blocked"),
        (400, "Bad Request: message is not modified: the same content", "done"),
        (400, "Bad Request: query is too old and response timeout expired", "done"),
        (400, "Bad Request: message to edit not found", "gone"),
        (400, "Bad Request: message can't be edited", "gone"),
        (400, "Bad Request: message can't be deleted for everyone", "gone"),
        (400, "Bad Request: something new", "refused"),
        (429, "Too Many Requests: retry after 7", "later"),
        (401, "Unauthorized", "later"),
        (500, "Internal Server Error", "later"),
    ],
)
async def test_p9_each_answer_has_one_meaning(
    alone: World, tg: Practice, mia: Person, code: int, says: str, means: str
) -> None:
    """P9: the outcome table: what is fine, what is gone, who is gone, what waits, what will never be taken."""
    if code == 429:
        tg.faults.too_many("sendMessage", retry_after=7)
    else:
        tg.faults.refuse("sendMessage", code, says)
    ended = await Telegram(alone.line.bot).show(mia.chat_id, WORDS)

    assert ended.kind == means
    assert ended.after == (7.0 if code == 429 else 2.0 if means == "later" else 0.0)


@pytest.mark.parametrize("how", ["reset", "accepted_then_reset", "proxy_page", "accepted_then_proxy_page"])
async def test_p9_a_cut_line_is_never_taken_for_a_no(alone: World, tg: Practice, mia: Person, how: str) -> None:
    """P9: whether it arrived cannot be known, so it is unsure, not failed."""
    mia.start()
    await mia.sees("Is it okay to read")
    getattr(tg.faults, how)("sendMessage")
    ended = await Telegram(alone.line.bot).show(mia.chat_id, WORDS)

    assert ended.kind == "unsure"


@pytest.mark.parametrize(("status", "how"), [(502, "proxy_page"), (200, "accepted_then_proxy_page")])
async def test_p9_a_proxys_page_loses_nothing(
    alone: World, tg: Practice, mia: Person, capfd: pytest.CaptureFixture[str], status: int, how: str
) -> None:
    """P9: HTML where JSON should be: the words come again, marked, for nobody knows; the page is in no log (P4)."""
    getattr(tg.faults, how)("sendMessage", status, f"CANARY-page {mia.chat_id}")
    mia.start()
    again = await mia.sees(alone.said("repeat"))
    await alone.quiet()

    assert "Is it okay to read" in again.text
    assert len([bubble for bubble in mia.screen() if not bubble.mine]) == (2 if how.startswith("accepted") else 1)
    assert not any(telling in "".join(capfd.readouterr()) for telling in ("CANARY-page", str(mia.chat_id)))


async def test_p9_a_proxys_page_in_place_of_updates_is_asked_past(alone: World, tg: Practice, mia: Person) -> None:
    """P9: getUpdates is answered with a page: the loop asks again, and nobody's words are passed over."""
    await tg.until_polled()
    tg.faults.proxy_page("getUpdates", times=2)
    mia.start()

    await mia.sees("Is it okay to read", 10)
    mia.send("/help")
    await mia.sees("1-888-310-1122", 10)
    assert tg.faults.pending() == {}


async def test_p9_one_message_too_old_does_not_save_the_others(alone: World, tg: Practice, mia: Person) -> None:
    """Section 2: one id over 48 h refuses a whole deletion; then each is deleted alone."""
    mia.start()
    hello = await mia.sees("Is it okay to read")
    await alone.quiet()
    tg.faults.refuse("deleteMessages", 400, "Bad Request: message can't be deleted for everyone")
    ended = await Telegram(alone.line.bot).delete(mia.chat_id, [hello.id, hello.id - 1])

    assert ended.kind == "done"
    assert mia.screen() == []
    assert len(tg.called("deleteMessage")) == 2


async def test_p6_words_for_a_message_that_is_gone_come_anew(alone: World, mia: Person) -> None:
    """P6, row 12: the screen that should have changed was deleted by the youth: the answer is a new message."""
    mia.start()
    hello = await mia.sees("Is it okay to read")
    yes = mia.button("Yes")
    mia.delete(hello, both=True)
    mia.tap_late(yes)

    await mia.sees("What would help right now?")


class Steps:
    """A clock for buckets."""

    now = 0.0

    def __call__(self) -> float:
        """Return seconds."""
        return self.now


def test_a_chat_gets_three_at_once_and_then_one_a_second() -> None:
    """Section 2: one message a second for a chat, a burst of three; what was not used comes back with time."""
    clock = Steps()
    bucket = Bucket(1, 3, clock)

    assert [bucket.wait() for _ in range(5)] == [0, 0, 0, 1, 2]
    clock.now += 60
    assert [bucket.wait() for _ in range(4)] == [0, 0, 0, 1]


def test_a_practice_line_may_speak_faster_and_a_real_one_never_does() -> None:
    """Section 2: at the speed of people it is Telegram's pace; a practice line that runs five times faster speaks so, too."""
    clock = Steps()
    real, practice = Rates.sped(1), Rates.sped(5)

    assert real == Rates()
    assert [Bucket(real.chat, real.chat_burst, clock).wait(), practice.chat, practice.in_all] == [0, 5, 125]


def test_what_telegram_asks_to_wait_closes_the_bucket() -> None:
    """Section 2: `retry_after` counts for everything else in that chat, too, from when it is said: an hour of quiet before pays for none of it."""
    clock = Steps()
    bucket = Bucket(1, 3, clock)
    clock.now += 3600
    bucket.close(7)

    assert bucket.wait() == 8
    assert not bucket.full()
    clock.now += 20
    assert bucket.full()


async def test_crisis_numbers_go_first() -> None:
    """Section 2: at the one gate for all chats, lane 0 passes before whoever waited longer."""
    gate = Turnstile(200, 1, time.monotonic)
    passed: list[str] = []

    async def enters(name: str, lane: int) -> None:
        await gate.enter(lane)
        passed.append(name)

    await gate.enter(1)
    names = [("menu", 1), ("wipe", 2), ("another menu", 1), ("numbers", 0)]
    await asyncio.gather(*(enters(name, lane) for name, lane in names))

    assert passed == ["numbers", "menu", "another menu", "wipe"]


async def test_numbers_overtake_what_waits_in_their_own_chat(alone: World, tg: Practice, mia: Person) -> None:
    """Section 2: whoever types /help does not wait behind earlier screens."""
    mia.start()
    await mia.sees("Is it okay to read")
    await alone.quiet()
    tg.faults.too_many("sendMessage", retry_after=1)
    for words in ("asdf", "qwer", "/help"):
        mia.send(words)
    await tg.settled()
    await alone.line.sends.idle()
    said = [bubble.text for bubble in mia.screen() if not bubble.mine]
    numbers = next(place for place, text in enumerate(said) if "1-888-310-1122" in text)

    assert numbers < max(place for place, text in enumerate(said) if "No person read that" in text)


@pytest.mark.parametrize(("faults", "shown"), [(1, ["at nine", "at ten"]), (1000, ["at ten"])], ids=["once", "always"])
async def test_a_fault_of_ours_about_one_answer_holds_up_none_for_ever(
    line: World, mia: Person, monkeypatch: pytest.MonkeyPatch, faults: int, shown: list[str]
) -> None:
    """Of a kind that nobody thought of: it is tried again, and nothing is lost; what never goes is let go, and the next one comes."""
    monkeypatch.setattr("bot.outbox.sends.FIRST_PAUSE", 0.01)
    sam, conversation = await talking(line, mia)
    pages, broke = line.line.sends.open_reply, list[int]()

    async def breaks(send: Send) -> list[dict[str, Any]]:
        if (broke and send.id != broke[0]) or len(broke) == faults:
            return await pages(send)
        broke.append(send.id)
        raise TypeError

    line.line.sends.open_reply = breaks
    for when in ("at nine", "at ten"):
        await sam.text(conversation, f"Take the bus {when}.")
    await mia.sees("at ten")
    await line.quiet()

    assert [bubble.text.rpartition("bus ")[2].rstrip(".") for bubble in mia.screen() if "bus" in bubble.text] == shown
