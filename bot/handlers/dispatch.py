"""Hands each update to what the bot does with it: four catch-all handlers, one chat at a time.

aiogram is the codec and a thin dispatcher here (`disable_fsm`): the flow engine is the state machine. Filters are kept out:
sixty of them cost more than the step itself.
"""

from __future__ import annotations

from typing import Any

from aiogram import Dispatcher
from aiogram.types import CallbackQuery, ChatMemberUpdated, InaccessibleMessage, Message

from bot.handlers.menu import Menu
from bot.handlers.safety import Safety
from bot.handlers.talk import Talk
from bot.keyboards.buttons import AWAY, Marks
from bot.memory.chats import Held
from bot.sealing.keys import Refusal

KINDS = (
    ("photo", ("photo",)),
    ("video", ("video", "live_photo", "paid_media", "story")),
    ("voice", ("voice", "video_note")),
    ("sticker", ("sticker", "animation", "dice", "poll")),
    ("file", ("document", "audio")),
    ("place", ("location", "venue")),
    ("contact", ("contact",)),
    ("other", ("checklist", "rich_message", "game", "invoice", "giveaway", "giveaway_winners")),
)
OUT = ("left", "kicked")


def kind_of(message: Message) -> str | None:
    """Name what a message without text is; None for what nobody sent on purpose (a pin, a timer, a title)."""
    for kind, fields in KINDS:
        if any(getattr(message, field, None) for field in fields):
            return kind
    return None


class Handlers:
    """Everything a youth may do, and the few things that happen to a bot."""

    def __init__(self, menu: Menu, talk: Talk, safety: Safety, marks: Marks) -> None:
        """Wire the four handlers."""
        self.menu, self._talk, self._safety, self._marks = menu, talk, safety, marks
        self.dispatcher = Dispatcher(disable_fsm=True)
        self.dispatcher.message.register(self.message)
        self.dispatcher.edited_message.register(self.edited)
        self.dispatcher.callback_query.register(self.tap)
        self.dispatcher.my_chat_member.register(self.member)

    async def message(self, message: Message, held: Held, **_: Any) -> None:
        """A youth wrote or sent something."""
        held.chat.blocked = False
        held.chat.wrote = max(held.chat.wrote, int(message.date.timestamp()))
        if message.text is not None:
            await self.menu.typed(held, message.text, message.message_id, passed_on=message.forward_origin is not None)
        elif (kind := kind_of(message)) is not None:
            self.menu.declined(held, message, kind)
        else:
            held.show(f"y{message.message_id}", message.message_id)

    async def edited(self, message: Message, held: Held, **_: Any) -> None:
        """A youth corrected something."""
        try:
            await self._talk.correct(held, message)
        except Refusal:
            self.menu.not_sealed(held, None)

    async def tap(self, query: CallbackQuery, held: Held, **_: Any) -> None:
        """A youth pressed a button; the tap itself was answered before."""
        held.chat.blocked = False
        choice = self._marks.choice(query.data)
        if choice.startswith(AWAY) and query.message is not None:
            self._safety.take_away(held, query.message.message_id, choice.removeprefix(AWAY))
            return
        old = query.message is None or isinstance(query.message, InaccessibleMessage)
        self.menu.tapped(held, choice, None if old or query.message is None else query.message.message_id)

    async def member(self, event: ChatMemberUpdated, held: Held, **_: Any) -> None:
        """A youth blocked the bot, or let it in again; the way back begins with /start.

        This comes in a queue of its own: who wrote since has let the bot in again.
        """
        if event.new_chat_member.status in OUT and held.chat.wrote <= int(event.date.timestamp()):
            self._safety.blocked(held)
