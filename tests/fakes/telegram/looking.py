"""A person's eyes: what the screen and the lock screen show, and waiting until they show something."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from .chats import Chat, Kept
from .clock import PATIENCE
from .refusals import NotOnScreen
from .screen import Bubble, Button, Notification, bubble_of, notification_of

if TYPE_CHECKING:
    from .practice import Practice

Found = TypeVar("Found")


class Looking:
    """What a person can see of the chat with the bot, and wait for."""

    practice: Practice
    chat: Chat
    name: str
    language: str
    acted: int
    # Every notification that this phone ever showed.
    notifications: list[Notification]

    def shown(self) -> list[Kept]:
        """Return the messages that are on this phone, oldest first."""
        return [kept for kept in self.chat.messages.values() if not kept.hidden]

    def screen(self) -> list[Bubble]:
        """Return the chat as it stands on the screen now, oldest first."""
        return [bubble_of(kept) for kept in self.shown()]

    def screen_text(self) -> str:
        """Return the screen as a person would read it out."""
        return "\n".join(str(bubble) for bubble in self.screen()) or "(an empty chat)"

    def bubble(self, words: str) -> Bubble:
        """Return the newest bubble that has these words."""
        if found := self._with(words):
            return found
        raise NotOnScreen(f'"{words}" is not on the screen of {self.name}:\n{self.screen_text()}')

    def bubble_with(self, message_id: int) -> Bubble:
        """Return the bubble of this message."""
        for bubble in self.screen():
            if bubble.id == message_id:
                return bubble
        raise NotOnScreen(f"Message {message_id} is not on the screen of {self.name}:\n{self.screen_text()}")

    def buttons(self) -> list[str]:
        """Return the labels of all buttons on the screen."""
        return [button.label for bubble in self.screen() for row in bubble.buttons for button in row]

    def button(self, label: str, on: Bubble | None = None) -> Button:
        """Return the button with this label, on this bubble or on the newest that has it."""
        if found := self._button(label, on):
            return found
        raise NotOnScreen(f'No button "{label}" on the screen of {self.name}:\n{self.screen_text()}')

    @property
    def typing(self) -> bool:
        """Say whether the bot is shown as typing."""
        return self.chat.typing_until > self.practice.clock.now()

    def lock_screen(self) -> list[Notification]:
        """Return the notifications that lie on the lock screen now: what came since the person last did something."""
        title = self.practice.account.shown_name(self.language)
        return [notification_of(kept, title) for kept in self.shown() if kept.from_bot and kept.arrived > self.acted]

    async def until(self, look: Callable[[], Found], what: str, timeout: float = PATIENCE) -> Found:
        """Wait until `look` finds something true, and return it; fail with the screen printed."""

        def says() -> str:
            return f"{self.name} waited {timeout:g} s for {what}. The screen:\n{self.screen_text()}"

        return await self.practice.bell.until(look, timeout, says)

    async def sees(self, words: str, timeout: float = PATIENCE) -> Bubble:
        """Wait for a bubble of the bot that has these words."""
        found = await self.until(lambda: self._with(words, mine=False), f'"{words}"', timeout)
        assert found
        return found

    async def sees_no(self, words: str, timeout: float = PATIENCE) -> None:
        """Wait until no bubble has these words any more."""
        await self.until(lambda: not self._with(words), f'"{words}" to go', timeout)

    async def sees_button(self, label: str, timeout: float = PATIENCE) -> Button:
        """Wait for a button."""
        found = await self.until(lambda: self._button(label, None), f'a button "{label}"', timeout)
        assert found
        return found

    async def answered(self, timeout: float = PATIENCE) -> Bubble:
        """Wait for the first bubble that the bot sent or changed since the person last did something."""

        def news() -> Kept | None:
            late = [kept for kept in self.shown() if kept.from_bot and kept.changed > self.acted]
            return min(late, key=lambda kept: kept.changed, default=None)

        found = await self.until(news, "an answer", timeout)
        assert found
        return bubble_of(found)

    async def sees_notification(self, words: str, timeout: float = PATIENCE) -> Notification:
        """Wait for a notification that has these words."""

        def look() -> Notification | None:
            return next((one for one in self.lock_screen() if words in one.text), None)

        found = await self.until(look, f'a notification "{words}"', timeout)
        assert found
        return found

    def _with(self, words: str, mine: bool | None = None) -> Bubble | None:
        for kept in reversed(self.shown()):
            if words in kept.text and mine in (None, not kept.from_bot):
                return bubble_of(kept)
        return None

    def _button(self, label: str, on: Bubble | None) -> Button | None:
        for bubble in reversed(self.screen()):
            if on is None or bubble.id == on.id:
                for row in bubble.buttons:
                    for button in row:
                        if button.label == label:
                            return button
        return None
