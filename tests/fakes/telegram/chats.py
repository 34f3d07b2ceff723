"""Chats and the messages in them, as the server keeps them and as Telegram writes them down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .limits import utf16

HOURS_48 = 48 * 3600


@dataclass
class Kept:
    """One message: what the server knows of it."""

    id: int
    chat: Chat
    sender: dict[str, Any]
    date: int
    text: str = ""
    kind: str = "text"
    # The media part of the message, like {"sticker": {...}}; empty for plain text.
    content: dict[str, Any] = field(default_factory=dict)
    entities: list[dict[str, Any]] = field(default_factory=list)
    markup: dict[str, Any] | None = None
    reply_to: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    edit_date: int = 0
    silent: bool = False
    protected: bool = False
    # The youth cleared it from this phone only; the bot can still reach it.
    hidden: bool = False
    # Counts in the order of what happened, for "since her last action": when it came, and when it last changed.
    arrived: int = 0
    changed: int = 0

    @property
    def from_bot(self) -> bool:
        """Say whether the bot wrote it."""
        return bool(self.sender["is_bot"])

    @property
    def buttons(self) -> list[list[dict[str, Any]]]:
        """Return the rows of its inline keyboard."""
        return self.markup.get("inline_keyboard", []) if self.markup else []

    def as_json(self, replied: bool = True) -> dict[str, Any]:
        """Return it as Telegram writes a message."""
        body: dict[str, Any] = {
            "message_id": self.id,
            "from": self.sender,
            "chat": self.chat.as_json(),
            "date": self.date,
        }
        if self.edit_date:
            body["edit_date"] = self.edit_date
        if replied and self.reply_to and (original := self.chat.messages.get(self.reply_to)):
            body["reply_to_message"] = original.as_json(replied=False)
        if self.protected:
            body["has_protected_content"] = True
        body |= self.content
        if self.text:
            words = "caption" if self.content else "text"
            body[words] = self.text
            if self.entities:
                body["caption_entities" if self.content else "entities"] = self.entities
        if self.buttons:
            body["reply_markup"] = {"inline_keyboard": self.buttons}
        return body | self.extra


@dataclass
class Chat:
    """A private chat or a group, and its messages by id."""

    id: int
    about: dict[str, Any]
    messages: dict[int, Kept] = field(default_factory=dict)
    # May the bot write here? The words with which it is refused otherwise.
    closed: str = ""
    typing_until: float = 0

    def as_json(self) -> dict[str, Any]:
        """Return it as Telegram writes a chat."""
        return {"id": self.id, **self.about}


def same_text(kept: Kept, text: str, entities: list[dict[str, Any]], markup: dict[str, Any] | None) -> bool:
    """Say whether an edit would change nothing."""
    before = (kept.text, kept.entities, kept.buttons)
    return before == (text, entities, (markup or {}).get("inline_keyboard", []))


def trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Cut white space around a text as Telegram does, and move its entities along."""
    left = utf16(text) - utf16(text.lstrip())
    text = text.strip()
    size = utf16(text)
    moved = []
    for entity in entities:
        begin = max(0, entity["offset"] - left)
        end = min(size, entity["offset"] + entity["length"] - left)
        if end > begin:
            moved.append({**entity, "offset": begin, "length": end - begin})
    return text, sorted(moved, key=lambda one: (one["offset"], -one["length"]))
