"""The schedule's address for everybody on the staff: the week, and now, next and who."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from api.errors import Refused
from api.oncall.schedule import feed, queries, showing
from api.oncall.schedule.on_duty import on_duty
from api.oncall.schedule.plan import FARTHEST, read_plan
from api.oncall.schedule.sleepers import sleepers
from api.oncall.spans import offsets
from api.protocol.base64url import b64u
from api.protocol.limits import DAY
from api.staff import doors
from api.staff.queries import devices_of
from api.staff.signin import SignedIn
from content.zones import place

router = APIRouter()
WIDEST = 70 * DAY
MOST = 1 << 53
When = Annotated[int | None, Query(ge=-MOST, le=MOST)]


@router.get("/api/schedule")
async def schedule(
    request: Request,
    device: Annotated[SignedIn, Depends(doors.staff)],
    begin: Annotated[When, Query(alias="from")] = None,
    end: Annotated[When, Query(alias="to")] = None,
    zone: Annotated[str | None, Query(max_length=64)] = None,
) -> dict[str, Any]:
    """Give the schedule between two moments (this week when none are named), and now, next and who."""
    state = request.app.state
    now, line = state.clock.now(), place(state.settings.zone)
    begin, end = (begin, end) if begin is not None and end is not None else showing.week_of(now, line)
    if not begin < end <= begin + WIDEST or not now - FARTHEST <= begin <= now + FARTHEST:
        raise Refused("too-far")
    shown = showing.days(begin, end, line)
    if shown:
        begin, end = shown[0]["begin"], shown[-1]["end"]
    async with state.database.reading() as connection:
        plan = await read_plan(connection, line, now, begin, end)
        ahead = await read_plan(connection, line, now, now - DAY, now + showing.LOOK_AHEAD)
        last = None if plan.until is None else await queries.open_until(connection, plan.until)
        duty = await on_duty(connection, now)
        nobody, woken = await state.waking.stands(connection, now)
        planned = [*(plan.after if device.coordinator else plan.published), *ahead.published]
        asleep = await sleepers(connection, plan.people, planned, now)
        me = await devices_of(connection, device.device_id)
        feed_until = await feed.until(connection, device.device_id)
    # Every moment that the page says a time of: the week, what comes, and when the calendar address ends.
    reach = min(begin, now) - DAY, max(end, now + showing.LOOK_AHEAD, feed_until or 0) + DAY
    return {
        "zone": state.settings.zone,
        "at": now,
        "offsets": offsets(line, *reach),
        "own": None if zone is None else {"zone": zone, "offsets": offsets(_named(zone), *reach)},
        "published_until": plan.until,
        "last_hours": last,
        "unpublished": showing.unpublished(ahead) if device.coordinator else 0,
        "days": shown,
        "people": [
            {"device": b64u(one), "label": label, "role": role}
            for one, (label, role) in sorted(plan.people.items(), key=lambda item: item[1])
        ],
        "feed_until": feed_until,
        **showing.week(plan, device.coordinator),
        **showing.glance(ahead, duty, me),
        "nobody_there": nobody,
        "somebody_woken": woken,
        "asleep": sorted(b64u(one) for one in asleep),
    }


def _named(zone: str) -> Any:
    """Return the time zone of this name."""
    try:
        return place(zone)
    except (KeyError, ValueError, OSError):
        raise Refused("zone") from None
