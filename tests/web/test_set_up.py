"""A founder makes the line in a real Chromium, with seven words or a passkey, and nothing on the way is lost."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from tests.web.people import Line, Person


def kept(person: Person) -> str:
    """Return everything that rests in this browser for the page, as text: IndexedDB, both storages, cookies, address."""
    shelves = person.page.evaluate(
        """async () => {
          const base = await new Promise((done) => { const ask = indexedDB.open('desk'); ask.onsuccess = () => done(ask.result); });
          const all = await new Promise((done) => { const ask = base.transaction('kept').objectStore('kept').getAll(); ask.onsuccess = () => done(ask.result); });
          base.close();
          const plain = (part) => part instanceof ArrayBuffer ? Array.from(new Uint8Array(part)) : part instanceof Uint8Array ? Array.from(part) : part;
          return JSON.stringify([all, { ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state], (_, part) => plain(part));
        }"""
    )
    return str(shelves)


def saved(person: Person) -> list[tuple[int, str]]:
    """Save the recovery kit as a file, and return the numbered groups that stand in it."""
    with person.page.expect_download() as coming:
        person.press("Save as a file")
    assert coming.value.suggested_filename == "recovery-kit.txt"
    words = coming.value.path().read_text()
    assert "Keep this locked away." in words
    return [(int(number), group) for number, group in re.findall(r"^ ?(\d+)  (\w{4})$", words, re.MULTILINE)]


def printed(person: Person) -> list[str]:
    """Press Print, and return the groups on the paper; nothing else of the page is on it but what the kit is for."""
    page = person.page
    page.evaluate("() => { globalThis.sheets = 0; globalThis.print = () => { globalThis.sheets += 1; }; }")
    person.press("Print")
    assert page.evaluate("globalThis.sheets") == 1
    page.emulate_media(media="print")
    expect(page.get_by_text(re.compile(r"^Recovery kit, made \d{4}-\d\d-\d\d\. Keep it locked away\."))).to_be_visible()
    expect(page.get_by_role("img", name="The recovery key as a square code")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("Print it, or save the file")).to_be_hidden()
    groups = [one for one in page.locator(".kit-signs li span").all() if one.is_visible()]
    words = [one.inner_text() for one in groups]
    page.emulate_media(media="screen")
    return words


def test_a_founder_makes_the_line_with_seven_words(line: Line, arrive: Any) -> None:
    """From the set-up link to the desk: the secret leaves the address at once, the kit can be saved and printed, and nothing
    of the keys rests in the clear."""
    sam = arrive()
    sam.page.goto(line.link)
    sam.sees("Set up your line")
    token = line.link.split("#")[1]

    assert sam.page.url == f"{line.origin}/setup"
    assert sam.page.title() == "Desk"

    sam.says_who("Sam")
    sam.takes_words()
    sam.reads_kit()
    assert saved(sam) == [*enumerate(sam.kit, 1)]
    assert printed(sam) == sam.kit
    sam.types_kit()
    sam.sees("Your line stands")
    expect(sam.page.get_by_text("Ask a second coordinator soon")).to_be_visible()
    sam.press("Open the desk")
    sam.at_desk()

    resting = kept(sam)
    assert sam.page.url == f"{line.origin}/console"
    assert token not in resting
    assert sam.phrase not in resting
    assert "".join(sam.kit) not in resting


def test_a_founder_makes_the_line_with_a_passkey(line: Line, arrive: Any) -> None:
    """One touch makes the passkey, one touch unlocks, and what the passkey keeps for us never leaves the browser."""
    sam = arrive()
    session = sam.context.new_cdp_session(sam.page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "ctap2Version": "ctap2_1",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "hasPrf": True,
                "automaticPresenceSimulation": True,
                "isUserVerified": True,
            }
        },
    )
    posted: list[str] = []
    sam.page.on("request", lambda request: posted.append(request.post_data or ""))
    sam.page.goto(line.link)
    sam.says_who("Sam")
    expect(sam.page.get_by_role("radio", name="Passkey")).to_be_checked()
    sam.press("Make the passkey")
    sam.checks_kit()
    sam.press("Open the desk")
    sam.at_desk()
    sam.press("Lock now")
    sam.sees("Hello, Sam")
    sam.press("Unlock")
    sam.at_desk()

    assert not any(re.search("prf|rawId|clientExtension", body) for body in posted)


def test_a_reload_in_mid_set_up_loses_nothing_that_matters(line: Line, arrive: Any) -> None:
    """Before the keys: the link is asked for again. After: unlock, and a fresh recovery key, said to be fresh."""
    sam = arrive()
    sam.page.goto(line.link)
    sam.sees("Set up your line")
    sam.page.reload()
    sam.sees("Open your link once more")
    sam.page.goto("about:blank")
    sam.page.goto(line.link)
    sam.says_who("Sam")
    sam.takes_words()
    sam.sees("Your recovery kit")
    expect(sam.page.locator(".kit-signs li")).to_have_count(14)
    first = sam.page.locator(".kit-signs").inner_text()
    sam.page.reload()
    sam.sees("Hello, Sam")
    sam.unlocks()
    sam.sees("Your recovery kit")
    expect(sam.page.get_by_text("This is a new key")).to_be_visible()

    assert sam.page.locator(".kit-signs").inner_text() != first

    sam.checks_kit()
    sam.press("Open the desk")
    sam.at_desk()


def test_a_line_is_made_also_when_the_answer_was_lost(line: Line, arrive: Any) -> None:
    """The relay took the foundation, but its answer never came: trying again finds the line standing, not a mistake."""
    sam = arrive()
    sam.page.goto(line.link)
    sam.says_who("Sam")
    sam.takes_words()
    lost: list[int] = []

    def take_and_drop(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    sam.page.route("**/api/line", take_and_drop)
    sam.reads_kit()
    sam.types_kit()
    expect(sam.page.get_by_text("The line is not made yet")).to_be_visible()
    sam.page.reload()
    sam.unlocks()
    sam.sees("Your line stands")

    assert lost == [201]


def test_going_back_keeps_what_was_typed(line: Line, arrive: Any) -> None:
    """A founder who thinks again finds the name still there, and can choose another way to unlock."""
    sam = arrive()
    sam.page.goto(line.link)
    sam.says_who("Sam")
    sam.press("Back")
    expect(sam.page.get_by_label("Your name for colleagues")).to_have_value("Sam")
    sam.press("Go on")
    sam.takes_words()
    sam.sees("Your recovery kit")
    sam.press("Back")
    sam.takes_words()
    sam.checks_kit()


def test_a_slip_is_answered_in_one_plain_sentence(line: Line, arrive: Any) -> None:
    """No name, a wrong word, a wrong group: each is said at its field, and nothing is lost."""
    sam = arrive()
    sam.page.goto(line.link)
    sam.press("Go on")
    expect(sam.page.get_by_label("Your name for colleagues")).to_have_accessible_description(
        re.compile("Type a name that your colleagues know you by")
    )
    sam.says_who("Sam")
    sam.takes_words()
    sam.sees("Your recovery kit")
    sam.press("I have my copy")
    sam.page.get_by_label(re.compile(r"^Group \d+$")).first.fill("0000")
    sam.press("Make the line")
    expect(sam.page.get_by_text("Look at your copy again").first).to_be_visible()


def test_h19_without_webcrypto_or_storage_nothing_is_sent_and_numbers_are_shown(line: Line, arrive: Any) -> None:
    """H19: a browser that cannot seal gets a plain page with numbers, and the relay is not even asked."""
    for missing in ("crypto", "indexedDB"):
        sam = arrive()
        asked: list[str] = []
        sam.page.on("request", lambda request, asked=asked: asked.append(request.url))
        sam.page.add_init_script(f"Object.defineProperty(globalThis, {missing!r}, {{ value: undefined }})")
        sam.page.goto(f"{line.origin}/console")
        sam.sees("This browser cannot seal messages")
        expect(sam.page.get_by_role("link", name="911")).to_be_visible()

        assert not any("/api/" in url for url in asked)


def test_h19_with_scripts_off_the_page_still_says_whom_to_call(line: Line, arrive: Any) -> None:
    """H19: no scripts, no form, no plain sending; the numbers are there."""
    sam = arrive(java_script_enabled=False)
    sam.page.goto(f"{line.origin}/console")
    sam.sees("This page needs scripts")
    expect(sam.page.get_by_role("link", name="9-8-8").first).to_be_visible()

    assert sam.page.locator("form, input, textarea").count() == 0


def test_a_founder_whose_clock_is_wrong_reads_so_before_the_kit_is_made(line: Line, arrive: Any) -> None:
    """Two hours fast: both times in one sentence, and no key is printed; once the clock is right, Try again goes on."""
    sam = arrive()
    sam.page.clock.install(time=datetime.now() + timedelta(hours=2))
    sam.page.goto(line.link)
    sam.sees("Set up your line")
    sam.says_who("Sam")
    sam.takes_words()
    sam.sees("One thing first")
    told = sam.page.get_by_text(re.compile(r"^This device’s clock says .+, but the line’s says .+, then try again\.$"))
    expect(told).to_be_visible()
    sam.press("Try again")
    expect(told).to_be_visible()
    sam.page.clock.set_system_time(datetime.now())
    sam.press("Try again")
    sam.checks_kit()


def test_a_founder_whose_clock_went_wrong_after_the_kit_signs_anew_when_it_is_right(line: Line, arrive: Any) -> None:
    """The line is not made yet, and the page says why; with the clock right the same paper kit stands."""
    sam = arrive()
    sam.page.clock.install(time=datetime.now())
    sam.page.goto(line.link)
    sam.sees("Set up your line")
    sam.says_who("Sam")
    sam.takes_words()
    sam.reads_kit()
    sam.page.clock.set_system_time(datetime.now() + timedelta(days=2))
    sam.types_kit()
    expect(sam.page.get_by_text("The line is not made yet")).to_be_visible()
    told = sam.page.get_by_text(re.compile(r"This device’s clock says .+, but the line’s says .+, then try again\."))
    expect(told).to_be_visible()
    sam.page.clock.set_system_time(datetime.now())
    sam.press("Try again")
    sam.sees("Your line stands")
