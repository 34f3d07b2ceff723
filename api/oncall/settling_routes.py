"""What workers settle among themselves, and whom it wakes: cover, swaps, and "I take it"."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.paging.alerts import alert
from api.oncall.schedule import asking, queries, showing
from api.oncall.schedule.bodies import Ask, Id, Seen
from api.oncall.schedule.changing import changing
from api.oncall.shifts import SUPERVISOR, Shift
from api.protocol.limits import HOUR
from api.staff import doors
from api.staff.queries import devices_of
from api.staff.signin import SignedIn
from content.zones import place

router = APIRouter()
SOON = 12 * HOUR


@router.post("/api/schedule/shifts/{shift_id}/ask")
async def ask(
    shift_id: Id, body: Ask, request: Request, device: Annotated[SignedIn, Depends(doors.answering)]
) -> dict[str, Any]:
    """Say "I cannot come", or offer a swap."""
    state, now = request.app.state, request.app.state.clock.now()
    async with changing(request, device, shift_id, "swap") as connection:
        asked = await asking.ask(
            connection, device.device_id, shift_id, body.changed_at, body.kind, body.of, body.given, now
        )
        await _call(connection, asked, device.device_id, now)
    return showing.shift(asked, place(state.settings.zone))


@router.post("/api/schedule/shifts/{shift_id}/withdraw")
async def withdraw(
    shift_id: Id, body: Seen, request: Request, device: Annotated[SignedIn, Depends(doors.answering)]
) -> dict[str, Any]:
    """Take one's words back: "I come after all"."""
    state, now = request.app.state, request.app.state.clock.now()
    async with changing(request, device, shift_id, "swap") as connection:
        kept = await asking.withdraw(connection, device.device_id, shift_id, body.changed_at, now)
    return showing.shift(kept, place(state.settings.zone))


@router.post("/api/schedule/shifts/{shift_id}/take")
async def take(
    shift_id: Id, body: Seen, request: Request, device: Annotated[SignedIn, Depends(doors.answering)]
) -> dict[str, Any]:
    """Take a shift that needs somebody, or agree to a swap."""
    state, now = request.app.state, request.app.state.clock.now()
    async with changing(request, device, shift_id, "swap") as connection:
        taken = await asking.take(connection, device.device_id, shift_id, body.changed_at, now)
    return showing.shift(taken, place(state.settings.zone))


async def _call(connection: AsyncConnection, asked: Shift, me: bytes, now: int) -> None:
    """Wake those who could take a shift that begins soon; for a later one nobody is woken at night."""
    if asked.starts_at > now + SOON:
        return
    people = await queries.people(connection)
    fit = {one for one, (_, role) in people.items() if asked.duty != SUPERVISOR or role == "supervisor"}
    called = {asked.asks_of} & fit if asked.asks_of else fit - set(await devices_of(connection, me))
    await alert(connection, sorted(one for one in called if one), "swap", now)
