"""A worker and a youth talk at the desk: words both ways, corrections, and what was lost or changed on its way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from bot.sealing.keys import b64u
from tests.fakes.line import Part
from tests.fakes.youth import Bot, Coordinator, Youth
from tests.web.people import RINGING, Worker, at_a_desk

# Looks into the worker's drawer, frame by frame, until a name is in it; what lies there is sealed.
UNTIL_KEPT = """(name) => new Promise((done) => {
  const look = () => {
    const ask = indexedDB.open('desk');
    ask.onsuccess = () => {
      const got = ask.result.transaction('kept').objectStore('kept').get(name);
      got.onsuccess = () => { ask.result.close(); if (got.result) done(); else requestAnimationFrame(look); };
    };
  };
  look();
})"""

# From now on this browser has no room, or has it again.
FULL = """(full) => {
  const put = globalThis.puts ??= IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = full ? () => { throw new DOMException('full', 'QuotaExceededError'); } : put;
}"""
LOW: Any = {"width": 1280, "height": 720}
# All of it is on the screen, and nothing lies over it.
SEEN_WHOLE = """(one) => {
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const lies = ([x, y]) => { const over = document.elementFromPoint(x, y); return one.contains(over) || Boolean(over?.contains(one)); };
  return top >= 0 && bottom <= innerHeight && [[left + 2, top + 2], [right - 2, top + 2], [left + 2, bottom - 2], [right - 2, bottom - 2]].every(lies)
    && [...document.querySelectorAll('.desk-panel-in')].every((box) => !box.contains(one) || bottom <= box.getBoundingClientRect().bottom);
}"""


def test_words_go_both_ways_and_stay_covered_until_claimed(sam: Worker, youth: Youth) -> None:
    """A worker reads nothing before the claim, then both read each other."""
    youth.ask("is somebody there?", safe="yes", safe_word="blueberry")
    sam.open(youth)
    expect(sam.page.locator(".desk-cover")).to_contain_text("One message, covered")
    expect(sam.log).to_have_count(0)
    sam.claim(youth)
    expect(sam.log).to_contain_text("is somebody there?")
    expect(sam.log.get_by_text("You claimed the conversation.")).to_have_count(1)
    sam.write("Hi, I am here. Is it safe to chat?")
    youth.hear("text", lambda said: said["body"] == "Hi, I am here. Is it safe to chat?")
    expect(sam.log).to_contain_text("Delivered to the line")
    youth.text("yes")

    expect(sam.log.locator(".desk-from-youth").last).to_contain_text("yes")
    panel = sam.page.get_by_role("complementary", name="The first minute")
    expect(panel).to_contain_text("blueberry, not used")
    expect(panel).to_contain_text("Somebody has their pictures")


@pytest.mark.parametrize(
    ("safe", "says"), [("yes", "Yes, they said"), ("no", "No, they said"), (None, "Unknown: ask first")]
)
def test_the_first_minute_is_on_one_screen(sam: Worker, youth: Youth, safe: str | None, says: str) -> None:
    """Domain 5: who I am to them, how safe it is, what they chose, how long it has been and how to begin, without scrolling."""
    offered: dict[str, Any] = {"safe": safe} if safe else {}
    if safe == "no":
        offered |= {"safe_word": "penguin", "lang": "fr"}
    youth.ask(priority=2, **offered)
    youth.post(*youth.seal({"t": "text", "body": "are you there"}, ago=4 * 60_000 + 30_000).frames)
    youth.text("please")
    sam.page.set_viewport_size(LOW)
    sam.claim(youth)
    expect(sam.page.get_by_role("region", name="You are called")).to_have_count(0)
    panel = sam.page.get_by_role("complementary", name="The first minute")
    facts = {
        one.locator("dt").inner_text(): one.locator("dd").inner_text() for one in panel.locator(".desk-fact").all()
    }

    assert facts["Safe to chat?"] == says
    assert facts["Safe word"] == ("penguin, not used" if safe == "no" else "None set")
    assert re.fullmatch(
        r"\w+, a community worker. They read that you work for the Quietline team", facts["They know you as"]
    )
    assert re.match(r"0:\d\d\n?", facts["Waited"])
    assert facts["They pressed"] == "Urgent"
    assert facts["Came from"] == "Somebody has their pictures"
    assert facts["Language"] == ("French" if safe == "no" else "English")
    assert re.fullmatch(r"\d\d:\d\d, less than a minute ago; 4 minutes before that", facts["Last words"])
    assert re.fullmatch(r"\d\d:\d\d Winnipeg time", facts["Their time, if near"])
    assert facts["May answer"] == "community worker (they chose “Yes”)"
    assert facts["Telegram"].startswith("Telegram, and whoever holds the phone, can read this.")
    openers = sam.page.get_by_role("group", name="Ways to begin").get_by_role("button")
    expect(openers).to_have_count(3)
    for one in [*panel.locator(".desk-fact").all(), *openers.all(), panel.get_by_role("button", name="Help me")]:
        assert one.evaluate(SEEN_WHOLE), one.inner_text()


def test_what_was_opened_is_acknowledged(sam: Worker, youth: Youth) -> None:
    """Protocol 6.1: the youth's end learns that a device opened what it sent, also before a claim."""
    sealed = None
    youth.ask()
    sealed = youth.text("hello?")
    expect(sam.row(youth)).to_be_visible()

    ack = youth.hear("ack", lambda said: said["session"] == b64u(sealed.session) and said["seq"] >= sealed.seq)
    assert ack["seq"] == sealed.seq


