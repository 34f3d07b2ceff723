"""An editor writes the line's small words, its replies and facts, and a whole new topic; no file is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from content.reading import read_text
from tests.fakes.youth import Coordinator
from tests.web.editors import SAVED_MS, Colleague, Editor, EditorsHands, in_the_studio
from tests.web.people import DESK, PHONE
from tests.web.test_studio_translate import row

MAIN, SMALL = "flows/main.yaml", "phrases/en.yaml"


@pytest.fixture(scope="module")
def editor(browser: Browser, coordinator: Coordinator) -> Iterator[EditorsHands]:
    """An editor who was let in once."""
    yield from in_the_studio(browser, coordinator, "Mae")


@pytest.fixture
def hands(editor: EditorsHands, coordinator: Coordinator) -> EditorsHands:
    """Mae with a keyboard alone, at the outline."""
    Editor.ready(Editor(editor.page, editor.phrase, label=editor.label), coordinator)
    return editor


@pytest.fixture
def mae(hands: EditorsHands) -> Editor:
    """Mae at the outline."""
    return Editor(hands.page, hands.phrase, label=hands.label)


@pytest.fixture(scope="module")
def ben(coordinator: Coordinator) -> Colleague:
    """Another editor, somewhere else."""
    return Colleague(coordinator, "Ben").joins().starts_anew()


@pytest.fixture
def as_before(ben: Colleague) -> Iterator[None]:
    """What a story changed of the whole line is put back after it."""
    project = ben.reads("project.yaml")
    yield
    ben.puts_back(project)


def small(person: Editor, key: str) -> Locator:
    """Return a small word of the source language, in its form."""
    return person.page.locator(".small-word", has=person.page.locator(f'[data-small="{key}"]'))


def test_a_small_word_of_the_source_is_put_right_where_it_is_written(hands: EditorsHands, ben: Colleague) -> None:
    """From the outline to its field; the button beside it is seen at once, and its translation is old; taking back is one press."""
    before = ben.reads(SMALL)
    ben.replaces(SMALL, "  talk: Person\n", "  talk: Person {line}\n")
    hands.page.reload()
    hands.unlocks()
    hands.goes_to(hands.page.get_by_role("button", name=re.compile("^Open talk, where .*not filled in")))
    hands.page.keyboard.press("Enter")
    hands.arrives_at("The line")
    one = small(hands, "@talk")
    box = one.get_by_label("Button under every message: to a person")
    expect(one).to_contain_text("Nothing fills in {line} here.")
    expect(one).to_contain_text("is not filled in by anything", timeout=SAVED_MS)
    box.fill("")
    expect(one).to_contain_text("Something must stand here.")
    box.fill("Talk to a person on a line like this")
    expect(one).to_contain_text("36 of 24: 12 too many")
    box.fill("Human")

    expect(one.locator(".key")).to_have_text("Human")
    hands.sees_saved()
    expect(one).not_to_contain_text("is not filled in by anything")
    assert "  talk: Human\n" in ben.reads(SMALL)
    one.get_by_role("button", name="In other languages").click()
    expect(row(hands, "@talk")).to_contain_text("older than the source", timeout=SAVED_MS)
    ben.saves(SMALL, before)


def test_a_reply_is_found_and_written_and_both_lists_are_read_on_a_phone_too(
    hands: EditorsHands, ben: Colleague
) -> None:
    """By its words, in its stage; nothing runs out, a keyboard comes everywhere, axe finds nothing."""
    before = ben.reads("replies/en.yaml")
    hands.looks_at("The line")
    hands.picks("Replies for workers")
    hands.page.get_by_label("Find words").fill("took guts")
    one = small(hands, "reply:listen.thanks")
    expect(hands.page.get_by_role("region", name="Listening").locator(".small-word")).to_have_count(1)
    one.get_by_role("textbox").fill("Thank you for telling me this.")
    expect(one.locator(".bubble")).to_have_text("Thank you for telling me this.")
    hands.sees_saved()
    assert ben.reads("replies/en.yaml").count("Thank you for telling me this.") == 1
    hands.page.get_by_role("button", name="Take the last change back").click()
    hands.sees_saved()
    assert ben.reads("replies/en.yaml").replace('"', "") == before.replace('"', "")
    hands.press("Add a reply: Listening")
    hands.press("Add it")
    asked = hands.page.get_by_role("form", name="A new reply: Listening")
    expect(asked).to_contain_text("Write what the worker can send.")
    hands.fills("What the worker can send", "Glad you said that.")
    hands.press("Add it")
    hands.page.get_by_label("Find words").fill("glad you said that")
    expect(small(hands, "reply:listen.glad").get_by_role("textbox")).to_have_value("Glad you said that.")
    hands.sees_saved()
    assert "{id: listen.glad, text: Glad you said that.}" in ben.reads("replies/en.yaml").replace('"', "")
    hands.press("Take away: listen.glad")
    hands.sees_saved()
    assert "listen.glad" not in ben.reads("replies/en.yaml")

    hands.picks("Small words and buttons")
    hands.page.get_by_label("Where it is met").select_option("transfer")
    expect(small(hands, "@transfer.no").locator(".key")).to_have_text("No, I stay with Robin")
    for screen in (DESK, PHONE):
        hands.page.set_viewport_size(screen)
        hands.walks()
        hands.shows_no_barrier()


def test_what_holds_for_the_whole_line_is_written_in_fields(
    hands: EditorsHands, ben: Colleague, as_before: None
) -> None:
    """Names, short numbers, what always stands, words to avoid and to warn of; one press takes back, and no field loses its words."""
    avoid = ben.reads("style/avoid.en.yaml")
    hands.looks_at("The line")
    hands.picks("Names and numbers")
    org = hands.page.get_by_label("Your organization, English")
    org.fill("")
    expect(hands.page.locator(".page-line")).to_contain_text("Something must stand here.")
    org.fill("the Lake team")
    hands.page.get_by_label("What youth call a worker").fill("Robin, Sky, Fern")
    hands.press("Up with “Police (OPP, Treaty Three Police)”")
    hands.press("Add a short number")
    hands.press("Add it")
    expect(hands.page.get_by_role("form", name="A new line: a short number")).to_contain_text("Write something here.")
    hands.fills("Short number", "811")
    hands.fills("Where it says so", "https://health811.ontario.ca")
    hands.press("Add it")
    hands.sees_saved()
    project = ben.reads("project.yaml").replace('"', "")
    assert "org: {en: the Lake team, fr: l'équipe Quietline}" in project
    assert "names: [Robin, Sky, Fern]" in project
    assert "floor: [opp, 911, khp, 988]" in project
    assert "  - {code: 811, source: https://health811.ontario.ca}\n" in project
    hands.press("Take away: 811")
    hands.sees_saved()
    assert "811" not in ben.reads("project.yaml").replace("1-888-310", "")
    hands.press("Take away: Kids Help Phone")
    asked = hands.page.get_by_role("dialog", name="Let “Kids Help Phone” not always stand?")
    expect(asked).to_contain_text("Where nothing else can be shown, youth then find only Police (OPP, Treaty Three")
    expect(asked).to_contain_text("once two people have called it")
    hands.shows_no_barrier()
    hands.press("Leave it")
    stands = hands.page.get_by_role("list", name="What always stands").get_by_role("listitem")
    expect(stands).to_have_count(4)
    hands.press("Take away: Kids Help Phone")
    hands.press("Take it away")
    expect(stands).to_have_count(3)
    hands.sees_saved()
    without = ben.reads("project.yaml").replace('"', "")
    hands.page.get_by_label("One more that always stands").select_option("khp")
    hands.press("Let it stand")
    expect(stands.last).to_contain_text("Kids Help Phone")
    hands.page.get_by_label("And beside it").select_option("America/Atikokan")
    hands.page.get_by_label("What else youth may type to read English").fill("anglais, ingles")
    hands.sees_saved()
    assert "floor: [opp, 911, 988]" in without
    project = ben.reads("project.yaml").replace('"', "")
    assert "floor: [opp, 911, 988, khp]" in project and "twin_zone: America/Atikokan\n" in project
    assert "name: English, also: [anglais, ingles], state: source" in project
    for part in ("Names and numbers", "Words to avoid", "Words to warn of"):
        hands.page.set_viewport_size(DESK)
        hands.picks(part)
        hands.shows_no_barrier()
        hands.page.set_viewport_size(PHONE)
        hands.shows_no_barrier()
    hands.picks("Words to avoid")
    hands.page.get_by_role("list", name="a word to avoid, English").get_by_label("But this, 1", exact=True).fill(
        "the youth"
    )
    hands.sees_saved()

    assert ben.reads("style/avoid.en.yaml").replace('"', "") == avoid.replace('"', "").replace(
        "say: you", "say: the youth", 1
    )
    ben.saves("style/avoid.en.yaml", avoid)


def test_a_language_that_was_begun_gets_its_lists_and_words_are_typed_into_those_that_are_there(
    hands: EditorsHands, ben: Colleague, as_before: None
) -> None:
    """Words to avoid, telling words and words to warn of: begun, written on, and taken away; no file is seen."""
    files = ("style/avoid.en.yaml", "style/topics.en.yaml", "warnings/en.yaml")
    before = [ben.reads(path) for path in files]
    ben.begins("ojs-nw", "Anishinaabemowin")
    hands.looks_at("The line")
    hands.picks("Words to avoid")
    expect(hands.page.get_by_role("region", name="Words to avoid, Anishinaabemowin")).to_be_visible(timeout=SAVED_MS)
    hands.press("Add a word to avoid, Anishinaabemowin")
    hands.press("Add it")
    form = hands.page.get_by_role("form", name="A new line: a word to avoid, Anishinaabemowin")
    expect(form).to_contain_text("Write something here.")
    hands.shows_no_barrier()
    for label, said in (("Not this", "bad word"), ("But this", "good: word"), ("Because", "It hurts.")):
        form.get_by_label(label, exact=True).fill(said)
    form.get_by_role("button", name="Add it").click()
    avoided = hands.page.get_by_role("list", name="a word to avoid, Anishinaabemowin")
    expect(avoided.get_by_label("But this, 1", exact=True)).to_have_value("good: word", timeout=SAVED_MS)
    hands.press("Add words that would tell, Anishinaabemowin")
    hands.fills("The words", "one*, two")
    hands.press("Add it")
    telling = hands.page.get_by_label("Words that would tell, on a locked phone, what this is about: Anishinaabemowin")
    expect(telling).to_have_value("one*, two", timeout=SAVED_MS)
    hands.page.get_by_label("Words that would tell, on a locked phone, what this is about: English").fill("sex*, cop")
    hands.press("Add a word to avoid, English")
    form = hands.page.get_by_role("form", name="A new line: a word to avoid, English")
    for label, said in (("Not this", "folks*"), ("But this", "people"), ("Because", "Plainer.")):
        form.get_by_label(label, exact=True).fill(said)
    form.get_by_role("button", name="Add it").click()
    hands.press("Take away: pimp*")
    hands.picks("Words to warn of")
    hands.page.get_by_label("Words of violence, English").fill("punch*, tied up")
    hands.press("Add words of violence, Anishinaabemowin")
    hands.fills("The words", "three")
    hands.press("Add it")
    three = hands.page.get_by_role("textbox", name="Words of violence, Anishinaabemowin")
    expect(three).to_have_value("three", timeout=SAVED_MS)
    hands.press("Add words of sexual violence, Anishinaabemowin")
    hands.fills("The words", "four")
    hands.press("Add it")
    hands.sees_saved()

    assert read_text(ben.reads("style/avoid.ojs-nw.yaml"), "") == [
        {"word": "bad word", "say": "good: word", "why": "It hurts."}
    ]
    assert read_text(ben.reads("style/topics.ojs-nw.yaml"), "")["words"] == ["one*", "two"]
    assert [(one["about"], one["any"]) for one in read_text(ben.reads("warnings/ojs_nw.yaml"), "")] == [
        ("violence", ["three"]),
        ("sexual violence", ["four"]),
    ]
    avoid, topics, warnings = (ben.reads(path).replace('"', "") for path in files)
    assert "{word: folks*, say: people, why: Plainer.}" in avoid and "pimp*" not in avoid
    assert "words: [sex*, cop]" in topics and "any: [punch*, tied up]" in warnings
    for path, text in zip(files, before, strict=True):
        ben.saves(path, text)
    for path in ("style/avoid.ojs-nw.yaml", "style/topics.ojs-nw.yaml", "warnings/ojs_nw.yaml"):
        ben.saves(path, None)


def test_where_people_come_in_is_chosen_in_a_form_and_a_finding_opens_it(
    hands: EditorsHands, ben: Colleague, as_before: None
) -> None:
    """A colleague loses the way to a person from every screen; one press puts it there again, and commands are led elsewhere."""
    before, small_words = ben.reads(MAIN), ben.reads(SMALL)
    ben.replaces(MAIN, "always: [talk, numbers, leave]", "always: [numbers, leave]")
    hands.page.reload()
    hands.unlocks()
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
    mae: Editor, ben: Colleague
) -> None:
    """In a file of its own that nobody had to see; each line says when it fits; what is ticked is what youth are shown."""
    before = ben.reads(MAIN)
    mae.chooses("not_now")
    mae.press("New step")
    asked = mae.page.get_by_role("dialog", name="A new step")
    asked.get_by_label("What it does").select_option("branch")
    asked.get_by_label("Its name").fill("shelter_where")
    asked.get_by_label("In which flow").select_option("")
    mae.press("Make the step")
    expect(asked).to_contain_text("Use small letters")
    mae.shows_no_barrier()
    asked.get_by_label("Name of the new flow").fill("shelter")
    mae.press("Make the step")
    mae.sees("A fork in the road")
    first = mae.page.locator(".way").first
    first.get_by_label("And only if it also fits").select_option("channel")
    first.get_by_label("it is the web page", exact=True).check()
    first.get_by_label("it is Telegram", exact=True).uncheck()
    first.get_by_label("If someone is on call and it is the web page").select_option("talk")
    mae.press("Add a line")
    mae.press("Up with line 2")
    expect(mae.page.locator(".way")).to_have_count(3)
    mae.shows_no_barrier()
    mae.sees_saved()
    assert read_text(ben.reads("flows/shelter.yaml"), "flows/shelter.yaml")["steps"]["shelter_where"]["branch"] == [
        {"when": {"oncall": ["yes"]}, "go": "menu"},
        {"when": {"oncall": ["yes"], "channel": ["web"]}, "go": "talk"},
        {"go": "menu"},
    ]

    mae.chooses("not_now")
    mae.page.get_by_label("What is picked here is remembered as").select_option("+")
    mae.press("Remember it")
    listed = mae.page.get_by_role("form", name="Something new to remember")
    expect(listed).to_contain_text("Write at least two")
    listed.get_by_label("What it is about").fill("place")
    listed.get_by_label("What it may be").fill("home, street")
    mae.shows_no_barrier()
    mae.press("Remember it")
    mae.page.get_by_label("Remembered as “place”").first.select_option("street")
    shown = mae.page.get_by_label("Services shown under it")
    shown.select_option("#")
    for name in ("Kids Help Phone", "Emergency"):
        mae.page.get_by_role("group", name=re.compile("^Which, in the order")).get_by_label(name, exact=True).check()
    expect(mae.page.get_by_role("figure", name="In Telegram")).to_contain_text("686868")
    mae.sees_saved()
    saved = read_text(ben.reads(MAIN), MAIN)
    assert saved["steps"]["not_now"]["services"] == {"ids": ["khp", "911"]}
    assert (saved["vars"]["place"], saved["steps"]["not_now"]["set"]) == (["home", "street"], "place")
    assert saved["steps"]["not_now"]["choices"][0]["value"] == "street"
    mae.page.get_by_text("What “place” may be: home, street").click()
    more = mae.page.get_by_role("form", name="One more that “place” may be")
    more.get_by_label("One more that it may be").fill("A car")
    more.get_by_role("button", name="Add it").click()
    expect(more).to_contain_text("Use small letters")
    more.get_by_label("One more that it may be").fill("car")
    more.get_by_role("button", name="Add it").click()
    held = mae.page.get_by_role("list", name="What “place” may be")
    expect(held.get_by_role("listitem")).to_have_count(3)
    expect(held).to_contain_text("used in not_now")
    mae.shows_no_barrier()
    mae.press("Take away: “home”")
    mae.sees_saved()
    assert "  place: [street, car]\n" in ben.reads(MAIN)
    mae.page.get_by_label("What is picked here is remembered as").select_option("")
    mae.sees_saved()
    assert "  place: [" not in ben.reads(MAIN) and "set: place" not in ben.reads(MAIN)
    mae.press("Take the last change back")
    mae.sees_saved()
    assert "  place: [street, car]\n" in ben.reads(MAIN)
    mae.chooses("shelter_where")
    mae.press("Take this step away")
    mae.press("Take it away")
    mae.sees("What youth read")
    mae.sees_saved()
    mae.looks_at("Step")
    assert mae.page.get_by_label("Step", exact=True).locator("option", has_text="shelter_where").count() == 0
    assert "shelter_where: menu" in ben.reads(MAIN).replace('"', "")
    mae.page.get_by_role("button", name="Undo", exact=True).last.click()
    mae.sees_saved()
    assert "shelter_where" in ben.reads("flows/shelter.yaml")
    ben.saves("flows/shelter.yaml", None)
    ben.saves(MAIN, before)
