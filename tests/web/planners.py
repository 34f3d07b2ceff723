"""The people of the schedule's stories: a coordinator and two workers, one of them on another clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.fakes.line import setup_link
from tests.web.conftest import relay_in
from tests.web.people import DESK, LONG_MS, Person

# An hour apart in every month of the year: neither of the two changes its clocks.
LINE_ZONE, WEST = "America/Winnipeg", "America/Regina"
# A moment as somebody in Regina reads it: on the line's clock and on their own, each by its name.
BOTH_CLOCKS = r"\d\d:\d\d Winnipeg time \(\d\d:\d\d your time, Regina\)"


@dataclass
class Planner(Person):
    """Somebody in front of the schedule."""

    label: str = ""

    def opens_schedule(self, screen: Any = DESK) -> None:
        """Look at the schedule on a screen of this size."""
        self.page.set_viewport_size(screen)
        while self.page.get_by_role("dialog").count():
            self.page.keyboard.press("Escape")
        self.page.get_by_role("button", name=re.compile("^Schedule")).click()
        self.sees("Schedule")
        expect(self.page.get_by_role("region", name="Now and next")).to_be_visible()

    def block(self, name: str) -> Locator:
        """The shifts in the picture whose sentence begins like this."""
        return self.page.locator(".week").get_by_role("button", name=re.compile(f"^{name}"))

    def plans(self, what: str, who: str | None, starts: str, ends: str) -> None:
        """Plan something for every day of the week."""
        self.page.get_by_role("region").or_(self.page.locator(".panel")).get_by_role("button", name="Add").first.click()
        dialog = self.page.get_by_role("dialog", name="Every week")
        dialog.get_by_label("What").select_option(label=what)
        if who:
            dialog.get_by_label("Who").select_option(label=who)
        dialog.get_by_label("From,").fill(starts)
        dialog.get_by_label("Until,").fill(ends)
        dialog.get_by_role("button", name="Plan it").click()
        expect(dialog).to_have_count(0)

    def adds(self, what: str, who: str, begins: datetime, ends: datetime) -> None:
        """Put somebody in on one day."""
        self.press("One day")
        dialog = self.page.get_by_role("dialog", name="A shift on one day")
        dialog.get_by_label("What").select_option(label=what)
        dialog.get_by_label("Who").select_option(label=who)
        dialog.get_by_label("Day", exact=True).fill(begins.date().isoformat())
        dialog.get_by_label("From,").fill(begins.strftime("%H:%M"))
        dialog.get_by_label("Until,").fill(ends.strftime("%H:%M"))
        dialog.get_by_role("button", name="Add", exact=True).click()
        expect(dialog).to_have_count(0)

    def ends(self, shift: str, at: str) -> None:
        """Let one shift end at another time."""
        self.block(shift).click()
        dialog = self.page.get_by_role("dialog", name=shift.split(",")[0])
        dialog.get_by_label("Until,").fill(at)
        dialog.get_by_role("button", name="Save").click()

    def publishes(self) -> None:
        """Put the plan in force."""
        self.page.get_by_role("region", name="Publish").get_by_role("button", name="Publish").click()

    def toast(self, words: str) -> Locator:
        """The short notice with these words."""
        return self.page.locator(".toast", has_text=words)

    def next_week(self) -> None:
        """Turn to the week after."""
        self.press("This week")
        expect(self.page.locator(".week-today")).to_be_visible()
        self.turns_on()

    def turns_on(self) -> None:
        """Turn on by a week, and see it: what is pressed before is pressed in the week that still stands there."""
        title = self.page.get_by_role("region", name="The week", exact=True).get_by_role("heading", level=2)
        was = title.inner_text()
        self.press("The week after")
        expect(title).not_to_have_text(was)


@dataclass
class Team:
    """The people of these stories."""

    sam: Planner  # coordinator and supervisor
    kim: Planner  # a worker, one hour to the west
    joe: Planner  # a worker


def seated(browser: Browser, label: str, zone: str) -> Planner:
    """Give somebody a browser profile in their own time zone."""
    context = browser.new_context(locale="en-CA", viewport=DESK, timezone_id=zone, reduced_motion="reduce")
    context.set_default_timeout(LONG_MS)
    person = Planner(context.new_page(), label=label)
    person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
    person.page.on(
        "console", lambda said: person.complaints.append(said.text) if "Content Security" in said.text else None
    )
    return person


@pytest.fixture(scope="module")
def team(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A line with a coordinator and two workers, and two weeks published by her own hands."""
    relay = relay_in(Path(tmp_path_factory.mktemp("schedule")))
    relay.start()
    sam, kim, joe = (seated(browser, *one) for one in (("Sam", LINE_ZONE), ("Kim", WEST), ("Joe", LINE_ZONE)))
    sam.founds(setup_link(relay.environment))
    for one in (kim, joe):
        one.asks_to_join(sam.invites(), one.label)
        sam.lets_in(one.label)
        one.comes_back()
        one.press("Open the desk")
        one.at_desk()
    people = Team(sam, kim, joe)
    yield people
    complaints = [complaint for one in (sam, kim, joe) for complaint in one.complaints]
    for one in (sam, kim, joe):
        one.context.close()
    relay.stop()

    assert complaints == []


@pytest.fixture(scope="module")
def published(team: Team) -> Team:
    """The same, with every afternoon and evening planned and published."""
    sam = team.sam
    sam.opens_schedule()
    sam.plans("Open hours", None, "12:00", "00:00")
    sam.plans("Primary", "Kim", "12:00", "18:00")
    sam.publishes()
    expect(sam.page.get_by_role("dialog", name="Nobody would be there")).to_contain_text("18:00–24:00 Winnipeg time")
    sam.press("Go back")
    sam.plans("Primary", "Joe", "18:00", "00:00")
    sam.plans("Backup", "Sam", "12:00", "00:00")
    sam.publishes()
    expect(sam.toast("Published until")).to_be_visible()
    return team
