"""The ways in which a worker is woken, on a line with one bar: each press counts, in its order."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Route, expect

from tests.web.people import Line, Person

NUMBERS = ["+1 807 555 0101", "+1 807 555 0102", "+1 807 555 0103"]


def test_two_presses_move_a_way_two_places_though_the_relay_has_not_heard_of_the_first(line: Line, arrive: Any) -> None:
    """The third way becomes the first at once; the relay hears of both moves in their order, and keeps the last."""
    line.relay.stop()
    line.relay.environment |= {"API_HOOK_URL": "http://127.0.0.1:1/nobody-listens", "API_HOOK_KEY": "sixteen letters!"}
    line.relay.start()
    sam: Person = arrive().founds(line.link)
    sam.looks_at("This device")
    ways = sam.page.locator(".way")
    for many, number in enumerate(NUMBERS, 1):
        sam.press("Add a phone")
        sam.fills("Phone number", number)
        sam.press("Add it")
        expect(ways).to_have_count(many)
    held: list[Route] = []

    def slow(route: Route) -> None:
        held.append(route)
        if route.request.method != "PUT" or len(held) > 1:
            route.continue_()

    sam.page.route("**/api/alerts", slow)
    last = sam.page.get_by_role("button", name=re.compile("0103: earlier"))
    last.click()
    expect(ways.nth(1)).to_contain_text("0103")
    last.click()
    expect(ways.first).to_contain_text("0103")
    assert len(held) == 1, "the relay would hear of the second move beside the first"
    with sam.page.expect_response(lambda answer: answer.request.method == "GET" and answer.url.endswith("/api/alerts")):
        held[0].continue_()
    sam.page.reload()
    sam.unlocks()
    sam.looks_at("This device")

    for place, number in enumerate(("0103", "0101", "0102")):
        expect(ways.nth(place)).to_contain_text(number)
    for name in ("Send me a test", "remove"):
        boxes = [one.bounding_box() for one in ways.get_by_role("button", name=re.compile(f"{name}$")).all()]
        assert len({round(box["x"]) for box in boxes if box}) == 1, (name, boxes)
