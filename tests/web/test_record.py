"""A worker keeps a care record at the desk, and hands it on: forms that survive, stop in time, and are read by whoever comes next."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.fakes.youth import Bot, Coordinator, Youth
from tests.web.people import PHONE, Worker

# What this page says to the relay waits, in order, until it is let go.
HOLDS_BACK = """() => {
  const send = WebSocket.prototype.send;
  const held = [];
  WebSocket.prototype.send = function (said) { held.push([this, said]); };
  globalThis.letGo = () => {
    WebSocket.prototype.send = send;
    for (const [socket, said] of held) send.call(socket, said);
  };
}"""

INDIGENOUS = 2  # the circle beside Sam's
# What this browser keeps of a conversation, but for the public heads of its chains.
KEPT_OF = """(id) => new Promise((done) => {
  const ask = indexedDB.open('desk');
  ask.onsuccess = () => {
    const names = ask.result.transaction('kept').objectStore('kept').getAllKeys();
    names.onsuccess = () => { ask.result.close(); done(names.result.filter((name) => name.endsWith(id) && !name.startsWith('read:'))); };
  };
})"""


def sheet(worker: Worker) -> Locator:
    """The care record beside the conversation."""
    return worker.page.locator(".record")


def opens(worker: Worker, page: str) -> Locator:
    """Open a page of the care record from the first minute."""
    worker.page.locator(f'.desk-panel [data-page="{page}"]').click()
    return sheet(worker)


def picks(where: Locator, question: str, answer: str) -> None:
    """Choose the answer that begins like this."""
    asked = where.get_by_role("group", name=re.compile(re.escape(question)))
    asked.get_by_role("radio", name=re.compile(f"^{re.escape(answer)}(:|$)")).check()


def puts_back(worker: Worker, youth: Youth) -> None:
    """Put the conversation back in line; their end says so."""
    worker.page.locator('[data-act="release"]').click()
    worker.page.locator('[data-act="confirm"]').click()
    youth.hear("release")
    youth.reader.claim = None
    youth.say({"t": "claimed", "device": None, "of": None})


def looks_well(worker: Worker) -> None:
    """See the page in light and dark, once its colours are at rest."""
    worker.page.emulate_media(reduced_motion="reduce")
    worker.shows_no_barrier()


def keeps(where: Locator) -> None:
    """Keep the form."""
    where.locator('[data-act="keep-form"]').click()


def test_a_half_filled_check_is_there_after_a_reload_and_leads_to_a_plan_they_can_keep(
    sam: Worker, youth: Youth
) -> None:
    """Safety check, risk, plan: nothing typed is lost, and the plan reaches them as plain words with numbers of the list."""
    youth.ask("hi", safe="yes")
    sam.claim(youth)
    check = opens(sam, "safety-check")
    picks(check, "1. Is it safe to chat?", "Yes")
    picks(check, "5. Thoughts of dying?", "Yes")
    check.get_by_label("Have they thought about how?").fill("pills at home")
    expect(check).to_contain_text("Kept as a draft on this device.")
    sam.page.reload()
    sam.unlocks()
    sam.open(youth)
    check = opens(sam, "safety-check")
    expect(check.get_by_label("Have they thought about how?")).to_have_value("pills at home")
    keeps(check)
    risk = sheet(sam)
    expect(risk.get_by_role("heading", name="Risk")).to_be_focused()
    picks(risk, "How high is the risk now?", "Raised")
    expect(risk.get_by_label("Have they thought about how?")).to_have_value("pills at home")
    keeps(risk)
    plan = sheet(sam)
    expect(plan.get_by_role("heading", name="Safety plan")).to_be_focused()
    plan.get_by_label("They notice that it gets bad when").fill("I stop answering my friends")
    keeps(plan)
    plan.locator('[data-act="send-plan"]').click()
    stays = plan.get_by_label("It stays in their chat until they take it away")
    expect(stays).not_to_be_checked()
    expect(plan).to_contain_text("This chat clears itself after about a day.")
    stays.check()
    expect(plan).to_contain_text("Whoever holds their phone can read it")
    expect(plan).to_contain_text("This stays here after the rest is cleared.")
    looks_well(sam)
    sam.page.evaluate(HOLDS_BACK)
    plan.locator('[data-act="send-plan-now"]').click()
    expect(plan.get_by_role("status").last).to_contain_text("It is not sent yet")
    sam.page.evaluate("letGo()")
    kept = youth.hear("text")
    expect(plan.get_by_role("status").last).to_have_text("Sent to them.")
    said = kept["body"]

    assert kept["keep"] is True
    assert "This chat clears itself" not in said
    assert "When it starts to get bad, I notice:\nI stop answering my friends" in said
    assert "988" in said
    assert "1-888-310-1122" in said
    sam.page.keyboard.press("Escape")
    expect(sheet(sam).locator('[data-page="risk"]')).to_contain_text("Raised")


def test_the_check_stops_at_the_safe_word_and_begins_anew(sam: Worker, youth: Youth) -> None:
    """Domain 5: stop at once; what was answered before is asked again when they are back."""
    youth.ask("hi", safe="yes", safe_word="blueberry")
    sam.claim(youth)
    check = opens(sam, "safety-check")
    picks(check, "1. Is it safe to chat?", "Yes")
    youth.text("blueberry")
    expect(check.get_by_role("alert")).to_contain_text("write nothing")
    expect(check.get_by_role("radio")).to_have_count(0)
    youth.text("im back")

    chat = check.get_by_role("group", name="1. Is it safe to chat?")
    expect(chat.get_by_role("radio", name="Yes")).not_to_be_checked()
    picks(check, "1. Is it safe to chat?", "No")
    expect(check).to_contain_text("Stop here.")
    expect(check.get_by_role("group")).to_have_count(1)


def test_ask_puts_ready_words_into_the_box_and_sends_nothing(sam: Worker, youth: Youth) -> None:
    """The worker's own words: a ready question is a beginning that they change."""
    youth.ask("hi")
    sam.claim(youth)
    check = opens(sam, "safety-check")
    check.get_by_role("button", name=re.compile("^Ask ?: 2. Does anyone else")).click()

    expect(sam.box).to_be_focused()
    expect(sam.box).to_have_value("Does someone else look at this phone?")


