"""An editor who speaks two languages: what is old comes first, rows save themselves, and a translator's file goes and comes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from content.bundle import source_mark
from tests.content.syllabics import CODES, NAME, said
from tests.fakes.chromium import barriers
from tests.web.editors import SAVED_MS, Colleague, Editor, EditorsHands
from tests.web.people import DESK, PHONE, Worker

MAIN, FRENCH, SMALL = "flows/main.yaml", "i18n/fr/main.yaml", "phrases/en.yaml"
EDITOR = "Lou"


@pytest.fixture
def lou(hands: EditorsHands) -> Editor:
    """Lou at the outline."""
    return Editor(hands.page, hands.phrase, label=hands.label)


def translates(person: Editor, language: str = "Français") -> None:
    """Open the screen for a language, with its rows."""
    person.looks_at("Translate")
    choice = person.page.get_by_role("radio", name=language)
    expect(person.page.locator(".language-panel")).to_be_visible(timeout=SAVED_MS)
    if choice.count():
        choice.check()
    expect(person.page.locator(".language-panel h2")).to_contain_text(language, timeout=SAVED_MS)


def finds(person: Editor, words: str, show: str = "all") -> None:
    """Look for rows."""
    person.page.get_by_label("Show", exact=True).select_option(show)
    person.page.get_by_label("Find words").fill(words)


def row(person: Editor, name: str) -> Locator:
    """Return the row of a text."""
    return person.page.locator(".text", has=person.page.locator(f'[data-row="{name}"]'))


def test_what_the_source_changed_comes_first_with_the_very_words(lou: Editor, ben: Colleague) -> None:
    """An old translation stands at the top, what was put in and taken out marked; one press says that it still fits."""
    french = ben.reads(FRENCH)
    ben.replaces(MAIN, "label: Not now, go: not_now", "label: Not this time, go: not_now")
    translates(lou)
    first = lou.page.locator(".text").first

    expect(first).to_contain_text("older than the source")
    expect(first.locator("del")).to_contain_text("now")
    expect(first.locator("ins")).to_contain_text("this time")
    expect(lou.page.locator(".far")).to_contain_text("1 older than the source")
    first.get_by_role("button", name="It still fits").click()
    expect(first).not_to_contain_text("older than the source")
    lou.sees_saved()
    expect(lou.page.locator(".far")).to_contain_text("0 older than the source")
    saved = ben.reads(FRENCH)
    ben.replaces(MAIN, "label: Not this time, go: not_now", "label: Not now, go: not_now")
    ben.saves(FRENCH, french)

    assert saved == french.replace(source_mark("Not now"), source_mark("Not this time"))


def test_a_row_is_typed_and_saved_and_says_at_once_what_it_lacks(lou: Editor, ben: Colleague) -> None:
    """With today's mark, in the manner of the file; a name in braces that was lost is told; taking back is one press."""
    before = ben.reads(FRENCH)
    translates(lou)
    finds(lou, "not_now.r")
    one = row(lou, "not_now.r")
    box = one.get_by_role("textbox")
    expect(box).to_have_attribute("lang", "fr")
    expect(one.locator(".text-source [lang=en]").first).to_have_text("I am ready")

    box.fill("Je suis tout à fait prête maintenant")
    expect(one).to_contain_text("36 of 24: 12 too many")
    box.fill("Je suis {org} là")
    expect(one).to_contain_text("Nothing fills in {org}")
    box.fill("Je suis là")
    lou.sees_saved()
    saved = ben.reads(FRENCH)
    lou.press("Take the last change back")
    lou.sees_saved()

    changed = [line for line in saved.splitlines() if line not in before.splitlines()]
    assert changed == ['  - {id: not_now.r, of: "db05a4b4", text: Je suis là}']
    assert ben.reads(FRENCH).replace('"', "") == before.replace('"', "")


