"""Before anything leaves the line the youth sees every word of it, and says yes or no.

What is shown is exactly what leaves, or nothing leaves: the yes is signed over its hash. Afterwards the youth is told when
it was handed over, and when it was taken back before anybody read it. Nobody is asked two things at once: whoever asks while
another question stands is told so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from bot.delivery.knock import Knock
from bot.keyboards.buttons import RECEIVERS
from bot.keyboards.words import units, whole
from bot.memory.chat import Talk
from bot.memory.chats import Held
from bot.outbox.asking import take_off
from bot.outbox.scribe import Scribe
from bot.outbox.stage import Stage
from bot.sealing.keys import b64u
from bot.sealing.open import Received

LONGEST = 3000  # with its first line it fits in one message of Telegram's, which is shown whole


class Handing:
    """What a worker asks about a hand-off packet, as the youth learns it."""

    def __init__(self, stage: Stage, knock: Knock, scribe: Scribe, name: Callable[[Talk, bytes], str]) -> None:
        """Use these rooms; `name` is what the youth calls a worker."""
        self._stage, self._knock, self._scribe, self._name = stage, knock, scribe, name

    def take(self, held: Held, talk: Talk, got: Received, cursor: int) -> None:
        """Show what would leave, take the question back, or say that it was handed over."""
        payload = got.payload or {}
        to = payload.get("to")
        if "done" in payload:
            self._done(held, talk, to, payload)
            return
        if got.sender != talk.claimer and got.sender not in talk.joined:
            return
        if talk.asked is not None and talk.asked["kind"] != "packet":
            if to is not None:
                self._scribe.busy(held, "packet", to, b64u(got.mid))
            return
        take_off(held)
        text = payload.get("text")
        if to not in RECEIVERS or not isinstance(text, str) or not fits(text):  # None: the worker thought better of it
            return
        digest = b64u(hashlib.sha256(text.encode()).digest())
        name = self._name(talk, got.sender)
        who = {"by": got.sender.hex(), "words": {"name": name}}
        talk.asked = {"kind": "packet", "to": to, "of": b64u(got.mid), **who, "digest": digest}
        self._knock.reply(held, talk.id, cursor, got.mid, name)
        self._knock.question(held)

    def _done(self, held: Held, talk: Talk, to: Any, payload: dict[str, Any]) -> None:
        """Tell the truth about what the youth had agreed to: handed over, or taken back unread."""
        given = talk.packets.get(str(to))
        if given is None or given["of"] != payload.get("of"):
            return
        given["done"] = payload["done"] is True
        who = self._stage.words(held, f"packet.who.{to}")
        self._knock.phrase(held, "packet.done" if given["done"] else "packet.undone", who=who)


def fits(text: str) -> bool:
    """Say whether a text can be shown exactly as it is, in one piece."""
    return 0 < units(text) <= LONGEST and text == text.strip() and whole(text) == text
