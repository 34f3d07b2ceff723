"""When an editor sees the studio: nothing kept in the browser, and behind the doors.

A real Chromium on the same two processors. The first paint is the browser's own mark (Paint Timing); bytes are what its pages
took over the wire. Each round is a new tab whose cache was emptied.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from tests.fakes.chromium import CHROMIUM, FLAGS
from tests.fakes.line import Line
from tests.fakes.youth import Coordinator, Place
from tests.load.servers import relay
from tests.web.editors import SAVED_MS, Editor
from tests.web.people import DESK

PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
FETCHED = "() => performance.getEntries().reduce((sum, one) => sum + (one.transferSize ?? 0), 0)"


class Seen(NamedTuple):
    """One round: milliseconds to the first paint, from the unlocking to the outline; bytes until then."""

    first: float
    outline: float
    bytes: int


def measured(folder: Path, rounds: int) -> list[Seen]:
    """Let an editor in, then open the studio so many times."""
    with relay(folder) as (_server, line), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            context = browser.new_context(viewport=DESK, locale="en-CA")
            coordinator = founded(line)
            ida = Editor(context.new_page(), label="Ida")
            ida.joins(coordinator)
            ida.page.close()
            return [_opened(Editor(context.new_page(), ida.phrase, label="Ida"), line.origin) for _ in range(rounds)]
        finally:
            browser.close()


def founded(line: Line) -> Coordinator:
    """Make the line with a coordinator."""
    made = Coordinator(Place(line.origin))
    made.found(line.setup_link().split("#")[1])
    return made


def _opened(ida: Editor, origin: str) -> Seen:
    """Open the studio in a tab that has nothing of it, and unlock it."""
    wire = ida.context.new_cdp_session(ida.page)
    wire.send("Network.clearBrowserCache")
    ida.page.goto(f"{origin}/studio")
    first = ida.page.wait_for_function(PAINTED).json_value()
    ida.fills("Your seven words", ida.phrase)
    begun = time.perf_counter()
    ida.press("Unlock")
    ida.page.get_by_role("heading", name=re.compile("What youth read"), level=1).wait_for(timeout=SAVED_MS)
    outline = (time.perf_counter() - begun) * 1000
    taken = int(ida.page.evaluate(FETCHED))
    ida.page.close()
    return Seen(first, outline, taken)
