"""Takes the pictures of a team around one conversation: a hand-over, two people who open it, a call for help, a pause, a rest."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, expect, sync_playwright

from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import Line, running
from tests.journeys.pictures_schedule import colleague_of, opened
from tests.journeys.stage import PATIENCE, Worker
from tests.journeys.test_care import keeps, page_of_the_record, picks

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera


def scene(browser: Browser, line: Line, camera: Camera) -> None:
    """One hands over to another with the youth's yes; then somebody comes to help."""
    from tests.journeys.pictures import asks, on_a_phone

    robin = opened(browser, line)
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
    sam.opens_first("With colleagues")
    sam.page.locator("[data-act=open-together]").click()
    expect(sam.page.get_by_role("dialog")).to_contain_text("Both of you stand on record")
    camera.takes_both("open-together", sam.page)
    sam.page.keyboard.press("Escape")
    robin.page.locator("[data-act=help-me]").first.click()
    expect(robin.page.get_by_role("dialog")).to_contain_text("can join with one press", timeout=PATIENCE)
    sam.opens_first("With colleagues")
    expect(sam.page.locator("[data-act=join-help]")).to_be_visible(timeout=PATIENCE)
    camera.takes_both("asks-for-help", sam.page)
    sam.page.locator("[data-act=join-help]").click()
    expect(robin.page.get_by_role("dialog")).to_contain_text("is here with you now", timeout=PATIENCE)
    robin.page.get_by_role("button", name="Back to the conversation").click()
    camera.takes_both("second-person", robin.page)
    pauses(robin, sam, camera)
    rests(robin, camera)


def pauses(robin: Worker, sam: Worker, camera: Camera) -> None:
    """How many at once; then a pause in the making, and the colleague who looks at it."""
    limit = robin.page.get_by_role("button", name="change how many Sam takes at once")
    limit.click()
    expect(robin.page.get_by_role("dialog")).to_contain_text("Two is usual")
    camera.takes("limit", robin.page)
    robin.page.keyboard.press("Escape")
    robin.page.set_viewport_size({"width": 360, "height": 740})
    robin.page.get_by_role("button", name="Back to all conversations").click()
    limit.click()
    camera.takes_narrow("limit-narrow", robin.page)
    robin.page.keyboard.press("Escape")
    robin.opens_first("With you")
    robin.page.locator("#desk-thread-name").focus()
    robin.page.keyboard.press("n")
    robin.page.keyboard.press("Control+Enter")
    robin.page.locator("[data-act=mute]").click(timeout=PATIENCE)
    expect(robin.page.get_by_role("dialog")).to_contain_text("Nobody is banned")
    camera.takes_both("pause", robin.page)
    robin.page.locator("[data-act=confirm]").click()
    sam.page.locator("[data-act=leave]").click()
    expect(sam.page.get_by_role("region", name="Pauses to look at")).to_be_visible(timeout=PATIENCE)
    sam.page.locator("[data-act=mute-undone]").scroll_into_view_if_needed()
    camera.takes_both("pause-look", sam.page)
    sam.page.locator("[data-act=mute-undone]").click()
    expect(robin.page.locator("[data-act=unmute]")).to_have_count(0, timeout=PATIENCE)


def rests(robin: Worker, camera: Camera) -> None:
    """A talk that was heavy: two questions, ten minutes, and what only oneself sees of it."""
    record = page_of_the_record(robin, "risk")
    picks(record, "How high is the risk now?", "High")
    keeps(record)
    expect(record.get_by_role("heading", name="Safety plan")).to_be_visible()
    robin.page.get_by_role("button", name="Close the care record").click()
    robin.closes()
    debrief = robin.page.get_by_role("dialog", name="That was a heavy one")
    debrief.get_by_role("radio", name="Shaken").check()
    debrief.get_by_role("radio", name="Yes, another day").check()
    camera.takes_both("debrief", robin.page)
    debrief.locator("[data-act=debrief]").click()
    expect(robin.page.get_by_role("region", name="Your rest")).to_be_visible()
    camera.takes("rest", robin.page)
    robin.page.set_viewport_size({"width": 360, "height": 740})
    robin.page.get_by_role("button", name="Back to all conversations").click()
    camera.takes_narrow("rest-narrow", robin.page)
    robin.looks_at("This device")
    mine = robin.page.locator("section", has=robin.page.get_by_role("heading", name="My load"))
    mine.scroll_into_view_if_needed()
    camera.takes("my-load", robin.page)
    robin.page.set_viewport_size({"width": 360, "height": 740})
    mine.scroll_into_view_if_needed()
    camera.takes_narrow("my-load-narrow", robin.page)


if __name__ == "__main__":
    from tests.journeys.pictures import FOLDER, Camera

    with tempfile.TemporaryDirectory() as place, running(Path(place)) as own, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        scene(chromium, own, Camera(FOLDER))
        chromium.close()
