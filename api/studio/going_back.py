"""What an earlier version is made of when it comes back: its own words, and today's services; pure."""

from __future__ import annotations

from typing import Any

from api.studio.files import Files
from content.reading import Refused, read_text

PROJECT = "project.yaml"
OF_TODAY = ("services/", "societies/")
KEPT = (
    "floor",
    "short_codes",
)  # what the project says of services: which always stand, and which short numbers are real


def gone_back(old: Files, today: Files) -> dict[str, str]:
    """Return the old files beside these services; the floor and the short numbers go along with the services."""
    made = {path: text for path, text in old.items() if not path.startswith(OF_TODAY)}
    made |= {path: text for path, text in today.items() if path.startswith(OF_TODAY)}
    if PROJECT in old and PROJECT in today:
        made[PROJECT] = _with_todays(old[PROJECT], today[PROJECT])
    return made


def _with_todays(old: str, today: str) -> str:
    from content.editing import Change, Unplaceable, apply  # YAML costs memory that a relay without editors never needs

    try:
        before, now = _values(read_text(old, PROJECT)), _values(read_text(today, PROJECT))
        changes = [Change((key,), now.get(key)) for key in KEPT if before.get(key) != now.get(key)]
        return apply(old, changes, PROJECT)
    except (AttributeError, Refused, Unplaceable):
        return old  # The way back hangs on no manner of writing; the next review shows what the floor lost.


def _values(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {str(key): _values(one) for key, one in tree.items()}
    return [_values(one) for one in tree] if isinstance(tree, list) else str(tree)
