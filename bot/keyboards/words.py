"""Words cut as Telegram counts them: 4,096 UTF-16 units a message, on a paragraph where there is one."""

from __future__ import annotations

MOST = 4096


def units(text: str) -> int:
    """Return the length as Telegram counts it."""
    return len(text) + sum(1 for letter in text if letter > "\uffff")


def whole(text: str) -> str:
    """Return the text as it can travel: a lone surrogate becomes a mark, NUL goes (H8)."""
    return (
        text.encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
        .replace("\0", "\N{REPLACEMENT CHARACTER}")
    )


def split(text: str, most: int = MOST) -> list[str]:
    """Cut a long text at paragraphs, else at lines, else at words, else where it must; nothing is lost but the break."""
    text = whole(text)
    parts: list[str] = []
    while units(text) > most:
        end = _reach(text, most)
        head = text[:end]
        for mark in ("\n\n", "\n", " "):
            place = head.rfind(mark)
            if place >= end // 2:
                parts.append(text[:place])
                text = text[place + len(mark) :]
                break
        else:
            parts.append(head)
            text = text[end:]
    return [part for part in [*parts, text] if part.strip()] or parts[:1]


def _reach(text: str, most: int) -> int:
    """Return how many letters fit."""
    taken = 0
    for place, letter in enumerate(text):
        taken += 2 if letter > "\uffff" else 1
        if taken > most:
            return place
    return len(text)
