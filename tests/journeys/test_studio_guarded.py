"""What two editors at browsers may rely on: one stolen session changes no number, and nothing that somebody typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from tests.fakes.line import running
from tests.journeys.conftest import eventually
from tests.journeys.newsroom import Newsroom, command, newsroom_of
from tests.journeys.stage import Youth
from tests.web.editors import SAVED_MS
from tests.web.reviewers import MAIN, Signer

pytestmark = pytest.mark.journey
NATIONAL, FRENCH, PROJECT = "services/national.yaml", "i18n/fr/main.yaml", "project.yaml"
TRUE, FALSE = "1-800-668-6868", "1-800-777-0000"
KHP, FORGED = '"+18006686868"', '"+18007770000"'

PASTE = """(box, text) => {
  const held = new DataTransfer();
  held.setData('text/plain', text);
  box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true }));
}"""

# Looks into Ida's drawer until what is unsent there is of this size at least, and returns its size.
RESTS = """(least) => new Promise((done) => {
  const look = () => {
    const ask = indexedDB.open('desk');
    ask.onsuccess = () => {
      const got = ask.result.transaction('kept').objectStore('kept').get('studio:unsent');
      got.onsuccess = () => { ask.result.close(); if (got.result?.length >= least) done(got.result.length); else requestAnimationFrame(look); };
    };
  };
  look();
})"""
EDIT = "**/api/studio/edit"


@pytest.fixture(scope="module")
def newsroom(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Everybody is let in."""
    with running(tmp_path_factory.mktemp("guarded")) as line, newsroom_of(chromium, line) as made:
        yield made


@pytest.fixture(scope="module")
def ben(newsroom: Newsroom) -> Signer:
    """A colleague somewhere else, who puts right what a story leaves behind."""
    return Signer(newsroom.coordinator, "Ben").joins()


class Thief:
    """Whoever holds Ida's open studio: all that she may do, they may try."""

    def __init__(self, newsroom: Newsroom, phone: Youth):
        """Sit down at her browser, and look over her shoulder for what it shows the relay."""
        self.newsroom, self.phone = newsroom, phone
        self.passes: list[str] = []
        newsroom.ida.page.on(
            "request", lambda asked: self.passes.extend(asked.headers.get("authorization", "").split()[1:])
        )
        self.studio = newsroom.at(newsroom.ida, "Outline")

    @property
    def page(self) -> Page:
        """Her browser."""
        return self.studio.page

    def service(self) -> None:
        """Open the one that most youth call."""
        self.studio.looks_at("Services")
        self.page.get_by_role("button", name="Kids Help Phone", exact=True).click()

    def by_form(self, number: str) -> None:
        """Type another number."""
        self.service()
        self.page.get_by_label("Number to call").fill(number)
        self.studio.sees_saved()

    def by_text_number(self, number: str) -> None:
        """Type another short number, to which youth text."""
        self.service()
        self.page.get_by_label("Number to text").fill(number)
        self.studio.sees_saved()

    def by_name(self, name: str) -> None:
        """Call it like another one."""
        self.service()
        self.page.get_by_label("Its own name, English").fill(name)
        self.studio.sees_saved()

    def by_floor(self, name: str) -> None:
        """Let one that nobody called stand always."""
        self.studio.looks_at("The line")
        self.studio.picks("Names and numbers")
        self.page.get_by_label("One more that always stands").select_option(label=name)
        self.studio.press("Let it stand")
        self.studio.sees_saved()

    def by_short_number(self, number: str) -> None:
        """Write a number of their own on the list of short ones."""
        self.studio.looks_at("The line")
        self.studio.picks("Names and numbers")
        self.studio.press("Add a short number")
        self.studio.fills("Short number", number)
        self.studio.fills("Where it says so", "https://988.ca")
        self.studio.press("Add it")
        self.studio.sees_saved()

    def by_words(self, words: str) -> None:
        """Type a number into what a message says."""
        self.studio.chooses("numbers")
        self.studio.words().fill(words)
        self.studio.sees_saved()

    def by_yaml(self, text: str) -> None:
        """Put another text over the whole file."""
        self.studio.looks_at("YAML")
        self.page.get_by_role("navigation", name="Files").get_by_role("button", name=re.compile("^national")).click()
        pad = self.page.get_by_role("textbox", name=f"The file {NATIONAL}")
        expect(pad).to_be_visible(timeout=SAVED_MS)
        pad.focus()
        self.page.keyboard.press("ControlOrMeta+A")
        pad.evaluate(PASTE, text)
        self.studio.sees_saved()

    def by_translation(self, source: str, words: str) -> None:
        """Bring a number back from a translator who never was."""
        self.studio.looks_at("Translate")
        with self.page.expect_download() as given:
            self.studio.press("To a translator")
        head, *rows = Path(given.value.path()).read_text().split("\n\n")
        row = next(one for one in rows if f'msgid "{source}' in one)
        po = f'{head}\n\n{row.partition("msgstr ")[0]}msgstr "{words}"\n'
        self.studio.press("Back from a translator")
        self.page.get_by_label("Or paste what stands in it").fill(po)
        self.studio.press("Take what fits")
        expect(self.page.get_by_role("dialog", name="What came back")).to_contain_text(
            "One text was taken", timeout=SAVED_MS
        )
        self.studio.press("Done")

    def by_hand(self, text: str) -> None:
        """Write two names beside it, without any page, and call it twice in one name."""
        with self.newsroom.coordinator.place.client(self.passes[-1]) as client:
            base = client.get("/api/studio/file", params={"path": NATIONAL}).json()["hash"]
            forged = {"text": named(text.replace(KHP, FORGED)), "base": base}
            assert client.put("/api/studio/file", params={"path": NATIONAL}, json=forged).is_success
            of = client.get("/api/studio/model").json()["of"]["khp"]
            for _ in range(2):
                call = {"service": "khp", "of": of, "outcome": "right"}
                assert client.post("/api/studio/calls", json=call).is_success

    def is_refused(self, code: str, where: str) -> None:
        """Find the finding, nothing to sign with, the relay's refusal, and the old number on a youth's phone."""
        self.studio.looks_at("Outline")
        found = self.page.locator(".problem").filter(has_text=code).filter(has_text=where)
        expect(found.first).to_contain_text("Blocks", timeout=SAVED_MS)
        self.studio.looks_at("Review")
        expect(self.page.get_by_role("heading", name="To put right first")).to_be_visible()
        expect(self.page.locator(".problem").filter(has_text=code).first).to_be_visible()
        expect(self.page.get_by_role("button", name=re.compile("^(Agree and sign|Sign mine)$"))).to_have_count(0)
        with self.newsroom.coordinator.place.client(self.passes[-1]) as client:
            answer = client.post("/api/studio/publish", json={"waivers": []})
        assert (answer.status_code, answer.json()["code"]) == (409, "blocked")
        assert code in {one["code"] for one in answer.json()["findings"]}
        self.phone.writes("/help")
        newest = self.phone.page.get_by_role("article").last
        expect(newest).to_contain_text("Here are people you can reach now.")
        expect(newest).to_contain_text(TRUE)


