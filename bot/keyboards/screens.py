"""Turns what the flow engine says into Telegram messages: entities, numbers to copy, quiet buttons.

A message here is plain JSON, so that it can rest in the outbox: text, entities, keys (rows of buttons), and whether it
shows numbers (then it goes first, and may be forwarded and saved). Never HTML, never a parse mode: a youth's `<3` or a
worker's `_*[` can break nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiogram.utils.formatting import Bold, Text

from bot.keyboards.buttons import AWAY, BACK, KEEP, LANG, OPEN, Marks, answer
from bot.keyboards.words import split, units, whole
from content.library import Edition
from content.wording import fill

Message = dict[str, Any]
Rows = list[list[dict[str, str]]]
MOST_COPY = 8


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a screen needs to know besides the engine's effects."""

    edition: Edition
    lang: str
    now: int
    words: Mapping[str, str]
    marks: Marks
    languages: bool = False


def message(text: str | Text, keys: Rows | None = None, numbers: bool = False, protect: bool = False) -> Message:
    """Make one message."""
    words, entities = (text, []) if isinstance(text, str) else text.render()
    return {
        "text": whole(words),
        "entities": [entity.model_dump(exclude_none=True) for entity in entities],
        "keys": keys or [],
        "numbers": numbers,
        "protect": protect,
    }


def compose(effects: Iterable[Mapping[str, Any]], around: Surroundings) -> list[Message]:
    """Make the messages of one screen: the words, the services, the buttons under the last of them."""
    parts: list[Text | str] = []
    copies: Rows = []
    rows: Rows = []
    numbers = False
    for effect in effects:
        if effect["do"] == "say":
            said = fill(effect["text"], effect["lang"], around.words, around.edition.directory).strip()
            if effect["lang"] != around.lang:
                said = f"{around.edition.phrase(around.lang, 'language.only')}\n{said}"
            parts.append(said)
        elif effect["do"] == "services":
            numbers = True
            for service in effect["ids"]:
                if around.edition.service(service) is None:
                    continue  # taken off by the editors, or called too long ago: the others are shown all the same
                card, keys = service_card(service, around)
                parts.append(card)
                copies += keys
        elif effect["do"] == "choices":
            rows = _rows(effect, around)
    if not parts:
        return []
    copies = copies[:MOST_COPY]
    pairs = [
        [*copies[place], *(copies[place + 1] if place + 1 < len(copies) else [])] for place in range(0, len(copies), 2)
    ]
    keys = [*pairs, *rows, *(language_row(around) if around.languages else [])]
    return _pages(parts, keys, numbers)


def service_card(service: str, around: Surroundings) -> tuple[Text, Rows]:
    """Show a service as the directory knows it today, with a button for each number to copy."""
    card = around.edition.card(service, around.lang, around.now)
    name, *rest = card.lines
    body = "\n".join([*rest, *card.links])
    keys = [[{"text": label, "copy": number}] for label, number in card.numbers]
    return Text(Bold(name), "\n" + body if body else ""), keys


def language_row(around: Surroundings) -> Rows:
    """Offer the other languages, each by its own name."""
    others = [lang for lang in around.edition.langs if lang != around.lang]
    row = [
        {"text": around.edition.phrase(lang, "language.name"), "mark": around.marks.mark(LANG + lang)}
        for lang in others
    ]
    return [row] if row else []


def open_row(label: str, marks: Marks) -> Rows:
    """The one button of a knock."""
    return [[{"text": label, "mark": marks.mark(OPEN)}]]


def yes_no(kind: str, yes: str, no: str, marks: Marks, of: str) -> Rows:
    """The two buttons under a question, for that one alone, one above the other: a thumb must not miss."""
    return [
        [{"text": label, "mark": marks.asked(answer(kind, meant), of)}] for label, meant in ((yes, True), (no, False))
    ]


def back_row(circle: str, label: str, marks: Marks) -> Rows:
    """The button with which a youth takes back that this circle may come in."""
    return [[{"text": label, "mark": marks.mark(BACK + circle)}]]


def keep_row(to: str, label: str, marks: Marks, of: str) -> Rows:
    """The button with which a youth takes back what they agreed to hand over, when they were asked this."""
    return [[{"text": label, "mark": marks.asked(KEEP + to, of)}]]


def spoken(name: str, text: str, note: str = "") -> list[Message]:
    """A worker's words as they are, under the name that the youth knows; long ones in parts."""
    head = f"{name}{note}:\n"
    first, *rest = split(text, 4096 - units(head)) or [""]
    made = [message(Text(Bold(f"{name}{note}:"), "\n", first), protect=True)]
    return made + [message(part, protect=True) for part in rest]


def stays(pages: list[Message], label: str, lang: str, marks: Marks) -> list[Message]:
    """Let these pages stay until the youth takes them away: theirs to copy and to save, each with the button for that."""
    keys = [[{"text": label, "mark": marks.mark(AWAY + lang)}]]
    return [{**page, "protect": False, "stays": True, "keys": keys} for page in pages]


def _rows(effect: Mapping[str, Any], around: Surroundings) -> Rows:
    """Lay out a screen's buttons: short ones in pairs, what is on every screen in the last row."""
    rows: Rows = []
    for choice, label in effect["choices"]:
        key = {"text": label, "mark": around.marks.mark(choice)}
        if rows and len(rows[-1]) == 1 and len(label) <= 12 and len(rows[-1][0]["text"]) <= 12:
            rows[-1].append(key)
        else:
            rows.append([key])
    always = [{"text": label, "mark": around.marks.mark(choice)} for choice, label in effect.get("always", [])]
    return [*rows, always] if always else rows


def _pages(parts: list[Text | str], keys: Rows, numbers: bool) -> list[Message]:
    """Put the parts into as few messages as fit; the buttons stand under the last one."""
    pages: list[list[Text | str]] = [[]]
    size = 0
    for part in parts:
        for piece in split(part) if isinstance(part, str) else [part]:
            length = units(piece if isinstance(piece, str) else piece.render()[0]) + 2
            if pages[-1] and size + length > 4096:
                pages.append([])
                size = 0
            pages[-1].append(piece)
            size += length
    made = []
    for page in pages:
        body: list[Text | str] = []
        for piece in page:
            body += ["\n\n", piece] if body else [piece]
        made.append(message(Text(*body), numbers=numbers))
    made[-1]["keys"] = keys
    return made
