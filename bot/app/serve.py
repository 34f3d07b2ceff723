"""Starts the bot, checks that Telegram lets it be discreet, serves until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramUnauthorizedError
from aiogram.types import User
from aiohttp import web

from bot.app.account import dress
from bot.app.line import Line
from bot.app.ports import Server, listen, server_of
from bot.app.waiting import opened
from bot.intake.door import KINDS
from bot.intake.polling import Polling
from bot.intake.webhook import doors
from bot.limits.buckets import Rates
from bot.memory import queries
from bot.memory.database import Database, Unavailable
from bot.settings.counts import as_text
from bot.settings.private import keep_file
from bot.settings.quiet import fault, log
from bot.settings.values import Settings

Answer = TypeVar("Answer")
PATIENCE = 2.0

# What would show a youth's words to others, or bring in words of others.
MUST_BE_OFF = {
    "can_join_groups": "Turn off groups: @BotFather, /setjoingroups, Disable.",
    "can_read_all_group_messages": "Turn on group privacy: @BotFather, /setprivacy, Enable.",
    "supports_inline_queries": "Turn off inline mode: @BotFather, /setinline.",
    "supports_guest_queries": "Turn off guest queries in @BotFather.",
    "can_connect_to_business": "Turn off Business Mode in @BotFather.",
    "can_manage_bots": "Turn off managing of other bots in @BotFather.",
    "has_topics_enabled": "Turn off topics in @BotFather.",
}


class CannotServe(Exception):
    """Telegram does not let the bot be what it must be; the text says what to do."""


def check(me: User) -> None:
    """Refuse a bot that could be drawn into groups or spoken to from elsewhere."""
    for name, says in MUST_BE_OFF.items():
        if getattr(me, name, None):
            raise CannotServe(f"Telegram says {name} is on for this bot. {says} The bot did not start.")


async def serve(settings: Settings) -> None:
    """Run the bot until the process is asked to end."""
    listening = listen("BOT_BIND", settings.bind)
    counting = listen("BOT_METRICS_BIND", settings.metrics_bind) if settings.metrics_bind else None
    settings.digits_path.unlink(missing_ok=True)
    metrics = await _metrics(counting)
    try:
        await _serve(settings, listening)
    finally:
        if metrics is not None:
            await metrics.cleanup()


async def _serve(settings: Settings, listening: socket.socket) -> None:
    """Open what youth are answered from, then take what they write."""
    line = Line(settings, rates=Rates.sped(settings.speed))
    async with contextlib.AsyncExitStack() as undone:
        for end in (line.database.close, line.bot.session.close, line.journal.stop):
            undone.push_async_callback(end)
        if not await opened(line, listening):
            return
        await line.start()
        undone.pop_all()
    keep_file(settings.served_path)
    met, taking = asyncio.Event(), asyncio.Event()
    polling = None if settings.webhook_url else Polling(line.telegram_url, line.door.take)

    async def take(raw: bytes) -> bool:
        """A webhook of last time may still stand: before the account was checked Telegram keeps what it has."""
        return met.is_set() and await line.door.take(raw)

    async def ready() -> bool:
        """All is asked at this moment; a bot that takes no more updates ends by itself."""
        return taking.is_set() and (polling is None or polling.hears) and await answers(line.database)

    app = doors(settings.webhook_path if settings.webhook_url else None, settings.webhook_secret, take, ready)
    server = server_of(app)
    greeting = asyncio.create_task(_greet(line, settings, polling, met, taking, server))
    gc.collect()
    gc.freeze()  # what the start made stays; the collector need not walk it again and again
    try:
        await server.serve([listening])
    finally:
        greeting.cancel()
        await asyncio.gather(greeting, return_exceptions=True)
        await line.stop()
    if greeting.done() and not greeting.cancelled() and (why := greeting.exception()) is not None:
        raise why


async def answers(database: Database) -> bool:
    """Say whether the database gives what is in it, and soon."""
    try:
        async with asyncio.timeout(PATIENCE), database.reading() as connection:
            return await queries.fact(connection, "schema") is not None
    except (Unavailable, TimeoutError):
        return False


async def _greet(
    line: Line,
    settings: Settings,
    polling: Polling | None,
    met: asyncio.Event,
    taking: asyncio.Event,
    server: Server,
) -> None:
    """Meet Telegram: check the account, then take updates; end the server when the bot must not serve, or cannot."""
    try:
        await _meet(line)
        met.set()
        await dress(line.bot, line.library.current)
        if polling is None:
            url = settings.webhook_url or ""
            await _patiently(
                lambda: line.bot.set_webhook(url, secret_token=settings.webhook_secret, allowed_updates=KINDS)
            )
            taking.set()
            return
        await _patiently(line.bot.delete_webhook)
        taking.set()
        await polling.run()
    except Exception as why:
        taking.clear()
        server.should_exit = True
        if not isinstance(why, CannotServe):
            fault("taking updates", why)
            log.error("ALARM: the bot takes no more updates, and ends")
        raise


async def _meet(line: Line) -> None:
    """Ask Telegram who we are."""
    check(await _patiently(line.bot.get_me))


async def _patiently(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """Make a call until Telegram answers; a wrong token ends the start, and what else keeps it up is said once."""
    pause, said = 0.5, set[bool]()
    while True:
        try:
            return await call()
        except TelegramUnauthorizedError:
            raise CannotServe(
                "Telegram does not know this token. Check BOT_TELEGRAM_TOKEN. The bot did not start."
            ) from None
        except (AiogramError, OSError) as why:
            fault("meeting Telegram", why)
            if (refused := isinstance(why, TelegramBadRequest)) not in said:
                said.add(refused)
                log.error(
                    "Telegram refuses BOT_WEBHOOK_URL. See that its host is found in DNS, can be reached from outside, and has a certificate that holds. Telegram is asked again, and this is said once."
                    if refused
                    else "Telegram does not answer. See that this machine reaches it, or the server that BOT_TELEGRAM_API names. It is asked again, and this is said once."
                )
        await asyncio.sleep(pause)
        pause = min(15.0, pause * 2)


async def _metrics(listening: socket.socket | None) -> web.AppRunner | None:
    """Serve the counts on a bind of their own."""
    if listening is None:
        return None

    async def counts(_: web.Request) -> web.Response:
        return web.Response(text=as_text(), content_type="text/plain")

    app = web.Application()
    app.router.add_get("/metrics", counts)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    log.info("counts are served")
    return runner
