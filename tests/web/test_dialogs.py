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
