"""A youth opens the plain page on a phone, reads who is there, picks a language, and leaves without a trace in the tab."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.fakes.line import Part
from tests.web.people import DESK, PHONE, Worker

WEATHER = "weather.gc.ca"
WIDE = "document.documentElement.scrollWidth > innerWidth"
SMALL = """[...document.querySelectorAll('a, label')].filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
  .map((one) => one.textContent)"""


def leaves(page: Page) -> None:
    """Press the way out; the site behind it is outside, so that only the address is waited for."""
    with page.expect_request(lambda asked: WEATHER in asked.url):
        page.get_by_role("link", name="Leave this page").click()


def test_on_a_phone_it_tells_the_truth_and_back_does_not_bring_it_back(relay: Part, sam: Worker, arrive: Any) -> None:
    """Sam is on call. It is read in English and French, without a script, light and dark; then it is gone from the tab."""
    origin = relay.environment["API_ORIGIN"]
    youth = arrive(viewport=PHONE)
    page, asked = youth.page, []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{origin}/")
    page.goto(f"{origin}/hello")

    expect(page).to_have_title("Hello")
    expect(page.get_by_text("Someone is here to chat right now.")).to_be_visible()
    youth.shows_no_barrier(PHONE, DESK)
    page.get_by_label("Français").check()
    expect(page.get_by_text("Quelqu'un est là pour chatter maintenant.")).to_be_visible()
    expect(page.get_by_text("Someone is here to chat right now.")).to_be_hidden()
    youth.shows_no_barrier(PHONE)
    page.get_by_label("English").check()
    assert not page.evaluate(WIDE) and page.evaluate(SMALL) == []
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
    assert set(asked) == {f"{origin}/", f"{origin}/hello"} and page.context.cookies() == []

    leaves(page)
    page.wait_for_function("!location.pathname.includes('hello')")
    page.go_back()
    expect(page).to_have_title("Welcome")


def test_an_older_browser_leaves_too(relay: Part, sam: Worker, arrive: Any) -> None:
    """One that does not say where it comes from, and has no style."""
    origin = relay.environment["API_ORIGIN"]
    page = arrive(viewport=PHONE).page

    def old(route: Any) -> None:
        answer = route.fetch(headers={key: one for key, one in route.request.headers.items() if "sec-fetch" not in key})
        route.fulfill(response=answer)

    page.route("**/hello", old)
    page.goto(f"{origin}/hello")
    assert page.get_by_role("link", name="Leave this page").get_attribute("href") == "/bye"
    leaves(page)
