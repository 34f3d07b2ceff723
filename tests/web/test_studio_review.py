"""Nobody changes what a youth reads alone: one asks, a second compares and signs, and one step leads back."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.web.editors import Editor
from tests.web.people import DESK, LONG_MS, PHONE
from tests.web.reviewers import MAIN, Desk, change, editors, reads_everything, seated, signs_without_a_mouse

# Long enough that the checker warns, in sentences that are short.
LONG = "You can stay here. " * 33


@pytest.fixture(scope="module")
def line(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A line of four editors."""
    with editors(browser, tmp_path_factory.mktemp("review")) as desk:
        yield desk


@pytest.fixture
def desk(line: Desk) -> Desk:
    """The same, with nothing waiting."""
    return line.settled()


def writes(who: Editor, step: str, words: str) -> None:
    """Change the words of a step."""
    who.chooses(step)
    who.words().fill(words)
    who.sees_saved()


def explains(who: Editor, why: str) -> None:
    """Give a reason for every warning."""
    for box in who.page.get_by_label(re.compile("^Why it may stay")).all():
        box.fill(why)


def missing(who: Editor) -> Any:
    """Return the sentence that says what is missing."""
    return who.page.locator(".sign-missing")


def test_one_asks_a_second_compares_and_signs_and_youth_read_it(desk: Desk) -> None:
    """Words before and after, a reason for what the checker warns of, every change ticked, two signatures: it runs."""
    before = desk.ben.youth_read("not_now")
    ida = desk.at(desk.ida)
    writes(ida, "not_now", LONG)
    ida.looks_at("Review")
    note = ida.page.get_by_label("A note for whoever looks at it")
    expect(note).to_have_accessible_description(
        re.compile("everybody in the studio can read: no names of young people")
    )
    ida.shows_no_barrier(DESK, PHONE)
    ida.fills("A note for whoever looks at it", "Longer, and kinder.")
    ida.press("Ask for a review")
    expect(missing(ida)).to_have_text(
        "Two people sign. One of the two must be somebody who changed nothing: Ada, Ben or Cleo."
    )

    ada = desk.at(desk.ada)
    expect(ada.page.get_by_role("button", name="Review", exact=True)).to_have_accessible_description(
        "1 waiting for you"
    )
    expect(ada.page.get_by_text("“Longer, and kinder.”")).to_be_visible()
    expect(ada.page.get_by_text("could not be checked here")).to_have_count(0)
    words = change(ada, "not_now").get_by_role("group", name="not_now: What it says, English")
    expect(words.locator("del").first).to_contain_text(before.split()[0])
    expect(words.locator("ins").first).to_contain_text("You can stay here.")
    ada.press("Agree and sign")
    expect(ada.page.get_by_role("main").get_by_role("alert")).to_contain_text("not ticked as read yet")
    reads_everything(ada)
    ada.press("Agree and sign")
    expect(ada.page.get_by_role("main").get_by_role("alert")).to_contain_text(re.compile("no reason yet. Write why"))
    first = ada.page.get_by_label(re.compile("^Why it may stay")).first
    expect(first).to_have_accessible_description(re.compile("where anybody can read it: no names"))
    ada.shows_no_barrier(DESK, PHONE)
    explains(ada, "It is read in one go.")
    ada.press("Agree and sign")
    expect(missing(ada)).to_have_text("You have signed. One more is missing: anybody else who edits.")
    signed_by_one = desk.ben.stand()["running"]

    expect(missing(ida)).to_have_text("Ada has signed. One more is missing: anybody else who edits.", timeout=LONG_MS)
    expect(ida.page.locator(".reason-why").first).to_have_text("It is read in one go.")
    ida.press("Sign mine")
    expect(ida.page.get_by_text(re.compile(r"^Version \d+ is what youth read now$"))).to_be_visible(timeout=LONG_MS)
    expect(ida.page.get_by_text("Nothing waits")).to_be_visible()
    version = desk.ben.versions()[0]

    assert (signed_by_one or {"n": 0})["n"] == version["n"] - 1
    assert desk.ben.youth_read("not_now") == LONG.strip()
    assert {one["why"] for one in version["waivers"]} == {"It is read in one go."}
    assert version["why"] == "Longer, and kinder."


