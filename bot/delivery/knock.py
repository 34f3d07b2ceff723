"""Holds news back from a phone that may be in other hands, and shows it when the youth comes back.

After ten idle minutes nothing but a neutral stub is pushed, once; what it stands for waits by name: a frame, a phrase, a door.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.keyboards.screens import back_row, message, open_row
from bot.memory.chats import Held
from bot.outbox import asking
from bot.outbox.stage import Stage
from bot.sealing.keys import b64u

IDLE = 600_000
DAY = 86_400_000
REPLY = ("conversation", "cursor", "mid", "slot", "name", "again")  # an older bot kept neither name nor mid


class Knock:
    """The one way by which news reach a youth."""

    def __init__(self, stage: Stage, idle: int = IDLE) -> None:
        """Use these screens."""
        self._stage, self._idle = stage, idle
        self.while_so: dict[str, Callable[[Held], bool]] = {}  # phrases that are told only while they are true

    def tell(self, held: Held, news: dict[str, Any]) -> None:
        """Show news now, or knock and keep them; behind the decoy only keep them (A1)."""
        chat = held.chat
        if not chat.frozen and not chat.held and not chat.went and held.now - chat.seen < self._idle:
            self._show(held, news)
            return
        if not chat.frozen and not chat.knocked:
            edition = self._stage.edition(held.now)
            keys = open_row(edition.phrase(chat.lang, "knock.open"), self._stage.marks)
            self._stage.put(held, [message(edition.phrase(chat.lang, "knock"), keys)], slot="knock")
            chat.knocked = held.now
            chat.wipe = chat.wipe or held.now + DAY
        chat.held.append({**news, "at": held.now})

    def release(self, held: Held) -> None:
        """The youth is here: take the stub away, and show what waited, in order."""
        chat = held.chat
        if chat.frozen:
            return
        if chat.knocked:
            held.send({"op": "unreply", "slot": "knock"})
        waiting = [news for news in chat.held if self.while_so.get(news.get("name", ""), _always)(held)]
        if (
            chat.knocked and not waiting and chat.talk is not None and not chat.went
        ):  # what they were called for is over
            waiting = [{"t": "door", "name": "chat", "edit_slot": None}]
        chat.held, chat.knocked = [], 0
        for news in waiting:
            self._show(held, news)

    def reply(
        self, held: Held, conversation: bytes, cursor: int, mid: bytes, name: str, corrects: bytes | None = None
    ) -> None:
        """Tell a worker's words, under the name that the youth knows; they are opened only when they leave."""
        self.tell(
            held,
            {
                "t": "reply",
                "conversation": b64u(conversation),
                "cursor": cursor,
                "mid": b64u(mid),
                "slot": f"r{b64u(corrects or mid)}",
                "name": name,
                "again": corrects is not None,
            },
        )

    def phrase(
        self,
        held: Held,
        of: str,
        /,
        edit_slot: str | None = None,
        slot: str = "note",
        numbers: bool = False,
        back: str | None = None,
        **words: Any,
    ) -> None:
        """Tell one of the content's phrases, where asked with the crisis numbers, or a way to let this circle in no longer."""
        news = {"t": "phrase", "name": of, "edit_slot": edit_slot, "slot": slot, "numbers": numbers, "words": words}
        self.tell(held, {**news, "back": back} if back else news)

    def door(self, held: Held, name: str, edit_slot: str | None = None) -> None:
        """Tell by one of the content's screens."""
        self.tell(held, {"t": "door", "name": name, "edit_slot": edit_slot})

    def question(self, held: Held) -> None:
        """Tell a question that a worker asks, with a yes and a no; it is dropped when it is over before it is seen."""
        asked = held.chat.talk.asked if held.chat.talk is not None else None
        if asked is not None:
            self.tell(held, {"t": "question", "of": asked["of"]})

    def _show(self, held: Held, news: dict[str, Any]) -> None:
        """Put news into the outbox."""
        held.chat.clear = False
        if news["t"] == "sent":
            held.send(news["what"], news["lane"])  # it stood in the outbox when the safe word hid the chat
        elif news["t"] == "reply":
            held.send({"op": "reply", **{name: news[name] for name in REPLY if name in news}})
        elif news["t"] == "question":
            self._show_question(held, news)
        elif news["t"] == "door":
            effects = self._stage.door(held, news["name"])
            slot = news["edit_slot"] or "screen"
            self._stage.put(
                held, self._stage.messages(held, effects), slot=slot, edit_slot=news["edit_slot"], news=True
            )
        else:
            slot = news["edit_slot"] or news.get("slot", "note")
            if news["numbers"]:
                said = self._stage.beside_numbers(held, news["name"], **news["words"])
            else:
                keys = None
                if back := news.get("back"):
                    keys = back_row(back, self._stage.words(held, "audience.back"), self._stage.marks)
                words = self._stage.words(held, news["name"], **news["words"])
                said = [message(words, keys)]
            self._stage.put(held, said, slot=slot, edit_slot=news["edit_slot"], news=True)

    def _show_question(self, held: Held, news: dict[str, Any]) -> None:
        """Put a question into the outbox, if it is still the one that waits for an answer."""
        asked = held.chat.talk.asked if held.chat.talk is not None else None
        if asked is not None and asked["of"] == news["of"]:
            asking.show(self._stage, held, asked)


def _always(_: Held) -> bool:
    """Let it be told: what happened stays so."""
    return True
