"""The schedule's page in a real Chromium: planned by mouse and by keyboard, read at a glance, settled in two taps."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from content.zones import place
from tests.web.hands import Hands
from tests.web.people import DESK, LONG_MS, PHONE
from tests.web.planners import BOTH_CLOCKS, LINE_ZONE, Team, published, team

__all__ = ["published", "team"]


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_an_empty_schedule_says_how_to_begin(team: Team, screen: Any) -> None:
    """Before anything is planned, each part says so; nothing is wider than the screen, and axe finds nothing."""
    for one in (team.sam, team.kim):
        one.opens_schedule(screen)
        one.shows_no_barrier()

    expect(team.sam.page.get_by_text("Nothing is planned yet")).to_be_visible()
    expect(team.kim.page.get_by_text("You have no shift to come")).to_be_visible()
    expect(team.kim.page.get_by_role("button", name="Publish")).to_have_count(0)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_the_week_is_a_picture_that_everybody_can_read(published: Team, screen: Any) -> None:
    """A week of two primaries and a backup a day; each shift says its hours on both clocks; axe finds nothing."""
    for one in (published.sam, published.kim):
        one.opens_schedule(screen)
        one.next_week()
        expect(one.block("Primary: Kim")).to_have_count(7)
        expect(one.block("Primary: Joe")).to_have_count(7)
        expect(one.block("Backup: Sam")).to_have_count(7)
        one.shows_no_barrier()

    assert published.sam.block("Primary: Kim").first.get_attribute("aria-label", timeout=LONG_MS) is not None
    west = published.kim.block("Primary: Kim").first
    line = published.sam.block("Primary: Kim").first
    expect(line).to_have_accessible_name(re.compile(r"12:00–18:00 Winnipeg time$"))
    expect(west).to_have_accessible_name(re.compile(r"12:00–18:00 Winnipeg time \(11:00–17:00 your time, Regina\)$"))


def test_arrow_keys_walk_through_the_week_and_enter_opens(published: Team) -> None:
    """One stop for Tab; down through the day, right to the next; Escape comes back to where she was."""
    sam = published.sam
    sam.opens_schedule()
    sam.next_week()
    first = sam.block("Primary: Kim").first
    first.focus()
    names = [first.get_attribute("aria-label")]
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "ArrowUp"):
        sam.page.keyboard.press(key)
        sam.page.wait_for_function("name => document.activeElement.getAttribute('aria-label') !== name", arg=names[-1])
        names.append(sam.page.evaluate("document.activeElement.getAttribute('aria-label')"))
    sam.page.keyboard.press("Enter")
    dialog = sam.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    sam.page.keyboard.press("Escape")

    assert [re.match(r"\w+: \w+, \w+", name or "")[0] for name in names] == [  # type: ignore[index]
        "Primary: Kim, Monday",
        "Backup: Sam, Monday",
        "Primary: Joe, Monday",
        "Primary: Joe, Tuesday",
        "Primary: Joe, Monday",
        "Backup: Sam, Monday",
    ]
    expect(sam.block("Backup: Sam").first).to_be_focused()
    assert sam.page.locator(".week [tabindex='0']").count() == 1


def test_a_shift_is_moved_by_keys_and_undone(published: Team) -> None:
    """Shift and an arrow move it a quarter of an hour, five an hour and a quarter, at once; what would leave nobody there is asked about first."""
    sam = published.sam
    sam.opens_schedule()
    sam.next_week()
    sam.block("Backup: Sam").first.focus()
    for _ in range(5):
        sam.page.keyboard.press("Shift+ArrowDown")
    expect(sam.page.get_by_role("status").filter(has_text="13:15")).to_have_count(1)
    expect(sam.block("Backup: Sam").first).to_have_accessible_name(re.compile("13:15–01:15"))
    expect(sam.block("Backup: Sam").first).to_be_focused()
    sam.toast("Changed.").get_by_role("button", name="Undo").click()
    expect(sam.block("Backup: Sam").first).to_have_accessible_name(re.compile("12:00–24:00"))
    sam.block("Primary: Kim").first.focus()
    sam.page.keyboard.press("Shift+ArrowDown")
    asked = sam.page.get_by_role("dialog", name="Nobody would be there")
    expect(asked).to_contain_text("12:00–12:15 Winnipeg time")
    sam.press("Go back")
    expect(sam.block("Primary: Kim").first).to_have_accessible_name(re.compile("12:00–18:00"))


def test_a_shift_is_dragged_by_mouse(published: Team) -> None:
    """It shows where it would go, snaps to quarters, and can be put back."""
    sam = published.sam
    sam.opens_schedule()
    sam.next_week()
    block = sam.block("Backup: Sam").nth(2)
    block.scroll_into_view_if_needed()
    box, track = block.bounding_box(), sam.page.locator(".week-track").nth(2).bounding_box()
    assert box is not None and track is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 20
    sam.page.mouse.move(x, y)
    sam.page.mouse.down()
    sam.page.mouse.move(x, y - track["height"] / 12, steps=5)
    expect(sam.page.locator(".week-moving")).to_contain_text("10:00")
    sam.page.mouse.up()
    expect(sam.block("Backup: Sam").nth(2)).to_have_accessible_name(re.compile("10:00–22:00"))
    sam.toast("Changed.").get_by_role("button", name="Undo").last.click()

    expect(sam.block("Backup: Sam").nth(2)).to_have_accessible_name(re.compile("12:00–24:00"))


def test_sick_in_two_taps_taken_in_one(published: Team) -> None:
    """Kim says that she is sick; Sam sees it without asking, takes it with one press, and Kim sees who has it; both by keyboard."""
    kim, sam = published.kim, published.sam
    for one in (kim, sam):
        one.opens_schedule(PHONE)
    mine = kim.page.locator(".panel", has=kim.page.get_by_role("heading", name="Your shifts")).get_by_role("listitem")
    shift = mine.nth(3)
    when = shift.locator(".soft").inner_text().split(",")[0]
    hands, others = Hands(kim.page), Hands(sam.page)
    hands.goes_to(shift.get_by_role("button", name="I am sick"))
    kim.page.keyboard.press("Enter")
    hands.is_asked("You cannot come?")
    kim.shows_no_barrier()
    fourth = datetime.now(place(LINE_ZONE)) + timedelta(days=3, hours=6)  # counted from today while hers is not over
    sam.page.get_by_label("Go to a date").fill(fourth.date().isoformat())
    sam.ends(f"Primary: Kim, {when}", "18:15")  # and she is not refused for what she could not have read
    expect(kim.page.get_by_role("dialog", name="You cannot come?")).to_contain_text("12:00–18:15")
    hands.press("Ask my colleagues")
    expect(kim.toast("Your colleagues are asked")).to_be_visible()
    wanted = sam.page.locator(".wanted").get_by_role("listitem").filter(has_text=when)
    expect(wanted).to_contain_text("Kim cannot come")
    sam.shows_no_barrier()
    others.goes_to(sam.page.locator(".wanted").get_by_role("button", name=re.compile(f"^Take it: Primary, {when}")))
    sam.page.keyboard.press("Enter")

    expect(sam.toast("It is yours")).to_be_visible()
    for one in (hands, others):
        one.keeps_the_focus()
    expect(mine.nth(3).locator(".soft")).not_to_contain_text(when)


def test_a_swap_in_two_taps_agreed_in_one(published: Team) -> None:
    """Kim offers her shift for one of Joe's; nothing changes until he agrees."""
    kim, joe = published.kim, published.joe
    for one in (kim, joe):
        one.opens_schedule()
    mine = kim.page.locator(".panel", has=kim.page.get_by_role("heading", name="Your shifts")).get_by_role("listitem")
    hands = Hands(kim.page)
    hands.goes_to(mine.nth(4).get_by_role("button", name="Swap"))
    kim.page.keyboard.press("Enter")
    hands.is_asked("Swap for which shift?")
    dialog = kim.page.get_by_role("dialog", name="Swap for which shift?")
    hands.goes_to(dialog.get_by_role("button", name="Offer the swap to Joe").nth(2))
    kim.page.keyboard.press("Enter")
    expect(mine.nth(4)).to_contain_text("Joe is asked to swap")
    hands.keeps_the_focus()
    asked = joe.page.locator(".wanted").get_by_role("listitem").filter(has_text="Kim offers a swap")
    expect(asked).to_contain_text(re.compile(r"You get: .*12:00–18:00.*You give: .*18:00–24:00 Winnipeg time, primary"))
    asked.get_by_role("button", name=re.compile("^Agree to swap")).click()

    expect(joe.toast("Swapped.")).to_be_visible()
    expect(mine.filter(has_text="18:00–24:00")).to_have_count(1)
    answered = mine.filter(has_text="Swapped, as you offered")
    expect(answered).to_contain_text("18:00–24:00 Winnipeg time")
    kim.shows_no_barrier()
    answered.get_by_role("button", name="I have read it").click()
    expect(answered).to_have_count(0)


