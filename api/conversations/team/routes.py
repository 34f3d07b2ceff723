"""The team's addresses: who is here and how much they carry."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from api.conversations.bodies import Body, Id
from api.conversations.team import presence
from api.conversations.team.rules import MOST_AT_ONCE
from api.protocol.events import encode
from api.staff import doors
from api.staff.signin import SignedIn

router = APIRouter(prefix="/api/team")


class Where(Body):
    """Where a worker says they are."""

    state: Literal["here", "away", "rest"]
    reason: Literal["break", "meal", "appointment", "unwell", "other"] | None = None
    until: Annotated[int, Field(strict=True)] | None = None


class Most(Body):
    """How many conversations at once."""

    most: Annotated[int, Field(ge=1, le=MOST_AT_ONCE, strict=True)]


@router.get("")
async def team(request: Request, device: Annotated[SignedIn, Depends(doors.answering)]) -> Response:
    """Say who is here."""
    items = await presence.team(request.app.state.mail, device)
    return Response(encode({"items": items}), media_type="application/json")


@router.get("/away", dependencies=[Depends(doors.bot)])
async def not_here(request: Request) -> dict[str, Any]:
    """Say who is away or rests, so that no youth is told to wait for them."""
    return {"items": await presence.not_here(request.app.state.mail)}


@router.put("/me", status_code=204)
async def say_where(request: Request, asked: Where, device: Annotated[SignedIn, Depends(doors.answering)]) -> None:
    """Go away, rest, or come back."""
    await presence.say_where(request.app.state.mail, device.device_id, asked.state, asked.reason, asked.until)


@router.put("/{colleague}/most", status_code=204)
async def set_most(
    request: Request, colleague: Id, asked: Most, device: Annotated[SignedIn, Depends(doors.leading)]
) -> None:
    """Let a colleague take more or fewer at once."""
    await presence.set_most(request.app.state.mail, device, colleague, asked.most)
