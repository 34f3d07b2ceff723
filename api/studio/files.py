"""What the files of the content may weigh, and whether one can be read safely; pure.

A file that cannot be read for what it says (a bomb, a tag, an anchor, a key twice, too large) is not stored at all:
every other mistake may stand in a draft, is found by the checker, and blocks publishing. Source: content.md 2, THREATS H29.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

from content.gather import MOST_IN_ALL
from content.reading import TOO_MANY_STEPS, Block, Finding, Refused, read_text, too_many_steps

Files = Mapping[str, str]


def hash_of(text: str) -> bytes:
    """Name what a file holds."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def hash_of_all(files: Files) -> str:
    """Name a whole state of the content, in hex."""
    lines = "".join(f"{hash_of(text).hex()}  {path}\n" for path, text in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def unreadable(path: str, text: str, others: Files) -> Finding | None:
    """Return why this file is not stored beside the others, or None; never slow, whatever stands in it."""
    flaw, steps, line = _read(path, text)
    if flaw is not None:
        return flaw
    kept = {other: held for other, held in others.items() if other != path}
    if len(text) + sum(map(len, kept.values())) > MOST_IN_ALL:
        return _s01(path, "All files together are too large.", f"Keep them under {MOST_IN_ALL >> 20} MB.")
    if steps and steps + sum(_read(other, held)[1] for other, held in kept.items()) >= TOO_MANY_STEPS:
        return too_many_steps(path, line)
    return None


@lru_cache(maxsize=256)
def _read(path: str, text: str) -> tuple[Finding | None, int, int]:
    """Say why a file cannot be read, or how many steps it has and where they begin; remembered, so that none is read twice."""
    try:
        tree = read_text(text, path)
    except Refused as refusal:
        return refusal.finding, 0, 1
    steps = tree.get("steps") if path.startswith("flows/") and isinstance(tree, Block) else None
    return (None, len(steps), steps.line) if isinstance(steps, Block) else (None, 0, 1)


def _s01(path: str, says: str, fix: str) -> Finding:
    return Finding("S01", "E", path, 1, says, fix)
