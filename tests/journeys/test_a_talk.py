"""A youth asks for a person, is answered, says goodbye, and leaves nothing behind."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, WebSocket, expect

from bot.sealing.padding import HEADER, SIGNATURE, header, open_body
from tests.fakes.line import Line
from tests.journeys.conftest import eventually, founded, joined, rows, waiting
from tests.journeys.stage import Worker, Youth

pytestmark = pytest.mark.journey

OPEN = 1
SENT, BROUGHT = (b"\x01", 5), (b"\x03", 17)  # what stands before a frame on the socket, up and down (decision 0003)


def stands_by(chromium: Browser, line: Line) -> Worker:
    """Make the line; its founder is not on call, and reads the notes that are left."""
    founder = founded(chromium, line)
    founder.page.locator("button.call").click()
    founder.page.get_by_role("button", name="Go on standby").click()
    founder.page.keyboard.press("Escape")
    founder.goes_off_call()
    return founder


def test_a_youth_is_answered_and_can_erase_it_all(chromium: Browser, line: Line) -> None:
    """Asked, waited, claimed, talked both ways, edited, closed, erased, purged: the main promise from end to end."""
    worker = founded(chromium, line)
    youth = waiting(chromium, line)
    youth.writes("can anyone hear me")
    worker.opens_first("Waiting")
    expect(worker.page.get_by_text("covered")).to_be_visible()
    worker.claims()
    worker.reads("can anyone hear me")
    youth.reads("is here now")
    worker.writes("I am here. Is it safe to chat?")
    youth.reads("I am here. Is it safe to chat?")
    youth.writes("yes im at my frends")
    worker.reads("yes im at my frends")
    youth.edits("yes im at my frends", "yes im at my friends")
    worker.reads("yes im at my friends")
    worker.reads("edited")
    worker.closes()
    youth.reads("This chat is done for now")
    assert rows(line, "frames") > 0
    keys = rows(line, "keys", "lockbox.db")  # One of them is the relay's own.
    youth.writes("/erase")
    youth.no_longer_reads("I am here. Is it safe to chat?")
    youth.no_longer_reads("can anyone hear me")
    eventually("the conversation is purged", lambda: rows(line, "frames") == 0 and rows(line, "conversations") == 0)

    assert rows(line, "keys", "lockbox.db") == keys - 1
    assert worker.complaints == []


def test_the_second_worker_is_told_who_claimed(chromium: Browser, line: Line) -> None:
    """Two people press Claim; one has it, the other sees who, and the youth hears of one person."""
    founder = founded(chromium, line)
    ana = joined(chromium, line, founder, "Ana")
    youth = waiting(chromium, line)
    youth.writes("hello")
    founder.opens_first("Waiting")
    ana.opens_first("Waiting")
    ana.page.route("**/claim", lambda route: (founder.claims(), route.continue_()))
    ana.page.locator("[data-act=claim]").click()

    expect(ana.page.get_by_text("Robin claimed this conversation")).to_be_visible(timeout=60_000)
    youth.reads("is here now")
    founder.writes("one of us is here")
    youth.reads("one of us is here")


def test_a_worker_takes_a_talk_here_on_their_other_device(chromium: Browser, line: Line) -> None:
    """The first device lies elsewhere: what the youth writes next is locked for the second alone, is read there and answered, by somebody of the same name."""
    first = founded(chromium, line)
    second = Worker.arrives(chromium, line)
    up, down = _overheard(second)
    second.joins(first.invites(), "Robin")
    first.lets_in("Robin")
    second.is_let_in()
    second.goes_on_call()
    youth = waiting(chromium, line)
    youth.writes("hello")
    first.opens_first("Waiting")
    first.claims()
    first.writes("I am with you")
    youth.reads("I am with you")
    youth.writes("only for the first")
    first.reads("only for the first")
    second.opens_first("With colleagues")
    second.page.locator("[data-act=take-here]").click()
    youth.reads("They may not see all that you typed before")
    expect(second.page.locator("[data-act=close]")).to_be_visible()
    youth.writes("are you still you")
    second.reads("are you still you")
    second.writes("Yes, on another phone")
    youth.reads("Yes, on another phone")
    mine = {header(frame).sender for frame in up}
    locked_for = [
        {entry[0] for entry in open_body(frame[HEADER.size : -SIGNATURE]).entries}
        for frame in down
        if header(frame).type == OPEN and header(frame).sender not in mine
    ]

    expect(first.page.get_by_text("You have this conversation on another device.").last).to_be_visible()
    expect(first.page.get_by_text("went back in line")).to_have_count(0)
    assert "had to go" not in youth.page.get_by_role("log", name="Messages").inner_text()
    expect(first.page.get_by_text("are you still you")).to_have_count(0)
    names = re.findall(r"(\w+) is here now", youth.page.get_by_role("log", name="Messages").inner_text())
    assert len(names) == 2
    assert len(set(names)) == 1
    assert len(mine) == 1
    assert locked_for[-1] == mine
    assert first.complaints == second.complaints == []


def _overheard(worker: Worker) -> tuple[list[bytes], list[bytes]]:
    """Return what goes up and what comes down on this worker's socket from now on, frame by frame."""
    up: list[bytes] = []
    down: list[bytes] = []

    def keep(kept: list[bytes], said: str | bytes, mark: bytes, size: int) -> None:
        if isinstance(said, bytes) and said.startswith(mark):
            kept.append(said[size:])

    def begun(socket: WebSocket) -> None:
        socket.on("framesent", lambda said: keep(up, said, *SENT))
        socket.on("framereceived", lambda said: keep(down, said, *BROUGHT))

    worker.page.on("websocket", begun)
    return up, down


