"""A worker rests after a heavy talk: what the desk gives, asks, and holds back for ten minutes."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.fakes.youth import Bot, Coordinator, Youth
from tests.web.hands import Hands
from tests.web.people import Worker, at_a_desk
from tests.web.test_record import keeps, looks_well, opens, picks, sheet


def test_after_a_heavy_talk_the_desk_gives_ten_minutes_and_asks_two_questions(
    browser: Browser, coordinator: Coordinator, bot: Bot, ana: Worker, youth: Youth
) -> None:
    """Imminent risk: both numbers; afterwards a rest that holds after a reload and ends only for an emergency, and answers
    that nobody else sees."""
    kim = at_a_desk(browser, coordinator, "Kim")
    youth.ask("hi", "he said he will choke me")
    kim.claim(youth)
    covered = kim.log.locator(".desk-from-youth").last
    expect(covered).to_contain_text("This may be about violence.")
    expect(covered).not_to_contain_text("choke")
    covered.get_by_role("button", name="Show it").click()
    expect(covered).to_contain_text("he said he will choke me")
    risk = opens(kim, "risk")
    picks(risk, "How high is the risk now?", "Imminent")
    keeps(risk)
    ladder = sheet(kim)
    expect(ladder.get_by_role("heading", name="Imminent risk")).to_be_focused()
    expect(ladder.get_by_role("link")).to_have_text(["911", "1-888-310-1122"])
    looks_well(kim)
    youth.leave()
    debrief = kim.page.get_by_role("dialog", name="That was a heavy one")
    hands = Hands(kim.page, kim.phrase)
    hands.is_asked("That was a heavy one")
    hands.picks("Shaken")
    hands.picks("Yes, soon")
    looks_well(kim)
    hands.goes_to(debrief.get_by_role("button", name="Call me"))
    kim.page.keyboard.press("Enter")
    expect(debrief).to_contain_text("No supervisor on duty could be woken.")
    wanted = ana.page.get_by_role("region", name="Kim wants to be called")
    wanted.get_by_role("button", name="I call them now").click()
    expect(wanted).to_have_count(0)
    hands.press("Done")
    hands.keeps_the_focus()
    rest, strip = (kim.page.get_by_role("region", name=name) for name in ("Your rest", "The team"))
    expect(rest).to_be_visible()
    kim.page.reload()
    kim.unlocks()
    expect(rest).to_be_visible()
    expect(strip).to_contain_text(re.compile(r"You are on a break until .*\d\d:\d\d Winnipeg time"))
    looks_well(kim)
    assert strip.get_by_role("button").count() == 0, "nothing that ends the rest, and nothing that hides it"
    other = Youth(coordinator, bot)
    other.ask("somebody there")
    kim.open(other)
    kim.press("Claim")
    expect(kim.page.locator(".desk-notices")).to_contain_text("You are resting after a heavy talk.")
    expect(kim.row(other)).to_be_visible()
    expect(rest.get_by_role("button")).to_have_text(["Call me"])
    urgent = Youth(coordinator, bot)
    urgent.ask("help", priority=3)
    expect(rest).to_contain_text("Somebody pressed the emergency button.")
    looks_well(kim)
    hands.press("End my rest and be there")
    expect(rest).to_have_count(0)
    expect(strip).to_contain_text("You are here")
    kim.claim(urgent)
    for one in (urgent, other):
        one.leave()
        one.close()
    hands.is_asked("That was a heavy one")
    hands.press("Not now")
    expect(rest.get_by_role("button")).to_have_text(["Two questions, for you alone", "Call me"])
    looks_well(kim)
    hands.press("Two questions, for you alone")
    hands.is_asked("That was a heavy one")
    kim.page.keyboard.press("Escape")
    kim.press("This device")

    mine = kim.page.locator("section").filter(has=kim.page.get_by_role("heading", name="My load"))
    expect(mine).to_contain_text("sent nowhere")
    expect(mine).to_contain_text(re.compile("Talks that ended ?2 ?Heavy ones ?2"))
    expect(mine.get_by_role("button", name="Call me")).to_be_visible()
    kim.context.close()
