"""The line is away: every page says so at once, in a sentence, and says when it is back."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.fakes.youth import Youth
from tests.web.people import DESK, PHONE, Worker

AWAY = "The line is away."


def test_a_phone_without_network_says_so_at_once_on_every_page(sam: Worker, youth: Youth) -> None:
    """No half minute of "Sending": what was just written waits, and what else is shown may be old."""
    youth.ask("hello")
    sam.claim(youth)
    said = sam.page.get_by_role("status").filter(has_text=AWAY)
    expect(said).to_have_count(0)
    sam.context.set_offline(True)
    expect(said).to_contain_text("What you write is kept, and goes out once it is back.")
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


def test_words_that_are_long_on_their_way_say_what_becomes_of_them(sam: Worker, youth: Youth) -> None:
    """The way carries nothing, and nothing says so yet: after a few seconds the words themselves do, and are kept."""
    youth.ask("hello")
    sam.claim(youth)
    sam.page.evaluate("WebSocket.prototype.send = () => undefined")
    sam.write("I am here")

    expect(sam.log).to_contain_text("Not through yet: the line is slow, or away.")
    sam.page.reload()
    sam.unlocks()
    youth.hear("text", lambda one: one["body"] == "I am here")
