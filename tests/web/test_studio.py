"""An editor who has never seen YAML: reads what youth read, changes it, sees it, tries it, and loses nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from content.reading import read_text
from tests.fakes.youth import Coordinator
from tests.web.editors import SAVED_MS, Colleague, Editor, EditorsHands
from tests.web.people import DESK, PHONE, Worker

MAIN = "flows/main.yaml"
LEFT = "".join(f'  - {{id: old_{name}, of: "00000000", text: Parti.}}\n' for name in ("one", "two"))
EDITOR = "Ida"


@pytest.fixture
def ida(hands: EditorsHands) -> Editor:
    """Ida at the outline."""
    return Editor(hands.page, hands.phrase, label=hands.label)


@pytest.fixture(scope="module")
def ben(coordinator: Coordinator) -> Colleague:
    """Another editor, somewhere else."""
    return Colleague(coordinator, "Ben").joins()


def away(hands: EditorsHands, words: str) -> None:
    """Write into a step while there is no connection."""
    hands.chooses("not_now")
    hands.page.route("**/api/studio/edit", lambda route: route.abort())
    hands.words().fill(words)
    expect(hands.page.locator(".saving-waiting")).to_be_visible()


def back(hands: EditorsHands) -> None:
    """Have the connection again: asked by a press or by itself, what is kept is sent then."""
    hands.press("Try now")
    hands.page.unroute("**/api/studio/edit")


def said(text: str, step: str) -> str:
    """Return what a step says in a file."""
    return str(read_text(text, MAIN)["steps"][step]["say"])


def test_a_flow_reads_as_a_story_and_every_step_opens_from_it(ida: Editor) -> None:
    """What one message says, the buttons under it, and where each leads, in words."""
    story = ida.page.locator(".story").first
    step = story.locator(".tale-step", has=ida.page.get_by_role("button", name="hello", exact=True))
    expect(step).to_contain_text("Hi. I am a helper bot, not a person.")
    expect(step.locator(".tale-ways li").first).to_contain_text(re.compile("Yes.*What would help right now"))

    step.get_by_role("button", name="hello", exact=True).click()

    ida.sees("Hi. I am a helper bot, not a person. You can …")
    expect(ida.words()).to_have_value(re.compile("^Hi. I am a helper bot"))
    expect(ida.words("Français")).to_have_value(re.compile("^Salut."))


def test_words_are_seen_where_youth_meet_them_while_they_are_typed_and_save_themselves(
    ida: Editor, ben: Colleague
) -> None:
    """In Telegram and on a locked phone, in French as well, and nowhere else; a colleague has them, with every remark of the file."""
    before = ben.reads(MAIN)
    ida.chooses("not_now")
    telegram = ida.page.get_by_role("figure", name="In Telegram")
    ida.page.get_by_role("radio", name="Français").check()
    expect(telegram).to_contain_text(ida.words("Français").input_value())
    ida.press("Try from here")
    expect(ida.page.get_by_label("Language")).to_have_value("fr")
    ida.page.get_by_label("Language").select_option("en")
    ida.chooses("not_now")
    ida.words().fill("That is fine. I stay quiet.")

    expect(ida.page.get_by_role("figure")).to_have_count(2)
    for place in ("In Telegram", "On a locked phone"):
        expect(ida.page.get_by_role("figure", name=place)).to_contain_text("That is fine. I stay quiet.")
    ida.sees_saved()
    after = ben.reads(MAIN)
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        "    say: That is fine. I stay quiet."
    ]
    assert after.startswith("# The way in, the way out")


def test_every_limit_is_counted_while_there_is_still_time(ida: Editor) -> None:
    """A button that is cut off and a text that is too long say so at once, in numbers; taking it back is one press."""
    ida.chooses("not_now")
    button = ida.page.get_by_role("textbox", name="Button 1, English")
    was = button.input_value()
    over = ida.page.locator(".counter-over")

    button.fill("I am ready now, let us go on")
    expect(over).to_have_text("28 of 24: 4 too many")
    ida.press("Take the last change back")
    expect(button).to_have_value(was)
    expect(over).to_have_count(0)
    button.fill("")
    expect(ida.page.get_by_role("alert")).to_contain_text("Until you write it, the words of before stay.")
    expect(ida.page.get_by_role("figure", name="In Telegram").locator(".key").first).to_have_text(was)
    button.fill(was)
    expect(ida.page.get_by_role("alert")).to_have_count(0)
    ida.words().fill("word " * 130)
    expect(over).to_have_text("650 of 600: 50 too many")
    ida.press("Take the last change back")
    expect(over).to_have_count(0)
    ida.sees_saved()


def test_a_button_is_added_moved_and_taken_away_in_words(ida: Editor, ben: Colleague) -> None:
    """No file is seen, and the file holds it in the manner that somebody wrote it in."""
    ida.chooses("not_now")
    ida.press("Add a button")
    ida.press("Add it")
    expect(ida.page.get_by_text("Say what stands on the button.")).to_be_visible()
    ida.fills("What stands on it", "Numbers first")
    ida.page.get_by_role("form", name="A new button").get_by_label("Where it leads").select_option("numbers")
    ida.press("Add it")
    ida.press("Up with “Numbers first”")

    expect(ida.page.get_by_role("figure", name="In Telegram").locator(".key").first).to_have_text("Numbers first")
    ida.sees_saved()
    assert "{id: n, label: Numbers first, go: numbers}" in ben.reads(MAIN).replace('"', "")
    ida.press("Take away “Numbers first”")
    ida.sees_saved()
    assert "Numbers first" not in ben.reads(MAIN)


def test_a_way_to_nowhere_comes_first_on_the_outline_and_leads_to_its_step(ida: Editor, ben: Colleague) -> None:
    """Problems before stories, what blocks before what warns, each with what to do."""
    ben.replaces(MAIN, "label: I am ready, go: menu", "label: I am ready, go: nowhere_at_all")
    ida.page.reload()
    ida.unlocks()
    problem = ida.page.locator(".problem").first
    expect(problem).to_contain_text("Blocks")
    expect(problem).to_contain_text("nowhere_at_all")

    problem.get_by_role("button", name=re.compile("^Open ")).click()
    expect(ida.words()).to_have_value(re.compile("^It is|^That is"))
    ida.page.get_by_label("Leads to").select_option("menu")
    ida.sees_saved()
    ida.looks_at("Outline")
    expect(ida.page.get_by_text("nowhere_at_all")).to_have_count(0)


def test_what_leads_on_from_a_step_that_is_gone_is_put_right_where_its_finding_leads(
    ida: Editor, ben: Colleague
) -> None:
    """Never at another step: a target is picked, and what is left over, a needless reason and a service that is not there go by a press."""
    ben.starts_anew()
    ben.replaces(MAIN, "redirect: {}", "redirect: {long_gone: not_there}")
    ben.replaces("i18n/fr/main.yaml", "texts:\n", 'texts:\n  - {id: long_gone, of: "00000000", text: Parti.}\n' + LEFT)
    ben.replaces("project.yaml", "waivers:\n", "waivers:\n  - {code: T06, at: hello, why: It was once needed.}\n")
    ben.replaces("project.yaml", 'khp, "988"]', 'khp, "988", nobody]')
    ida.page.reload()
    ida.unlocks()
    ida.opens_finding("long_gone")
    leads = ida.page.get_by_label("Youth who are at “long_gone” go on at")
    expect(leads).to_be_focused()
    ida.shows_no_barrier()
    leads.select_option("menu")
    ida.sees_saved()
    assert "redirect: {long_gone: menu}" in ben.reads(MAIN)
    ida.press("Take away: where “long_gone” leads")
    ida.sees_saved()
    ida.press("Take away: the translation “long_gone”")
    ida.sees_saved()
    left = ida.page.get_by_role("list", name="Translations of what is gone").get_by_role("listitem")
    ida.press("Take all 2 away")
    expect(left).to_have_count(0)
    ida.press("Undo")
    expect(left).to_have_count(2, timeout=SAVED_MS)
    ida.sees_saved()
    ida.press("Take all 2 away")
    expect(left).to_have_count(0)
    ida.sees_saved()
    ida.opens_finding("The reason for T06 at hello is not needed.")
    expect(ida.page.get_by_text("Nothing needs it any more.")).to_have_count(1)
    ida.shows_no_barrier()
    ida.press("Take away: the reason for T06 at hello")
    ida.sees_saved()
    ida.opens_finding('"nobody" must always be there')
    floor = ida.page.get_by_role("region", name="What always stands")
    expect(floor.get_by_role("alert")).to_contain_text("and cannot be shown")
    ida.press("Take away: nobody: there is no such service")
    ida.sees_saved()
    expect(floor.get_by_role("alert")).to_have_count(0)
    ida.looks_at("Outline")
    expect(ida.page.locator(".problem")).to_have_count(0)
    for path in (MAIN, "i18n/fr/main.yaml", "project.yaml"):
        assert ben.reads(path) == Path("content", path).read_text("utf-8")

    ida.chooses("menu")
    ida.press("New step")
    asked = ida.page.get_by_role("dialog", name="A new step")
    asked.get_by_label("Its name").fill("soon_gone")
    ida.press("Make the step")
    ida.sees_saved()
    ida.press("Take the last change back")
    ida.sees("“soon_gone” is not there")
    ida.sees_saved()
    ida.press("To the outline")
    ida.sees("What youth read")


def test_what_was_not_sent_when_the_window_closed_is_there_the_next_time(
    ida: Editor, ben: Colleague, coordinator: Coordinator
) -> None:
    """It rests in this browser from the first letter; behind doors without a barrier, the next unlocking shows it, and sends it."""
    ida.chooses("not_now")
    ida.page.route("**/api/studio/edit", lambda route: route.abort())
    ida.words().fill("It was there all the time.")
    expect(ida.page.locator(".saving-waiting")).to_be_visible()
    expect(ida.page.get_by_text("What you wrote is kept in this browser")).to_be_visible()
    ida.page.goto("about:blank")
    ida.page.unroute("**/api/studio/edit")
    sent = "It was there all the time." in ben.reads(MAIN)
    ida.page.route("**/api/studio/model", lambda route: route.abort())
    ida.page.goto(f"{coordinator.place.url}/studio")
    expect(ida.page.get_by_label("Your seven words")).to_be_visible()
    ida.shows_no_barrier(DESK, PHONE)
    ida.unlocks()
    ida.sees("Not through yet")
    ida.shows_no_barrier(DESK, PHONE)
    ida.page.unroute("**/api/studio/model")

    ida.opens(coordinator)
    second = Editor(ida.context.new_page(), ida.phrase, label=ida.label)
    second.page.emulate_media(reduced_motion="reduce")
    second.page.goto(f"{coordinator.place.url}/studio")
    second.unlocks()
    second.sees("The studio is open in another tab")
    second.shows_no_barrier(DESK, PHONE)
    second.page.close()
    ida.chooses("not_now")
    expect(ida.words()).to_have_value("It was there all the time.")
    ida.sees_saved()
    assert (sent, "It was there all the time." in ben.reads(MAIN)) == (False, True)


def test_two_who_write_at_once_are_asked_only_about_the_same_words(hands: EditorsHands, ben: Colleague) -> None:
    """Another place in the same file is nobody's quarrel; the same words are shown twice, with a name, and one is chosen, without a mouse."""
    away(hands, "These are mine.")
    ben.replaces(MAIN, "All clear on my side.", "All is clear on my side.")
    back(hands)
    hands.sees_saved()
    both = ben.reads(MAIN)

    away(hands, "These are mine too.")
    ben.replaces(MAIN, "These are mine.", "These are not.")
    back(hands)
    asked = hands.page.get_by_role("dialog", name="Two people changed this")
    expect(asked).to_contain_text("Ben", timeout=SAVED_MS)
    expect(asked.get_by_role("group", name="From Ben")).to_have_text("These are not.")
    expect(asked.get_by_role("group", name="Yours")).to_have_text("These are mine too.")
    hands.shows_no_barrier()
    hands.press("Keep mine")
    expect(asked).to_have_count(0)
    hands.sees_saved()

    assert "These are mine." in both and "All is clear on my side." in both
    assert "These are mine too." in ben.reads(MAIN)


