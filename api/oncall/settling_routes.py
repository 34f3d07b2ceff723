"""What workers settle among themselves, and whom it wakes: cover, swaps, and "I take it"."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from api.oncall.paging.covering import wake_for
from api.oncall.schedule import asking, showing
from api.oncall.schedule.bodies import Ask, Id, Seen
from api.oncall.schedule.changing import changing
from api.staff import doors
from api.staff.signin import SignedIn
from content.zones import place

router = APIRouter()


@router.post("/api/schedule/shifts/{shift_id}/ask")
async def ask(
    shift_id: Id, body: Ask, request: Request, device: Annotated[SignedIn, Depends(doors.answering)]
) -> dict[str, Any]:
    """Say "I cannot come", or offer a swap."""
    state, now = request.app.state, request.app.state.clock.now()
    zone = place(state.settings.zone)
    async with changing(request, device, shift_id, "swap") as connection:
        asked = await asking.ask(
            connection, device.device_id, shift_id, body.changed_at, body.kind, body.of, body.given, now
        )
        await wake_for(connection, asked, now, zone)
    return showing.shift(asked, zone)


@router.post("/api/schedule/shifts/{shift_id}/ask-for")
async def ask_for(
    shift_id: Id, body: Seen, request: Request, device: Annotated[SignedIn, Depends(doors.coordinator)]
) -> dict[str, Any]:
    """Say for somebody who phoned that they cannot come; it wakes colleagues as their own word does."""
    state, now = request.app.state, request.app.state.clock.now()
    zone = place(state.settings.zone)
    async with changing(request, device, shift_id) as connection:
        asked = await asking.ask_for(connection, shift_id, body.changed_at, now)
        await wake_for(connection, asked, now, zone)
    return showing.shift(asked, zone)


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
