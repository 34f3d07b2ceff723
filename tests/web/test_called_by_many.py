"""On a phone, a youth who waits stands above the colleagues who want to be called: whoever is called sees the answer at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.fakes.youth import Bot, Coordinator, Youth
from tests.web.people import DESK, LONG_MS, PHONE, Worker

SECOND = 1000


@pytest.fixture
def other(coordinator: Coordinator, bot: Bot) -> Iterator[Youth]:
    """A second young person, who waits."""
    person = Youth(coordinator, bot)
    yield person
    person.leave()
    person.close()


def calls(youth: Youth) -> dict[str, Any]:
    """As the relay tells a supervisor whom Kim could not help and two colleagues woke: three calls at one time."""
    said = [
        {"label": "Kim with a rather long name", "mine": False, "ago": 90 * SECOND, "answer": "cannot"},
        {"label": "Sam", "mine": True, "ago": 20 * SECOND, "answer": None},
    ]
    call = {"waited": 200 * SECOND, "ago": 20 * SECOND, "answer": None, "quiet": None, "told": True, "help": None}
    callers = [
        {"device": "AAAAAAAAAAAAAAAAAAAAAA", "label": "Ana", "ago": 60 * SECOND},
        {"device": "AAAAAAAAAAAAAAAAAAAAAQ", "label": "Kim with a rather long name", "ago": 90 * SECOND},
    ]
    return {"items": [call | {"conversation": youth.id, "called": said}], "helping": [], "callers": callers}


def test_a_youth_who_waits_stands_above_colleagues_who_want_to_be_called(sam: Worker, youth: Youth) -> None:
    """Both answers lie on the screen of a phone without scrolling, whoever else calls; each caller has a name of their own."""
    youth.ask("hello")

    def three(route: Route) -> None:
        route.fulfill(json=calls(youth))

    sam.page.route("**/api/pages", three)
    sam.page.reload()
    sam.unlocks()
    for screen in (PHONE, DESK):
        sam.looks_from(screen)
        called = sam.page.get_by_role("region", name="You are called")
        expect(called.get_by_role("button", name="I have it")).to_be_in_viewport(ratio=1, timeout=LONG_MS)
        expect(called.get_by_role("button", name="I can’t")).to_be_in_viewport(ratio=1)
        expect(sam.page.get_by_role("region", name="Ana wants to be called")).to_be_attached()
        sam.shows_no_barrier()
    sam.page.unroute("**/api/pages", three)
    youth.leave()


def test_on_a_phone_a_late_call_takes_no_more_of_my_talk_than_an_early_one(
    sam: Worker, youth: Youth, other: Youth
) -> None:
    """That they were told that nobody came, and who cannot come, is read over the list; in a talk there is room for the answers."""
    youth.ask("hello")
    sam.claim(youth)
    other.ask("is somebody there?")

    def late(route: Route) -> None:
        route.fulfill(json=calls(other) | {"callers": []})

    sam.page.route("**/api/pages", late)
    sam.page.reload()
    sam.unlocks()
    sam.looks_from(PHONE)
    called = sam.page.get_by_role("region", name="You are called")
    for words in ("They were told that nobody came", "Kim with a rather long name can’t come"):
        expect(called.get_by_text(words)).to_be_visible()
    sam.open(youth)
    expect(called.get_by_text("They were told that nobody came")).to_be_hidden()
    expect(called).to_contain_text("They have waited")
    box = called.bounding_box()
    assert box is not None

    assert box["height"] <= PHONE["height"] / 10
    sam.page.unroute("**/api/pages", late)


def test_i_have_it_opens_them_at_once_and_takes_no_talk_from_me_later(sam: Worker, youth: Youth, other: Youth) -> None:
    """The line takes its time over the answer: I see them with the press, and where I have gone since I stay."""
    youth.ask("hello")
    sam.claim(youth)
    other.ask("is somebody there?")
    called = sam.page.get_by_role("region", name="You are called")
    expect(called).to_be_visible(timeout=LONG_MS)
    sam.page.route("**/answer", lambda _: None)
    called.get_by_role("button", name="I have it").click()
    expect(sam.row(other)).to_have_attribute("aria-current", "true")
    sam.open(youth)
    sam.page.unroute("**/answer")  # and what was held goes on
    expect(called).to_contain_text("You have it. Claim it now.")

    expect(sam.row(youth)).to_have_attribute("aria-current", "true")


def test_whoever_leaves_is_said_to_wait_no_longer(sam: Worker, youth: Youth) -> None:
    """I am called, and they leave a moment later: my desk does not go on saying that somebody waits."""
    youth.ask("is somebody there?")
    answers = [calls(youth) | {"callers": []}]
    sam.page.route("**/api/pages", lambda route: route.fulfill(json=answers[-1]))
    sam.page.reload()
    sam.unlocks()
    called = sam.page.get_by_role("region", name="You are called")
    expect(called).to_be_visible()
    answers.append({"items": [], "helping": [], "callers": []})
    youth.leave()

    expect(called).to_have_count(0)
    sam.page.unroute("**/api/pages")
