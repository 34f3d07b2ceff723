"""The line is away: every page says so at once, in a sentence, and says when it is back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.fakes.youth import Youth
from tests.web.editors import EditorsHands
from tests.web.people import DESK, PHONE, Worker

EDITOR = "Ida of the weak line"
AWAY = "The line is away."
CAME = "(name) => performance.getEntries().some((one) => one.name.endsWith(name) && one.responseStatus === 200)"
# Whatever is sealed goes nowhere from now on.
SWALLOWED = """() => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (said) { if (typeof said === 'string') send.call(this, said); };
}"""


def test_a_phone_without_network_says_so_at_once_on_every_page(sam: Worker, youth: Youth) -> None:
    """No half minute of "Sending": what was just written waits, and what else is shown may be old."""
    youth.ask("hello")
    sam.claim(youth)
    said = sam.page.get_by_role("status").filter(has_text=AWAY)
    expect(said).to_have_count(0)
    sam.context.set_offline(True)
    expect(said).to_contain_text("What you write is kept, and goes out once it is back.")
    waiting = sam.page.get_by_role("region", name=re.compile("^Waiting"))
    expect(waiting).to_contain_text("Nobody waited when the line was last here.")
    expect(waiting).not_to_contain_text("You will hear")
    sam.write("I am here")
    expect(sam.log).to_contain_text("Waiting for the connection")
    sam.shows_no_barrier(PHONE, DESK)
    for view in ("Schedule", "People", "This device"):
        sam.looks_at(view)
        expect(said).to_contain_text("What you see may be old, and nothing can be changed until it is back.")
        sam.keeps_to_the_screen()
    sam.looks_at("Desk")
    sam.context.set_offline(False)

    expect(said).to_have_count(0)
    youth.hear("text", lambda one: one["body"] == "I am here")
    expect(sam.log).to_contain_text("Delivered to the line")


def test_a_page_that_was_never_opened_opens_without_network(sam: Worker) -> None:
    """The desk stands first; the other pages come behind it, and are there when the bar goes."""
    sam.page.reload()
    sam.unlocks()
    sam.page.wait_for_function(CAME, arg="/console/device.js")
    sam.context.set_offline(True)
    for view in ("Schedule", "People", "This device"):
        sam.looks_at(view)
        sam.sees(view)
        expect(sam.page.get_by_role("main")).not_to_contain_text("This page did not come")
    sam.looks_at("Desk")
    sam.context.set_offline(False)


def test_words_that_are_long_on_their_way_say_what_becomes_of_them(sam: Worker, youth: Youth) -> None:
    """The way carries none of them, and nothing else says so: after a few seconds the words themselves do, and are kept."""
    youth.ask("hello")
    sam.claim(youth)
    youth.hear("ack")  # the page has the next sign to send: my words stand behind it
    sam.page.evaluate(SWALLOWED)
    sam.write("I am here")

    expect(sam.log).to_contain_text("Not through yet: the line is slow, or away.")
    sam.page.reload()
    sam.unlocks()
    youth.hear("text", lambda one: one["body"] == "I am here")


def test_whoever_locks_before_their_words_are_through_is_told_and_it_locks_once_they_are(
    sam: Worker, youth: Youth
) -> None:
    """A locked desk sends nothing: the words are covered and go out still; locked all the same, the door says what waits."""
    youth.ask("hello")
    sam.claim(youth)
    sam.context.set_offline(True)
    sam.write("I am here")
    sam.press("Lock now")
    sam.sees("Lock the desk?")
    expect(
        sam.page.get_by_text(
            "One message of yours is not through yet, and a locked desk sends nothing. It locks by itself once it is."
        )
    ).to_be_visible()
    expect(sam.page.get_by_text("I am here")).to_be_hidden()
    sam.shows_no_barrier(PHONE, DESK)
    sam.press("Back to the desk")
    sam.press("Lock now")
    sam.press("Lock anyway")
    door = sam.page.get_by_label("Your seven words")
    expect(door).to_be_visible()
    expect(sam.page.get_by_text("What you wrote last is not through yet. It goes out once you unlock.")).to_be_visible()
    sam.context.set_offline(False)
    sam.unlocks()
    youth.hear("text", lambda one: one["body"] == "I am here")
    sam.open(youth)
    expect(sam.log).to_contain_text("Delivered to the line")
    sam.context.set_offline(True)
    sam.write("and I stay")
    sam.press("Lock now")
    sam.sees("Lock the desk?")
    sam.context.set_offline(False)
    youth.hear("text", lambda one: one["body"] == "and I stay")

    expect(door).to_be_visible()
    expect(sam.page.get_by_text("What you wrote last is not through yet.")).to_have_count(0)


def test_a_talk_that_is_still_being_opened_is_not_said_to_be_untold(sam: Worker, youth: Youth) -> None:
    """Nothing of it was read yet, and they know that I am here: the head says since when I have it."""
    youth.ask("hello")
    sam.claim(youth)
    sam.page.route("**/frames?*", lambda _: None)
    sam.page.reload()
    sam.unlocks()
    sam.row(youth).click()
    expect(sam.page.get_by_text("Opening…")).to_be_visible()
    expect(sam.page.locator(".desk-thread-state")).to_have_text(re.compile("^Yours since"))
    sam.page.unroute("**/frames?*")  # and what was held goes on

    expect(sam.log).to_contain_text("They have been told that you are here.")


def test_the_studio_says_so_too_and_saves_once_the_line_is_back(hands: EditorsHands) -> None:
    """Before I have typed a word, and no second time beside what it says of words that wait."""
    away = hands.page.get_by_role("status").filter(has_text=AWAY)
    hands.chooses("not_now")
    was = hands.words().input_value()
    hands.context.set_offline(True)
    expect(away).to_contain_text("what you write is kept in this browser, and saved once it is back.")
    hands.shows_no_barrier(PHONE, DESK)
    hands.words().fill("That is fine. I stay.")
    expect(hands.page.get_by_text("What you wrote is kept in this browser")).to_be_visible()
    expect(away).to_have_count(0)
    hands.context.set_offline(False)
    hands.sees_saved()
    hands.words().fill(was)

    hands.sees_saved()
    expect(away).to_have_count(0)
