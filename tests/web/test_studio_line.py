"""An editor writes the line's small words, its replies and facts; no file is seen."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from content.reading import read_text
from tests.web.editors import SAVED_MS, Colleague, Editor, EditorsHands
from tests.web.people import DESK, PHONE
from tests.web.test_studio_translate import row

SMALL = "phrases/en.yaml"
EDITOR = "Mae"


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
    hands.press("Up with the stage “Listening”")
    hands.page.get_by_label("Find words").fill("")
    hands.press("Up: listen.believe")
    hands.press("Rename the stage “Planning”")
    hands.fills("What it is called", "closing")
    hands.press("Rename it")
    expect(hands.page.get_by_role("form", name="Rename the stage “Planning”")).to_contain_text("is there already")
    hands.fills("What it is called", "Making a plan")
    hands.press("Rename it")
    hands.press("Add a stage")
    hands.fills("What this part of a talk is called", "Coming back")
    hands.fills("The first reply in it", "Good to see you again.")
    hands.press("Add it")
    expect(hands.page.get_by_role("list", name="Stages of a talk").get_by_role("listitem").last).to_contain_text(
        "Coming back"
    )
    hands.sees_saved()
    for lang in ("en", "fr"):
        stages = read_text(ben.reads(f"replies/{lang}.yaml"), "")["stages"]
        assert [one["stage"] for one in stages][:4] == ["listening", "first_minute", "safety_check", "making_a_plan"]
        assert [one["id"] for one in stages[0]["lines"]][:2] == ["listen.believe", "listen.thanks"]
    for _ in range(4):
        hands.press("Take the last change back")
    hands.sees_saved()
    assert ben.reads("replies/en.yaml").replace('"', "") == before.replace('"', "")

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
    ben.replaces("project.yaml", "names: [Robin, Sky,", "names: [Robin,  # small\n  Sky,")
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
    hands.fills("Where it says so", "everybody knows")
    hands.press("Add it")
    hands.sees_saved()
    short = hands.page.get_by_role("region", name="Short numbers that may be shown")
    expect(short.get_by_role("alert")).to_contain_text(
        "Give the page that says so. Begin it with https://.", timeout=SAVED_MS
    )
    hands.shows_no_barrier()
    hands.fills("Where it says so, 6", "https://health811.ontario.ca")
    hands.sees_saved()
    expect(short.get_by_role("alert")).to_have_count(0)
    project = ben.reads("project.yaml").replace('"', "")
    assert "org: {en: the Lake team, fr: l'équipe Quietline}" in project
    assert "names: [Robin,  # small\n  Sky, Fern]" in project
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
    hands.keeps_the_focus()
    hands.selects("One more that always stands", "Kids Help Phone")
    undo = hands.page.get_by_role("button", name="Undo", exact=True)
    expect(undo).to_have_count(1)
    hands.press("Let it stand")
    expect(stands.last).to_contain_text("Kids Help Phone")
    expect(undo).to_have_count(0)
    beside = hands.page.get_by_label("And beside it")
    for zone in ("America/Atikokan", "America/Toronto"):
        beside.select_option(zone)
    hands.press("Take the last change back")
    expect(beside).to_have_value("America/Atikokan")
    hands.page.get_by_label("What else youth may type to read English").fill("anglais, ingles")
    hands.sees_saved()
    assert "floor: [opp, 911, 988]" in without
    project = ben.reads("project.yaml").replace('"', "")
    assert "floor: [opp, 911, 988, khp]" in project and "twin_zone: America/Atikokan\n" in project
    assert "name: English, also: [anglais, ingles], state: source" in project
    hands.picks("Reasons for warnings")
    hands.press("Take away: the reason for T04 at circle.community")
    hands.sees_saved()
    hands.press("Give a reason")
    hands.press("Let it stay")
    given = hands.page.get_by_role("form", name="A reason that holds for good")
    expect(given).to_contain_text("Choose a warning.")
    hands.shows_no_barrier()
    given.get_by_label("Which warning stays").select_option("T04 circle.community")
    given.get_by_label("Why it may stay in every version").fill("\u200b\u3164")
    hands.press("Let it stay")
    expect(given).to_contain_text("Write why.")
    given.get_by_label("Why it may stay in every version").fill("They are called so.")
    hands.press("Let it stay")
    reasons = hands.page.get_by_role("list", name="Reasons for which a warning stays")
    expect(reasons.get_by_role("listitem").last).to_contain_text("T04 at circle.community, given by Mae")
    hands.press("Take the last change back")
    hands.sees_saved()
    hands.looks_at("Review")
    why = hands.page.get_by_label(re.compile("^Why it may stay: ")).last
    why.fill("\u200b\u2800")
    expect(why).to_have_accessible_description(re.compile("Nothing can be read here. Write why it may stay.$"))
    expect(hands.page.get_by_role("button", name=re.compile("^Let it stay in every version"))).to_have_count(0)
    why.fill("It is their name.")
    hands.page.get_by_role("button", name=re.compile("^Let it stay in every version")).click()
    expect(hands.page.get_by_label(re.compile("^Why it may stay: "))).to_have_count(0, timeout=SAVED_MS)
    hands.sees_saved()
    assert "{code: T04, at: circle.community, why: It is their name., by: Mae}" in ben.reads("project.yaml")
    for _ in range(2):
        hands.press("Take the last change back")
    hands.sees_saved()
    hands.looks_at("The line")
    for part in ("Names and numbers", "Words to avoid", "Words to warn of"):
        hands.page.set_viewport_size(DESK)
        hands.picks(part)
        hands.shows_no_barrier()
        hands.page.set_viewport_size(PHONE)
        hands.shows_no_barrier()
    hands.page.set_viewport_size(DESK)
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
