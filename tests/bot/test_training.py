"""A bot for training marks every conversation as practice, sealed and at the relay; nothing that a youth types can."""

from __future__ import annotations

from pathlib import Path

from tests.bot.stories import asks_for, on_call
from tests.bot.world import World, world
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.practice import Practice


async def test_a_training_bot_says_practice_where_only_workers_read(tg: Practice, tmp_path: Path, mia: Person) -> None:
    """The sealed opening and the relay's row say the same."""
    async with world(tg, tmp_path, more={"BOT_TRAINING": "1"}) as line:
        sam = await on_call(line)
        await asks_for(mia)
        await sam.conversation()

        assert (await sam.hears("opening"))["channel"] == "practice"
        assert [row["channel"] for row in sam.rows.values()] == ["practice"]


async def test_a_training_bot_tells_nobody_who_stands_where(tg: Practice, tmp_path: Path) -> None:
    """Editors would take a class for youth: it takes over what they publish, and counts nothing."""
    async with world(tg, tmp_path, more={"BOT_TRAINING": "1"}) as line:
        lee = await line.worker("Lee", "supervisor", on_call=False)
        await lee.sign_in()
        await line.line._content_news()

        assert await lee.relay.call("GET", "/api/studio/where") == {"at": None, "steps": {}}


async def test_no_word_of_a_youth_makes_a_talk_practice(line: World, mia: Person) -> None:
    """Somebody who follows a strange link is woken for like anybody."""
    sam = await on_call(line)
    mia.send("/start practice")
    await asks_for(mia)
    await sam.conversation()

    assert (await sam.hears("opening"))["channel"] == "telegram"
