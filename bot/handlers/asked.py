"""What a youth answers to a worker's question: kept sealed, in their own words, and only then acted on.

The answer stands beside the words that were shown. A button of a question that is over answers nothing.
"""

from __future__ import annotations

from typing import Any

from bot.keyboards.buttons import KEEP
from bot.keyboards.screens import back_row
from bot.keyboards.screens import message as make_message
from bot.memory.chats import Held
from bot.outbox.scribe import Scribe
from bot.outbox.stage import Stage
from bot.sealing.keys import Refusal, b64u

LET_IN_FOR = 12 * 3_600_000  # a yes to one more circle holds for a shift


class Asked:
    """The youth's side of a question."""

    def __init__(self, stage: Stage, scribe: Scribe) -> None:
        """Use these rooms."""
        self._stage, self._scribe = stage, scribe

    def answer(self, held: Held, kind: str, yes: bool, message: int | None) -> None:
        """Take a yes or a no, tell the worker, and show what follows in the place of the question."""
        talk = held.chat.talk
        asked = talk.asked if talk is not None else None
        if talk is None or asked is None or asked["kind"] != kind or asked.get("agreed"):
            self._say(held, "ask.over", message)
            return
        words = asked["words"]
        consent: dict[str, Any] = {
            "t": "consent",
            "kind": kind,
            "accepted": yes,
            "audience": talk.audience,
            "to": asked["to"],
            "of": asked["of"],
            "phrase": f"{kind}.ask",
            "words": self._stage.words(held, f"{kind}.ask", **words),
            "bundle": (held.chat.flow or {}).get("bundle", ""),
            "reply": self._stage.words(held, f"{kind}.{'yes' if yes else 'no'}", **words),
            "lang": held.chat.lang,
        }
        before = talk.audience
        if kind == "audience" and yes:
            talk.audience |= asked["bit"]
            consent |= {"audience": talk.audience, "expires": held.now + LET_IN_FOR}
        if kind == "packet":
            consent |= self._scribe.vouch(held, asked["to"], asked["digest"], held.now + LET_IN_FOR if yes else None)
        try:
            talk.asked = {**asked, "agreed": held.now} if yes and kind == "transfer" else None
            mid = b64u(self._scribe.write(held, consent).mid)
        except Refusal as why:
            talk.audience = before
            if why.reason != "no-recipient" or talk.claimer is None:
                raise
            # Whoever asked is not there any more: nothing changes but that the youth is back in line, and is told.
            self._scribe.widen(held)
            self._say(held, "released", message, name=words["name"])
            return
        if kind == "audience" and yes:
            circle = asked["to"]
            talk.widened[circle] = [asked["bit"], held.now + LET_IN_FOR]
            self._scribe.ask(held, "audience", {"audience": talk.audience})
            keys = back_row(circle, self._stage.words(held, "audience.back"), self._stage.marks)
            self._stage.put(
                held, [make_message(self._stage.words(held, "audience.agreed"), keys)], edit=message, slot="note"
            )
            return
        if kind == "packet" and yes:
            talk.packets[asked["to"]] = {"of": mid, "done": False}
            keys = back_row(asked["to"], self._stage.words(held, "packet.back"), self._stage.marks, KEEP)
            said = make_message(self._stage.words(held, "packet.agreed", **words), keys)
            self._stage.put(held, [said], edit=message, slot="note")
            return
        if not yes and kind == "transfer":
            self._scribe.ask(held, "withdraw", {})
        self._say(held, f"{kind}.{'agreed' if yes else 'kept'}", message, **words)

    def take_back(self, held: Held, circle: str, message: int | None) -> None:
        """End what a youth had agreed to: nobody of this circle is sealed to any more, from now on."""
        talk = held.chat.talk
        if talk is None or circle not in talk.widened:
            self._say(held, "ask.over", message)
            return
        had = talk.claimer
        self._scribe.narrow_audience(held, circle, "audience.ended")
        self._say(held, "audience.ended", message)
        if had is not None and talk.claimer is None:
            self._stage.phrase(held, "back_in_line")

    def keep(self, held: Held, to: str, message: int | None) -> None:
        """Take back a yes to a hand-off; once it was handed over the truth is all that can be said."""
        talk = held.chat.talk
        given = talk.packets.get(to) if talk is not None else None
        if talk is None or given is None:
            self._say(held, "ask.over", message)
            return
        if given["done"]:
            self._say(held, "packet.gone", message)
            return
        consent = {
            "t": "consent",
            "kind": "packet",
            "accepted": False,
            "withdrawn": True,
            "audience": talk.audience,
            "to": to,
            "of": given["of"],
            "phrase": "packet.ended",
            "bundle": (held.chat.flow or {}).get("bundle", ""),
            "reply": self._stage.words(held, "packet.back"),
        }
        self._scribe.write(held, consent)
        del talk.packets[to]
        self._say(held, "packet.ended", message)

    def _say(self, held: Held, of: str, message: int | None, **words: Any) -> None:
        """Say a phrase in the place of the question."""
        self._stage.put(held, [make_message(self._stage.words(held, of, **words))], edit=message, slot="note")
