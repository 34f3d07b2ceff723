"""Keeps the SQL of a statement for the next engine of the same kind: every test makes engines, and all ask for the same.

Each engine remembers what it has compiled, and forgets it with itself. A test's relay lives for a few calls, so an eighth of
the tests' time was spent on writing the same statements again. The text of a statement depends on what is asked and on the
database's kind and version, not on the engine; values are given with each call, and every call still goes to the database.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

from sqlalchemy import Connection, Engine, event


class Compiled(MutableMapping[Any, Any]):
    """What was compiled, for all engines that speak alike."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self._kept: dict[Any, Any] = {}

    @staticmethod
    def _alike(key: Any) -> Any:
        """Put in the place of one engine's dialect what its text depends on."""
        dialect, *rest = key
        return (type(dialect), dialect.server_version_info, dialect.paramstyle, *rest)

    def __getitem__(self, key: Any) -> Any:
        """Return what was compiled; KeyError if it was not."""
        return self._kept[self._alike(key)]

    def get(self, key: Any, default: Any = None) -> Any:
        """Return what was compiled, or the default: asked for every statement, so without an exception."""
        return self._kept.get(self._alike(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        """Keep it."""
        self._kept[self._alike(key)] = compiled

    def __delitem__(self, key: Any) -> None:
        """Forget it."""
        del self._kept[self._alike(key)]

    def __iter__(self) -> Iterator[Any]:
        """Go through what is kept."""
        return iter(self._kept)

    def __len__(self) -> int:
        """Say how much is kept."""
        return len(self._kept)


def share_statements() -> None:
    """Let all engines of this process look in one place before they compile."""
    compiled = Compiled()

    @event.listens_for(Engine, "engine_connect")
    def _on_connect(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)