def test_a_change_is_undone_whole_and_makes_nobody_well(published: Team) -> None:
    """Hours that a step closed open with Undo; who is sick stays so on a longer shift, which nobody takes out unasked, until she comes after all."""
    sam, kim = published.sam, published.kim
    for one in (sam, kim):
        one.opens_schedule()
        one.next_week()
        one.turns_on()  # on a Sunday evening next week has the shifts that the stories above gave away
    asked = sam.page.get_by_role("dialog", name="Nobody would be there")
    holidays = sam.page.locator(".panel", has_text="Holidays and closed hours")
    closed = holidays.get_by_text("Closed until somebody is there")
    sam.ends("Primary: Kim, Saturday", "16:00")
    asked.get_by_role("button", name="Publish them as closed").click()
    expect(closed).to_have_count(1)
    expect(kim.block("Primary: Kim, Saturday")).to_have_accessible_name(re.compile("12:00–16:00"))
    sam.toast("Changed.").get_by_role("button", name="Undo").click()
    expect(closed).to_have_count(0)
    # Until she has read that, she is told that somebody else changed it a moment ago.
    for one in (sam, kim):
        expect(one.block("Primary: Kim, Saturday")).to_have_accessible_name(re.compile("12:00–18:00"))
    kim.block("Primary: Kim, Saturday").click()
    kim.page.get_by_role("dialog").get_by_role("button", name="I am sick").click()
    kim.press("Ask my colleagues")
    expect(sam.page.locator(".wanted")).to_contain_text("Kim cannot come")
    sam.ends("Primary: Kim, Saturday", "18:15")
    expect(sam.toast("Kim still cannot come")).to_be_visible()
    sam.block("Primary: Kim, Saturday").click()
    sam.page.get_by_role("dialog", name="Primary: Kim").get_by_role("button", name="Take it out").click()
    expect(asked).to_contain_text("12:00–18:00 Winnipeg time")
    sam.press("Go back")
    sam.page.keyboard.press("Escape")
    sam.publishes()
    asked.get_by_role("button", name="Publish them as closed").click()
    expect(closed).to_have_count(1)
    kim.block("Primary: Kim, Saturday").click()
    kim.page.get_by_role("dialog").get_by_role("button", name="I come after all").click()
    expect(closed).to_have_count(0)


