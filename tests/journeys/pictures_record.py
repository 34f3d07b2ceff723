"""Takes the pictures of what stands beside a conversation: risk, plan, handover, a colleague beside, who keeps out, filters, a calendar."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, expect, sync_playwright

from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import Line, running
from tests.journeys.pictures_schedule import colleague_of, opened
from tests.journeys.stage import PATIENCE, Worker, pressed
from tests.journeys.test_care import keeps, page_of_the_record, picks
from tests.web.people import DESK, PHONE

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera


def scene(browser: Browser, line: Line, camera: Camera) -> None:
    """One has a talk and keeps its record; a supervisor comes beside her; each page of the way."""
    from tests.journeys.pictures import asks, blurred, on_a_phone

    robin = opened(browser, line)
    ana = colleague_of(robin, browser, "Ana", "Supervisor")
    ana.goes_on_call()
    robin.looks_at("Desk")
    youth = on_a_phone(browser, line, 1)
    asks(youth, "A community worker", "Yes", "No")
    youth.writes("its loud at home again")
    robin.opens_first("Waiting")
    robin.claims()
    robin.reads("its loud at home again")
    robin.writes("I am glad you wrote. Let us look at tonight together.")
    youth.reads("Let us look at tonight together.")
    writes_down(robin, camera)
    comes_beside(robin, ana, camera)
    page = robin.page
    page.locator("[data-act=services]").click()
    page.get_by_role("button", name=re.compile("^Open now")).click()
    page.get_by_label("Age", exact=True).fill("15")
    camera.takes_both("service-filters", page)
    page.keyboard.press("Escape")
    page.locator("[data-act=recuse]").click()
    expect(page.get_by_role("dialog")).to_contain_text("You know this person?")
    camera.takes_both("know-them", page)
    page.keyboard.press("Escape")
    robin.looks_at("Schedule")
    pressed(page, "Make an address")
    address = page.get_by_label("Calendar address")
    expect(address).to_be_visible(timeout=PATIENCE)
    blurred(address)
    for size, name in ((PHONE, "calendar-narrow"), (DESK, "calendar")):
        page.set_viewport_size(size)
        address.scroll_into_view_if_needed()
        camera.takes(name, page)


def writes_down(robin: Worker, camera: Camera) -> None:
    """How high the risk is, a plan that may stay on the phone, and what the next one must know."""
    record = page_of_the_record(robin, "risk")
    picks(record, "How high is the risk now?", "Raised")
    camera.takes_both("record-risk", robin.page)
    keeps(record)
    expect(record.get_by_role("heading", name="Safety plan")).to_be_visible()
    record.get_by_label("One small step for today").fill("I text my aunt")
    keeps(record)
    for size, name in ((PHONE, "record-plan-narrow"), (DESK, "record-plan")):
        robin.page.set_viewport_size(size)
        robin.page.locator('[data-act="send-plan"]').click()  # on a phone the record is a page of its own
        robin.page.locator('[data-act="send-plan-now"]').scroll_into_view_if_needed()
        camera.takes(name, robin.page)
    record.get_by_role("button", name="Back to the care record").click()
    record.locator('[data-page="handover"]').click()
    record.get_by_label("What we promised").fill("Somebody asks again before midnight")
    record.get_by_label("Next step, and whose it is").fill("Ana: a bed for tonight")
    camera.takes_both("record-handover", robin.page)
    keeps(record)
    robin.page.get_by_role("button", name="Close the care record").click()


def comes_beside(robin: Worker, ana: Worker, camera: Camera) -> None:
    """A supervisor stands beside, and leaves a note that the youth does not see."""
    ana.opens_first("With colleagues")
    ana.page.locator("[data-act=join]").click()
    ana.reads("its loud at home again")
    ana.page.locator("#desk-box").fill("Ask whether the aunt knows. I stay until you have a bed.")
    camera.takes_both("beside", ana.page)
    ana.page.get_by_role("button", name="Keep note").click()
    robin.reads("Ask whether the aunt knows.")
    ana.page.locator("[data-act=leave]").click()


if __name__ == "__main__":
    from tests.journeys.pictures import FOLDER, Camera

    with tempfile.TemporaryDirectory() as place, running(Path(place)) as own, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        scene(chromium, own, Camera(FOLDER))
        chromium.close()
