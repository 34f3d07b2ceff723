"""Takes the pictures of the studio: words changed and seen, called, heard, translated, compared, signed, and kept."""

from __future__ import annotations

import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Locator, expect, sync_playwright

from bot.sealing.keys import Identity, unb64u
from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import Line, running
from tests.fakes.youth import Coordinator, Place
from tests.journeys.conftest import BOT, eventually
from tests.web.editors import SAVED_MS, Colleague, Editor
from tests.web.people import LONG_MS, PHONE
from tests.web.reviewers import MAIN, Signer, change, reads_everything, seated

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera

# A week of a busy line, as a bot rounds it.
STEPS = {
    "hello": 240,
    "not_now": 35,
    "menu": 150,
    "quick": 20,
    "person_open": 45,
    "wait": 25,
    "person_word": 15,
    "person_closed": 30,
}
NEW = "What do you need right now? Pick one. You can change your mind."


def scene(browser: Browser, line: Line, camera: Camera) -> None:
    """Let Ida write and call, Ada compare and sign, and a phone show it."""
    from tests.journeys.pictures import begun, on_a_phone

    coordinator = Coordinator(Place(line.origin))
    coordinator.found(line.setup_link().split("#")[1])
    eventually("the bot asks to be let in", lambda: any(one["label"] == BOT for one in coordinator.waiting()))
    asking = next(one for one in coordinator.waiting() if one["label"] == BOT)
    coordinator.admit(unb64u(asking["ed_pub"]), BOT, "bot")
    ben = Signer(coordinator, "Ben").joins()
    ida, ada = (Editor(who.page, who.phrase, label=who.label) for who in _seats(browser, coordinator))
    mia = on_a_phone(browser, line, 1)
    mia.starts()
    mia.taps("Yes")
    counts_a_week(coordinator)
    ida.ready(coordinator)
    writes(ida, camera)
    calls(ida, camera)
    listens(ida, camera)
    small_words(ida, camera)
    translates(ida, ben, camera)
    ida.looks_at("Review")
    ida.fills("A note for whoever looks at it", "Easier to read at the door.")
    ida.press("Ask for a review")
    ada.ready(coordinator)
    compares(ada, camera)
    expect(ida.page.get_by_text("Ada has signed.")).to_be_visible(timeout=LONG_MS)
    ida.press("Sign mine")
    expect(ida.page.get_by_text("Version 1 is what youth read now")).to_be_visible(timeout=LONG_MS)
    eventually("the bot serves it", lambda: "The content is version 1 " in line.bot.log.read_text())
    mia.taps("Who are you?", "Menu")
    mia.reads(NEW)
    begun(mia.page)
    camera.takes("phone-new-words", mia.page)
    keeps(ida, camera)


def counts_a_week(coordinator: Coordinator) -> None:
    """Hand in a week as a bot would: the practice bot has not run for one."""
    identity = Identity.generate()
    coordinator.admit(identity.pub, "Counts of last week", "bot")
    today = datetime.now(ZoneInfo("America/Winnipeg")).date()  # where it is still Sunday, the week is not over
    monday = today - timedelta(days=today.weekday() + 7)
    with coordinator.place.client(coordinator.place.sign_in(identity)) as client:
        body = {"week": int(f"{monday:%Y%m%d}"), "steps": STEPS}
        assert client.post("/api/studio/steps", json=body).json() == {"kept": True}


def _seats(browser: Browser, coordinator: Coordinator) -> list[Editor]:
    return [seated(browser, coordinator, name) for name in ("Ida", "Ada")]


def top(part: Locator) -> None:
    """Scroll so that a part of the page begins at the upper edge."""
    part.evaluate("one => one.scrollIntoView({block: 'start'})")


