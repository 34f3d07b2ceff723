"""A worker's question before a youth: shown in words that are kept, and gone once it is over.

The words are made when they are shown, in the language that the youth reads then. An answer is kept with exactly these
(decision 0125); a question that was never on the screen has none, so nothing answers it.
"""

from __future__ import annotations

from typing import Any

from bot.keyboards.screens import Message, message, yes_no
from bot.memory.chats import Held
from bot.outbox.stage import Stage


def slot(of: str) -> str:
    """Name the place of a question among what is on the screen."""
    return f"q{of}"


def filling(stage: Stage, held: Held, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what stands for the placeholders of a question and its answers, in the language that the youth reads now."""
    kind, words = asked["kind"], dict(asked["words"])
    if kind != "transfer":
        return words | {name: stage.words(held, f"{kind}.{name}.{asked['to']}") for name in ("who", "why")}
    if "circle" in asked:
        words |= stage.library.current.who(held.chat.lang, asked["circle"])
        words["why"] = stage.words(held, f"transfer.why.{asked['why']}")
    return words


def show(stage: Stage, held: Held, asked: dict[str, Any]) -> None:
    """Put the question that stands into the outbox, and keep the words that are on it."""
    talk = held.chat.talk
    if talk is None:
        return
    kind, filled = asked["kind"], filling(stage, held, asked)
    ask, yes, no = (stage.words(held, f"{kind}.{of}", **filled) for of in ("ask", "yes", "no"))
    said: Message = message(ask, yes_no(kind, yes, no, stage.marks, asked["of"]))
    bundle = (held.chat.flow or {}).get("bundle", "")
    talk.asked = {
        **asked,
        "shown": {"words": said["text"], "yes": yes, "no": no, "lang": held.chat.lang, "bundle": bundle},
    }
    stage.put(held, [said], slot=slot(asked["of"]), news=True)


def take_off(held: Held) -> None:
    """Take the question that is over off the screen: nobody may press a yes to somebody who has gone."""
    talk = held.chat.talk
    if talk is None or talk.asked is None:
        return
    of = talk.asked["of"]
    places = [slot(of), *([f"r{of}"] if talk.asked["kind"] == "packet" else [])]  # what would have left goes along
    for place in places:
        held.send({"op": "unreply", "slot": place})
    held.chat.held = [one for one in held.chat.held if one.get("slot") not in places]
    talk.asked = None


def gone(held: Held) -> None:
    """Take the question off the screen when whoever asked it is with the youth no longer."""
    talk = held.chat.talk
    by = talk.asked.get("by") if talk is not None and talk.asked is not None else None
    if talk is not None and by is not None and by not in [one.hex() for one in (talk.claimer, *talk.joined) if one]:
        take_off(held)