def named(text: str) -> str:
    """Write two callers' names and a day beside Kids Help Phone."""
    return text.replace(
        '{on: , by: [], source: "https://kidshelpphone.ca',
        '{on: 2026-11-20, by: [Ida, Ada], source: "https://kidshelpphone.ca',
    )


def test_a7_one_stolen_session_changes_no_number_by_any_way(
    chromium: Browser, newsroom: Newsroom, ben: Signer, tmp_path: Path
) -> None:
    """By each form, YAML, a translator's file, an import, by hand, with foreign digits, a sign that nobody sees, a name, the floor: named, not signed, not read."""
    before = {path: ben.reads(path) for path in (NATIONAL, MAIN, FRENCH, PROJECT)}
    line = newsroom.line
    phone = Youth.picks_up(chromium, line)
    phone.starts()
    phone.taps("Yes")
    thief = Thief(newsroom, phone)

    def imports() -> None:
        command(line, "api", "content", "export", str(tmp_path))
        file = tmp_path / NATIONAL
        file.write_text(named(file.read_text().replace(KHP, FORGED)))
        command(line, "api", "content", "import", str(tmp_path))
        thief.page.reload()
        thief.studio.unlocks()

    tries: dict[str, tuple[str, str, Callable[[], None]]] = {
        "form": ("C08", "khp", lambda: thief.by_form(FALSE)),
        "YAML": ("C08", "khp", lambda: thief.by_yaml(named(before[NATIONAL].replace(KHP, FORGED)))),
        "a translator's file": ("T08", "", lambda: thief.by_translation("Here are people", f"Appelle {FALSE}.")),
        "an import": ("C08", "khp", imports),
        "by hand": ("C08", "khp", lambda: thief.by_hand(before[NATIONAL])),
        "a foreign digit": ("C02", "", lambda: thief.by_form("1-800-668-6\u0668\u0666\u0668")),
        "a short number": ("T08", "", lambda: thief.by_words("Call 811 now.")),
        "a foreign short number": ("C02", "", lambda: thief.by_text_number("68\u066686\u0668")),
        "an unseen sign in a short number": ("C02", "", lambda: thief.by_text_number("6868\u200b68")),
        "another's short number": ("C08", "khp", lambda: thief.by_text_number("247247")),
        "a name": ("C08", "khp", lambda: thief.by_name("9-8-8 Suicide Crisis Helpline")),
        "the floor": ("C08", "chth", lambda: thief.by_floor("Canadian Human Trafficking Hotline")),
        "a foreign digit on the list": ("C04", "", lambda: thief.by_short_number("98\uff18")),
        "an unseen sign on the list": ("C04", "", lambda: thief.by_short_number("9\u200b88")),
        "a long one on the list": ("C04", "", lambda: thief.by_short_number("+18007770000")),
        "an unseen sign": ("T08", "", lambda: thief.by_words("Call 1-8\u200b00-777-0\u200b000 now.")),
        "a number in words": ("T08", "", lambda: thief.by_words("Call eight zero seven, 777, 0000 now.")),
        "a number in pieces": ("T08", "", lambda: thief.by_words("Call 800 then 777 then 0000 now.")),
        "a name in Telegram": ("T07", "", lambda: thief.by_words("Write to @helper now.")),
    }
    for code, where, does in tries.values():
        does()
        thief.is_refused(code, where)
        for path, text in before.items():
            if ben.reads(path) != text:
                ben.saves(path, text)
        thief.studio.looks_at("Outline")
        expect(thief.page.locator(".problem").filter(has_text=code)).to_have_count(0, timeout=SAVED_MS)

    assert ben.stand()["running"] is None
    assert newsroom.bot_says("The content is version") == 0
    phone.page.context.close()