def test_two_who_edit_the_same_shift_lose_nothing(published: Team) -> None:
    """The second is told to look again; her fields stay as she typed them."""
    sam = published.sam
    sam.opens_schedule()
    sam.next_week()
    sam.block("Backup: Sam").nth(5).click()
    dialog = sam.page.get_by_role("dialog")
    dialog.get_by_label("From,").fill("13:00")
    says = "Somebody else changed this shift a moment ago. Look at it again, then decide."
    refused = {"code": "shift-changed", "says": says}
    sam.page.route("**/api/schedule/shifts/*", lambda route: route.fulfill(status=409, json=refused))
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else changed this shift")
    sam.page.unroute("**/api/schedule/shifts/*")

    expect(dialog.get_by_label("From,")).to_have_value("13:00")


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_every_dialog_of_the_schedule_is_open_to_everybody(published: Team, screen: Any) -> None:
    """Axe finds nothing in any of them, light and dark; none is wider than the screen."""
    sam = published.sam
    sam.opens_schedule(screen)
    sam.next_week()
    for opens in (
        sam.block("Primary: Joe").first,
        sam.page.get_by_role("button", name="One day"),
        sam.page.get_by_role("button", name="Add", exact=True),
        sam.page.locator(".pattern").first,
        sam.page.get_by_role("button", name="Close hours"),
    ):
        opens.click()
        expect(sam.page.get_by_role("dialog")).to_be_visible()
        sam.shows_no_barrier()
        sam.page.keyboard.press("Escape")
        expect(sam.page.get_by_role("dialog")).to_have_count(0)
    sam.page.get_by_role("button", name=re.compile("^Make an? .*address$")).click()
    expect(sam.page.get_by_label("Calendar address")).to_have_value(re.compile(r"/calendar/[\w-]{43}\.ics$"))
    sam.shows_no_barrier()