def test_whoever_keeps_a_colleagues_words_keeps_the_rest_of_their_own_and_has_these_back_with_undo(
    hands: EditorsHands, ben: Colleague
) -> None:
    """Of two places that Ida wrote while she was away, Ben wrote one: only that is asked about, and what she gives up is one press away."""
    before = ben.reads(MAIN)
    away(hands, "Mine, and Ben has another.")
    hands.chooses("menu")
    hands.words().fill("Mine alone.")
    ben.replaces(MAIN, said(before, "not_now"), "Of Ben.")
    back(hands)
    asked = hands.page.get_by_role("dialog", name="Two people changed this")
    expect(asked.get_by_role("group")).to_have_text(["Of Ben.", "Mine, and Ben has another."], timeout=SAVED_MS)
    hands.shows_no_barrier(DESK, PHONE)
    hands.press("Keep theirs")
    expect(asked).to_have_count(0)
    hands.keeps_the_focus()
    hands.sees_saved()
    theirs = [said(ben.reads(MAIN), step) for step in ("not_now", "menu")]
    hands.goes_to(hands.page.get_by_role("button", name="Undo", exact=True).last)
    hands.page.keyboard.press("Enter")
    hands.sees_saved()
    expect(hands.words()).to_have_value("Mine alone.")
    mine = [said(ben.reads(MAIN), step) for step in ("not_now", "menu")]
    ben.saves(MAIN, before)

    assert (theirs, mine) == (["Of Ben.", "Mine alone."], ["Mine, and Ben has another.", "Mine alone."])


