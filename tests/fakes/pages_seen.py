"""Tells what stood on each page when a story failed: a person in front of it would have seen why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error

MOST = 1_200  # characters of one page


def pages_of(item: pytest.Item) -> Iterator[str]:
    """Yield the address and the words of each page that this story's browsers have open."""
    found = getattr(item, "funcargs", {}).values()
    for browser in {id(one): one for one in found if isinstance(one, Browser)}.values():
        for page in (page for context in browser.contexts for page in context.pages):
            try:
                words = page.locator("body").inner_text(timeout=2_000)
            except Error as why:
                words = f"(nothing could be read: {why.message.splitlines()[0]})"
            yield f"{page.url.partition('#')[0]}\n{words[:MOST]}"
