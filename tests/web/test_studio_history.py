"""What youth read at any time is on record: who, when and why; compared, looked at, and brought back by two people."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.web.editors import Editor, EditorsHands
from tests.web.people import DESK, LONG_MS, PHONE
from tests.web.reviewers import MAIN, Desk, change, editors, reads_everything, signs_after, signs_without_a_mouse

DAY = 24 * 3600 * 1000
FINE = "That is fine. I will not write first."
OTHER = "That is quite all right. I will not write first."


@pytest.fixture(scope="module")
def line(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A line of four editors."""
    with editors(browser, tmp_path_factory.mktemp("history")) as desk:
        yield desk


@pytest.fixture
def desk(line: Desk) -> Desk:
    """The same, with a version that youth read, and one before it."""
    line.settled()
    if line.ben.stand()["running"] is None:
        signs_after(line.cleo, line.ben)
    line.ben.replaces(MAIN, FINE, OTHER)
    line.ben.does("/review", note="A warmer answer.")
    signs_after(line.cleo, line.ben)
    return line


def at_history(desk: Desk) -> Editor:
    """Let Ida look at the history."""
    ida = Editor(desk.ida.page, desk.ida.phrase, label="Ida")
    ida.ready(desk.coordinator)
    ida.looks_at("History")
    expect(version(ida, "What the program came with")).to_be_visible()
    return ida


def newest(desk: Desk) -> int:
    """Return the number of the version that youth read."""
    return int(desk.ben.stand()["running"]["n"])


def version(who: Editor, name: str) -> Locator:
    """Return a version in the list."""
    return who.page.locator(".version", has=who.page.get_by_role("heading", name=name, level=2, exact=True))


def chooses(who: EditorsHands, label: str, option: str) -> None:
    """Go to a list, and type what the option begins with."""
    where = who.page.get_by_label(label, exact=True)
    who.goes_to(where)
    who.page.keyboard.type(option)
    expect(where.locator("option:checked")).to_have_text(re.compile(f"^{option}"))


def test_every_version_says_who_asked_who_signed_since_when_and_why(desk: Desk) -> None:
    """The newest first, down to what the program came with; reasons that were given are there."""
    n = newest(desk)
    ida = at_history(desk)
    first = version(ida, f"Version {n}")
    expect(ida.page.locator(".version").first).to_contain_text(f"Version {n}")
    expect(first).to_contain_text("youth read this")
    expect(first).to_contain_text(re.compile("Asked for by Ben, signed by Ben and Cleo. Youth read it from today"))
    expect(first).to_contain_text("“A warmer answer.”")
    first.locator("summary").click()
    expect(first.locator("details .reason-why").first).to_have_text("It is fine.")

    expect(ida.page.locator(".version").last).to_contain_text("Before anything was published.")


def test_any_two_versions_are_compared_and_the_draft_with_them(desk: Desk) -> None:
    """The same words side by side, each under the name of its version."""
    n = newest(desk)
    ida = at_history(desk)
    ida.press(f"What changed: Version {n}")
    words = change(ida, "not_now").get_by_role("group", name="not_now: What it says, English")
    expect(words).to_contain_text(f"Version {n - 1}")
    expect(words.locator("ins")).to_contain_text("quite all right")

    chooses(desk.ida, "From", "The draft")
    expect(ida.page.get_by_text("No difference")).to_be_visible()
    chooses(desk.ida, "To", "What the program")
    expect(words.locator("ins").first).to_contain_text("fine")


def test_an_old_version_is_read_step_by_step_and_cannot_be_changed(desk: Desk) -> None:
    """As it was read then, with where each button led."""
    n = newest(desk)
    ida = at_history(desk)
    ida.press(f"Look at its steps: Version {n - 1}")
    story = ida.page.get_by_role("dialog", name=f"Version {n - 1}")

    expect(story.locator(".tale-step").filter(has_text="I am ready")).to_contain_text(FINE)
    expect(story.get_by_role("textbox")).to_have_count(0)
    ida.shows_no_barrier(DESK, PHONE)
    ida.page.keyboard.press("Escape")
    expect(story).to_have_count(0)


def test_one_step_leads_back_once_two_have_signed(desk: Desk) -> None:
    """Ida asks with a reason and signs; Ada reads what comes back, and signs: youth read the old words, with today's services."""
    n = newest(desk)
    ida = at_history(desk)
    ida.press(f"Roll back to this: Version {n - 1}")
    asked = ida.page.get_by_role("dialog", name=f"Go back to version {n - 1}?")
    expect(asked).to_contain_text("Services stay as they are today")
    ida.press("Ask to go back")
    expect(asked).to_contain_text("Say in a few words why.")
    ida.shows_no_barrier(DESK, PHONE)
    asked.get_by_label("Why").fill("It sounded cold.")
    ida.press("Ask to go back")
    ida.sees("Review")
    expect(ida.page.get_by_role("heading", name=f"You ask to go back to version {n - 1}")).to_be_visible()
    ida.press("Sign mine")
    expect(ida.page.locator(".sign-missing")).to_contain_text(
        "You have signed. Missing is somebody who did not ask for it: Ada"
    )

    ada = desk.at(desk.ada)
    expect(ada.page.get_by_role("heading", name=f"Ida asks to go back to version {n - 1}")).to_be_visible()
    expect(change(ada, "not_now").locator("ins").first).to_contain_text("fine")
    ada.shows_no_barrier(DESK, PHONE)
    reads_everything(ada)
    ada.press("Agree and sign")
    expect(ada.page.get_by_text(f"Version {n + 1} is what youth read now")).to_be_visible(timeout=LONG_MS)
    ada.press("Roll back")
    ada.sees("History")
    expect(ada.page.get_by_role("dialog", name=f"Go back to version {n}?")).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(version(ada, f"Version {n + 1}")).to_contain_text(
        f"Gone back to version {n - 1}, with the services of that day."
    )

    assert FINE in desk.ben.youth_read("not_now")
    assert FINE in desk.ben.reads(MAIN)
    assert desk.ben.versions()[0]["why"] == "It sounded cold."


