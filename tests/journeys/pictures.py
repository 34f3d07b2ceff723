"""Takes the pictures of the guides: a whole line, a worker's first evening, three phones.

`python -m tests.journeys.pictures` starts a line of its own in a folder that is thrown away, walks through it as people do, and writes
PNG files into docs/guides/pictures/. What is said in them is invented. Run it again whenever a page has changed its looks.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import Line, running
from tests.fakes.month import counts_of_last_month, last_month
from tests.journeys import pictures_packet, pictures_record, pictures_schedule, pictures_studio, pictures_team
from tests.journeys.conftest import BOT, eventually, rows
from tests.journeys.pictures_page import opens_the_page
from tests.journeys.pictures_waiting import picks_a_word, waits_for_an_answer
from tests.journeys.stage import PATIENCE, Worker, Youth, pressed

FOLDER = Path("docs/guides/pictures")
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
LARGEST = 200_000
ZONE = "America/Winnipeg"


@dataclass
class Camera:
    """Writes pictures, and refuses one that would make the repository heavy."""

    folder: Path

    def takes(self, name: str, page: Page) -> bytes:
        """Photograph what the page shows now, when its pictures and moving parts are at rest."""
        return self.keeps(name, at_rest(page))

    def keeps(self, name: str, data: bytes) -> bytes:
        """Write a picture under its name."""
        data = with_few_colours(data)
        if len(data) > LARGEST:
            raise SystemExit(
                f"{name}.png has {len(data)} bytes. Keep it under {LARGEST}: show less, or make it smaller."
            )
        (self.folder / f"{name}.png").write_bytes(data)
        print(f"{name}.png  {len(data) // 1024} KB")
        return data

    def takes_both(self, name: str, page: Page) -> None:
        """Photograph a page as a wide screen shows it, and as a phone does."""
        self.takes(name, page)
        self.takes_narrow(f"{name}-narrow", page)

    def takes_narrow(self, name: str, page: Page) -> None:
        """Photograph a page of the desk as a phone shows it."""
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        self.takes(name, page)
        page.set_viewport_size(DESK)  # type: ignore[arg-type]


def with_few_colours(data: bytes) -> bytes:
    """Bring a picture to 256 colours, which halves it, where this machine has ImageMagick; elsewhere leave it as it is."""
    if (convert := shutil.which("convert")) is None:
        return data
    command = [convert, "png:-", "-dither", "None", "-colors", "256", "-strip", "PNG8:-"]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def at_rest(page: Page) -> bytes:
    """Photograph a page when short notices have gone and nothing moves."""
    expect(page.locator(".toasts .toast")).to_have_count(0, timeout=PATIENCE)
    page.mouse.move(1, 1)
    page.wait_for_timeout(400)  # Fades are over.
    return page.screenshot(animations="disabled", caret="hide")


def begun(page: Page) -> None:
    """Scroll a phone so that its newest message begins at the upper edge."""
    page.get_by_role("log", name="Messages").evaluate("log => log.lastElementChild.scrollIntoView({block: 'start'})")


def blurred(what: Locator) -> None:
    """Make secret letters unreadable, as a hand over the screen would."""
    what.evaluate_all("many => many.forEach(one => { one.style.filter = 'blur(9px)'; })")


def at_a_desk(browser: Browser, line: Line) -> Worker:
    """Sit down at a browser that can keep passkeys, in Kenora's time."""
    page = browser.new_context(viewport=DESK, locale="en-CA", timezone_id=ZONE).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "hasPrf": True,
                "isUserVerified": True,
            }
        },
    )
    return Worker(page, line)


def on_a_phone(browser: Browser, line: Line, number: int) -> Youth:
    """Look at a phone, in Kenora's time."""
    page = browser.new_context(viewport=PHONE, locale="en-CA", timezone_id=ZONE).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    page.goto(f"{line.phone_url}/?phone={number}")
    return Youth(page)