def test_a_report_is_made_with_a_number_of_the_list_and_says_if_they_were_told(sam: Worker, youth: Youth) -> None:
    """Section 125: where they live leads to a society; unchecked numbers say so; nothing counts before it is whole."""
    youth.ask("im 14")
    sam.claim(youth)
    report = opens(sam, "report")
    expect(report).not_to_contain_text("If you have grounds, you must report")
    picks(report, "Their age, only if they told you", "Under 16")
    expect(report).to_contain_text(
        "They offered that they are under 16. If you have grounds, you must report, now and yourself."
    )
    report.get_by_label("Where they live").select_option("Sioux Lookout")
    expect(report.locator(".record-societies > li")).to_have_count(2)
    expect(report).to_contain_text("Nobody has called to check this number yet.")
    report.get_by_role("button", name=re.compile("I called this one.*Tikinagan")).click()
    keeps(report)
    expect(report).to_contain_text("Your report is begun, and not made yet.")
    picks(report, "What they said", "They took it and will act")
    expect(report).to_contain_text("Say whether you told the young person first.")
    picks(report, "Told the young person first?", "No")
    expect(report.locator('[data-act="keep-form"]')).to_be_disabled()

    report.get_by_label("If not, why").fill("he was beside them")
    keeps(report)
    expect(report).to_contain_text("Your report is made.")


def test_a_colleague_who_takes_over_sees_a_report_and_cannot_tick_it(sam: Worker, ana: Worker, youth: Youth) -> None:
    """It belongs to the worker who knows: the next one reads how it stands, and has their own."""
    youth.ask("im 14")
    sam.claim(youth)
    report = opens(sam, "report")
    report.get_by_label("What gives you grounds").fill("said that he hits her")
    keeps(report)
    expect(report).to_contain_text("Your report is begun, and not made yet.")
    puts_back(sam, youth)
    ana.claim(youth)
    theirs = opens(ana, "report")

    expect(theirs).to_contain_text("Sam: not made yet")
    expect(theirs).to_contain_text("said that he hits her")
    expect(theirs.locator(".record-theirs input, .record-theirs textarea, .record-theirs button")).to_have_count(0)
    expect(theirs.get_by_label("What gives you grounds")).to_have_value("")
    looks_well(ana)
    youth.leave()
    expect(ana.page.locator(".desk-notices")).to_contain_text("Sam gave this talk on, and was not told how it ended.")
    expect(sam.row(youth)).to_contain_text("You handed it on; it ended with Ana, and how was not told")


