"""A group that somebody adds the bot to, against its will."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from .chats import Chat

if TYPE_CHECKING:
    from .person import Person
    from .practice import Practice

LEFT = "bot is not a member of the group chat"


class Group:
    """A group chat of one person and the bot."""

    def __init__(self, practice: Practice, owner: Person, title: str) -> None:
        """Make the group and add the bot; it is told twice, as Telegram does."""
        self.practice, self.owner = practice, owner
        about = {"type": "group", "title": title}
        self.chat = Chat(-(1_000_000_000 + secrets.randbelow(900_000_000)), about)
        practice.chats[self.chat.id] = self.chat
        practice.groups[self.chat.id] = self
        self.bot_is_in = True
        practice.bot_became(self.chat, owner.as_user(), "left", "member")
        self._post(kind="service", content={"group_chat_created": True})

    def send(self, text: str) -> None:
        """Write into the group."""
        self._post(text=text)

    def bot_leaves(self) -> None:
        """Take the bot out, by its own call."""
        self.bot_is_in, self.chat.closed = False, LEFT
        self.practice.bot_became(self.chat, self.practice.account.as_user(), "member", "left")

    def _post(self, **what: Any) -> None:
        kept = self.practice.keep(self.chat, self.owner.as_user(), **what)
        if self.bot_is_in:
            self.practice.updates.post("message", kept.as_json(), self.chat.id)
