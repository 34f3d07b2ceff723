"""A worker goes off call while somebody is with them, and a colleague asks for help while another page is open."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.fakes.youth import Youth
from tests.web.people import DESK, PHONE, Worker


def is_at_the_list(worker: Worker) -> None:
    """Leave nothing open for the story that follows."""
    worker.looks_from(PHONE)
    worker.looks_from(DESK)
    expect(worker.page.locator("#desk-thread-name")).to_have_count(0)


def test_nobody_is_left_by_a_press_that_did_not_say_so(sam: Worker, ana: Worker, youth: Youth) -> None:
    """Sam is told who is with him, what they read, and who could take over; one press puts her back and only then ends his time."""
    page = sam.page
    youth.ask("are you there", priority=2)
    sam.claim(youth)
    page.locator("button.call-on").click()
    sam.press("Go off call")
    asked = page.get_by_role("dialog", name="One young person is with you")
    expect(asked).to_contain_text("Urgent")
    expect(asked).to_contain_text("had to go, and that they are back in line, in their old place.")
    expect(asked).to_contain_text("Ana")
    sam.shows_no_barrier(DESK, PHONE)
    sam.press("Stay on call")
    expect(asked).to_have_count(0)
    expect(page.locator("button.call-on")).to_be_visible()

    page.locator("button.call-on").click()
    sam.press("Go off call")
    asked.get_by_role("button", name=re.compile("^Open ")).click()
    expect(asked).to_have_count(0)
    expect(page.locator("[data-act=hand-over]")).to_be_visible()

    page.locator("button.call-on").click()
    sam.press("Go off call")
    asked.locator("[data-act=confirm]").click()
    youth.hear("release")
    expect(page.get_by_role("button", name="Off call", exact=True)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(sam.row(youth)).to_contain_text("Back in line")
    expect(page.locator(".team-me")).not_to_contain_text("Away")
    sam.open(youth)
    expect(page.locator(".desk-middle")).not_to_contain_text("your time on call is over")
    sam.goes_on_call()
    is_at_the_list(sam)


def test_a_colleague_who_asks_for_help_is_seen_whatever_is_open(sam: Worker, ana: Worker, youth: Youth) -> None:
    """Ana reads somebody else's talk on a phone, and then the schedule, when Sam presses Help me: the page says it, and leads there."""
    youth.ask("he comes back at nine")
    sam.claim(youth)
    ana.looks_from(PHONE)
    ana.looks_at("Schedule")
    sam.page.locator("[data-act=help-me]").click()
    asks = ana.page.get_by_role("region", name="Sam asks you")
    expect(asks).to_contain_text("Sam asks for a second person.")
    expect(asks.get_by_role("button", name="Open it")).to_be_in_viewport(ratio=1)
    ana.shows_no_barrier(PHONE, DESK)
    asks.get_by_role("button", name="Open it").click()
    expect(ana.page.locator("[data-act=join-help]")).to_be_visible()
    expect(asks).to_have_count(0)
    sam.press("Back to the conversation")
    sam.press("I am all right again")
    is_at_the_list(sam)
    is_at_the_list(ana)


def test_a_call_says_that_they_pressed_urgent(sam: Worker, youth: Youth) -> None:
    """What they pressed stands in the call itself, which is all of the page that one reads half asleep."""
    youth.ask("please", priority=2)
    called = sam.page.get_by_role("region", name="You are called")
    expect(called).to_contain_text("Urgent: somebody is waiting. You are called.")
