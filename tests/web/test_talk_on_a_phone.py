"""The head of a talk on a small screen: what can be done and who has it stand side by side, and leave room for words."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.fakes.youth import Youth
from tests.web.people import PHONE, Worker


def test_on_a_phone_what_can_be_done_with_a_talk_stands_in_one_row(sam: Worker, youth: Youth) -> None:
    """Four buttons, one line: the rest of a small screen is for their words."""
    youth.ask("are you there")
    sam.claim(youth)
    sam.looks_from(PHONE)
    sam.open(youth)
    tops = sam.page.locator(".desk-thread-acts button").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().top)"
    )

    assert len(tops) == 4
    assert len(set(tops)) == 1


def test_on_a_phone_a_colleagues_talk_says_whole_who_has_it_beside_the_way_back(
    sam: Worker, ana: Worker, youth: Youth
) -> None:
    """The arrow, who has it since when, and what I can do stand side by side; nothing of it is cut off."""
    youth.ask("are you there")
    sam.claim(youth)
    ana.looks_from(PHONE)
    ana.open(youth)
    state = ana.page.locator(".desk-thread-state")
    expect(state).to_contain_text("With Sam since")
    head, back = (ana.page.locator(one).bounding_box() for one in (".desk-thread-title", ".desk-back"))
    assert head is not None and back is not None

    assert head["y"] < back["y"] + back["height"] and back["y"] < head["y"] + head["height"]
    assert state.evaluate("(one) => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight")
