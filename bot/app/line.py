"""The whole bot, wired once: rooms from the lowest to the highest, started in order, ended in reverse."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.app.account import dress, worn
from bot.app.joining import Joining
from bot.delivery.clock import Clock, Times
from bot.delivery.desk import Desk
from bot.delivery.knock import Knock
from bot.delivery.outage import Outage
from bot.delivery.people import People
from bot.delivery.readings import Readings
from bot.delivery.replies import Replies
from bot.delivery.talks import Talks
from bot.delivery.unmoved import Unmoved
from bot.handlers.asked import Asked
from bot.handlers.dispatch import Handlers
from bot.handlers.errors import LastWords
from bot.handlers.menu import Menu
from bot.handlers.safety import Safety
from bot.handlers.talk import Talk
from bot.intake.door import Door
from bot.keyboards.buttons import Marks
from bot.limits.buckets import Rates
from bot.memory import queries
from bot.memory.changes import Changes
from bot.memory.chats import Chats
from bot.memory.database import Database, Unavailable
from bot.memory.journal import Journal
from bot.memory.keyring import Keyring
from bot.memory.schema import bring_up_to_date
from bot.outbox.posts import Posts
from bot.outbox.scribe import Scribe
from bot.outbox.sends import Sends
from bot.outbox.stage import Stage
from bot.outbox.standing import Standing
from bot.outbox.telegram import Telegram
from bot.outbox.weeks import Weeks
from bot.relay.client import RelayClient
from bot.relay.live import Live
from bot.relay.published import Published
from bot.relay.trust import Trust
from bot.sealing.keys import Vault
from bot.settings.clock import Believed, steady, wall
from bot.settings.quiet import fault
from bot.settings.values import Settings
from content.library import Edition, Library

TELEGRAM = "https://api.telegram.org"
RENEW_EVERY = 600.0
LOOK_FOR_EDITS_EVERY = 1.0


class Line:
    """One bot."""

    def __init__(
        self,
        settings: Settings,
        library: Library | None = None,
        now: Callable[[], int] = wall,
        rates: Rates | None = None,
        steady: Callable[[], int] = steady,
    ) -> None:
        """Make what needs no I/O; `start` does the rest."""
        self.settings, self.now, self._rates = settings, now, rates
        self.library = library or Library.load(settings.practice, now())
        server = settings.telegram_api or TELEGRAM
        self.bot = Bot(
            settings.token,
            session=AiohttpSession(api=TelegramAPIServer.from_base(server), timeout=20),
            default=DefaultBotProperties(parse_mode=None, link_preview_is_disabled=True),
        )
        self.telegram = Telegram(self.bot)
        self.last_words = LastWords(self.telegram)
        self.telegram_url = f"{server}/bot{settings.token}"
        self.database = Database(settings.database_url)
        self.journal = Journal(self.database)
        self.vault = Vault(settings.host_secret)
        self.chats = Chats(self.database, self.journal, self.vault, now, Believed(now, steady).early)
        self.keyring = Keyring(self.database, self.journal, self.vault)
        self.times = Times.sped(settings.speed)
        self.tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Open the database, take up what waited, connect to the relay; raise when the bot cannot serve."""
        await bring_up_to_date(self.database)
        self.journal.start()
        await self.chats.start()
        identity = await self.keyring.identity()
        self.relay = RelayClient(self.settings.relay_url, self.settings.relay_origin, identity)
        self.trust = Trust(identity, self.settings.root, self._keep)
        self.relay.seen = lambda: self.trust.seen
        self.relay.dropped = self._dropped
        self.published = Published(
            self.library, self.trust, self.relay, self.settings.practice, self.now, self._keep_edition
        )
        await self._recall()
        self._wire()
        await self.keyring.receive_keys()
        self.trust.receive_keys = await self.keyring.destroy_old(self.chats.early())
        await self.door.start()
        await self.desk.start()
        await self.sends.start()
        await self.posts.start()
        await self.weeks.start()
        self._run(self.live.run())
        self._run(self.joining.run())
        self._run(self.clock.run())
        self._run(self._renew_now_and_then())
        if self.settings.practice:
            self._run(self._look_for_edits())

    async def stop(self) -> None:
        """End in reverse order; what waits is on the disk."""
        await self._end_tasks()
        await self.desk.lanes.stop()
        await self._end_tasks()  # what a lane began with its last breath
        await self.door.stop()
        await self.sends.stop()
        await self.posts.stop()
        await self.journal.stop()
        await self.relay.close()
        await self.bot.session.close()
        with contextlib.suppress(Exception):
            await self.database.tidy()
        await self.database.close()

    async def _end_tasks(self) -> None:
        for task in reversed(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def _wire(self) -> None:
        """Make the rooms that need keys, and tie their bells."""
        self.sends = Sends(self.chats, self.telegram, self._rates)
        self.posts = Posts(self.chats, self.relay)
        marks = Marks(self.vault.mac)
        self.stage = Stage(self.library, self.trust, marks)
        self.stage.edition(self.now())
        self.standing = Standing(self.chats, lambda: self.library.current.bundle)
        channel = "practice" if self.settings.training else "telegram"
        self.weeks = Weeks(self.chats, lambda: self.library.current.zone)
        self.chats.keeping.append(self.sends.cancel)
        self.chats.keeping += [] if self.settings.training else [self.weeks.keep]
        self.scribe = Scribe(self.trust, self.chats, channel)
        knock = Knock(self.stage, self.times.idle)
        people = People(self.trust, self.stage, self.scribe, knock)
        readings = Readings(self.trust, self.chats)
        talks = Talks(self.chats)
        outage = Outage(self.chats, talks, self.posts, knock)
        self.desk = Desk(self.chats, talks, self.relay, self.trust, readings, people, self.posts, outage)
        self.clock = Clock(self.chats, self.scribe, self.trust, people, knock, outage, self.times)
        talk, safety = Talk(self.chats, self.stage, self.scribe), Safety(self.stage, self.scribe)
        self.handlers = Handlers(
            Menu(self.stage, talk, safety, Asked(self.chats, self.stage, self.scribe)), talk, safety, marks
        )
        self.door = Door(
            self.bot, self.handlers.dispatcher, self.chats, self.telegram, self.last_words, self.sends, knock
        )
        self.door.not_done = lambda lang: self.library.current.phrase(lang, "not_done")
        self.live = Live(self.relay, self.desk)
        self.joining = Joining(self.settings, self.relay, self.trust, self.live, self.now)
        self.sends.open_reply = Replies(readings, self.chats, self.stage).pages
        self.sends.blocked = self._blocked(safety)
        self.sends.repeat_mark = lambda lang: self.library.current.phrase(lang, "repeat")
        self.posts.ended, self.posts.opened = self.desk.ended, self.desk.opened
        self.posts.unmoved = Unmoved(self.chats, talks, self.relay, people, self.scribe)
        self.desk.follow, self.desk.unfollow, self.desk.renew_key = self.live.follow, self.live.leave, self._renew_key
        self.chats.kept += [self.sends.take, self.posts.take, self.desk.take]
        self.desk.content_news = lambda: self._run(self._content_news())
        self.published.taken.append(self._dress_again)
        self.trust.changed.append(self._people_changed)

    def _blocked(self, safety: Safety) -> Callable[[bytes], Awaitable[None]]:
        """Make what happens when Telegram says that a youth cannot be reached any more."""

        async def blocked(mac: bytes) -> None:
            async with self.chats.hold(mac) as held:
                if held is not None:
                    safety.blocked(held)

        return blocked

    async def _recall(self) -> None:
        """Take up the pinned root, the roster and the certificates of last time."""
        async with self.database.reading() as connection:
            root = await queries.fact(connection, "root")
            pins = await queries.fact(connection, "pins")
            certificates = await queries.fact(connection, "certificates")
            edition = await queries.fact(connection, "edition")
        if self.settings.root is None and self.settings.practice and root is not None:
            await self.trust.pin(root)
        self.trust.restore(pins, certificates)
        if edition is not None:
            await self.published.restore(lambda: self.vault.open("edition", edition))

    async def _keep(self, name: str, value: bytes) -> None:
        """Keep a public fact."""
        await self.journal.keep(Changes(facts={name: value}))

    async def _dropped(self, left: Mapping[str, str]) -> None:
        """Go by the list that dropped the bot; where it cannot be kept now, it is handed over again after the next start."""
        try:
            await self.trust.read_dropped(left, self.now())
        except Unavailable as why:
            fault("keep the list that dropped us", why)

    async def _keep_edition(self, edition: bytes) -> None:
        """Keep what editors published, sealed: whoever could change it here would speak to youth."""
        await self.journal.keep(Changes(facts={"edition": self.vault.seal("edition", edition)}))

    async def _content_news(self) -> None:
        """Take over what editors published; tell them, now and then, who is in the middle of what."""
        try:
            await self.published.look()
            if not self.settings.training:
                await self.standing.tell(self.relay, self.now())
        except Exception as why:  # noqa: BLE001 - tried again at the next news, and every ten minutes
            fault("looking at what editors published", why)

    def _dress_again(self, before: Edition, after: Edition) -> None:
        """Let the account say what the new edition says of it."""
        if worn(before) != worn(after):
            self._run(dress(self.bot, after))

    async def _renew_key(self) -> None:
        """Let workers seal to the bot: a receive key that lives, certified to the line."""
        if not self.trust.on_roster():
            return
        key, until, keys = await self.keyring.current(self.now(), self.chats.early())
        self.trust.receive_keys = keys
        await self.trust.publish(self.relay, key, until, self.now())

    async def _renew_now_and_then(self) -> None:
        """Renew the receive key in time, and destroy old ones."""
        while True:
            await asyncio.sleep(RENEW_EVERY)
            try:
                self.trust.receive_keys = await self.keyring.destroy_old(self.chats.early())
                self.stage.edition(self.now())  # a new day's opening hours, though nobody writes
                if self.live.up:
                    await self._content_news()
                    await self._renew_key()
                    await self.weeks.hand_over(self.relay, self.now())
            except Exception as why:  # noqa: BLE001 - tried again next time
                fault("renewing the receive key, or handing over a week", why)

    async def _look_for_edits(self) -> None:
        """Practice mode: take up an edit, or say what is wrong with it, also while nobody writes."""
        while True:
            await asyncio.sleep(LOOK_FOR_EDITS_EVERY)
            try:
                self.stage.edition(self.now())
            except Exception as why:  # noqa: BLE001 - looked at again in a moment
                fault("looking for an edit", why)

    def _people_changed(self) -> None:
        """People or keys changed: nobody writes to someone who is not there."""
        self._run(self._lapsed())

    async def _lapsed(self) -> None:
        while True:
            try:
                await self.desk.lapsed()
            except Unavailable:  # whoever lost their worker is told as soon as it can be kept
                await asyncio.sleep(1)
                continue
            except Exception as why:  # noqa: BLE001 - the relay's row says it too
                fault("looking who is there", why)
            return

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the rest."""
        self.tasks = [task for task in self.tasks if not task.done()]
        self.tasks.append(asyncio.create_task(work))
