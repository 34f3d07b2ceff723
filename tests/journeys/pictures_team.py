"""Takes the pictures of a team around one conversation: a hand-over, a call for help, a team at a glance."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, expect, sync_playwright

from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import Line, running
from tests.journeys.conftest import BOT, eventually
from tests.journeys.pictures_schedule import colleague_of
from tests.journeys.stage import PATIENCE

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera


def scene(browser: Browser, line: Line, camera: Camera) -> None:
    """One hands over to another with the youth's yes; then somebody comes to help."""
    from tests.journeys.pictures import asks, at_a_desk, on_a_phone

    robin = at_a_desk(browser, line)
    robin.founds("Robin")
    robin.goes_on_call()
    eventually("the bot shows its digits", line.digits.exists)
    robin.lets_in(BOT, line.digits.read_text())
    sam = colleague_of(robin, browser, "Sam", "Worker")
    sam.goes_on_call()
    robin.looks_at("Desk")
    youth = on_a_phone(browser, line, 1)
    asks(youth, "A community worker", "Yes", "No")
    youth.writes("its about my uncle")
    sam.opens_first("Waiting")
    sam.claims()
    sam.reads("its about my uncle")
    sam.writes("I am glad you wrote. Take your time.")
    sam.page.locator("[data-act=hand-over]").click()
    expect(sam.page.get_by_role("dialog")).to_contain_text("First your colleague says yes")
    camera.takes("hand-over", sam.page)
    camera.takes_narrow("hand-over-narrow", sam.page)
    sam.page.locator("[data-act=confirm]").click()
    robin.opens_first("With colleagues")
    robin.page.locator("[data-act=agree]").click()
    youth.reads("It is fine to say no")
    camera.takes("phone-asked", youth.page)
    youth.taps("Yes, that is okay")
    youth.reads("takes over")
    robin.reads("I am glad you wrote.")
    robin.page.locator("[data-act=help-me]").first.click()
    expect(robin.page.get_by_role("dialog")).to_contain_text("can join with one press", timeout=PATIENCE)
    sam.opens_first("With colleagues")
    expect(sam.page.locator("[data-act=join-help]")).to_be_visible(timeout=PATIENCE)
    camera.takes("asks-for-help", sam.page)
    sam.page.locator("[data-act=join-help]").click()
    expect(robin.page.get_by_role("dialog")).to_contain_text("is here with you now", timeout=PATIENCE)
    robin.page.get_by_role("button", name="Back to the conversation").click()
    camera.takes("second-person", robin.page)


if __name__ == "__main__":
    from tests.journeys.pictures import FOLDER, Camera

    with tempfile.TemporaryDirectory() as place, running(Path(place)) as own, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        scene(chromium, own, Camera(FOLDER))
        chromium.close()
