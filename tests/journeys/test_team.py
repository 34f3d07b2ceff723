"""Four at their desks: help that comes, a youth who is asked before anybody takes over, nobody who reads unseen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.fakes.line import Line
from tests.journeys.conftest import founded, joined, waiting
from tests.journeys.planning import planned
from tests.journeys.stage import PATIENCE, Worker, pressed
from tests.journeys.test_care import keeps, page_of_the_record, picks
from tests.web.hands import Hands
from tests.web.people import DESK, NO_OTHER_CLOCK, PHONE

pytestmark = pytest.mark.journey


def does(worker: Worker, act: str) -> None:
    """Press what does this, once it is not at work any more: until then a press does nothing."""
    worker.page.locator(f"[data-act={act}]:not([aria-busy])").first.click()


def is_told(worker: Worker, words: str) -> None:
    """Read this above the words."""
    expect(worker.page.locator(".desk-notices")).to_contain_text(words, timeout=PATIENCE)


def asked(worker: Worker) -> int:
    """Count how often the youth was asked, as the open conversation shows it."""
    return worker.page.get_by_role("log", name="Messages").get_by_text(re.compile(r"asked them whether")).count()


def offers(giver: Worker, to: str, why: str) -> None:
    """Hand the open conversation to a colleague."""
    does(giver, "hand-over")
    dialog = giver.page.get_by_role("dialog")
    dialog.get_by_role("radio", name=re.compile(rf"^{to}\b")).check()
    dialog.get_by_role("radio", name=why).check()
    does(giver, "confirm")
    is_told(giver, f"{to} is asked whether they take this conversation.")


def test_a_youth_is_asked_before_somebody_takes_over_and_nobody_starts_over(chromium: Browser, either: Line) -> None:
    """A colleague's no is told to who asked; the youth's keeps Sam. After her yes the new one has all words and forms, and she is told who it is."""
    robin = founded(chromium, either)
    sam = joined(chromium, either, robin, "Sam")
    youth = waiting(chromium, either)
    youth.writes("i ran away on tuesday")
    sam.opens_first("Waiting")
    sam.claims()
    sam.reads("i ran away on tuesday")

    offers(sam, "Robin", "They know more about this")
    robin.opens_first("With colleagues")
    is_told(robin, "Sam would like to hand this conversation to you.")
    does(robin, "decline")
    is_told(sam, "Robin cannot take it now. Ask somebody else, or put it back in line.")
    offers(sam, "Robin", "They know more about this")
    expect(sam.page.locator(".desk-notices")).not_to_contain_text("Robin cannot take it now")
    is_told(robin, "Sam would like to hand this conversation to you.")
    does(robin, "agree")
    youth.reads("Someone else here knows more about this")
    youth.page.get_by_role("button", name=re.compile("^No, I stay with")).click()
    youth.reads("stays with you")
    sam.reads("They would rather not have Robin take over")
    sam.writes("I am still here.")
    youth.reads("I am still here.")
    assert asked(sam) == 1
    check = page_of_the_record(sam, "safety-check")
    picks(check, "4. Somewhere safe tonight?", "No")
    keeps(check)
    expect(check.get_by_role("heading", name="Risk")).to_be_visible(timeout=PATIENCE)
    sam.page.locator('.record [aria-label="Close the care record"]').click()

    offers(sam, "Robin", "I have to go soon")
    is_told(robin, "Sam would like to hand this conversation to you.")
    does(robin, "agree")
    youth.reads("I have to go soon")
    youth.taps("Yes, that is okay")
    youth.reads("is here now and takes over. They can read what you typed, and")
    robin.reads("i ran away on tuesday")
    robin.reads("I am still here.")
    carried = page_of_the_record(robin, "safety-check").get_by_role("region", name="Kept so far")
    expect(carried).to_contain_text(re.compile("Sam, .*Somewhere safe tonight\\?No"), timeout=PATIENCE)
    robin.page.locator('.record [aria-label="Close the care record"]').click()
    robin.writes("You do not have to say it all again.")
    youth.reads("You do not have to say it all again.")
    youth.writes("thank you")
    robin.reads("thank you")
    expect(sam.page.get_by_text("thank you")).to_have_count(0)
    assert asked(robin) == 2
    assert robin.complaints == sam.complaints == []


def test_a_supervisor_stands_beside_in_the_open_and_never_unseen(chromium: Browser, line: Line) -> None:
    """Until she says so she sees that somebody talks, and not a word; then worker and youth know, and a note is between two."""
    robin = founded(chromium, line)
    sam = joined(chromium, line, robin, "Sam")
    lee = Worker.arrives(chromium, line)
    lee.joins(robin.invites("Supervisor"), "Lee")
    robin.lets_in("Lee")
    lee.is_let_in()
    lee.goes_on_call()
    youth = waiting(chromium, line)
    sam.opens_first("Waiting")
    sam.claims()
    youth.reads("is here now")
    youth.writes("only for you")
    sam.reads("only for you")

    lee.opens_first("With colleagues")
    expect(lee.page.get_by_text("only for you")).to_have_count(0)
    does(lee, "join")
    is_told(sam, "Lee stands beside you")
    youth.reads("is here too now")
    youth.writes("hello you two")
    lee.reads("hello you two")
    sam.page.get_by_role("button", name="Share what was written before").click()
    lee.reads("only for you")
    lee.page.get_by_role("textbox", name="Note for the team").fill("you are doing well")
    lee.page.get_by_role("button", name=re.compile("^Keep note")).click()
    sam.reads("you are doing well")
    expect(lee.page.get_by_role("button", name="1/2: change how many Sam takes at once")).to_be_visible(
        timeout=PATIENCE
    )
    youth.no_longer_reads("you are doing well")

    lee.page.get_by_role("button", name="1/2: change how many Sam takes at once").click()
    lee.page.get_by_label("Conversations at once").select_option("1")
    does(lee, "confirm")
    expect(lee.page.get_by_role("button", name="1/1: change how many Sam takes at once")).to_be_visible(
        timeout=PATIENCE
    )
    does(lee, "leave")
    youth.reads("is still here")
    sam.reads("Lee left.")
    youth.writes("just us again")
    sam.reads("just us again")
    lee.opens_first("With colleagues")
    expect(lee.page.get_by_text("just us again")).to_have_count(0)
    assert robin.complaints == sam.complaints == lee.complaints == []


def test_one_press_brings_somebody_who_knows_what_was_said(chromium: Browser, line: Line) -> None:
    """Help me: the backup is called by name, everybody on the desk sees it, one joins, the youth and the one who asked are told, a note stays between them."""
    robin = founded(chromium, line)
    sam, kai = joined(chromium, line, robin, "Sam"), joined(chromium, line, robin, "Kai")
    youth = waiting(chromium, line)
    youth.writes("he comes back at nine")
    sam.opens_first("Waiting")
    sam.claims()
    sam.reads("he comes back at nine")
    planned(robin, primary="Robin", backup="Kai")

    does(sam, "help-me")
    expect(sam.page.get_by_role("dialog")).to_contain_text(
        "Kai and Robin have set up no alerts, so nothing wakes them. Every colleague who may come sees it on an open desk",
        timeout=PATIENCE,
    )
    asking = kai.page.get_by_role("region", name=re.compile("^With colleagues"))
    expect(asking).to_contain_text("Asks for help", timeout=PATIENCE)
    kai.opens_first("With colleagues")
    does(kai, "join-help")
    kai.reads("he comes back at nine")
    expect(sam.page.get_by_role("dialog")).to_contain_text("Kai is here with you now.", timeout=PATIENCE)
    sam.page.get_by_role("button", name="Back to the conversation").click()
    is_told(sam, "Kai came to help you.")
    youth.reads("is here too now")

    kai.page.get_by_role("textbox", name="Note for the team").fill("ask where he is now")
    kai.page.get_by_role("button", name=re.compile("^Keep note")).click()
    sam.reads("ask where he is now")
    youth.no_longer_reads("ask where he is now")
    expect(robin.page.get_by_role("region", name=re.compile("^With colleagues"))).not_to_contain_text("Asks for help")
    assert robin.complaints == sam.complaints == kai.complaints == []


def test_who_knows_this_person_is_out_of_it_and_nobody_is_told_why(chromium: Browser, line: Line) -> None:
    """Recused: gone from that desk, now and in the next talk; the youth hears only that somebody had to go."""
    robin = founded(chromium, line)
    sam = joined(chromium, line, robin, "Sam")
    youth = waiting(chromium, line)
    youth.writes("i am from the north end")
    sam.opens_first("Waiting")
    sam.claims()
    sam.reads("i am from the north end")

    does(sam, "recuse")
    expect(sam.page.get_by_role("dialog")).to_contain_text("until they have been quiet for two days")
    does(sam, "confirm")
    youth.reads("had to go. You are back in line")
    expect(sam.page.get_by_role("region", name=re.compile("^Waiting"))).to_contain_text(
        "Nobody is waiting", timeout=PATIENCE
    )
    robin.opens_first("Waiting")
    robin.claims()
    robin.reads("i am from the north end")
    robin.writes("I am here.")
    youth.reads("I am here.")
    robin.closes()
    youth.reads("This chat is done for now")
    expect(sam.page.get_by_role("region", name=re.compile("^Closed"))).to_have_count(0)
    assert robin.complaints == sam.complaints == []


def test_a_third_one_is_taken_only_on_purpose_and_away_takes_none(chromium: Browser, line: Line) -> None:
    """The limit is said in a sentence with two ways on; away says so, and one press is back."""
    robin = founded(chromium, line)
    sam = joined(chromium, line, robin, "Sam")
    for phone in (1, 2, 3):
        waiting(chromium, line, phone)
    for _ in range(2):
        sam.opens_first("Waiting")
        sam.claims()
        sam.page.keyboard.press("Escape")
    sam.opens_first("Waiting")
    does(sam, "claim")
    is_told(sam, "You have 2 conversations, and take 2 at once.")
    does(sam, "over")
    expect(sam.page.locator("[data-act=close]")).to_be_visible(timeout=PATIENCE)
    expect(sam.page.get_by_role("region", name="The team")).to_contain_text("3 of 2", timeout=PATIENCE)

    does(sam, "away")
    does(sam, "confirm")
    strip = robin.page.get_by_role("region", name="The team")
    expect(strip).to_contain_text("Sam, away", timeout=PATIENCE)
    waiting(chromium, line, 4)
    sam.opens_first("Waiting")
    does(sam, "claim")
    is_told(sam, "You are away or on a break.")
    does(sam, "back-and-claim")
    is_told(sam, "You have 3 conversations, and take 2 at once.")
    assert robin.complaints == sam.complaints == []


def test_two_people_open_what_a_colleague_has_who_cannot_be_reached(chromium: Browser, line: Line) -> None:
    """One asks with a reason, a second agrees, both without a mouse: words are read, youth and claimer know, also when the hour ends."""
    robin = founded(chromium, line)
    sam, kai = joined(chromium, line, robin, "Sam"), joined(chromium, line, robin, "Kai")
    youth = waiting(chromium, line)
    youth.writes("he said tonight")
    for worker in (sam, kai):
        worker.opens_first("Waiting")
        expect(worker.page.get_by_text("One message, covered")).to_be_visible(timeout=PATIENCE)
    sam.claims()
    sam.reads("he said tonight")
    youth.reads("is here now")
    youth.writes("for sam alone")
    sam.reads("for sam alone")

    asking, agreeing = Hands(kai.page), Hands(robin.page)
    expect(kai.page.get_by_text("One message, covered")).to_be_visible(timeout=PATIENCE)
    asking.press("It must be opened, and Sam cannot be reached")
    asking.is_asked("Open it with a second person")
    for size in (PHONE, DESK):
        kai.page.set_viewport_size(size)
        asking.shows_no_barrier()
    asking.picks("Something was promised for now")
    asking.press("Ask a second person")
    is_told(kai, "You ask for a second person to open this conversation: Something was promised for now.")
    expect(kai.page.locator("[data-act=agree-together]")).to_have_count(0)
    is_told(sam, "Kai asks for a second person to open this conversation (Something was promised for now).")

    robin.opens_first("With colleagues")
    is_told(robin, "Kai asks for a second person to open this conversation: Something was promised for now.")
    for size in (PHONE, DESK):
        robin.page.set_viewport_size(size)
        agreeing.shows_no_barrier()
    agreeing.press("I agree, open it for an hour")
    is_told(kai, "This conversation is open to you now. Sam is shown that you are there.")
    is_told(sam, "Kai opened this conversation with Robin (Something was promised for now), for")
    asking.press("Go in")
    kai.reads("he said tonight")
    youth.reads("is here too now")
    youth.writes("hello whoever you are")
    kai.reads("hello whoever you are")
    sam.reads("hello whoever you are")
    expect(kai.page.get_by_text("for sam alone")).to_have_count(0)
    expect(robin.page.get_by_text("hello whoever you are")).to_have_count(0)

    kai.page.add_init_script(NO_OTHER_CLOCK)
    kai.page.clock.install()
    kai.page.reload()
    kai.unlocks()
    expect(kai.page.get_by_role("region", name=re.compile("^With colleagues"))).to_be_visible(timeout=PATIENCE)
    kai.page.clock.run_for(59 * 60_000)
    youth.reads("is still here")
    sam.reads("Kai left.")
    expect(sam.page.locator(".desk-notices")).not_to_contain_text("Kai opened this conversation", timeout=PATIENCE)

    robin.looks_at("Reports")
    pressed(robin.page, "Record of deeds")
    for deed in ("Kai asked a second person to open", "Robin agreed, as the second person, to open"):
        expect(robin.page.locator(".deeds li").filter(has_text=deed)).to_have_count(1, timeout=PATIENCE)
    assert robin.complaints == sam.complaints == kai.complaints == []
