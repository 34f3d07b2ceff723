"""Writes values as YAML the way the editors' files are written, so that they are read back exactly.

Whatever a strict reader, a lenient one or a tired person could take for something else stands in quotes: `yes`, `22:00`,
numbers, signs that nobody sees. Long texts stand below their key, as people read them.
"""

from typing import Any

WIDE, LONG = 110, 100
# What a lenient reader takes for a truth value or for nothing.
RESERVED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"}
# Plain between letters and digits; a comma only outside of brackets.
QUIET = frozenset(" _-.'’!?()/…–—«»;$%+=")
# Not for printing, says Unicode, but hands type them: spaces that do not break, and what joins an emoji.
SEEN = frozenset("\u00a0\u202f\u200d")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def inline(value: Any) -> str:
    """A value on one line, as it stands inside brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key_text(key)}: {inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return value if _plain(value) and "," not in value else _quoted(value)


def key_text(key: str) -> str:
    """A key."""
    return key if _plain(key) and "," not in key else _quoted(key)


def block(value: Any, column: int, brackets: bool | None = None) -> tuple[str, list[str]]:
    """A value outside of brackets: what follows its key, and the lines below, which begin at a column.

    `brackets` says how its neighbours are written, if it has any.
    """
    if isinstance(value, str):
        return _text(value, column)
    if not value or (brackets if brackets is not None else _short(value)):
        return inline(value), []
    lines: list[str] = []
    if isinstance(value, dict):
        for key, one in value.items():
            lines += row(f"{key_text(key)}:", one, column)
    else:
        for one in value:
            lines += row("-", one, column)
    return "", lines


def row(lead: str, value: Any, column: int, brackets: bool | None = None) -> list[str]:
    """The lines of one key or one item at a column; `lead` is `key:` or the dash."""
    if lead == "-" and isinstance(value, dict):
        brackets = len(inline(value)) <= WIDE and all(isinstance(one, str) or _words(one) for one in value.values())
    head, below = block(value, column + 2, brackets)
    if lead == "-" and not head:
        head, below = below[0].lstrip(" "), below[1:]
    return [" " * column + lead + (" " + head if head else ""), *below]


def _words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _short(value: Any) -> bool:
    """Whether a value is quicker read in brackets: a list of words, or one or two keys."""
    flat = not any(isinstance(one, dict) for one in (value.values() if isinstance(value, dict) else value))
    return flat and len(inline(value)) <= WIDE and not (isinstance(value, dict) and len(value) > 2)


def _text(text: str, column: int) -> tuple[str, list[str]]:
    lines = text.removesuffix("\n").split("\n")
    stands = lines[0][:1] not in ("", " ") and lines[-1].strip(" ")
    if stands and ("\n" in text or len(text) > LONG) and all(map(_visible, lines)):
        return "|" if text.endswith("\n") else "|-", [" " * column + line if line else "" for line in lines]
    return text if _plain(text) else _quoted(text), []


def _visible(line: str) -> bool:
    return all(letter.isprintable() or letter in SEEN for letter in line)


def _plain(text: str) -> bool:
    sure = text[:1].isalpha() and text[-1:] != " " and text.lower() not in RESERVED
    return sure and len(text) <= LONG * 2 and all(one.isalnum() or one in QUIET or one == "," for one in text)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    if letter in ESCAPES or letter.isprintable() or letter in SEEN:
        return ESCAPES.get(letter, letter)
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
