"""The limits that Telegram's documentation gives, read from the sentences beside aiogram's own fields.

"1-4096 characters", "1-64 bytes", "a list of 1-100 identifiers", "At most 100 commands": each becomes a limit that
every call is measured by. Characters are UTF-16 units, as Telegram counts them.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

FROM_TO = re.compile(r"\b(\d+)-(\d+) (characters|bytes|identifiers)\b")
AT_MOST = re.compile(r"\b[Aa]t most (\d+) (commands)\b")


@dataclass(frozen=True)
class Limit:
    """From how many to how many of what."""

    low: int
    high: int
    unit: str


def utf16(text: str) -> int:
    """Count as Telegram counts: one for most letters, two for an emoji."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def measure(limit: Limit, value: Any) -> int:
    """Return how much of the limit's unit a value has."""
    if isinstance(value, str):
        # Telegram cuts the white space around a text away before it counts.
        return len(value.encode()) if limit.unit == "bytes" else utf16(value.strip())
    return len(value) if isinstance(value, list) else limit.low


@cache
def limits_of(model: type[BaseModel]) -> dict[str, Limit]:
    """Return the documented limits of a model's fields, by field name."""
    limits: dict[str, Limit] = {}
    for name, sentence in _sentences(model).items():
        if found := FROM_TO.search(sentence):
            limits[name] = Limit(int(found[1]), int(found[2]), found[3])
        elif found := AT_MOST.search(sentence):
            limits[name] = Limit(0, int(found[1]), found[2])
    return limits


@cache
def _classes(module: str) -> dict[str, ast.ClassDef]:
    source = inspect.getsource(sys.modules[module])
    return {node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


def _sentences(model: type[BaseModel]) -> dict[str, str]:
    """The documentation string under each field, own and inherited."""
    sentences: dict[str, str] = {}
    for part in reversed(model.__mro__):
        written = _classes(part.__module__).get(part.__name__) if part.__module__.startswith("aiogram.") else None
        for field, under in pairwise(written.body if written else []):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(under, ast.Expr)
                and isinstance(under.value, ast.Constant)
                and isinstance(under.value.value, str)
            ):
                sentences[field.target.id] = under.value.value
    return sentences
