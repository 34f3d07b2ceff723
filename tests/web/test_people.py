"""Who is on the line: a colleague, the bot and a stranger ask to be let in; one is removed, one becomes a coordinator."""

from __future__ import annotations

from math import ceil
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from bot.sealing.keys import safety_number, unb64u
from tests.web.people import LONG_MS, PHONE, Line, Person


def test_a_colleague_joins_by_invitation(line: Line, arrive: Any) -> None:
    """The invitation is recognised, approved in one click, and the colleague's page goes on by itself."""
    sam = arrive().founds(line.link)
    link = sam.invites()
    ana = arrive()
    ana.page.goto(link)
    ana.sees("Join the desk")

    assert ana.page.url == f"{line.origin}/join"

    ana.says_who("Ana")
    ana.takes_words()
    ana.sees("Waiting for approval")
    expect(sam.page.get_by_text("Holds your invitation")).to_be_visible(timeout=LONG_MS)
    sam.press("Approve Ana")
    ana.sees("You are in")
    expect(ana.page.get_by_text("Your circle: Community worker.")).to_be_visible()
    ana.press("Open the desk")
    ana.at_desk()


def test_a_colleague_may_close_the_page_that_waits(line: Line, arrive: Any) -> None:
    """Coming back means unlocking, and it waits on; the invitation's secret is not asked for again."""
    sam = arrive().founds(line.link)
    link = sam.invites()
    ana = arrive()
    ana.page.goto(link)
    ana.says_who("Ana")
    ana.takes_words()
    ana.sees("Waiting for approval")
    ana.page.goto("about:blank")
    ana.page.goto(f"{line.origin}/console")
    ana.sees("Hello, Ana")
    ana.unlocks()
    ana.sees("Waiting for approval")
    sam.lets_in("Ana")
    expect(sam.page.get_by_text("Ana is let in.")).to_be_visible()
    ana.comes_back()
    ana.sees("You are in")


def test_the_bot_is_let_in_by_its_digits(line: Line, arrive: Any) -> None:
    """A device without a secret shows digits; only after they were compared can it be approved."""
    sam = arrive().founds(line.link)
    bot = line.somebody_asks("Telegram bot", "bot")
    root = sam.page.request.get(f"{line.origin}/api/line").json()["root"]
    sam.press("People")
    digits = sam.page.get_by_role("group", name="Safety digits of Telegram bot")
    expect(digits).to_be_visible(timeout=LONG_MS)
    assert digits.inner_text().split() == safety_number(unb64u(root), bot.pub).split()

    sam.press("Approve Telegram bot")
    expect(sam.page.get_by_text("First compare the digits")).to_be_visible()
    sam.page.get_by_label("The digits are the same").check()
    sam.press("Approve Telegram bot")
    expect(sam.page.get_by_text("The bot: carries words between the phone and you")).to_be_visible()


def test_on_a_phone_what_was_done_is_told_below_what_is_pressed_next(line: Line, arrive: Any) -> None:
    """Approve ends where the screen ends; a notice comes, and the whole button stays in sight over it, for eyes and for a finger."""
    sam = arrive(viewport=PHONE).founds(line.link)
    line.somebody_asks("Telegram bot", "bot")
    sam.press("People")
    approve = sam.page.get_by_role("button", name="Approve Telegram bot")
    expect(approve).to_be_visible(timeout=LONG_MS)
    sam.page.set_viewport_size(PHONE | {"height": ceil(box(approve)["y"] + box(approve)["height"]) + 4})
    sam.goes_on_call()
    sam.is_told("You are on call.")
    told = sam.page.get_by_role("status").filter(has_text="You are on call.")
    expect(told).to_be_in_viewport(ratio=1)

    assert box(approve)["y"] + box(approve)["height"] <= box(told)["y"]
    expect(approve).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [1024, 770])
def test_on_a_tablet_a_coordinator_on_call_sees_the_whole_bar(line: Line, arrive: Any, width: int) -> None:
    """Every view, on call or not, and the lock that ends the bar: nothing of it runs out of the screen."""
    sam = arrive(viewport={"width": width, "height": 768}, timezone_id="America/Halifax").founds(line.link)
    sam.goes_on_call()

    sam.keeps_to_the_screen()
    for name in ("Desk", "Schedule", "People", "Reports", "This device", "Lock now"):
        expect(sam.page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)


def box(of: Locator) -> Any:
    """Return where on the screen something stands."""
    return of.bounding_box()


def test_an_editor_is_asked_for_no_circle(line: Line, arrive: Any) -> None:
    """Young people choose by circle who may answer them; whoever answers nobody is not told to say theirs before they do."""
    sam, ana = arrive().founds(line.link), arrive()
    sam.looks_at("People")
    sam.press("Invite someone")
    expect(sam.page.get_by_label("Their circle")).to_be_visible()
    sam.picks("Editor")
    expect(sam.page.get_by_label("Their circle")).to_have_count(0)
    sam.press("Make the invitation")
    ana.asks_to_join(sam.page.get_by_role("textbox", name="Link").input_value(), "Ana")
    sam.press("Done")
    sam.lets_in("Ana")
    ana.comes_back()
    ana.sees("You are in")
    expect(ana.page.get_by_text("Your part: Editor.", exact=True)).to_be_visible()
    expect(ana.page.get_by_text("circle")).to_have_count(0)


