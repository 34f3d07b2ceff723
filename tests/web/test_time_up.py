"""A worker's time on call runs out while somebody is with them: said before, put off by a press, or by itself."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.fakes.youth import Youth
from tests.web.people import LONG_MS, PHONE, Worker


def on_call_for(sam: Worker, minutes: float) -> None:
    """Go on call anew for a time that the list of hours does not offer: an end that is near."""
    sam.page.locator("button.call-on").click()
    dialog = sam.page.get_by_role("dialog", name="You are on call")
    chosen = dialog.get_by_label("Start anew, for")
    chosen.evaluate("(list, hours) => list.add(new Option('a moment', hours))", str(minutes / 60))
    chosen.select_option(label="a moment")
    dialog.get_by_role("button", name="Extend").click()
    expect(dialog).to_have_count(0)


def test_nobody_is_taken_out_of_a_talk_by_the_clock(sam: Worker, youth: Youth) -> None:
    """A quarter of an hour before, over every page, with a press to stay; in the last minute it goes on by itself."""
    youth.ask("are you there")
    sam.claim(youth)
    on_call_for(sam, 12)
    said = sam.page.get_by_role("region", name="Notices").get_by_text("Your time on call ends at")
    expect(said).to_contain_text("One conversation is yours: hand it over, or stay.")
    sam.shows_no_barrier(PHONE)
    sam.press("Stay an hour")
    expect(sam.page.locator(".toast", has_text="You are on call until")).to_be_visible()
    expect(said).to_have_count(0)

    on_call_for(sam, 1.4)
    expect(
        sam.page.locator(".toast", has_text="Somebody is with you, so your time on call goes on until")
    ).to_be_visible(timeout=LONG_MS)
    sam.page.locator("button.call-on").click()
    lead = sam.page.get_by_role("dialog", name="You are on call").locator(".lead")
    expect(lead).to_contain_text(re.compile("(29|30|31) min from now"))
    sam.page.keyboard.press("Escape")
    sam.write("I am still here.")
    expect(sam.log).to_contain_text("I am still here.")
    on_call_for(sam, 8 * 60)
