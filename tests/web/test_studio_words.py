"""An editor who has never seen a pattern: what the bot hears, tried like a youth, changed in plain words, tested at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from content.reading import read_text
from tests.content.syllabics import CODE, NAME, said
from tests.fakes.youth import Coordinator
from tests.web.editors import SAVED_MS, Colleague, Editor, EditorsHands
from tests.web.people import DESK, PHONE

LISTS, SENTENCES = "lexicon/words.yaml", "tests/lexicon.yaml"
EDITOR = "Wyn"


@pytest.fixture
def wyn(hands: EditorsHands) -> Editor:
    """Wyn at the words."""
    made = Editor(hands.page, hands.phrase, label=hands.label)
    made.looks_at("Words")
    made.sees("Words")
    return made


@pytest.fixture(scope="module")
def ben(coordinator: Coordinator) -> Colleague:
    """Another editor, somewhere else."""
    return Colleague(coordinator, "Ben").joins()


def heard(who: Editor) -> Locator:
    """Return what is heard in what was typed."""
    return who.page.locator(".heard-says")


def pattern(who: Editor, name: str) -> Locator:
    """Return the button of a pattern or sentence."""
    return who.page.locator(".pattern-open", has_text=re.compile(f"^{name}"))


def new(before: str, after: str) -> list[str]:
    """Return the lines that came."""
    return [line.strip() for line in after.splitlines() if line not in before.splitlines()]


def test_what_a_youth_would_type_shows_what_is_heard_and_through_which_words(wyn: Editor) -> None:
    """By the bot's own ear, in each language; nothing typed here leaves the window."""
    sent: list[str] = []
    wyn.page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    wyn.fills("Type as a youth would", "i want to just dïe")
    expect(heard(wyn)).to_have_text(
        "Heard: In danger, or wants to die, through want … die, up to two words between", ignore_case=False
    )
    offered = wyn.page.get_by_role("group", name="What would be offered")
    expect(offered).to_contain_text("Do you want to see who you can reach right now?")
    expect(offered.get_by_role("listitem")).to_have_text(["Yes, show me", "No, go on"])
    wyn.fills("Type as a youth would", "my phone died")
    expect(heard(wyn)).to_have_text("Nothing is heard.")
    wyn.page.get_by_label("Who reads in").select_option("fr")
    wyn.fills("Type as a youth would", "je sais pas où dormir")
    expect(heard(wyn)).to_contain_text("Needs a place to sleep, through ou dormir")
    wyn.fills("Type as a youth would", "")

    assert [one for one in sent if "dormir" in one or "want" in one] == []


def test_words_are_added_without_signs_and_what_they_would_break_is_said_before(wyn: Editor, ben: Colleague) -> None:
    """An everyday sentence that would be heard is named; made more exact, the words and the sentence are kept, and taken back."""
    before, sentences = ben.reads(LISTS), ben.reads(SENTENCES)
    wyn.press("Add words, English")
    asked = wyn.page.get_by_role("dialog", name="Words for “In danger, or wants to die”")
    asked.get_by_label("The words").fill("want kill")
    asked.get_by_label("“kill”: after the word before").select_option("2")
    expect(asked).to_contain_text(
        "“i want to kill time”: would be heard as “In danger, or wants to die”, must be nothing"
    )
    expect(asked.get_by_role("button", name="Keep it all the same")).to_be_visible()
    asked.get_by_label("The words").fill("want kill them")
    asked.get_by_label("“them”: how exactly").select_option("~")
    expect(asked).to_contain_text("want … kill them, up to two words before “kill”, one letter of “them” may be wrong")
    asked.get_by_label("Must not be heard in").fill("i want to kill the lights")
    expect(asked).to_contain_text("It is heard in this.")
    asked.get_by_label("“them”: how exactly").select_option("")
    expect(asked.get_by_text("It is heard in this.")).to_have_count(0)
    asked.get_by_role("button", name="Add it").click()
    wyn.sees_saved()
    after, more = ben.reads(LISTS), ben.reads(SENTENCES)
    expect(pattern(wyn, "want … kill them")).to_be_visible()
    wyn.press("Take the last change back")
    wyn.press("Take the last change back")
    wyn.sees_saved()

    assert new(before, after) == ['- "want ~2 kill them"']
    assert new(sentences, more) == ['- {type: i want to kill the lights, lang: en, hears: "none"}']
    assert (ben.reads(LISTS), ben.reads(SENTENCES)) == (before, sentences)


