"""A talk on a small screen: what can be done stands side by side and leaves room for words, and nothing new is missed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.fakes.youth import Bot, Coordinator, Youth
from tests.web.people import PHONE, Worker

# Whether all of it is on the screen, and nothing lies over it.
SEEN = """(one) => { const { left, right, top, bottom } = one.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight && one.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2)); }"""


def test_on_a_phone_what_can_be_done_with_a_talk_stands_in_one_row(sam: Worker, youth: Youth) -> None:
    """Four buttons, one line: the rest of a small screen is for their words."""
    youth.ask()
    sam.open(youth)
    expect(sam.page.locator(".desk-cover")).to_contain_text("Nothing written yet")
    sam.claim(youth)
    sam.looks_from(PHONE)
    sam.open(youth)
    tops = sam.page.locator(".desk-thread-acts button").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().top)"
    )

    assert len(tops) == 4
    assert len(set(tops)) == 1


def test_on_a_phone_that_lies_on_its_side_what_can_be_done_stands_beside_who_it_is(sam: Worker, youth: Youth) -> None:
    """Such a screen is low: one row for both leaves the rest to the words, and the box is a scroll away at most."""
    youth.ask("are you there")
    sam.claim(youth)
    sam.looks_from({"width": 740, "height": 360})
    sam.open(youth)
    title, acts = (sam.page.locator(one).bounding_box() for one in (".desk-thread-title", ".desk-thread-acts"))
    assert title is not None and acts is not None

    assert acts["y"] < title["y"] + title["height"] and title["y"] < acts["y"] + acts["height"]
    sam.keeps_to_the_screen()
    sam.page.locator(".desk-send").scroll_into_view_if_needed()
    assert sam.page.locator(".desk-send").evaluate(SEEN)


def test_on_a_phone_a_press_that_takes_its_time_moves_no_button(sam: Worker, youth: Youth) -> None:
    """Whoever presses Put back twice on a slow line has not pressed Close the second time."""
    youth.ask()
    sam.claim(youth)
    sam.looks_from(PHONE)
    sam.open(youth)
    acts = sam.page.locator(".desk-thread-acts button")
    boxes = "(all) => all.map((one) => Object.values(one.getBoundingClientRect().toJSON()))"
    before = acts.evaluate_all(boxes)
    sam.page.route("**/api/certificates", lambda _: None)
    sam.press("Put back")
    sam.page.locator("[data-act=confirm]").click()
    expect(sam.page.locator("[data-act=release]")).to_have_attribute("aria-busy", "true")
    at_work = acts.evaluate_all(boxes)
    sam.page.unroute("**/api/certificates")  # and what was held goes on
    youth.hear("release")

    assert at_work == before


def test_on_a_phone_a_colleagues_talk_says_whole_who_has_it_beside_the_way_back(
    sam: Worker, ana: Worker, youth: Youth
) -> None:
    """The arrow, who has it since when, and what I can do stand side by side; nothing of it is cut off."""
    youth.ask("are you there")
    sam.claim(youth)
    ana.looks_from(PHONE)
    ana.open(youth)
    state = ana.page.locator(".desk-thread-state")
    expect(state).to_contain_text("With Sam since")
    head, back = (ana.page.locator(one).bounding_box() for one in (".desk-thread-title", ".desk-back"))
    assert head is not None and back is not None

    assert head["y"] < back["y"] + back["height"] and back["y"] < head["y"] + head["height"]
    assert state.evaluate("(one) => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight")


def test_whoever_reads_further_up_is_told_of_new_words_and_sees_what_they_send(sam: Worker, youth: Youth) -> None:
    """A press leads down to what came meanwhile; what one sends oneself is in sight at once."""
    youth.ask("it began last year. " * 100)
    sam.claim(youth)
    sam.looks_from(PHONE)
    sam.open(youth)
    newest = sam.page.get_by_role("button", name="New words below")
    sam.log.evaluate("(log) => log.scrollTo(0, 0)")
    youth.text("are you still there?")
    newest.click()
    said = sam.log.get_by_text("are you still there?")
    expect(said).to_be_in_viewport()
    expect(newest).to_have_count(0)
    sam.log.evaluate("(log) => log.scrollTo(0, 0)")
    expect(said).not_to_be_in_viewport()
    sam.write("I am here.")

    expect(sam.log.get_by_text("I am here.")).to_be_in_viewport()
    expect(newest).to_have_count(0)


def test_on_a_phone_what_becomes_of_my_words_is_in_sight_below_them(sam: Worker, youth: Youth) -> None:
    """It takes more lines than "Sending…" took: whoever has just pressed reads all of it, and could press what stands there."""
    youth.ask("it began last year. " * 100)
    sam.claim(youth)
    sam.looks_from(PHONE)
    sam.open(youth)
    sam.press("Note")
    sam.box.fill("sounds tired")
    sam.press("Keep note")

    expect(sam.log.get_by_text("Kept locked on this device")).to_be_in_viewport(ratio=1)


def test_on_a_phone_what_they_wrote_last_stands_above_the_ready_replies(sam: Worker, youth: Youth) -> None:
    """Whoever looks for an answer sees what it is to answer; folded away, the words are where they were."""
    youth.ask("it began last year. " * 20)
    sam.claim(youth)
    sam.looks_from(PHONE)
    sam.open(youth)
    youth.text("what do i do now")
    last = sam.log.get_by_text("what do i do now")
    expect(last).to_be_in_viewport(ratio=1)
    sam.press("Replies")
    expect(sam.page.get_by_role("combobox", name="Search ready replies")).to_be_focused()
    sam.page.wait_for_function(SEEN, arg=last.element_handle())
    sam.page.locator(".desk-replies").get_by_role("button", name="Close").click()
    expect(sam.box).to_be_focused()

    sam.page.wait_for_function(SEEN, arg=last.element_handle())


def test_on_a_phone_unfolded_details_leave_the_box_and_the_press_that_folds_them(sam: Worker, youth: Youth) -> None:
    """However far one scrolls in them, one can write, call for help, and fold them again."""
    youth.ask("are you there")
    sam.claim(youth)
    sam.looks_from(PHONE)
    sam.open(youth)
    fold = sam.page.locator("[aria-controls=desk-strip-more]")
    fold.click()
    sam.page.locator(".desk-strip").evaluate("(strip) => strip.scrollTo(0, strip.scrollHeight)")

    for one in (fold, sam.page.locator(".desk-strip .desk-help"), sam.box, sam.page.locator(".desk-send")):
        assert one.evaluate(SEEN), one


def test_on_a_phone_what_calls_me_takes_little_of_the_talk_that_i_have(
    sam: Worker, youth: Youth, coordinator: Coordinator, bot: Bot
) -> None:
    """Who waits meanwhile is said in a tenth of the screen, with both answers; in the list also how many wait."""
    youth.ask("hi")
    sam.claim(youth)
    others = [Youth(coordinator, bot) for _ in range(3)]
    for one in others:
        one.ask("is somebody there?")
    called = sam.page.get_by_role("region", name="You are called")
    many = called.get_by_text("3 are waiting for you.")
    expect(many).to_be_visible()
    sam.looks_from(PHONE)
    expect(many).to_be_visible()
    sam.open(youth)
    box = called.bounding_box()
    assert box is not None

    assert box["height"] <= PHONE["height"] / 10
    for answer in ("I have it", "I can’t"):
        assert called.get_by_role("button", name=answer).evaluate(SEEN)
    expect(called).to_contain_text("They have waited")
    expect(many).to_be_hidden()
    sam.shows_no_barrier()
    for one in others:
        one.leave()
        one.close()


def test_on_a_phone_the_notice_of_a_safe_word_leads_to_it(sam: Worker, youth: Youth) -> None:
    """What is folded away there unfolds with a press, and the word is on the screen."""
    youth.ask("hi", safe_word="blueberry")
    sam.claim(youth)
    sam.looks_from(PHONE)
    sam.open(youth)
    word = sam.page.locator(".desk-strip").get_by_text("blueberry")
    expect(word).to_be_hidden()
    sam.page.get_by_text("They set a safe word.").get_by_role("button", name="Show it").click()

    expect(word).to_be_in_viewport(ratio=1)


def test_the_notice_of_a_safe_word_leads_to_it_also_past_the_care_record(sam: Worker, youth: Youth) -> None:
    """On a wide screen the record stands where the panel was: it gives way."""
    youth.ask("hi", safe_word="blueberry")
    sam.claim(youth)
    sam.box.blur()
    sam.page.keyboard.press("o")
    panel = sam.page.get_by_role("complementary", name="The first minute")
    expect(panel).to_have_count(0)
    sam.page.get_by_text("They set a safe word.").get_by_role("button", name="Show it").click()

    expect(panel.locator("#fact-safe-word")).to_be_focused()
    expect(panel.locator("#fact-safe-word")).to_contain_text("blueberry")


def test_on_a_phone_whoever_writes_while_i_fill_the_record_is_not_left_unread(sam: Worker, youth: Youth) -> None:
    """The record lies over the talk: it says that they wrote, leads there, and what I had filled in is there when I am back."""
    youth.ask("hi")
    sam.claim(youth)
    sam.looks_from(PHONE)
    sam.open(youth)
    fold = sam.page.locator("[aria-controls=desk-strip-more]")
    fold.click()
    handover = sam.page.locator('.desk-strip [data-page="handover"]')
    handover.click()
    record = sam.page.get_by_role("dialog", name="Handover")
    record.get_by_label("What they want").fill("to stay at their aunt's")
    expect(record.get_by_text("They wrote meanwhile.")).to_have_count(0)
    youth.text("are you still there?")
    expect(record.get_by_text("They wrote meanwhile.")).to_be_in_viewport()
    sam.shows_no_barrier()
    record.get_by_role("button", name="Read it").click()
    expect(sam.log.get_by_text("are you still there?")).to_be_in_viewport()
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.click()
    handover.click()

    expect(record.get_by_label("What they want")).to_have_value("to stay at their aunt's")


def test_on_a_phone_the_way_back_leads_to_whoever_waits(
    sam: Worker, youth: Youth, coordinator: Coordinator, bot: Bot
) -> None:
    """The list begins with the most urgent, not with the talk that one comes from, far below."""
    youth.ask("hi")
    sam.claim(youth)
    waiting = [Youth(coordinator, bot) for _ in range(8)]
    for number, one in enumerate(waiting):
        one.ask("hello", priority=2 if number == 0 else 0)
    sam.looks_from(PHONE)
    expect(sam.row(waiting[-1])).to_be_attached()
    sam.row(youth).click()
    sam.press("Back to all conversations")

    expect(sam.page.get_by_role("region", name="The team")).to_contain_text("1 of 2 talks")
    expect(sam.row(youth)).to_be_focused()
    expect(sam.row(waiting[0])).to_be_in_viewport()
    for one in waiting:
        one.leave()
        one.close()
