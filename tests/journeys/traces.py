"""Looks for a word in every file of a folder, in each shape in which a program may have written it down."""

from __future__ import annotations

import base64
import json
import secrets
import string
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

PIECE = 12
LETTERS = string.ascii_lowercase + string.digits


def rare_word(length: int = 4 * PIECE) -> str:
    """Make up a word that nothing else in the world contains."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def pieces(word: str) -> list[str]:
    """Return the word and its parts: a log may cut it short, and a compressed page may hold it in two halves."""
    parts = [word[at : at + PIECE] for at in range(0, len(word), PIECE)]
    return list(dict.fromkeys([word, *(part for part in parts if len(part) == PIECE)]))


def shapes(text: str) -> Iterator[bytes]:
    """Give the bytes in which a program may have written this text."""
    plain = text.encode()
    yield from (plain, text.upper().encode(), text.encode("utf-16-le"), text.encode("utf-16-be"))
    yield json.dumps(text)[1:-1].encode()
    yield "".join(f"\\u{ord(letter):04x}" for letter in text).encode()
    yield quote(text, safe="").encode()
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    for source in (plain, text.encode("utf-16-le")):
        for before in range(3):
            # What stands in front and behind decides the outer signs; the ones between are the word's own.
            coded = base64.b64encode(bytes(before) + source + bytes(-(before + len(source)) % 3))
            own = coded[-(-before * 4 // 3) : (before + len(source)) * 4 // 3]
            yield own
            yield own.replace(b"+", b"-").replace(b"/", b"_")


def number_shapes(number: int) -> Iterator[bytes]:
    """Give the bytes in which a program may have written an id: as digits, and as the integer that a database keeps."""
    yield from shapes(str(number))
    size = (number.bit_length() + 7) // 8
    yield number.to_bytes(size, "big")
    yield number.to_bytes(size, "little")


def needles(words: Iterable[str]) -> set[bytes]:
    """Return everything to look for when none of these words may be there."""
    return {shape for word in words for piece in pieces(word) for shape in shapes(piece)}


def found(folder: Path, wanted: Iterable[bytes], leaving_out: Iterable[Path] = ()) -> dict[str, set[bytes]]:
    """Return which files under the folder hold which of the wanted bytes; their names are looked at too."""
    wanted, left = set(wanted), tuple(leaving_out)
    hits: dict[str, set[bytes]] = {}
    for path in sorted(folder.rglob("*")):
        if any(path.is_relative_to(one) for one in left):
            continue
        name = str(path.relative_to(folder))
        held = name.encode() + b"\n" + _content(path)
        if here := {one for one in wanted if one in held}:
            hits[name] = here
    return hits


def _content(path: Path) -> bytes:
    """Read a file; one that its program has just taken away holds nothing any more."""
    try:
        return path.read_bytes() if path.is_file() and not path.is_symlink() else b""
    except FileNotFoundError:
        return b""
