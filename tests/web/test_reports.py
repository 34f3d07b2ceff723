"""Months in numbers and the record of deeds, as supervisors and coordinators see, save, print and read them."""

from __future__ import annotations

import csv
import re
import sqlite3
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, expect

from api.staff.chain import Row, next_row
from tests.fakes.month import counts_of_last_month, last_month
from tests.web.hands import Hands
from tests.web.people import DESK, PHONE, Line, Person


def database(line: Line) -> Path:
    """The relay's database."""
    return Path(line.relay.environment["API_DATA_DIR"]) / "relay.db"


def a_hundred_deeds(path: Path) -> None:
    """Let a hundred more deeds follow the last one, as the relay chains them: so many are one page."""
    with closing(sqlite3.connect(path, timeout=10)) as connection, connection:
        last = Row(*connection.execute("SELECT * FROM audit ORDER BY number DESC LIMIT 1").fetchone())
        for _ in range(100):
            last = next_row(last, last.hour, last.actor, "alerts", last.actor)
            connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", astuple(last))


def row(person: Person, table: str, name: str) -> str:
    """What a table of the report says beside a name."""
    cells = person.page.get_by_role("table", name=table).get_by_role("row", name=name)
    return cells.locator(".report-count [aria-hidden]").inner_text()


def test_a_new_line_has_no_month_yet_and_says_why(line: Line, arrive: Any) -> None:
    """An empty page that explains itself is not taken for a broken one."""
    sam = arrive(reduced_motion="reduce").founds(line.link)
    sam.looks_at("Reports")
    sam.sees("Reports")
    expect(sam.page.get_by_text("No month is over yet")).to_be_visible()
    sam.shows_no_barrier(PHONE, DESK)
    sam.press("Record of deeds")
    expect(sam.page.get_by_text("The record is whole")).to_be_visible()
    expect(sam.page.get_by_role("listitem").filter(has_text="The line was made")).to_be_visible()


def test_a_month_is_read_saved_and_printed(line: Line, arrive: Any, tmp_path: Path) -> None:
    """Bands on the screen and for ears, the same in the file, and at most two sheets of paper, A4 or Letter."""
    sam = arrive(reduced_motion="reduce").founds(line.link)
    counts_of_last_month(database(line))
    name, day = last_month()
    sam.looks_at("Reports")
    report = sam.page.get_by_role("article", name=f"Report of {name}")
    expect(report.get_by_role("heading", name=name)).to_be_visible()
    sam.shows_no_barrier(PHONE, DESK)

    assert row(sam, "What they came about", "Someone has my pics") == "10–14"
    assert row(sam, "What they came about", "Who are you?") == "<5"
    assert row(sam, "What they came about", "All together") == "40–44"
    assert row(sam, "How long they waited", "Left before anybody came") == "<5"
    expect(report).to_contain_text("at least 25")
    assert not {"23", "27", "38", "42"} & set(report.inner_text().split())
    heard = sam.page.get_by_role("table", name="How old they were").get_by_role("row", name="16 or 17 10 to 14")
    expect(heard).to_have_count(1)

    with sam.page.expect_download() as download:
        sam.press("Save for spreadsheets")
    saved = tmp_path / "report.csv"
    download.value.save_as(saved)
    with saved.open(newline="", encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file))
    assert download.value.suggested_filename == f"report-{day // 10_000}-{day // 100 % 100:02}.csv"
    assert {one["row"]: one["count"] for one in lines if one["table"] == "How old they were"} == {
        "Under 12": "under 5",
        "12 to 15": "under 5",
        "16 or 17": "10–14 people",
        "18 to 24": "under 5",
        "25 or more": "under 5",
        "Not said": "20–24 people",
        "All together": "35–39 people",
    }

    for paper in ("A4", "Letter"):
        sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", sam.page.pdf(format=paper)))
        assert 1 <= sheets <= 2, (paper, sheets)
    sam.page.emulate_media(media="print")
    expect(sam.page.get_by_role("navigation", name="Views")).to_be_hidden()
    expect(sam.page.get_by_role("button", name="Print")).to_be_hidden()
    expect(report.get_by_text("What is not in it, and why")).to_be_visible()


