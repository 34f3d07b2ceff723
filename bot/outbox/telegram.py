"""Does one thing at Telegram, and says in one of a few words how it ended (telegram.md P9).

`done` it is done, or needs no doing. `later` Telegram asks to wait. `unsure` it may have been done: the answer never came.
`gone` the message to be edited or deleted is not there any more. `blocked` the youth blocked the bot or is no more.
`refused` it will never be accepted. No text of Telegram's answer is kept or logged: it may hold an id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from aiohttp import ClientConnectorError

from bot.settings.counts import count
from bot.settings.quiet import fault

HARMLESS = ("message is not modified", "query is too old", "query id is invalid")
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "message_id_invalid",
    "message identifier is not specified",
)
NOBODY = ("chat not found", "user not found", "peer_id_invalid", "bot was kicked")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended; `message` is the id of what stands on the screen now."""

    kind: str
    message: int | None = None
    after: float = 0.0


def markup(keys: Sequence[Sequence[dict[str, str]]]) -> InlineKeyboardMarkup | None:
    """Make Telegram's keyboard out of rows of marks and numbers to copy."""
    if not keys:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(text=key["text"], copy_text=CopyTextButton(text=key["copy"]))
                if "copy" in key
                else InlineKeyboardButton(text=key["text"], callback_data=key["mark"])
                for key in row
            ]
            for row in keys
        ]
    )


class Telegram:
    """The few calls that the bot makes."""

    def __init__(self, bot: Bot) -> None:
        """Use this bot."""
        self.bot = bot

    async def show(self, chat: int, what: dict[str, Any]) -> Outcome:
        """Send a new message, without a sound."""
        return await self._try(
            self.bot.send_message(
                chat,
                what["text"],
                entities=[MessageEntity(**entity) for entity in what["entities"]] or None,
                reply_markup=markup(what["keys"]),
                protect_content=bool(what["protect"]) or None,
                disable_notification=True,
            )
        )

    async def edit(self, chat: int, message: int, what: dict[str, Any]) -> Outcome:
        """Put other words into a message that is on the screen."""
        ended = await self._try(
            self.bot.edit_message_text(
                text=what["text"],
                chat_id=chat,
                message_id=message,
                entities=[MessageEntity(**entity) for entity in what["entities"]] or None,
                reply_markup=markup(what["keys"]),
            )
        )
        return Outcome(ended.kind, message, ended.after)

    async def unbutton(self, chat: int, message: int) -> Outcome:
        """Take the buttons off a message, and leave its words."""
        return await self._try(self.bot.edit_message_reply_markup(chat_id=chat, message_id=message))

    async def delete(self, chat: int, messages: Sequence[int]) -> Outcome:
        """Take messages off the screen; when Telegram refuses the lot, one by one (one too old spoils a whole call)."""
        ended = Outcome("done")
        for start in range(0, len(messages), 100):
            lot = list(messages[start : start + 100])
            ended = await self._try(self.bot.delete_messages(chat, lot))
            if ended.kind in ("gone", "refused") and len(lot) > 1:
                for one in lot:
                    ended = await self._try(self.bot.delete_message(chat, one))
                    if ended.kind in ("later", "unsure", "blocked"):
                        return ended
            if ended.kind in ("later", "unsure", "blocked"):
                return ended
        return Outcome("done")

    async def take_away(self, chat: int, message: int) -> Outcome:
        """Take one message off the screen, and say whether it went: after two days Telegram refuses."""
        return await self._try(self.bot.delete_message(chat, message))

    async def answer(self, tap: str) -> None:
        """Answer a tap, so that its button stops waiting; too late is no harm."""
        await self._try(self.bot.answer_callback_query(tap))

    async def leave(self, chat: int) -> Outcome:
        """Leave a group."""
        return await self._try(self.bot.leave_chat(chat))

    async def _try(self, call: Any) -> Outcome:
        """Make a call and name its end."""
        try:
            answer = await call
        except TelegramRetryAfter as why:
            return Outcome("later", after=float(why.retry_after))
        except (TelegramBadRequest, TelegramNotFound, TelegramForbiddenError) as why:
            return Outcome(_name(why))
        except TelegramNetworkError as why:
            return (
                Outcome("later", after=1.0)
                if isinstance(why.__cause__, ClientConnectorError)
                else Outcome("unsure", after=1.0)
            )
        except ClientDecodeError:
            return Outcome("unsure", after=1.0)  # a proxy's error page, perhaps after Telegram took it
        except (TelegramServerError, TelegramUnauthorizedError) as why:
            fault("Telegram", why)
            return Outcome("later", after=2.0)
        except (TelegramAPIError, AiogramError) as why:
            fault("Telegram", why)
            return Outcome("refused")
        return Outcome("done", getattr(answer, "message_id", None))


def _name(why: TelegramAPIError) -> str:
    """Name a refusal of Telegram by the words of its description."""
    says = why.message.lower()
    if any(words in says for words in HARMLESS):
        return "done"
    if any(words in says for words in GONE):
        return "gone"
    if isinstance(why, TelegramForbiddenError) or any(words in says for words in NOBODY):
        return "blocked"
    count("send_refused")
    return "refused"
