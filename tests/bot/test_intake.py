"""What may come in at the webhook, and how often."""

from __future__ import annotations

import asyncio
import json
import sqlite3

import pytest
from sqlalchemy import func, select, text

from bot.intake.polling import Polling
from bot.memory.chats import Held
from bot.memory.tables import chats, marks, posts, sends, shown
from bot.settings.counts import COUNTS
from tests.bot.hook import Hook, text_update
from tests.bot.stories import talking
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice
from tests.fakes.telegram.screen import Button


@pytest.fixture
def hook(alone: World) -> Hook:
    """The bot's webhook."""
    return Hook(alone)


async def _started(world: World, mia: Person) -> None:
    """Let her press Start, and wait for the hello."""
    mia.start()
    await mia.sees("Is it okay")
    await world.line.sends.idle()


async def _rows(world: World, table: object) -> int:
    async with world.line.database.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())  # type: ignore[arg-type]


@pytest.mark.parametrize("secret", [None, b"", b"wrong", "gehéim".encode(), b"\xff\xfe"])
async def test_h1_only_the_holder_of_the_secret_is_heard(alone: World, hook: Hook, secret: bytes | None) -> None:
    """H1: no, wrong or non-ASCII secret: 401, no work, never 500."""
    assert await hook.post(text_update("hello"), secret) == 401
    assert await _rows(alone, chats) == 0


async def test_p7_a_forwarded_address_is_no_secret(alone: World, hook: Hook) -> None:
    """P7: whoever says that they come from Telegram's network must know the secret all the same."""
    for header in (b"x-forwarded-for", b"x-real-ip", b"forwarded"):
        assert await hook.post(text_update("hello"), b"wrong", {header: b"149.154.167.197"}) == 401
    assert await _rows(alone, chats) == 0


