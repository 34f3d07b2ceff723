"""A worker comes and goes: on call, standby, unlocking, a second tab, a desk left alone, a relay that is away."""

from __future__ import annotations

import re
import time
from datetime import date, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from tests.fakes.youth import Coordinator, Youth
from tests.web.people import LONG_MS, NO_OTHER_CLOCK, RINGING, Line, Person, Worker


def test_the_wrong_phrase_opens_nothing(line: Line, arrive: Any) -> None:
    """After a lock the words in another order are refused in one sentence; the right ones open the same desk."""
    sam = arrive().founds(line.link)
    sam.press("Lock now")
    sam.sees("Hello, Sam")
    sam.page.get_by_label("Your seven words").fill(" ".join(reversed(sam.phrase.split())))
    sam.press("Unlock")
    expect(sam.page.get_by_text("These words do not open this desk. Check each word, and their order.")).to_be_visible()
    sam.unlocks()
    sam.at_desk()


def test_a_worker_goes_on_call_and_the_last_one_says_when_somebody_is_back(line: Line, arrive: Any) -> None:
    """On call for the hours chosen, kept through a lock; off call asks the last one for the next opening."""
    sam = arrive().founds(line.link)
    sam.press("Off call")
    chosen = sam.page.get_by_label("For how long")
    chosen.select_option("4")
    expect(chosen).to_have_accessible_description(re.compile(r"^Until (tomorrow, )?\d\d:\d\d Winnipeg time"))
    sam.press("Go on call")
    on_call = sam.page.get_by_role("button", name=re.compile("^On call until"))
    expect(on_call).to_be_visible()
    sam.looks_at("Schedule")
    now = sam.page.get_by_role("region", name="Now and next")
    expect(now).to_contain_text("No schedule is published yet")
    expect(now).to_contain_text("You are on call by your own press: young people are told that somebody is here.")
    sam.press("Lock now")
    still = sam.page.get_by_text("You are still on call until")
    expect(still).to_contain_text(re.compile(r"until (tomorrow, )?\d\d:\d\d Winnipeg time"))
    sam.page.reload()
    expect(still).to_contain_text(re.compile(r"until (today|tomorrow), \d\d:\d\d, by this device’s clock"))
    sam.unlocks()
    on_call.click()
    sam.press("Go off call")
    expect(sam.page.get_by_role("heading", name="When is somebody back?")).to_be_visible()
    sam.page.get_by_label("Day and time").fill("2020-01-01T09:00")
    sam.press("Tell them this")
    expect(sam.page.get_by_text("Choose a day and time that is still to come.")).to_be_visible()
    soon = date.today() + timedelta(days=3)
    sam.page.get_by_label("Day and time").fill(f"{soon}T09:00")
    expect(sam.page.get_by_text("On your own clock")).to_contain_text(re.compile(r"That is .*\d\d:\d\d Winnipeg time"))
    # What was asked when the dialog opened may be answered only now.
    with sam.page.expect_response(lambda one: one.request.method == "PUT" and one.url.endswith("/api/oncall")) as told:
        sam.press("Tell them this")
    expect(sam.page.get_by_role("dialog")).to_have_count(0)

    at = told.value.json()["next_opening"] // 1000
    assert sam.page.evaluate("(at) => new Date(at * 1000).getHours()", at) == 9
    assert abs(at - time.time()) < 4 * 86_400
    expect(sam.page.get_by_role("button", name="Off call", exact=True)).to_be_visible()


def test_standby_is_quiet(arrive: Any, coordinator: Coordinator, sam: Worker, youth: Youth) -> None:
    """A worker on standby can be left notes, and hears of nobody who waits: it rings for whoever is on call."""
    kim: Worker = arrive(Worker)
    kim.label = "Kim"
    kim.page.clock.install()
    kim.joins(coordinator)
    kim.page.evaluate(RINGING)
    kim.page.locator("button.call-on").click()
    kim.press("Go off call")
    kim.press("Off call")
    kim.press("Go on standby for 8 days")
    expect(kim.page.get_by_text(re.compile("^On standby until"))).to_be_visible()
    kim.page.keyboard.press("Escape")
    youth.ask("is somebody there?")
    expect(kim.page).to_have_title("(1) Desk")
    kim.page.clock.run_for(60_000)
    quiet = kim.page.evaluate("rung")
    kim.press("On standby")
    kim.press("Go on call")
    expect(kim.page.locator("button.call-on")).to_be_visible()
    kim.page.clock.run_for(25_000)
    rung = kim.page.evaluate("rung")
    kim.page.locator("button.call-on").click()
    kim.press("End standby")
    kim.press("Go off call")

    assert (quiet, rung >= 1) == (0, True)
    expect(kim.page.get_by_role("button", name="Off call", exact=True)).to_be_visible()