def test_the_record_is_read_by_person_and_by_deed(line: Line, arrive: Any) -> None:
    """Who was let in, who came in; filtered to nothing it says so; the first of many stands behind "Show older"; a changed row is a red notice that names it."""
    sam = arrive(reduced_motion="reduce").founds(line.link)
    line.somebody_asks("Mallory")
    sam.looks_at("People")
    sam.press("Decline Mallory")
    expect(sam.page.get_by_text("Mallory was declined.")).to_be_visible()
    sam.looks_at("Reports")
    sam.press("Record of deeds")
    deeds = sam.page.get_by_role("listitem")
    expect(deeds.filter(has_text="Sam declined a device that asked to join")).to_be_visible()
    expect(deeds.filter(has_text="Sam signed in as a coordinator")).to_be_visible()
    expect(sam.page.get_by_text("nothing was changed, dropped or put in")).to_be_visible()
    sam.shows_no_barrier(PHONE, DESK)
    slow: list[Route] = []
    sam.page.route("**/api/audit?*action=roster*", lambda route: slow.append(route))
    sam.page.get_by_label("What happened").select_option("roster")
    sam.page.get_by_label("What happened").select_option("decline")
    expect(deeds).to_have_count(1)
    with sam.page.expect_response("**/api/audit?*action=roster*") as late:
        slow[0].continue_()
    late.value.finished()
    sam.page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    expect(deeds).to_have_count(1)
    expect(deeds).to_contain_text("declined a device")
    sam.page.get_by_label("Who did it").select_option(label="Sam")
    expect(deeds).to_have_count(1)
    sam.page.get_by_label("What happened").select_option("mute")
    expect(sam.page.get_by_text("Nothing like that is on record")).to_be_visible(timeout=60_000)
    sam.shows_no_barrier(PHONE, DESK)

    a_hundred_deeds(database(line))
    sam.press("Months in numbers")
    sam.press("Record of deeds")
    expect(deeds).to_have_count(100)
    first = deeds.filter(has_text="The line was made")
    expect(first).to_have_count(0)
    sam.press("Show older")
    expect(first).to_be_visible()
    expect(sam.page.get_by_role("button", name="Show older")).to_have_count(0)
    expect(sam.page.get_by_text("nothing was changed, dropped or put in")).to_be_visible()

    with closing(sqlite3.connect(database(line), timeout=10)) as connection, connection:
        connection.execute("UPDATE audit SET action = 'claim' WHERE number = 1")
    line.relay.stop()
    line.relay.start()
    sam.press("Months in numbers")
    sam.press("Record of deeds")
    expect(sam.page.get_by_text("Row 1 was changed, or a row before it was.")).to_be_visible()
    sam.shows_no_barrier(PHONE, DESK)


def test_reports_are_read_by_keyboard(line: Line, arrive: Any) -> None:
    """Each stop shows, the month is chosen and the record filtered without a mouse."""
    sam = Hands(arrive().founds(line.link).page, screens=[PHONE, DESK])
    counts_of_last_month(database(line))
    name, _ = last_month()
    sam.press("Reports")
    expect(sam.page.get_by_role("article", name=f"Report of {name}")).to_be_visible()
    sam.walks()
    sam.selects("Month", name)
    sam.press("Record of deeds")
    expect(sam.page.get_by_text("The record is whole")).to_be_visible()
    sam.walks()
    sam.selects("What happened", "The line was made")
    expect(sam.page.get_by_role("listitem").filter(has_text="The line was made")).to_have_count(1)


def test_what_cannot_be_fetched_is_said_and_tried_again(line: Line, arrive: Any) -> None:
    """A relay that is away leaves a sentence and a button, not an empty page."""
    sam = arrive(reduced_motion="reduce").founds(line.link)
    sam.page.route("**/api/reports*", lambda route: route.abort())
    sam.looks_at("Reports")
    expect(sam.page.get_by_role("alert")).to_contain_text("The relay cannot be reached")
    sam.shows_no_barrier(PHONE, DESK)
    sam.page.unroute("**/api/reports*")
    sam.press("Try again")
    expect(sam.page.get_by_text("No month is over yet")).to_be_visible()


def test_a_worker_has_no_reports(line: Line, arrive: Any) -> None:
    """They answer young people, and are not shown a door that would stay shut."""
    sam = arrive(reduced_motion="reduce").founds(line.link)
    ana = arrive()
    ana.asks_to_join(sam.invites(), "Ana")
    sam.lets_in("Ana")
    ana.comes_back()
    ana.press("Open the desk")
    ana.at_desk()

    assert ana.page.get_by_role("button", name="Reports").count() == 0