def test_what_is_planned_runs_by_itself_and_can_be_taken_off(desk: Desk) -> None:
    """Both sign now for a day and time whose zone is named; until then youth read what they read."""
    before = desk.ben.youth_read("not_now")
    desk.ben.replaces(MAIN, "      - {id: r, label: I am ready", "      - {id: r, label: I am so ready")
    desk.ben.does("/review", note="For next week.")
    ada = desk.at(desk.ada)
    reads_everything(ada)
    explains(ada, "The French comes later.")
    ada.picks("At a planned time")
    ada.press("Agree and sign")
    expect(ada.page.get_by_role("main").get_by_role("alert")).to_have_text(
        "Choose a day and time that is still to come."
    )
    # The browser's own clock decides: which zone changes when is newer there than on this machine.
    typed = (datetime.now() + timedelta(days=3)).strftime("%Y-%m-%dT09:00")
    at = ada.page.evaluate("(typed) => new Date(typed).getTime()", typed)
    ada.fills("Day and time", typed)
    expect(ada.page.get_by_text(re.compile(r"Central (Standard|Daylight) Time \(America/Winnipeg\)"))).to_be_visible()
    ada.press("Agree and sign")
    expect(ada.page.get_by_text(re.compile("^It would run from .*09:00"))).to_be_visible()
    desk.ben.signs()
    planned = ada.page.get_by_text(re.compile(r"^Version \d+ is signed, and runs from .*09:00"))
    expect(planned).to_be_visible(timeout=LONG_MS)
    expect(ada.page.get_by_text("Two people have signed it; there is nothing left to do.")).to_be_visible()
    stand = desk.ben.stand()
    ada.shows_no_barrier(DESK, PHONE)

    ada.press("Take it off")
    expect(planned).to_have_count(0)
    expect(ada.page.get_by_text("Ask for a review").first).to_be_visible()
    assert stand["scheduled"]["at"] == at
    assert desk.ben.stand()["scheduled"] is None
    assert desk.ben.youth_read("not_now") == before


def test_whoever_writes_on_ends_the_review_and_nothing_that_was_read_or_typed_is_lost(desk: Desk) -> None:
    """It is said whose signature counts no more; ticks and reasons stay, and what changed again is open again."""
    desk.ben.replaces(MAIN, "You can change your mind.\n", "You may change your mind.\n")
    desk.ben.replaces("phrases/en.yaml", "Press Start to begin.", "Press Start, and go.")
    desk.ben.does("/review", note="Two small things.")
    ada = desk.at(desk.ada)
    reads_everything(ada)
    explains(ada, "The French comes later.")
    ada.press("Agree and sign")
    expect(missing(ada)).to_contain_text("You have signed.")

    desk.ben.replaces("phrases/en.yaml", "Press Start, and go.", "Press Start now.")
    expect(ada.page.get_by_text("The review is over, because somebody wrote on")).to_be_visible(timeout=LONG_MS)
    expect(ada.page.get_by_text("What Ada signed counts no more.")).to_be_visible()
    expect(ada.page.get_by_text("The draft was changed while you looked.")).to_be_visible()
    ada.press("Put it away")
    expect(ada.page.get_by_text("The review is over, because somebody wrote on")).to_have_count(0)
    desk.ben.does("/review", note="Once more.")
    expect(ada.page.get_by_text("“Once more.”")).to_be_visible(timeout=LONG_MS)

    expect(change(ada, "menu").get_by_role("checkbox")).to_be_checked()
    expect(change(ada, "account.about").get_by_role("checkbox")).not_to_be_checked()
    expect(change(ada, "account.about")).to_contain_text("changed again since you read it")
    for reason in ada.page.get_by_label(re.compile("^Why it may stay")).all():
        expect(reason).to_have_value("The French comes later.")


