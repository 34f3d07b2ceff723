"""What a youth sees: the bubbles of the chat, the buttons under them, and the notifications on the lock screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .chats import Kept

# A lock screen shows about this many letters of a message.
FIRST_WORDS = 140
WITHOUT_WORDS = {
    "photo": "Photo",
    "video": "Video",
    "document": "File",
    "gif": "GIF",
    "voice": "Voice message",
    "video_note": "Video message",
    "dice": "Dice",
    "poll": "Poll",
    "location": "Location",
    "contact": "Contact",
}


@dataclass(frozen=True)
class Button:
    """A button under a message, as it was when somebody looked."""

    label: str
    kind: str
    value: str
    message_id: int


@dataclass(frozen=True)
class Bubble:
    """A message as it stands on the screen, as it was when somebody looked."""

    id: int
    mine: bool
    kind: str
    text: str
    entities: tuple[dict[str, Any], ...]
    buttons: tuple[tuple[Button, ...], ...]
    edited: bool
    silent: bool
    protected: bool
    at: int
    reply_to: int | None
    # What a sticker or a die stands for.
    emoji: str

    def __str__(self) -> str:
        """Print it as a person would read it."""
        what = "" if self.kind == "text" else f"[{self.kind}] "
        rows = ["    " + " ".join(f"( {button.label} )" for button in row) for row in self.buttons]
        edited = "  (edited)" if self.edited else ""
        return "\n".join([f"{'me ' if self.mine else 'bot'} {what}{self.text}{edited}", *rows])


@dataclass(frozen=True)
class Notification:
    """What the lock screen shows of one message."""

    title: str
    text: str
    silent: bool
    at: int
    message_id: int


def bubble_of(kept: Kept) -> Bubble:
    """Return a message as a phone shows it."""
    return Bubble(
        id=kept.id,
        mine=not kept.from_bot,
        kind=kept.kind,
        text=kept.text,
        entities=tuple(kept.entities),
        buttons=tuple(tuple(button_of(button, kept.id) for button in row) for row in kept.buttons),
        edited=bool(kept.edit_date),
        silent=kept.silent,
        protected=kept.protected,
        at=kept.date,
        reply_to=kept.reply_to,
        emoji=str((kept.content.get("sticker") or kept.content.get("dice") or {}).get("emoji", "")),
    )


def button_of(button: dict[str, Any], message_id: int) -> Button:
    """Return a button as a phone shows it."""
    for kind, value in (
        ("callback", button.get("callback_data")),
        ("url", button.get("url")),
        ("copy", (button.get("copy_text") or {}).get("text")),
        ("web_app", (button.get("web_app") or {}).get("url")),
    ):
        if value is not None:
            return Button(button["text"], kind, str(value), message_id)
    return Button(button["text"], "other", "", message_id)


def notification_of(kept: Kept, title: str) -> Notification:
    """Return what the lock screen shows: the sender's name and the first words, spoilers covered."""
    words = covered(kept.text, kept.entities) or WITHOUT_WORDS.get(kept.kind, "")
    words = " ".join(words.split())
    if len(words) > FIRST_WORDS:
        words = words[: FIRST_WORDS - 1].rstrip() + "…"
    return Notification(title, words, kept.silent, kept.date, kept.id)


def covered(text: str, entities: list[dict[str, Any]]) -> str:
    """Cover what is marked as a spoiler, as notifications do."""
    units = text.encode("utf-16-le", "surrogatepass")
    for entity in entities:
        if entity["type"] == "spoiler":
            begin, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
            units = units[:begin] + "▒".encode("utf-16-le") * entity["length"] + units[end:]
    return units.decode("utf-16-le", "replace")
