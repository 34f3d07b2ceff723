"""An expert at the YAML: the same draft and the same rules, marks at their lines, and nothing bad comes through."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.fakes.youth import Coordinator
from tests.web.editors import SAVED_MS, Colleague, Editor, EditorsHands, in_the_studio
from tests.web.people import DESK, PHONE

MAIN = "flows/main.yaml"
BOMB = 'a: &a ["x","x"]\n' + "".join(f"{b}: [{', '.join(['*' + a] * 9)}]\n" for a, b in ("ab", "bc", "cd"))
# What is pasted at the top of a file; what is said of it; what to do.
BAD = {
    "a bomb": (BOMB, "Anchors (&name) are not used here.", "Delete the & and its name."),
    "a tag": ("x: !!python/name:os.system y\n", "Tags (!name) are not used here.", "Delete the ! and its name."),
    "an anchor": ("x: &v y\n", "Anchors (&name) are not used here.", "Delete the & and its name."),
    "an alias": ("x: *v\n", "Aliases (*name) are not used here.", "Write the text out again."),
    "a key twice": ("twice: 1\ntwice: 2\n", "is written twice in one block.", "Keep one of the two."),
    "a megabyte": ("x" * 1_000_000 + "\n", "The file is too large.", "Keep it under 256 kB"),
}


@pytest.fixture(scope="module")
def editor(browser: Browser, coordinator: Coordinator) -> Iterator[EditorsHands]:
    """An editor who was let in once."""
    yield from in_the_studio(browser, coordinator, "Yao")


@pytest.fixture
def hands(editor: EditorsHands, coordinator: Coordinator) -> EditorsHands:
    """Yao with a keyboard alone, at the outline."""
    Editor.ready(Editor(editor.page, editor.phrase, label=editor.label), coordinator)
    return editor


@pytest.fixture
def yao(hands: EditorsHands) -> Editor:
    """Yao at the outline."""
    return Editor(hands.page, hands.phrase, label=hands.label)


@pytest.fixture(scope="module")
def ben(coordinator: Coordinator) -> Colleague:
    """Another editor, somewhere else."""
    return Colleague(coordinator, "Ben").joins().starts_anew()


def pad(person: Editor, path: str = MAIN) -> Locator:
    """Return where a file is written."""
    return person.page.get_by_role("textbox", name=f"The file {path}")


def opens(person: Editor, path: str = MAIN) -> Locator:
    """Open a file."""
    person.looks_at("YAML")
    person.page.get_by_role("navigation", name="Files").get_by_role(
        "button", name=re.compile("^" + re.escape(path.split("/")[-1]))
    ).first.click()
    expect(pad(person, path)).to_be_visible(timeout=SAVED_MS)
    return pad(person, path)


def pastes(person: Editor, where: Locator, text: str) -> None:
    """Paste something at the very beginning of the file."""
    where.focus()
    person.page.keyboard.press("ControlOrMeta+Home")
    where.evaluate(
        """(box, text) => {
          const held = new DataTransfer();
          held.setData('text/plain', text);
          box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def told(person: Editor) -> Locator:
    """Return what the checker says under the editor."""
    return person.page.get_by_role("status", name="What the checker says")


def test_the_editor_is_fetched_only_when_a_file_is_opened(yao: Editor) -> None:
    """Whoever reads the outline does not wait for it."""
    fetched: list[str] = []
    yao.page.on("request", lambda request: fetched.append(request.url.split("/")[-1]))
    yao.page.reload()
    yao.unlocks()
    yao.sees("What youth read")
    before = [one for one in fetched if one == "codemirror.js"]
    opens(yao)

    assert (before, [one for one in fetched if one == "codemirror.js"]) == ([], ["codemirror.js"])


def test_a_file_is_changed_saved_compared_and_taken_back(yao: Editor, ben: Colleague) -> None:
    """It saves by itself; beside it stands what youth have; undoing by keyboard brings every byte back."""
    before = ben.reads(MAIN)
    where = opens(yao)
    stood = yao.page.locator(".yaml-head .badge").inner_text()
    where.focus()
    yao.page.keyboard.press("ControlOrMeta+Home")
    yao.page.keyboard.type("# A remark of mine\n")
    yao.sees_saved()
    saved = ben.reads(MAIN)
    expect(yao.page.locator(".yaml-file")).to_contain_text("differs from what youth have", timeout=SAVED_MS)
    expect(yao.page.get_by_role("navigation", name="Files")).to_contain_text("changed by Yao, today")
    yao.picks("With what changed")
    expect(yao.page.locator(".yaml-pad .cm-insertedLine").first).to_contain_text("A remark of mine")
    yao.picks("Side by side")
    expect(yao.page.get_by_role("textbox", name="What youth have")).not_to_contain_text("A remark of mine")
    expect(yao.page.get_by_role("textbox", name="The draft")).to_contain_text("A remark of mine")
    yao.picks("The text")
    where.focus()
    yao.page.keyboard.press("ControlOrMeta+z")
    yao.page.keyboard.press("ControlOrMeta+z")
    yao.sees_saved()

    assert saved == "# A remark of mine\n" + before
    expect(yao.page.locator(".yaml-head .badge")).to_have_text(stood, timeout=SAVED_MS)
    assert ben.reads(MAIN) == before


def test_the_same_findings_stand_at_their_lines_and_lead_there(yao: Editor, ben: Colleague) -> None:
    """From the outline to the line, from the step to its place; a mark in the text and words under it."""
    ben.replaces(MAIN, "label: I am ready, go: menu", "label: I am ready, go: nowhere_at_all")
    yao.page.reload()
    yao.unlocks()
    line, way = next((at, one) for at, one in enumerate(ben.reads(MAIN).splitlines(), 1) if "nowhere_at_all" in one)
    problem = yao.page.locator(".problem").first
    expect(problem).to_contain_text("nowhere_at_all")
    problem.get_by_role("button", name=f"In YAML: {MAIN}, line {line}").click()
    expect(pad(yao)).to_be_focused(timeout=SAVED_MS)
    expect(yao.page.locator(".cm-activeLine")).to_have_text(way)
    expect(yao.page.locator(".cm-lintRange-error")).to_have_text(way.strip())
    expect(told(yao)).to_contain_text("nowhere_at_all")
    yao.page.keyboard.press("ControlOrMeta+Home")
    told(yao).get_by_role("button", name=f"Go to line {line}").first.click()
    expect(pad(yao)).to_be_focused()
    expect(yao.page.locator(".cm-activeLine")).to_have_text(way)

    ben.replaces(MAIN, "go: nowhere_at_all", "go: menu")
    yao.page.reload()
    yao.unlocks()
    yao.chooses("not_now")
    yao.press("Show in YAML")
    expect(yao.page.locator(".cm-activeLine")).to_have_text("  not_now:", timeout=SAVED_MS)


@pytest.mark.parametrize(("text", "says", "fix"), BAD.values(), ids=BAD)
def test_h29_what_is_bad_is_refused_by_file_line_and_fix_and_stays_in_the_editor(
    yao: Editor, ben: Colleague, text: str, says: str, fix: str
) -> None:
    """The page goes on, the draft is as it was, and one press goes back to it."""
    before = ben.reads(MAIN)
    where = opens(yao)
    pastes(yao, where, text)
    expect(told(yao).locator(".notice")).to_contain_text("Not saved", timeout=SAVED_MS)
    expect(told(yao).locator(".notice")).to_contain_text(re.compile(re.escape(MAIN) + r", line \d+: "))
    expect(told(yao).locator(".notice")).to_contain_text(says)
    expect(told(yao).locator(".notice")).to_contain_text(fix)
    expect(where).to_contain_text(text[:5])
    expect(yao.page.get_by_text("Not saved").first).to_be_visible()
    kept = ben.reads(MAIN)
    yao.press("Back to what is saved")
    expect(told(yao).locator(".notice")).to_have_count(0)
    expect(where).to_contain_text(before.splitlines()[0])
    where.focus()
    yao.page.keyboard.press("ControlOrMeta+Home")
    yao.page.keyboard.type("# Still here\n")
    yao.sees_saved()
    after = ben.reads(MAIN)
    ben.saves(MAIN, before)

    assert kept == before
    assert after == "# Still here\n" + before


def test_a_file_is_begun_taken_away_and_brought_back(hands: EditorsHands, ben: Colleague) -> None:
    """A name that the content has no place for is answered in words; what is taken away comes back by one press."""
    hands.looks_at("YAML")
    expect(pad(hands, "project.yaml").or_(pad(hands)).first).to_be_visible(timeout=SAVED_MS)
    hands.press("New file")
    asked = hands.page.get_by_role("dialog", name="A new file")
    hands.fills("Its folder and name", "../etc/passwd.yaml")
    hands.press("Make the file")
    expect(asked).to_contain_text("No file of the content has such a name.")
    hands.shows_no_barrier(DESK, PHONE)
    hands.fills("Its folder and name", "flows/shelter.yaml")
    hands.press("Make the file")
    expect(pad(hands, "flows/shelter.yaml")).to_contain_text("shelter_1:", timeout=SAVED_MS)
    hands.sees_saved()
    expect(told(hands)).to_contain_text("shelter_1", timeout=SAVED_MS)
    made = ben.reads("flows/shelter.yaml")

    hands.press("Take this file away")
    hands.shows_no_barrier(DESK, PHONE)
    hands.press("Take it away")
    expect(pad(hands, "project.yaml")).to_be_visible(timeout=SAVED_MS)
    files = hands.page.get_by_role("navigation", name="Files")
    expect(files.get_by_role("button", name="shelter.yaml")).to_have_count(0)
    hands.goes_to(hands.page.get_by_role("button", name="Undo", exact=True).last)
    hands.page.keyboard.press("Enter")
    expect(pad(hands, "flows/shelter.yaml")).to_contain_text("shelter_1:", timeout=SAVED_MS)
    hands.sees_saved()
    back = ben.reads("flows/shelter.yaml")
    ben.saves("flows/shelter.yaml", None)

    assert made.startswith("format: 1\nflow: shelter\n")
    assert back == made


def test_two_who_save_the_same_file_are_asked_whose_stays(hands: EditorsHands, ben: Colleague) -> None:
    """The same question as in the forms; whoever keeps theirs sees it in the editor, and has their own back with one press."""
    before = ben.reads(MAIN)
    where = opens(hands)
    hands.page.route(
        "**/api/studio/file*", lambda route: route.abort() if route.request.method == "PUT" else route.fallback()
    )
    where.focus()
    hands.page.keyboard.press("ControlOrMeta+Home")
    hands.page.keyboard.type("# Mine\n")
    expect(hands.page.locator(".saving-waiting")).to_be_visible(timeout=SAVED_MS)
    ben.saves(MAIN, "# Theirs\n" + before)
    hands.page.keyboard.press("Escape")  # leaves the editor
    hands.press("Try now")
    hands.page.unroute("**/api/studio/file*")  # it tries again by itself
    asked = hands.page.get_by_role("dialog", name="Two people changed this")
    expect(asked).to_contain_text("Ben", timeout=SAVED_MS)
    hands.is_asked("Two people changed this")
    hands.page.keyboard.press("Escape")
    hands.page.keyboard.press("Escape")
    expect(asked.get_by_role("button", name="Close")).to_have_count(0)
    hands.shows_no_barrier(DESK, PHONE)
    hands.press("Keep theirs")
    expect(asked).to_have_count(0)
    hands.keeps_the_focus()
    hands.sees_saved()

    expect(where).to_contain_text("# Theirs", timeout=SAVED_MS)
    expect(where).not_to_contain_text("# Mine")
    kept = ben.reads(MAIN)
    hands.goes_to(hands.page.get_by_role("button", name="Undo", exact=True).last)
    hands.page.keyboard.press("Enter")
    expect(where).to_contain_text("# Mine", timeout=SAVED_MS)
    hands.sees_saved()
    again = ben.reads(MAIN)
    ben.saves(MAIN, before)

    assert (kept, again) == ("# Theirs\n" + before, "# Mine\n" + before)


def test_a_keyboard_comes_in_writes_and_comes_out_again(hands: EditorsHands, ben: Colleague) -> None:
    """Tab goes on through the page, indents once somebody writes, and after Escape goes on again; the page says so."""
    before = ben.reads(MAIN)
    hands.looks_at("YAML")
    where = pad(hands)
    expect(where).to_be_visible(timeout=SAVED_MS)
    expect(hands.page.get_by_text(re.compile("Esc.*, then.*Tab.*leaves the editor"))).to_be_visible()
    hands.goes_to(where)
    hands.page.keyboard.press("ControlOrMeta+Home")
    hands.page.keyboard.type("# Mine")
    hands.page.keyboard.press("Tab")
    expect(where).to_be_focused()
    hands.page.keyboard.press("Escape")
    hands.page.keyboard.press("Tab")
    expect(where).not_to_be_focused()
    hands.sees_saved()

    ben.saves(MAIN, before)


def test_the_screen_has_no_barrier_and_is_written_on_a_phone(hands: EditorsHands, ben: Colleague) -> None:
    """Axe finds nothing in any of its three looks, nothing runs out of a phone, a small edit is made there."""
    before = ben.reads(MAIN)
    hands.looks_at("YAML")
    expect(pad(hands)).to_be_visible(timeout=SAVED_MS)
    for screen in (DESK, PHONE):
        hands.page.set_viewport_size(screen)
        looks = (
            ["With what changed", "The text"] if screen == PHONE else ["Side by side", "With what changed", "The text"]
        )
        for look in looks:
            hands.page.get_by_role("radio", name=look).check()
            hands.shows_no_barrier()
        hands.walks()
    pad(hands).click()
    hands.page.keyboard.press("ControlOrMeta+Home")
    hands.page.keyboard.type("# From a phone\n")
    hands.sees_saved()
    saved = ben.reads(MAIN)
    ben.saves(MAIN, before)

    assert saved == "# From a phone\n" + before
