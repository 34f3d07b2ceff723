"""The addresses of a pause after abuse: begin it, end it, look at it as the second person."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response

from api.conversations.bodies import Body, Id, answer
from api.conversations.team import muting
from api.staff import doors
from api.staff.signin import SignedIn

router = APIRouter(prefix="/api")
Worker = Annotated[SignedIn, Depends(doors.reader_answering)]


class Muting(Body):
    """For how long, and why."""

    minutes: Literal[15, 60, 480, 1440]
    reason: Literal["abuse", "sexual", "threats", "flood", "other"]


class Verdict(Body):
    """What the second person says."""

    verdict: Literal["right", "undone"]


@router.get("/team/mutes")
async def to_review(request: Request, device: Annotated[SignedIn, Depends(doors.answering)]) -> dict[str, Any]:
    """List the pauses that wait for a second person."""
    return {"items": await muting.to_review(request.app.state.mail, device)}


@router.post("/conversations/{conversation}/mute")
async def mute(request: Request, conversation: Id, asked: Muting, device: Worker) -> Response:
    """Pause my conversation."""
    mail = request.app.state.mail
    muted = await muting.mute(mail, device, conversation, asked.minutes, asked.reason)
    return answer(muted, device, mail.clock.now())


@router.post("/conversations/{conversation}/unmute")
async def unmute(request: Request, conversation: Id, device: Worker) -> Response:
    """End the pause early."""
    mail = request.app.state.mail
    return answer(await muting.unmute(mail, device, conversation), device, mail.clock.now())


@router.post("/mutes/{pause}/review", status_code=204)
async def review(request: Request, pause: Id, asked: Verdict, device: Worker) -> Response:
    """Look at a colleague's pause."""
    await muting.review(request.app.state.mail, device, pause, asked.verdict)
    return Response(status_code=204)