@pytest.mark.parametrize("code", CODES)
def test_a_language_is_begun_in_syllabics_and_its_texts_are_shown_found_and_carried(
    lou: Editor, ben: Colleague, tmp_path: Path, as_before: None, code: str
) -> None:
    """By its own name, and taken back whole in one press; a translator's file goes out and comes back; what came back is read, and found by its own signs."""
    lou.looks_at("Translate")
    lou.press("Begin a language")
    asked = lou.page.get_by_role("dialog", name="Begin a language")
    asked.get_by_label("Its name, as its speakers write it").fill(NAME)
    asked.get_by_label("Its code").fill("Not a code")
    asked.get_by_label("Who will read every text").fill("A speaker")
    asked.get_by_label("It is written in syllabics").check()
    lou.press("Begin it")
    expect(asked).to_contain_text("is no code of a language", timeout=SAVED_MS)
    lou.shows_no_barrier()
    asked.get_by_label("Its code").fill(code.upper())
    before = ben.reads("project.yaml")
    lou.press("Begin it")
    expect(asked).to_have_count(0, timeout=SAVED_MS)
    files, _ = ben.last_act()
    lou.press("Undo")
    lou.sees_saved()
    assert ben.last_act() == (files, f"Taken back: The language “{NAME}”")
    assert ben.reads("project.yaml") == before
    lou.press("Begin a language")
    asked.get_by_label("Its name, as its speakers write it").fill(NAME)
    asked.get_by_label("Its code").fill(code)
    asked.get_by_label("Who will read every text").fill("A speaker")
    asked.get_by_label("It is written in syllabics").check()
    lou.press("Begin it")
    expect(asked).to_have_count(0, timeout=SAVED_MS)
    translates(lou, NAME)
    with lou.page.expect_download() as given:
        lou.press("To a translator")
    given.value.save_as(tmp_path / "out.po")

    ben.replaces(MAIN, "label: Not now, go: not_now", "label: Not at once, go: not_now")
    back = tmp_path / "back.po"
    back.write_text(filled((tmp_path / "out.po").read_text("utf-8"), ["I am ready", "Not now", "Person"]), "utf-8")
    file, before = f"i18n/{code}/main.yaml", ben.reads(f"i18n/{code}/main.yaml")
    told = lou.page.get_by_role("dialog", name="What came back")
    for times in ("once", "again"):
        lou.press("Back from a translator")
        lou.page.get_by_label("The file").set_input_files(back)
        expect(lou.page.get_by_label("What stands in back.po")).to_have_value(re.compile("I am ready"))
        lou.press("Take what fits")
        expect(told).to_contain_text("2 texts were taken", timeout=SAVED_MS)
        if times == "once":
            # The code of the sample language is nobody's, which axe says rightly.
            assert barriers(lou.page) == ["valid-lang: .refused-words"]
            assert ben.reads(file) != before
            lou.press("Take all of it back")
            expect(told).to_have_count(0)
            lou.sees_saved()
            assert ben.reads(file) == before
    expect(told.locator(".refused")).to_have_count(1)
    expect(told.locator(".refused")).to_contain_text("The words were changed after this file was made.")
    expect(told.locator(f".refused [lang={code}]")).to_have_text(said("Not now"))
    lou.press("Done")

    finds(lou, said("I am ready")[:2] + "\u00ad" + said("I am ready")[2:].upper())
    one = row(lou, "not_now.r").get_by_role("textbox")
    expect(one).to_have_value(said("I am ready"))
    expect(one).to_have_attribute("lang", code)
    assert one.evaluate("(box) => getComputedStyle(box).fontFamily").startswith('"Line Syllabics"')
    assert lou.page.evaluate(
        "async () => { await document.fonts.ready; return [...document.fonts].map((one) => `${one.family} ${one.status}`); }"
    ) == ["Line Syllabics loaded"]
    ben.replaces(MAIN, "label: Not at once, go: not_now", "label: Not now, go: not_now")
    assert said("I am ready") in ben.reads(f"i18n/{code}/main.yaml")


def filled(po: str, sources: list[str]) -> str:
    """A translator's file in which some rows are translated."""
    for source in sources:
        assert po.count(f'msgid "{source}"\nmsgstr ""') >= 1, source
        po = po.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{said(source)}"', 1)
    return po