def test_edits_go_both_ways_and_the_earlier_words_are_shown_on_request(sam: Worker, youth: Youth) -> None:
    """An edited message says so; a worker's own can be edited and taken back."""
    youth.ask()
    first = youth.text("come at 9")
    sam.claim(youth)
    youth.say({"t": "edit", "of": b64u(first.mid), "body": "come at 10"})
    theirs = sam.log.locator(".desk-from-youth")
    expect(theirs).to_contain_text("come at 10")
    expect(theirs).not_to_contain_text("come at 9")
    theirs.get_by_role("button", name="edited").click()
    expect(theirs).to_contain_text("come at 9")

    sam.write("I wil come")
    said = youth.hear("text")
    own = sam.log.locator(".desk-from-me:not(.desk-pending)")
    own.hover()
    own.get_by_role("button", name="Edit").click()
    sam.write("I will come")
    assert youth.hear("edit") | {"of": said["mid"], "body": "I will come"} == youth.heard[-1]
    expect(own).to_contain_text("edited")
    own.hover()
    own.get_by_role("button", name="Take back").click()
    assert youth.hear("retract")["of"] == said["mid"]
    expect(own).to_contain_text("You took this back.")


def test_a_lost_message_leaves_a_visible_gap(sam: Worker, youth: Youth) -> None:
    """Protocol 5.3: what the relay swallowed is missed where it is missing."""
    youth.ask("one")
    sam.claim(youth)
    youth.seal({"t": "text", "body": "two, which never arrives"})
    youth.text("three")

    expect(sam.log).to_contain_text("three")
    expect(sam.log).to_contain_text("A message is missing here.")


def test_h17_a_changed_message_is_refused_in_words_and_never_blank(sam: Worker, youth: Youth) -> None:
    """A bit flipped on the way: refused, said, and the next words are read."""
    youth.ask("one")
    sam.claim(youth)
    frame = bytearray(youth.seal({"t": "text", "body": "changed"}).frames[-1])
    frame[130] ^= 1
    youth.post(bytes(frame))
    youth.text("still here")

    expect(sam.log).to_contain_text("One message was refused: it was changed on its way")
    expect(sam.log).to_contain_text("still here")
    assert all(text.strip() for text in sam.log.get_by_role("listitem").all_inner_texts())


MARKUP = [
    "<img src=x onerror=alert(1)><a href='javascript:alert(2)'>x</a>",
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)"><script>alert(4)</script><circle r="9"/></svg>',
    "javascript:alert(5) data:image/svg+xml,<svg/onload=alert(6)>",
]


def test_h8_h9_hostile_letters_are_marked_and_markup_is_inert(sam: Worker, youth: Youth) -> None:
    """Markup is letters, a drawing too; an address that runs is no link, a turned text is marked, and nothing of it runs."""
    ran: list[str] = []
    sam.page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    youth.ask(*MARKUP, "pay \u202egnp.exe\u0000\u200b")
    sam.claim(youth)

    said = sam.log.locator(".desk-from-youth")
    expect(said.last).to_contain_text("U+202E")
    expect(said.last).to_contain_text("U+0000")
    for bubble, words in zip(said.all(), MARKUP, strict=False):
        expect(bubble).to_contain_text(words)
    assert said.locator("img, a, script, svg, circle").count() == 0
    assert ran == []


