"""Takes the pictures of being called: three desks and a phone on a line that counts in seconds."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import running
from tests.journeys.conftest import founded, joined, waiting
from tests.journeys.pictures import DESK, FOLDER, ZONE, Camera
from tests.journeys.planning import planned
from tests.journeys.stage import PATIENCE, pressed
from tests.journeys.test_the_team_is_called import NUMBERS, call_of, gateway_here, hours_without_anybody

# Nobody is called a second time while a picture is taken.
CALM = {"API_PAGE_SUPERVISOR_AFTER": "600", "API_PAGE_AGAIN": "600"}


def calling(browser: Browser, camera: Camera) -> None:
    """Noor cannot come, Robin is called; and Robin's ways to be woken, one of which fails."""
    with gateway_here() as gateway, tempfile.TemporaryDirectory() as folder:
        hook = {"API_HOOK_URL": gateway.url, "API_HOOK_KEY": "sixteen letters!"}
        with running(Path(folder), NUMBERS | CALM | hook) as line:
            robin = founded(browser, line)
            noor = joined(browser, line, robin, "Noor")
            planned(robin, primary="Noor", backup="Robin")
            waiting(browser, line)
            call_of(noor).get_by_role("button", name="I can’t").click(timeout=PATIENCE)
            expect(call_of(robin)).to_contain_text("Noor can’t come", timeout=PATIENCE)
            robin.page.set_viewport_size(DESK)
            camera.takes("called", robin.page)
            camera.takes_narrow("called-narrow", robin.page)
            robin.looks_at("This device")
            for number in ("+1 807 555 0100", "+1 807 555 0199"):
                pressed(robin.page, "Add a phone")
                robin.page.get_by_label("Phone number").fill(number)
                pressed(robin.page, "Add it")
                expect(robin.page.locator(".way").filter(has_text=number.replace(" ", ""))).to_be_visible()
            for way, status in zip(robin.page.locator(".way").all(), (200, 503), strict=True):
                gateway.status = status
                way.get_by_role("button", name="Send me a test").click()
                expect(way).to_contain_text("just now" if status == 200 else "503", timeout=PATIENCE)
            mine = robin.page.locator("section", has=robin.page.get_by_role("heading", name="My alerts"))
            mine.scroll_into_view_if_needed()
            camera.takes("my-alerts", robin.page)
            camera.takes_narrow("my-alerts-narrow", robin.page)


def nobody_there(browser: Browser, camera: Camera) -> None:
    """Hours run by the published schedule, and Kai, who can be woken, and Robin are both off call."""
    with gateway_here() as gateway, tempfile.TemporaryDirectory() as folder:
        hook = {"API_HOOK_URL": gateway.url, "API_HOOK_KEY": "sixteen letters!"}
        with running(Path(folder), NUMBERS | CALM | hook) as line:
            robin, _ = hours_without_anybody(browser, line)
            robin.page.set_viewport_size(DESK)
            robin.page.get_by_role("heading", name="Schedule", level=1).scroll_into_view_if_needed()
            camera.takes("nobody-there", robin.page)
            camera.takes_narrow("nobody-there-narrow", robin.page)


def main() -> None:
    """Take them anew: `python -m tests.journeys.pictures_calling`."""
    with sync_playwright() as playwright:
        here = {**os.environ, "TZ": ZONE}  # desks in Kenora, wherever the pictures are taken
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env=here)
        calling(browser, Camera(FOLDER))
        nobody_there(browser, Camera(FOLDER))
        browser.close()


if __name__ == "__main__":
    main()
