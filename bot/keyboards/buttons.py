"""Buttons whose data tells nothing: an opaque mark of ten bytes stands for each choice.

The mark is an HMAC of the choice under the host secret, so a forged or foreign one stands for nothing. Marks are
worked out once for each edition of the content; the bot's own buttons begin with "!". A button under a question carries a
second mark, of that question alone: a yes to what was asked before is no yes to what is asked now (decision 0125).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from typing import Any

OPEN = "!open"
LANG = "!lang."
BACK = "!back."  # a youth takes back that this circle may come in
AWAY = "!away."  # a youth takes away a message that stays, in the language in which they got it
OF = "/"  # between a choice and the question that it belongs to
NOTE = "!note"  # a youth takes their note back
KEEP = "!keep."  # a youth takes back that something may be handed to this kind of receiver
RECEIVERS = ("police", "child_protection", "court", "hospital")
CIRCLES = ("community", "indigenous", "child_protection", "police")
ASKED = {"transfer", "audience", "packet"}  # what a worker may ask a youth, each with a yes and a no


def answer(kind: str, yes: bool) -> str:
    """Name the answer to a question of this kind; another kind has buttons of its own, so that none answers for it."""
    return f"!{kind}.{'yes' if yes else 'no'}"


def apart(choice: str) -> tuple[str, str]:
    """Return a choice and the mark of the question that it belongs to; nothing for a button that belongs to none."""
    choice, _, of = choice.partition(OF)
    return choice, of


class Marks:
    """The two-way list of choices and their marks."""

    def __init__(self, mac: Callable[[str, bytes], bytes]) -> None:
        """Begin with our own buttons only."""
        self._mac = mac
        self._of: dict[str, str] = {}
        self._choice: dict[str, str] = {}
        self._edition = ""

    def learn(self, bundle: Mapping[str, Any], langs: Iterable[str]) -> None:
        """Know every choice of an edition; choices of earlier editions stay known, so that an old button is not an error."""
        if self._edition == bundle["id"]:
            return
        self._edition = bundle["id"]
        for step, node in bundle["steps"].items():
            for choice in node.get("choices", []):
                self.mark(f"{step}.{choice['id']}")
        for always in bundle["always"]:
            self.mark(always)
        for line in bundle["lexicon"]:
            self.mark("~" + line["cat"])
        answers = [answer(kind, yes) for kind in sorted(ASKED) for yes in (True, False)]
        backs = [BACK + circle for circle in CIRCLES] + [KEEP + kind for kind in RECEIVERS]
        for own in (
            "~on",
            OPEN,
            NOTE,
            *answers,
            *backs,
            *(LANG + lang for lang in langs),
            *(AWAY + lang for lang in langs),
        ):
            self.mark(own)

    def mark(self, choice: str) -> str:
        """Return the mark of a choice."""
        found = self._of.get(choice)
        if found is None:
            found = base64.urlsafe_b64encode(self._mac("button", choice.encode())[:9]).decode()
            self._of[choice], self._choice[found] = found, choice
        return found

    def asked(self, choice: str, of: str) -> str:
        """Return the mark of a choice that belongs to one question alone."""
        return f"{self.mark(choice)}{OF}{self.question(of)}"

    def question(self, of: str) -> str:
        """Return the mark of a question; an older bot's buttons carry none."""
        return base64.urlsafe_b64encode(self._mac("question", of.encode())[:9]).decode() if of else ""

    def choice(self, data: str | None) -> str:
        """Return the choice of a mark, with its question's where it has one; an unknown one stands for what no screen has."""
        mark, over, of = (data or "").partition(OF)
        return self._choice.get(mark, "!unknown") + over + of
