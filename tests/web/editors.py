"""The people in front of the studio: an editor at a browser, and a colleague who saves from somewhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from bot.sealing.keys import Identity, unb64u
from content.folder import RELEASED, files_of
from content.library import HERE
from content.reading import read_text
from tests.fakes.youth import Coordinator
from tests.web.hands import Hands
from tests.web.people import DESK, PATIENCE_MS, Person

# The checker looks at everything after a saving; on a machine that does other things beside, that is a while.
SAVED_MS = 60_000


@dataclass
class Editor(Person):
    """Somebody who writes what youth read, with a mouse and a keyboard."""

    label: str = ""

    def joins(self, coordinator: Coordinator, role: str = "editor") -> None:
        """Follow an invitation, be approved, and be seen at the desk once."""
        with self.page.expect_response(re.compile("/api/enrolments$")):
            self.asks_to_join(coordinator.invitation(), self.label)
        asking = next(one for one in coordinator.waiting() if one["label"] == self.label)
        coordinator.admit(unb64u(asking["ed_pub"]), self.label, role)
        self.comes_back()
        self.press("Open the desk")
        self.at_desk()

    def opens(self, coordinator: Coordinator) -> None:
        """Load the studio and unlock it."""
        self.page.goto(f"{coordinator.place.url}/studio")
        self.unlocks()
        expect(self.page.get_by_role("heading", name="What youth read", level=1)).to_be_visible(timeout=SAVED_MS)

    def ready(self, coordinator: Coordinator) -> Editor:
        """Be at the outline, whatever the story before left behind."""
        self.page.set_viewport_size(DESK)
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        if self.page.get_by_role("navigation", name="Views").count() == 0 or not self.page.url.endswith("/studio"):
            self.opens(coordinator)
        self.looks_at("Outline")
        return self

    def looks_at(self, view: str) -> None:
        """Change to another screen."""
        self.page.get_by_role("navigation", name="Views").get_by_role("button", name=view, exact=True).click()

    def chooses(self, step: str) -> None:
        """Open a step by its name."""
        self.looks_at("Step")
        self.page.get_by_label("Step", exact=True).select_option(step)

    def opens_finding(self, says: str) -> None:
        """Go to where a finding on the outline is put right."""
        self.looks_at("Outline")
        problem = self.page.locator(".problem", has_text=says).first
        problem.get_by_role("button", name=re.compile("^Open ")).click()

    def words(self, language: str = "English") -> Locator:
        """Return where the words of a step are typed."""
        return self.page.get_by_role("textbox", name=f"What it says, {language}")

    def sees_saved(self) -> None:
        """Wait until the relay has it."""
        expect(self.page.locator(".saving-saved")).to_be_visible(timeout=SAVED_MS)

    @property
    def log(self) -> Locator:
        """Return the trial talk."""
        return self.page.get_by_role("log")


@dataclass
class EditorsHands(Editor, Hands):
    """The same without a mouse."""

    def looks_at(self, view: str) -> None:
        """Change to another screen; the focus comes along, and everything there can be reached."""
        self.goes_to(self.page.get_by_role("navigation", name="Views").get_by_role("button", name=view, exact=True))
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#main")).to_be_focused()

    def chooses_in(self, where: Locator, option: str) -> None:
        """Go to a list, and type what the option begins with."""
        self.goes_to(where)
        self.page.keyboard.type(option)
        expect(where.locator("option:checked")).to_have_text(re.compile(f"^{option}"))

    def arrives_at(self, title: str) -> None:
        """Wait for a screen: it begins at its top, and the focus with it."""
        Person.sees(self, title)
        expect(self.page.locator("#main")).to_be_focused()


@dataclass
class Colleague:
    """An editor somewhere else, who saves whole files."""

    coordinator: Coordinator
    label: str
    token: str = ""

    def joins(self) -> Colleague:
        """Be on the list of people."""
        identity = Identity.generate()
        self.coordinator.admit(identity.pub, self.label, "editor")
        self.token = self.coordinator.place.sign_in(identity)
        return self

    def reads(self, path: str) -> str:
        """Return a file of the draft."""
        with self.coordinator.place.client(self.token) as client:
            found: dict[str, Any] = client.get("/api/studio/file", params={"path": path}).json()
        return str(found["text"])

    def last_act(self) -> tuple[list[str], str | None]:
        """Return which files were saved as one at last, and with what reason."""
        with self.coordinator.place.client(self.token) as client:
            listed: list[dict[str, Any]] = client.get("/api/studio/revisions").json()
        return sorted(one["path"] for one in listed if one["begins"] == listed[0]["begins"]), listed[0]["why"]

    def saves_as_one(self, texts: dict[str, str]) -> None:
        """Save several files at once."""
        with self.coordinator.place.client(self.token) as client:
            hashes = {str(one["path"]): one["hash"] for one in client.get("/api/studio/files").json()}
            files = [{"path": path, "base": hashes.get(path), "text": text} for path, text in texts.items()]
            answer = client.post("/api/studio/edits", json={"files": files, "why": "Two at once"})
        assert answer.status_code == 200, answer.text

    def replaces(self, path: str, old: str, new: str) -> None:
        """Put other words in the place of some, in a file as it is now."""
        text = self.reads(path)
        assert old in text, text
        self.saves(path, text.replace(old, new))

    def starts_anew(self) -> Colleague:
        """Let the draft be what the program came with, whatever other stories left in it."""
        shipped = {path: text for path, text in files_of(HERE, []).items() if path != RELEASED}
        with self.coordinator.place.client(self.token) as client:
            paths = [str(one["path"]) for one in client.get("/api/studio/files").json()]
        for path in sorted({*paths, *shipped}):
            if path not in paths or self.reads(path) != shipped.get(path):
                self.saves(path, shipped.get(path))
        return self

    def begins(self, lang: str, name: str, font: str = "") -> None:
        """Begin a language."""
        with self.coordinator.place.client(self.token) as client:
            body = {"id": lang, "name": name, "approves": "A speaker", "font": font}
            answer = client.post("/api/studio/languages", json=body)
        assert answer.status_code == 200, answer.text

    def puts_back(self, project: str) -> None:
        """Let the line have the languages of this project.yaml, and no file of any other."""
        now = self.reads("project.yaml")
        kept = [str(one["id"]) for one in read_text(project, "project.yaml")["languages"]]
        gone = [str(one["id"]) for one in read_text(now, "project.yaml")["languages"] if one["id"] not in kept]
        self.saves("project.yaml", project)
        with self.coordinator.place.client(self.token) as client:
            paths = [str(one["path"]) for one in client.get("/api/studio/files").json()]
        for path in paths:
            if any(path.startswith(f"i18n/{lang}/") or path.endswith(f"/{lang}.yaml") for lang in gone):
                self.saves(path, None)

    def saves(self, path: str, text: str | None) -> None:
        """Save a file whole, or take it away."""
        with self.coordinator.place.client(self.token) as client:
            found = client.get("/api/studio/file", params={"path": path})
            base = None if found.status_code == 404 else found.json()["hash"]
            answer = client.put("/api/studio/file", params={"path": path}, json={"text": text, "base": base})
        assert answer.status_code == 200, answer.text


def in_the_studio(browser: Browser, coordinator: Coordinator, label: str) -> Iterator[EditorsHands]:
    """Let an editor in once; in the end none of their pages may have complained."""
    context = browser.new_context(viewport=DESK, locale="en-CA", timezone_id="America/Winnipeg")
    context.set_default_timeout(PATIENCE_MS)
    made = EditorsHands(context.new_page(), label=label)
    made.page.on("console", lambda said: made.complaints.append(said.text) if "Content Security" in said.text else None)
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    Editor.joins(made, coordinator)
    yield made
    context.close()

    assert made.complaints == []
