"""Every page and dialog of the console is open to everybody: axe finds nothing, light and dark, on a phone and a wide screen.

Around the desk each story is told once, and each page of it looked at on both screens; that everything there can be used on a
phone is told by the stories of the keyboard. The desk is another page on a phone: the list or the talk, and what stands beside
the talk folded away with all that opens from it. Its stories are told on each screen.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.fakes.chromium import barriers
from tests.fakes.youth import Youth
from tests.web.people import DESK, LONG_MS, PHONE, Line, Person, Worker

BOTH = (PHONE, DESK)
# Nothing moves, so that nothing is measured half faded in.
STILL: Any = {"viewport": DESK, "reduced_motion": "reduce"}


def without_scripts(route: Any) -> None:
    """Let a page come as it is drawn where scripts are off."""
    answer = route.fetch()
    shown = re.sub(r"<script.*?</script>|</?noscript>", "", answer.text(), flags=re.S)
    route.fulfill(response=answer, body=shown)


SMALL = """<!doctype html><html lang="en"><title>Small</title><main><h1>Small</h1>
<button style="width: 10px; height: 10px" aria-label="one"></button>
<button style="width: 10px; height: 10px" aria-label="two"></button></main></html>"""


def test_a_target_too_small_for_a_thumb_is_found(arrive: Any) -> None:
    """WCAG 2.2 AA asks for 24 by 24, or for room around; whoever looks for barriers asks for it too."""
    page = arrive(**STILL).page
    page.set_content(SMALL)
    assert [one.partition(":")[0] for one in barriers(page)] == ["target-size"]
    page.set_content(SMALL.replace("10px", "24px"))

    assert barriers(page) == []


def test_before_there_is_a_line(line: Line, arrive: Any) -> None:
    """Pages for who comes too early, with half a link, or with a browser that cannot seal."""
    for missing in ("crypto", "indexedDB"):
        old = arrive(**STILL)
        old.page.add_init_script(f"Object.defineProperty(globalThis, {missing!r}, {{ value: undefined }})")
        old.page.goto(f"{line.origin}/console")
        old.sees("This browser cannot seal messages")
        old.shows_no_barrier(*BOTH)
    # axe cannot run where scripts are off, so the page comes without its script, and shows what it keeps for then.
    plain = arrive(**STILL)
    plain.page.route("**/console", without_scripts)
    plain.page.goto(f"{line.origin}/console")
    plain.sees("This page needs scripts")
    plain.shows_no_barrier(*BOTH)
    sam = arrive(**STILL)
    for path, title in (
        ("console", "The line is not set up yet"),
        ("studio", "This browser has no desk"),
        ("setup", "Open your link once more"),
        ("join", "Open your link once more"),
    ):
        sam.page.goto(f"{line.origin}/{path}")
        sam.sees(title)
        sam.shows_no_barrier(*BOTH)
    sam.page.route("**/api/line", lambda route: route.abort())
    sam.page.goto(f"{line.origin}/console")
    sam.sees("The relay does not answer")
    sam.shows_no_barrier(*BOTH)


def test_making_the_line(line: Line, arrive: Any) -> None:
    """Set-up with every slip that it answers, and a relay that is away at the end."""
    sam = arrive(**STILL)
    sam.page.goto(line.link)
    sam.press("Go on")
    sam.shows_no_barrier(*BOTH)
    sam.says_who("Sam")
    sam.shows_no_barrier(*BOTH)
    sam.picks("Seven words")
    sam.press("Make the words")
    sam.sees("Your seven words")
    sam.shows_no_barrier(*BOTH)
    sam.press("I have them")
    sam.press("Check and go on")
    sam.shows_no_barrier(*BOTH)
    sam.press("Show them again")
    sam.press("Back")
    sam.takes_words()
    sam.reads_kit()
    sam.shows_no_barrier(*BOTH)
    sam.page.reload()
    sam.sees("Hello, Sam")
    sam.shows_no_barrier(*BOTH)
    sam.unlocks()
    sam.reads_kit()
    sam.shows_no_barrier(*BOTH)
    sam.press("I have my copy")
    sam.press("Make the line")
    expect(sam.page.get_by_text("Look at your copy again").first).to_be_visible()
    sam.shows_no_barrier(*BOTH)
    sam.press("Show the kit again")
    sam.page.route("**/api/line", lambda route: route.abort())
    sam.types_kit()
    expect(sam.page.get_by_text("The line is not made yet")).to_be_visible()
    sam.shows_no_barrier(*BOTH)
    sam.page.unroute("**/api/line")
    sam.press("Try again")
    sam.sees("Your line stands")
    sam.shows_no_barrier(*BOTH)


def test_locking_and_unlocking(line: Line, arrive: Any) -> None:
    """Locked with what is said there, words that do not fit, another tab, and a relay that does not answer."""
    sam = arrive(**STILL).founds(line.link)
    sam.goes_on_call()
    sam.press("Lock now")
    sam.page.get_by_role("button", name="Unlock", exact=True).click()
    sam.shows_no_barrier(*BOTH)
    sam.press("I cannot unlock")
    sam.shows_no_barrier(*BOTH)
    sam.press("Go back")
    sam.page.route("**/api/signin/challenge", lambda route: route.abort())
    sam.unlocks()
    expect(sam.page.get_by_text("The relay cannot be reached right now.")).to_be_visible()
    sam.shows_no_barrier(*BOTH)
    sam.page.unroute("**/api/signin/challenge")
    sam.press("Try again")
    sam.at_desk()
    second = Person(sam.context.new_page(), sam.phrase)
    second.page.goto(f"{line.origin}/console")
    second.unlocks()
    second.sees("The desk is open in another tab")
    second.shows_no_barrier(*BOTH)
    second.press("Use it here")
    second.at_desk()
    expect(sam.page.get_by_text("The desk was opened in another tab.")).to_be_visible()
    sam.shows_no_barrier(*BOTH)
    late = arrive(**STILL)
    late.page.goto(f"{line.origin}/console")
    late.sees("This browser has no desk")
    late.shows_no_barrier(*BOTH)


def test_people_and_their_dialogs(line: Line, arrive: Any) -> None:
    """Inviting, waiting, letting in, naming and removing, with what each says when something is wrong."""
    sam = arrive(**STILL).founds(line.link)
    sam.looks_at("This device")
    sam.shows_no_barrier(*BOTH)
    sam.looks_at("People")
    sam.shows_no_barrier(*BOTH)
    sam.press("Invite someone")
    sam.shows_no_barrier(*BOTH)
    sam.press("Make the invitation")
    sam.shows_no_barrier(*BOTH)
    link = sam.page.get_by_role("textbox", name="Link").input_value()
    sam.press("Done")
    line.somebody_asks("Mallory")
    ana = arrive(**STILL)
    ana.page.goto(link)
    ana.sees("Join the desk")
    ana.press("Go on")
    ana.shows_no_barrier(*BOTH)
    ana.says_who("Ana")
    ana.takes_words()
    ana.sees("Waiting for approval")
    ana.shows_no_barrier(*BOTH)
    expect(sam.page.get_by_role("button", name="Approve Ana")).to_be_visible(timeout=LONG_MS)
    sam.press("Approve Mallory")
    expect(sam.page.get_by_text("First compare the digits")).to_be_visible()
    sam.shows_no_barrier(*BOTH)
    sam.lets_in("Ana")
    expect(sam.page.get_by_text("Ana is let in.")).to_be_visible()
    ana.comes_back()
    ana.sees("You are in")
    ana.shows_no_barrier(*BOTH)
    ana.press("Open the desk")
    ana.looks_at("People")
    ana.press("Become a coordinator")
    ana.shows_no_barrier(*BOTH)
    ana.press("Make my code")
    ana.shows_no_barrier(*BOTH)
    sam.press("Name a coordinator")
    sam.press("Sign and name")
    expect(sam.page.get_by_text("This is not a code of somebody on the list.")).to_be_visible()
    sam.shows_no_barrier(*BOTH)
    sam.press("Cancel")
    sam.press("Renew for a year")
    sam.shows_no_barrier(*BOTH)
    sam.press("Cancel")
    sam.press("Remove Ana")
    sam.shows_no_barrier(*BOTH)
    sam.page.route("**/api/documents/roster", lambda route: route.abort())
    sam.press("Remove for good")
    expect(sam.page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    sam.shows_no_barrier(*BOTH)


def test_coming_and_going(line: Line, arrive: Any) -> None:
    """An empty desk, standby, on call, asked whether one is there, covered, and what the last one leaves behind."""
    sam = arrive(**STILL)
    sam.page.clock.install()
    sam.founds(line.link)
    sam.shows_no_barrier(*BOTH)
    sam.press("Off call")
    sam.press("Go on standby for 8 days")
    expect(sam.page.get_by_text(re.compile("^On standby until"))).to_be_visible()
    sam.shows_no_barrier(*BOTH)
    sam.press("Go on call")
    expect(sam.page.locator("button.call-on")).to_be_visible()
    sam.page.clock.run_for(29 * 60_000 + 15_000)
    expect(sam.page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    sam.shows_no_barrier(*BOTH)
    sam.page.clock.run_for(60_000 + 10_000)
    expect(sam.page.get_by_role("heading", name="Covered")).to_be_visible()
    sam.shows_no_barrier(*BOTH)
    sam.press("Show the desk")
    sam.page.locator("button.call-on").click()
    sam.shows_no_barrier(*BOTH)
    sam.press("Go off call")
    sam.press("Tell them this")
    expect(sam.page.get_by_text("Choose a day and time that is still to come.")).to_be_visible()
    sam.shows_no_barrier(*BOTH)
    sam.page.keyboard.press("Escape")
    line.relay.kill()
    expect(sam.page.get_by_text("The line is away.")).to_be_visible(timeout=LONG_MS)
    sam.shows_no_barrier(*BOTH)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_a_conversation(sam: Worker, youth: Youth, screen: Any) -> None:
    """In line, covered, talking, with everything that opens over it, until it is closed."""
    page = sam.page
    sam.looks_from(screen)
    youth.ask("hello", "\u202ehidden", safe="no", safe_word="blueberry", priority=2)
    expect(sam.row(youth)).to_be_visible()
    sam.shows_no_barrier()
    sam.open(youth)
    sam.shows_no_barrier()
    sam.claim(youth)
    sam.write("Hi")
    youth.hear("text")
    youth.text("blueberry")
    expect(page.get_by_role("alert")).to_be_visible()
    sam.shows_no_barrier()
    for name in ("Replies", "Service", "Help me", "Hand over", "I know them", "Put back", "Close"):
        sam.press(name)
        if name == "Close":
            page.get_by_label("Erase it").select_option("3")
        sam.shows_no_barrier()
        page.keyboard.press("Escape")
    page.locator("[aria-controls=desk-strip-more]").or_(
        page.get_by_role("button", name="Note", exact=True)
    ).first.click()
    sam.shows_no_barrier()
    more = page.locator("[aria-controls=desk-strip-more]")
    if more.is_visible():
        more.click()
        sam.press("Note")
        sam.shows_no_barrier()
    sam.write("a note for the team")
    own = sam.log.locator(".desk-from-me:not(.desk-pending)")
    expect(own).to_contain_text("Delivered to the line")  # what stands under it moves no more
    own.hover()
    own.get_by_role("button", name="Edit").click()
    sam.shows_no_barrier()
    sam.write("Hi there")
    youth.hear("edit")
    own.get_by_role("button", name="edited").click()
    sam.box.fill("x" * 5000)
    sam.shows_no_barrier()
    sam.box.fill("")
    sam.press("Close")
    page.locator("[data-act=confirm]").click()
    youth.hear("close")
    expect(page.locator(".desk-thread-state")).to_contain_text("Closed")
    sam.shows_no_barrier()


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_what_a_colleague_has(sam: Worker, ana: Worker, youth: Youth, screen: Any) -> None:
    """With a colleague: what others are told, and the list of keys."""
    youth.ask("hello")
    sam.claim(youth)
    ana.looks_from(screen)
    ana.open(youth)
    expect(ana.page.get_by_text("A colleague has this conversation.")).to_be_visible()
    ana.shows_no_barrier()
    ana.looks_from(screen)
    ana.press("Keys and habits")
    ana.shows_no_barrier()
    ana.page.keyboard.press("Escape")


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_what_stands_around_a_conversation(sam: Worker, ana: Worker, youth: Youth, screen: Any) -> None:
    """Away, a limit, somebody new brought in, an offer, a supervisor beside, a pause and its second look."""
    page = sam.page
    for worker in (sam, ana):
        worker.looks_from(screen)
    sam.press("Away")
    sam.shows_no_barrier()
    sam.page.locator("[data-act=confirm]").click()
    expect(page.get_by_role("button", name="I am back")).to_be_visible()
    sam.shows_no_barrier()
    sam.press("I am back")
    limit = ana.page.get_by_role("button", name="change how many Sam takes at once")
    expect(limit).to_be_visible()
    limit.click()
    ana.shows_no_barrier()
    ana.page.keyboard.press("Escape")
    youth.ask("hello")
    sam.claim(youth)
    asks = page.locator("[data-act=let-in]:visible")
    if not asks.count():
        page.locator("[aria-controls=desk-strip-more]").click()
    asks.click()
    sam.shows_no_barrier()
    page.keyboard.press("Escape")
    sam.press("Hand over")
    page.get_by_role("radio", name=re.compile("^Ana")).check()
    page.locator("[data-act=confirm]").click()
    expect(page.locator("[data-act=withdraw]")).to_be_visible()
    sam.shows_no_barrier()
    ana.row(youth).click()
    expect(ana.page.locator("[data-act=agree]")).to_be_visible()
    ana.shows_no_barrier()
    ana.page.locator("[data-act=decline]").click()
    ana.page.locator("[data-act=join]:not([aria-busy])").click()
    expect(page.locator(".desk-notices")).to_contain_text("Ana stands beside you")
    sam.shows_no_barrier()
    expect(ana.page.get_by_role("textbox", name="Note for the team")).to_be_visible()
    ana.shows_no_barrier()
    ana.press("Leave")
    ana.looks_from(screen)
    page.locator("#desk-thread-name").focus()
    page.keyboard.press("n")
    page.keyboard.press("Control+Enter")
    sam.press("Pause the chat")
    sam.shows_no_barrier()
    page.locator("[data-act=confirm]").click()
    expect(page.locator("[data-act=unmute]")).to_be_visible()
    sam.shows_no_barrier()
    expect(ana.page.get_by_role("region", name="Pauses to look at")).to_be_visible()
    ana.shows_no_barrier()
    ana.page.locator("[data-act=mute-right]").click()
    sam.looks_from(screen)
    sam.shows_no_barrier()
