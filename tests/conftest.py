"""The long stories begin first, so that no processor waits at the end for the last of them."""

from __future__ import annotations

import pytest

LONG = ("tests/journeys/", "tests/web/", "tests/fakes/", "tests/bot/test_killed", "tests/vectors/test_twin_walks")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take minutes before those that take seconds; inside a file nothing moves."""
    items.sort(key=lambda item: next((i for i, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG)))
