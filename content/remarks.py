"""Writes a list of words anew; a word that stays keeps the remarks above it and behind it.

A remark goes with the word that it stands at. One above the first word may speak of the whole list, and stays.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from content.writing import inline, row

_HEAD = re.compile(r"\[([ \t]+#[^\r\n]*)?")
_TAIL = re.compile(r"([ \t]*,)?([ \t]+#[^\r\n]*)?")


class Word(NamedTuple):
    """A word of a list: what stands between it and the one before, how it is written, and the remark behind it."""

    above: str
    written: str
    behind: str


def in_lines(head: str, old: Sequence[str], words: Sequence[Word], new: Sequence[str], column: int) -> str | None:
    """A list with a dash before each word, each on its lines; nothing if it holds no remark. `head` stands behind its key."""
    if not any("#" in part for part in [head, *(part for one in words for part in (one.above, one.behind))]):
        return None
    end_of_line = "\r\n" if "\r\n" in words[0].above else "\n"
    made = _matched(
        old, words, new, lambda one: end_of_line.join(row("-", one, column)).lstrip(" "), f"{end_of_line}{' ' * column}"
    )
    return head + "".join("".join(one) for one in made)


def in_brackets(text: str, old: Sequence[str], spans: Sequence[tuple[int, int]], new: Sequence[str]) -> str | None:
    """A list in brackets, `text` from the first to the last; nothing if it holds no remark. Each span is where a word stands."""
    first = _HEAD.match(text)
    head = first[0] if first else "["
    words, done, comma = [], len(head), ""
    for start, stop in spans:
        tail = _TAIL.match(text, stop)
        comma, behind = (tail[1] or "", tail[2] or "") if tail else ("", "")
        words.append(Word(text[done:start], text[start:stop], behind))
        done = tail.end() if tail else stop
    rest, above = text[done:-1], [one.above for one in words]
    remarks = any("#" in part for part in [head, rest, *above, *(one.behind for one in words)])
    # A comma before its word, or a remark before its comma: nobody's manner, and written whole.
    if not remarks or any("," in re.sub(r"#[^\r\n]*", "", one) for one in [rest, *above]):
        return None
    below = next(
        (re.sub(r"#[^\r\n]*", "", one).rpartition("\n") for one in [*above[1:], *above, rest] if "\n" in one), None
    )
    lead = ("\r\n" if "\r\n" in text else "\n") + (below[2] if below else " ")
    made = _matched(old, words, new, inline, lead if any("\n" in one for one in above) else " ")
    piece = ""
    for place, one in enumerate(made):
        here = one.above
        if place and (made[place - 1].behind or not here) and "\n" not in here:
            here = lead if made[place - 1].behind else " "
        elif not place and not here.strip() and "\n" not in here:
            here = words[0].above
        piece += here + one.written + ("," if place + 1 < len(made) or comma else "") + one.behind
    return head + piece + (lead if made[-1].behind and "\n" not in rest else "") + rest + "]"


def _matched(
    old: Sequence[str], words: Sequence[Word], new: Sequence[str], written: Callable[[str], str], above: str
) -> list[Word]:
    """The new words, each as it stood if it was there; one that was written over in its place keeps its remarks."""
    left = list(range(len(old)))
    places: list[int | None] = []
    for one in new:
        found = next((place for place in left if old[place] == one), None)
        if found is not None:
            left.remove(found)
        places.append(found)
    made = []
    for at, (one, found) in enumerate(zip(new, places, strict=True)):
        if found is not None:
            made.append(words[found])
        elif len(old) == len(new) and at in left:
            left.remove(at)
            made.append(words[at]._replace(written=written(one)))
        else:
            made.append(Word(above, written(one), ""))
    if 0 in left and "#" in words[0].above:
        kept = words[0].above.rpartition("\n")[0]
        made[0] = made[0]._replace(above=kept + (made[0].above if "\n" in made[0].above else above))
    return made
