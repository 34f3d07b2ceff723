"""A form in a dialog is longer than a small screen: what ends it stays in sight, and nothing that is written lies under it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.web.editors import EditorsHands
from tests.web.people import PHONE

EDITOR = "Ida"
LOW = {"width": PHONE["width"], "height": 480}


@pytest.fixture
def dialog(hands: EditorsHands) -> Iterator[Locator]:
    """What asks for a new service, on a phone whose keyboard is up."""
    hands.looks_at("Services")
    hands.page.set_viewport_size(LOW)
    hands.page.get_by_role("button", name="Add a service").click()
    yield hands.page.get_by_role("dialog")
    hands.page.keyboard.press("Escape")


def test_what_ends_a_form_is_in_sight_before_i_scroll(dialog: Locator) -> None:
    """I see from the beginning that I can leave it, and what is pressed at the end."""
    for name in ("Leave it", "Add it"):
        expect(dialog.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


def test_the_field_i_write_into_lies_under_nothing(dialog: Locator) -> None:
    """From field to field with the keyboard: each is seen whole while I write."""
    page, form = dialog.page, dialog.locator("form")
    fields = form.locator("input, select, textarea")
    foot = form.get_by_role("button", name=re.compile("^Leave it")).locator("..")
    for field in fields.all():
        field.focus()
        page.wait_for_function("(one) => document.activeElement === one", arg=field.element_handle())
        written, below = field.bounding_box(), foot.bounding_box()
        assert written is not None and below is not None

        assert written["y"] + written["height"] <= below["y"]


def test_on_a_phone_no_button_that_ends_a_form_looks_moved_in(dialog: Locator) -> None:
    """Side by side or below each other, the first begins and the last ends where the row does."""
    buttons = dialog.locator("form > .row-end > button")
    expect(buttons).to_have_count(2)
    begins, ends = buttons.first.bounding_box(), buttons.last.bounding_box()
    row = dialog.locator("form > .row-end").evaluate(
        """(row) => { const { left, right } = row.getBoundingClientRect(); const { paddingLeft, paddingRight } = getComputedStyle(row);
        return [left + parseFloat(paddingLeft), right - parseFloat(paddingRight)]; }"""
    )
    assert begins is not None and ends is not None

    assert abs(begins["x"] - row[0]) < 1 and abs(ends["x"] + ends["width"] - row[1]) < 1


def test_on_a_phone_a_button_without_an_edge_has_one_where_buttons_wrap(hands: EditorsHands) -> None:
    """What comes alone into the next row begins where the row above begins, and is seen to."""
    hands.looks_at("Try it")
    hands.page.set_viewport_size(PHONE)
    quiet, first = [hands.page.get_by_role("button", name=name) for name in ("Change this step", "One back")]
    below, above = quiet.bounding_box(), first.bounding_box()
    assert below is not None and above is not None

    assert below["y"] > above["y"] and below["x"] == above["x"]
    expect(quiet).not_to_have_css("border-left-color", "rgba(0, 0, 0, 0)")