def test_what_a_worker_kept_alone_goes_along_when_they_put_it_back(sam: Worker, ana: Worker, youth: Youth) -> None:
    """A form that nobody could read yet, and a handover, reach whoever comes next; unread, it keeps them from going off call."""
    youth.ask("hi", safe="yes", safe_word="kiwi")
    sam.claim(youth)
    risk = opens(sam, "risk")
    picks(risk, "How high is the risk now?", "Low")
    keeps(risk)
    expect(risk).to_contain_text("Locked on this device.")
    sam.page.keyboard.press("Escape")
    sheet(sam).locator('[data-page="handover"]').click()
    handover = sheet(sam)
    expect(handover.get_by_label("Risk now")).to_have_value("Low: no danger that you know of")
    expect(handover.get_by_label("Safe word, safe time")).to_have_value("kiwi")
    assert handover.locator("form").get_by_role("textbox").count() == 6
    promised = handover.get_by_label("What we promised")
    promised.focus()
    sam.page.keyboard.insert_text("we write at nine" + " x" * 2000)
    expect(promised).to_have_accessible_description(
        "16 letters too many: one answer holds 4,000 letters. Nothing is lost. "
        "Shorten it, or move the rest into a note for the team."
    )
    expect(promised).to_have_value("we write at nine" + " x" * 2000)
    expect(handover.locator('[data-act="keep-form"]')).to_be_disabled()
    expect(handover).to_contain_text("Kept as a draft on this device.")
    looks_well(sam)
    promised.fill("we write at nine")
    keeps(handover)
    puts_back(sam, youth)

    ana.open(youth)
    expect(ana.page.locator(".desk-notices")).to_contain_text("Sam left a handover.")
    expect(
        ana.page.get_by_role("button", name="Claim")
    ).to_be_visible()  # it comes before the row says that it is in line
    ana.page.get_by_role("button", name=re.compile("^On call")).click()
    ana.press("Go off call")
    expect(ana.page.get_by_role("dialog")).to_contain_text("One handover is not read yet")
    ana.page.keyboard.press("Escape")
    ana.press("Lock now")
    expect(ana.page.get_by_role("main")).to_contain_text("One handover is not read yet")
    expect(ana.page.locator(".desk-notices")).to_be_hidden()
    ana.press("Lock anyway")
    ana.unlocks()
    ana.open(youth)
    expect(ana.page.locator(".desk-notices")).to_contain_text("Sam left a handover.")
    ana.press("Lock now")
    looks_well(ana)
    ana.press("Read it now")
    expect(sheet(ana)).to_contain_text("we write at nine")
    looks_well(ana)
    ana.claim(youth)
    ana.page.get_by_role("button", name="Close the care record").click()
    expect(ana.page.locator('.desk-panel [data-page="risk"]')).to_contain_text("Low")
    ana.page.get_by_role("button", name=re.compile("^On call")).click()
    ana.press("Go off call")
    expect(ana.page.get_by_role("dialog")).to_contain_text("One young person is with you")
    ana.page.locator('[data-act="confirm"]').click()
    expect(ana.page.get_by_role("button", name="Off call", exact=True)).to_be_visible()
    ana.goes_on_call()


def test_who_handed_a_talk_on_is_told_how_it_ended(sam: Worker, ana: Worker, youth: Youth) -> None:
    """Off call too, without a handover: a word of a closed list, sealed to them alone; nothing else of what came after is theirs to read."""
    youth.ask("hi")
    sam.claim(youth)
    puts_back(sam, youth)
    expect(ana.row(youth)).to_contain_text("Back in line; first asked that long ago")
    ana.claim(youth)
    expect(ana.page.get_by_role("complementary", name="The first minute")).to_contain_text("First asked")
    ana.write("I am here now")
    youth.hear("text")
    ana.page.locator('[data-act="close"]').click()
    dialog = ana.page.get_by_role("dialog")
    sam.page.get_by_role("button", name=re.compile("^On call")).click()
    sam.press("Go off call")
    expect(sam.page.get_by_role("button", name="Off call")).to_be_visible()
    expect(dialog).to_contain_text("Tell Sam how it ended?")
    ana.page.get_by_label("What came of it").select_option("plan")
    expect(dialog).to_contain_text("Sam is told.")
    ana.page.locator('[data-act="confirm"]').click()
    youth.hear("close")

    expect(sam.row(youth)).to_contain_text("You handed it on; there is a safety plan")
    sam.open(youth)
    expect(sam.page.locator(".desk-middle")).not_to_contain_text("I am here now")
    sam.goes_on_call()


def test_on_a_phone_the_record_takes_the_whole_screen_and_works_without_a_mouse(sam: Worker, youth: Youth) -> None:
    """One hand at three in the morning: everything within the width of a phone, and Escape leads back."""
    youth.ask("hi")
    sam.claim(youth)
    sam.page.locator("#desk-thread-name").focus()
    sam.page.set_viewport_size(PHONE)
    sam.page.keyboard.press("o")
    record = sam.page.get_by_role("dialog", name="Care record")
    expect(record).to_be_visible()
    box = record.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 360)
    record.get_by_role("button", name=re.compile("^Safety check")).click()
    looks_well(sam)
    sam.page.keyboard.press("Escape")
    expect(sam.page.get_by_role("dialog", name="Care record")).to_be_visible()
    sam.page.keyboard.press("Escape")

    expect(sam.page.get_by_role("dialog")).to_have_count(0)


