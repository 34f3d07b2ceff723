"""A Chromium, a relay nobody has set up, and a line with a worker, a supervisor and youth on it.

The line of the desk's stories lives as long as tests of this room follow each other: a worker who came in stays at the desk.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import Part, free_port, setup_link
from tests.fakes.youth import Bot, Coordinator, Place, Youth
from tests.web.editors import Colleague, Editor, EditorsHands, in_the_studio
from tests.web.people import DESK, PATIENCE_MS, Line, Person, Worker, at_a_desk


def relay_in(folder: Path) -> Part:
    """A relay of its own, on a port of its own."""
    port = free_port()
    origin = f"http://localhost:{port}"
    settings = {"API_BIND": f"127.0.0.1:{port}", "API_ORIGIN": origin, "API_DATA_DIR": str(folder / "var")}
    command = [sys.executable, "-m", "api", "serve"]
    return Part("relay", command, os.environ | settings, f"{origin}/health/ready", folder / "relay.log")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium; every person gets a profile of their own in it."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """A relay that nobody has set up yet."""
    relay = relay_in(tmp_path)
    relay.start()
    yield Line(relay, relay.environment["API_ORIGIN"], setup_link(relay.environment))
    relay.stop()


@pytest.fixture
def arrive(browser: Browser) -> Iterator[Any]:
    """Return a function that seats one more person; none of their pages may have complained in the end."""
    people: list[Person] = []

    def seat(kind: type[Person] = Person, **look: Any) -> Person:
        context = browser.new_context(**({"locale": "en-CA", "viewport": DESK} | look))
        context.set_default_timeout(PATIENCE_MS)
        person = kind(context.new_page())
        person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
        person.page.on(
            "console", lambda said: person.complaints.append(said.text) if "Content Security" in said.text else None
        )
        people.append(person)
        return person

    yield seat
    complaints = [complaint for person in people for complaint in person.complaints]
    for person in people:
        person.context.close()

    assert complaints == []


@pytest.fixture(scope="package")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Part]:
    """The relay of the desk's stories."""
    part = relay_in(tmp_path_factory.mktemp("relay"))
    part.start()
    yield part
    part.stop()


@pytest.fixture(scope="package")
def coordinator(relay: Part) -> Coordinator:
    """Whoever made this line."""
    made = Coordinator(Place(relay.environment["API_ORIGIN"]))
    made.found(setup_link(relay.environment).split("#")[1])
    return made


@pytest.fixture(scope="package")
def bot(coordinator: Coordinator) -> Bot:
    """The one device that every youth of these stories writes through."""
    return Bot(coordinator)


@pytest.fixture(scope="package")
def worker(browser: Browser, coordinator: Coordinator, bot: Bot) -> Worker:
    """A worker who came in once."""
    return at_a_desk(browser, coordinator, "Sam")


@pytest.fixture(scope="package")
def supervisor(browser: Browser, coordinator: Coordinator, worker: Worker) -> Worker:
    """A supervisor who came in once."""
    return at_a_desk(browser, coordinator, "Ana", "supervisor")


@pytest.fixture
def sam(worker: Worker) -> Worker:
    """A worker on call, at the desk."""
    return worker.ready()


@pytest.fixture
def ana(supervisor: Worker) -> Worker:
    """A supervisor on call, at the desk."""
    return supervisor.ready()


@pytest.fixture
def youth(coordinator: Coordinator, bot: Bot) -> Iterator[Youth]:
    """A young person who has not asked yet."""
    person = Youth(coordinator, bot)
    yield person
    person.leave()
    person.close()


@pytest.fixture(scope="module")
def editor(request: pytest.FixtureRequest, browser: Browser, coordinator: Coordinator) -> Iterator[EditorsHands]:
    """The editor whom a file of the studio's stories names, let in once."""
    yield from in_the_studio(browser, coordinator, request.module.EDITOR)


@pytest.fixture
def hands(editor: EditorsHands, coordinator: Coordinator) -> EditorsHands:
    """The same with a keyboard alone, at the outline."""
    Editor.ready(Editor(editor.page, editor.phrase, label=editor.label), coordinator)
    return editor


@pytest.fixture(scope="module")
def ben(coordinator: Coordinator) -> Colleague:
    """Another editor, somewhere else."""
    return Colleague(coordinator, "Ben").joins().starts_anew()


@pytest.fixture
def as_before(ben: Colleague) -> Iterator[None]:
    """What a story changed of the whole line, a language that it began too, is put back after it."""
    project = ben.reads("project.yaml")
    yield
    ben.puts_back(project)
