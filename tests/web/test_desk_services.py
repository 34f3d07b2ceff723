"""The services beside a conversation: narrowed to whom they fit, and sent as a card with one key."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.fakes.youth import Youth
from tests.web.people import PHONE, Worker
from tests.web.test_record import looks_well


def test_services_are_narrowed_to_whom_they_fit_and_enter_sends(sam: Worker, youth: Youth) -> None:
    """A filter says how many are left; when none is, there is a way back; one key sends the card."""
    youth.ask("hi")
    sam.claim(youth)
    sam.page.locator('[data-act="services"]').click()
    dialog = sam.page.get_by_role("dialog", name="Send a service")
    listed, quiet = dialog.get_by_role("radio"), dialog.get_by_role("button", name=re.compile("^Without speaking"))
    expect(listed.and_(dialog.get_by_label(re.compile("NAN Hope")))).to_have_count(1)
    whole, fewer = listed.count(), int(quiet.locator(".desk-count").inner_text())
    assert 0 < fewer < whole
    hope = dialog.locator(".choice", has_text="Hope for Wellness")
    expect(hope).to_contain_text("For the team: Cree, Ojibway and Inuktitut on request.")
    quiet.click()
    expect(listed).to_have_count(fewer)
    expect(dialog.get_by_role("status")).to_contain_text(f"{fewer} of {whole}.")
    expect(dialog.get_by_label(re.compile("NAN Hope"))).to_have_count(0)
    expect(hope).to_be_visible()
    quiet.click()
    expect(dialog.get_by_label(re.compile("Talk4Healing"))).to_have_count(1)
    dialog.get_by_label("Age", exact=True).fill("14")
    expect(dialog.get_by_label(re.compile("Talk4Healing"))).to_have_count(0)
    expect(listed.nth(0)).to_be_visible()
    assert listed.count() < whole
    quiet.click()
    looks_well(sam)
    dialog.get_by_label("Age", exact=True).fill("")
    quiet.click()
    for label in ("Place", "Language"):
        field = dialog.get_by_label(label, exact=True)
        options = field.locator("option").all_inner_texts()
        option, fits = min(
            ((one, int(re.sub(r".*\((\d+)\)", r"\1", one))) for one in options[1:]), key=lambda one: one[1]
        )
        assert 0 < fits < whole
        field.select_option(label=option)
        expect(listed).to_have_count(fits)
        field.select_option("")
    now_open = dialog.get_by_role("button", name=re.compile("^Open now"))
    now_open.click()
    expect(listed).to_have_count(int(now_open.locator(".desk-count").inner_text()))
    expect(dialog.locator(".choice").filter(has_not_text="Open now")).to_have_count(0)
    assert 0 < listed.count() < whole
    now_open.click()
    dialog.get_by_label("Find", exact=True).fill("no such thing")
    dialog.get_by_role("button", name="Show all").click()
    dialog.get_by_label("Find", exact=True).fill("kids help")
    dialog.get_by_label("Find", exact=True).press("Enter")
    sam.page.keyboard.press("Enter")

    card = youth.hear("card")
    assert card["service"] == "khp"
    assert "remarks" not in card


def test_on_a_phone_a_number_stands_in_one_piece(sam: Worker, youth: Youth) -> None:
    """Nobody reads half a number out to somebody in need, and looks for the rest of it in the next line."""
    youth.ask("hi")
    sam.claim(youth)
    sam.looks_from(PHONE)
    sam.open(youth)
    sam.press("Service")
    reached = sam.page.get_by_role("dialog", name="Send a service").locator(".choice-title + .choice-text")
    expect(reached.filter(has_text="1-800-668-6868")).to_be_visible()
    broken = reached.evaluate_all("""(all) => all.flatMap((one) => [...one.textContent.matchAll(/[\\d-]{3,}/g)].filter((number) => {
      const range = document.createRange(), walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      for (let node; (node = walk.nextNode());) {
        const at = node.data.indexOf(number[0]);
        if (at >= 0) { range.setStart(node, at); range.setEnd(node, at + number[0].length); return range.getClientRects().length > 1; }
      }
      return false;
    }).map((number) => number[0]))""")

    assert broken == []