def writes(ida: Editor, camera: Camera) -> None:
    """The outline, a message seen in two places while it is written, the map, and a trial."""
    camera.takes("studio-outline", ida.page)
    ida.chooses("menu")
    ida.words().fill(NEW)
    ida.sees_saved()
    camera.takes("studio-step", ida.page)
    camera.takes_narrow("studio-step-narrow", ida.page)
    top(ida.page.get_by_role("figure", name="In Telegram"))
    camera.takes("studio-previews", ida.page)
    ida.chooses("talk")
    expect(ida.page.get_by_label("If someone is on call")).to_be_visible()
    camera.takes("studio-fork", ida.page)
    ida.chooses("person_safe")
    ida.press("Change what it does")
    ida.page.get_by_label("From now on").select_option("go")
    camera.takes("studio-kind", ida.page)
    ida.page.keyboard.press("Escape")
    ida.looks_at("Map")
    expect(ida.page.locator(".map-count").first).to_be_visible()
    camera.takes("studio-map", ida.page)
    ida.page.get_by_label("Flow").select_option("flows/person.yaml")
    expect(ida.page.get_by_role("button", name=re.compile("^wait: "))).to_be_visible()
    camera.takes("studio-map-shades", ida.page)
    ida.looks_at("Try it")
    ida.press("Yes")
    ida.press("Who are you?")
    camera.takes("studio-try", ida.page)


def calls(ida: Editor, camera: Camera) -> None:
    """A service, where it is shown, and a call that is noted."""
    ida.looks_at("Services")
    expect(ida.page.get_by_role("list", name="Services", exact=True).locator("> li").first).to_be_visible()
    camera.takes("studio-services", ida.page)
    ida.press("Only crisis numbers")
    expect(ida.page.get_by_role("dialog")).to_be_visible()
    camera.takes("studio-floor", ida.page)
    ida.page.keyboard.press("Escape")
    ida.page.get_by_role("button", name="Kids Help Phone", exact=True).click()
    camera.takes("studio-service", ida.page)
    camera.takes_narrow("studio-service-narrow", ida.page)
    ida.press("Take it out of the directory")
    expect(ida.page.get_by_role("dialog")).to_be_visible()
    camera.takes("studio-taken-out", ida.page)
    ida.page.keyboard.press("Escape")
    ida.press("I called it")
    expect(ida.page.get_by_role("dialog")).to_be_visible()
    camera.takes("studio-called", ida.page)
    camera.takes_narrow("studio-called-narrow", ida.page)
    ida.page.keyboard.press("Escape")
    ida.looks_at("Services")
    ida.page.get_by_role("button", name="Trans Lifeline", exact=True).click()
    ida.press("Hide it now")
    expect(ida.page.get_by_role("dialog")).to_be_visible()
    camera.takes("studio-hidden", ida.page)
    ida.page.keyboard.press("Escape")


def listens(ida: Editor, camera: Camera) -> None:
    """What would be heard in a sentence."""
    ida.looks_at("Words")
    ida.page.get_by_role("textbox").first.fill("i want to kill myself")
    expect(ida.page.get_by_role("group", name="What would be offered")).to_be_visible()
    camera.takes("studio-words", ida.page)
    camera.takes_narrow("studio-words-narrow", ida.page)
    ida.press("Add a topic")
    asked = ida.page.get_by_role("dialog", name="A new topic")
    asked.get_by_label("What it is about").fill("Needs food")
    asked.get_by_label("The words, English", exact=True).fill("homework")
    asked.get_by_text("would be heard").first.scroll_into_view_if_needed()
    camera.takes("studio-topic", ida.page)
    ida.page.keyboard.press("Escape")


def small_words(ida: Editor, camera: Camera) -> None:
    """What the bot says while somebody waits, each beside how it looks."""
    ida.looks_at("The line")
    ida.page.get_by_label("Where it is met").select_option("line")
    expect(ida.page.locator(".small-word").first).to_be_visible()
    camera.takes("studio-line", ida.page)
    camera.takes_narrow("studio-line-narrow", ida.page)
    ida.picks("Replies for workers")
    top(ida.page.get_by_role("heading", name="Stages of a talk"))
    camera.takes("studio-stages", ida.page)


def translates(ida: Editor, ben: Colleague, camera: Camera) -> None:
    """The old translation first, and the same file for whoever knows how it is written."""
    ida.looks_at("Translate")
    expect(ida.page.get_by_role("textbox", name=re.compile("^Français: ")).first).to_be_visible()
    camera.takes("studio-translate", ida.page)
    camera.takes_narrow("studio-translate-narrow", ida.page)
    comes_back(ida, camera)
    ida.looks_at("YAML")
    ida.page.get_by_role("button", name=re.compile("main.yaml")).first.click()
    expect(ida.page.locator(".cm-content")).to_be_visible(timeout=SAVED_MS)
    camera.takes("studio-yaml", ida.page)
    assert NEW in ben.reads(MAIN)
    ida.page.locator(".cm-content").focus()
    ida.page.keyboard.press("ControlOrMeta+Home")
    ida.page.keyboard.type("start: hello\n")
    expect(ida.page.get_by_text("Not saved").first).to_be_visible(timeout=SAVED_MS)
    ida.page.get_by_role("status", name="What the checker says").locator(".notice").scroll_into_view_if_needed()
    camera.takes("studio-refused", ida.page)
    ida.press("Back to what is saved")
    quarrels(ida, ben, camera)


