"""The desk with a keyboard alone, on a wide screen and on a phone's: from waiting to closed, and the care record beside it.

A phone has other controls: the list or the talk, a way back, and what stands beside the talk folded away, or over all of it. So its
stories are told on each screen.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.fakes.youth import Youth
from tests.web.hands import Hands
from tests.web.people import DESK, PHONE, Worker

PLAN = {
    "They notice that it gets bad when": "I stop answering",
    "What they can do by themselves": "walk to the lake",
    "People and places that feel okay": "auntie",
    "What makes it safer around them": "the pills go to auntie",
    "One small step for today": "text auntie",
}
HANDED_ON = (
    "What they want",
    "Risk now",
    "What we promised",
    "Safe word, safe time",
    "Do not",
    "Next step, and whose it is",
)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_a_whole_conversation_by_tab_and_enter(sam: Worker, youth: Youth, screen: Any) -> None:
    """Read, claim, answer, correct, look things up, ask for help, close: all of it is on the way of Tab, and shows."""
    sam.looks_from(screen)
    hands, page = Hands(sam.page, sam.phrase), sam.page
    youth.ask("hello", safe_word="blueberry")
    expect(sam.row(youth)).to_be_visible()
    hands.walks()
    hands.goes_to(sam.row(youth))
    page.keyboard.press("Enter")
    expect(page.locator(".desk-cover")).to_be_visible()
    hands.walks()
    hands.press("Claim")
    youth.hear_claim()
    expect(sam.box).to_be_focused()
    hands.walks()
    hands.goes_to(page.get_by_role("group", name="Ways to begin").get_by_role("button").first)
    page.keyboard.press("Enter")
    expect(sam.box).to_be_focused()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("I am hear")
    hands.press("Send")
    said = youth.hear("text", lambda said: said["body"] == "I am hear")
    hands.keeps_the_focus()
    edit = sam.log.get_by_role("button", name="Edit the message")
    hands.goes_to(edit)
    page.keyboard.press("Enter")
    hands.walks()
    hands.fills("Edit your message", "I am here")
    hands.press("Save")
    assert youth.hear("edit")["of"] == said["mid"]
    expect(sam.log).to_contain_text("edited")
    hands.press("edited")
    hands.walks()
    hands.goes_to(sam.log.get_by_role("button", name="Take back"))
    page.keyboard.press("Enter")
    youth.hear("retract")
    hands.keeps_the_focus()
    looks_things_up(hands, youth)
    hands.press("Help me")
    # The answer moves what is below.
    expect(sam.page.get_by_role("dialog")).not_to_contain_text("Calling a second person")
    hands.is_asked("You are not alone with this")
    page.keyboard.press("Escape")
    hands.press("Put back")
    hands.is_asked("Put the conversation back in line?")
    hands.press("Keep it")
    hands.press("Close")
    hands.is_asked("Close the conversation?")
    hands.selects("Erase it", "After 3 days")
    hands.selects("Why longer", "They asked")
    hands.walks()
    hands.press("Close it")
    youth.hear("close")
    expect(page.get_by_role("button", name="Close", exact=True)).to_have_count(0)
    hands.keeps_the_focus()
    expect(page.locator(".desk-thread-state")).to_contain_text("erased in 3 days")
    hands.press("Keep longer")
    hands.is_asked("Keep it longer?")
    hands.press("Keep it")
    expect(page.locator(".desk-thread-state")).to_contain_text("erased in 7 days")
    hands.walks()


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_a_team_by_tab_and_enter(sam: Worker, ana: Worker, youth: Youth, screen: Any) -> None:
    """Called, away and back, somebody new brought in, a limit said, a pause and its second look, an offer taken to its end."""
    for worker in (sam, ana):
        worker.looks_from(screen)
    hands, others = Hands(sam.page, sam.phrase), Hands(ana.page, ana.phrase)
    page = sam.page
    hands.press("Away")
    hands.is_asked("Away for a while?")
    hands.picks("A meal")
    hands.selects("For how long?", "30 minutes")
    hands.press("Go away")
    hands.press("I am back")
    expect(page.get_by_role("button", name="Away", exact=True)).to_be_visible()
    youth.ask("you are useless")
    called = page.get_by_role("region", name="You are called")
    expect(called).to_be_visible()
    hands.walks()
    hands.press("I have it")
    expect(page.locator(".desk-cover")).to_be_visible()
    hands.press("Claim")
    youth.hear_claim()
    expect(called).to_have_count(0)
    if (more := page.locator("[aria-controls=desk-strip-more]")).is_visible():
        hands.goes_to(more)
        page.keyboard.press("Enter")
    hands.press("Ask to bring somebody in")
    hands.is_asked("Ask to bring somebody in?")
    page.keyboard.press("Escape")
    hands.goes_to(page.locator("#desk-box"))
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(sam.box).to_be_focused()
    hands.press("Send")
    hands.press("Pause the chat")
    hands.is_asked("Pause the chat?")
    hands.selects("Why", "Insults")
    hands.press("Pause it")
    expect(page.locator("[data-act=unmute]")).to_be_visible()
    hands.keeps_the_focus()
    sam.is_told("Paused.")
    name = ana.row(youth).locator(".desk-row-name").inner_text()
    mine = ana.page.get_by_role("region", name="Pauses to look at").locator(".desk-notice", has_text=name)
    others.walks()
    others.goes_to(mine.get_by_role("button", name="It was right"))
    ana.page.keyboard.press("Enter")
    others.keeps_the_focus()
    hands.press("End the pause")
    hands.press("Hand over")
    hands.is_asked("Hand over to a colleague")
    hands.picks("Ana")
    hands.picks("I need a break")
    hands.press("Ask them")
    hands.keeps_the_focus()
    others.goes_to(ana.row(youth))
    ana.page.keyboard.press("Enter")
    others.press("Yes, I take it")
    others.keeps_the_focus()
    asked = youth.hear("transfer")
    said = {"t": "consent", "kind": "transfer", "of": asked["mid"], "to": asked["to"]}
    youth.say(said | {"accepted": True, "words": "?", "reply": "Yes"})
    youth.hear("transfer", lambda said: said.get("of") is not None)
    # The youth's end moves it, as the bot does, and says whom the words follow now.
    youth.client.post(f"/api/conversations/{youth.id}/moved", json={"device": asked["to"], "given": youth.cursor})
    youth.say({"t": "claimed", "device": asked["to"], "of": youth.heard[-1]["mid"]})
    expect(ana.box).to_be_visible()
    others.keeps_the_focus()
    others.walks()


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_who_stands_beside_and_who_keeps_out_by_keys(sam: Worker, ana: Worker, youth: Youth, screen: Any) -> None:
    """A supervisor comes, leaves a note for the one who has it, goes, comes when help is asked for, sets a limit; and who knows the youth is out of it."""
    for worker in (sam, ana):
        worker.looks_from(screen)
    hands, others = Hands(sam.page, sam.phrase), Hands(ana.page, ana.phrase)
    youth.ask("hello")
    sam.claim(youth)
    others.goes_to(ana.row(youth))
    ana.page.keyboard.press("Enter")
    others.walks()
    others.press("Stand beside")
    youth.hear("join")
    expect(ana.box).to_be_visible()
    others.keeps_the_focus()
    others.goes_to(ana.box)
    ana.page.keyboard.insert_text("ask about tonight")
    others.press("Keep note")
    expect(sam.log).to_contain_text("ask about tonight")
    others.press("Leave")
    youth.hear("release")
    others.keeps_the_focus()
    hands.press("Help me")
    # The answer moves what is below.
    expect(sam.page.get_by_role("dialog")).not_to_contain_text("Calling a second person")
    hands.is_asked("You are not alone with this")
    hands.press("Back to the conversation")
    hands.press("I am all right again")
    hands.keeps_the_focus()
    hands.press("Help me")
    hands.press("Back to the conversation")
    others.goes_to(ana.row(youth))
    ana.page.keyboard.press("Enter")
    others.press("Join")
    youth.hear("join")
    expect(sam.page.locator(".desk-notices")).to_contain_text("Ana came to help you.")
    others.press("Leave")
    youth.hear("release")
    others.goes_to(ana.page.get_by_role("button", name="change how many Sam takes at once"))
    ana.page.keyboard.press("Enter")
    others.is_asked("How many at once for Sam?")
    others.selects("Conversations at once", "2")
    others.press("Set it")
    expect(ana.page.get_by_role("dialog")).to_have_count(0)
    others.keeps_the_focus()
    hands.press("I know them")
    hands.is_asked("You know this person?")
    hands.press("Hide it from me")
    expect(sam.row(youth)).to_have_count(0)
    hands.keeps_the_focus()
    hands.walks()


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["wide", "phone"])
def test_a_care_record_by_tab_and_enter(sam: Worker, youth: Youth, screen: Any) -> None:
    """Safety check, risk with its assessment, a plan that is sent, a report that is made, a handover: filled, kept, and left by Escape."""
    sam.looks_from(screen)
    hands, page = Hands(sam.page, sam.phrase), sam.page
    youth.ask("im 14")
    sam.claim(youth)
    hands.goes_to(page.get_by_role("button", name="Hand over"))
    page.keyboard.press("o")
    record = page.locator(".record, dialog[open]")  # beside the talk, or all of a phone
    expect(record).to_be_visible()
    opens(hands, record, "safety-check")
    for question in ("1. Is it safe to chat?", "3. Are they hurt now?", "5. Thoughts of dying?"):
        answers(hands, record, question, "Yes")
    answers(hands, record, "2. Does anyone else see this phone?", "No")
    answers(hands, record, "4. Somewhere safe tonight?", "Not known")
    hands.fills("Have they thought about how?", "pills at home")
    answers(hands, record, "Is what they would use near them?", "Yes")
    answers(hands, record, "Is there a time?", "In a day or two")
    hands.fills("6. What do they want?", "a quiet night")
    keeps(hands, "Keep")
    expect(record.get_by_role("heading", name="Risk")).to_be_visible()
    answers(hands, record, "How high is the risk now?", "Raised: something could go wrong")
    expect(record.get_by_label("Have they thought about how?")).to_have_value("pills at home")
    hands.fills("Thoughts", "said that it would be easier")
    answers(hands, record, "Is there a time?", "No time")
    hands.fills("What holds them", "her little sister")
    keeps(hands, "Keep")
    expect(record.get_by_role("heading", name="Safety plan")).to_be_visible()
    for field, words in PLAN.items():
        hands.fills(field, words)
    keeps(hands, "Keep")
    hands.press("Send to them as a message…")
    hands.walks()
    hands.press("Send it")
    said = youth.hear("text")["body"]
    assert [words for words in PLAN.values() if words not in said] == []
    expect(record).to_contain_text("Sent to them.")
    hands.keeps_the_focus()
    page.keyboard.press("Escape")
    expect(record.locator('[data-page="risk"]')).to_contain_text("Raised")
    opens(hands, record, "report")
    hands.selects("Where they live, as far as they said", "Dryden")
    hands.goes_to(record.get_by_role("button", name="I called this one").first)
    page.keyboard.press("Enter")
    hands.fills("What gives you grounds", "said that he hits her")
    hands.fills("Who took it", "the night worker")
    answers(hands, record, "What they said", "They took it and will act")
    answers(hands, record, "Told the young person first?", "No")
    hands.fills("If not, why", "he was beside her")
    keeps(hands, "Keep the report")
    expect(record).to_contain_text("Your report is made.")
    page.keyboard.press("Escape")
    opens(hands, record, "handover")
    for field in HANDED_ON:
        hands.fills(field, f"{field}, in a few words")
    keeps(hands, "Keep the handover")
    kept = record.locator(".record-version").first
    for field in HANDED_ON:
        expect(kept).to_contain_text(f"{field}, in a few words")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(record).to_have_count(0)
    hands.keeps_the_focus()


def opens(hands: Hands, record: Locator, page: str) -> None:
    """Go to a page of the record, and around everything on it."""
    hands.goes_to(record.locator(f'[data-page="{page}"]'))
    hands.page.keyboard.press("Enter")
    expect(record.locator("form")).to_be_visible()
    hands.keeps_the_focus()
    hands.walks()


def answers(hands: Hands, record: Locator, question: str, answer: str) -> None:
    """Go to the question; Space takes what one stands on, the arrows go on to the next."""
    asked = record.get_by_role("group", name=re.compile(re.escape(question)))
    wanted = asked.get_by_role("radio", name=answer, exact=True)
    hands.goes_to(wanted)
    for key in ("Space", *["ArrowDown"] * 5):
        if wanted.is_checked():
            break
        hands.page.keyboard.press(key)
    expect(wanted).to_be_checked()
    hands.is_somewhere_seen()


def keeps(hands: Hands, words: str) -> None:
    """Keep the form; the keyboard stays on the page."""
    hands.press(words)
    hands.keeps_the_focus()


def looks_things_up(hands: Hands, youth: Youth) -> None:
    """A ready reply, a service, a note for the team; Escape closes what is open, and nothing else."""
    page, box = hands.page, hands.page.locator("#desk-box")
    search = page.get_by_role("combobox", name="Search ready replies")
    for way_out in ("Escape", "Tab Escape", "Tab Enter"):
        hands.press("Replies")
        expect(search).to_be_focused()
        for key in way_out.split():
            page.keyboard.press(key)
        expect(search).to_have_count(0)
        expect(box).to_be_focused()
    hands.press("Replies")
    expect(search).to_be_focused()
    hands.walks()
    hands.goes_to(search)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(box).not_to_have_value("")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("Delete")
    hands.press("Service")
    hands.is_asked("Send a service")
    hands.fills("Find", "kids help phone")
    hands.goes_to(page.get_by_role("radio").first)
    page.keyboard.press("Space")
    hands.press("Send this card")
    youth.hear("card")
    hands.keeps_the_focus()
    hands.press("Note")
    hands.walks()
    hands.fills("Note for the team", "wants a bed " * 342)
    expect(box).to_have_accessible_description(
        "8 too many: one note holds 4,096 letters. Nothing is lost. Shorten it, or keep it as two notes."
    )
    expect(page.locator("#desk-count")).to_have_text("Letters: 4,104 / 4,096")
    expect(page.locator("#desk-count")).to_be_in_viewport(ratio=1)
    page.keyboard.press("ControlOrMeta+Enter")
    hands.walks()
    expect(page.get_by_role("button", name="Keep note", exact=True)).to_be_in_viewport(ratio=1)
    assert len(box.input_value()) == 4104
    hands.fills("Note for the team", "wants a bed")
    hands.press("Keep note")
    expect(page.get_by_text("Kept locked on this device")).to_be_visible()


def test_single_keys_do_the_same(sam: Worker, youth: Youth) -> None:
    """Every step from waiting to answered, without a mouse."""
    youth.ask("hello", priority=2)
    expect(sam.row(youth)).to_be_visible()
    keys = sam.page.keyboard
    sam.page.locator("#main").focus()
    keys.press("Escape")
    keys.press("j")
    expect(sam.row(youth)).to_have_attribute("aria-current", "true")
    keys.press("c")
    youth.hear_claim()
    expect(sam.box).to_be_focused()
    keys.type("typed by hand")
    keys.press("Control+Enter")
    youth.hear("text", lambda said: said["body"] == "typed by hand")
    keys.press("Escape")
    keys.press("/")
    expect(sam.page.get_by_role("combobox", name="Search ready replies")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(sam.box).to_be_focused()
    expect(sam.box).not_to_have_value("")
    sam.box.fill("")
    keys.press("Escape")
    keys.press("?")
    expect(sam.page.get_by_role("dialog", name="Keys and habits")).to_be_visible()
    keys.press("Escape")
