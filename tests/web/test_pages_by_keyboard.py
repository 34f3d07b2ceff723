"""Every page and dialog around the desk with a keyboard alone, on a wide screen and on a phone's.

Here a phone has the same controls in the same order, only in other places: so each story is told once, and every page of it
walked on both screens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.fakes.outside import outside_here
from tests.web.hands import Hands
from tests.web.people import DESK, LONG_MS, PHONE, Line


@dataclass
class Around(Hands):
    """Walks every page on a phone, then on the wide screen in front."""

    screens: list[Any] = field(default_factory=lambda: [PHONE, DESK])


def test_a_line_is_made_and_a_colleague_let_in_by_keyboard(line: Line, arrive: Any) -> None:
    """Set-up, unlocking, inviting, joining and approving: each page begins at its heading, and each stop shows."""
    sam = arrive(Around).founds(line.link)
    sam.walks()
    sam.press("Lock now")
    sam.sees("Hello, Sam")
    sam.press("I cannot unlock")
    sam.is_asked("You cannot unlock")
    sam.press("Go back")
    sam.unlocks()
    sam.at_desk()
    sam.looks_at("This device")
    sam.looks_at("People")
    sam.press("Invite someone")
    sam.is_asked("Invite someone")
    sam.picks("Supervisor")
    sam.selects("Their circle", "Indigenous")
    sam.press("Make the invitation")
    sam.is_asked("Their invitation")
    link = sam.page.get_by_role("textbox", name="Link")
    ana = arrive(Around)
    ana.asks_to_join(link.input_value(), "Ana")
    sam.press("Done")
    ana.sees("Waiting for approval")
    sam.lets_in("Ana")
    expect(sam.page.get_by_text("Ana is let in.")).to_be_visible()
    sam.keeps_the_focus()
    ana.comes_back()
    ana.sees("You are in")
    expect(ana.page.get_by_text("Your circle: Indigenous liaison.")).to_be_visible()
    ana.press("Open the desk")
    ana.at_desk()


def test_people_are_looked_after_by_keyboard(line: Line, arrive: Any) -> None:
    """A stranger's digits, a second coordinator, and a removal: every button of People, and the focus is never lost."""
    sam = arrive(Around).founds(line.link)
    line.somebody_asks("Mallory")
    link = sam.invites()
    ana = arrive(Around)
    ana.asks_to_join(link, "Ana")
    sam.lets_in("Ana")
    ana.comes_back()
    ana.press("Open the desk")
    ana.looks_at("People")
    ana.press("Become a coordinator")
    ana.is_asked("Become a coordinator")
    ana.press("Make my code")
    ana.is_asked("Your code")
    code = ana.page.get_by_role("textbox", name="Code").input_value()
    ana.press("Done")
    sam.ticks("The digits are the same")
    sam.walks()
    sam.press("Decline Mallory")
    expect(sam.page.get_by_text("Mallory was declined.")).to_be_visible()
    sam.keeps_the_focus()
    sam.press("Name a coordinator")
    sam.is_asked("Name a coordinator")
    sam.fills("Their code", code)
    sam.fills("Recovery key", " ".join(sam.kit))
    sam.press("Sign and name")
    expect(sam.page.get_by_text("Ana is a coordinator now.")).to_be_visible()
    sam.keeps_the_focus()
    sam.press("Renew for a year")
    sam.is_asked("Renew for a year")
    sam.press("Cancel")
    key = sam.page.get_by_role("list", name="Coordinator keys").get_by_role("listitem").filter(has_text="Ana")
    expect(key).to_contain_text("Signs from their device", timeout=LONG_MS)
    sam.press("Remove Ana")
    sam.is_asked("Remove Ana?")
    sam.press("Remove for good")
    expect(sam.page.get_by_text("Ana is removed.")).to_be_visible()
    sam.is_asked("Take out a coordinator key?")
    sam.fills("Recovery key", " ".join(sam.kit))
    sam.press("Sign and take out")
    expect(sam.page.get_by_text("The key is taken out.")).to_be_visible()
    sam.keeps_the_focus()
    sam.walks()


