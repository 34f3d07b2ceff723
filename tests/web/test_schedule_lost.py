"""Planning on a phone with one bar: an answer is lost or late, and whoever plans has gone on meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.web.people import PHONE
from tests.web.planners import Planner, Team, team

__all__ = ["team"]

PATTERNS, SHIFTS, CLOSURES, PUBLISH = (
    f"**/api/schedule/{name}" for name in ("patterns", "shifts", "closures", "publish")
)
AWAY = "The relay cannot be reached right now."


@pytest.fixture
def sam(team: Team) -> Planner:
    """Whoever plans, at the schedule, with a phone in her hand."""
    team.sam.opens_schedule(PHONE)
    return team.sam


def loses_the_answer(to: int) -> Callable[[Route], None]:
    """The relay does all that it is asked; the answer to one of the questions never comes back."""
    asked = iter(range(1, 100))

    def pass_on(route: Route) -> None:
        if next(asked) != to:
            return route.continue_()
        route.fetch()
        return route.abort()

    return pass_on


def fills_in(sam: Planner, what: str, who: str | None = None) -> Locator:
    """Open what is planned for every week, and say what."""
    sam.page.get_by_role("button", name="Add", exact=True).click()
    dialog = sam.page.get_by_role("dialog", name="Every week")
    dialog.get_by_label("What").select_option(label=what)
    if who:
        dialog.get_by_label("Who").select_option(label=who)
    return dialog


@pytest.mark.parametrize(("what", "who", "row"), [("Open hours", None, "Open hours"), ("Primary", "Kim", "PrimaryKim")])
def test_a_week_whose_answer_was_lost_is_there_once_when_i_press_again(
    sam: Planner, what: str, who: str | None, row: str
) -> None:
    """Wednesday was kept, and nobody heard it: she sees that it did not go through, presses again, and it stands there once."""
    sam.page.route(PATTERNS, loses_the_answer(3))
    dialog = fills_in(sam, what, who)
    dialog.get_by_role("button", name="Plan it").click()
    refused = dialog.get_by_role("alert")
    expect(refused).to_contain_text(AWAY)
    expect(refused).to_be_in_viewport(ratio=1)
    dialog.get_by_role("button", name="Plan it").click()
    expect(dialog).to_have_count(0)
    sam.page.unroute(PATTERNS)

    expect(sam.page.locator(".pattern strong", has_text=what)).to_have_count(7)


def test_a_shift_whose_answer_was_lost_is_there_once_when_i_press_again(sam: Planner) -> None:
    """One evening is added twice by a hand that read that nothing came through; the picture shows it once."""
    sam.page.route(SHIFTS, loses_the_answer(1))
    sam.next_week()
    sam.press("One day")
    dialog = sam.page.get_by_role("dialog", name="A shift on one day")
    dialog.get_by_label("What").select_option(label="Backup")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text(AWAY)
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_have_count(0)
    sam.page.unroute(SHIFTS)

    expect(sam.block("Backup: Nobody yet")).to_have_count(1)


def test_a_late_answer_shuts_nothing_that_i_opened_after_it(sam: Planner) -> None:
    """She closes what is still on its way and opens the next: the answer is told, and what she fills in stays before her."""
    held: list[Route] = []
    sam.page.route(CLOSURES, lambda route: held.append(route))
    sam.press("Close hours")
    dialog = sam.page.get_by_role("dialog", name="Close hours")
    with sam.page.expect_request(CLOSURES):
        dialog.get_by_role("button", name="Publish as closed").click()
    sam.page.keyboard.press("Escape")
    sam.press("Close hours")
    dialog.get_by_label("How many days").fill("3")
    held[0].continue_()
    sam.page.unroute(CLOSURES)
    expect(sam.toast("Published as closed.")).to_be_attached()

    expect(dialog.get_by_label("How many days")).to_have_value("3")


def test_who_has_gone_on_reads_that_it_was_not_done(sam: Planner) -> None:
    """A question that was closed before its answer, and a page that was left: neither is taken for done."""
    held: list[Route] = []
    sam.page.route(PATTERNS, lambda route: held.append(route))
    dialog = fills_in(sam, "Backup", "Sam")
    with sam.page.expect_request(PATTERNS):
        dialog.get_by_role("button", name="Plan it").click()
    sam.page.keyboard.press("Escape")
    held[0].abort()
    expect(sam.toast(f"Every week: {AWAY}")).to_be_visible()
    sam.page.unroute(PATTERNS)
    sam.page.route(PUBLISH, lambda route: held.append(route))
    with sam.page.expect_request(PUBLISH):
        sam.publishes()
    sam.looks_at("People")
    held[1].abort()

    expect(sam.toast(f"Publish: {AWAY}")).to_be_visible()


def test_undo_of_what_is_planned_no_more_puts_it_back_under_its_own_name(sam: Planner) -> None:
    """Its shifts are those of before: nothing waits to be published, and who cannot come is not promised again."""
    before = sam.page.locator(".pattern").count()
    sam.page.locator(".pattern").first.click()
    with sam.page.expect_request(f"{PATTERNS}/*") as dropped:
        sam.press("Plan it no more")
    with sam.page.expect_request(PATTERNS) as put_back:
        sam.toast("Planned no more.").get_by_role("button", name="Undo").click()
    expect(sam.page.locator(".pattern")).to_have_count(before)

    assert dropped.value.url.endswith(put_back.value.post_data_json["id"])
