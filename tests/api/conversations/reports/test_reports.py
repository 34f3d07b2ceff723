"""What a coordinator gets who asks for a report, and who else gets one."""

from __future__ import annotations

from typing import Any

import httpx

from tests.api.conversations.line import Line

MINUTE, DAY = 60_000, 86_400_000


async def report(line: Line, period: str = "", who: dict[str, str] | None = None) -> httpx.Response:
    """Ask for a report, as a coordinator if nobody else is named."""
    headers = await line.relay.coordinator() if who is None else who
    return await line.relay.client.get(f"/api/reports?period={period}", headers=headers)


def table(answer: httpx.Response, kind: str) -> dict[str, Any]:
    """One table of a report: its total and its sorts."""
    (found,) = [one for one in answer.json()["tables"] if one["kind"] == kind]
    return {"total": found["total"], **{cell["key"]: cell["least"] for cell in found["cells"]}}


async def a_month(line: Line, talks: int) -> None:
    """Let so many youth be answered, and the month end."""
    for n in range(talks):
        conversation = await line.opened(topic="pics" if n else "danger")
        await line.sam.do(conversation, "claim", over=True)
        await line.sam.do(conversation, "close", outcome="listened")
    line.clock.forward(31 * DAY)
    line.relay.tokens.clear()


async def test_a_month_that_is_over_is_shown_in_bands(line: Line) -> None:
    """Seven talks are 5-9; the one of another topic is somewhere under five."""
    await a_month(line, 7)
    answer = await report(line)
    body = answer.json()

    assert (body["period"], body["periods"], body["zone"]) == ("2026-09", ["2026-09"], "America/Winnipeg")
    assert body["tell_after"] == 300_000
    assert table(answer, "channel") == {"total": 5, "telegram": 5}
    assert table(answer, "topic")["total"] == 5
    assert {key for key, number in table(answer, "topic").items() if number} == {"total", "pics"}
    assert "7" not in answer.text.replace("2026", "").replace("16-17", "")


async def test_a_month_that_runs_is_not_reported_on(line: Line) -> None:
    """A report of today taken from one of tomorrow would be the report of a day."""
    await a_month(line, 1)
    running = (await report(line)).json()["running"]
    refused = await report(line, running)

    assert running == "2026-10"
    assert (refused.status_code, refused.json()["code"]) == (422, "period")


async def test_a_line_that_has_counted_nothing_says_so(line: Line) -> None:
    """No months, no tables, no error."""
    body = (await report(line)).json()

    assert (body["period"], body["periods"], body["tables"]) == (None, [], [])


async def test_only_months_can_be_asked_for(line: Line) -> None:
    """Overlapping stretches of time are not to be had: a week, a day, a range, a month before the line was open."""
    await a_month(line, 1)
    answers = [await report(line, period) for period in ("2026-W38", "2026-09-1", "2026", "2025-09", "x", "2099-01")]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} <= {(422, "period"), (422, "malformed")}


async def test_only_those_who_answer_for_the_line_read_reports(line: Line) -> None:
    """Supervisors and coordinators; not workers, editors, the bot or somebody signed out."""
    seen = {
        who.phone.label: (await report(line, who=who.headers)).status_code for who in (line.lee, line.sam, line.ann)
    }

    assert seen == {"Lee": 200, "Sam": 403, "Ann": 403}
    assert (await report(line, who=line.bot.headers)).status_code == 403
    assert (await report(line, who={})).status_code == 401
