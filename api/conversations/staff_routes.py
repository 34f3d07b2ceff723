"""The workers' door: claim, release and keep a conversation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response

from api.conversations import claims, retention
from api.conversations.bodies import Id, Keeping, Taking, answer
from api.staff import doors
from api.staff.signin import SignedIn

router = APIRouter(prefix="/api/conversations/{conversation}")
Worker = Annotated[SignedIn, Depends(doors.reader_answering)]


@router.post("/claim")
async def claim(
    request: Request, conversation: Id, device: Worker, asked: Annotated[Taking, Body()] = Taking()
) -> Response:
    """Take it, or hear who has it, or that one has enough; or take over here what another device of one's own has."""
    mail = request.app.state.mail
    if asked.here:
        taken = await claims.take_here(mail, device, device.label, conversation)
    else:
        taken = await claims.claim(mail, device, device.label, conversation, asked.over)
    return answer(taken, device, mail.clock.now())


@router.post("/release")
async def release(request: Request, conversation: Id, device: Worker) -> Response:
    """Put it back."""
    mail = request.app.state.mail
    return answer(await claims.release(mail, device, conversation), device, mail.clock.now())


@router.post("/keep")
async def keep(request: Request, conversation: Id, asked: Keeping, device: Worker) -> Response:
    """Keep it longer after its close."""
    mail = request.app.state.mail
    kept = await retention.keep(mail, device, conversation, asked.days, asked.reason)
    return answer(kept, device, mail.clock.now())