def test_a_pattern_is_changed_and_taken_away_and_comes_back(wyn: Editor, ben: Colleague) -> None:
    """What it looked like stands in the form; undoing is one press, at the place where it stood."""
    before = ben.reads(LISTS)
    pattern(wyn, "better off dead$").click()
    asked = wyn.page.get_by_role("dialog", name="Change “better off dead”")
    asked.get_by_label("“dead”: how exactly").select_option("~")
    asked.get_by_role("button", name="Keep it", exact=True).click()
    wyn.sees_saved()
    changed = ben.reads(LISTS)
    pattern(wyn, "kms").click()
    expect(wyn.page.get_by_role("dialog", name="Change “kms”")).to_be_visible()
    wyn.press("Take it away")
    expect(wyn.page.get_by_text("One of 69 sentences is not heard as it should be: “kms”.")).to_be_visible()
    wyn.sees_saved()
    gone = ben.reads(LISTS)
    wyn.page.get_by_role("button", name="Undo", exact=True).last.click()
    wyn.press("Take the last change back")
    expect(wyn.page.get_by_text("All 69 sentences to test are heard as they should be.")).to_be_visible()
    wyn.sees_saved()

    assert new(before, changed) == ['- "better off dead~"']
    assert '- "kms"' not in gone
    assert ben.reads(LISTS).replace('"', "") == before.replace('"', "")


def test_a_sentence_that_is_heard_wrongly_is_red_and_comes_first(wyn: Editor, ben: Colleague) -> None:
    """A colleague asks for what no word hears; it is named, and put right in its form."""
    wyn.page.get_by_role("radio", name="Sentences to test").check()
    ben.replaces(
        SENTENCES, "- {type: my phone died, lang: en, hears: none}", "- {type: my phone died, lang: en, hears: sleep}"
    )
    wrong = wyn.page.get_by_role("region", name="Not heard as it should be")
    expect(wrong.locator(".trap-wrong")).to_contain_text(
        "my phone died must be “Needs a place to sleep”, is “Nothing”", timeout=SAVED_MS
    )
    pattern(wyn, ".*my phone died").click()
    asked = wyn.page.get_by_role("dialog", name="Change a sentence to test")
    expect(asked).to_contain_text("Now nothing is heard in it.")
    asked.get_by_label("What must be heard").select_option("none")
    expect(asked).to_contain_text("It is heard so now.")
    asked.get_by_role("button", name="Keep it").click()
    expect(wrong).to_have_count(0)
    wyn.sees_saved()

    assert "- {type: my phone died, lang: en, hears: none}" in ben.reads(SENTENCES).replace('"', "")


def test_words_are_heard_added_and_kept_without_a_mouse(hands: EditorsHands, ben: Colleague) -> None:
    """From the try box to the sentence that is kept, by keys alone."""
    before = ben.reads(SENTENCES)
    hands.looks_at("Words")
    hands.arrives_at("Words")
    hands.fills("Type as a youth would", "stop it now")
    expect(heard(hands)).to_have_text("Nothing is heard.")
    hands.press("Keep it as a sentence to test")
    hands.is_asked("A sentence to test")
    hands.press("Keep it")
    expect(hands.page.get_by_role("dialog")).to_have_count(0)
    expect(hands.page.get_by_text("All 70 sentences to test are heard as they should be.")).to_be_visible()
    Editor.sees_saved(hands)
    hands.picks("Asks who we are")
    hands.press("Add words, English")
    hands.is_asked("Words for “Asks who we are”")
    hands.fills("The words", "who dis")
    hands.page.keyboard.press("Enter")
    expect(hands.page.get_by_role("dialog")).to_have_count(0)
    Editor.sees_saved(hands)
    made = ben.reads(LISTS)
    for _ in range(2):
        hands.press("Take the last change back")
    Editor.sees_saved(hands)

    assert '"who sees", who dis]' in made
    assert ben.reads(SENTENCES) == before


