"""Nobody changes what a youth reads alone: one asks, a second compares and signs, and one step leads back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.web.people import LONG_MS
from tests.web.reviewers import Desk, Editor, change, editors, reads_everything

# Long enough that the checker warns, in sentences that are short.
LONG = "You can stay here. " * 33


@pytest.fixture(scope="module")
def line(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A line of four editors."""
    with editors(browser, tmp_path_factory.mktemp("review")) as desk:
        yield desk


@pytest.fixture
def desk(line: Desk) -> Desk:
    """The same, with nothing waiting."""
    return line.settled()


def writes(who: Editor, step: str, words: str) -> None:
    """Change the words of a step."""
    who.chooses(step)
    who.words().fill(words)
    who.sees_saved()


def explains(who: Editor, why: str) -> None:
    """Give a reason for every warning."""
    for box in who.page.get_by_label(re.compile("^Why it may stay")).all():
        box.fill(why)


def missing(who: Editor) -> Any:
    """Return the sentence that says what is missing."""
    return who.page.locator(".sign-missing")


def test_one_asks_a_second_compares_and_signs_and_youth_read_it(desk: Desk) -> None:
    """Words before and after, a reason for what the checker warns of, every change ticked, two signatures: it runs."""
    before = desk.ben.youth_read("not_now")
    ida = desk.at(desk.ida)
    writes(ida, "not_now", LONG)
    ida.looks_at("Review")
    ida.fills("A note for whoever looks at it", "Longer, and kinder.")
    ida.press("Ask for a review")
    expect(missing(ida)).to_have_text(
        "Two people sign. One of the two must be somebody who changed nothing: Ada, Ben or Cleo."
    )

    ada = desk.at(desk.ada)
    expect(ada.page.get_by_role("button", name="Review", exact=True)).to_have_accessible_description(
        "1 waiting for you"
    )
    expect(ada.page.get_by_text("“Longer, and kinder.”")).to_be_visible()
    words = change(ada, "not_now").get_by_role("group", name="not_now: What it says, English")
    expect(words.locator("del").first).to_contain_text(before.split()[0])
    expect(words.locator("ins").first).to_contain_text("You can stay here.")
    ada.press("Agree and sign")
    expect(ada.page.get_by_role("alert")).to_contain_text("not ticked as read yet")
    reads_everything(ada)
    ada.press("Agree and sign")
    expect(ada.page.get_by_role("alert")).to_contain_text(re.compile("no reason yet. Write why"))
    explains(ada, "It is read in one go.")
    ada.press("Agree and sign")
    expect(missing(ada)).to_have_text("You have signed. One more is missing: anybody else who edits.")
    signed_by_one = desk.ben.stand()["running"]

    expect(missing(ida)).to_have_text("Ada has signed. One more is missing: anybody else who edits.", timeout=LONG_MS)
    expect(ida.page.locator(".reason-why").first).to_have_text("It is read in one go.")
    ida.press("Sign mine")
    expect(ida.page.get_by_text(re.compile(r"^Version \d+ is what youth read now$"))).to_be_visible(timeout=LONG_MS)
    expect(ida.page.get_by_text("Nothing waits")).to_be_visible()
    version = desk.ben.versions()[0]

    assert (signed_by_one or {"n": 0})["n"] == version["n"] - 1
    assert desk.ben.youth_read("not_now") == LONG.strip()
    assert {one["why"] for one in version["waivers"]} == {"It is read in one go."}
    assert version["why"] == "Longer, and kinder."
