"""A tap on a button, and the answer that stops its little clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .clock import PATIENCE

if TYPE_CHECKING:
    from .person import Person
    from .screen import Button


@dataclass(frozen=True)
class Answer:
    """What the phone shows at the end of a tap: nothing, a short text, or a window to close."""

    text: str
    alert: bool


class Tap:
    """One press of a button; `answered` once the bot said so."""

    def __init__(self, id: str, person: Person, button: Button, expires: float) -> None:
        """Begin unanswered."""
        self.id, self.person, self.button, self.expires = id, person, button, expires
        self.result: Answer | None = None

    @property
    def answered(self) -> bool:
        """Say whether the bot has answered it."""
        return self.result is not None

    def end(self, text: str, alert: bool) -> None:
        """Take the bot's answer."""
        self.result = Answer(text, alert)
        self.person.taps.remove(self)
        self.person.toast = self.result if text else None
        self.person.practice.touched(self.person.chat)

    async def answer(self, timeout: float = PATIENCE) -> Answer:
        """Wait for the bot's answer."""
        await self.person.until(lambda: self.answered, "the tap to be answered", timeout)
        assert self.result
        return self.result