def test_nothing_can_be_ticked_before_all_that_is_compared_has_come(desk: Desk) -> None:
    """What youth read before does not stand in for what they read now: the comparison is drawn once, and a tick stays."""
    desk.ben.replaces(MAIN, "Bye for now.", "See you.")
    desk.ben.does("/review", note="")
    tick = change(ada := desk.at(desk.ada), "leave").get_by_role("checkbox")
    expect(tick).to_be_visible()
    held: list[Route] = []
    ada.page.route("**/releases/*/edition", lambda route: held.append(route), times=1)
    with ada.page.expect_request("**/releases/*/edition", timeout=LONG_MS):
        desk.cleo.signs(str(desk.cleo.does("/floor", why="Looking into it.")["payload"]))
    expect(ada.page.get_by_text("Comparing")).to_be_visible()
    expect(tick).to_have_count(0)
    held[0].continue_()

    expect(tick).not_to_be_checked()


def test_a_second_author_is_told_who_can_sign_instead(desk: Desk) -> None:
    """Ida and Ben both wrote, and Ben has signed: Ida finds no button, and the names of those who may."""
    ida = desk.at(desk.ida)
    writes(ida, "not_now", "I stay here, and quiet.")
    desk.ben.replaces(MAIN, "hub: menu", "hub: menu # the landing place")
    payload = desk.ben.proposes()
    desk.ben.signs(payload)
    ida.looks_at("Review")

    expect(missing(ida)).to_have_text(
        "Ben has signed. Missing is somebody who changed nothing: Ada or Cleo.", timeout=LONG_MS
    )
    expect(ida.page.get_by_text("Now somebody who changed nothing signs.")).to_be_visible()
    expect(ida.page.get_by_role("button", name="Sign mine")).to_have_count(0)
    expect(ida.page.get_by_role("button", name="Agree and sign")).to_have_count(0)
    assert desk.cleo.signs(payload)["released"]
    expect(ida.page.get_by_text("Nothing waits")).to_be_visible(timeout=LONG_MS)


def test_a_version_that_was_overtaken_says_so_and_is_asked_for_anew(desk: Desk) -> None:
    """Cleo switched to the floor while Ida and Ben were signing: theirs cannot run any more, and nobody signs in vain."""
    desk.ben.replaces(MAIN, "hub: menu", "hub: menu # the landing place")
    desk.ben.signs(desk.ben.proposes())
    desk.cleo.signs(str(desk.cleo.does("/floor", why="Looking into it.")["payload"]))
    ada = desk.at(desk.ada)

    expect(ada.page.get_by_text("Another version was signed meanwhile")).to_be_visible(timeout=LONG_MS)
    expect(ada.page.get_by_role("heading", name="Cleo switched to the crisis numbers alone")).to_be_visible()
    expect(ada.page.get_by_role("button", name="Agree and sign")).to_have_count(0)
    ada.shows_no_barrier(DESK, PHONE)
    ada.press("Withdraw the review")
    expect(ada.page.get_by_role("heading", name="Ask for a review")).to_be_visible()


def test_what_the_checker_blocks_is_named_first_and_nobody_can_sign_it(desk: Desk) -> None:
    """No reason makes up for it; put right, it can be compared and signed."""
    desk.ben.replaces(MAIN, "hub: menu", "hub: nowhere_at_all")
    desk.ben.does("/review", note="")
    ada = desk.at(desk.ada)

    expect(ada.page.get_by_role("heading", name="To put right first")).to_be_visible()
    expect(ada.page.locator(".problem").first).to_contain_text("nowhere_at_all")
    expect(ada.page.get_by_text("First put right what blocks; then it can be signed.")).to_be_visible()
    expect(ada.page.get_by_role("button", name="Agree and sign")).to_have_count(0)
    ada.shows_no_barrier(DESK, PHONE)


def test_a_step_that_goes_is_told_with_its_ways_and_where_whoever_stands_there_is_led(desk: Desk) -> None:
    """Which ways are gone, which lead elsewhere, and where youth go on who are in the middle of it."""
    text = desk.ben.reads(MAIN)
    start = text.index("  not_now:\n")
    step = text[start : text.index("\n  menu:", start) + 1]
    desk.ben.replaces(MAIN, step, "")
    desk.ben.replaces(MAIN, "go: not_now", "go: numbers")
    desk.ben.replaces(MAIN, "redirect: {}", "redirect: {not_now: numbers}")
    desk.counts(hello=40)
    ada = desk.at(desk.ada)
    ways = ada.page.locator(".ways-changed").first

    expect(ways.get_by_role("listitem").filter(has_text="hello")).to_contain_text(
        re.compile("leads elsewhere.*numbers.*before.*not_now")
    )
    expect(ways.get_by_role("listitem").filter(has_text="way gone")).to_contain_text("menu")
    standing = ada.page.locator(".where")
    expect(standing.filter(has_text="not_now")).to_contain_text("Fewer than ten young people are here.")
    expect(standing.filter(has_text="not_now")).to_contain_text("The step is gone: they go on at numbers.")
    expect(standing.filter(has_text="hello")).to_contain_text("40 to 44 young people are here. They stay")
    expect(change(ada, "not_now")).to_contain_text("It is gone.")