def test_the_safe_word_is_shown_strongly_and_says_to_stop(sam: Worker, youth: Youth) -> None:
    """Domain 5: stop, write nothing (they were answered as a wrong number already), tell the backup."""
    youth.ask("hi", safe_word="blueberry", safe="yes")
    sam.claim(youth)
    known = sam.page.get_by_role("complementary", name="The first minute")
    expect(known).to_contain_text("Yes, they said")
    youth.text("Blueberry")
    expect(known).to_contain_text("No: the safe word")
    alert = sam.page.get_by_role("alert")
    expect(alert).to_contain_text("They used the safe word")

    expect(alert).to_contain_text("write nothing")
    sam.write("are you okay?")
    mine = sam.log.locator(".desk-from-me")
    expect(mine).to_contain_text("Held back until they return")
    youth.text("he left")
    expect(alert).to_contain_text("have written again since")
    expect(alert).not_to_contain_text("write nothing")
    expect(mine).to_contain_text("Delivered to the line")


def test_the_title_counts_who_waits_and_says_nothing_else(sam: Worker, youth: Youth) -> None:
    """The badge is there while somebody waits, and gone once claimed."""
    before = sam.page.title()
    youth.ask("hello")
    expect(sam.page).not_to_have_title(before)
    expect(sam.page).to_have_title(re.compile(r"^\(\d+\) Desk$"))
    sam.claim(youth)

    expect(sam.page).to_have_title(before)


def test_a_practice_talk_is_marked_and_silent_and_a_real_one_beside_it_is_heard(
    sam: Worker, youth: Youth, coordinator: Coordinator, bot: Bot
) -> None:
    """Training looks like a talk, says in both places that it is none, and rings for nobody."""
    sam.page.evaluate(RINGING)
    youth.ask("my turn to play the youth", channel="practice")
    expect(sam.row(youth)).to_contain_text("Practice")
    sam.open(youth)
    expect(sam.page.locator("#desk-thread-name")).to_contain_text("Practice")
    expect(sam.page).to_have_title("Desk")
    assert sam.page.evaluate("rung") == 0

    real = Youth(coordinator, bot)
    real.ask("is somebody there?")
    expect(sam.page).to_have_title("(1) Desk")
    assert sam.page.evaluate("rung") == 1
    expect(sam.row(real)).not_to_contain_text("Practice")
    real.leave()
    real.close()


def test_whoever_wishes_uncovers_each_message_with_a_press(sam: Worker, youth: Youth) -> None:
    """A habit of this worker's own, kept through a reload: no word of theirs is read by accident."""
    switch = "Cover their words until I press “Show it”"
    youth.ask("i cannot sleep")
    sam.claim(youth)
    sam.press("Keys and habits")
    sam.page.get_by_role("checkbox", name=switch).check()
    sam.press("Done")
    theirs = sam.log.locator(".desk-from-youth")
    expect(theirs).to_contain_text("Covered.")
    sam.page.reload()
    sam.ready().open(youth)
    expect(theirs).not_to_contain_text("i cannot sleep")
    theirs.get_by_role("button", name="Show it").click()
    expect(theirs).to_contain_text("i cannot sleep")
    sam.write("I am here.")
    expect(sam.log).to_contain_text("I am here.")
    youth.text("me again")
    expect(theirs.last).to_contain_text("Covered.")
    sam.press("Keys and habits")
    sam.page.get_by_role("checkbox", name=switch).uncheck()
    sam.press("Done")

    expect(theirs.last).to_contain_text("me again")


def test_a_draft_and_my_own_words_survive_a_reload(sam: Worker, youth: Youth) -> None:
    """A browser that falls over at 3 a.m. loses neither the half-written answer nor what was said; a note stays a note."""
    youth.ask("hello")
    sam.claim(youth)
    sam.write("I am here with you")
    youth.hear("text")
    sam.box.fill("What would help mo")
    sam.page.evaluate(UNTIL_KEPT, f"draft:{youth.id}")
    sam.page.reload()
    sam.unlocks()
    sam.open(youth)

    expect(sam.box).to_have_value("What would help mo")
    expect(sam.log).to_contain_text("I am here with you")
    expect(sam.log).to_contain_text("hello")
    expect(sam.log).not_to_contain_text("missing")

    sam.press("Note")
    expect(sam.box).to_have_value("")
    sam.box.fill("do not let on that mo")
    for _ in range(2):  # out of the box, then out of the talk
        sam.page.keyboard.press("Escape")
    expect(sam.box).to_have_count(0)
    sam.open(youth)
    expect(sam.page.get_by_role("textbox", name="Note for the team")).to_have_value("do not let on that mo")
    sam.press("Note")
    expect(sam.page.get_by_role("textbox", name="Your message")).to_have_value("What would help mo")