@pytest.mark.parametrize(
    "body",
    [b"no json", b"[]", b"", b"null", b'{"a":' * 100_000, b'{"update_id":"x"}', b'{"update_id":1}', b"\xff\xfe"],
    ids=["words", "list", "empty", "null", "deep", "text-id", "no-kind", "bytes"],
)
async def test_h2_nonsense_starts_no_retry_storm(
    alone: World, hook: Hook, body: bytes, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """H2: dropped with 200, nothing kept, nothing logged."""
    assert await hook.post(body) == 200
    assert await _rows(alone, marks) == 0
    assert (capfd.readouterr(), caplog.text) == (("", ""), "")


async def test_h3_an_unknown_kind_of_update_is_passed_over(
    alone: World, hook: Hook, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """H3: its text is in no log."""
    status = await hook.post({"update_id": 12, "brand_new": {"text": "CANARY-7"}})

    assert status == 200
    assert "CANARY-7" not in "".join([*capfd.readouterr(), caplog.text])


def _answers(person: Person, words: str) -> int:
    return len([bubble for bubble in person.screen() if not bubble.mine and words in bubble.text])


async def test_h4_the_same_update_counts_once(alone: World, hook: Hook, tg: Practice, mia: Person) -> None:
    """H4: three times in a row and fifty times at once: each of us has one answer, on the screen and on its way there."""
    ben = tg.person("Ben")
    for person in (mia, ben):
        await _started(alone, person)
    said = len(tg.called("sendMessage"))
    update = text_update("/help", chat=mia.chat_id)
    for _ in range(3):
        assert await hook.post(update) == 200
    many = text_update("/help", chat=ben.chat_id)
    statuses = await asyncio.gather(*(hook.post(many) for _ in range(50)))
    await alone.line.sends.idle()

    assert statuses == [200] * 50
    assert [_answers(person, "1-888-310-1122") for person in (mia, ben)] == [1, 1]
    assert len(tg.called("sendMessage")) == said + 2
    assert await _rows(alone, marks) == 4


async def test_h4_also_after_a_restart(alone: World, hook: Hook, tg: Practice, mia: Person) -> None:
    """H4: what was taken before the bot was stopped is known afterwards: I have one answer."""
    await _started(alone, mia)
    update = text_update("/help", chat=mia.chat_id)
    await hook.post(update)
    await alone.line.sends.idle()
    said = len(tg.called("sendMessage"))
    await alone.stop_bot()
    await alone.start_bot()

    assert await Hook(alone).post(update) == 200
    await alone.line.sends.idle()
    assert _answers(mia, "1-888-310-1122") == 1
    assert len(tg.called("sendMessage")) == said


async def test_h5_ids_that_begin_anew_are_not_taken_for_old_ones(alone: World, hook: Hook) -> None:
    """H5: after an idle week Telegram counts from anywhere; order inside a chat is kept by its lock."""
    await hook.post(text_update("/start", number=900_000))
    await hook.post(text_update("/start", number=12, chat=5_000_009))
    alone.passes(49 * 3600)
    await alone.line.clock.tidy()
    await alone.stop_bot()
    await alone.start_bot()

    assert await Hook(alone).post(text_update("/help", number=12)) == 200
    assert await _rows(alone, marks) == 1


async def test_h5_an_id_of_last_week_is_heard_by_a_bot_that_never_stopped(
    alone: World, hook: Hook, mia: Person
) -> None:
    """H5: Telegram begins to count anew, and comes upon a number of last week: I am heard; a repeat of today still is one."""
    await _started(alone, mia)
    await hook.post(text_update("/menu", chat=mia.chat_id, number=77_777))
    await mia.sees("What would help right now?")
    alone.passes(49 * 3600)
    await alone.line.clock.tidy()
    for _ in range(2):
        assert await hook.post(text_update("/help", chat=mia.chat_id, number=77_777)) == 200

    await mia.sees("1-888-310-1122")
    await alone.line.sends.idle()
    assert len([bubble for bubble in mia.screen() if "1-888-310-1122" in bubble.text]) == 1


async def test_h6_a_body_over_the_cap_is_cut_off(hook: Hook) -> None:
    """H6: 2 MB are refused with 413, and nothing of it is decoded."""
    assert await hook.post(text_update("x" * 2_000_000)) == 413


STRANGE = {
    "\u202egnp.exe": "\u202egnp.exe",
    "a\u200bb": "a\u200bb",
    "a\x00b": "a\ufffdb",
    "\ud800 alone": "\ufffd alone",
}


async def test_h8_strange_letters_are_taken(line: World, mia: Person) -> None:
    """H8: bidi marks and zero-width letters reach the worker as they are; where nothing can stand, a mark stands."""
    sam, conversation = await talking(line, mia)
    hook = Hook(line)
    for words, heard in STRANGE.items():
        assert await hook.post(text_update(words, chat=mia.chat_id)) == 200
        await sam.hears("text", body=heard)

    assert [said["body"] for said in sam.said[conversation] if said["t"] == "text"] == [*STRANGE.values()]


@pytest.mark.parametrize("data", ["", "forged", "x" * 64, "../../etc"])
async def test_h11_forged_data_leads_to_the_current_step(alone: World, mia: Person, data: str) -> None:
    """H11: a button of nobody's making is a stale one: it is answered, and the screen that I am on comes once more."""
    await _started(alone, mia)
    mia.send("/help")
    numbers = await mia.sees("1-888-310-1122")
    mia.send("/menu")
    menu = await mia.sees("What would help right now?")
    await mia.tap_late(Button("forged", "callback", data, numbers.id)).answer()
    await alone.quiet()

    *before, newest = mia.screen()
    assert (before[-1].id, newest.text, newest.buttons[0][0].label) == (menu.id, menu.text, menu.buttons[0][0].label)
    assert numbers in before


async def test_p3_one_youths_words_stay_in_order(alone: World, hook: Hook) -> None:
    """P3: what is posted at once is taken one by one, in the order in which it came."""
    taken: list[str] = []
    typed = alone.line.handlers.menu.typed

    async def noted(held: Held, text: str, message: int, **more: bool) -> None:
        taken.append(text)
        await typed(held, text, message, **more)

    alone.line.handlers.menu.typed = noted  # type: ignore[method-assign]
    await asyncio.gather(*(hook.post(text_update(str(number))) for number in range(10)))

    assert taken == [str(number) for number in range(10)]


async def test_a_chats_lock_is_let_go(alone: World, hook: Hook) -> None:
    """1.4: the map of locks does not grow with every youth who ever wrote."""
    for chat in range(20):
        await hook.post(text_update("hello", chat=6_000_000 + chat))

    await alone.line.sends.idle()

    assert not alone.line.chats._locks


async def test_an_update_that_cannot_be_decoded_still_gets_the_numbers(
    alone: World, hook: Hook, tg: Practice, mia: Person
) -> None:
    """Section 1: where a chat can be found in it, the youth gets the static crisis text, once."""
    await _started(alone, mia)
    broken = text_update({"not": "text"}, chat=mia.chat_id)
    assert await hook.post(broken) == 200
    assert await hook.post(broken) == 200

    numbers = await mia.sees("1-888-310-1122")
    assert "911" in numbers.text
    assert len(tg.called("sendMessage")) == 2


async def test_h23_numbers_are_served_while_the_database_is_locked(
    alone: World, hook: Hook, tg: Practice, mia: Person
) -> None:
    """H23: outside the outbox, once for each update, and Telegram is told to try again; later the update is taken."""
    await _started(alone, mia)
    update = text_update("/help", chat=mia.chat_id)
    async with alone.line.database.engine.connect() as lock:
        await lock.execute(text("SELECT 1"))
        alone.line.database.give_up_after(0.05)
        assert await hook.post(update) == 500
        assert await hook.post(update) == 500
        await mia.sees("1-888-310-1122")
        assert len(tg.called("sendMessage")) == 2
        await lock.rollback()
    alone.line.database.give_up_after(5)

    assert await hook.post(update) == 200
    assert await _rows(alone, marks) == 2


@pytest.mark.parametrize("fault", ["PRAGMA max_page_count=1", "PRAGMA query_only=ON"], ids=["disk full", "read-only"])
async def test_h23_numbers_are_served_while_the_disk_takes_nothing(line: World, mia: Person, fault: str) -> None:
    """H23: a full disk and a read-only one: the numbers, once, and no half row; the words are taken when there is room."""
    sam, _ = await talking(line, mia)
    database, writer = line.line.database, line.line.journal._sqlite
    before, given = [await _rows(line, table) for table in (marks, shown, posts)], COUNTS["numbers_without_database"]
    whole, words = database.driver, "it is a long story. " * 200

    def faulty() -> sqlite3.Connection:
        connection = whole()
        connection.execute(fault)
        return connection

    assert writer is not None
    database.driver = faulty  # type: ignore[method-assign]
    writer.close()
    mia.send(words)
    await mia.sees("Call 911. In some places up north")
    assert [await _rows(line, table) for table in (marks, shown, posts)] == before
    database.driver = whole  # type: ignore[method-assign]
    writer.close()
    await sam.hears("text", body=words.strip())
    await line.quiet()

    assert [said["body"] for said in sam.words() if said["t"] == "text"] == [words.strip()]
    assert COUNTS["numbers_without_database"] == given + 1


async def test_a_step_that_always_fails_does_not_silence_the_chat_for_a_day(
    alone: World, hook: Hook, mia: Person
) -> None:
    """Section 1: after five failures of one update it is let go, an alarm counts, and I have the numbers and read that it is not done."""
    await _started(alone, mia)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("CANARY-8")

    alone.line.handlers.menu.typed = broken  # type: ignore[method-assign,assignment]
    before = COUNTS["updates_given_up"]
    update = text_update("/erase", chat=mia.chat_id)
    statuses = [await hook.post(update) for _ in range(5)]

    assert statuses == [500] * 4 + [200]
    assert COUNTS["updates_given_up"] == before + 1
    assert "1-888-310-1122" in (await mia.sees("it is not done")).text


async def test_nothing_half_is_kept_when_a_step_fails(alone: World, hook: Hook) -> None:
    """Promise 6: a step is kept whole or not at all."""
    await hook.post(text_update("/start"))
    before = [await _rows(alone, table) for table in (marks, chats, sends)]

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    alone.line.stage.put = broken  # type: ignore[method-assign,assignment]
    assert await hook.post(text_update("/help")) == 500

    await alone.line.sends.idle()
    assert (await _rows(alone, marks), await _rows(alone, chats)) == (before[0], before[1])


async def test_p1_one_bad_update_does_not_stop_the_loop(alone: World, tg: Practice, mia: Person) -> None:
    """P1: asked for raw and decoded alone; the youth behind it is served, and the offset moves on."""
    tg.post_raw("message", {"text": {"deep": 1}}, 77)
    mia.start()

    await mia.sees("Is it okay")
    await tg.settled()


async def test_p2_nothing_confirmed_is_lost_at_a_stop(alone: World, tg: Practice, mia: Person) -> None:
    """P2: the bot stops with two of my five taken: Telegram still has the others, and gives them to the next one."""
    await alone.stop_bot()
    line = await alone.start_bot(polling=False)
    taken: list[bytes] = []

    async def two_and_no_more(raw: bytes) -> bool:
        if len(taken) == 2:
            await asyncio.Future()
        taken.append(raw)
        return await line.door.take(raw)

    for number in range(5):
        mia.send(f"/start {number}")
    polling = asyncio.create_task(Polling(line.telegram_url, two_and_no_more).run())
    await tg.bell.until(lambda: tg.pending == 3, 10, lambda: f"{tg.pending} of five wait at Telegram.")
    asked = len(tg.called("getUpdates"))
    await tg.bell.until(lambda: len(tg.called("getUpdates")) > asked, 10, lambda: "The bot did not ask again.")
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    assert (tg.pending, await _rows(alone, marks)) == (3, 2)
    await alone.stop_bot()
    await alone.start_bot()
    await tg.settled()

    assert await _rows(alone, marks) == 5


async def test_who_is_asked_for_json_gets_no_echo(alone: World, hook: Hook) -> None:
    """P4: FastAPI's own error answers echo input; ours has no body."""
    raw = json.dumps({"update_id": "CANARY"}).encode()

    assert await hook.post(raw) == 200