def test_what_is_no_translators_file_is_refused_and_stays_to_be_mended(hands: EditorsHands) -> None:
    """Out to a translator and back by keyboard alone: it says line and fix, what was pasted is still there, and what fits is taken."""
    translates(hands)
    with hands.page.expect_download() as given:
        hands.press("To a translator")
    hands.press("Back from a translator")
    hands.fills("Or paste what stands in it", "hello")
    hands.press("Take what fits")
    asked = hands.page.get_by_role("dialog", name="Back from a translator")

    expect(asked.get_by_role("alert")).to_contain_text("fr.po, line")
    expect(asked.get_by_label("Or paste what stands in it")).to_have_value("hello")
    hands.shows_no_barrier()
    asked.get_by_label("The file").set_input_files(
        {"name": "fr.po", "mimeType": "text/plain", "buffer": b"x" * (2**20 + 1)}
    )
    expect(asked.get_by_role("alert")).to_have_text(
        "fr.po, line 1: The file is too large. Nothing was changed. Keep it under 1024 kB."
    )
    expect(asked.get_by_label("Or paste what stands in it")).to_have_value("hello")
    hands.fills("Or paste what stands in it", Path(given.value.path()).read_text("utf-8"))
    hands.press("Take what fits")
    told = hands.page.get_by_role("dialog", name="What came back")
    expect(told).to_be_visible(timeout=SAVED_MS)
    hands.shows_no_barrier(DESK, PHONE)
    hands.press("Done")
    expect(told).to_have_count(0)


def test_a_language_goes_live_only_in_the_name_of_its_speaker(lou: Editor, ben: Colleague) -> None:
    """Each state says what it means; another reader has to read anew; taken away, its texts stay; all of it can be taken back."""
    translates(lou)
    lou.press("Change its state")
    lou.picks("Live")
    lou.press("Keep this")
    asked = lou.page.get_by_role("dialog", name="Who may see this language")
    expect(asked).to_contain_text("only by the name of the speaker")
    lou.shows_no_barrier()
    asked.get_by_label("Who has read every text").fill("Marie")
    lou.press("Keep this")
    lou.sees_saved()
    expect(lou.page.locator(".language-panel")).to_contain_text("Marie has read every text.")
    live = ben.reads("project.yaml")
    lou.press("Name and reader")
    about = lou.page.get_by_role("dialog", name="Name and reader of Français")
    about.get_by_label("Its name, as its speakers write it").fill("")
    lou.press("Keep this")
    expect(about).to_contain_text("A language needs its name.")
    about.get_by_label("Its name, as its speakers write it").fill("Le français")
    about.get_by_label("Who will read every text").fill("Louise")
    expect(about).to_contain_text("Marie has read every text; Louise has not. Until they have, it goes back to review.")
    lou.shows_no_barrier()
    lou.press("Keep this")
    lou.sees_saved()
    expect(lou.page.locator(".language-panel")).to_contain_text("Louise will read every text before youth see it.")
    other = ben.reads("project.yaml")
    lou.press("Take this language away")
    away = lou.page.get_by_role("dialog", name="Take Le français away?")
    expect(away).to_contain_text("stay in the files, and nobody is shown them")
    lou.shows_no_barrier()
    lou.press("Take it away")
    lou.sees("Translate")
    lou.sees_saved()
    expect(lou.page.get_by_text("Everything is in one language so far")).to_be_visible()
    gone = ben.reads("project.yaml")
    lou.looks_at("Outline")
    expect(lou.page.locator(".problem")).to_have_count(0)
    for _ in ("the language", "its name", "its state"):
        lou.press("Take the last change back")
    lou.sees_saved()

    assert (
        "{id: fr, name: Le français, also: [french], state: review, approved_by: '', approves: Louise}"
        in other.replace('"', "'")
    )
    assert "id: fr" not in gone and "équipe Quietline" in gone and "Salut" in ben.reads("i18n/fr/main.yaml")
    assert "{id: fr, name: Français, also: [french], state: live, approved_by: Marie}" in live
    assert "state: live" not in ben.reads("project.yaml")


