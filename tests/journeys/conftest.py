"""A Chromium for all stories, and a whole line for each of them."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import Line, running
from tests.fakes.servers import Postgres, postgres_answers
from tests.journeys.stage import PATIENCE, Worker, Youth

BOT = "Telegram bot"
# What a youth taps on the screens that ask whom they would like.
COMMUNITY_WORKER = ("A community worker",)
OFFICER = ("More choices", "A police officer", "Yes")


def eventually(what: str, holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds that no page shows; fail in words when it does not come."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.1)


def rows(line: Line, table: str, file: str = "relay.db") -> int:
    """Count what a table of the relay holds now."""
    if url := line.settings.get("API_DATABASE_URL"):
        return int(postgres_answers(url, f"SELECT count(*) FROM {table}"))
    with contextlib.closing(sqlite3.connect(f"file:{line.folder / file}?mode=ro", uri=True)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, once a file (two at a time cannot live in one thread); every person has an empty profile in it."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def gone_home(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what people of a story opened when it is over: a page whose relay has gone goes on looking for it."""
    if "chromium" not in request.fixturenames:
        yield
        return
    browser: Browser = request.getfixturevalue("chromium")
    there_before = list(browser.contexts)
    yield
    for context in browser.contexts:
        if context not in there_before:
            context.close()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """A whole line with nothing in it yet, on SQLite."""
    with running(tmp_path) as started:
        yield started


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    """A whole line on each of the two databases: what a team agrees on is kept by both."""
    if request.param == "SQLite":
        with running(tmp_path) as started:
            yield started
        return
    postgres = Postgres()
    postgres.make()
    postgres.start()
    settings = {f"{who}_DATABASE_URL": postgres.named_database(who.lower()) for who in ("API", "BOT")}
    settings["API_LOCKBOX_URL"] = postgres.named_database("lockbox")
    subprocess.run(
        [sys.executable, "-m", "api", "migrate"], env=Line(tmp_path, settings=settings).environment, check=True
    )
    with running(tmp_path, settings) as started:
        yield started
    postgres.remove()


def founded(chromium: Browser, line: Line) -> Worker:
    """A founder who has made the line, is on call, and has let the bot in, which has signed in."""
    founder = Worker.arrives(chromium, line)
    founder.founds("Robin")
    founder.goes_on_call()
    eventually("the bot shows its digits", lambda: line.digits.exists() and bool(line.digits.read_text().split()))
    founder.lets_in(BOT, line.digits.read_text())
    eventually("the bot signs in", lambda: rows(line, "sessions") > 1)
    return founder


def joined(
    chromium: Browser, line: Line, founder: Worker, label: str, circle: str | None = None, part: str = "Worker"
) -> Worker:
    """A colleague who was invited (into a circle), was let in, and is on call."""
    colleague = Worker.arrives(chromium, line)
    colleague.joins(founder.invites(part, circle), label)
    founder.lets_in(label)
    colleague.is_let_in()
    colleague.goes_on_call()
    return colleague


def waiting(chromium: Browser, line: Line, phone: int = 1, picks: Sequence[str] = COMMUNITY_WORKER) -> Youth:
    """A youth who has asked for a person (a community worker, or whom they pick instead) and is in line."""
    youth = Youth.picks_up(chromium, line, phone)
    youth.starts()
    youth.taps("Person", *picks)
    # Two screens in a row have a Yes and a No: each is answered once it is there.
    youth.reads("Is it okay to chat right now")
    youth.taps("Yes")
    youth.reads("Do you need someone fast")
    youth.taps("No")
    youth.reads("You are in line")
    return youth