def comes_back(ida: Editor, camera: Camera) -> None:
    """A translator's file, of which one row fits and one has lost what is filled in."""
    with ida.page.expect_download() as given:
        ida.press("To a translator")
    head, *rows = Path(given.value.path()).read_text("utf-8").split("\n\n")
    wanted = {"Not now": "Pas tout de suite", "Call {number}": "Appelle"}
    back = [
        f'{row.partition("msgstr ")[0]}msgstr "{words}"'
        for source, words in wanted.items()
        for row in rows
        if f'msgid "{source}"' in row
    ]
    ida.press("Back from a translator")
    ida.page.get_by_label("Or paste what stands in it").fill("\n\n".join([head, *back, ""]))
    camera.takes("studio-back", ida.page)
    ida.press("Take what fits")
    told = ida.page.get_by_role("dialog", name="What came back")
    expect(told).to_be_visible(timeout=SAVED_MS)
    camera.takes("studio-came-back", ida.page)
    ida.press("Take all of it back")
    expect(told).to_have_count(0)
    ida.sees_saved()


def quarrels(ida: Editor, ben: Colleague, camera: Camera) -> None:
    """Two people change the same words, and are asked whose stay."""
    ida.chooses("not_now")
    ida.page.route("**/api/studio/edit", lambda route: route.abort())
    ida.words().fill("That is fine. I will be quiet now. Come back when you like.")
    expect(ida.page.locator(".saving-waiting")).to_be_visible()
    before = ben.reads(MAIN)
    ben.replaces(MAIN, "fine. I will not write first.", "fine. I stay quiet.")
    ida.page.unroute("**/api/studio/edit")  # it tries again by itself
    expect(ida.page.get_by_role("dialog")).to_be_visible(timeout=SAVED_MS)
    camera.takes("studio-conflict", ida.page)
    camera.takes_narrow("studio-conflict-narrow", ida.page)
    ida.press("Keep theirs")
    expect(ida.page.get_by_role("dialog")).to_have_count(0)
    ida.sees_saved()
    ben.saves(MAIN, before)


def compares(ada: Editor, camera: Camera) -> None:
    """Words before and after, ticked; then signed."""
    ada.looks_at("Review")
    ada.page.get_by_role("checkbox", name=re.compile("^I have read this")).first.wait_for()
    top(change(ada, "menu"))
    camera.takes("studio-review", ada.page)
    ada.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    top(change(ada, "menu"))
    camera.takes_narrow("studio-review-narrow", ada.page)
    ada.press("Send it back")
    why = ada.page.get_by_label("What should be different?")
    why.fill("“What would help?” reads as if we were in a hurry. Could it stay warmer?")
    top(ada.page.locator(".sign-missing"))
    camera.takes("studio-send-back", ada.page)
    why.fill("")
    ada.press("Not now")
    reads_everything(ada)
    for box in ada.page.get_by_label(re.compile("^Why it may stay")).all():
        box.fill("The French comes later.")
    ada.press("Agree and sign")
    expect(ada.page.locator(".sign-missing")).to_contain_text("You have signed.")
    top(ada.page.locator(".sign-missing"))
    camera.takes("studio-signed", ada.page)


def keeps(ida: Editor, camera: Camera) -> None:
    """Every version, and one step back."""
    ida.looks_at("History")
    expect(ida.page.locator(".version").first).to_be_visible()
    camera.takes("studio-history", ida.page)
    ida.press("What changed: Version 1")
    top(change(ida, "menu"))
    camera.takes("studio-compare", ida.page)


def main() -> None:
    """Take the pictures of the studio alone."""
    from tests.journeys.pictures import FOLDER, Camera

    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as line, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        scene(browser, line, Camera(FOLDER))
        browser.close()


if __name__ == "__main__":
    main()
