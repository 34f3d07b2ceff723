"""The schedule's addresses for coordinators: pattern, single shifts, closures, publishing."""

from __future__ import annotations

from datetime import tzinfo
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from api.errors import Refused
from api.oncall.schedule import changes, queries, showing
from api.oncall.schedule.bodies import ByHand, Closed, Id, Publishing, Removal, Weekly, a_day
from api.oncall.schedule.changing import changing
from api.oncall.schedule.plan import find_shift
from api.oncall.shifts import OFF
from api.oncall.spans import moment
from api.protocol.base64url import b64u
from api.staff import doors
from api.staff.signin import SignedIn
from content.zones import place

router = APIRouter()
Coordinator = Annotated[SignedIn, Depends(doors.coordinator)]


@router.post("/api/schedule/patterns", status_code=201)
async def add_pattern(body: Weekly, request: Request, device: Coordinator) -> dict[str, Any]:
    """Plan something for every week."""
    state, pattern = request.app.state, body.pattern()
    async with changing(request, device, pattern.id) as connection:
        await changes.put_pattern(connection, place(state.settings.zone), state.clock.now(), pattern)
    return showing.pattern(pattern)


@router.put("/api/schedule/patterns/{pattern_id}")
async def put_pattern(pattern_id: Id, body: Weekly, request: Request, device: Coordinator) -> dict[str, Any]:
    """Plan it otherwise; what was published stays until the next publishing."""
    state, pattern = request.app.state, body.pattern(pattern_id)
    async with changing(request, device, pattern_id) as connection:
        if not await queries.drop_pattern(connection, pattern_id):
            raise Refused("not-found")
        await changes.put_pattern(connection, place(state.settings.zone), state.clock.now(), pattern)
    return showing.pattern(pattern)


@router.delete("/api/schedule/patterns/{pattern_id}", status_code=204)
async def drop_pattern(pattern_id: Id, request: Request, device: Coordinator) -> None:
    """Plan it no more; what was published stays until the next publishing."""
    async with changing(request, device, pattern_id) as connection:
        if not await queries.drop_pattern(connection, pattern_id):
            raise Refused("not-found")


@router.post("/api/schedule/shifts", status_code=201)
async def add_shift(body: ByHand, request: Request, device: Coordinator) -> dict[str, Any]:
    """Add a shift on one day; one of this name stands already when the answer to this was lost."""
    state, zone = request.app.state, place(request.app.state.settings.zone)
    shift = body.shift(zone)
    async with changing(request, device, shift.id) as connection:
        kept = await queries.shift(connection, shift.id)
        was = -1 if kept is None else kept.changed_at
        made = await changes.put_shift(connection, zone, state.clock.now(), shift, was, body.closed, body.opens)
    return _made(made, zone)


@router.put("/api/schedule/shifts/{shift_id}")
async def put_shift(shift_id: Id, body: ByHand, request: Request, device: Coordinator) -> dict[str, Any]:
    """Change a shift on one day; the weekly pattern stays."""
    state, zone = request.app.state, place(request.app.state.settings.zone)
    async with changing(request, device, shift_id) as connection:
        was = max(body.changed_at, 0)
        made = await changes.put_shift(
            connection, zone, state.clock.now(), body.shift(zone, shift_id), was, body.closed, body.opens, body.comes
        )
    return _made(made, zone)


@router.delete("/api/schedule/shifts/{shift_id}")
async def drop_shift(shift_id: Id, body: Removal, request: Request, device: Coordinator) -> dict[str, Any]:
    """Take a shift out on one day; the weekly pattern stays."""
    state, zone = request.app.state, place(request.app.state.settings.zone)
    async with changing(request, device, shift_id) as connection:
        old = await find_shift(connection, zone, state.clock.now(), shift_id)
        if old is None:
            raise Refused("not-found")
        gone, was = old.freed(duty=OFF, device=None, pattern=None), max(body.changed_at, 0)
        made = await changes.put_shift(connection, zone, state.clock.now(), gone, was, body.closed, body.opens)
    return _made(made, zone) | {"duty": old.duty, "device": showing.name(old.device)}


@router.post("/api/schedule/closures", status_code=201)
async def add_closure(body: Closed, request: Request, device: Coordinator) -> dict[str, Any]:
    """Publish hours as closed: a holiday, or nobody is there."""
    state, zone = request.app.state, place(request.app.state.settings.zone)
    closure = body.closure(zone)
    async with changing(request, device, closure.id) as connection:
        await changes.put_closure(connection, zone, state.clock.now(), closure)
    return showing.closure(closure, zone)


@router.delete("/api/schedule/closures/{closure_id}", status_code=204)
async def drop_closure(closure_id: Id, request: Request, device: Coordinator) -> None:
    """Open those hours again."""
    state = request.app.state
    async with changing(request, device, closure_id) as connection:
        await changes.drop_closure(connection, place(state.settings.zone), state.clock.now(), closure_id)


@router.post("/api/schedule/publish")
async def publish(body: Publishing, request: Request, device: Coordinator) -> dict[str, Any]:
    """Put the plan in force up to and with that day."""
    state, zone = request.app.state, place(request.app.state.settings.zone)
    until = moment(a_day(body.until_day), 24 * 60, zone)
    async with changing(request, device, None, "publish") as connection:
        if await queries.published_until(connection) != body.was:
            raise Refused("published")
        if body.was is not None and until < body.was and not body.shorter:
            raise Refused("shorter")
        lifted = await changes.publish(connection, zone, state.clock.now(), until, device.device_id, body.closed)
    return {"published_until": until, "lifted": lifted}


def _made(made: changes.Made, zone: tzinfo) -> dict[str, Any]:
    """Show a shift, and what its step closed and opened."""
    also = {"closed": [b64u(one) for one in made.closed], "lifted": made.lifted, "counts": made.counts}
    return showing.shift(made.shift, zone) | also