def sets_up(worker: Worker, camera: Camera) -> None:
    """Make the line: the way to unlock, and the recovery kit with its groups covered."""
    page = worker.page
    page.goto(worker.line.setup_link())
    page.get_by_label("Your name for colleagues").fill("Night desk")
    pressed(page, "Go on")
    expect(page.get_by_role("radio", name=re.compile("^Passkey"))).to_be_visible()
    camera.takes("set-up-unlock", page)
    page.get_by_role("radio", name=re.compile("^Seven words")).check()
    pressed(page, "Make the words")
    expect(page.get_by_role("button", name="I have them")).to_be_visible()
    shown = page.get_by_label("Your seven words").get_by_role("listitem")
    worker.words = " ".join(shown.all_inner_texts())
    pressed(page, "I have them")
    page.get_by_label("Your seven words").fill(worker.words)
    pressed(page, "Check and go on")
    signs = page.locator(".kit-signs li span")
    expect(signs).to_have_count(14, timeout=PATIENCE)
    groups = signs.all_inner_texts()
    blurred(signs)
    blurred(page.locator(".kit svg"))
    camera.takes("set-up-kit", page)
    pressed(page, "I have my copy")
    for asked in page.get_by_label(re.compile(r"^Group \d+$")).all():
        number = int(page.locator(f"label[for='{asked.get_attribute('id')}']").inner_text().split()[1])
        asked.fill(groups[number - 1])
    pressed(page, "Make the line")
    pressed(page, "Open the desk")


def lets_the_bot_in(worker: Worker, camera: Camera) -> None:
    """Compare the bot's digits and approve it; then make an invitation."""
    page, line = worker.page, worker.line
    eventually("the bot shows its digits", line.digits.exists)
    worker.looks_at("People")
    expect(page.get_by_label(f"Safety digits of {BOT}")).to_be_visible(timeout=PATIENCE)
    camera.takes("people-bot", page)
    worker.looks_at("Desk")
    worker.lets_in(BOT, line.digits.read_text())
    eventually("the bot signs in", lambda: rows(line, "sessions") > 1)
    worker.looks_at("People")
    pressed(page, "Invite someone")
    pressed(page, "Make the invitation")
    expect(page.get_by_label("Link")).to_be_visible()
    blurred(page.get_by_label("Link"))
    blurred(page.get_by_role("img", name="The invitation as a square code"))
    camera.takes("people-invite", page)
    pressed(page, "Done")
    worker.looks_at("This device")
    key = page.get_by_label("Root key, for BOT_ROOT")
    expect(key).to_be_visible()
    key.scroll_into_view_if_needed()
    camera.takes("root-key", page)
    worker.looks_at("Desk")


def goes_on_call(worker: Worker, camera: Camera) -> None:
    """Choose how long, and go on call."""
    page = worker.page
    page.locator("button.call").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    camera.takes_both("on-call", page)
    pressed(page, "Go on call")
    expect(page.locator("button.call-on")).to_be_visible(timeout=PATIENCE)


def asks(youth: Youth, *taps: str, camera: Camera | None = None) -> None:
    """Go from the first screen to the line of those who wait."""
    photograph: Callable[[str], object] = (lambda name: camera.takes(name, youth.page)) if camera else (lambda _: None)
    youth.starts()
    youth.reads("Hi. I am a helper bot")
    photograph("phone-first")
    if camera:
        youth.taps("Yes")
        youth.reads("What would help right now?")
        photograph("phone-menu")
        youth.taps("Numbers")
        youth.reads("Here are people you can reach now")
        begun(youth.page)
        photograph("phone-numbers")
    youth.taps("Person")
    youth.reads("Who would you like?")
    if camera:
        begun(youth.page)
    photograph("phone-person")
    youth.taps(*taps)
    youth.reads("You are in line")


