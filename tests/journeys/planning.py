"""A schedule that a coordinator publishes in a moment: through the relay's own addresses, signed in as their page is."""

from __future__ import annotations

import time
from typing import Any

from api.oncall.spans import MINUTE, day_number, on_clock
from content.zones import place
from tests.journeys.stage import PATIENCE, Worker

ZONE = place("America/Winnipeg")


def planned(coordinator: Worker, lasts: int = 60, **duties: str) -> None:
    """Publish who is on which duty from an hour ago, for so many minutes more; how it is done by hand is told in other stories."""
    page = coordinator.page
    with page.expect_request("**/api/schedule?*", timeout=PATIENCE) as asked:
        coordinator.looks_at("Schedule")
        page.get_by_role("button", name="The week after").click()
    line = coordinator.line.origin
    signed_in = {"authorization": asked.value.all_headers()["authorization"], "origin": line}

    def call(method: str, path: str, **body: Any) -> Any:
        answer = page.request.fetch(
            f"{line}/api/schedule{path}",
            method=method,
            headers=signed_in,
            data=body or None,
            timeout=PATIENCE,
        )
        assert answer.ok, answer.text()
        return answer.json()

    devices = {one["label"]: one["device"] for one in call("GET", "")["people"]}
    now = int(time.time() * 1000)
    day, minutes = on_clock(now - 60 * MINUTE, ZONE)
    hours = {"weekday": day.weekday(), "starts": minutes, "length": 60 + lasts, "from_day": day_number(day)}
    for duty, label in {"open": None, **duties}.items():
        device = None if label is None else devices[label]
        call("POST", "/patterns", **hours, until_day=None, duty=duty, device=device)
    call("POST", "/publish", until_day=day_number(on_clock(now, ZONE)[0]), was=None, closed=False)
    coordinator.looks_at("Desk")
