"""What may stand under each key: one text, a list, or names with texts or lists beside them.

Asked before anything else is read, so that no rule meets a shape it does not know.
"""

from typing import Any, NamedTuple

from content.reading import Block, Items

TEXT, LIST, NAMES, LISTS, ELSEWHERE = "text", "list", "names", "lists", "elsewhere"
# Whatever is not named here is one text. `elsewhere` has its own question where it is read: rows, blocks, lists of words.
SHAPES = {
    "project": {
        "org": NAMES,
        "doors": NAMES,
        "floor": LIST,
        "names": LIST,
        "languages": ELSEWHERE,
        "short_codes": ELSEWHERE,
        "waivers": ELSEWHERE,
        "not_shipped": ELSEWHERE,
    },
    "language": {"also": ELSEWHERE},
    "flow": {"vars": LISTS, "redirect": NAMES, "always": ELSEWHERE, "steps": ELSEWHERE},
    "step": {
        "hears": LISTS,
        "choices": ELSEWHERE,
        "services": ELSEWHERE,
        "branch": ELSEWHERE,
        "handoff": ELSEWHERE,
        "end": ELSEWHERE,
    },
    "branch": {"when": ELSEWHERE},
    "query": {"ids": ELSEWHERE},
    "service": {
        "name": NAMES,
        "plain": NAMES,
        "cost": NAMES,
        "private": NAMES,
        "reach": ELSEWHERE,
        "hours": ELSEWHERE,
        "for": ELSEWHERE,
        "languages": ELSEWHERE,
        "tags": ELSEWHERE,
        "verified": ELSEWHERE,
    },
    "hours": {"say": NAMES, "closed": ELSEWHERE},
    "for": {"say": NAMES, "area": ELSEWHERE},
    "verified": {"by": ELSEWHERE},
    "checked": {"by": ELSEWHERE},
    "lexicon": {"any": ELSEWHERE},
    "society": {"communities": ELSEWHERE, "checked": ELSEWHERE},
    "warning": {"any": ELSEWHERE},
    "translations": {"texts": ELSEWHERE},
    "phrases": {"phrases": NAMES},
    "replies": {"stages": ELSEWHERE},
    "stage": {"lines": ELSEWHERE},
    "topics": {"words": LIST},
}
# What may be left empty though it holds more than a text.
EMPTY = {("flow", "vars"), ("flow", "redirect"), ("step", "hears"), ("phrases", "phrases")}
HOW = {
    TEXT: "write it as one text.",
    LIST: "write it as [one, two].",
    NAMES: "write it as {name: text}.",
    LISTS: "write it as {name: [one, two]}.",
}


class Misfit(NamedTuple):
    """Something that cannot stand where it stands: what to say of it, and how a file has it."""

    says: str
    in_file: str


def misfit(kind: str, key: str, value: Any) -> Misfit | None:
    """What is wrong with the shape of a value; nothing, if it can be read."""
    shape = SHAPES.get(kind, {}).get(key, TEXT)
    if shape == ELSEWHERE or _fits(shape, value) or (value == "" and (_worded(kind, key) or (kind, key) in EMPTY)):
        return None
    return Misfit(f'What stands under "{key}" of this {kind} cannot be read.', HOW[shape])


def _worded(kind: str, key: str) -> bool:
    # Words of a service may be missing: other rules say where they are needed.
    return kind in ("service", "hours", "for") and SHAPES[kind].get(key) == NAMES


def _fits(shape: str, value: Any) -> bool:
    if shape == TEXT:
        return isinstance(value, str)
    if shape == LIST:
        return isinstance(value, Items) and bool(value) and all(isinstance(one, str) for one in value)
    # The words of each name of LISTS are asked about where they are read.
    return isinstance(value, Block) and (shape == LISTS or all(isinstance(one, str) for one in value.values()))