def test_a_new_topic_is_made_without_a_mouse_and_taken_back_in_one_press(hands: EditorsHands, ben: Colleague) -> None:
    """What it lacks is said by its field, what it would break before it is added; then it is heard, and fits the checker."""
    files = (LISTS, SENTENCES, "phrases/en.yaml", "phrases/fr.yaml")
    before = [ben.reads(path) for path in files]
    hands.looks_at("Words")
    hands.arrives_at("Words")
    hands.press("Add a topic")
    asked = hands.page.get_by_role("dialog", name="A new topic")
    hands.press("Add it")
    expect(asked.get_by_label("What it is about")).to_be_focused()
    for lacks in ("Write in a few words what it is about.", "Choose the step", "Write at least one word."):
        expect(asked).to_contain_text(lacks)
    hands.fills("What it is about", "Needs food")
    asked.get_by_label("The offer leads to").focus()
    asked.get_by_label("The offer leads to").select_option("menu")
    hands.fills("The words, English", "homework")
    hands.fills("The bot asks, English", "I may have this wrong. Are you looking for food?")
    hands.fills("The button says, English", "Food")
    hands.fills("The words, Français", "j'ai faim")
    expect(asked).to_contain_text("“this homework is killing me”: would be heard as “Needs food”, must be nothing")
    expect(asked.get_by_role("button", name="Add it all the same")).to_be_visible()
    hands.fills("The words, English", "so hungry, no food")
    expect(asked.get_by_text("would be heard")).to_have_count(0)
    hands.fills("Must not be heard in", "food for thought")
    hands.press("Add it")
    expect(asked).to_have_count(0)
    expect(hands.page.get_by_role("heading", name="Needs food")).to_be_visible()
    hands.fills("Type as a youth would", "im so hungry")
    expect(heard(hands)).to_contain_text("Heard: Needs food")
    Editor.sees_saved(hands)
    offered = hands.page.get_by_role("figure", name="What the bot says then")
    expect(offered.get_by_role("listitem").first).to_have_text("Food")
    with ben.coordinator.place.client(ben.token) as client:
        stand = client.get("/api/studio").json()
    after = [ben.reads(path) for path in files]
    hands.fills("Type as a youth would", "")
    hands.press("Undo")
    Editor.sees_saved(hands)

    assert [one["says"] for one in stand["findings"] if one["level"] == "E"] == []
    assert [now.startswith(was.rstrip("\n")) for was, now in zip(before, after, strict=True)][:2] == [True, True]
    assert "cat: needs_food" in after[0] and "food for thought" in after[1] and "heard.needs_food" in after[2]
    assert [ben.reads(path) for path in files] == before


