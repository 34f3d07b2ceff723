"""On a phone, a youth who waits stands above the colleagues who want to be called: whoever is called sees the answer at once."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Route, expect

from tests.fakes.youth import Youth
from tests.web.people import DESK, LONG_MS, PHONE, Worker

SECOND = 1000


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
