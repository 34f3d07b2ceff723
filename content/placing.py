"""Says what a file's tree shall hold after a change, whatever the text around it looks like; pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from content.reading import MOST_BYTES, Block, line_of

Key = str | int
# So deep does no form nest; deeper ones cost more than one request may.
MOST_DEEP = 20


class Change(NamedTuple):
    """One change. A place is keys and indexes; an item of a list that has an `id` may be called by it.

    With a value: what stands at the place is replaced; a key, an id or the index after the last is added, at the end or
    before another. Without a value: what stands there is removed, or with `before` moved there (the index after the last
    means the end). Values are texts, lists and mappings of texts.
    """

    at: tuple[Key, ...]
    value: Any = None
    before: Key | None = None


class Unplaceable(Exception):
    """A change that this file has no place for; nothing was changed. `line` is where it was looked for."""

    def __init__(self, at: Sequence[Key], line: int, says: str, fix: str):
        super().__init__(f"{says} {fix}")
        self.at, self.line, self.says, self.fix = tuple(at), line, says, fix


class TooLong(Unplaceable):
    """A text that its file cannot hold, wherever it is put."""


def values(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {str(key): values(one) for key, one in tree.items()}
    return [values(one) for one in tree] if isinstance(tree, list) else None if tree is None else str(tree)


def alike(one: Any, other: Any) -> bool:
    """Whether two values are equal, the order of keys included."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def changed(tree: Any, change: Change) -> Any:
    if not change.at:
        raise Unplaceable(change.at, 1, "The change does not say where.", "Choose a place in the file.")
    if change.value is not None and not _is_value(change.value):
        raise Unplaceable(change.at, 1, "Only texts, lists and keys can be written.", "Write numbers as text.")
    home = tree
    for depth, key in enumerate(change.at[:-1], 1):
        place = place_of(home, key, change.at)
        if place is None:
            raise _nowhere(change.at, depth)
        home = rows_of(home)[place]
    place = place_of(home, change.at[-1], change.at)
    rows = list(home.items()) if isinstance(home, dict) else [("", one) for one in home]
    before = len(rows)
    if change.before is not None:
        found = place_of(home, change.before, change.at)
        if found is None and change.before != len(rows):
            raise _nowhere((*change.at[:-1], change.before), len(change.at))
        before = len(rows) if found is None else found
    new = (str(change.at[-1]), change.value)
    if place is None:
        if change.value is None:
            raise _nowhere(change.at, len(change.at))
        rows.insert(before, new)
    elif change.before is None:
        rows[place : place + 1] = [] if change.value is None else [new]
    elif change.value is None:
        moved = rows.pop(place)
        rows.insert(before - (before > place), moved)
    else:
        raise Unplaceable(change.at, 1, "There is something already.", "Replace it or move it, but not both at once.")
    if isinstance(home, dict):
        home.clear()
        home.update(rows)
    else:
        home[:] = [one for _, one in rows]
    return tree


def _is_value(value: Any, deeper: int = MOST_DEEP) -> bool:
    if isinstance(value, dict):
        return deeper > 0 and all(isinstance(key, str) and _is_value(one, deeper - 1) for key, one in value.items())
    return (
        deeper > 0 and all(_is_value(one, deeper - 1) for one in value)
        if isinstance(value, list)
        else isinstance(value, str)
    )


def place_of(home: Any, key: Key, at: Sequence[Key]) -> int | None:
    """Which row of a mapping or list a key names; None if it would be a new one."""
    if isinstance(home, dict):
        return list(home).index(str(key)) if key in home else None
    if not isinstance(home, list):
        raise _nowhere(at, len(at))
    if isinstance(key, str):
        called = [place for place, one in enumerate(home) if isinstance(one, dict) and one.get("id") == key]
        if len(called) > 1:
            raise Unplaceable(at, 1, f'"{key}" is there twice.', "Give one of the two another id.")
        return called[0] if called else None
    if not 0 <= key <= len(home):
        raise _nowhere(at, len(at))
    return key if key < len(home) else None


def _nowhere(at: Sequence[Key], depth: int) -> Unplaceable:
    says = f"There is no {'/'.join(map(str, at[:depth]))} in this file."
    return Unplaceable(at, 1, says, "Look at the file again, as somebody may have taken it away.")


def rows_of(tree: Any) -> list[Any]:
    return list(tree.values()) if isinstance(tree, dict) else list(tree)


def too_long(tree: Any, changes: Sequence[Change]) -> TooLong:
    """What is said of the longest of these texts, at the line of its place."""
    longest = max(changes, key=lambda one: len(str(one.value)))
    line = 1
    for key in longest.at:
        place = place_of(tree, key, longest.at)
        if place is None:
            break
        line = tree.lines[str(key)] if isinstance(tree, Block) else line_of(tree[place], line)
        tree = rows_of(tree)[place]
    fix = f"Make it shorter, as the whole file holds {MOST_BYTES // 1024} kB."
    return TooLong(longest.at, line, "This text is too long for its file.", fix)