def test_a_topic_is_taken_away_with_all_that_is_its_own_and_the_words_for_danger_stay(
    hands: EditorsHands, ben: Colleague
) -> None:
    """It says what leads from it and asks once; one press brings everything back."""
    files = (LISTS, SENTENCES, "phrases/en.yaml", "phrases/fr.yaml")
    before = [read_text(ben.reads(path), path) for path in files]
    hands.looks_at("Words")
    hands.arrives_at("Words")
    hands.press("Take this topic away")
    stays = hands.page.get_by_role("dialog", name="“In danger, or wants to die” cannot be taken away")
    expect(stays).to_contain_text("Words for danger are heard in every language, always.")
    hands.press("Leave it")
    hands.picks("Needs a place to sleep")
    hands.press("Take this topic away")
    hands.is_asked("Take “Needs a place to sleep” away?")
    asked = hands.page.get_by_role("dialog", name="Take “Needs a place to sleep” away?")
    expect(asked).to_contain_text("It leads to places. That step stays")
    expect(asked).to_contain_text("what the bot says then in 2 languages")
    expect(asked.get_by_role("list", name="Sentences that go with it")).to_contain_text("nowhere to sleep")
    hands.shows_no_barrier()
    hands.press("Take it away")
    expect(hands.page.get_by_role("radio", name="Needs a place to sleep")).to_have_count(0)
    Editor.sees_saved(hands)
    away = [ben.reads(path) for path in files]
    act = ben.last_act()[0]
    hands.press("Undo")
    expect(hands.page.get_by_role("radio", name="Needs a place to sleep")).to_be_visible()
    Editor.sees_saved(hands)

    assert act == ben.last_act()[0] == sorted(files)
    assert [one for one, text in zip(files, away, strict=True) if "sleep:" in text or ".sleep" in text] == []
    assert "cat: sleep" not in away[0] and "hears: sleep" not in away[1]
    assert [read_text(ben.reads(path), path) for path in files] == before


def test_a_new_language_gets_its_first_words_for_danger(wyn: Editor, ben: Colleague) -> None:
    """No file is seen: the list is made with its first pattern, is heard at once, and goes with its last."""
    project, before = ben.reads("project.yaml"), ben.reads(LISTS)
    ben.begins(CODE, NAME, font="syllabics")
    words = wyn.page.get_by_role("region", name=f"In danger, or wants to die, {NAME}")
    expect(words).to_contain_text("No words yet.", timeout=SAVED_MS)
    wyn.press(f"Add words, {NAME}")
    asked = wyn.page.get_by_role("dialog", name="Words for “In danger, or wants to die”")
    asked.get_by_label("The words").fill(said("help"))
    asked.get_by_role("button", name="Add it").click()
    wyn.fills("Type as a youth would", said("help"))
    expect(heard(wyn)).to_contain_text("Heard: In danger, or wants to die")
    wyn.sees_saved()
    after = ben.reads(LISTS)
    wyn.fills("Type as a youth would", "")
    words.get_by_role("listitem").get_by_role("button").click()
    wyn.press("Take it away")
    wyn.sees_saved()
    expect(words).to_contain_text("No words yet.")
    gone = ben.reads(LISTS)
    for _ in ("the words", "the list"):
        wyn.press("Take the last change back")
        wyn.sees_saved()
    ben.puts_back(project)

    assert after.startswith(before) and f"lang: {CODE}" in after
    assert gone == before, "with its last words a list goes: one that hears nothing could not be published"
    assert ben.reads(LISTS) == before


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_no_screen_of_words_has_a_barrier(hands: EditorsHands, screen: dict[str, int]) -> None:
    """Lists, sentences and each dialog: axe finds nothing, nothing runs out of a phone, a keyboard comes everywhere."""
    page = hands.page
    hands.looks_at("Words")
    hands.arrives_at("Words")
    page.set_viewport_size(screen)
    hands.fills("Type as a youth would", "i want to die")
    hands.walks()
    hands.shows_no_barrier()
    hands.picks("Needs a place to sleep")
    hands.press("Add words, English")
    hands.fills("The words", "place")
    hands.walks()
    hands.shows_no_barrier()
    page.keyboard.press("Escape")
    hands.press("Add a topic")
    hands.press("Add it")
    hands.walks()
    hands.shows_no_barrier()
    page.keyboard.press("Escape")
    hands.picks("Sentences to test")
    hands.walks()
    hands.shows_no_barrier()
    hands.press("Add a sentence")
    hands.walks()
    hands.shows_no_barrier()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
