"""How long there is a schedule at all, in a real Chromium: published less far than before, and a schedule that runs out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from content.zones import place
from tests.web.people import DESK, PHONE
from tests.web.planners import LINE_ZONE, Planner, Team, published, team

__all__ = ["published", "team"]


def a_day(ahead: int) -> datetime:
    """A day ahead, on the line's clock."""
    return datetime.now(place(LINE_ZONE)) + timedelta(ahead)


def named(day: datetime) -> str:
    """The day as the page says it."""
    return f"{day:%A} {day.day} {day:%B}"


def publishes_until(sam: Planner, ahead: int) -> datetime:
    """Choose another last day, and publish."""
    day = a_day(ahead)
    sam.page.get_by_label("Publish until").fill(day.date().isoformat())
    sam.publishes()
    return day


def tab(one: Planner) -> Locator:
    """The way to the schedule, in the bar."""
    return one.page.get_by_role("navigation", name="Views").get_by_role("button", name=re.compile("^Schedule"))


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_publishing_less_far_is_asked_about_and_what_runs_out_counts(published: Team, screen: Any) -> None:
    """People count on days that were published: Sam is asked, and goes back; done on purpose, everybody reads when it ends."""
    sam, kim = published.sam, published.kim
    for one in (sam, kim):
        one.opens_schedule(screen)
    stands = sam.page.get_by_role("region", name="Publish").get_by_text("Published until")
    before = stands.inner_text()
    expect(tab(sam)).not_to_have_accessible_description(re.compile("runs out"))
    short = publishes_until(sam, 3)
    asked = sam.page.get_by_role("dialog", name="Publish less than before?")
    expect(asked.get_by_role("button", name="Go back")).to_be_visible()
    sam.shows_no_barrier()
    asked.get_by_role("button", name="Go back").click()
    expect(asked).to_have_count(0)
    expect(stands).to_have_text(before)

    sam.publishes()
    asked.get_by_role("button", name="Take the days after it back").click()

    # The one of the screen before may still stand.
    expect(sam.toast(f"Published until {named(short)}.").last).to_be_visible()
    expect(asked).to_have_count(0)
    expect(tab(sam)).to_have_accessible_description(re.compile("The published schedule runs out"))
    expect(tab(sam).locator(".tab-count")).to_have_text("1")
    ends = f"The schedule is published until {named(short)}. After that nobody is planned"
    for one, does in ((sam, "Publish further, below."), (kim, "Tell your coordinator.")):
        glance = one.page.get_by_role("region", name="Now and next")
        expect(glance).to_contain_text(ends)
        expect(glance).to_contain_text(does)
        one.shows_no_barrier()
    expect(tab(kim).locator(".tab-count")).to_have_count(0)

    far = publishes_until(sam, 27)
    expect(stands).to_contain_text(named(far))
    expect(tab(sam)).not_to_have_accessible_description(re.compile("runs out"))
    expect(sam.page.get_by_role("region", name="Now and next")).not_to_contain_text(ends)


def test_what_is_planned_for_every_week_and_ends_before_the_published_days_is_named(published: Team) -> None:
    """Mornings until Saturday, and nothing in their place: it stands beside Publish, until they go on."""
    sam = published.sam
    sam.opens_schedule()
    publish = sam.page.get_by_role("region", name="Publish")
    last = a_day(3)
    sam.page.locator(".panel").get_by_role("button", name="Add").first.click()
    dialog = sam.page.get_by_role("dialog", name="Every week")
    dialog.get_by_label("From,").fill("08:00")
    dialog.get_by_label("Until,").fill("09:00")
    dialog.get_by_label("Last day, if there is one").fill(last.date().isoformat())
    dialog.get_by_role("button", name="Plan it").click()
    expect(dialog).to_have_count(0)

    expect(publish).to_contain_text("Planned for every week, and ends before")
    expect(publish).to_contain_text(f"08:00–09:00 Winnipeg time, until {named(last)}")
    expect(publish).to_contain_text("And 3 more, below")
    sam.shows_no_barrier(DESK, PHONE)
    for _ in range(7):
        sam.page.locator(".pattern", has_text="08:00–09:00").first.click()
        sam.press("Plan it no more")
        expect(sam.page.get_by_role("dialog")).to_have_count(0)
    expect(publish).not_to_contain_text("ends before")