def talk(browser: Browser, worker: Worker, youth: Youth, camera: Camera) -> None:
    """Claim, read, answer, and send a service."""
    page = worker.page
    expect(page.get_by_text("covered")).to_be_visible(timeout=PATIENCE)
    camera.takes("thread-covered", page)
    worker.claims()
    worker.reads("i dont know where to go")
    youth.reads("is here now")
    expect(page.get_by_role("group", name="Ways to begin")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("region", name="You are called")).to_have_count(0, timeout=PATIENCE)
    camera.takes("thread-first-minute", page)
    page.locator("[data-act=replies]").click()
    expect(page.get_by_role("listbox", name="Ready replies")).to_be_visible()
    camera.takes_both("replies", page)
    page.get_by_role("option", name=re.compile("I am a real person")).click()
    page.get_by_role("button", name=re.compile("^Send")).click()
    youth.reads("I am a real person")
    youth.writes("yeah. im at a friends place")
    worker.reads("im at a friends place")
    worker.writes("Good that you are with a friend. You lead. Shall we look at tonight first?")
    youth.reads("Shall we look at tonight first?")
    phone = camera.takes("phone-answered", youth.page)
    side_by_side(browser, camera, phone, at_rest(page))
    youth.writes("ok tonight first")
    worker.reads("ok tonight first")
    page.locator("[data-act=services]").click()
    page.get_by_role("radio", name=re.compile("Kids Help Phone")).first.check()
    camera.takes("service-card", page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.get_by_role("radio", checked=True).scroll_into_view_if_needed()
    camera.takes("service-card-narrow", page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.locator("[data-act=send-card]").click()
    expect(page.get_by_text("Service card").last).to_be_visible(timeout=PATIENCE)
    youth.reads("Kids Help Phone")
    worker.writes("This line is open all night, if you would rather talk out loud. I stay here as long as you want.")
    youth.reads("I stay here as long as you want")
    youth.writes("thanks. that helps")
    worker.reads("that helps")


def finds_and_asks(worker: Worker, camera: Camera) -> None:
    """Words found again, somebody brought in, and being away."""
    page = worker.page
    page.locator("#desk-thread-name").focus()
    page.keyboard.press("f")
    page.get_by_role("dialog", name="Find words").get_by_role("textbox").fill("friend")
    expect(page.locator(".search-hit").first).to_be_visible()
    camera.takes_both("find-words", page)
    page.keyboard.press("Escape")
    for size, name in ((PHONE, "ask-to-bring-in-narrow"), (DESK, "ask-to-bring-in")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if size is PHONE:
            page.locator("[aria-controls=desk-strip-more]").click()
        page.locator("[data-act=let-in]:visible").click()
        expect(page.get_by_role("dialog")).to_contain_text("Nothing is widened before their yes")
        camera.takes(name, page)
        page.keyboard.press("Escape")
    page.locator("[data-act=away]").click()
    expect(page.get_by_role("dialog", name="Away for a while?")).to_be_visible()
    camera.takes("away", page)
    page.keyboard.press("Escape")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.get_by_role("button", name="Back to all conversations").click()
    page.locator("[data-act=away]").click()
    camera.takes_narrow("away-narrow", page)
    page.keyboard.press("Escape")
    worker.opens_first("With you")


def keeps_a_record(worker: Worker, camera: Camera) -> None:
    """Half a safety check, and the duty to report for a place."""
    page = worker.page
    record = page.locator(".record")
    page.locator('.desk-panel [data-page="safety-check"]').click()
    for question, answer in (("1. ", "Yes"), ("2. ", "No"), ("4. ", "No")):
        asked = record.get_by_role("group", name=re.compile(f"^{question}"))
        asked.get_by_role("radio", name=answer, exact=True).check()
    expect(record).to_contain_text("Kept as a draft on this device.")
    camera.takes_both("record-check", page)
    page.get_by_role("button", name="Back to the care record").click()
    record.locator('[data-page="report"]').click()
    record.get_by_label("Where they live").select_option("Sioux Lookout")
    camera.takes_both("record-report", page)
    page.get_by_role("button", name="Close the care record").click()


def reads_reports(worker: Worker, camera: Camera) -> None:
    """A month that is over, and who did what."""
    page = worker.page
    counts_of_last_month(worker.line.folder / "relay.db")
    worker.looks_at("Reports")
    expect(page.get_by_role("article", name=f"Report of {last_month()[0]}")).to_be_visible(timeout=PATIENCE)
    camera.takes_both("reports-month", page)
    pressed(page, "Record of deeds")
    expect(page.get_by_text("The record is whole")).to_be_visible(timeout=PATIENCE)
    camera.takes_both("reports-deeds", page)
    worker.looks_at("Desk")


def side_by_side(browser: Browser, camera: Camera, phone: bytes, desk: bytes) -> None:
    """Set the phone beside the console, for the README."""

    def address(data: bytes) -> str:
        return f"data:image/png;base64,{base64.b64encode(data).decode()}"

    page = browser.new_page(viewport={"width": 1180, "height": 640})
    page.set_content(
        f"""<!doctype html><style>
        body {{ margin: 0; height: 640px; display: flex; gap: 28px; align-items: center; justify-content: center; background: #e9ece8; }}
        img {{ display: block; border-radius: 14px; box-shadow: 0 1px 2px #0003, 0 10px 32px #0002; }}
        .phone {{ height: 576px; }} .desk {{ width: 816px; }}
        </style><img class="phone" src="{address(phone)}"><img class="desk" src="{address(desk)}">"""
    )
    page.wait_for_function("[...document.images].every(one => one.complete)")
    camera.keeps("phone-and-console", page.screenshot())
    page.close()


def evening(browser: Browser, line: Line, camera: Camera) -> None:
    """Live through a first evening, from the set-up link to the last goodbye."""
    worker = at_a_desk(browser, line)
    page = worker.page
    sets_up(worker, camera)
    lets_the_bot_in(worker, camera)
    goes_on_call(worker, camera)
    opens_the_page(browser, line.origin, camera)
    first, second, third = (on_a_phone(browser, line, number) for number in (1, 2, 3))
    asks(first, "A community worker", "Yes", "Yes", camera=camera)
    first.writes("hi. is someone there")
    first.writes("there was a fight at home and i dont know where to go tonight")
    camera.takes("phone-in-line", first.page)
    asks(second, "Either of these", "Skip", "No")
    second.writes("can i ask something about my cousin")
    asks(third, "A community worker", "Yes", "Skip")
    third.writes("hello")
    expect(page.get_by_role("region", name=re.compile("^Waiting")).get_by_role("button")).to_have_count(
        3, timeout=PATIENCE
    )
    camera.takes("inbox-waiting", page)
    camera.takes_narrow("inbox-narrow", page)
    for other in (second, third):
        other.writes("/stop")
    expect(page.get_by_role("region", name=re.compile("^Waiting")).get_by_role("button")).to_have_count(
        1, timeout=PATIENCE
    )
    page.reload()  # Calls for those who left stand until the ladder's next step.
    worker.unlocks()
    worker.opens_first("Waiting")
    talk(browser, worker, first, camera)
    camera.takes_narrow("thread-narrow", page)
    picks_a_word(first, camera)
    finds_and_asks(worker, camera)
    keeps_a_record(worker, camera)
    waits_for_an_answer(worker, first, camera)
    page.locator("[data-act=close]").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    camera.takes_both("close", page)
    page.locator("[data-act=confirm]").click()
    first.reads("This chat is done for now")
    camera.takes("phone-closed", first.page)
    reads_reports(worker, camera)


def main() -> None:
    """Take all pictures anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as line, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        evening(browser, line, Camera(FOLDER))
        with running(Path(folder) / "week") as second:
            pictures_schedule.scene(browser, second, Camera(FOLDER))
        with running(Path(folder) / "team") as third:
            pictures_team.scene(browser, third, Camera(FOLDER))
        with running(Path(folder) / "packet") as fourth:
            pictures_packet.scene(browser, fourth, Camera(FOLDER))
        with running(Path(folder) / "studio") as fifth:
            pictures_studio.scene(browser, fifth, Camera(FOLDER))
        with running(Path(folder) / "record") as sixth:
            pictures_record.scene(browser, sixth, Camera(FOLDER))
        browser.close()


if __name__ == "__main__":
    main()
