"""A host on which whatever is made is everybody's, unless the program closes it; and what others may do there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def open_mask() -> Iterator[None]:
    """The mask of such a host, in every test of the file that brings this in."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """Return the mode of a folder, under its own name, and of everything in it."""
    return {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}
