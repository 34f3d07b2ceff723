"""A press with a mouse is meant for what it began on: when a call comes in that moment, all of the page moves down under it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from tests.fakes.youth import Youth
from tests.web.people import Worker

# As tall as the line that says that somebody is waiting.
MOVES_DOWN = "document.getElementById('main').style.marginTop = '70px'"


def aims_at(of: Locator) -> tuple[float, float]:
    """Put the pointer on something, once it lies still: a list that has just grown may still move; return where."""
    of.hover()
    box: Any = of.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    of.page.mouse.move(x, y)
    return (x, y) if of.evaluate("(one) => one.matches(':hover')") else aims_at(of)


def begins_on(of: Locator) -> tuple[float, float]:
    """Begin a press on something; whoever met another thing, because a call had moved the page, lets go elsewhere and tries again."""
    x, y = aims_at(of)
    of.page.mouse.down()
    if of.evaluate("(one) => one.matches(':active')"):
        return x, y
    of.page.mouse.move(0, 0)
    of.page.mouse.up()
    return begins_on(of)


def test_a_press_that_the_page_moved_away_from_opens_what_it_began_on(sam: Worker, youth: Youth) -> None:
    """A hand that strays a little in that moment is still the same press."""
    youth.ask("is somebody there?")
    expect(sam.row(youth)).to_be_visible()
    x, y = begins_on(sam.row(youth))
    sam.page.evaluate(MOVES_DOWN)
    sam.page.mouse.move(x + 3, y + 2)
    sam.page.mouse.up()

    expect(sam.page.get_by_role("button", name="Claim")).to_be_visible()
    sam.page.reload()


def test_a_claim_in_the_moment_in_which_somebody_asks_is_said_once_their_words_are_there(
    sam: Worker, youth: Youth
) -> None:
    """The row is there before the sealed words that say for whom it is: the press waits for them, and does not fail."""
    youth.knock()
    sam.open(youth)
    sam.press("Claim")
    expect(sam.page.get_by_role("button", name="Close", exact=True)).to_be_visible()
    youth.begin("is somebody there?")
    youth.hear_claim()

    expect(sam.log).to_contain_text("They have been told that you are here.")


def test_whoever_moves_away_before_letting_go_has_pressed_nothing(sam: Worker, youth: Youth) -> None:
    """A press can be called off, as with every button (WCAG 2.5.2)."""
    youth.ask("is somebody there?")
    expect(sam.row(youth)).to_be_visible()
    x, y = begins_on(sam.row(youth))
    sam.page.mouse.move(x + 700, y + 60)
    sam.page.mouse.up()

    expect(sam.row(youth)).not_to_have_attribute("aria-current", "true")
    expect(sam.page.get_by_role("button", name="Claim")).to_have_count(0)
