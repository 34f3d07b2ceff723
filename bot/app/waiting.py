"""Gives youth the numbers while the bot's database does not open; Telegram keeps what they wrote.

Only a bot that has served before waits so: at the very first start a database that cannot be opened is a wrong setting, and
ends it with a sentence. Who hid a chat by the safe word stands in the database: until it opens the bot cannot know, and
gives whoever writes the numbers (docs/decisions/0135).
"""

from __future__ import annotations

import asyncio
import contextlib
import socket

from bot.app.line import Line
from bot.app.ports import ENDS, server_of
from bot.intake.door import say_numbers
from bot.intake.polling import Polling
from bot.intake.webhook import doors
from bot.memory.database import Unavailable
from bot.memory.schema import bring_up_to_date
from bot.settings.quiet import log

LOOK_AGAIN = 1.0  # seconds


async def opened(line: Line, listening: socket.socket) -> bool:
    """Return True once the database is open, and False when the process was asked to end before; raise what waiting would not mend."""
    try:
        await bring_up_to_date(line.database)
    except Unavailable:
        if not line.settings.served_path.exists():
            raise
    else:
        return True
    log.error(
        "The bot's database cannot be opened. See that it runs, and check BOT_DATABASE_URL. Until then youth get the crisis numbers alone. It is tried again, and this is said once."
    )
    settings = line.settings
    path = settings.webhook_path if settings.webhook_url else None

    async def take(raw: bytes) -> bool:
        """Give the numbers; what was written stays with Telegram until it can be kept."""
        await say_numbers(line.last_words, line.bot.id, raw)
        return False

    # A copy of the port: a server closes what it was given, and this one is not the last.
    server = server_of(doors(path, settings.webhook_secret, take, _not_ready))
    serving = asyncio.create_task(server.serve([listening.dup()]))
    opening = asyncio.create_task(_until_open(line))
    asking = None if path else asyncio.create_task(Polling(line.telegram_url, take).run())
    try:
        await asyncio.wait({serving, opening}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        for task in (opening, asking):
            if task is not None:
                task.cancel()
        await asyncio.gather(serving, *(task for task in (opening, asking) if task), return_exceptions=True)
        for one in ENDS:
            asyncio.get_running_loop().remove_signal_handler(one)
    if opening.cancelled():
        return False
    opening.result()
    log.info("the bot's database is open")
    return True


async def _until_open(line: Line) -> None:
    """Try until it opens."""
    while True:
        await asyncio.sleep(LOOK_AGAIN)
        with contextlib.suppress(Unavailable):
            return await bring_up_to_date(line.database)


async def _not_ready() -> bool:
    """Say that nobody's words are taken yet."""
    return False
