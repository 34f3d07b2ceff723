"""What a youth answers to a worker's question: kept sealed, in their own words, and only then acted on.

The answer stands beside the words that were on the screen. A button answers the question that it stood under and no other,
and typed words count as one only while that question is on the screen (decision 0125).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from bot.keyboards.buttons import ASKED, BACK, KEEP, answer, apart
from bot.keyboards.screens import back_row, keep_row
from bot.keyboards.screens import message as make_message
from bot.memory.chat import Talk
from bot.memory.chats import Chats, Held
from bot.outbox.asking import filling, slot
from bot.outbox.scribe import Scribe
from bot.outbox.stage import Stage
from bot.sealing.keys import Refusal, b64u

LET_IN_FOR = 12 * 3_600_000  # a yes to one more circle holds for a shift
TWICE = 10_000  # a thumb that presses again within this time means the same press
Answer = Callable[[], None]


class Asked:
    """The youth's side of a question."""

    def __init__(self, chats: Chats, stage: Stage, scribe: Scribe) -> None:
        """Use these rooms."""
        self._chats, self._stage, self._scribe = chats, stage, scribe

    def tapped(self, held: Held, choice: str, message: int | None) -> Answer | None:
        """Return what a button of a question does, of one that is over too; None for every other button."""
        choice, of = apart(choice)
        for kind in ASKED:
            for yes in (True, False):
                if choice == answer(kind, yes):
                    return partial(self._answer, held, kind, yes, of, message)
        if choice.startswith(BACK):
            return partial(self._take_back, held, choice.removeprefix(BACK), message)
        if choice.startswith(KEEP):
            return partial(self._keep, held, choice.removeprefix(KEEP), of, message)
        return None

    async def typed(self, held: Held, text: str) -> Answer | None:
        """Return what words do that are typed in place of a button that stands there; None when they are words for people."""
        talk = held.chat.talk
        if talk is None or self._stage.quiet(held):
            return None
        asked = talk.asked or {}
        for yes in (True, False):
            label = asked.get("shown", {}).get("yes" if yes else "no", "")
            if label and not asked.get("agreed") and self._stage.alike(text, label):
                if not await self._chats.on_screen(held.chat.mac, slot(asked["of"])):
                    return None  # it waits behind a knock, or on its way: nobody says yes to what they have not seen
                return partial(self._answer, held, asked["kind"], yes, self._mark(asked["of"]), None)
        return self._typed_back(held, talk, text)

    def _typed_back(self, held: Held, talk: Talk, text: str) -> Answer | None:
        """Take back what was agreed to last, as the button under it would; the label counts in every language that it may stand in."""
        edition = self._stage.library.current
        circle, packet = (
            bool(given) and self._says(text, [edition.phrase(lang, f"{kind}.back") for lang in edition.langs])
            for kind, given in (("audience", talk.widened), ("packet", talk.packets))
        )
        stands: list[tuple[int, Answer]] = []
        over: list[tuple[int, Answer]] = []
        for one, (_, until) in talk.widened.items() if circle else ():
            stands.append((until - LET_IN_FOR, partial(self._take_back, held, one, None)))
        for to, given in talk.packets.items() if packet else ():
            keep = partial(self._keep, held, to, self._mark(given.get("asked", "")), None)
            (over if given["done"] else stands).append((given.get("at", 0), keep))
        return max(stands or over, key=lambda one: one[0], default=(0, None))[1]

    def _says(self, text: str, labels: list[str]) -> bool:
        """Whether a text is one of these labels."""
        return any(self._stage.alike(text, label) for label in labels)

    def _mark(self, of: str) -> str:
        """Return what the buttons of a question carry."""
        return self._stage.marks.question(of)

    def _answer(self, held: Held, kind: str, yes: bool, of: str, message: int | None) -> None:
        """Take a yes or a no, tell the worker, and show what follows in the place of the question."""
        talk = held.chat.talk
        asked = talk.asked if talk is not None else None
        if (before := _just(held)) is not None and of == self._mark(before["of"]):
            if yes != before["yes"]:
                self._say(held, "ask.over", None)  # below what the first press did, which stays
            return
        here = talk is not None and asked is not None and asked["kind"] == kind and "shown" in asked
        if talk is None or asked is None or not here or of != self._mark(asked["of"]):
            self._say(held, "ask.over", message)
            return
        shown, words = asked["shown"], filling(self._stage, held, asked)
        consent: dict[str, Any] = {
            "t": "consent",
            "kind": kind,
            "accepted": yes,
            "audience": talk.audience,
            "to": asked["to"],
            "of": asked["of"],
            "phrase": f"{kind}.ask",
            "words": shown["words"],
            "bundle": shown["bundle"],
            "reply": shown["yes" if yes else "no"],
            "lang": shown["lang"],
        }
        audience = talk.audience
        if kind == "audience" and yes:
            talk.audience |= asked["bit"]
            consent |= {"audience": talk.audience, "expires": held.now + LET_IN_FOR}
        if kind == "packet":
            consent |= self._scribe.vouch(held, asked["to"], asked["digest"], held.now + LET_IN_FOR if yes else None)
        try:
            mid = b64u(self._scribe.write(held, consent).mid)
        except Refusal as why:
            talk.audience = audience
            if why.reason != "no-recipient" or talk.claimer is None:
                raise
            # Whoever asked is not there any more: nothing changes but that the youth is back in line, and is told.
            self._scribe.widen(held)
            self._say(held, "released", message, name=words["name"])
            return
        talk.answered = {"of": asked["of"], "yes": yes, "at": held.now}
        talk.asked = {**asked, "agreed": held.now} if yes and kind == "transfer" else None
        if message is None:  # typed below it: the buttons answer nothing more
            held.send({"op": "unreply", "slot": slot(asked["of"])})
        if kind == "audience" and yes:
            circle = asked["to"]
            talk.widened[circle] = [asked["bit"], held.now + LET_IN_FOR]
            self._scribe.ask(held, "audience", {"audience": talk.audience})
            keys = back_row(circle, self._stage.words(held, "audience.back"), self._stage.marks)
            self._stage.put(
                held,
                [make_message(self._stage.words(held, "audience.agreed"), keys)],
                edit=message,
                slot="note",
                spent=True,
            )
            return
        if kind == "packet" and yes:
            talk.packets[asked["to"]] = {"of": mid, "done": False, "asked": asked["of"], "at": held.now}
            keys = keep_row(asked["to"], self._stage.words(held, "packet.back"), self._stage.marks, asked["of"])
            said = make_message(self._stage.words(held, "packet.agreed", **words), keys)
            self._stage.put(held, [said], edit=message, slot="note", spent=True)
            return
        if not yes and kind == "transfer":
            self._scribe.ask(held, "withdraw", {})
        self._say(held, f"{kind}.{'agreed' if yes else 'kept'}", message, **words)

    def _take_back(self, held: Held, circle: str, message: int | None) -> None:
        """End what a youth had agreed to: nobody of this circle is sealed to any more, from now on."""
        talk, before = held.chat.talk, _just(held)
        if talk is None or circle not in talk.widened:
            if before is None or before["of"] != BACK + circle:
                self._say(held, "ask.over", message)
            return
        had = talk.claimer
        talk.answered = {"of": BACK + circle, "yes": False, "at": held.now}
        self._scribe.narrow_audience(held, circle, "audience.ended")
        self._say(held, "audience.ended", message)
        if had is not None and talk.claimer is None:
            self._stage.phrase(held, "back_in_line")

    def _keep(self, held: Held, to: str, of: str, message: int | None) -> None:
        """Take back a yes to a hand-off; once it was handed over the truth is all that can be said."""
        talk = held.chat.talk
        given = talk.packets.get(to) if talk is not None else None
        if talk is None or given is None or of != self._mark(given.get("asked", "")):
            before = _just(held)
            if before is None or before["of"] != KEEP + of:
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
        talk.answered = {"of": KEEP + of, "yes": False, "at": held.now}
        self._say(held, "packet.ended", message)

    def _say(self, held: Held, of: str, message: int | None, **words: Any) -> None:
        """Say a phrase in the place of the question."""
        self._stage.put(
            held, [make_message(self._stage.words(held, of, **words))], edit=message, slot="note", spent=True
        )


def _just(held: Held) -> dict[str, Any] | None:
    """Return what was answered a moment ago: a thumb that presses twice must not see it taken for something old."""
    before = held.chat.talk.answered if held.chat.talk is not None else None
    return before if before is not None and held.now - before["at"] < TWICE else None
