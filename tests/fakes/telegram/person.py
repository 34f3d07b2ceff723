"""A person with a phone: what they do in the chat with the bot."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from . import media
from .chats import Chat, Kept
from .entities import commands_in
from .groups import Group
from .limits import utf16
from .looking import Looking
from .refusals import NotOnScreen
from .screen import Bubble, Button, bubble_of
from .taps import Answer, Tap

if TYPE_CHECKING:
    from .practice import Practice

BLOCKED = "bot was blocked by the user"
NEVER_STARTED = "bot can't initiate conversation with a user"
GONE = "user is deactivated"
LONGEST = 4096


class Person(Looking):
    """A youth on Telegram. Every action is at once; what the bot does about it is waited for with `sees` and friends."""

    def __init__(self, practice: Practice, number: int, name: str, language: str) -> None:
        """Own phone `number`; the bot cannot write here before the person has pressed Start."""
        self.practice, self.number, self.name, self.language = practice, number, name, language
        self.id = 7_000_000_000 + secrets.randbelow(900_000_000)
        self.username = f"{name.lower()}_{secrets.token_hex(3)}"
        about = {"type": "private", "first_name": name, "username": self.username}
        self.chat = Chat(self.id, about, closed=NEVER_STARTED)
        practice.chats[self.id] = self.chat
        practice.owners[self.id] = self
        self.started = self.blocked = False
        # Taps that the bot has not answered yet; the phone shows them as busy.
        self.taps: list[Tap] = []
        self.clipboard = ""
        self.opened: list[str] = []
        self.toast: Answer | None = None
        self.notifications = []
        self.acted = 0
        self.version = 0

    @property
    def chat_id(self) -> int:
        """Return the chat's id, which in private is the person's."""
        return self.id

    def as_user(self) -> dict[str, Any]:
        """Return the person as a Telegram account."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "username": self.username,
            "language_code": self.language,
        }

    def start(self, payload: str = "") -> Bubble:
        """Press Start (or Restart), or follow a link with a payload."""
        if self.blocked:
            self.unblock()
        return self.send(f"/start {payload}".strip())

    def send(self, text: str, reply_to: Bubble | int | None = None) -> Bubble:
        """Send a text; a phone cuts one that is too long into several, and the last is returned."""
        text = text.strip()
        if not text:
            raise NotOnScreen("A phone does not send an empty message.")
        parts = list(pieces(text))
        for part in parts[:-1]:
            self._post(text=part, entities=commands_in(part))
        number = reply_to.id if isinstance(reply_to, Bubble) else reply_to
        return self._post(text=parts[-1], entities=commands_in(parts[-1]), reply_to=number)

    def edit(self, bubble: Bubble | int, text: str) -> Bubble:
        """Change a text (or caption) of one's own; the bot is told."""
        kept = self._own(bubble)
        kept.text, kept.entities = text.strip(), commands_in(text.strip())
        kept.edit_date = int(self.practice.clock.now())
        self._act()
        self.practice.changed(kept)
        self.practice.updates.post("edited_message", kept.as_json(), self.id)
        return bubble_of(kept)

    def heart(self, bubble: Bubble | int) -> None:
        """Put a heart on a message of one's own: the bot is told as of an edit, with no time at which it was edited."""
        self._act()
        self.practice.updates.post("edited_message", self._own(bubble).as_json(), self.id)

    def tap(self, label: str | Button, on: Bubble | None = None) -> Tap:
        """Tap a button that is on the screen now, the newest with this label."""
        if isinstance(label, Button):
            return self._press(self.button(label.label, self.bubble_with(label.message_id)))
        return self._press(self.button(label, on))

    def tap_late(self, button: Button) -> Tap:
        """Tap a button seen earlier, as a phone does that has not heard of the change yet."""
        return self._press(button)

    def photo(self, caption: str = "") -> Bubble:
        """Send a photo."""
        return self._post(kind="photo", content=media.photo(), text=caption)

    def video(self, caption: str = "") -> Bubble:
        """Send a video."""
        return self._post(kind="video", content=media.video(), text=caption)

    def document(
        self, caption: str = "", name: str = "notes.pdf", mime_type: str = "application/pdf", size: int = 52_000
    ) -> Bubble:
        """Send a file; a photo sent as a file keeps everything that the camera wrote into it."""
        return self._post(kind="document", content=media.document(name, mime_type, size), text=caption)

    def gif(self, caption: str = "") -> Bubble:
        """Send a moving picture."""
        return self._post(kind="gif", content=media.gif(), text=caption)

    def voice(self) -> Bubble:
        """Send a voice note."""
        return self._post(kind="voice", content=media.voice())

    def video_note(self) -> Bubble:
        """Send a round video."""
        return self._post(kind="video_note", content=media.video_note())

    def sticker(self, emoji: str = "😢") -> Bubble:
        """Send a sticker."""
        return self._post(kind="sticker", content=media.sticker(emoji))

    def dice(self) -> Bubble:
        """Throw a die."""
        return self._post(kind="dice", content=media.dice())

    def poll(self) -> Bubble:
        """Send a poll."""
        return self._post(kind="poll", content=media.poll())

    def checklist(self) -> Bubble:
        """Send a list of things to tick off."""
        return self._post(kind="checklist", content=media.checklist())

    def rich(self) -> Bubble:
        """Pass on a text with headings and tables that another bot wrote."""
        return self._post(kind="rich message", content=media.rich())

    def location(self, latitude: float = 49.767, longitude: float = -94.489) -> Bubble:
        """Send the exact place where the phone is."""
        return self._post(kind="location", content=media.location(latitude, longitude))

    def contact(self, phone_number: str = "+15555550123", first_name: str = "Me") -> Bubble:
        """Send a telephone number."""
        return self._post(kind="contact", content=media.contact(phone_number, first_name, self.id))

    def album(self, number: int = 3, caption: str = "") -> list[Bubble]:
        """Send several photos at once: as many updates with one group id."""
        group = {"media_group_id": str(secrets.randbelow(10**17))}
        return [
            self._post(kind="photo", content=media.photo(), text=caption if one == 0 else "", extra=group)
            for one in range(number)
        ]

    def forward(self, text: str) -> Bubble:
        """Pass on what somebody hidden wrote elsewhere."""
        origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": int(self.practice.clock.now()) - 3600}
        return self._post(text=text, extra={"forward_origin": origin})

    def block(self) -> None:
        """Block the bot; it is told, and cannot write any more."""
        self.blocked, self.chat.closed = True, BLOCKED
        self._member("member", "kicked")

    def unblock(self) -> None:
        """Take the block back."""
        self.blocked, self.chat.closed = False, "" if self.started else NEVER_STARTED
        self._member("kicked", "member")

    def delete_account(self) -> None:
        """Leave Telegram for good."""
        self.chat.closed = GONE
        self._act()

    def clear_chat(self, both: bool = False) -> None:
        """Empty the chat on this phone, or on both sides; the bot is not told."""
        for kept in list(self.chat.messages.values()):
            self.delete(kept.id, both)

    def delete(self, bubble: Bubble | int, both: bool = False) -> None:
        """Delete one message on this phone, or on both sides; the bot is not told."""
        kept = self.chat.messages[bubble.id if isinstance(bubble, Bubble) else bubble]
        self._act()
        if both:
            self.practice.remove(kept)
        else:
            kept.hidden = True
            self.practice.touched(self.chat)

    def speak(self, language: str) -> None:
        """Switch the phone's language; the bot sees it with the next message."""
        self.language = language
        self.practice.touched(self.chat)

    def add_bot_to_group(self, title: str = "Friends") -> Group:
        """Add the bot to a group."""
        return Group(self.practice, self, title)

    def open_chat(self) -> None:
        """Unlock the phone and read: the notifications go."""
        self._act()

    def _press(self, button: Button) -> Tap:
        self._act()
        tap = self.practice.tapped(self, button)
        if button.kind == "callback":
            kept = self.chat.messages.get(button.message_id)
            # A message that is gone can still be tapped on a phone that lags behind; the bot cannot see it any more.
            gone = {"message_id": button.message_id, "chat": self.chat.as_json(), "date": 0}
            body = {
                "id": tap.id,
                "from": self.as_user(),
                "message": kept.as_json() if kept else gone,
                "chat_instance": str(self.id * 31),
                "data": button.value,
            }
            self.practice.updates.post("callback_query", body, self.id)
            return tap
        if button.kind == "copy":
            self.clipboard = button.value
        else:
            self.opened.append(button.value)
        tap.end("Copied to your clipboard" if button.kind == "copy" else "", False)
        return tap

    def _own(self, bubble: Bubble | int) -> Kept:
        kept = self.chat.messages.get(bubble.id if isinstance(bubble, Bubble) else bubble)
        if kept is None or kept.from_bot or kept.hidden:
            raise NotOnScreen(f"There is no message of mine to edit.\n{self.screen_text()}")
        return kept

    def _post(self, **what: Any) -> Bubble:
        if self.blocked:
            raise NotOnScreen("The bot is blocked on this phone: unblock it first.")
        self.started, self.chat.closed = True, ""
        kept = self.practice.keep(self.chat, self.as_user(), **what)
        self._act()
        self.practice.updates.post("message", kept.as_json(), self.id)
        return bubble_of(kept)

    def _member(self, before: str, after: str) -> None:
        self._act()
        self.practice.bot_became(self.chat, self.as_user(), before, after)

    def _act(self) -> None:
        """Note that the person has just done something: what they had not read yet, they have now."""
        self.acted = self.practice.tick()
        self.toast = None
        self.practice.touched(self.chat)


def pieces(text: str) -> list[str]:
    """Cut a text as a phone does, at 4096 units, without cutting a letter in two."""
    found, piece, size = [], "", 0
    for letter in text:
        width = utf16(letter)
        if size + width > LONGEST:
            found.append(piece)
            piece, size = "", 0
        piece, size = piece + letter, size + width
    return [*found, piece]
