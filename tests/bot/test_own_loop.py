"""The bot asks Telegram for updates itself: whatever one of them holds or waits for, nobody else notices."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.intake.polling import Polling
from bot.settings.counts import COUNTS
from tests.bot.hook import Hook, text_update
from tests.bot.world import World
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

MIA, BEN = 5_000_001, 5_000_002


class Updates:
    """What waits at Telegram, byte for byte: it is given until an offset behind it confirms it."""

    def __init__(self) -> None:
        self.waiting: dict[int, bytes] = {}
        self.news = asyncio.Event()
        self.before: list[bytes] = []
        self.asked: Callable[[], object] = lambda: None

    def put(self, *updates: bytes | dict[str, object]) -> None:
        """Put updates in line, numbered by what stands in them."""
        for update in updates:
            raw = update if isinstance(update, bytes) else json.dumps(update).encode()
            self.waiting[int(raw.partition(b'"update_id":')[2].strip().partition(b",")[0])] = raw
        self.news.set()

    async def give(self, request: web.Request) -> web.Response:
        """Answer getUpdates."""
        self.asked()
        asked = await request.json()
        self.waiting = {number: raw for number, raw in self.waiting.items() if number >= asked["offset"]}
        self.news.set()
        if self.before:
            return web.Response(body=self.before.pop())
        while asked["timeout"] and not self.waiting:
            self.news.clear()
            await self.news.wait()
        return web.Response(body=b'{"ok":true,"result":[' + b",".join(self.waiting.values()) + b"]}")

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so, looked at whenever the loop asks."""
        async with asyncio.timeout(10):
            while not true():
                self.news.clear()
                await self.news.wait()


@pytest.fixture
async def updates() -> AsyncIterator[Updates]:
    """Telegram's side."""
    yield Updates()


@pytest.fixture
async def address(updates: Updates) -> AsyncIterator[str]:
    """Where it is asked."""
    app = web.Application()
    app.router.add_post("/getUpdates", updates.give)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
async def loop(address: str) -> AsyncIterator[Callable[[Callable[[bytes], object]], Polling]]:
    """Start the bot's loop with something that takes updates."""
    running: list[asyncio.Task[None]] = []

    def begin(take: Callable[[bytes], object]) -> Polling:
        made = Polling(address, take, pause=0.01)  # type: ignore[arg-type]
        running.append(asyncio.create_task(made.run()))
        return made

    yield begin
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


Begin = Callable[[Callable[[bytes], object]], Polling]
SPOILED = {
    "half a letter": b'{"update_id":2,"message":{"text":"\\ud83d"}}',
    "a control byte": b'{"update_id":2,"message":{"text":"\x01 ]}{"}}',
    "no UTF-8": b'{"update_id":2,"message":{"text":"\xff\xfe \\" ]"}}',
    "brackets without end": b'{"update_id":2,"message":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "both": b'{"update_id":2,"message":"\x01","x":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "a number without end": b'{"update_id":2,"message":' + b"9" * 5000 + b"}",
    "another shape": b'{"update_id":2,"message":["\\ud83d"]}',
}


@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED)
async def test_one_update_that_cannot_be_read_stops_nobody(updates: Updates, loop: Begin, spoiled: bytes) -> None:
    """P1, H8: those beside it are taken, itself is handed on as it came, and the offset moves past all three."""
    taken: list[bytes] = []
    first, third = text_update("one", MIA, 1), text_update("three", BEN, 3)

    async def take(raw: bytes) -> bool:
        taken.append(raw)
        return True

    updates.put(first, spoiled, third)
    loop(take)
    await updates.until(lambda: not updates.waiting)

    assert sorted(taken) == sorted([json.dumps(first).encode(), spoiled, json.dumps(third).encode()])


async def test_what_is_no_answer_of_telegrams_is_asked_for_again(updates: Updates, loop: Begin) -> None:
    """A proxy's error page, half an answer and a "no" confirm nothing; a bot that is told no hears nobody, and is not ready."""
    taken: list[bytes] = []
    heard: list[bool] = []

    async def take(raw: bytes) -> bool:
        taken.append(raw)
        return True

    updates.before = [
        b'{"ok":false,"parameters":{"retry_after":0}}',
        b"<html>",
        b'{"ok":true,"result":[{"update_id":1,',
    ]
    updates.put(text_update("one", MIA, 1))
    polling = loop(take)
    updates.asked = lambda: heard.append(polling.hears)
    await updates.until(lambda: not updates.waiting)

    assert len(taken) == 1
    assert heard == [False, False, False, False, True]