def test_a_calendar_address_says_until_when_on_both_clocks_and_that_it_has_ended(published: Team) -> None:
    """A year later her calendar is empty: the page says since when, and that a new one is needed."""
    kim = published.kim
    kim.opens_schedule()
    panel = kim.page.locator(".panel", has=kim.page.get_by_role("heading", name="In your own calendar"))
    hands = Hands(kim.page)
    hands.press("Make an address")
    expect(panel.get_by_label("Calendar address")).to_be_visible()
    hands.keeps_the_focus()
    kim.page.reload()
    kim.unlocks()
    kim.opens_schedule()
    expect(panel).to_contain_text(re.compile(r"good until \w+ \d+ \w+ 20\d\d, " + BOTH_CLOCKS))

    def ended(route: Route) -> None:
        told = route.fetch().json()
        route.fulfill(json=told | {"feed_until": told["at"] - 24 * 3600 * 1000})

    kim.page.route("**/api/schedule?**", ended)
    kim.press("The week after")
    expect(panel).to_contain_text(re.compile(r"Your address ended on \w+ \d+ \w+, " + BOTH_CLOCKS))
    expect(panel).to_contain_text("Make a new one, and give it to your calendar in place of the old one.")
    expect(panel.get_by_role("button", name="End it")).to_have_count(0)
    kim.shows_no_barrier()
    kim.page.unroute("**/api/schedule?**", ended)
    kim.press("This week")
    hands.press("End it")

    expect(panel.get_by_role("button", name="Make an address")).to_be_visible()
    hands.keeps_the_focus()


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_every_stop_of_the_page_is_reached_by_tab_and_shows(published: Team, screen: Any) -> None:
    """A keyboard alone comes to everything that a mouse can use, and the week is one stop."""
    for one in (published.sam, published.kim):
        one.opens_schedule(screen)
        Hands(one.page).walks()

        assert one.page.locator(".week [tabindex='0']").count() <= 1


def test_a_worker_whose_shift_has_begun_goes_on_call_with_one_press(published: Team) -> None:
    """The desk says so by itself, names the hours, and the press holds until the end of the shift."""
    sam, kim = published.sam, published.kim
    clock = datetime.now(place(LINE_ZONE))
    if not 12 <= clock.hour < 18:  # outside of her own afternoon she stands in as backup, from a moment ago
        ends = (
            min(clock + timedelta(minutes=30), clock.replace(hour=12, minute=0))
            if clock.hour < 12
            else clock + timedelta(minutes=30)
        )
        begins = clock - timedelta(minutes=5)
        sam.opens_schedule()
        sam.adds("Backup", "Kim", begins, ends)
    notices = kim.page.get_by_role("region", name="Notices")
    expect(notices).to_contain_text(
        re.compile(r"Your shift has begun: (primary|backup), \d\d:\d\d–\d\d:\d\d Winnipeg time")
    )
    notices.get_by_role("button", name=re.compile(r"^Go on call until \d\d:\d\d Winnipeg time$")).click()

    expect(notices.get_by_text("Your shift has begun")).to_have_count(0)
    on_call = kim.page.locator("button.call-on")
    expect(on_call).to_have_text(re.compile(r"On call until \d\d:\d\d Winnipeg time$"))
    on_call.click()
    dialog = kim.page.get_by_role("dialog", name="You are on call")
    expect(dialog.locator(".lead")).to_contain_text(re.compile(f"Until .*{BOTH_CLOCKS}, "))
    anew = dialog.get_by_label("Start anew, for")
    for hours in ("1", "24"):
        anew.select_option(hours)
        expect(anew).to_have_accessible_description(re.compile(rf"^Until .*{BOTH_CLOCKS}\.$"))
    dialog.get_by_role("button", name="Go on standby for 8 days").click()
    expect(dialog).to_contain_text(re.compile(f"On standby until .*{BOTH_CLOCKS}; your desk renews it"))
    kim.page.keyboard.press("Escape")
    kim.looks_at("Desk")
    strip = kim.page.get_by_role("region", name="The team")
    strip.get_by_role("button", name="Away").click()
    kim.press("Go away")
    expect(strip).to_contain_text(re.compile(f"You are away until .*{BOTH_CLOCKS}"))
    kim.shows_no_barrier()
    strip.get_by_role("button", name="I am back").click()
    expect(strip).to_contain_text("You are here")