def test_words_are_found_where_they_were_said_and_what_waits_stays_covered(
    sam: Worker, youth: Youth, coordinator: Coordinator, bot: Bot
) -> None:
    """Instant, by keyboard, and only in what is mine."""
    youth.ask("we met at the Marina yesterday")
    sam.claim(youth)
    handover = opens(sam, "handover")
    handover.get_by_label("What we promised").fill("the marina at nine")
    keeps(handover)
    expect(handover).to_contain_text("Locked on this device.")
    sam.page.keyboard.press("Escape")
    waiting = Youth(coordinator, bot)
    waiting.ask("the marina again")
    expect(sam.row(waiting)).to_be_visible()
    sam.page.keyboard.press("Escape")
    sam.page.keyboard.press("Escape")
    sam.page.keyboard.press("f")
    search = sam.page.get_by_role("dialog", name="Find words")
    expect(search.get_by_role("textbox")).to_be_focused()
    sam.page.keyboard.type("marina")
    expect(search.locator(".search-where")).to_have_text([re.compile("Handover · You"), re.compile("Message · They")])
    expect(search.locator("mark")).to_have_text(["marina", "Marina"])
    looks_well(sam)
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        sam.page.keyboard.press(key)

    expect(sam.log.locator(".desk-from-youth")).to_be_focused()
    sam.page.keyboard.press("f")
    sam.page.keyboard.type("marina")
    sam.page.keyboard.press("Enter")
    expect(sheet(sam)).to_contain_text("the marina at nine")
    # More than stand in the list at once: the newest of them, and the oldest behind "Look further back".
    youth.post(*(frame for at in range(60) for frame in youth.seal({"t": "text", "body": f"harbour {at}"}).frames))
    youth.text("harbour last")
    expect(sam.log).to_contain_text("harbour last")
    sam.page.locator("#desk-thread-name").focus()
    sam.page.keyboard.press("f")
    sam.page.keyboard.type("harbour")
    expect(search.get_by_role("status")).to_have_text("The newest 60 of 61.")
    expect(search.locator(".search-hit")).to_have_count(60)
    search.get_by_role("button", name="Look further back").click()
    expect(search.get_by_role("status")).to_have_text("61 found.")
    expect(search.locator(".search-hit").last).to_contain_text("harbour 0")
    expect(search.get_by_role("button", name="Look further back")).to_have_count(0)
    sam.page.keyboard.press("Escape")
    waiting.leave()
    waiting.close()


def test_what_i_type_right_after_f_is_looked_for_from_its_first_letter(sam: Worker) -> None:
    """The next key belongs to the search, however slow my laptop paints: an H of mine calls nobody for help."""
    sam.page.locator("#main").focus()
    taken = sam.page.evaluate("""async () => {
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'f', bubbles: true, cancelable: true }));
      await null;
      return document.activeElement.matches('dialog[open] input');
    }""")
    sam.page.keyboard.press("Escape")

    assert taken


def test_a_yes_that_is_taken_back_takes_no_report_from_the_one_who_must_make_it(sam: Worker, youth: Youth) -> None:
    """What I wrote for the team stays readable on my device, after a reload too; once they erase it, it is gone from there."""
    youth.ask("he hurt me")
    sam.claim(youth)
    sam.page.locator("[data-act=note]").click()
    sam.page.get_by_role("textbox", name="Note for the team").fill("she is 15: I must report")
    sam.page.keyboard.press("Control+Enter")
    expect(sam.log).to_contain_text("Kept locked on this device")
    risk = opens(sam, "risk")
    picks(risk, "How high is the risk now?", "Low")
    keeps(risk)
    expect(risk).to_contain_text("Locked on this device.")
    narrowed = youth.client.post(f"/api/conversations/{youth.id}/audience", json={"audience": INDIGENOUS})
    assert narrowed.status_code == 200

    middle = sam.page.locator(".desk-nothing")
    expect(middle).to_contain_text("they may have taken back their yes to your circle")
    expect(middle).to_contain_text("she is 15: I must report")
    expect(middle).to_contain_text("Low: no danger that you know of")
    looks_well(sam)
    sam.page.reload()
    sam.unlocks()
    sam.row(youth).click()
    expect(middle).to_contain_text("she is 15: I must report")
    assert youth.client.post(f"/api/conversations/{youth.id}/erase").status_code == 204
    sam.page.reload()
    sam.unlocks()
    sam.page.wait_for_function(f"async (id) => !(await ({KEPT_OF})(id)).length", arg=youth.id)
    expect(sam.row(youth)).to_have_count(0)