def test_what_one_did_alone_is_looked_at_by_a_second_person(desk: Desk) -> None:
    """Ben hid a service by himself: Ida is told what and why, reads it, and her name stands beside his."""
    payload = str(desk.ben.does("/hide", service="o211", why="They answered with a threat.")["payload"])
    desk.ben.signs(payload)
    ida = desk.at(desk.ida)
    expect(ida.page.get_by_role("heading", name="Ben hid a service alone")).to_be_visible(timeout=LONG_MS)
    expect(ida.page.get_by_text("Why: “They answered with a threat.”")).to_be_visible()
    expect(ida.page.locator(".alone .change")).to_contain_text("Youth are not shown it any more.")
    ida.shows_no_barrier(DESK, PHONE)
    before = desk.ben.stand()["running"]["reviewed"]

    ida.press("I have looked at it")
    expect(ida.page.get_by_role("heading", name="Ben hid a service alone")).to_have_count(0, timeout=LONG_MS)
    assert (before, desk.ben.stand()["running"]["reviewed"]) == (False, True)


def test_a_relay_that_asks_for_another_version_than_it_shows_gets_no_signature(desk: Desk) -> None:
    """The browser makes the name of what it showed for itself; what is asked for must carry it."""
    desk.ben.replaces(MAIN, "fine. I will not write first.", "fine. I stay quiet.")
    desk.ben.does("/review", note="")
    ada = desk.at(desk.ada)
    reads_everything(ada)
    explains(ada, "The French comes later.")

    def forged(route: Route) -> None:
        answer = route.fetch()
        asked = answer.json()
        says = json.loads(base64.b64decode(asked["payload"])) | {"edition": "0" * 64}
        route.fulfill(response=answer, json=asked | {"payload": base64.b64encode(json.dumps(says).encode()).decode()})

    ada.page.route("**/api/studio/publish", forged)
    ada.press("Agree and sign")
    expect(ada.page.get_by_role("main").get_by_role("alert")).to_contain_text(
        "is not what this page showed you. Nothing was signed."
    )
    ada.page.unroute("**/api/studio/publish")

    assert desk.ben.stand()["review"]["approvals"] == []


def test_whoever_agrees_while_a_colleague_saves_signs_nothing_unseen(desk: Desk) -> None:
    """Ada's page has not heard yet that Ben wrote on: her browser finds it out before it signs, and shows what is new."""
    desk.ben.replaces(MAIN, "fine. I will not write first.", "fine. I stay quiet.")
    desk.ben.does("/review", note="")
    ada = desk.at(desk.ada)
    reads_everything(ada)
    explains(ada, "The French comes later.")
    ada.page.route(re.compile("/api/studio$"), lambda route: route.abort())
    desk.ben.replaces(MAIN, "I stay quiet.", "I stay, and I am quiet.")
    ada.press("Agree and sign")
    expect(ada.page.get_by_role("main").get_by_role("alert")).to_contain_text("Nothing was signed.")
    ada.page.unroute(re.compile("/api/studio$"))

    expect(change(ada, "not_now")).to_contain_text(", and I am", timeout=LONG_MS)
    signed = (desk.ben.stand()["review"] or {"approvals": []})["approvals"]
    assert signed == []


