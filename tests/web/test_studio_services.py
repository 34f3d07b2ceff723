"""An editor who has never seen YAML: who called which number, who has to, what youth see; and what one may do alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from content.reading import read_text
from tests.web.editors import SAVED_MS, Editor, EditorsHands
from tests.web.people import DESK, PHONE
from tests.web.reviewers import Desk, editors

NATIONAL = "services/national.yaml"
SOCIETIES = "societies/kenora.yaml"


@pytest.fixture(scope="module")
def line(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A line of four editors."""
    with editors(browser, tmp_path_factory.mktemp("services")) as desk:
        yield desk


@pytest.fixture
def desk(line: Desk) -> Desk:
    """The same, with nothing waiting."""
    return line.settled()


@pytest.fixture
def hands(desk: Desk) -> EditorsHands:
    """Ida with a keyboard alone, at the outline."""
    Editor.ready(Editor(desk.ida.page, desk.ida.phrase, label="Ida"), desk.coordinator)
    return desk.ida


@pytest.fixture
def ida(hands: EditorsHands) -> Editor:
    """Ida at the list of services."""
    made = Editor(hands.page, hands.phrase, label="Ida")
    made.looks_at("Services")
    made.sees("Services")
    expect(services(made).first).to_be_visible(timeout=SAVED_MS)
    return made


def services(who: Editor) -> Locator:
    """Return the services that are listed."""
    return who.page.get_by_role("list", name="Services", exact=True).locator("> li")


def opens(who: Editor, name: str) -> None:
    """Open a service from the list."""
    who.page.get_by_role("button", name=name, exact=True).click()
    who.sees(name)


def finds(hands: EditorsHands, name: str) -> None:
    """Open a service without a mouse."""
    hands.looks_at("Services")
    expect(services(hands).first).to_be_visible(timeout=SAVED_MS)
    hands.fills("Find", name)
    hands.press(name)
    hands.arrives_at(name)


def answers(hands: EditorsHands, asked: Locator, button: str) -> None:
    """Go to a button of a dialog, and press Enter."""
    hands.goes_to(asked.get_by_role("button", name=button, exact=True))
    hands.page.keyboard.press("Enter")


def stands(who: Editor) -> Locator:
    """Return how a service stands."""
    return who.page.locator(".panel", has=who.page.get_by_role("heading", name="How it stands"))


def test_services_are_found_by_what_an_editor_asks(ida: Editor) -> None:
    """By name, by number, by place, by whether youth see it; each says why it is not seen."""
    expect(services(ida).first).to_contain_text(re.compile("Emergency.*Call 911.*Open now.*Always shown", re.S))
    ida.fills("Find", "668-6868")
    expect(services(ida)).to_have_count(1)
    expect(services(ida)).to_contain_text("Text CONNECT to 686868")
    ida.fills("Find", "")
    ida.page.get_by_label("Show", exact=True).select_option("unseen")
    expect(services(ida).filter(has_text="Nishnawbe Aski Police")).to_contain_text("It has no number yet.")
    expect(services(ida).filter(has_text="Kids Help Phone")).to_have_count(0)
    ida.page.get_by_label("Show", exact=True).select_option("open")
    ida.page.get_by_label("Where", exact=True).select_option("Kenora")
    expect(services(ida).filter(has_text="Kenora Sexual Assault Centre")).to_have_count(1)
    ida.fills("Find", "nothing of this name")

    expect(ida.page.get_by_text("No service fits")).to_be_visible()


def test_a_service_says_which_steps_show_it_and_leads_there(ida: Editor) -> None:
    """By its tag or by its name; and the card reads as youth read it, in both languages."""
    opens(ida, "Kids Help Phone")
    where = ida.page.get_by_role("region", name="Where it is shown")
    expect(where.get_by_role("listitem").filter(has_text="quick")).to_contain_text("by its tag now, while it is open")
    card = ida.page.get_by_role("figure", name="Its card")
    expect(card).to_contain_text("Text CONNECT to 686868")
    ida.picks("Français")
    expect(card).to_contain_text("Jeunesse, J'écoute")

    where.get_by_role("button", name="quick", exact=True).click()
    expect(ida.words()).to_have_value(re.compile("^I am glad you wrote"))


