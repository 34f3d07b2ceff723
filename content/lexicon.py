"""Turns the editors' word lists, and the table of letters, into what the engine can look up."""

import unicodedata
from functools import cache
from typing import Any

from content.ear import words
from content.flow import AT_ONCE
from content.model import Source, plain_list
from content.reading import Finding, line_of

FIRST = ("emergency", *AT_ONCE)  # whatever else is heard in the same words


def fold_table() -> dict[str, Any]:
    """What counts as the same letter, as no letter, and as a letter: one table for every engine.

    Capitals and accents of Latin script fold together; invisible marks and apostrophes vanish; syllabics, Greek, Cyrillic
    and the rest of the living scripts are letters as they are. `to` holds runs: the first letter's code point, then what
    it and its neighbours are read as.
    """
    gone = [[0x27, 0x27], [0x60, 0x60], [0xAD, 0xAD], [0xB4, 0xB4], [0x2B0, 0x36F], [0x2018, 0x201B], [0x200B, 0x200F]]
    gone += [[0x202A, 0x202E], [0x2060, 0x206F], [0xFE00, 0xFE0F], [0xFEFF, 0xFEFF]]
    letters = [[0x61, 0x7A], [0x30, 0x39], [0xC0, 0xD6], [0xD8, 0xF6], [0xF8, 0x2AF], [0x370, 0x166D], [0x166F, 0x167F]]
    letters += [[0x1681, 0x1FFF], [0x2C00, 0x2DFF], [0x3041, 0xD7FF], [0xF900, 0xFDFF], [0xFE70, 0xFEFE]]
    letters += [[0xFF10, 0xFFDC], [0x10000, 0x1EFFF], [0x20000, 0x3FFFF]]
    return {"to": [list(run) for run in _plain_runs()], "gone": gone, "letters": letters}


@cache
def _plain_runs() -> list[tuple[int, str]]:
    to: list[tuple[int, list[str]]] = []
    for place in [*range(0x41, 0x5B), *range(0xC0, 0x180)]:
        letter = chr(place)
        plain = "".join(c for c in unicodedata.normalize("NFKD", letter.lower()) if not unicodedata.combining(c))
        plain = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ſ": "s"}.get(
            plain, plain
        )
        if plain.isalpha() and plain != letter:
            if not to or to[-1][0] + len(to[-1][1]) != place:
                to.append((place, []))
            to[-1][1].append(plain)
    return [(first, " ".join(plain)) for first, plain in to]


def pattern(fold: dict[str, Any], written: str) -> list[str]:
    """One written phrase as parts: a word, `word*`, `word~` or `~2`. Empty if no word is left."""
    parts = []
    for piece in written.split():
        if piece[0] == "~" and piece[1:] in {"1", "2", "3", "4", "5"}:
            parts.append(piece)
            continue
        ending = piece[-1] if piece[-1] in "*~" else ""
        folded = words(fold, piece[: len(piece) - len(ending)])
        parts.extend(folded[:-1])
        if folded:
            parts.append(folded[-1] + ending)
    while parts and parts[0][0] == "~":
        del parts[0]
    while parts and parts[-1][0] == "~":
        del parts[-1]
    return parts


def compiled(source: Source, fold: dict[str, Any], found: list[Finding]) -> list[dict[str, Any]]:
    """The word lists, emergencies first; an unusable line becomes a finding."""
    lines: list[dict[str, Any]] = []
    for file, items in source.lexicon:
        for entry in items:
            parts = []
            for written in plain_list(entry["any"], file, found, entry.line):
                parts.append(pattern(fold, written))
                if not parts[-1]:
                    says, fix = f'"{written}" holds no word to listen for.', "Write at least one word, or take it away."
                    found.append(Finding("K02", "E", file, line_of(written, entry.line), says, fix))
            if not parts:
                says, fix = f'The list "{entry["cat"]}" is empty.', "Add at least one phrase to it."
                found.append(Finding("K02", "E", file, entry.lines["any"], says, fix))
            line = {"cat": str(entry["cat"]), "lang": str(entry["lang"]), "go": str(entry["go"])}
            lines.append({**line, "whole": entry.get("whole") in ("yes", "true"), "any": [one for one in parts if one]})
    return sorted(
        lines,
        key=lambda line: FIRST.index(line["cat"]) if line["cat"] in FIRST else len(FIRST),
    )
