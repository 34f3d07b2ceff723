"""A desk an hour west of the line's clock: whose talk it is since when reads as colleagues say it, words on one's own clock."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.fakes.youth import Coordinator, Youth
from tests.web.people import DESK, PHONE, Worker
from tests.web.planners import LINE_ZONE, WEST


def test_since_when_is_said_by_the_lines_clock_and_words_by_mine(
    arrive: Any, coordinator: Coordinator, youth: Youth
) -> None:
    """Tess sits in Regina: "Yours since" names the clock of the line, each day of the talk names hers; in Winnipeg no name is needed."""
    tess: Worker = arrive(Worker, timezone_id=WEST)
    tess.label = "Tess"
    tess.joins(coordinator)
    near: Worker = arrive(Worker, timezone_id=LINE_ZONE)
    near.label = "Noor"
    near.joins(coordinator)
    youth.ask("is somebody there?")
    tess.claim(youth)

    since = r"since \d\d:\d\d Winnipeg time$"
    expect(tess.row(youth).locator(".desk-row-detail")).to_have_text(re.compile(f"^Yours {since}"))
    expect(tess.page.locator(".desk-thread-state")).to_have_text(re.compile(f"^Yours {since}"))
    expect(tess.page.locator(".desk-day").last).to_have_text("Today, Regina time")
    tess.shows_no_barrier(DESK, PHONE)
    near.open(youth)
    expect(near.row(youth).locator(".desk-row-detail")).to_have_text(re.compile(r"^With Tess since \d\d:\d\d$"))
    expect(near.page.locator(".desk-thread-state")).to_have_text(re.compile(r"^With Tess since \d\d:\d\d$"))
    said = near.page.locator(".desk-thread-state").inner_text().split()[-1]
    expect(tess.page.locator(".desk-thread-state")).to_contain_text(f"{said} Winnipeg time")
