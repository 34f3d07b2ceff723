"""A talk is handed on at the end of a shift: the care record goes along, and the young person keeps a plan."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.fakes.line import Line
from tests.journeys.conftest import founded, joined, waiting
from tests.journeys.planning import planned
from tests.journeys.stage import PATIENCE, Worker

pytestmark = pytest.mark.journey


def page_of_the_record(worker: Worker, page: str) -> Locator:
    """Open a page of the care record from the first minute."""
    worker.page.locator(f'.desk-panel [data-page="{page}"]').click()
    return worker.page.locator(".record")


def picks(where: Locator, question: str, answer: str) -> None:
    """Choose the answer that begins like this."""
    asked = where.get_by_role("group", name=re.compile(re.escape(question)))
    asked.get_by_role("radio", name=re.compile(f"^{re.escape(answer)}(:|$)")).check()


def keeps(where: Locator) -> None:
    """Keep the form."""
    where.locator('[data-act="keep-form"]').click()


def test_the_next_worker_knows_what_was_promised_and_the_youth_keeps_a_plan(chromium: Browser, line: Line) -> None:
    """Check, risk and handover by one; read by the other before they may go; a plan that arrives on the phone."""
    robin = founded(chromium, line)
    sam = joined(chromium, line, robin, "Sam")
    youth = waiting(chromium, line)
    youth.writes("it is loud here")
    sam.opens_first("Waiting")
    sam.claims()
    sam.reads("it is loud here")
    check = page_of_the_record(sam, "safety-check")
    picks(check, "1. Is it safe to chat?", "Yes")
    picks(check, "4. Somewhere safe tonight?", "No")
    keeps(check)
    picks(check, "How high is the risk now?", "Raised")
    keeps(check)
    expect(check.get_by_role("heading", name="Safety plan")).to_be_visible()
    sam.page.keyboard.press("Escape")
    check.locator('[data-page="handover"]').click()
    check.get_by_label("What we promised").fill("Somebody asks again before midnight")
    check.get_by_label("Next step, and whose it is").fill("Robin: a bed for tonight")
    keeps(check)
    expect(check).to_contain_text("Locked on this device.")
    sam.puts_back()
    youth.reads("back in line")
    robin.opens_first("Waiting")
    expect(robin.page.locator(".desk-notices")).to_contain_text("Sam left a handover.", timeout=PATIENCE)
    robin.page.locator("button.call").click()
    robin.page.get_by_role("button", name="Go off call", exact=True).click()
    unread = robin.page.get_by_role("dialog")
    expect(unread).to_contain_text("One handover is not read yet")
    expect(unread.get_by_role("button", name=re.compile("^Read "))).to_be_visible()
    # The shift of the published schedule ends in ten minutes: every page says so, with what is not read yet.
    robin.page.keyboard.press("Escape")
    planned(robin, lasts=10, primary="Robin")
    robin.page.reload()
    robin.unlocks()
    robin.looks_at("People")
    ends = robin.page.locator(".notice", has_text="Your shift ends at")
    expect(ends).to_contain_text("One handover is not read yet", timeout=PATIENCE)
    ends.get_by_role("button", name="Read it now").click()
    record = robin.page.locator(".record")
    expect(record).to_contain_text("Somebody asks again before midnight")
    robin.claims()
    robin.page.locator('.record [aria-label="Close the care record"]').click()
    expect(robin.page.locator('.desk-panel [data-page="risk"]')).to_contain_text("Raised", timeout=PATIENCE)
    plan = page_of_the_record(robin, "safety-plan")
    plan.get_by_label("One small step for today").fill("I text my aunt")
    keeps(plan)
    plan.locator('[data-act="send-plan"]').click()
    plan.get_by_label("It stays in their chat until they take it away").check()
    plan.locator('[data-act="send-plan-now"]').click()
    youth.reads("One small step for today:")
    youth.reads("I text my aunt")
    youth.taps("Take this away")
    youth.no_longer_reads("I text my aunt")

    assert robin.complaints == []
    assert sam.complaints == []
