"""Shows a walk through the flows on a paper phone: what a youth would read, as wide as a small screen."""

import textwrap
from typing import Any

from content.flow import step
from content.library import Edition
from content.wording import fill

WIDE = 44
HELP = """Type what a youth would type, or the number of a button.
  ?            this help
  ??           what the software keeps of this youth, and counts
  :open :closed     somebody or nobody on call
  :lang fr     another language     :start     from the beginning
  :door over   what the software does by itself: help stop erase chat closed sorry over decoy note
  :quit        stop"""


class Phone:
    """A pretended youth's phone; `type` answers one line with the next screen."""

    def __init__(self, edition: Edition, lang: str, oncall: bool, now_ms: int):
        self.edition, self.now_ms = edition, now_ms
        self.oncall, self.talking, self.put_away = oncall, False, False
        self.state: dict[str, Any] | None = None
        self.first = lang
        self.buttons: list[str] = []

    def begin(self) -> str:
        """The first screen."""
        return "Type ? for help.\n" + self.do({"t": "start", "lang": self.first})

    def type(self, line: str) -> str:
        """What one typed line leads to."""
        said = line.strip()
        command, _, rest = said.partition(" ")
        if said == "?":
            return HELP
        if said == "??":
            return f"  kept: {self.state}"
        if command == ":quit":
            self.put_away = True
            return ""
        if command in (":open", ":closed"):
            self.oncall = command == ":open"
            return "  (Somebody is on call.)" if self.oncall else "  (Nobody is on call.)"
        if command == ":start":
            self.talking = False
            return self.do({"t": "start"})
        if command == ":lang":
            return self.do({"t": "lang", "lang": rest})
        if command == ":door":
            self.talking = self.talking and rest not in ("over", "stop", "erase")
            return self.do({"t": "door", "name": rest})
        if said.isdigit() and 0 < int(said) <= len(self.buttons):
            return self.do({"t": "pick", "id": self.buttons[int(said) - 1]})
        return self.do({"t": "text", "text": line})

    def do(self, event: dict[str, Any]) -> str:
        """One event through the engine, drawn."""
        facts = self.edition.facts(self.now_ms, oncall=self.oncall, talking=self.talking)
        self.state, effects = step(self.edition.bundle, self.state, event, facts)
        lines: list[str] = []
        for effect in effects:
            lines += self.draw(effect)
        return "\n".join(lines)

    def draw(self, effect: dict[str, Any]) -> list[str]:
        """One effect as lines of the screen; what the software does unseen stands in brackets."""
        lang, kind = str(self.state["lang"]) if self.state else self.first, effect["do"]
        if kind == "say":
            audience = self.state["vars"].get("audience", "community") if self.state else "community"
            words = self.edition.words(lang, self.now_ms, audience=audience)
            text = fill(effect["text"], effect["lang"], words, self.edition.directory)
            if effect["lang"] != lang:
                text = self.edition.phrase(lang, "language.only") + "\n" + text
            return ["", *_boxed(text)]
        if kind == "services":
            cards = [self.edition.card(one, lang, self.now_ms) for one in effect["ids"]]
            return [line for card in cards for line in _boxed("\n".join([*card.lines, *card.links]))]
        if kind == "choices":
            ways = [*effect["choices"], *effect["always"]]
            self.buttons = [way for way, _ in ways]
            return [f"  [{place}] {label}" for place, (_, label) in enumerate(ways, 1)]
        if kind == "handoff":
            self.talking = True
            return ["  (From here on, what is typed is locked and goes to the worker.)"]
        if kind == "end":
            self.talking, self.buttons = False, []
            return ["  (The end. Everything is wiped.)" if effect["wipe"] else "  (The end.)"]
        told = {
            "relay": "(Locked and sent.)",
            "stale": "(That button is old.)",
            "safe_word": "(Safe word: the worker is told in silence.)",
        }
        return ["  " + told[kind]] if kind in told else []


def _boxed(text: str) -> list[str]:
    lines = [piece for line in text.split("\n") for piece in textwrap.wrap(line, WIDE - 4) or [""]]
    edge = "─" * (WIDE - 2)
    return [f"  ╭{edge}╮", *[f"  │ {line:<{WIDE - 4}} │" for line in lines], f"  ╰{edge}╯"]