def test_a_number_stands_when_two_different_people_have_called(ida: Editor, desk: Desk) -> None:
    """Each compares what is written big, and finds it among what is due; the page says who has called; a changed number begins anew."""
    ida.page.get_by_label("Show", exact=True).select_option("due")
    opens(ida, "ConnexOntario")
    expect(stands(ida)).to_contain_text("Nobody has called it yet.")
    ida.press("I called it")
    asked = ida.page.get_by_role("dialog", name="You called ConnexOntario?")
    expect(asked.locator(".compare-number")).to_have_text(["1-866-531-2600", "247247", "CONNEX"])
    ida.press("Note my call")
    expect(asked.get_by_role("alert")).to_have_text("Say what came out first.")
    ida.picks("Everything was right")
    ida.press("Note my call")
    ida.is_told("Your call is noted.")
    expect(stands(ida)).to_contain_text("Now somebody else calls, until")
    first = desk.ben.reads(NATIONAL)
    calls_what_is_due(desk.ada.ready(desk.coordinator), "ConnexOntario")
    expect(stands(ida)).to_contain_text("Ida and Ada called it", timeout=SAVED_MS)
    second = desk.ben.reads(NATIONAL)

    again = ida.page.get_by_text("Two people call it again", exact=True)
    expect(again).to_have_count(0)
    ida.page.get_by_label("Number to call").fill("1-866-531-2601")
    expect(again).to_be_visible()
    ida.sees_saved()
    changed = desk.ben.reads(NATIONAL)
    ida.press("Take the last change back")
    expect(again).to_have_count(0)
    ida.sees_saved()

    assert ("by: [Ida, Ada]" in first, "by: [Ida, Ada]" in second) == (False, True)
    assert changed == second.replace("+18665312600", "+18665312601")
    assert desk.ben.reads(NATIONAL) == second


def calls_what_is_due(ada: EditorsHands, name: str) -> None:
    """Let a second person, without a mouse, come from the outline to a number that is due, and call it too."""
    due = ada.page.locator(".panel", has=ada.page.get_by_role("heading", name="Calls that are due"))
    ada.goes_to(due.locator("summary"))
    ada.page.keyboard.press("Enter")
    ada.press(name)
    ada.arrives_at(name)
    ada.press("I called it")
    ada.is_asked(f"You called {name}?")
    ada.picks("Everything was right")
    ada.press("Note my call")
    expect(stands(ada)).to_contain_text("Ida and Ada called it", timeout=SAVED_MS)
    ada.looks_at("Outline")
    expect(due).not_to_contain_text(name)


def test_whoever_finds_a_number_wrong_hides_it_at_once_and_alone(hands: EditorsHands, desk: Desk) -> None:
    """What was different is noted, and becomes the reason; one signature takes it off every screen; no mouse is needed."""
    finds(hands, "Trans Lifeline")
    hands.press("I called it")
    asked = hands.page.get_by_role("dialog", name="You called Trans Lifeline?")
    hands.picks("Something was different")
    hands.press("Note my call")
    expect(asked.get_by_role("alert")).to_contain_text("Write what was different")
    hands.fills("What was different", "It rang at a shop.")
    hands.press("Note my call")
    hiding = hands.page.get_by_role("dialog", name="Hide “Trans Lifeline” now?")
    expect(hiding).to_contain_text("It goes off every screen within seconds")
    expect(hiding.get_by_label("Why")).to_have_value("It rang at a shop.")
    answers(hands, hiding, "Hide it now")
    expect(hiding).to_have_count(0, timeout=SAVED_MS)

    expect(stands(hands)).to_contain_text("Ida found it wrong or hid it")
    running = desk.ben.stand()["running"]
    assert (running["kind"], running["subject"], running["why"], running["reviewed"]) == (
        "hide",
        "tl",
        "It rang at a shop.",
        False,
    )


