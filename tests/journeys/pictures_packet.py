"""Takes the pictures of a hand-off packet: picked, asked of the youth, looked at, received by an officer."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, expect, sync_playwright

from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import Line, running
from tests.journeys.pictures_schedule import opened
from tests.journeys.stage import PATIENCE

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera

# All that the youth reads before they say yes.
TALL = {"width": 360, "height": 1000}


def scene(browser: Browser, line: Line, camera: Camera) -> None:
    """A worker hands something to the police with the youth's yes; a colleague looks at it, an officer opens it."""
    from tests.journeys.pictures import asks, at_a_desk, on_a_phone

    robin = opened(browser, line)
    sam, noor = at_a_desk(browser, line), at_a_desk(browser, line)
    for worker, label, circle in ((sam, "Sam", None), (noor, "Noor", "Police")):
        worker.joins(robin.invites(circle=circle), label)
        robin.lets_in(label)
        worker.is_let_in()
        worker.goes_on_call()
    youth = on_a_phone(browser, line, 1)
    asks(youth, "A community worker", "Yes", "No")
    youth.writes("he waits outside my school again")
    youth.writes("dark blue car")
    sam.opens_first("Waiting")
    sam.claims()
    sam.reads("dark blue car")
    sam.page.locator("[data-act=packet]").click()
    making = sam.page.get_by_role("dialog")
    for said in ("he waits outside", "dark blue car"):
        making.get_by_role("checkbox", name=re.compile(said)).check()
    making.get_by_label("In your own words").fill("They ask that somebody drives by on Wednesday after school.")
    camera.takes_narrow("packet-make-narrow", sam.page)
    making.get_by_label("In your own words").scroll_into_view_if_needed()
    camera.takes("packet-make", sam.page)
    making.locator("[data-act=confirm]").click()
    youth.reads("Can we hand what you see above to the police?")
    youth.page.set_viewport_size(TALL)  # type: ignore[arg-type]
    youth.page.get_by_role("log", name="Messages").evaluate("log => log.scrollTo(0, log.scrollHeight)")
    camera.takes("phone-packet", youth.page)
    youth.taps("Yes, hand it over")
    sam.page.locator("[data-act=packet-hand]").click(timeout=PATIENCE)
    making.get_by_role("radio", name=re.compile("^Noor")).check()
    making.get_by_role("radio", name=re.compile("^Robin")).check()
    making.locator("[data-act=confirm]").click()
    robin.page.locator("[data-act=packet-look]").click(timeout=PATIENCE)
    expect(robin.page.locator(".packet-page")).to_be_visible(timeout=PATIENCE)
    camera.takes_both("packet-look", robin.page)
    robin.page.locator("[data-act=packet-yes]").click()
    noor.page.locator("[data-act=packet-open]").click(timeout=PATIENCE)
    expect(noor.page.locator(".packet-page")).to_be_visible(timeout=PATIENCE)
    camera.takes("packet-open", noor.page)
    camera.takes_narrow("packet-open-narrow", noor.page)


if __name__ == "__main__":
    from tests.journeys.pictures import FOLDER, Camera

    with tempfile.TemporaryDirectory() as place, running(Path(place)) as own, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        scene(chromium, own, Camera(FOLDER))
        chromium.close()