def test_a_relay_that_was_away_loses_nobody_their_place(desk: Desk) -> None:
    """One sentence says what is the matter, one press tries again, and the comparison is there; nothing can be signed before."""
    desk.ben.replaces(MAIN, "fine. I will not write first.", "fine. I stay quiet.")
    desk.ben.does("/review", note="")
    ada = Editor(desk.ada.page, desk.ada.phrase, label="Ada")
    ada.opens(desk.coordinator)
    ada.page.route("**/api/studio/releases/*/edition", lambda route: route.abort())
    ada.looks_at("Review")
    expect(ada.page.get_by_role("main").get_by_role("alert")).to_contain_text("The relay cannot be reached right now.")
    sign = ada.page.get_by_role("button", name="Agree and sign")
    expect(sign).to_have_count(0)
    ada.page.unroute("**/api/studio/releases/*/edition")
    ada.press("Try again")

    expect(change(ada, "not_now").locator("del").first).to_be_visible()
    expect(sign).to_be_visible()


def test_a_supervisor_reads_what_waits_and_signs_nothing(desk: Desk, browser: Browser) -> None:
    """The same words side by side, without a box to tick or a button to press."""
    desk.ben.replaces(MAIN, "fine. I will not write first.", "fine. I stay quiet.")
    desk.ben.does("/review", note="One word less.")
    lee = desk.at(seated(browser, desk.coordinator, "Lee", "supervisor"))

    expect(change(lee, "not_now").locator("del").first).to_be_visible()
    expect(missing(lee)).to_be_visible()
    expect(lee.page.get_by_role("checkbox")).to_have_count(0)
    for name in ("Agree and sign", "Sign mine", "Withdraw the review", "Ask for a review"):
        expect(lee.page.get_by_role("button", name=name)).to_have_count(0)
    lee.context.close()


def test_words_are_written_asked_for_and_signed_by_two_without_a_mouse(desk: Desk) -> None:
    """By Tab, Space and Enter alone; the focus shows wherever it is, and is never lost, until youth read the new words."""
    ida, ada = desk.ida, desk.ada
    ida.ready(desk.coordinator)
    ida.looks_at("Step")
    ida.goes_to(ida.page.get_by_label("Step", exact=True))
    ida.page.keyboard.type("friend_1")  # no other story writes there
    ida.goes_to(ida.words())
    ida.page.keyboard.press("ControlOrMeta+A")
    ida.page.keyboard.insert_text("You are a good friend. Come back when you like.")
    ida.sees_saved()
    ida.looks_at("Review")
    ida.fills("A note for whoever looks at it", "A door that stays open.")
    ida.press("Ask for a review")
    expect(missing(ida)).to_contain_text("Two people sign.")
    ida.keeps_the_focus()

    ada.ready(desk.coordinator)
    ada.looks_at("Review")
    ada.page.get_by_role("checkbox").first.wait_for()
    ada.walks()
    signs_without_a_mouse(ada)
    expect(missing(ada)).to_contain_text("You have signed.")

    expect(missing(ida)).to_contain_text("Ada has signed.", timeout=LONG_MS)
    ida.press("Sign mine")
    expect(ida.page.get_by_text(re.compile(r"^Version \d+ is what youth read now$"))).to_be_visible(timeout=LONG_MS)
    ida.keeps_the_focus()

    assert desk.ben.youth_read("friend_1") == "You are a good friend. Come back when you like."


def test_no_review_has_a_barrier(desk: Desk) -> None:
    """With everything that it can show, on a wide screen and a phone, light and dark."""
    desk.ben.replaces(
        MAIN,
        "      - {id: r, label: I am",
        "      - {id: n, label: Numbers first, go: numbers}\n      - {id: r, label: I am",
    )
    desk.ben.replaces(MAIN, "fine. I will not write first.", "fine. " + LONG + "I will stay.")
    desk.ben.replaces(
        "services/national.yaml", "They may see your number and where you are.", "They may see your number."
    )
    desk.ben.does("/review", note="A bit of everything.")
    ada = desk.at(desk.ada)
    ada.page.get_by_role("checkbox").first.wait_for()
    ada.page.locator(".more > summary").click()
    ada.page.get_by_role("button", name=f"Show the lines of {MAIN}").click()
    expect(ada.page.get_by_role("region", name=f"What changed in {MAIN}")).to_contain_text("Numbers first")
    ada.picks("At a planned time")

    for screen in (DESK, PHONE):
        ada.page.set_viewport_size(screen)
        ada.shows_no_barrier()
