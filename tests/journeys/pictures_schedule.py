"""Takes the pictures of the schedule: a week planned, hours that nobody fills, a shift that needs somebody, a swap, a closed day."""

from __future__ import annotations

import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from content.zones import place
from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import Line, running
from tests.journeys.conftest import BOT, eventually
from tests.journeys.stage import PATIENCE, Worker, pressed

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
WEEK = ["Ana", "Kim", "Joe"]
EVERY_DAY = range(7)


def weekly(worker: Worker, what: str, who: str | None, starts: str, ends: str, weekdays: range | list[int]) -> None:
    """Plan something for some days of the week."""
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    worker.page.get_by_role("button", name="Add", exact=True).click()
    dialog = worker.page.get_by_role("dialog", name="Every week")
    for number, name in enumerate(days):
        dialog.get_by_role("checkbox", name=name).set_checked(number in weekdays)
    dialog.get_by_label("What").select_option(label=what)
    if who is not None:
        dialog.get_by_label("Who").select_option(label=who)
    dialog.get_by_label("From,").fill(starts)
    dialog.get_by_label("Until,").fill(ends)
    pressed(worker.page, "Plan it")
    expect(dialog).to_have_count(0, timeout=PATIENCE)


def opened(browser: Browser, line: Line) -> Worker:
    """Make the line, go on call, and let the bot in."""
    from tests.journeys.pictures import at_a_desk

    robin = at_a_desk(browser, line)
    robin.founds("Robin")
    robin.goes_on_call()
    eventually("the bot shows its digits", line.digits.exists)
    robin.lets_in(BOT, line.digits.read_text())
    return robin


def colleague_of(founder: Worker, browser: Browser, name: str, role: str) -> Worker:
    """Let somebody in, with a part in the list of people."""
    from tests.journeys.pictures import at_a_desk

    founder.looks_at("People")
    pressed(founder.page, "Invite someone")
    founder.page.get_by_role("radio", name=re.compile(f"^{role}")).check()
    pressed(founder.page, "Make the invitation")
    link = founder.page.get_by_label("Link").input_value()
    pressed(founder.page, "Done")
    colleague = at_a_desk(browser, founder.line)
    colleague.joins(link, name)
    founder.lets_in(name)
    colleague.is_let_in()
    return colleague


def scene(browser: Browser, line: Line, camera: Camera) -> None:
    """Plan a week for four people, publish it, and let one of them fall sick."""
    from tests.journeys.pictures import at_a_desk

    robin = at_a_desk(browser, line)
    robin.founds("Robin")
    team = []
    for name in WEEK:
        team.append(colleague_of(robin, browser, name, "Worker"))
    colleague_of(robin, browser, "Lee", "Supervisor")
    robin.looks_at("Schedule")
    weekly(robin, "Open hours", None, "16:00", "00:00", EVERY_DAY)
    for number, name in enumerate(WEEK):
        if name == WEEK[-1]:
            leaves_hours_empty(robin, camera)
        afternoons = [day for day in EVERY_DAY if day % 3 == number]
        weekly(robin, "Primary", name, "16:00", "20:00", afternoons)
        evenings = [day for day in EVERY_DAY if (day + 1) % 3 == number]
        weekly(robin, "Primary", name, "20:00", "00:00", evenings)
        weekly(robin, "Backup", name, "16:00", "00:00", [day for day in EVERY_DAY if (day + 2) % 3 == number])
    weekly(robin, "Supervisor", "Lee", "16:00", "00:00", EVERY_DAY)
    pressed(robin.page, "Publish")
    expect(robin.page.locator(".toast", has_text="Published until")).to_be_visible(timeout=PATIENCE)
    ana, kim, joe = team
    for one in (robin, ana, kim):
        one.looks_at("Schedule")
        pressed(one.page, "The week after")
        expect(one.page.locator(".week-today")).to_have_count(0)
    shown(robin, ".publish")
    camera.takes("schedule-coordinator", robin.page)
    robin.page.set_viewport_size(PHONE)
    shown(robin, ".publish")
    camera.takes_narrow("schedule-coordinator-narrow", robin.page)
    own = ana.page.locator(".panel", has=ana.page.get_by_role("heading", name="Your shifts")).get_by_role("listitem")
    later = (datetime.now(place("America/Winnipeg")).date() + timedelta(2)).strftime("%A")
    own.filter(has_text=later).first.get_by_role("button", name="I am sick").click()
    camera.takes_both("schedule-sick", ana.page)
    pressed(ana.page, "Ask my colleagues")
    expect(kim.page.locator(".wanted")).to_contain_text("Ana cannot come", timeout=PATIENCE)
    shown(kim, ".wanted")
    camera.takes("schedule-wanted", kim.page)
    kim.page.set_viewport_size(PHONE)
    shown(kim, ".wanted")
    camera.takes_narrow("schedule-wanted-narrow", kim.page)
    kim.page.set_viewport_size(PHONE)
    shown(kim, ".week-panel")
    camera.takes_narrow("schedule-week-narrow", kim.page)
    swaps(kim, joe, camera)
    closes_a_day(robin, camera)


