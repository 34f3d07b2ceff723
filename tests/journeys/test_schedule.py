"""A coordinator publishes, a worker falls sick, a colleague takes it, and a youth is told the truth each time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from content.zones import place
from tests.fakes.line import Line
from tests.journeys.conftest import founded
from tests.journeys.stage import PATIENCE, Worker, Youth, pressed

pytestmark = pytest.mark.journey
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def plans(coordinator: Worker, what: str, who: str | None, ahead: int) -> None:
    """Plan nine to five on the weekday so many days ahead, from that day on."""
    day = datetime.now(place("America/Winnipeg")).date() + timedelta(ahead)
    page = coordinator.page
    page.get_by_role("button", name="Add", exact=True).click()
    dialog = page.get_by_role("dialog", name="Every week")
    for weekday, name in enumerate(DAYS):
        dialog.get_by_role("checkbox", name=name).set_checked(weekday == day.weekday())
    dialog.get_by_label("What").select_option(label=what)
    if who is not None:
        dialog.get_by_label("Who").select_option(label=who)
    dialog.get_by_label("From,").fill("09:00")
    dialog.get_by_label("Until,").fill("17:00")
    dialog.get_by_label("First day").fill(day.isoformat())
    pressed(page, "Plan it")
    expect(dialog).to_have_count(0, timeout=PATIENCE)


def in_at_a_desk(chromium: Browser, line: Line, founder: Worker, label: str) -> Worker:
    """A colleague who was let in and looks at the schedule, off call."""
    colleague = Worker.arrives(chromium, line)
    colleague.joins(founder.invites(), label)
    founder.lets_in(label)
    colleague.is_let_in()
    colleague.looks_at("Schedule")
    return colleague


def is_told(youth: Youth, when: str) -> None:
    """Ask for a person, and read when somebody is back; then go back to the beginning."""
    youth.writes("/start")
    youth.taps("Person")
    expect(
        youth.page.get_by_role("log", name="Messages").get_by_text(re.compile("No one is here to chat")).last
    ).to_contain_text(f"We are back {when} at 9:00 am", timeout=PATIENCE)


def test_the_opening_words_follow_the_published_schedule(chromium: Browser, line: Line) -> None:
    """Published: back tomorrow. Sick: back the day after. Taken by a colleague: back tomorrow, and it was true all along."""
    robin = founded(chromium, line)
    ana, kim = (in_at_a_desk(chromium, line, robin, name) for name in ("Ana", "Kim"))
    after = datetime.now(place("America/Winnipeg")).date() + timedelta(2)
    robin.looks_at("Schedule")
    for ahead, who in ((1, "Ana"), (2, "Kim")):
        plans(robin, "Open hours", None, ahead)
        plans(robin, "Primary", who, ahead)
    expect(ana.page.get_by_text("No schedule is published yet").first).to_be_visible(timeout=PATIENCE)
    pressed(robin.page, "Publish")
    own = ana.page.locator(".panel", has=ana.page.get_by_role("heading", name="Your shifts")).get_by_role("listitem")
    expect(own.first).to_contain_text("09:00–17:00 Winnipeg time", timeout=PATIENCE)
    robin.page.locator("button.call").click()
    pressed(robin.page, "Go off call")
    expect(robin.page.locator("button.call-off")).to_be_visible(timeout=PATIENCE)
    expect(robin.page.get_by_role("dialog")).to_have_count(0)
    youth = Youth.picks_up(chromium, line)
    youth.starts()
    is_told(youth, "tomorrow")
    own.first.get_by_role("button", name="I am sick").click()
    pressed(ana.page, "Ask my colleagues")
    wanted = kim.page.locator(".wanted").get_by_role("listitem")
    expect(wanted).to_contain_text("Ana cannot come", timeout=PATIENCE)
    is_told(youth, DAYS[after.weekday()])
    wanted.get_by_role("button", name=re.compile("^Take it")).click()
    expect(kim.page.locator(".toast", has_text="It is yours")).to_be_visible(timeout=PATIENCE)
    is_told(youth, "tomorrow")

    expect(kim.page.locator(".glance")).to_contain_text("Kim (you, cannot be woken)", timeout=PATIENCE)
    expect(kim.page.get_by_text("Nothing wakes you for these while your desk is closed")).to_be_visible()
    assert [one.complaints for one in (robin, ana, kim)] == [[], [], []]
