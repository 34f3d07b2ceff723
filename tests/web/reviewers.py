"""Editors who look at each other's work: two at browsers, others somewhere else, on a line of their own."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from bot.sealing.keys import Identity
from bot.sealing.roster import sign_document
from tests.fakes.line import setup_link
from tests.fakes.youth import Coordinator, Place
from tests.web.conftest import relay_in
from tests.web.editors import SAVED_MS, Colleague, Editor, EditorsHands
from tests.web.people import DESK, PATIENCE_MS

BUNDLE = "application/vnd.quietline.bundle+json"
MAIN = "flows/main.yaml"


@dataclass
class Signer(Colleague):
    """An editor somewhere else, who saves, asks and signs."""

    identity: Identity | None = None

    def joins(self) -> Signer:
        """Be on the list of people."""
        self.identity = Identity.generate()
        self.coordinator.admit(self.identity.pub, self.label, "editor")
        self.token = self.coordinator.place.sign_in(self.identity)
        return self

    def stand(self) -> dict[str, Any]:
        """Return where everything stands."""
        return dict(self._get("/api/studio"))

    def versions(self) -> list[dict[str, Any]]:
        """Return every version."""
        return list(self._get("/api/studio/releases"))

    def youth_read(self, step: str) -> str:
        """Return what youth read at a step now."""
        n = (self.stand()["running"] or {"n": 0})["n"]
        return str(self._get(f"/api/studio/releases/{n}/edition")["bundle"]["text"]["en"][step])

    def does(self, path: str, **body: Any) -> dict[str, Any]:
        """Ask for something."""
        with self.coordinator.place.client(self.token) as client:
            answer = client.post(f"/api/studio{path}", json=body)
        assert answer.is_success, answer.text
        return dict(answer.json()) if answer.content else {}

    def signs(self, payload: str | None = None) -> dict[str, Any]:
        """Sign what is asked for."""
        assert self.identity is not None
        wanted = base64.b64decode(payload or self.stand()["review"]["payload"])
        return self.does("/sign", envelope=sign_document(BUNDLE, wanted, [self.identity]))

    def proposes(self, at: int | None = None) -> str:
        """Make what is signed of the draft, with a reason for each warning; at once, or for a planned time."""
        found = [one for one in self.stand()["findings"] if one["level"] == "W"]
        reasons = [{**{key: one[key] for key in ("code", "file", "line")}, "why": "It is fine."} for one in found]
        return str(self.does("/publish", waivers=reasons, at=at)["payload"])

    def brings_back(self, n: int) -> bool:
        """Write every file as it was in a version; say whether any was another."""
        wanted = self._get(f"/api/studio/releases/{n}")["files"]
        held = {one["path"]: one["hash"] for one in self._get("/api/studio/files")}
        wrote = False
        with self.coordinator.place.client(self.token) as client:
            for path in sorted({*wanted, *held}):
                text = wanted.get(path)
                if text is None or hashlib.sha256(text.encode()).hexdigest() != held.get(path):
                    body = {"text": text, "base": held.get(path)}
                    answer = client.put("/api/studio/file", params={"path": path}, json=body)
                    assert answer.is_success, answer.text
                    wrote = True
        return wrote

    def _get(self, path: str) -> Any:
        with self.coordinator.place.client(self.token) as client:
            answer = client.get(path)
        assert answer.is_success, answer.text
        return answer.json()


@dataclass
class Desk:
    """Ida and Ada at browsers, Ben and Cleo somewhere else; Cleo never writes."""

    coordinator: Coordinator
    ida: EditorsHands
    ada: EditorsHands
    ben: Signer
    cleo: Signer

    def settled(self) -> Desk:
        """Let youth read what the program came with, with nothing waiting, whatever the story before left behind."""
        stand = self.ben.stand()
        if stand["review"] or stand["voided"]:
            self.ben.does("/withdraw")
        if stand["scheduled"]:
            self.ben.does("/withdraw?planned=true")
        wrote = self.ben.brings_back(0)
        if wrote or stand["draft"]["authors"] or (stand["running"] or {"kind": "publish"})["kind"] in ("hide", "floor"):
            signs_after(self.cleo, self.ben)
        return self

    def counts(self, **steps: int) -> None:
        """Let the bot tell how many stand where."""
        identity, place = Identity.generate(), self.coordinator.place
        self.coordinator.admit(identity.pub, "Telegram bot", "bot")
        with place.client(place.sign_in(identity)) as client:
            assert client.post("/api/studio/where", json={"steps": steps}).is_success

    def at(self, who: EditorsHands) -> Editor:
        """Let somebody be at the review, with a mouse."""
        editor = Editor(who.page, who.phrase, label=who.label)
        Editor.ready(editor, self.coordinator)
        editor.looks_at("Review")
        expect(editor.page.get_by_role("heading", name="Review", level=1)).to_be_visible()
        return editor


def signs_after(cleo: Signer, ben: Signer) -> None:
    """Publish the draft as two people do."""
    payload = ben.proposes()
    ben.signs(payload)
    cleo.signs(payload)


def change(who: Editor, title: str) -> Locator:
    """Return one of the things that change."""
    heading = who.page.get_by_role("heading", name=title, level=4, exact=True)
    return who.page.locator(".change", has=heading)


def reads_everything(who: Editor) -> None:
    """Tick every change as read."""
    boxes = who.page.get_by_role("checkbox", name=re.compile("^I have read this"))
    boxes.first.wait_for()
    for box in boxes.all():
        box.check()


def signs_without_a_mouse(who: EditorsHands) -> None:
    """Tick every change as read, give every warning a reason, and sign; the focus is never lost."""
    boxes = who.page.get_by_role("checkbox", name=re.compile("^I have read this"))
    boxes.first.wait_for()
    for box in boxes.all():
        who.goes_to(box)
        who.page.keyboard.press("Space")
        expect(box).to_be_checked()
    for reason in who.page.get_by_label(re.compile("^Why it may stay")).all():
        who.goes_to(reason)
        who.page.keyboard.insert_text("The French comes later.")
    who.press("Agree and sign")
    who.keeps_the_focus()


@contextmanager
def editors(browser: Browser, folder: Path) -> Iterator[Desk]:
    """Make a line, and let everybody in."""
    relay = relay_in(folder)
    relay.start()
    coordinator = Coordinator(Place(relay.environment["API_ORIGIN"]))
    coordinator.found(setup_link(relay.environment).split("#")[1])
    people = [seated(browser, coordinator, name) for name in ("Ida", "Ada")]
    ben, cleo = [Signer(coordinator, name).joins() for name in ("Ben", "Cleo")]
    yield Desk(coordinator, people[0], people[1], ben, cleo)
    complaints = [one for who in people for one in who.complaints]
    for who in people:
        who.context.close()
    relay.stop()

    assert complaints == []


def seated(browser: Browser, coordinator: Coordinator, label: str, role: str = "editor") -> EditorsHands:
    """Let one more in, at a browser."""
    context = browser.new_context(viewport=DESK, locale="en-CA", timezone_id="America/Winnipeg")
    context.set_default_timeout(PATIENCE_MS)
    who = EditorsHands(context.new_page(), label=label)
    who.page.on("console", lambda said: who.complaints.append(said.text) if "Content Security" in said.text else None)
    who.page.on("pageerror", lambda error: who.complaints.append(str(error)))
    Editor.joins(who, coordinator, role)
    return who


__all__ = [
    "MAIN",
    "SAVED_MS",
    "Desk",
    "Signer",
    "change",
    "editors",
    "reads_everything",
    "seated",
    "signs_after",
    "signs_without_a_mouse",
]
