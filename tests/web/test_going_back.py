"""Back, on a phone or in a browser: it closes what is open, and leaves the desk only where nothing is."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.fakes.youth import Youth
from tests.web.people import PHONE, Worker


def test_on_a_phone_back_leads_from_the_talk_to_the_list_and_not_out_of_the_desk(sam: Worker, youth: Youth) -> None:
    """A question over the record over a talk: each Back closes one, what was begun stays, and the desk was never left."""
    youth.ask("hi")
    sam.claim(youth)
    sam.looks_from(PHONE)
    sam.open(youth)
    sam.box.fill("I was just about to")
    sam.page.locator("[aria-controls=desk-strip-more]").click()
    sam.page.locator('.desk-strip [data-page="handover"]').click()
    record = sam.page.get_by_role("dialog")
    expect(record).to_have_accessible_name("Handover")
    sam.page.go_back()
    expect(record).to_have_accessible_name("Care record")
    sam.page.go_back()
    expect(record).to_have_count(0)
    expect(sam.box).to_have_value("I was just about to")
    sam.page.go_back()
    expect(sam.row(youth)).to_be_focused()
    expect(sam.box).to_have_count(0)
    sam.row(youth).click()
    sam.press("Close")
    question = sam.page.get_by_role("dialog")
    expect(question).to_be_visible()
    sam.page.go_back()
    expect(question).to_have_count(0)

    expect(sam.box).to_have_value("I was just about to")
    sam.page.go_forward()
    expect(sam.box).to_have_value("I was just about to")


def test_back_closes_ready_replies_and_the_record_beside_a_talk_before_the_talk(sam: Worker, youth: Youth) -> None:
    """On a wide screen too, where neither lies over anything."""
    youth.ask("hi")
    sam.claim(youth)
    sam.press("Replies")
    replies = sam.page.get_by_role("combobox", name="Search ready replies")
    expect(replies).to_be_focused()
    sam.page.go_back()
    expect(replies).to_have_count(0)
    expect(sam.box).to_be_focused()
    sam.box.blur()
    sam.page.keyboard.press("o")
    record = sam.page.get_by_role("complementary", name="Care record")
    expect(record).to_be_visible()
    sam.page.go_back()
    expect(record).to_have_count(0)
    sam.page.go_back()

    expect(sam.log).to_have_count(0)


def test_back_leads_to_the_desk_from_every_other_page_and_says_before_it_leaves(sam: Worker) -> None:
    """Nobody locks the desk by a slip, and nobody is kept there."""
    origin = sam.page.url
    sam.page.goto(origin.replace("/console", "/health/live"))
    sam.page.goto(origin)
    sam.unlocks()
    sam.looks_at("This device")
    sam.sees("This device")
    sam.page.go_back()
    expect(sam.page.get_by_role("heading", name="Conversations")).to_be_visible()
    sam.page.go_back()
    sam.is_told("Back once more leaves the desk. It then locks, and does not ring.")
    sam.press("Keys and habits")
    sam.page.keyboard.press("Escape")
    expect(sam.page.get_by_role("dialog")).to_have_count(0)
    sam.page.go_back()
    sam.at_desk()
    sam.page.go_back()
    expect(sam.page).to_have_url(re.compile("/health/live$"))
    sam.page.go_forward()
    sam.unlocks()
    sam.at_desk()


def test_before_the_door_of_a_desk_one_back_leaves_as_on_every_page(sam: Worker) -> None:
    """What was laid for the desk is in nobody's way once it is locked, or loaded anew."""
    origin = sam.page.url
    for shuts in (lambda: sam.press("Lock now"), sam.page.reload):
        sam.page.goto(origin.replace("/console", "/health/live"))
        sam.page.goto(origin)
        sam.unlocks()
        sam.at_desk()
        shuts()
        expect(sam.page.get_by_label("Your seven words")).to_be_visible()
        sam.page.go_back()
        expect(sam.page).to_have_url(re.compile("/health/live$"))
        sam.page.go_forward()
        sam.unlocks()
        sam.at_desk()