def test_a_holiday_is_closed_and_opened_again(published: Team) -> None:
    """It shows in the picture at once, and undoing is one press."""
    sam = published.sam
    sam.opens_schedule()
    sam.next_week()
    sam.press("Close hours")
    dialog = sam.page.get_by_role("dialog", name="Close hours")
    dialog.get_by_label("How many days").fill("2")
    dialog.get_by_role("button", name="Publish as closed").click()
    expect(sam.page.locator(".week-closed")).to_have_count(2)
    expect(sam.page.locator(".week-off").first).to_have_accessible_name(re.compile("closed: it does not count$"))
    sam.shows_no_barrier()
    sam.toast("Published as closed.").get_by_role("button", name="Undo").click()
    expect(sam.page.locator(".week-closed").or_(sam.page.locator(".week-off"))).to_have_count(0)
    sam.press("Close hours")
    dialog.get_by_label("What").select_option(label="Some hours of one day")
    dialog.get_by_label("From,").fill("20:00")
    dialog.get_by_label("Until,").fill("22:00")
    sam.shows_no_barrier()
    dialog.get_by_role("button", name="Publish as closed").click()
    expect(sam.page.get_by_role("button", name=re.compile("^Open again: .*20:00–22:00 Winnipeg time"))).to_be_visible()
    sam.toast("Published as closed.").get_by_role("button", name="Undo").last.click()
    expect(sam.page.locator(".week-closed")).to_have_count(0)


def test_a_relay_that_is_away_leaves_what_was_read(published: Team) -> None:
    """The schedule stays in view, a sentence says that it may be old, and one press reads it again."""
    kim = published.kim
    kim.opens_schedule()
    kim.page.route("**/api/schedule?**", lambda route: route.abort())
    kim.press("The week after")
    expect(kim.page.get_by_role("alert")).to_contain_text("The relay cannot be reached right now.")
    expect(kim.page.get_by_role("region", name="Now and next")).to_be_visible()
    kim.page.unroute("**/api/schedule?**")
    kim.press("Try again")

    expect(kim.page.get_by_role("alert")).to_have_count(0)


def test_the_week_says_what_to_look_at_again(published: Team) -> None:
    """Twelve hours without a break, and one primary on two nights running: she reads it while she plans, her team does not."""
    sam, kim = published.sam, published.kim
    sam.opens_schedule()
    sam.plans("Primary", "Joe", "00:00", "06:00")
    for one in (sam, kim):
        one.opens_schedule()
        one.next_week()
    warned = sam.page.locator(".notice", has_text="Look at this week again")
    warned.get_by_role("button", name=re.compile("^Show all")).click()
    twelve = "Sam would work 12 hours without a break: Monday"
    expect(warned.get_by_role("listitem").filter(has_text=twelve)).to_have_text(
        re.compile(r"Monday \d+ \w+, 12:00–24:00 Winnipeg time$")
    )
    nights = warned.get_by_role("listitem").filter(has_text="Joe would be primary two nights running")
    expect(nights.filter(has_text="Wednesday")).to_have_text(re.compile(r"\d+ \w+, 00:00–06:00 Winnipeg time$"))
    sam.shows_no_barrier()

    expect(kim.page.locator(".notice", has_text="Look at this week again")).to_have_count(0)
