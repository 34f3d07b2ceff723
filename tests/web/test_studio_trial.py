"""An editor tries what they wrote as a youth would meet it: by the engine of the bot, in any language, at any hour."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.fakes.youth import Coordinator
from tests.web.editors import SAVED_MS, Colleague, Editor, EditorsHands
from tests.web.people import DESK, PHONE

MAIN = "flows/main.yaml"
NOT_YET = "(Pas encore dans ta langue.)"
EDITOR = "Ida of the trials"


@pytest.fixture
def ida(hands: EditorsHands) -> Editor:
    """Ida at the outline."""
    return Editor(hands.page, hands.phrase, label=hands.label)


@pytest.fixture(scope="module")
def ben(coordinator: Coordinator) -> Colleague:
    """Another editor, somewhere else."""
    return Colleague(coordinator, "Ben of the trials").joins().starts_anew()


def test_what_is_not_translated_yet_is_shown_as_a_youth_of_that_language_gets_it(
    hands: EditorsHands, ben: Colleague
) -> None:
    """Above the English words stands in French that they are English, on both pictures and in the trial: on a locked phone it comes first."""
    before = ben.reads(MAIN)
    hands.chooses("not_now")
    hands.picks("Français")
    telegram = hands.page.get_by_role("figure", name="In Telegram")
    expect(telegram).to_contain_text(hands.words("Français").input_value())
    expect(telegram).not_to_contain_text(NOT_YET)
    hands.words().fill("I stay here, and I stay quiet.")
    hands.sees_saved()
    for place in ("In Telegram", "On a locked phone"):
        expect(hands.page.get_by_role("figure", name=place)).to_contain_text(
            re.compile(re.escape(NOT_YET) + r"\s*I stay here, and I stay quiet\."), timeout=SAVED_MS
        )
    hands.shows_no_barrier(DESK, PHONE)
    hands.press("Try from here")
    expect(hands.log).to_contain_text(re.compile(re.escape(NOT_YET) + r"\s*I stay here, and I stay quiet\."))
    hands.selects("Language", "English")
    expect(hands.log).to_contain_text("I stay here, and I stay quiet.")
    expect(hands.log).not_to_contain_text(NOT_YET)
    hands.selects("Begins at", "The beginning")
    ben.saves(MAIN, before)


def test_the_trial_presses_the_same_buttons_again_with_the_words_of_now(hands: EditorsHands, ben: Colleague) -> None:
    """By the engine that youth meet, and by keyboard alone: a change in another screen shows in the very talk that was tried."""
    before = ben.reads(MAIN)
    hands.looks_at("Try it")
    hands.press("Not now")
    hands.press("Change this step")
    expect(hands.words()).not_to_have_value("I stay here, and I stay quiet.")  # Ben put it back: she has heard so
    hands.words().fill("I stay quiet, and I stay here.")
    hands.sees_saved()
    hands.looks_at("Try it")

    expect(hands.log.locator(".bubble-mine")).to_have_text("Not now")
    expect(hands.log).to_contain_text("I stay quiet, and I stay here.", timeout=SAVED_MS)
    hands.press("From the beginning")
    expect(hands.log.locator(".bubble-mine")).to_have_count(0)
    ben.saves(MAIN, before)


def test_a_trial_begins_at_any_step_under_any_circumstance(ida: Editor, ben: Colleague) -> None:
    """With nobody on call the truth is shown, in the other language too; typed words are heard as youth are heard, and so are new ones."""
    ida.looks_at("Try it")
    ida.page.get_by_label("Begins at").select_option("talk")
    expect(ida.log).to_contain_text("A real person can chat with you here.")

    ida.page.get_by_label("Someone is on call").uncheck()
    expect(ida.log).to_contain_text("No one is here to chat right now.")
    ida.page.get_by_label("Language").select_option("fr")
    expect(ida.log).not_to_contain_text("No one is here")
    ida.page.get_by_label("Language").select_option("en")
    ida.fills("Type as a youth would", "i want to kill myself")
    ida.press("Send")
    expect(ida.log).to_contain_text("Do you want to see who you can reach right now?")

    before = ben.reads(MAIN)
    ida.chooses("menu")
    heard = ida.page.get_by_label("Heard as “I want to get out”")
    was = heard.input_value()
    heard.fill(f"{was}, pack* my bag")
    ida.sees_saved()
    ida.looks_at("Try it")
    ida.page.get_by_label("Begins at").select_option("menu")
    ida.fills("Type as a youth would", "packing my bag")
    ida.press("Send")
    expect(ida.log).to_contain_text("Did you mean this?")
    ida.press("I want to get out")
    expect(ida.log).to_contain_text("It can take time.")
    ida.chooses("menu")
    heard.fill(was)
    ida.sees_saved()
    ben.saves(MAIN, before)
    ida.looks_at("Try it")
    ida.page.get_by_label("Begins at").select_option("")
    ida.page.get_by_label("Someone is on call").check()


def test_a_trial_goes_on_as_it_does_for_a_youth_who_is_in_line(hands: EditorsHands) -> None:
    """From the first word to the line: what is typed there goes to the worker, and the way out is the one of a talk; one may begin there as well."""
    hands.looks_at("Try it")
    hands.selects("Begins at", "person_urgent")
    hands.press("No")
    expect(hands.log).to_contain_text("Here the youth is put in line for a person.")
    hands.fills("Type as a youth would", "hello are you there")
    hands.press("Send")

    expect(hands.log.locator(".try-note").last).to_have_text(re.compile("^This goes to the worker"))
    expect(hands.page.get_by_role("status").filter(has_text="At wait")).to_be_visible()
    hands.shows_no_barrier(DESK, PHONE)
    hands.press("From the beginning")
    hands.selects("Begins at", "The beginning")
    hands.goes_to(hands.page.get_by_label("Begins while a talk is going on"))
    hands.page.keyboard.press("Space")
    expect(hands.page.get_by_role("status").filter(has_text="At chat")).to_be_visible()
    hands.fills("Type as a youth would", "leave")
    hands.press("Send")
    expect(hands.log).not_to_contain_text("not there any more")
    hands.goes_to(hands.page.get_by_label("Begins while a talk is going on"))
    hands.page.keyboard.press("Space")


def test_a_trial_of_a_day_that_is_past_says_that_its_hours_are_not_known(hands: EditorsHands) -> None:
    """Nobody reads "closed" of a service that was open: the first known moment is shown, and named."""
    hands.looks_at("Try it")
    when = hands.page.get_by_label("Day and time")
    was = when.input_value()
    hands.goes_to(when)
    when.fill("2020-03-03T12:00")
    expect(
        hands.page.get_by_text(re.compile("^Hours are known from .* on. This shows how it is then.$"))
    ).to_be_visible()
    hands.shows_no_barrier(DESK, PHONE)
    when.fill(was)
    expect(hands.page.get_by_text(re.compile("^Hours are known from"))).to_have_count(0)
