"""The owner's door: the device that speaks for a youth opens, changes and erases a conversation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.conversations import claims, opening, retention
from api.conversations.bodies import Asking, Circles, Claimer, Id, Opening, Urgency, answer
from api.staff import doors
from api.staff.signin import SignedIn

router = APIRouter(prefix="/api/conversations")


@router.post("")
async def open_conversation(
    request: Request, asked: Opening, device: Annotated[SignedIn, Depends(doors.bot)]
) -> Response:
    """Open a conversation; the same again is answered alike."""
    mail = request.app.state.mail
    opened = await opening.open_conversation(
        mail,
        device,
        asked.id,
        asked.audience,
        asked.channel,
        asked.priority,
        asked.note,
        asked.hidden_from,
        asked.topic,
    )
    return answer(opened, device, mail.clock.now(), 201)


@router.post("/{conversation}/priority")
async def set_priority(
    request: Request, conversation: Id, asked: Urgency, device: Annotated[SignedIn, Depends(doors.reader_bot)]
) -> Response:
    """Move it in the queue."""
    mail = request.app.state.mail
    return answer(await opening.set_priority(mail, device, conversation, asked.priority), device, mail.clock.now())


@router.post("/{conversation}/audience")
async def set_audience(
    request: Request, conversation: Id, asked: Circles, device: Annotated[SignedIn, Depends(doors.reader_bot)]
) -> Response:
    """Show it to other circles."""
    mail = request.app.state.mail
    return answer(await opening.set_audience(mail, device, conversation, asked.audience), device, mail.clock.now())


@router.post("/{conversation}/person")
async def ask_for_a_person(
    request: Request, conversation: Id, asked: Asking, device: Annotated[SignedIn, Depends(doors.reader_bot)]
) -> Response:
    """Wait with it like anybody who asks for a person now: it began as a note."""
    mail = request.app.state.mail
    waits = await opening.ask_for_a_person(mail, device, conversation, asked.audience, asked.priority, asked.topic)
    return answer(waits, device, mail.clock.now())


@router.post("/{conversation}/note")
async def leave_as_note(
    request: Request, conversation: Id, device: Annotated[SignedIn, Depends(doors.reader_bot)]
) -> Response:
    """Leave it as the note that it began as: its youth has gone, and nobody had come."""
    mail = request.app.state.mail
    return answer(await opening.leave_as_note(mail, device, conversation), device, mail.clock.now())


@router.post("/{conversation}/put-back")
async def put_back(
    request: Request, conversation: Id, asked: Claimer, device: Annotated[SignedIn, Depends(doors.reader_bot)]
) -> Response:
    """Take it from a claimer who does not answer; whoever has claimed it meanwhile keeps it, they as well. Protocol 3.4."""
    mail = request.app.state.mail
    back = await claims.put_back(mail, device, conversation, asked.device, asked.claim)
    return answer(back, device, mail.clock.now())


@router.post("/{conversation}/erase", status_code=204)
async def erase(request: Request, conversation: Id, device: Annotated[SignedIn, Depends(doors.reader_bot)]) -> Response:
    """Purge it now."""
    await retention.erase(request.app.state.mail, device, conversation)
    return Response(status_code=204)