def leaves_hours_empty(coordinator: Worker, camera: Camera) -> None:
    """Publish while one of the team is not planned yet: the page names the hours, and nothing is published."""
    pressed(coordinator.page, "Publish")
    expect(coordinator.page.get_by_role("dialog", name="Nobody would be there")).to_be_visible(timeout=PATIENCE)
    camera.takes_both("schedule-gaps", coordinator.page)
    pressed(coordinator.page, "Go back")


def swaps(asking: Worker, answering: Worker, camera: Camera) -> None:
    """Offer a shift for a colleague's, who reads which two are meant and agrees."""
    own = asking.page.locator(".panel", has=asking.page.get_by_role("heading", name="Your shifts"))
    today = datetime.now(place("America/Winnipeg")).date()
    day = next(day for day in (today + timedelta(ahead) for ahead in range(3, 9)) if day.weekday() in (1, 4))
    own.get_by_role("button", name=re.compile("^Show all")).click()
    own.get_by_role("listitem").filter(has_text=f"{day:%A} {day.day} {day:%B}").first.get_by_role(
        "button", name="Swap"
    ).click()
    dialog = asking.page.get_by_role("dialog", name="Swap for which shift?")
    expect(dialog.get_by_role("listitem").first).to_be_visible(timeout=PATIENCE)
    camera.takes_both("schedule-swap", asking.page)
    dialog.get_by_role("button", name="Offer the swap to Joe").first.click()
    expect(dialog).to_have_count(0, timeout=PATIENCE)
    answering.looks_at("Schedule")
    asked = answering.page.locator(".wanted").get_by_role("listitem").filter(has_text="swap")
    expect(asked).to_be_visible(timeout=PATIENCE)
    for narrow in (False, True):
        answering.page.set_viewport_size(PHONE if narrow else DESK)
        shown(answering, ".wanted")
        (camera.takes_narrow if narrow else camera.takes)(f"schedule-swap-asked{'-narrow' * narrow}", answering.page)
    asked.get_by_role("button", name=re.compile("^Agree")).click()
    expect(answering.page.locator(".toast", has_text="Swapped.")).to_be_visible(timeout=PATIENCE)


def closes_a_day(coordinator: Worker, camera: Camera) -> None:
    """Publish a holiday as closed, and see it in the week."""
    coordinator.page.set_viewport_size(DESK)
    pressed(coordinator.page, "Close hours")
    dialog = coordinator.page.get_by_role("dialog")
    today = datetime.now(place("America/Winnipeg")).date()
    day = today + timedelta(10 - today.weekday())  # the Thursday of the week shown
    dialog.get_by_label("First day").fill(day.isoformat())
    camera.takes_both("schedule-close", coordinator.page)
    pressed(coordinator.page, "Publish as closed")
    expect(coordinator.page.locator(".week-closed").first).to_be_visible(timeout=PATIENCE)
    for narrow in (False, True):
        coordinator.page.set_viewport_size(PHONE if narrow else DESK)
        shown(coordinator, ".week")
        (camera.takes_narrow if narrow else camera.takes)(f"schedule-closed{'-narrow' * narrow}", coordinator.page)


def shown(worker: Worker, part: str) -> None:
    """Scroll so that a part of the page begins at the upper edge."""
    worker.page.locator(part).evaluate("one => one.scrollIntoView({block: 'start'})")


def main() -> None:
    """Take the pictures of the schedule alone."""
    from tests.journeys.pictures import FOLDER, Camera

    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as line, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        scene(browser, line, Camera(FOLDER))
        browser.close()


if __name__ == "__main__":
    main()
