"""Twelve wait at once for one worker: who is next is plain, by eye, by keyboard and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.fakes.youth import Bot, Coordinator, Youth
from tests.web.people import DESK, PHONE, Worker

PRESSED = [0, 0, 1, 0, 2, 0, 0, 3, 0, 0, 1, 0]
NEED = sorted(range(len(PRESSED)), key=lambda nth: (-PRESSED[nth], nth))


@pytest.fixture
def twelve(coordinator: Coordinator, bot: Bot) -> Iterator[list[Youth]]:
    """They ask one after the other; three of them pressed that it is urgent, or an emergency."""
    all_of_them = [Youth(coordinator, bot) for _ in PRESSED]
    for one, priority in zip(all_of_them, PRESSED, strict=True):
        one.ask("is somebody there?", priority=priority)
    yield all_of_them
    for one in all_of_them:
        one.leave()
        one.close()


def test_the_most_urgent_stand_first_and_keys_bring_each_into_sight(sam: Worker, twelve: list[Youth]) -> None:
    """The list, its count, the tab and the call say the same; J goes down in that order and K up, and I see where I am."""
    for screen in (PHONE, DESK):
        sam.looks_from(screen)  # no talk of the story before is open
    rows = sam.page.get_by_role("region", name="Waiting").locator("[data-conversation]")
    expect(rows).to_have_count(12)
    assert [one.get_attribute("data-conversation") for one in rows.all()] == [twelve[nth].id for nth in NEED]
    expect(sam.page).to_have_title("(12) Desk")
    expect(sam.page.get_by_text("12 are waiting", exact=True)).to_be_visible()
    sam.shows_no_barrier(PHONE, DESK)
    sam.page.get_by_role("heading", name="Conversations").click()
    for key, order in (("j", NEED), ("k", NEED[-2::-1])):
        for nth in order:
            sam.page.keyboard.press(key)
            expect(sam.row(twelve[nth])).to_have_attribute("aria-current", "true")
            expect(sam.row(twelve[nth])).to_be_in_viewport(ratio=0.9)


def test_i_have_it_leads_to_the_most_urgent_of_them(sam: Worker, twelve: list[Youth]) -> None:
    """Whoever is called for twelve at once says so of the emergency, not of whoever came first."""
    called = sam.page.get_by_role("region", name="You are called")
    expect(called).to_contain_text("12 are waiting for you.")
    called.get_by_role("button", name="I have it").click()

    expect(sam.row(twelve[NEED[0]])).to_have_attribute("aria-current", "true")
