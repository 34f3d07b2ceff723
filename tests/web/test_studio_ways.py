"""An editor chooses where people come in, and makes steps that go on by themselves and forks; no file is seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from content.reading import read_text
from tests.web.editors import SAVED_MS, Colleague, Editor, EditorsHands
from tests.web.people import DESK, PHONE

MAIN, SMALL = "flows/main.yaml", "phrases/en.yaml"
EDITOR = "Tia"


@pytest.fixture
def tia(hands: EditorsHands) -> Editor:
    """Tia at the outline."""
    return Editor(hands.page, hands.phrase, label=hands.label)


def test_where_people_come_in_is_chosen_in_a_form_and_a_finding_opens_it(
    hands: EditorsHands, ben: Colleague, as_before: None
) -> None:
    """A colleague loses the way to a person from every screen; one press puts it there again, and commands are led elsewhere."""
    before, small_words = ben.reads(MAIN), ben.reads(SMALL)
    ben.replaces(MAIN, "always: [talk, numbers, leave]", "always: [numbers, leave]")
    ben.replaces(MAIN, "start: hello", "start: leave")
    hands.page.reload()
    hands.unlocks()
    hands.opens_finding('"leave" can bring a youth to "leave".')
    hands.arrives_at("The line")
    expect(hands.page.get_by_label("Every talk begins at")).to_have_value("leave")
    hands.opens_finding('"talk" is not on every screen.')
    hands.arrives_at("The line")
    screen = hands.page.get_by_role("region", name="On every screen")
    expect(screen).to_contain_text("The way to a person is not on every screen.")
    hands.press("Put “talk” there again")
    hands.press("Up with “talk”")
    hands.press("Add a button to every screen")
    hands.press("Add it")
    form = hands.page.get_by_role("form", name="A button for every screen")
    expect(form).to_contain_text("Write what stands on it.")
    form.get_by_label("Where it leads").select_option("places")
    hands.fills("What stands on it", "Stay")
    hands.press("Add it")
    expect(screen.get_by_role("listitem")).to_have_count(4)
    hands.page.get_by_label("While they wait for a person").select_option("talk")
    stop = hands.page.get_by_label("The command /stop")
    assert [one.split(":")[0] for one in stop.locator("option").all_inner_texts()] == ["leave", "erased"]
    hands.page.get_by_label("Every talk begins at").select_option("menu")
    for size in (DESK, PHONE):
        hands.page.set_viewport_size(size)
        hands.shows_no_barrier()
    hands.page.set_viewport_size(DESK)
    hands.sees_saved()
    made, words, project = (ben.reads(path).replace('"', "") for path in (MAIN, SMALL, "project.yaml"))
    hands.press("Take away: places")
    hands.sees_saved()
    gone = ben.reads(MAIN).replace('"', "")
    hands.looks_at("Step")
    hands.press("New step")
    asked = hands.page.get_by_role("dialog", name="A new step")
    asked.get_by_label("What it does").select_option("go")
    hands.fills("Its name", "breathe")
    hands.fills("What it says", "Take a breath.")
    hands.press("Make the step")
    expect(asked).to_contain_text("Choose the step that comes then.")
    hands.shows_no_barrier()
    asked.get_by_label("Then comes, by itself").select_option("menu")
    hands.press("Make the step")
    expect(hands.page.get_by_label("Then comes, by itself")).to_have_value("menu")
    hands.sees_saved()
    breath = read_text(ben.reads(MAIN), MAIN)["steps"]["breathe"]
    Editor.chooses(hands, "erased")
    expect(hands.page.get_by_label("What is cleared then")).to_have_value("yes")
    Editor.chooses(hands, "menu")
    hands.press("Take this step away")
    asked = hands.page.get_by_role("dialog", name="Take “menu” away?")
    expect(asked.get_by_role("list", name="Where people come in").get_by_role("listitem")).to_have_text(
        [
            "every talk begins there",
            "it is the menu, where everybody lands whose step is gone",
            "The command /menu leads there",
            "the words of “Wants the menu” lead there",
        ]
    )
    hands.press("Keep it")

    assert "always: [numbers, talk, leave, places]" in made and "start: menu\n" in made
    assert "  places: Stay\n" in words and "  wait: talk\n" in project
    assert "always: [numbers, talk, leave]" in gone
    assert breath == {"say": "Take a breath.", "go": "menu"}
    ben.saves(MAIN, before)
    ben.saves(SMALL, small_words)


def test_a_new_topic_begins_with_a_fork_in_plain_sentences_and_services_are_picked_by_name(
    tia: Editor, hands: EditorsHands, ben: Colleague
) -> None:
    """In a file of its own that nobody had to see; each line says when it fits; what is ticked is what youth are shown.

    The fork is made without a mouse.
    """
    before = ben.reads(MAIN)
    tia.chooses("not_now")
    tia.press("New step")
    asked = tia.page.get_by_role("dialog", name="A new step")
    asked.get_by_label("What it does").select_option("branch")
    asked.get_by_label("Its name").fill("shelter_where")
    asked.get_by_label("In which flow").select_option("")
    tia.press("Make the step")
    expect(asked).to_contain_text("Use small letters")
    tia.shows_no_barrier()
    asked.get_by_label("Name of the new flow").fill("shelter")
    tia.press("Make the step")
    tia.sees("A fork in the road")
    first = tia.page.locator(".way").first
    hands.chooses_in(first.get_by_label("And only if it also fits"), "Where the youth writes")
    hands.press("Look at it in line 1")
    hands.keeps_the_focus()
    for name, ticked in (("it is a web chat (there is none yet)", True), ("it is Telegram", False)):
        hands.goes_to(first.get_by_label(name, exact=True))
        hands.page.keyboard.press("Space")
        expect(first.get_by_label(name, exact=True)).to_be_checked(checked=ticked)
        hands.keeps_the_focus()
    hands.chooses_in(first.get_by_label("If someone is on call and it is a web chat (there is none yet)"), "talk:")
    hands.press("Add a line")
    hands.keeps_the_focus()
    hands.press("Up with line 2")
    hands.keeps_the_focus()
    hands.walks()
    expect(tia.page.locator(".way")).to_have_count(3)
    tia.shows_no_barrier()
    tia.sees_saved()
    assert read_text(ben.reads("flows/shelter.yaml"), "flows/shelter.yaml")["steps"]["shelter_where"]["branch"] == [
        {"when": {"oncall": ["yes"]}, "go": "menu"},
        {"when": {"oncall": ["yes"], "channel": ["web"]}, "go": "talk"},
        {"go": "menu"},
    ]

    tia.chooses("not_now")
    tia.page.get_by_label("What is picked here is remembered as").select_option("+")
    tia.press("Remember it")
    listed = tia.page.get_by_role("form", name="Something new to remember")
    expect(listed).to_contain_text("Write at least two")
    listed.get_by_label("What it is about").fill("place")
    listed.get_by_label("What it may be").fill("home, street")
    tia.shows_no_barrier()
    tia.press("Remember it")
    tia.page.get_by_label("Remembered as “place”").first.select_option("street")
    shown = tia.page.get_by_label("Services shown under it")
    shown.select_option("#")
    for name in ("Kids Help Phone", "Emergency"):
        tia.page.get_by_role("group", name=re.compile("^Which, in the order")).get_by_label(name, exact=True).check()
    expect(tia.page.get_by_role("figure", name="In Telegram")).to_contain_text("686868")
    tia.sees_saved()
    saved = read_text(ben.reads(MAIN), MAIN)
    assert saved["steps"]["not_now"]["services"] == {"ids": ["khp", "911"]}
    assert (saved["vars"]["place"], saved["steps"]["not_now"]["set"]) == (["home", "street"], "place")
    assert saved["steps"]["not_now"]["choices"][0]["value"] == "street"
    tia.page.get_by_text("What “place” may be: home, street").click()
    more = tia.page.get_by_role("form", name="One more that “place” may be")
    more.get_by_label("One more that it may be").fill("A car")
    more.get_by_role("button", name="Add it").click()
    expect(more).to_contain_text("Use small letters")
    more.get_by_label("One more that it may be").fill("car")
    more.get_by_role("button", name="Add it").click()
    held = tia.page.get_by_role("list", name="What “place” may be")
    expect(held.get_by_role("listitem")).to_have_count(3)
    expect(held).to_contain_text("used in not_now")
    tia.shows_no_barrier()
    tia.press("Take away: “home”")
    tia.sees_saved()
    assert "  place: [street, car]\n" in ben.reads(MAIN)
    tia.page.get_by_label("What is picked here is remembered as").select_option("")
    tia.sees_saved()
    assert "  place: [" not in ben.reads(MAIN) and "set: place" not in ben.reads(MAIN)
    tia.press("Take the last change back")
    tia.sees_saved()
    asks = ben.reads(MAIN)
    assert "  place: [street, car]\n" in asks
    tia.press("Change what it does")
    turned = tia.page.get_by_role("dialog", name="What “not_now” does")
    tia.press("Change it")
    expect(turned).to_contain_text("Choose what it does.")
    turned.get_by_label("From now on").select_option("end")
    expect(turned.get_by_role("list", name="What goes with it")).to_contain_text("The list “place”, which nothing else")
    turned.get_by_text("What it cannot become, and why").click()
    expect(turned).to_contain_text("its words would be lost")
    tia.shows_no_barrier()
    tia.press("Change it")
    expect(tia.page.get_by_label("What is cleared then")).to_have_value("no")
    tia.sees_saved()
    ends = read_text(ben.reads(MAIN), MAIN)
    assert ends["steps"]["not_now"].keys() == {"say", "services", "end"} and "place" not in ends["vars"]
    tia.press("Take the last change back")
    tia.sees_saved()
    assert ben.reads(MAIN).replace('"', "") == asks.replace('"', "")
    tia.chooses("shelter_where")
    ben.replaces("flows/shelter.yaml", "steps:", 'vars: {warm: ["yes", "no"]}\nsteps:')
    tia.press("Take this step away")
    asked = tia.page.get_by_role("dialog", name="Take “shelter_where” away?")
    said = "It is the last step of its flow, so the file flows/shelter.yaml goes with it, and what stands only there."
    expect(asked).to_contain_text(said, timeout=SAVED_MS)
    goes = asked.get_by_role("list", name="What goes with the flow")
    expect(goes).to_contain_text("what other steps remember or ask for: “warm”", timeout=SAVED_MS)
    tia.shows_no_barrier()
    tia.press("Take it away")
    tia.sees("What youth read")
    tia.sees_saved()
    assert ben.last_act() == ([MAIN, "flows/shelter.yaml"], "The step “shelter_where” taken away")
    tia.looks_at("Step")
    assert tia.page.get_by_label("Step", exact=True).locator("option", has_text="shelter_where").count() == 0
    assert "shelter_where: menu" in ben.reads(MAIN).replace('"', "")
    tia.page.get_by_role("button", name="Undo", exact=True).last.click()
    tia.sees_saved()
    assert "shelter_where" in ben.reads("flows/shelter.yaml")
    ben.saves("flows/shelter.yaml", None)
    ben.saves(MAIN, before)


def test_a_step_is_made_and_taken_away_and_whoever_stands_there_is_led_on(tia: Editor, ben: Colleague) -> None:
    """Also whoever was led to it before; a name that is taken or odd is answered in words; undoing brings it back where it was. A goodbye and a quiet step are made."""
    ben.replaces(MAIN, "redirect: {}", "redirect: {long_gone: sleep_tonight}")
    tia.page.reload()
    tia.unlocks()
    tia.chooses("menu")
    tia.press("New step")
    asked = tia.page.get_by_role("dialog", name="A new step")
    asked.get_by_label("Its name").fill("Sleep tonight")
    tia.press("Make the step")
    expect(asked).to_contain_text("Use small letters")
    tia.shows_no_barrier(DESK, PHONE)
    asked.get_by_label("Its name").fill("sleep_tonight")
    asked.get_by_label("What it says").fill("You can sleep somewhere tonight.")
    tia.press("Make the step")
    tia.sees("You can sleep somewhere tonight.")
    tia.sees_saved()
    made = ben.reads(MAIN)
    tia.press("Take this step away")
    tia.shows_no_barrier(DESK, PHONE)
    tia.press("Take it away")
    tia.sees("What youth read")
    tia.sees_saved()
    gone = ben.reads(MAIN)
    tia.page.get_by_role("button", name="Undo", exact=True).last.click()
    tia.sees_saved()
    back = ben.reads(MAIN)
    tia.press("Take the last change back")
    tia.sees_saved()

    assert "  sleep_tonight:" in made and "  sleep_tonight:" not in gone
    assert "sleep_tonight: menu" in gone.replace('"', "") and "long_gone: menu" in gone.replace('"', "")
    assert "  sleep_tonight:" in back and "sleep_tonight: menu" not in back.replace('"', "")
    assert "  sleep_tonight:" not in ben.reads(MAIN)
    for does, name, says in (("end", "bye_now", "Take care of you."), ("quiet", "hush", "Wrong house.")):
        tia.chooses("menu")
        tia.press("New step")
        asked.get_by_label("What it does").select_option(does)
        asked.get_by_label("Its name").fill(name)
        asked.get_by_label("What it says").fill(says)
        if does == "end":
            asked.get_by_label("What is cleared then").select_option("yes")
        else:
            expect(asked).to_contain_text("It has no button, not even to the numbers")
        tia.press("Make the step")
        tia.sees(says)
        tia.sees_saved()
        tia.shows_no_barrier()
    steps = read_text(ben.reads(MAIN), MAIN)["steps"]
    expect(tia.page.get_by_role("figure", name="In Telegram").get_by_role("listitem")).to_have_count(0)

    assert (steps["bye_now"], steps["hush"]) == (
        {"say": "Take care of you.", "end": {"wipe": "yes"}},
        {"say": "Wrong house.", "quiet": "yes"},
    )
    ben.starts_anew()
