"""A talk becomes numbers and deeds: counted without a word, read by those who lead, and checked from outside."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from playwright.sync_api import Browser, expect

from tests.fakes.line import Line
from tests.fakes.month import last_month, the_month_ends
from tests.journeys.conftest import founded, joined, waiting
from tests.journeys.stage import PATIENCE, Worker, Youth, pressed
from tests.web.people import RINGING

pytestmark = pytest.mark.journey


def counted(line: Line) -> set[tuple[str, str, int]]:
    """What the relay has counted of talks, of all days; beside it stands only when the bot last said who stands where, in bands."""
    with closing(sqlite3.connect(f"file:{line.folder / 'relay.db'}?mode=ro", uri=True)) as database:
        talks = "SELECT kind, key, sum(number) FROM tallies WHERE kind != 'standing-at' GROUP BY kind, key"
        return set(database.execute(talks))


def audit(line: Line, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the operator's command beside the running relay."""
    command = [sys.executable, "-m", "api", "audit", *words]
    environ = os.environ | {"API_DATA_DIR": str(line.folder)}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def practises(chromium: Browser, line: Line, ana: Worker) -> None:
    """Ana has a talk with a colleague who plays a youth, on a phone of the bot for training."""
    rung = ana.page.evaluate("rung")
    line.bot.stop()
    line.bot.environment |= {"BOT_TRAINING": "1"}
    line.bot.start()
    colleague = waiting(chromium, line, phone=2)
    colleague.writes("let us say that i am 15")
    row = ana.page.get_by_role("region", name=re.compile("^Waiting")).get_by_role("button").first
    expect(row).to_contain_text("Practice", timeout=PATIENCE)
    ana.opens_first()
    expect(ana.page.locator("#desk-thread-name")).to_contain_text("Practice")
    expect(ana.page.get_by_role("region", name="You are called")).to_have_count(0)
    ana.claims()
    ana.reads("let us say that i am 15")
    ana.writes("I would ask first if it is safe to chat.")
    colleague.reads("I would ask first if it is safe to chat.")
    ana.closes()
    colleague.reads("This chat is done for now")

    assert rung > 0 and ana.page.evaluate("rung") == rung


def test_a_talk_is_counted_and_on_record_and_nobody_can_be_found_in_it(chromium: Browser, line: Line) -> None:
    """A youth comes by a button, a worker claims and closes; the coordinator reads bands and deeds, the worker neither.

    Then Ana practises on the same desk, with a phone of the bot for training: that is marked, wakes nobody, and is no number.
    """
    robin = founded(chromium, line)
    ana = joined(chromium, line, robin, "Ana")
    ana.page.evaluate(RINGING)
    robin.goes_off_call()
    youth = Youth.picks_up(chromium, line)
    youth.starts()
    youth.taps("Yes", "Someone has my pics")
    youth.reads("That is scary")
    youth.writes("Person")
    youth.taps("A community worker", "Skip")
    youth.reads("Do you need someone fast?")
    youth.taps("Skip")
    youth.reads("You are in line")
    youth.writes("he says he will post them")
    ana.opens_first()
    ana.claims()
    ana.reads("he says he will post them")
    ana.writes("It was right to tell somebody.")
    youth.reads("It was right to tell somebody.")
    ana.page.locator("[data-act=close]").click()
    ana.page.get_by_label("What came of it").select_option(label="A safety plan was made")
    ana.page.get_by_label("Their age, if they told you by themselves").select_option(label="16 or 17")
    ana.page.locator("[data-act=confirm]").click()
    youth.reads("This chat is done for now")
    practises(chromium, line, ana)
    numbers = counted(line)

    assert {one for one in numbers if one[0] not in ("hour", "waited")} == {
        ("channel", "telegram", 1),
        ("topic", "pics", 1),
        ("outcome", "plan", 1),
        ("age", "16-17", 1),
    }
    assert {(kind, number) for kind, _, number in numbers} >= {("hour", 1), ("waited", 1)}

    robin.looks_at("Reports")
    expect(robin.page.get_by_text("No month is over yet")).to_be_visible(timeout=PATIENCE)
    the_month_ends(line.folder / "relay.db")
    robin.looks_at("Desk")
    robin.looks_at("Reports")
    report = robin.page.get_by_role("article", name=f"Report of {last_month()[0]}")
    expect(report).to_be_visible(timeout=PATIENCE)
    shown = report.locator(".report-count [aria-hidden]").all_inner_texts()
    assert set(shown) == {"<5"} and len(shown) > 40  # One youth: every number of theirs is somewhere under five.

    pressed(robin.page, "Record of deeds")
    deeds = robin.page.locator(".deeds li")
    expect(robin.page.get_by_text("nothing was changed, dropped or put in")).to_be_visible(timeout=PATIENCE)
    # What was done in practice was done: it is on record, like the talk before it.
    for deed in ("claimed", "closed"):
        expect(deeds.filter(has_text=re.compile(f"Ana {deed} conversation"))).to_have_count(2)
    expect(deeds.filter(has_text=re.compile("Robin put Ana on the list of people"))).to_have_count(1)
    robin.page.get_by_label("Who did it").select_option(label="Ana")
    expect(deeds.filter(has_text="Robin")).to_have_count(0)
    assert ana.page.get_by_role("button", name="Reports").count() == 0

    whole, record = audit(line, "verify"), audit(line, "export").stdout
    with closing(sqlite3.connect(line.folder / "relay.db", timeout=10)) as database, database:
        database.execute("DELETE FROM audit WHERE action = 'claim'")
    found_out = audit(line, "verify")

    assert (whole.returncode, found_out.returncode) == (0, 1), whole.stdout + whole.stderr
    assert re.search(r"Row \d+ is gone\.", found_out.stdout)
    assert "post them" not in record and "Ana" not in record
    assert [one.complaints for one in (robin, ana)] == [[], []]
