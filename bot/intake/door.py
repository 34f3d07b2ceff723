"""Takes an update in: decoded once, in the order of its chat, once only, kept before the answer.

What comes back is what Telegram is to be told: `True` it is taken (200), `False` give it to us again (500). Words of an
update are in no log and no error; an update that cannot be decoded is counted, and where a chat can be found in it, that
youth still gets the crisis numbers.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from pydantic import ValidationError

from bot.delivery.knock import Knock
from bot.handlers.errors import LastWords, private_chat
from bot.intake.batch import lenient
from bot.keyboards.words import whole
from bot.memory import queries
from bot.memory.chats import Chats, Held
from bot.memory.database import TakenBefore, Unavailable
from bot.outbox.sends import Sends
from bot.outbox.telegram import Telegram
from bot.settings.counts import count
from bot.settings.quiet import fault, log

KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
WORDS = ("message_id", "date", "edit_date", "chat", "from", "text")
TWO_DAYS = 172_800_000
DAY = 86_400_000
MOST_MARKS = 500_000
MOST_FAILURES = 5
NO_NUMBER = 1 << 63  # no database counts as far


class Door:
    """Where every update comes in, by webhook or by asking."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        chats: Chats,
        telegram: Telegram,
        last_words: LastWords,
        sends: Sends,
        knock: Knock,
    ) -> None:
        """Use these rooms; `start` learns which updates were taken before."""
        self._bot, self._dispatcher, self._chats = bot, dispatcher, chats
        self._telegram, self._sends, self._knock = telegram, sends, knock
        self._last_words = last_words
        self._taken: OrderedDict[int, int] = OrderedDict()  # update -> when; no longer than the database knows it (H5)
        self._failures: OrderedDict[int, int] = OrderedDict()
        self._answers: set[asyncio.Task[None]] = set()
        self.not_done: Callable[[str], str] = lambda lang: ""

    async def start(self) -> None:
        """Learn which updates were taken in the last 48 h."""
        async with self._chats.database.reading() as connection:
            known = await queries.marks_since(connection, self._bot.id, self._chats.now() - TWO_DAYS)
        self._taken = OrderedDict((row.update_id, row.at) for row in known)

    async def take(self, raw: bytes) -> bool:
        """Take one update."""
        update = self._decode(raw)
        if update is None:
            await self._undecodable(raw)
            return True
        kind = next((name for name in KINDS if getattr(update, name) is not None), None)
        if kind is None:
            count("updates_other")
            return True
        event: Any = getattr(update, kind)
        chat = event.chat if kind != "callback_query" else event.message.chat if event.message else None
        if chat is not None and chat.type != "private":
            return await self._group(kind, event, chat.id)
        if kind == "edited_message" and event.edit_date is None:
            # A heart on old words, or news of Telegram's own: nobody changed anything.
            count("updates_other")
            return True
        if kind == "callback_query":
            self._answer(event.id)
        chat_id = chat.id if chat is not None else event.from_user.id
        lang = "fr" if (getattr(event.from_user, "language_code", None) or "").startswith("fr") else "en"
        return await self._private(update, kind, chat_id, lang)

    async def stop(self) -> None:
        """Let the answers to taps leave; keep what stands on screens and no step has kept, for nobody else knows of it."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=2)
        with contextlib.suppress(Unavailable):
            for chat_id in self._last_words.standing():
                async with self._chats.hold(self._chats.mac(chat_id), chat_id) as held:
                    assert held is not None
                    self._keep_numbers(held, chat_id)

    async def _private(self, update: Update, kind: str, chat_id: int, lang: str) -> bool:
        """Take what a youth did: in the order of the chat, once, whole."""
        if (getattr(update.message, "text", None) or "").lower().startswith("/start"):
            self._last_words.sees(chat_id, False)  # the way back leads to the numbers, also where nothing can be read
        try:
            await self._step(update, kind, chat_id)
        except TakenBefore:
            count("updates_again")
            return True
        except Unavailable as why:
            fault("the database", why)
            await self._last_words.numbers(self._bot.id, update.update_id, chat_id, lang)
            return False
        except Exception as why:  # noqa: BLE001 - whatever it was, Telegram is told to try again
            return await self._failed(update.update_id, chat_id, lang, why)
        return True

    async def _step(self, update: Update, kind: str, chat_id: int) -> None:
        """Do one step, and keep it."""
        async with self._chats.hold(self._chats.mac(chat_id), chat_id) as held:
            assert held is not None
            if self._taken.get(update.update_id, 0) > held.now - TWO_DAYS:
                held.touched = False
                raise TakenBefore
            held.changes.marks.append((self._bot.id, update.update_id, held.now))
            self._keep_numbers(held, chat_id)
            held.changes.after.append(lambda: self._is_taken(update.update_id, held.now))
            if kind != "my_chat_member":
                self._came(held, update, kind)
            # Straight to the handler of its kind: what aiogram does before is for states and routers, of which there are none.
            await self._dispatcher.observers[kind].trigger(getattr(update, kind), held=held)
            self._last_words.sees(chat_id, held.chat.frozen)
            if kind != "my_chat_member":
                self._knock.release(held)

    def _keep_numbers(self, held: Held, chat_id: int) -> None:
        """Remember the numbers that were sent while nothing could be kept: they are erased with the rest."""
        numbers = self._last_words.shown(chat_id)
        for message in numbers:
            held.show("note", message)
        held.changes.after.append(lambda: self._last_words.known(chat_id, numbers))

    def _is_taken(self, update_id: int, at: int) -> None:
        """A step is on the disk: its update is never taken again."""
        count("updates")
        self._taken.pop(update_id, None)
        self._taken[update_id] = at
        self._failures.pop(update_id, None)
        while len(self._taken) > MOST_MARKS:
            self._taken.popitem(last=False)

    def _came(self, held: Held, update: Update, kind: str) -> None:
        """Remember that the youth is here."""
        held.chat.seen, held.chat.went = held.now, False
        if held.chat.wipe is None:
            held.chat.wipe = held.now + DAY
        if kind == "message" and update.message is not None:
            self._sends.saw(held.chat.mac, update.message.message_id)

    async def _failed(self, update_id: int, chat_id: int, lang: str, why: Exception) -> bool:
        """A fault of ours: Telegram tries again, but not for ever, or this chat would be silent for a day."""
        fault("an update", why)
        count("updates_failed")
        self._failures[update_id] = self._failures.pop(update_id, 0) + 1
        while len(self._failures) > 10_000:
            self._failures.popitem(last=False)
        if self._failures[update_id] < MOST_FAILURES:
            return False
        count("updates_given_up")
        log.error("ALARM: an update failed too often and was let go; the youth got the crisis numbers")
        # Whoever asked to erase must not believe that it was done (promise 9).
        await self._last_words.numbers(self._bot.id, update_id, chat_id, lang, self.not_done(lang))
        return True

    def _decode(self, raw: bytes) -> Update | None:
        """Decode an update, one that is no clean JSON too (a lone surrogate, a raw control byte); None when nobody could.

        Words are taken also where something around them is newer than what we know of Telegram.
        """
        try:
            update = Update.model_validate_json(raw, context={"bot": self._bot})
        except (ValidationError, RecursionError):
            try:
                read = _mended(lenient(raw))
                try:
                    update = Update.model_validate(read, context={"bot": self._bot})
                except (ValidationError, RecursionError):
                    update = Update.model_validate(_words_alone(read), context={"bot": self._bot})
            except (ValueError, RecursionError):
                return None
        return update if update.update_id < NO_NUMBER else None

    async def _undecodable(self, raw: bytes) -> None:
        """Count it; where a youth's chat can be found in it, send the numbers."""
        count("updates_undecodable")
        await say_numbers(self._last_words, self._bot.id, raw)

    async def _group(self, kind: str, event: Any, chat_id: int) -> bool:
        """Somebody put the bot into a group: leave in silence (row 10)."""
        if kind == "my_chat_member" and event.new_chat_member.status in ("left", "kicked"):
            return True
        ended = await self._telegram.leave(chat_id)
        return ended.kind not in ("later", "unsure")

    def _answer(self, tap: str) -> None:
        """Answer a tap before everything else; its button stops waiting even if the step takes long."""
        task = asyncio.create_task(self._telegram.answer(tap))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)


def _words_alone(update: Any) -> Any:
    """Leave of a message its words, and where they came from; what has no words stays as it is."""
    for kind in KINDS[:2]:
        message = update.get(kind) if isinstance(update, dict) else None
        if isinstance(message, dict) and isinstance(message.get("text"), str):
            return {"update_id": update.get("update_id"), kind: {name: message.get(name) for name in WORDS}}
    return update


def _mended(value: Any) -> Any:
    """Put a visible mark where a lone surrogate stands (H8)."""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [_mended(one) for one in value]
    if isinstance(value, dict):
        return {whole(key): _mended(one) for key, one in value.items()}
    return value


async def say_numbers(last_words: LastWords, bot_id: int, raw: bytes) -> None:
    """Send the numbers to whoever wrote, where a chat can be found in an update of any shape."""
    try:
        update = lenient(raw)
    except (ValueError, RecursionError):
        return
    number = update.get("update_id") if isinstance(update, dict) else None
    found = private_chat(update)
    if found is not None and type(number) is int:
        await last_words.numbers(bot_id, number, *found)