def test_what_the_checker_says_of_a_phrase_leads_to_its_row(lou: Editor, ben: Colleague) -> None:
    """From the outline to the words, with the finding beside them; putting it right takes it away."""
    phrases = ben.reads("phrases/fr.yaml")
    ben.replaces("phrases/fr.yaml", 'of: "6007db63", text: "Parler"', 'of: "6007db63", text: "Parler {line}"')
    lou.page.reload()
    lou.unlocks()
    lou.page.get_by_role("button", name="Open talk@fr").click()
    one = row(lou, "@talk")
    expect(one).to_contain_text("is not filled in by anything", timeout=SAVED_MS)
    one.get_by_role("textbox").fill("Parler")
    lou.sees_saved()

    expect(one).not_to_contain_text("is not filled in by anything")
    ben.saves("phrases/fr.yaml", phrases)


def test_a_new_flow_gets_a_place_for_its_words_by_one_press(lou: Editor, ben: Colleague) -> None:
    """Until then its rows say why nothing can be typed there."""
    flow = "format: 1\nflow: rest\nsteps:\n  rest_1: {say: Rest now., choices: [{id: m, label: Menu, go: menu}]}\n"
    ben.saves("flows/rest.yaml", flow)
    translates(lou)
    finds(lou, "rest_1")
    expect(row(lou, "rest_1")).to_contain_text("It has no file to stand in yet.", timeout=SAVED_MS)
    expect(lou.page.locator(".language-panel")).to_contain_text("i18n/fr/rest.yaml")
    lou.press("Make the files")
    box = row(lou, "rest_1").get_by_role("textbox")
    expect(box).to_be_editable(timeout=SAVED_MS)
    box.fill("Repose-toi.")
    lou.sees_saved()
    made = ben.reads("i18n/fr/rest.yaml")
    ben.saves("i18n/fr/rest.yaml", None)
    ben.saves("flows/rest.yaml", None)

    assert re.search(r"id: rest_1, of: .+, text: Repose-toi\.", made), made


def test_rows_are_walked_by_keyboard(hands: EditorsHands) -> None:
    """Alt and an arrow go from row to row, also over the end of a page, and the row is seen."""
    hands.looks_at("Translate")
    expect(hands.page.locator(".text").first).to_be_visible(timeout=SAVED_MS)
    boxes = hands.page.locator(".text textarea")
    hands.goes_to(boxes.nth(18))
    hands.page.keyboard.press("Alt+ArrowDown")
    expect(boxes.nth(19)).to_be_focused()
    hands.page.keyboard.press("Alt+ArrowDown")

    expect(hands.page.get_by_text("Page 2 of")).to_be_visible()
    expect(boxes.nth(0)).to_be_focused()
    hands.is_somewhere_seen()
    hands.page.keyboard.press("Alt+ArrowUp")
    expect(boxes.nth(19)).to_be_focused()


def test_a_supervisor_reads_both_screens_and_changes_nothing(ana: Worker) -> None:
    """Translations and files are there to be read; nothing to begin, to take in, or to type."""
    with ana.context.expect_page() as opened:
        ana.page.get_by_role("link", name="Studio").click()
    page = opened.value
    reader = Editor(page, ana.phrase, label="Ana")
    reader.unlocks()
    translates(reader)
    expect(page.locator(".text textarea").first).not_to_be_editable()
    expect(page.get_by_role("button", name="To a translator")).to_be_visible()
    expect(page.get_by_role("button", name="Begin a language")).to_have_count(0)
    expect(page.get_by_role("button", name="Back from a translator")).to_have_count(0)
    reader.looks_at("YAML")
    file = page.get_by_role("textbox", name=f"The file {MAIN}")
    expect(file).to_contain_text("The way in", timeout=SAVED_MS)
    file.focus()
    page.keyboard.type("nothing of this")

    expect(file).not_to_contain_text("nothing of this")
    page.close()


def test_the_screen_has_no_barrier(hands: EditorsHands, ben: Colleague, as_before: None) -> None:
    """Axe finds nothing, nothing runs out of a phone, and a keyboard comes everywhere."""
    ben.begins("cy", "Cymraeg")
    hands.page.reload()
    hands.unlocks()
    hands.looks_at("Translate")
    hands.picks("Cymraeg")
    expect(hands.page.locator(".text").first).to_be_visible(timeout=SAVED_MS)
    for screen in (DESK, PHONE):
        hands.page.set_viewport_size(screen)
        hands.walks()
        hands.shows_no_barrier()