def test_a_browser_that_is_full_says_so_and_sends_all_the_same(sam: Worker, youth: Youth) -> None:
    """Nothing that I said is lost; what I only began is kept as soon as there is room, and then nothing is said of it any more."""
    youth.ask("hello")
    sam.claim(youth)
    sam.page.evaluate(FULL, True)
    sam.write("please go to the door now")
    youth.hear("text", lambda said: said["body"] == "please go to the door now")
    full = sam.page.get_by_text("This browser cannot keep what you write here.")
    expect(full).to_be_visible()
    sam.box.fill("What would help mo")
    sam.page.evaluate(FULL, False)

    expect(full).to_have_count(0)
    sam.page.evaluate(UNTIL_KEPT, f"draft:{youth.id}")
    sam.page.reload()
    sam.unlocks()
    sam.open(youth)
    expect(sam.box).to_have_value("What would help mo")
    expect(sam.log).to_contain_text("please go to the door now")


def test_a_lost_connection_is_said_and_nothing_is_lost_or_sent_twice(relay: Part, sam: Worker, youth: Youth) -> None:
    """The relay falls over while a worker writes; the words wait, and arrive once."""
    youth.ask("hello")
    sam.claim(youth)
    youth.close()
    relay.kill()
    expect(sam.page.get_by_text("The line is away.")).to_be_visible()
    sam.write("Still with you")
    expect(sam.log).to_contain_text("Waiting for the connection")
    relay.start()
    expect(sam.page.get_by_text("The line is away.")).to_have_count(0, timeout=40_000)
    expect(sam.log).to_contain_text("Delivered to the line")
    expect(sam.log.get_by_text("Still with you")).to_have_count(1)

    youth.listen_again()
    youth.hear("text", lambda said: said["body"] == "Still with you")
    sam.write("And now?")
    youth.hear("text", lambda said: said["body"] == "And now?")
    assert [one["body"] for one in youth.heard if one["t"] == "text"] == ["Still with you", "And now?"]


def test_h20_two_workers_press_claim_and_both_see_the_truth(sam: Worker, ana: Worker, youth: Youth) -> None:
    """One owner; the second is told who has it and since when."""
    youth.ask("hello")
    sam.open(youth)
    ana.open(youth)
    held: list[Route] = []
    sam.page.route("**/claim", lambda route: held.append(route))
    try:
        with sam.page.expect_request("**/claim"):
            sam.page.get_by_role("button", name="Claim", exact=True).click()
        ana.claim(youth)
        held[0].continue_()
    finally:
        sam.page.unroute("**/claim")

    expect(
        sam.page.get_by_text(re.compile(r"Ana claimed this conversation at \d\d:\d\d Winnipeg time\."))
    ).to_be_visible()
    expect(sam.box).to_have_count(0)
    expect(ana.box).to_be_visible()


def test_what_is_put_back_can_be_read_by_the_next(sam: Worker, ana: Worker, youth: Youth) -> None:
    """Protocol 4.3: the one who lets go hands the words over, so that the youth need not say them twice."""
    youth.ask("hello")
    sam.claim(youth)
    sam.write("I have to go, a colleague takes over")
    youth.hear("text")
    youth.text("only Sam was told this")
    expect(sam.log).to_contain_text("only Sam was told this")
    sam.page.get_by_role("button", name="Note", exact=True).click()
    sam.write("wants a bed for tonight")
    expect(sam.log).to_contain_text("Kept locked on this device")
    # A button that is still at work with the step before does nothing.
    sam.page.locator("[data-act=release]:not([aria-busy])").click()
    sam.page.get_by_role("dialog").get_by_role("button", name="Put back").click()
    youth.hear("release")
    youth.say({"t": "claimed", "device": None, "of": youth.heard[-1]["mid"]})
    ana.claim(youth)

    expect(ana.log).to_contain_text("only Sam was told this")
    expect(ana.log).to_contain_text("I have to go, a colleague takes over")
    expect(ana.log).to_contain_text("wants a bed for tonight")
    assert not [one for one in youth.heard if one["t"] == "note"]


def test_a_worker_removed_mid_talk_is_told_and_reads_no_further(
    browser: Browser, coordinator: Coordinator, bot: Bot, youth: Youth
) -> None:
    """Protocol 7.4: the next roster without the device ends it everywhere."""
    kim = at_a_desk(browser, coordinator, "Kim")
    youth.ask("hello")
    kim.claim(youth)
    coordinator.remove("Kim")
    expect(kim.page.get_by_text(re.compile("taken off the list|not on the roster")).first).to_be_visible()
    youth.say({"t": "claimed", "device": None, "of": youth.heard[-1]["mid"]})
    youth.text("after Kim was gone")

    expect(kim.page.get_by_text("after Kim was gone")).to_have_count(0)
    kim.page.context.close()
