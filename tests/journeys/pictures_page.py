"""Takes the pictures of the plain page for youth, on a wide screen and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, expect

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera

PHONE: Any = {"width": 360, "height": 740}
DESK: Any = {"width": 1280, "height": 800}


def opens_the_page(browser: Browser, origin: str, camera: Camera) -> None:
    """Open it in a browser of its own while somebody is on call."""
    page = browser.new_context(viewport=DESK, locale="en-CA").new_page()
    page.goto(f"{origin}/hello")
    expect(page.get_by_text("Someone is here to chat right now.")).to_be_visible()
    camera.takes("page-for-youth", page)
    page.set_viewport_size(PHONE)
    camera.takes("page-for-youth-narrow", page)
    page.context.close()