async def test_who_waits_holds_up_nobody_but_their_own_chat(updates: Updates, loop: Begin) -> None:
    """S6: Ben is served at once; Mia's next words come behind her first; nothing is confirmed before it is kept."""
    taken: list[str] = []
    done = asyncio.Event()

    async def take(raw: bytes) -> bool:
        words = json.loads(raw)["message"]["text"]
        if words == "first":
            await done.wait()
        taken.append(words)
        updates.news.set()
        return True

    updates.put(text_update("first", MIA, 1), text_update("second", MIA, 2), text_update("Ben", BEN, 3))
    polling = loop(take)
    await updates.until(lambda: taken == ["Ben"])
    updates.put(text_update("Ben again", BEN, 4))
    await updates.until(lambda: taken == ["Ben", "Ben again"])
    assert (polling.offset, set(updates.waiting)) == (1, {1, 2, 3, 4})
    done.set()
    await updates.until(lambda: not updates.waiting)

    assert taken == ["Ben", "Ben again", "first", "second"]
    assert polling.offset == 5


async def test_what_could_not_be_kept_is_given_again_before_what_follows_it(updates: Updates, loop: Begin) -> None:
    """Promise 6: the database is away for a moment; order within a chat stays."""
    taken: list[str] = []
    tries = iter([False, False])

    async def take(raw: bytes) -> bool:
        words = json.loads(raw)["message"]["text"]
        if words == "first" and not next(tries, True):
            return False
        taken.append(words)
        return True

    updates.put(text_update("first", MIA, 1), text_update("second", MIA, 2))
    loop(take)
    await updates.until(lambda: not updates.waiting)

    assert taken == ["first", "second"]


async def test_an_update_that_breaks_the_bot_is_let_go_and_the_loop_lives(updates: Updates, loop: Begin) -> None:
    """S7: no fault of ours ends the loop, and none is tried for ever."""
    taken: list[str] = []

    async def take(raw: bytes) -> bool:
        words = json.loads(raw)["message"]["text"]
        if words == "bad":
            raise RecursionError
        taken.append(words)
        return True

    before = COUNTS["updates_given_up"]
    updates.put(text_update("bad", MIA, 1), text_update("good", MIA, 2), text_update("Ben", BEN, 3))
    loop(take)
    await updates.until(lambda: not updates.waiting)

    assert taken == ["Ben", "good"]
    assert COUNTS["updates_given_up"] == before + 1


async def test_while_telegram_keeps_the_bot_in_a_group_others_are_served(
    alone: World, tg: Practice, mia: Person
) -> None:
    """Row 10, S6: leaving waits for Telegram; whoever writes meanwhile waits for nobody."""
    ben = tg.person("Ben")
    tg.faults.broken("leaveChat", times=100)
    mia.add_bot_to_group()
    ben.start()
    await ben.sees("Is it okay to read")
    assert tg.faults.pending()["leaveChat"] > 90
    tg.faults.up()
    await tg.settled()

    assert tg.called("leaveChat")


@pytest.mark.parametrize(
    "words", [b"/start\x01", b"/start \xff\xfe", b"/start \\ud83d"], ids=["control byte", "no UTF-8", "half a letter"]
)
async def test_words_with_bytes_that_nobody_can_read_are_words_all_the_same(
    alone: World, tg: Practice, mia: Person, words: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """H8: what can be mended is taken, the rest of the words with it; nothing of it stands in the log."""
    raw = json.dumps(text_update("CANARY-9", mia.chat_id)).encode().replace(b"CANARY-9", words + b" CANARY-9")
    before = COUNTS["updates_undecodable"]

    assert await Hook(alone).post(raw) == 200
    await alone.quiet()
    assert COUNTS["updates_undecodable"] == before
    assert len(tg.called("sendMessage")) == 1
    assert "CANARY" not in "".join(capfd.readouterr())


async def test_a_number_that_no_database_counts_to_is_passed_over(alone: World, mia: Person) -> None:
    """M7: it can never be kept, so nobody is made to give it again for ever; the youth has the numbers."""
    mia.start()
    await mia.sees("Is it okay to read")
    assert await Hook(alone).post(text_update("hello", mia.chat_id, 1 << 64)) == 200

    await mia.sees("1-888-310-1122")
