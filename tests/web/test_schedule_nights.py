"""The schedule on the two nights on which clocks change, on a line and in a browser of different zones."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.fakes.line import setup_link
from tests.web.conftest import relay_in
from tests.web.people import DESK, PHONE
from tests.web.planners import WEST, seated


def test_a_night_has_eleven_hours_in_march_and_thirteen_in_november(browser: Browser, tmp_path: Path) -> None:
    """A line whose clock changes, planned from a place whose clock never does: both times are shown, and the true length is warned of."""
    relay = relay_in(tmp_path)
    relay.environment["API_ZONE"] = "America/Toronto"
    relay.start()
    sam = seated(browser, "Sam", WEST)
    sam.founds(setup_link(relay.environment))
    sam.opens_schedule()
    sam.plans("Primary", "Sam", "20:00", "08:00")
    for spring, saturday, hours, west in (
        (True, "2027-03-13", 11, "19:00–06:00"),
        (False, "2027-11-06", 13, "18:00–07:00"),
    ):
        sam.page.get_by_label("Go to a date").fill(saturday)
        expect(sam.page.get_by_role("heading", name=re.compile("14 March" if spring else "7 November"))).to_be_visible()
        if spring:
            sam.page.get_by_role("button", name=re.compile("^Show all")).click()
        night = sam.block("Primary: Sam, Saturday")
        name = rf"20:00–08:00 Toronto time \({west} your time, Regina\)"
        expect(night.first).to_have_accessible_name(re.compile(name))
        expect(sam.page.get_by_text(f"Sam would work {hours} hours without a break").first).to_be_visible()
    sam.shows_no_barrier(DESK, PHONE)

    assert sam.complaints == []
    sam.context.close()
    relay.stop()
