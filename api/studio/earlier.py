"""What a text said when it was translated, as far as the draft's own past remembers it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.asyncio import AsyncConnection

from api.studio import queries
from api.studio.files import Files
from content.bundle import source_mark
from content.reading import Refused, read_text

if TYPE_CHECKING:
    from content.translating import Row

# How far back a file is looked through: far more than a translator is behind.
MOST = 200


async def earlier(connection: AsyncConnection, files: Files, rows: Sequence[Row]) -> dict[str, str]:
    """Return, by row, the words that an old translation was made of; a row whose words nobody kept is not in it."""
    old = [row for row in rows if row.stale]
    wanted = {row.id: (str(row.at[-1]), _mark(files.get(row.path, ""), row)) for row in old}
    found: dict[str, str] = {}
    for file in sorted({row.file for row in old}):
        here = [row.id for row in old if row.file == file]
        for revision in await queries.latest(connection, MOST, file):
            said = _said(revision.written or "", file)
            for name in [one for one in here if one not in found]:
                key, mark = wanted[name]
                if key in said and source_mark(said[key]) == mark:
                    found[name] = said[key]
            if all(name in found for name in here):
                break
    return found


def _mark(text: str, row: Row) -> str:
    """Return the mark that a translation carries."""
    tree = _tree(text, row.path)
    texts = tree.get("texts") if isinstance(tree, dict) else None
    own = (one for one in texts or () if isinstance(one, dict) and one.get("id") == row.at[-1])
    return str(next(own, {}).get("of", ""))


@lru_cache(maxsize=256)
def _said(text: str, path: str) -> dict[str, str]:
    """Return the texts of a file of the source, by their ids."""
    tree = _tree(text, path)
    if not isinstance(tree, dict):
        return {}
    phrases, steps = tree.get("phrases"), tree.get("steps")
    if isinstance(phrases, dict):
        return {str(key): str(said).strip() for key, said in phrases.items()}
    return dict(_of_steps(steps if isinstance(steps, dict) else {}))


def _of_steps(steps: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, step in steps.items():
        if not isinstance(step, dict):
            continue
        if "say" in step:
            yield name, str(step["say"]).strip()
        for choice in step.get("choices") or ():
            if isinstance(choice, dict):
                yield f"{name}.{choice.get('id')}", str(choice.get("label", "")).strip()


def _tree(text: str, path: str) -> Any:
    try:
        return read_text(text, path)
    except Refused:
        return None
