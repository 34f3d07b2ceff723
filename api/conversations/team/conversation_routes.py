"""What colleagues do around one conversation: help, hand over, stand beside, and keep out of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from api.conversations.bodies import Body, Claimer, Id, Moving, Taking, answer
from api.conversations.team import joining, recusal, transfers
from api.staff import doors
from api.staff.signin import SignedIn

router = APIRouter(prefix="/api/conversations/{conversation}")
Worker = Annotated[SignedIn, Depends(doors.reader_answering)]
Either = Annotated[SignedIn, Depends(doors.reader)]


class Calling(Body):
    """Whether a second person is asked for."""

    on: Annotated[bool, Field(strict=True)] = True


class Together(Body):
    """Why two people open what a colleague has."""

    reason: Literal["danger", "promise", "unreachable"]


@router.post("/help")
async def call_help(request: Request, conversation: Id, asked: Calling, device: Worker) -> dict[str, Any]:
    """Ask for a second person; hear who was woken so far, and who of the schedule could not be."""
    state = request.app.state
    called, asleep = await joining.call_help(state.mail, state.paging, device, conversation, asked.on)
    return {"called": called, "asleep": asleep}


@router.post("/open")
async def open_it(request: Request, conversation: Id, device: Worker) -> Response:
    """Stand beside the colleague who has it; they are shown that one does."""
    mail = request.app.state.mail
    return answer(await joining.open_it(mail, device, conversation), device, mail.clock.now())


@router.post("/leave")
async def leave(request: Request, conversation: Id, device: Worker) -> Response:
    """Stand there no longer."""
    mail = request.app.state.mail
    return answer(await joining.leave(mail, device, conversation), device, mail.clock.now())


@router.post("/open-together")
async def ask_together(request: Request, conversation: Id, asked: Together, device: Worker) -> Response:
    """Ask for a second person's word to open it; the row says who is woken for that."""
    mail = request.app.state.mail
    asking = await joining.ask_together(mail, device, conversation, asked.reason)
    return answer(asking, device, mail.clock.now())


@router.post("/agree-together")
async def agree_together(request: Request, conversation: Id, asked: Claimer, device: Worker) -> Response:
    """Be that second person."""
    mail = request.app.state.mail
    return answer(await joining.agree_together(mail, device, conversation, asked.device), device, mail.clock.now())


@router.post("/offer")
async def offer(request: Request, conversation: Id, asked: Claimer, device: Worker) -> Response:
    """Ask a colleague whether they take it."""
    mail = request.app.state.mail
    return answer(await transfers.offer(mail, device, conversation, asked.device), device, mail.clock.now())


@router.post("/agree")
async def agree(request: Request, conversation: Id, asked: Taking, device: Worker) -> Response:
    """Agree to take it."""
    mail = request.app.state.mail
    return answer(await transfers.agree(mail, device, conversation, asked.over), device, mail.clock.now())


@router.post("/withdraw")
async def withdraw(request: Request, conversation: Id, device: Either) -> Response:
    """End the offer, from any of the three sides."""
    mail = request.app.state.mail
    return answer(await transfers.withdraw(mail, device, conversation), device, mail.clock.now())


@router.post("/moved")
async def moved(
    request: Request, conversation: Id, asked: Moving, device: Annotated[SignedIn, Depends(doors.reader_bot)]
) -> Response:
    """The youth agreed: it is the colleague's."""
    mail = request.app.state.mail
    moved = await transfers.moved(mail, device, conversation, asked.device, asked.given)
    return answer(moved, device, mail.clock.now())


@router.post("/recuse", status_code=204)
async def recuse(request: Request, conversation: Id, device: Worker) -> Response:
    """Keep me out of it."""
    await recusal.recuse(request.app.state.mail, device, conversation)
    return Response(status_code=204)
