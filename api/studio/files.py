"""What the files of the content may weigh, and whether one can be read safely; pure.

A file that cannot be read for what it says (a bomb, a tag, an anchor, a key twice, too large) is not stored at all:
every other mistake may stand in a draft, is found by the checker, and blocks publishing. Source: content.md 2, THREATS H29.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

from content.gather import MOST_FILES, MOST_IN_ALL, too_many_files
from content.reading import TOO_MANY_STEPS, Block, Finding, Refused, read_text, too_many_steps

Files = Mapping[str, str]
FLOWS = "flows/"


def hash_of(text: str) -> bytes:
    """Name what a file holds."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def hash_of_all(files: Files) -> str:
    """Name a whole state of the content, in hex."""
    lines = "".join(f"{hash_of(text).hex()}  {path}\n" for path, text in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def unreadable(changed: Files, others: Files) -> list[Finding]:
    """Return why these files are not stored in place of what stands there and beside the others; each file is read once, ever."""
    flaws = [flaw for flaw, _, _ in (_read(path, text) for path, text in changed.items()) if flaw is not None]
    if flaws or not changed:
        return flaws
    together = {**others, **changed}
    if len(together) > MOST_FILES and changed.keys() - others.keys():
        return [too_many_files(max(changed.keys() - others.keys()))]
    if sum(map(len, together.values())) > MOST_IN_ALL:
        longest = max(changed, key=lambda path: len(changed[path]))
        return [_s01(longest, "All files together are too large.", f"Keep them under {MOST_IN_ALL >> 20} MB.")]
    steps = {path: _read(path, text)[1] for path, text in together.items() if path.startswith(FLOWS)}
    most = max(changed, key=lambda path: steps.get(path, 0))
    if steps.get(most) and sum(steps.values()) >= TOO_MANY_STEPS:
        return [too_many_steps(most, _read(most, changed[most])[2])]
    return []


@lru_cache(maxsize=2 * MOST_FILES)
def _read(path: str, text: str) -> tuple[Finding | None, int, int]:
    """Say why a file cannot be read, or how many steps it has and where they begin; remembered, so that none is read twice."""
    try:
        tree = read_text(text, path)
    except Refused as refusal:
        return refusal.finding, 0, 1
    steps = tree.get("steps") if path.startswith(FLOWS) and isinstance(tree, Block) else None
    return (None, len(steps), steps.line) if isinstance(steps, Block) else (None, 0, 1)


def _s01(path: str, says: str, fix: str) -> Finding:
    return Finding("S01", "E", path, 1, says, fix)