def test_a_planned_version_is_taken_off_and_stays_on_record(desk: Desk) -> None:
    """It never runs, and the history says so; what youth read stays what they read."""
    n = newest(desk)
    desk.ben.replaces(MAIN, OTHER, "Something for next week.")
    payload = desk.ben.proposes(at=time.time_ns() // 1_000_000 + DAY)
    desk.ben.signs(payload)
    desk.cleo.signs(payload)
    ida = at_history(desk)
    planned = version(ida, f"Version {n + 1}")
    expect(planned).to_contain_text("planned", timeout=LONG_MS)
    expect(planned).to_contain_text("It runs from tomorrow")
    ida.shows_no_barrier(DESK, PHONE)

    ida.press(f"Take it off: Version {n + 1}")
    expect(planned).to_contain_text("It never ran.", timeout=LONG_MS)
    expect(planned).to_contain_text("taken off")
    assert newest(desk) == n


def test_an_earlier_text_of_a_file_is_brought_back_into_the_draft(desk: Desk) -> None:
    """Who saved what when; the text of then beside the draft; one press, and one press to undo it."""
    desk.ben.replaces(MAIN, OTHER, "Something nobody meant.")
    at_history(desk)
    ida = desk.ida
    ida.picks("Savings")
    chooses(ida, "File", MAIN)
    rows = ida.page.locator(".saved-list > li")
    expect(rows.first).to_contain_text("written by Ben, today")
    expect(rows.first).to_contain_text("in the draft now")
    ida.goes_to(rows.nth(1).get_by_role("button", name=re.compile("^Compare with the draft")))
    ida.page.keyboard.press("Enter")
    region = ida.page.get_by_role("region", name=f"What changed in {MAIN}")
    expect(region.locator("ins")).to_contain_text("Something nobody meant.")

    ida.goes_to(rows.nth(1).get_by_role("button", name=re.compile("^Bring back")))
    ida.page.keyboard.press("Enter")
    expect(rows.first).to_contain_text("written by Ida, today", timeout=LONG_MS)
    ida.sees_saved()
    back = desk.ben.reads(MAIN)
    ida.goes_to(ida.page.get_by_role("button", name="Undo", exact=True).last)
    ida.page.keyboard.press("Enter")
    ida.keeps_the_focus()
    expect(rows.nth(3)).to_contain_text("written by Ben, today", timeout=LONG_MS)
    ida.sees_saved()

    assert OTHER in back
    assert "Something nobody meant." in desk.ben.reads(MAIN)


def test_the_history_is_walked_and_gone_back_in_without_a_mouse(desk: Desk) -> None:
    """By Tab, Enter and Escape alone: no at first, then yes, a reason, and two signatures until youth read the old words."""
    n = newest(desk)
    at_history(desk)
    ida, ada = desk.ida, desk.ada
    ida.walks()
    ida.press(f"Roll back to this: Version {n - 1}")
    ida.is_asked(f"Go back to version {n - 1}?")
    ida.page.keyboard.press("Escape")
    expect(ida.page.get_by_role("button", name=f"Roll back to this: Version {n - 1}")).to_be_focused()
    ida.page.keyboard.press("Enter")
    ida.is_asked(f"Go back to version {n - 1}?")
    ida.fills("Why", "It sounded cold.")
    ida.press("Ask to go back")
    expect(ida.page.get_by_role("heading", name=f"You ask to go back to version {n - 1}")).to_be_visible()
    ida.keeps_the_focus()
    ida.press("Sign mine")
    expect(ida.page.locator(".sign-missing")).to_contain_text("You have signed.")
    ida.keeps_the_focus()

    ada.ready(desk.coordinator)
    ada.looks_at("Review")
    signs_without_a_mouse(ada)
    expect(ada.page.get_by_text(f"Version {n + 1} is what youth read now")).to_be_visible(timeout=LONG_MS)

    assert FINE in desk.ben.youth_read("not_now")


@pytest.mark.parametrize("look", ["Versions", "Compare", "Savings"])
def test_no_part_of_the_history_has_a_barrier(desk: Desk, look: str) -> None:
    """On a wide screen and a phone, light and dark; files that were saved as one stand together."""
    ida = at_history(desk)
    ida.picks(look)
    if look == "Compare":
        ida.page.get_by_label("From", exact=True).select_option("0")
        expect(change(ida, "not_now")).to_be_visible()
    if look == "Savings":
        desk.ben.saves_as_one(
            {MAIN: desk.ben.reads(MAIN) + "\n", "project.yaml": desk.ben.reads("project.yaml") + "\n"}
        )
        act = ida.page.get_by_role("listitem", name=re.compile("^2 files as one")).first
        expect(act).to_contain_text("Two at once", timeout=LONG_MS)
        expect(act.get_by_role("listitem")).to_have_text([re.compile("^project.yaml"), re.compile(f"^{MAIN}")])
        desk.ida.walks()
        ida.page.get_by_role("button", name=re.compile("^Compare with the draft")).first.click()
        expect(ida.page.locator(".lines, .file-changed > .soft").first).to_be_visible()

    for screen in (DESK, PHONE):
        ida.page.set_viewport_size(screen)
        ida.shows_no_barrier()
