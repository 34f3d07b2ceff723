"""A bot that is stopped in good order waits for what is on its way to a screen: nothing comes twice for an update's sake."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.memory.changes import Changes, Post
from bot.memory.database import Unavailable
from tests.bot.stories import talking
from tests.bot.world import World, world
from tests.fakes.between import Between, End
from tests.fakes.servers import until
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice

WORDS = "Take the bus at nine."


class HoldingLine(Between):
    """Hands everything on to Telegram, and its answers only as long as nobody holds them."""

    def __init__(self, port: int) -> None:
        """Lead to the Telegram on this port of the loopback."""
        super().__init__(port)
        self.lets_go = asyncio.Event()
        self.lets_go.set()

    async def carry(self, here: End, there: End) -> None:
        """Carry bytes both ways."""

        async def hand_on(source: End, to: End, answers: bool) -> None:
            while part := await source.comes.read(65536):
                if answers:
                    await self.lets_go.wait()
                to.goes.write(part)
            to.goes.close()

        await asyncio.gather(hand_on(here, there, False), hand_on(there, here, True))


async def test_what_was_under_way_when_the_bot_was_stopped_stands_there_once(
    tg: Practice, tmp_path: Path, mia: Person
) -> None:
    """Promise 6: Telegram took what Sam wrote and has not said so yet; the bot hears it before it ends, and knows it when it is back."""
    held = HoldingLine(int(tg.base.rsplit(":", 1)[1]))
    async with held.open() as port, world(tg, tmp_path, more={"BOT_TELEGRAM_API": f"http://127.0.0.1:{port}"}) as line:
        sam, conversation = await talking(line, mia)
        held.lets_go.clear()
        await sam.text(conversation, WORDS)
        await mia.sees(WORDS)
        stopping = asyncio.create_task(line.stop_bot())
        sends = line.line.sends
        await until(lambda: sends.stopping)
        held.lets_go.set()
        await stopping
        await line.start_bot()
        await line.bot_is_up()
        await line.quiet()

        assert [bubble.text for bubble in mia.screen() if WORDS in bubble.text] == [mia.bubble(WORDS).text]
        assert line.said("repeat") not in mia.screen_text()


async def test_what_a_last_step_leaves_for_the_relay_waits_for_the_next_start(line: World, mia: Person) -> None:
    """A step of which it was not known whether it was kept is settled while the bot stops: nobody posts over lines that are closed."""
    _, conversation = await talking(line, mia)
    stopped = line.line
    await line.stop_bot()
    stopped.posts.add([Post(stopped.chats.next_id(), conversation, "frame", b"")])

    assert (stopped.posts.waiting(), stopped.posts._tasks) == (1, {})


async def test_numbers_that_came_while_nothing_could_be_kept_are_erased_too_though_the_bot_was_started_anew(
    line: World, mia: Person
) -> None:
    """Promise 9: a bot that is stopped before it could keep my step leaves what stands on my screen to the next one."""
    mia.start()
    await mia.sees("Is it okay to read")
    keep = line.line.journal.keep

    async def away(changes: Changes) -> None:
        if changes.marks:
            raise Unavailable("away")
        await keep(changes)

    line.line.journal.keep = away  # type: ignore[method-assign]
    mia.send("is anyone there")
    numbers = await mia.sees("You can reach someone now")
    await line.stop_bot()
    await line.start_bot()
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await line.quiet()

    assert numbers.id not in {bubble.id for bubble in mia.screen()}
