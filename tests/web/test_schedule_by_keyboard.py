"""A schedule planned with a keyboard alone, on a wide screen and on a phone's: every dialog is filled, left and undone by keys."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.web.hands import Hands
from tests.web.people import DESK, PHONE
from tests.web.planners import Team, published, team

__all__ = ["published", "team"]

SCREENS = pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])


def opens(hands: Hands, what: Locator, asked: str) -> None:
    """Come to something by its keys, press Enter, and have everything in its dialog within reach of Tab."""
    expect(hands.page.get_by_role("dialog")).to_have_count(0)  # what was done may show before its dialog has gone
    hands.page.keyboard.press("Tab")  # no mouse was last
    what.focus()
    hands.is_somewhere_seen()
    hands.page.keyboard.press("Enter")
    hands.is_asked(asked)


def sets(hands: Hands, label: str, digits: str) -> None:
    """Type a time into its field, with the half of the day where the browser asks for it."""
    hands.goes_to(hands.page.get_by_label(label))
    hands.page.keyboard.type(digits)
    expect(hands.page.get_by_label(label)).to_have_value(f"{digits[:2]}:{digits[2:4]}")


def chooses(hands: Hands, label: str, option: str) -> None:
    """Go to the list of this name, and type what the option begins with."""
    wanted = hands.page.get_by_role("combobox", name=label, exact=True)
    hands.goes_to(wanted)
    hands.page.keyboard.type(option)
    expect(wanted.locator("option:checked")).to_have_text(re.compile(f"^{option}"))


def undoes(hands: Hands) -> None:
    """Go to the short notice of what was done, and take it back there."""
    hands.goes_to(hands.page.locator(".toast").get_by_role("button", name="Undo").last)
    hands.page.keyboard.press("Enter")
    hands.keeps_the_focus()


@SCREENS
def test_what_is_planned_for_every_week(published: Team, screen: Any) -> None:
    """One morning a week is planned, changed in its own dialog, and planned no more."""
    sam = published.sam
    sam.opens_schedule(screen)
    hands = Hands(sam.page)
    morning = sam.page.locator(".pattern", has_text="Backup Joe")
    hands.press("Add")
    hands.is_asked("Every week")
    for day in ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        hands.goes_to(sam.page.get_by_role("checkbox", name=day))
        sam.page.keyboard.press("Space")
    chooses(hands, "What", "Backup")
    chooses(hands, "Who", "Joe")
    sets(hands, "From,", "0800a")
    sets(hands, "Until,", "0900a")
    hands.press("Plan it")
    expect(morning).to_have_text(re.compile("08:00–09:00"))
    hands.keeps_the_focus()

    opens(hands, morning, "Every Monday")
    sets(hands, "Until,", "1000a")
    hands.press("Save")
    expect(morning).to_have_text(re.compile("08:00–10:00"))
    expect(morning).to_be_focused()
    opens(hands, morning, "Every Monday")
    hands.press("Plan it no more")
    expect(morning).to_have_count(0)
    hands.keeps_the_focus()


@SCREENS
def test_one_day_and_a_shift_of_its_own(published: Team, screen: Any) -> None:
    """Somebody is put in for an hour, the hour is moved, and they are taken out; what would leave nobody there is asked, closed, and undone."""
    sam = published.sam
    sam.opens_schedule(screen)
    sam.next_week()
    hands = Hands(sam.page)
    hour, afternoon = sam.block("Backup: Joe"), sam.block("Primary: Kim")
    hands.press("One day")
    hands.is_asked("A shift on one day")
    chooses(hands, "What", "Backup")
    chooses(hands, "Who", "Joe")
    sets(hands, "From,", "0800a")
    sets(hands, "Until,", "0900a")
    hands.goes_to(sam.page.get_by_role("dialog").get_by_role("button", name="Add"))
    sam.page.keyboard.press("Enter")
    expect(hour).to_have_accessible_name(re.compile("08:00–09:00"))
    hands.keeps_the_focus()

    opens(hands, hour, "Backup: Joe")
    sets(hands, "Until,", "1000a")
    hands.press("Save")
    expect(hour).to_have_accessible_name(re.compile("08:00–10:00"))
    opens(hands, hour, "Backup: Joe")
    hands.press("Take it out")
    expect(hour).to_have_count(0)
    hands.keeps_the_focus()

    opens(hands, afternoon.first, "Primary: Kim")
    hands.press("Take it out")
    hands.is_asked("Nobody would be there")
    sam.shows_no_barrier()
    hands.press("Go back")
    hands.is_asked("Primary: Kim")
    hands.press("Take it out")
    hands.press("Publish them as closed")
    expect(afternoon).to_have_count(6)
    hands.keeps_the_focus()
    undoes(hands)
    expect(afternoon).to_have_count(7)


@SCREENS
def test_hours_are_closed_and_opened_again(published: Team, screen: Any) -> None:
    """Some hours of one day, in a dialog that changes with what is chosen; opened again from the list."""
    sam = published.sam
    sam.opens_schedule(screen)
    sam.next_week()
    hands = Hands(sam.page)
    again = sam.page.get_by_role("button", name=re.compile("^Open again: "))
    hands.press("Close hours")
    hands.is_asked("Close hours")
    chooses(hands, "What", "Some hours")
    hands.walks()
    sam.shows_no_barrier()
    chooses(hands, "Why", "Nobody")
    hands.press("Publish as closed")
    expect(again).to_have_count(1)
    hands.keeps_the_focus()

    hands.goes_to(again)
    sam.page.keyboard.press("Enter")
    expect(again).to_have_count(0)
    hands.keeps_the_focus()


@SCREENS
def test_a_colleague_who_phoned_is_asked_for(published: Team, screen: Any) -> None:
    """Kim is too ill to open a desk: Sam asks the others in two presses, Joe sees it, and what was said by mistake is undone."""
    sam, joe = published.sam, published.joe
    for one in (sam, joe):
        one.opens_schedule(screen)
        one.next_week()
    hands = Hands(sam.page)
    wanted = joe.page.get_by_role("button", name="Take it")
    afternoon = sam.block("Primary: Kim").first
    before = wanted.count()
    opens(hands, afternoon, "Primary: Kim")
    hands.press("Cannot come: ask colleagues")
    hands.is_asked("Kim cannot come?")
    sam.shows_no_barrier()
    hands.press("Ask their colleagues")
    expect(sam.toast("Colleagues are asked.")).to_be_visible()
    expect(wanted).to_have_count(before + 1)
    hands.keeps_the_focus()
    undoes(hands)

    expect(wanted).to_have_count(before)


@SCREENS
def test_open_hours_that_nobody_fills_are_closed_at_once(published: Team, screen: Any) -> None:
    """An early hour is added and nobody is there: which, and one press that publishes it as closed."""
    sam = published.sam
    sam.opens_schedule(screen)
    sam.next_week()
    hands = Hands(sam.page)
    again = sam.page.get_by_role("button", name=re.compile("^Open again: "))
    hands.press("One day")
    chooses(hands, "What", "Open hours")
    sets(hands, "From,", "0800a")
    sets(hands, "Until,", "0900a")
    hands.goes_to(sam.page.get_by_role("dialog").get_by_role("button", name="Add"))
    sam.page.keyboard.press("Enter")
    hands.is_asked("Nobody would be there")
    expect(sam.page.get_by_role("dialog")).to_contain_text("08:00–09:00 Winnipeg time")
    hands.press("Go back")
    hands.is_asked("A shift on one day")
    expect(sam.page.get_by_label("From,")).to_have_value("08:00")
    hands.goes_to(sam.page.get_by_role("dialog").get_by_role("button", name="Add"))
    sam.page.keyboard.press("Enter")
    hands.press("Publish them as closed")
    expect(again).to_have_count(1)
    hands.keeps_the_focus()
    undoes(hands)

    expect(again).to_have_count(0)