def test_only_the_crisis_numbers_are_switched_to_without_a_mouse(hands: EditorsHands, desk: Desk) -> None:
    """The dialog says what happens and how it ends; without a reason that can be read nothing is signed."""
    hands.looks_at("Services")
    expect(services(hands).first).to_be_visible(timeout=SAVED_MS)
    hands.press("Only crisis numbers")
    hands.is_asked("Show only the crisis numbers?")
    hands.press("Switch now")
    hands.fills("Why", "\u200b\u3164 \u2800")
    hands.press("Switch now")
    expect(hands.page.get_by_role("alert")).to_contain_text("Say in a few words why.")
    hands.fills("Why", "Somebody changed the words.")
    hands.press("Switch now")
    expect(hands.page.get_by_role("dialog")).to_have_count(0, timeout=SAVED_MS)

    running = desk.ben.stand()["running"]
    assert (running["kind"], running["why"]) == ("floor", "Somebody changed the words.")
    hands.press("Only crisis numbers")
    hands.is_asked("Youth see only the crisis numbers")
    hands.shows_no_barrier(DESK, PHONE)
    hands.page.keyboard.press("Escape")


def test_fields_are_changed_in_words_and_no_other_line_of_the_file(hands: EditorsHands, desk: Desk) -> None:
    """What it costs, its tags, a second way; the card shows it while it is typed."""
    before = desk.ben.reads(NATIONAL)
    finds(hands, "211 Ontario")
    expect(hands.page.get_by_label("A note for editors and workers")).to_have_accessible_description(
        "It goes out with the version, where anybody can read it: no names."
    )
    hands.fills("What it costs, English", "Free, always.")
    expect(hands.page.get_by_role("figure", name="Its card")).to_contain_text("Free, always.")
    hands.fills("Tags", "more, stay, pics")
    hands.press("Add a way: by text")
    hands.fills("Number to text", "1 (807) 346 8282")
    hands.sees_saved()
    after = desk.ben.reads(NATIONAL)
    for _ in range(4):
        hands.press("Take the last change back")
    hands.sees_saved()

    new = [one.strip().replace('"', "") for one in after.splitlines() if one not in before.splitlines()]
    assert new == [
        "reach: [{how: call, to: 211}, {how: text, to: +18073468282}]",
        "cost: {en: Free, always., fr: Gratuit.}",
        "tags: [more, stay, pics]",
    ]
    assert desk.ben.reads(NATIONAL) == before


def test_a_service_is_added_and_waits_for_its_calls(hands: EditorsHands, desk: Desk) -> None:
    """Under an id of its own, with what is known; what is missing is said, and undoing takes it away."""
    before = desk.ben.reads(NATIONAL)
    hands.looks_at("Services")
    hands.press("Add a service")
    asked = hands.page.get_by_role("dialog", name="A new service")
    hands.selects("Listed in", "national")
    hands.press("Add it")
    expect(asked).to_contain_text("Write the name that they answer with.")
    hands.fills("Its own name", "Night Line")
    hands.fills("A number to call, if you have it", "807-346-8282")
    hands.press("Add it")
    hands.arrives_at("Night Line")
    hands.sees_saved()
    expect(stands(hands)).to_contain_text("Nobody has called it yet.")
    made = desk.ben.reads(NATIONAL)
    hands.press("Take the last change back")
    hands.arrives_at("Services")
    hands.sees_saved()

    assert made.startswith(before.rstrip("\n")) and "- id: night_line" in made
    assert desk.ben.reads(NATIONAL) == before


