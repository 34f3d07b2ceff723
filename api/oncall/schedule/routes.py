"""The schedule's addresses for everybody on the staff: read it, ask for cover or a swap, take a shift."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import Refused
from api.live.hub import Ring
from api.oncall.schedule import asking, feed, showing
from api.oncall.schedule.bodies import Ask, Id, Seen
from api.oncall.schedule.on_duty import on_duty
from api.oncall.schedule.plan import FARTHEST, read_plan
from api.oncall.shifts import Shift
from api.oncall.spans import offsets
from api.protocol.base64url import b64u
from api.protocol.limits import DAY
from api.staff import doors
from api.staff.audit import record
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
    reach = min(begin, now) - DAY, max(end, now + showing.LOOK_AHEAD) + DAY
    async with state.database.reading() as connection:
        plan = await read_plan(connection, line, now, begin, end)
        ahead = await read_plan(connection, line, now, now - DAY, now + showing.LOOK_AHEAD)
        duty = await on_duty(connection, now)
        feed_until = await feed.until(connection, device.device_id, now)
    return {
        "zone": state.settings.zone,
        "at": now,
        "offsets": offsets(line, *reach),
        "own": None if zone is None else {"zone": zone, "offsets": offsets(_named(zone), *reach)},
        "published_until": plan.until,
        "unpublished": showing.unpublished(ahead) if device.coordinator else 0,
        "days": shown,
        "people": [
            {"device": b64u(one), "label": label, "role": role}
            for one, (label, role) in sorted(plan.people.items(), key=lambda item: item[1])
        ],
        "feed_until": feed_until,
        **showing.week(plan, device.coordinator),
        **showing.glance(ahead, duty, device.device_id),
    }


@router.post("/api/schedule/shifts/{shift_id}/ask")
async def ask(
    shift_id: Id, body: Ask, request: Request, device: Annotated[SignedIn, Depends(doors.answering)]
) -> dict[str, Any]:
    """Say "I cannot come", or offer a swap."""
    state, now = request.app.state, request.app.state.clock.now()
    async with state.database.writing() as connection:
        asked = await asking.ask(
            connection, device.device_id, shift_id, body.changed_at, body.kind, body.of, body.given, now
        )
        await _noted(connection, device, asked, now)
    state.hub.ring([Ring("schedule")])
    return showing.shift(asked, place(state.settings.zone))


@router.post("/api/schedule/shifts/{shift_id}/withdraw")
async def withdraw(
    shift_id: Id, body: Seen, request: Request, device: Annotated[SignedIn, Depends(doors.answering)]
) -> dict[str, Any]:
    """Take one's words back: "I come after all"."""
    state, now = request.app.state, request.app.state.clock.now()
    async with state.database.writing() as connection:
        kept = await asking.withdraw(connection, device.device_id, shift_id, body.changed_at, now)
        await _noted(connection, device, kept, now)
    state.hub.ring([Ring("schedule")])
    return showing.shift(kept, place(state.settings.zone))


@router.post("/api/schedule/shifts/{shift_id}/take")
async def take(
    shift_id: Id, body: Seen, request: Request, device: Annotated[SignedIn, Depends(doors.answering)]
) -> dict[str, Any]:
    """Take a shift that needs somebody, or agree to a swap."""
    state, now = request.app.state, request.app.state.clock.now()
    async with state.database.writing() as connection:
        taken = await asking.take(connection, device.device_id, shift_id, body.changed_at, now)
        await _noted(connection, device, taken, now)
    state.hub.ring([Ring("schedule")])
    return showing.shift(taken, place(state.settings.zone))


async def _noted(connection: AsyncConnection, device: SignedIn, shift: Shift, now: int) -> None:
    """Write down that a worker asked, took back or took."""
    await record(connection, device.device_id, "swap", shift.id, now)


def _named(zone: str) -> Any:
    """Return the time zone of this name."""
    try:
        return place(zone)
    except (KeyError, ValueError, OSError):
        raise Refused("zone") from None