def test_the_map_is_walked_with_arrow_keys_and_read_as_a_table(hands: EditorsHands) -> None:
    """How far a person is from each step, by shade, by ear, and in a table."""
    hands.looks_at("Map")
    first = hands.page.get_by_role("button", name=re.compile("^hello: .*A person is 1 tap|^hello: .*taps away"))
    hands.goes_to(first)
    hands.page.keyboard.press("ArrowDown")
    expect(hands.page.locator(".map [role=button]:focus")).not_to_have_attribute("aria-label", re.compile("^hello"))
    hands.picks("A table")
    row = hands.page.get_by_role("row", name=re.compile("^quick "))
    expect(row).to_contain_text("talk, danger_1, danger_4, menu")
    hands.goes_to(row.get_by_role("button", name="quick"))
    hands.page.keyboard.press("Enter")
    hands.arrives_at("I am glad you wrote. You matter here. You pick …")


@pytest.mark.parametrize("view", ["Outline", "Step", "Map", "Try it"])
def test_no_screen_has_a_barrier(hands: EditorsHands, view: str) -> None:
    """Axe finds nothing, nothing runs out of a phone, and a keyboard comes everywhere and sees where it is."""
    hands.looks_at(view)
    expect(hands.page.get_by_role("heading", level=1)).to_have_count(1)
    for screen in (DESK, PHONE):
        hands.page.set_viewport_size(screen)
        hands.walks()
        hands.shows_no_barrier()