def test_a_service_is_taken_out_once_no_step_needs_it_and_comes_back(hands: EditorsHands, desk: Desk) -> None:
    """What still shows it is named first; without a need it goes out of the draft alone, and one press brings it back."""
    before = desk.ben.reads(NATIONAL)
    finds(hands, "Emergency")
    hands.press("Take it out of the directory")
    asked = hands.page.get_by_role("dialog", name="“Emergency” cannot be taken out yet")
    expect(asked).to_contain_text("It is on the floor")
    expect(asked.get_by_role("button", name="Take it out", exact=True)).to_have_count(0)
    hands.shows_no_barrier(DESK, PHONE)
    answers(hands, asked, "danger_1")
    expect(hands.words()).to_have_value(re.compile("{service:911}"))
    finds(hands, "211 Ontario")
    hands.press("Take it out of the directory")
    asked = hands.page.get_by_role("dialog", name="Take “211 Ontario” out?")
    expect(asked.get_by_role("list", name="Steps that show it").get_by_role("listitem").first).to_be_visible()
    answers(hands, asked, "Take it out")
    hands.arrives_at("Services")
    expect(services(hands).filter(has_text="211 Ontario")).to_have_count(0)
    hands.sees_saved()
    gone = desk.ben.reads(NATIONAL)
    running = desk.ben.stand()["running"]
    hands.press("Undo")
    hands.keeps_the_focus()
    expect(services(hands).filter(has_text="211 Ontario")).to_have_count(1)
    hands.sees_saved()

    assert (running, "- id: o211" in gone) == (desk.ben.stand()["running"], False)
    assert set(gone.splitlines()) < set(before.splitlines())
    assert read_text(desk.ben.reads(NATIONAL), NATIONAL) == read_text(before, NATIONAL)


def test_who_takes_reports_is_changed_on_the_page_of_the_service(ida: Editor, desk: Desk) -> None:
    """A service that workers report to says so where it cannot be taken out; its communities are a field, and come back."""
    before = desk.ben.reads(SOCIETIES)
    opens(ida, "Tikinagan Child and Family Services")
    takes = ida.page.get_by_label("Communities whose reports it takes")
    ida.press("Take it out of the directory")
    asked = ida.page.get_by_role("dialog", name=re.compile("cannot be taken out yet"))
    expect(asked.get_by_role("list", name="Change first")).to_contain_text("If workers report to it")
    ida.press("Leave it")
    takes.fill("Sioux Lookout, Pikangikum")
    ida.sees_saved()
    written = read_text(desk.ben.reads(SOCIETIES), SOCIETIES)
    takes.fill("")
    expect(ida.page.get_by_label("What a worker should know about it")).to_have_count(0)
    ida.sees_saved()
    gone = desk.ben.reads(SOCIETIES)
    ida.shows_no_barrier(DESK, PHONE)
    ida.page.set_viewport_size(DESK)
    desk.ben.saves(SOCIETIES, before)

    assert [one["communities"] for one in written if one["service"] == "tik"] == [["Sioux Lookout", "Pikangikum"]]
    assert "service: tik" not in gone and "service: wfs" in gone


def test_a_supervisor_sees_who_called_and_changes_nothing(browser: Browser, desk: Desk) -> None:
    """Every number and every call can be read; nothing can be typed, called, hidden or switched."""
    context = browser.new_context(viewport=DESK, timezone_id="America/Winnipeg")
    ana = Editor(context.new_page(), label="Ana")
    ana.joins(desk.coordinator, "supervisor")
    ana.opens(desk.coordinator)
    ana.looks_at("Services")
    opens(ana, "Kids Help Phone")
    expect(stands(ana)).to_contain_text("Nobody has called it yet.")
    expect(ana.page.get_by_label("Number to call")).not_to_be_editable()
    buttons = ana.page.get_by_role("main").get_by_role("button").all_inner_texts()
    context.close()

    assert [one for one in buttons if "called" in one or "Hide" in one or "Take" in one or "By " in one] == []


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_no_screen_of_services_has_a_barrier(hands: EditorsHands, screen: dict[str, int]) -> None:
    """The list, a service and each dialog: axe finds nothing, nothing runs out of a phone, a keyboard comes everywhere."""
    page = hands.page
    hands.looks_at("Services")
    expect(services(hands).first).to_be_visible(timeout=SAVED_MS)
    page.set_viewport_size(screen)
    hands.walks()
    hands.shows_no_barrier()
    for name in ("Add a service", "Only crisis numbers"):
        hands.press(name)
        hands.walks()
        hands.shows_no_barrier()
        page.keyboard.press("Escape")
    hands.press("LGBT YouthLine")
    hands.arrives_at("LGBT YouthLine")
    hands.walks()
    hands.shows_no_barrier()
    for name in ("I called it", "Hide it now", "Take it out of the directory"):
        hands.press(name)
        hands.walks()
        hands.shows_no_barrier()
        page.keyboard.press("Escape")