def test_whom_i_leave_unanswered_the_desk_does_not_forget(arrive: Any, coordinator: Coordinator, youth: Youth) -> None:
    """Who read that I am here waits for my words: the list says how long, and it sounds once they wait for three minutes."""
    kim: Worker = arrive(Worker)
    kim.label = "Kim"
    kim.page.clock.install()
    kim.page.add_init_script(NO_OTHER_CLOCK)
    kim.joins(coordinator)
    kim.page.evaluate(RINGING)
    youth.ask("hi")
    kim.open(youth)
    kim.claim(youth)
    owed = kim.row(youth).get_by_text("Not answered for")
    before, shown = kim.page.evaluate("rung"), owed.count()
    kim.page.clock.run_for(125_000)
    expect(owed).to_have_text("Not answered for 2 minutes")
    kim.page.clock.run_for(60_000)
    rung = kim.page.evaluate("rung")
    kim.write("I am here. Take your time.")
    expect(owed).to_have_count(0)

    assert (shown, rung > before) == (0, True)


def test_the_desk_is_open_in_one_tab_at_a_time(line: Line, arrive: Any) -> None:
    """A second tab says so, and may take over; the first one then locks and says why."""
    sam = arrive().founds(line.link)
    second = Person(sam.context.new_page(), sam.phrase)
    second.page.goto(f"{line.origin}/console")
    second.unlocks()
    second.sees("The desk is open in another tab")
    second.press("Use it here")
    second.at_desk()
    expect(sam.page.get_by_text("The desk was opened in another tab.")).to_be_visible()


def test_the_desk_locks_by_itself(line: Line, arrive: Any) -> None:
    """After 29 quiet minutes it asks, after 30 it locks and the keys are gone; the clock is the test's, and wrong."""
    sam = arrive()
    sam.page.clock.install(time=datetime.now() + timedelta(minutes=10))
    sam.founds(line.link)
    told = sam.page.get_by_text("This device’s clock says")
    expect(told).to_contain_text(
        re.compile(r"\d\d:\d\d, but the line’s says .*\d\d:\d\d: set this device’s clock right\.$")
    )
    sam.press("Off call")
    sam.press("Go on call")
    sam.page.get_by_role("button", name=re.compile("^On call until")).click()
    sam.press("Go off call")
    sam.press("I do not know")
    sam.page.clock.run_for(29 * 60_000 + 15_000)
    expect(sam.page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    sam.page.keyboard.press("Shift")
    expect(sam.page.get_by_role("heading", name="Are you still there?")).to_be_hidden()
    sam.page.clock.run_for(30 * 60_000 + 15_000)
    expect(sam.page.get_by_text("Locked, because nobody touched the desk for 30 minutes.")).to_be_visible()


def test_on_call_the_desk_covers_itself_and_goes_on_ringing(
    arrive: Any, coordinator: Coordinator, sam: Worker, youth: Youth
) -> None:
    """Young people are told that somebody is here, so a desk on call is not locked by idleness; its words are hidden.

    Nor is a conversation closed because it is quiet: whoever has it reads for how long, and it stays theirs.
    """
    nia: Worker = arrive(Worker)
    nia.label = "Nia"
    nia.page.clock.install()
    nia.page.add_init_script(NO_OTHER_CLOCK)
    nia.joins(coordinator)
    nia.page.evaluate(RINGING)
    youth.ask("is somebody there?")
    expect(nia.page).to_have_title("(1) Desk")
    assert nia.page.evaluate("rung") == 1
    nia.page.clock.run_for(30 * 60_000 + 25_000)
    expect(nia.page.get_by_role("heading", name="Covered")).to_be_visible()
    expect(nia.page.get_by_role("heading", name="Conversations")).to_be_hidden()
    rung = nia.page.evaluate("rung")
    nia.page.clock.run_for(20_000)
    assert nia.page.evaluate("rung") == rung + 1
    nia.press("Show the desk")
    expect(nia.page.get_by_role("heading", name="Conversations")).to_be_visible()
    nia.claim(youth)
    nia.page.clock.run_for(40_000)
    quiet = nia.page.locator(".desk-notices")
    expect(quiet).to_contain_text(
        re.compile(r"Quiet for 3[1-3] minutes\. Whoever writes next may not be the same person")
    )
    expect(nia.page.locator("[data-act=close]")).to_be_visible()
    expect(nia.row(youth)).to_be_visible()
    nia.press("Put back")
    nia.page.locator("[data-act=confirm]").click()
    nia.page.locator("button.call-on").click()
    nia.press("Go off call")
    expect(nia.page.locator("button.call-off")).to_be_visible()
    expect(sam.page).to_have_title("(1) Desk")


def test_nobody_is_called_any_more_for_who_has_erased_it_all(sam: Worker, youth: Youth) -> None:
    """Somebody asks, a worker is called, and the youth changes their mind: the call goes at once, and nothing runs on."""
    youth.ask("never mind, sorry")
    called = sam.page.get_by_role("region", name="You are called")
    expect(called).to_be_visible()

    assert youth.client.post(f"/api/conversations/{youth.id}/erase").is_success

    expect(called).to_have_count(0)


def test_a_relay_that_is_away_is_said_and_found_again(line: Line, arrive: Any) -> None:
    """Unlocking while the relay is down says so in a sentence and goes on by itself once it is back."""
    sam = arrive()
    sam.page.clock.install()
    sam.founds(line.link)
    sam.press("Lock now")
    line.relay.stop()
    sam.unlocks()
    expect(sam.page.get_by_text("The relay cannot be reached right now.")).to_be_visible()
    line.relay.start()
    sam.page.clock.run_for(5_000)
    expect(sam.page.get_by_role("navigation", name="Views")).to_be_visible(timeout=LONG_MS)