def test_coming_and_going_by_keyboard(line: Line, arrive: Any) -> None:
    """Standby, on call, the desk that covers itself, and what the last one leaves behind."""
    sam = arrive(Around)
    sam.page.clock.install()
    sam.founds(line.link)
    sam.press("Off call")
    sam.is_asked("Go on call")
    sam.press("Go on standby for 8 days")
    expect(sam.page.get_by_role("button", name="End standby")).to_be_visible()
    sam.keeps_the_focus()
    sam.selects("For how long", "4 hours")
    sam.press("Go on call")
    expect(sam.page.get_by_role("dialog")).to_have_count(0)
    sam.keeps_the_focus()
    sam.page.clock.run_for(29 * 60_000 + 15_000)
    expect(sam.page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    sam.page.keyboard.press("Shift")
    expect(sam.page.get_by_role("heading", name="Are you still there?")).to_be_hidden()
    sam.goes_to(sam.page.get_by_role("button", name="Sound when somebody waits"))
    sam.page.clock.run_for(30 * 60_000 + 25_000)
    expect(sam.page.get_by_role("heading", name="Covered")).to_be_visible()
    expect(sam.page.get_by_role("heading", name="Covered")).to_be_focused()
    sam.walks()
    sam.press("Show the desk")
    expect(sam.page.get_by_role("heading", name="Conversations")).to_be_visible()
    sam.keeps_the_focus()
    sam.goes_to(sam.page.get_by_role("button", name=re.compile("^On call")))
    sam.page.keyboard.press("Enter")
    sam.is_asked("You are on call")
    sam.press("Go off call")
    sam.is_asked("When is somebody back?")
    when = sam.page.get_by_label("Day and time")
    sam.goes_to(when)
    soon = date.today() + timedelta(days=3)
    sam.page.keyboard.type(f"{soon:%m%d%Y}")
    sam.page.keyboard.press("Tab")
    sam.page.keyboard.type("0900AM")
    expect(when).to_have_value(f"{soon}T09:00")
    sam.press("Tell them this")
    expect(sam.page.get_by_role("dialog")).to_have_count(0)
    sam.keeps_the_focus()


def test_ways_to_be_woken_are_added_ordered_tried_and_taken_away_by_keyboard(
    line: Line, arrive: Any, tmp_path: Path
) -> None:
    """My alerts from the first way to one taken away and had back: the keyboard goes on wherever what was pressed has gone."""
    with outside_here(tmp_path) as (_, post):
        line.relay.stop()
        line.relay.environment |= {
            "API_SMTP_URL": f"smtps://desk:p%3Aw@{post.address}",
            "API_MAIL_FROM": "desk@example.ca",
            "API_HOOK_URL": "http://127.0.0.1:1/nobody-listens",
            "API_HOOK_KEY": "sixteen letters!",
            "SSL_CERT_FILE": str(tmp_path / "mail.pem"),
        }
        line.relay.start()
        sam = arrive(Around).founds(line.link)
        sam.looks_at("This device")
        keys, ways = sam.page.keyboard, sam.page.locator(".way")
        sam.press("Add a phone")
        expect(sam.page.get_by_label("Phone number")).to_be_focused()
        sam.press("Not now")
        expect(sam.page.get_by_role("button", name="Add a phone")).to_be_focused()
        keys.press("Enter")
        keys.type("807 555 0100")
        keys.press("Enter")
        expect(sam.page.get_by_role("alert")).to_contain_text("a phone number begins with +")
        expect(sam.page.get_by_label("Phone number")).to_be_focused()
        sam.fills("Phone number", "+1 807 555 0100")
        keys.press("Enter")
        expect(ways.first.get_by_role("button", name="Send me a test")).to_be_focused()
        keys.press("Enter")
        expect(ways.first).to_contain_text("Did not arrive")
        sam.press("Add a mail address")
        expect(sam.page.get_by_label("Mail address")).to_be_focused()
        keys.type("sam@example.ca")
        keys.press("Enter")
        expect(ways).to_have_count(2)
        expect(ways.last.get_by_role("button", name="Send me a test")).to_be_focused()
        keys.press("Enter")
        expect(ways.last).to_contain_text("It was taken just now. Did it wake you?")
        sam.walks()
        sam.press("Mail sam@example.ca: earlier")
        expect(ways.first).to_contain_text("sam@example.ca")
        expect(ways.first.get_by_role("button", name="Send me a test")).to_be_focused()
        sam.press("Text message or call +18075550100: remove")
        expect(ways).to_have_count(1)
        expect(ways.first.get_by_role("button", name="Mail sam@example.ca: remove")).to_be_focused()
        sam.press("Undo")
        expect(ways).to_have_count(2)
        sam.press("Text message or call +18075550100: remove")
        expect(ways).to_have_count(1)
        sam.press("Mail sam@example.ca: remove")
        expect(ways).to_have_count(0)
        expect(sam.page.get_by_role("button", name="Wake this browser")).to_be_focused()
        sam.walks()

    assert [letter.rcpt_tos for letter in post.letters] == [["sam@example.ca"]]