def test_the_bot_needs_no_invitation(line: Line, arrive: Any) -> None:
    """It never has one: whoever made the line is told to compare its digits, and is not warned of a stranger."""
    sam = arrive().founds(line.link)
    line.somebody_asks("Telegram bot", "bot")
    sam.press("People")
    expect(sam.page.get_by_text("Needs no invitation")).to_be_visible(timeout=LONG_MS)
    expect(sam.page.get_by_text("Compare these digits")).to_be_visible()
    expect(sam.page.get_by_text("No invitation of yours")).to_have_count(0)


def test_a_stranger_is_declined(line: Line, arrive: Any) -> None:
    """Whoever asks without an invitation can be sent away, and is not on the list."""
    sam = arrive().founds(line.link)
    line.somebody_asks("Mallory", mac=bytes(32))
    sam.press("People")
    expect(sam.page.get_by_text("No invitation of yours")).to_be_visible(timeout=LONG_MS)
    sam.press("Decline Mallory")
    expect(sam.page.get_by_text("Mallory was declined.")).to_be_visible()

    assert sam.page.get_by_role("button", name="Remove Mallory").count() == 0


def test_a_removed_colleague_is_locked_out_and_told(line: Line, arrive: Any) -> None:
    """Removal is confirmed, said to be final, and ends the colleague's session; her browser has read it in the signed list, also when she unlocks again."""
    sam, ana = _two(line, arrive)
    sam.press("Remove Ana")
    expect(sam.page.get_by_text("This cannot be undone")).to_be_visible()
    sam.press("Remove for good")
    expect(sam.page.get_by_text("Ana is removed.")).to_be_visible()
    expect(ana.page.get_by_role("heading", name="Hello, Ana")).to_be_visible(timeout=LONG_MS)
    told = ana.page.get_by_text("This device was taken off the list of people.")
    expect(told).to_be_visible()
    ana.unlocks()
    expect(ana.page.get_by_role("heading", name="Hello, Ana")).to_be_visible(timeout=LONG_MS)
    expect(told).to_be_visible()


def test_a_second_coordinator_is_named_with_the_kit(line: Line, arrive: Any) -> None:
    """A code from the colleague, the recovery key from paper: then both can change the list."""
    sam, ana = _two(line, arrive)
    ana.press("People")
    ana.press("Become a coordinator")
    ana.press("Make my code")
    code = ana.page.get_by_role("textbox", name="Code").input_value()
    ana.press("Done")
    sam.press("Name a coordinator")
    sam.page.get_by_label("Their code").fill(code)
    sam.page.get_by_label("Recovery key").fill(" ".join(sam.kit[:-1]))
    sam.press("Sign and name")
    expect(sam.page.get_by_text("A sign is missing or wrong.")).to_be_visible()
    sam.page.get_by_label("Recovery key").fill(" ".join(sam.kit))
    sam.press("Sign and name")
    expect(sam.page.get_by_text("Ana is a coordinator now.")).to_be_visible()
    expect(ana.page.get_by_role("button", name="Invite someone")).to_be_visible(timeout=LONG_MS)
    expect(ana.page.get_by_text("2 coordinator keys, one of them in this browser.")).to_be_visible()
    _takes_out_the_key_of_ana(sam, ana)


def _takes_out_the_key_of_ana(sam: Person, ana: Person) -> None:
    """Whoever would remove her device is told that its key signs on, and is led to where it is taken out; then she is coordinator no more."""
    keys = sam.page.get_by_role("list", name="Coordinator keys")
    expect(keys.get_by_role("listitem").filter(has_text="Ana")).to_contain_text(
        "Signs from their device", timeout=LONG_MS
    )
    sam.press("Remove Ana")
    expect(sam.page.get_by_text("This device holds a coordinator key")).to_be_visible()
    sam.press("Take the key out first")
    expect(sam.page.get_by_role("dialog")).to_contain_text("The key of Ana")
    sam.page.get_by_label("Recovery key").fill(" ".join(sam.kit))
    sam.press("Sign and take out")
    expect(sam.page.get_by_text("The key is taken out.")).to_be_visible()
    expect(sam.page.get_by_text("You are the only one")).to_be_visible()
    expect(sam.page.get_by_text("One coordinator key, and it is in this browser.")).to_be_visible()
    expect(keys.get_by_role("listitem")).to_have_count(1)
    expect(ana.page.get_by_text("The coordinator key of this browser was taken out")).to_be_visible(timeout=LONG_MS)
    expect(ana.page.get_by_role("button", name="Invite someone")).to_have_count(0)
    sam.press("Remove Ana")
    expect(sam.page.get_by_text("This device holds a coordinator key")).to_have_count(0)


def _two(line: Line, arrive: Any) -> tuple[Person, Person]:
    """Return Sam, who made the line and looks at People, and Ana at her desk."""
    sam = arrive().founds(line.link)
    link = sam.invites()
    ana = arrive()
    ana.asks_to_join(link, "Ana")
    sam.lets_in("Ana")
    expect(sam.page.get_by_text("Ana is let in.")).to_be_visible()
    ana.comes_back()
    ana.press("Open the desk")
    ana.at_desk()
    return sam, ana
