"""What a youth finds who comes back after days: erase still reaches what is kept, news still knocks, and a note has an end."""

from __future__ import annotations

from bot.memory import queries
from bot.memory.chat import Chat
from bot.sealing.keys import b64u
from tests.bot.stories import talking
from tests.bot.world import World
from tests.fakes.telegram.person import Person

MINUTE, HOUR = 60, 3600


async def goes_by(line: World, hours: int) -> None:
    """Let hours go by, with the bot's clock looking now and then."""
    for _ in range(hours // 6):
        await line.moves(6 * HOUR)
        await line.quiet()


async def remembered(line: World) -> list[Chat]:
    """Return what the bot still knows of its chats."""
    async with line.line.database.reading() as connection:
        rows = await queries.chats_after(connection, b"", 10)
    return [Chat.from_json(line.line.chats.lock.open("chat", sealed, mac)) for mac, sealed in rows]


async def test_i_erased_days_later_and_what_a_worker_kept_was_gone(line: World, mia: Person) -> None:
    """Row 4, promise 9: a worker may keep a closed talk for a week; my erase reaches it, though I was quiet for three days."""
    sam, conversation = await talking(line, mia)
    mia.send("my plan")
    await sam.hears("text", body="my plan")
    await sam.close(conversation)
    await line.bot_took(conversation, sam)
    await line.quiet()
    await sam.relay.call("POST", f"/api/conversations/{b64u(conversation)}/keep", {"days": 7, "reason": "safety-plan"})
    await goes_by(line, 72)
    (chat,) = await remembered(line)
    assert (chat.id, chat.flow, chat.held, chat.hidden) == (0, None, [], [])
    mia.send("/erase")
    await mia.sees("All clear on my side")
    await line.quiet()

    await sam.relay.sign_in()
    await sam.loses(conversation)


async def test_i_never_came_back_and_after_two_weeks_nothing_is_known_of_me(line: World, mia: Person) -> None:
    """Retention: no closed talk lives longer than 14 days, and so nothing that could erase it."""
    await talking(line, mia)
    mia.send("/stop")
    await mia.sees("Bye for now")
    await goes_by(line, 48)
    assert len(await remembered(line)) == 1
    await goes_by(line, 13 * 24)

    assert await remembered(line) == []