def test_two_who_save_the_same_words_at_once_are_asked_once_and_nothing_is_lost(
    newsroom: Newsroom, ben: Signer
) -> None:
    """Ida and Ada at browsers, in one moment: one is saved, the other sees both; what is not chosen stays in the history."""
    wrote = {"Ida": "Ida wrote this. I stay quiet.", "Ada": "Ada wrote this. I stay here."}
    people = [newsroom.at(who, "Step") for who in (newsroom.ida, newsroom.ada)]
    held: list[Route] = []

    def hold(asked: Route) -> None:
        held.append(asked)

    for who in people:
        who.page.route(EDIT, hold, times=1)
        who.chooses("not_now")
        with who.page.expect_request(EDIT):
            who.words().fill(wrote[who.label])
    # Asking a page for anything lets in what its browser has to tell.
    eventually("both are on their way", lambda: bool(people[0].page.title()) and len(held) == 2)
    for one in held:
        one.continue_()

    asked = [who.page.get_by_role("dialog", name="Two people changed this") for who in people]
    eventually("one of them is asked", lambda: any(one.count() for one in asked))
    second = next(at for at, one in enumerate(asked) if one.count())
    first, later = people[1 - second], people[second]
    expect(asked[second].get_by_role("group", name=f"From {first.label}")).to_have_text(wrote[first.label])
    expect(asked[second].get_by_role("group", name="Yours")).to_have_text(wrote[later.label])
    first.sees_saved()
    expect(asked[1 - second]).to_have_count(0)
    later.press("Keep mine")
    later.sees_saved()
    expect(first.words()).to_have_value(wrote[later.label], timeout=SAVED_MS)

    assert wrote[later.label] in ben.reads(MAIN)
    saved = [text for text in earlier(ben) if any(words in text for words in wrote.values())]
    assert [first.label in text for text in saved] == [False, True]


def test_what_is_typed_when_the_tab_dies_is_there_when_it_is_opened_again(newsroom: Newsroom, ben: Signer) -> None:
    """Killed in the middle of a sentence that the relay never had: unlocked again, the sentence is there to its last letter, and is sent."""
    ida = newsroom.at(newsroom.ida, "Step")
    ida.page.route(EDIT, lambda _: None)
    ida.chooses("not_now")
    ida.words().fill("It was there")
    resting = ida.page.evaluate(RESTS, 1)
    ida.words().press("End")
    ida.page.keyboard.type(" all the ti")
    ida.page.evaluate(RESTS, resting + len(" all the ti"))
    sent = "It was there" in ben.reads(MAIN)
    with ida.page.expect_event("crash"), pytest.raises(Error):
        ida.page.goto("chrome://crash")

    newsroom.ida.page = ida.context.new_page()
    again = newsroom.at(newsroom.ida, "Step")
    again.chooses("not_now")
    expect(again.words()).to_have_value("It was there all the ti")
    again.sees_saved()
    assert (sent, "It was there all the ti" in ben.reads(MAIN)) == (False, True)


def test_a_relay_that_is_killed_while_it_saves_keeps_it_once_it_is_back(newsroom: Newsroom, ben: Signer) -> None:
    """Kill -9 as the words come in: the page says that they wait, and sends them by itself; nobody is asked whose they are."""
    ida, relay = newsroom.at(newsroom.ida, "Step"), newsroom.line.relay
    ida.chooses("not_now")

    def dies(asked: Route) -> None:
        asked.continue_()
        relay.kill()

    ida.page.route(EDIT, dies, times=1)
    ida.words().fill("I am still here, whatever happens.")
    expect(ida.page.locator(".saving-waiting")).to_be_visible(timeout=SAVED_MS)
    relay.start()
    ida.sees_saved()

    expect(ida.page.get_by_role("dialog")).to_have_count(0)
    assert ben.reads(MAIN).count("I am still here, whatever happens.") == 1


def earlier(ben: Signer) -> list[str]:
    """Return the file of every saving, the newest first."""
    with ben.coordinator.place.client(ben.token) as client:
        numbers = [one["number"] for one in client.get("/api/studio/revisions", params={"path": MAIN}).json()]
        return [str(client.get(f"/api/studio/revisions/{one}").json()["text"]) for one in numbers]