def test_nothing_runs_out_of_any_screen_of_the_studio(ida: Editor) -> None:
    """On phones, tablets held either way, and small laptops nobody pushes the page sideways to read it."""
    views = ida.page.get_by_role("navigation", name="Views").get_by_role("button")
    expect(views).to_have_count(11)
    for view in views.all():
        view.click()
        expect(ida.page.get_by_role("heading", level=1)).to_have_count(1)
        expect(ida.page.locator(".turning")).to_have_count(0, timeout=SAVED_MS)
        for width in (360, 768, 1024, 1280):
            ida.page.set_viewport_size({"width": width, "height": 800})
            ida.keeps_to_the_screen()


def test_a_supervisor_reads_and_tries_and_changes_nothing(ana: Worker) -> None:
    """A link from the desk leads to the studio; the words are there, and stay."""
    with ana.context.expect_page() as opened:
        ana.page.get_by_role("link", name="Studio").click()
    page = opened.value
    reader = Editor(page, ana.phrase, label="Ana")
    reader.unlocks()
    expect(page.get_by_text("Only editors change it.")).to_be_visible(timeout=SAVED_MS)
    reader.chooses("not_now")

    expect(reader.words()).not_to_be_editable()
    expect(page.get_by_role("button", name="Add a button")).to_have_count(0)
    page.close()


def test_a_worker_is_told_whose_the_studio_is(sam: Worker, coordinator: Coordinator) -> None:
    """No link on the desk, and behind the door one sentence."""
    expect(sam.page.get_by_role("link", name="Studio")).to_have_count(0)
    page = sam.context.new_page()
    page.goto(f"{coordinator.place.url}/studio")
    Editor(page, sam.phrase).unlocks()

    expect(page.get_by_text("The studio is for editors.")).to_be_visible()
    expect(page.get_by_role("link", name="To the desk")).to_be_visible()
    page.close()