def test_a_removed_worker_reads_nothing_more(chromium: Browser, line: Line) -> None:
    """The roster drops somebody in the middle of a talk: their desk ends, and the youth is told the truth."""
    founder = founded(chromium, line)
    ana = joined(chromium, line, founder, "Ana")
    youth = waiting(chromium, line)
    ana.opens_first("Waiting")
    ana.claims()
    ana.writes("hi, I am with you")
    youth.reads("hi, I am with you")
    founder.looks_at("People")
    founder.page.get_by_role("button", name="Remove Ana").click()
    founder.page.get_by_role("button", name="Remove for good").click()

    expect(ana.page.get_by_role("navigation", name="Views")).to_have_count(0, timeout=60_000)
    youth.reads("had to go. You are back in line, in your old place. What you typed is still locked and safe.")
    youth.writes("are you still there")
    founder.looks_at("Desk")
    founder.opens_first("Waiting")
    founder.claims()
    founder.reads("are you still there")
    expect(ana.page.get_by_text("are you still there")).to_have_count(0)


def test_nobody_on_call_is_said_at_once_and_a_note_waits(chromium: Browser, line: Line) -> None:
    """Nobody is told to wait for someone who is not there; what they leave is read by whoever comes."""
    founder = stands_by(chromium, line)
    youth = Youth.picks_up(chromium, line)
    youth.starts()
    youth.taps("Person")
    youth.reads("No one is here to chat right now")
    youth.reads("Kids Help Phone")
    youth.taps("Leave a note", "A community worker")
    youth.writes("please come back tomorrow")
    founder.goes_on_call()
    founder.page.get_by_role("region", name="Waiting").get_by_role("button").or_(
        founder.page.get_by_role("region", name="Notes left while closed").get_by_role("button")
    ).first.click()
    founder.claims()

    founder.reads("please come back tomorrow")


def test_a_note_is_found_and_answered_on_standby(chromium: Browser, line: Line) -> None:
    """The desk says that one is on standby, hears nothing, and that a note was left; taken, it becomes a talk."""
    founder = stands_by(chromium, line)
    founder.looks_at("Desk")
    expect(founder.page.get_by_role("region", name="The team")).to_contain_text("You are on standby")
    expect(
        founder.page.get_by_text("You are on standby: you hear nothing, and read the notes that are left.")
    ).to_be_visible()
    expect(founder.page.get_by_text("All is quiet")).to_be_visible()
    youth = Youth.picks_up(chromium, line)
    youth.starts()
    youth.taps("Person", "Leave a note", "A community worker")
    youth.writes("please come back tomorrow")
    expect(founder.page.get_by_text("A note was left")).to_be_visible()
    founder.opens_first("Notes left while closed")
    founder.claims()
    founder.reads("please come back tomorrow")
    founder.writes("I read your note.")

    youth.reads("I read your note.")


def test_a_note_that_asks_for_a_person_stands_among_those_who_wait(chromium: Browser, line: Line) -> None:
    """Left and gone, it is there for whoever comes on; asked on from, it waits as anybody, with all that was written."""
    founder = stands_by(chromium, line)
    youth = Youth.picks_up(chromium, line)
    youth.starts()
    youth.taps("Person")
    youth.reads("No one is here to chat right now")
    youth.taps("Leave a note", "A community worker")
    youth.writes("please come back tomorrow")
    youth.reads("please come back tomorrow")  # it stands there before the thumb goes on: the chat has moved up by then
    youth.taps("Leave")
    youth.reads("Your note stays here, locked")
    founder.goes_on_call()
    notes = founder.page.get_by_role("region", name="Notes left while closed").get_by_role("button")
    expect(notes).to_have_count(1)
    youth.writes("hi")
    youth.reads("Your note is still here")
    youth.taps("Person")
    # The button of the same name that led to the note is still on the screen: it would lead nowhere.
    youth.reads("Wait time: we can't tell. Who would you like?")
    youth.taps("A community worker", "Skip")
    youth.reads("Do you need someone fast?")
    youth.taps("No")
    youth.reads("You are in line")
    founder.page.get_by_role("region", name="Waiting").get_by_role("button").first.click()
    founder.claims()

    expect(notes).to_have_count(0)
    founder.reads("please come back tomorrow")
