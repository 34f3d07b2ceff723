"""The addresses of hand-off packets."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BeforeValidator, Field

from api.conversations.bodies import Body, Id
from api.conversations.packets import handing
from api.conversations.packets.handing import Wanted, shown
from api.conversations.packets.rules import DEVICES, MOST_SEALED, Basis, Kind
from api.errors import Refused
from api.protocol.base64url import b64u, from_b64u
from api.staff import doors
from api.staff.signin import SignedIn

router = APIRouter(prefix="/api")
Worker = Annotated[SignedIn, Depends(doors.reader_answering)]


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise ValueError
    return from_b64u(text)


Sealed = Annotated[bytes, BeforeValidator(_bytes), Field(min_length=1, max_length=MOST_SEALED)]
Signature = Annotated[bytes, BeforeValidator(_bytes), Field(min_length=64, max_length=64)]


class Making(Body):
    """A packet, sealed for the second person to look at."""

    id: Id
    second: Id
    receiver: Id | None = None
    kind: Kind
    basis: Basis
    sealed: Sealed


class Agreeing(Body):
    """The second person's signature over it."""

    signature: Signature


class Sealing(Body):
    """What is sealed to whom it is for."""

    sealed: Sealed


@router.post("/conversations/{conversation}/packets", status_code=201)
async def make(request: Request, conversation: Id, asked: Making, device: Worker) -> dict[str, Any]:
    """Ask a second person to look at a packet."""
    if asked.receiver is not None and asked.kind not in DEVICES:
        raise Refused("packet-receiver")
    wanted = Wanted(asked.id, asked.second, asked.receiver, asked.kind, asked.basis, asked.sealed)
    return shown(await handing.ask(request.app.state.mail, device, conversation, wanted))


@router.get("/packets")
async def packets(request: Request, device: Annotated[SignedIn, Depends(doors.answering)]) -> dict[str, Any]:
    """List what this device made, is asked to look at, or was sent."""
    return {"items": await handing.mine(request.app.state.mail, device)}


@router.post("/packets/{packet}/take")
async def take(request: Request, packet: Id, device: Worker) -> dict[str, Any]:
    """Give what is sealed in it for this device."""
    return {"sealed": b64u(await handing.open_it(request.app.state.mail, device, packet))}


@router.post("/packets/{packet}/second")
async def agree(request: Request, packet: Id, asked: Agreeing, device: Worker) -> dict[str, Any]:
    """Agree, as the second person."""
    return shown(await handing.agree(request.app.state.mail, device, packet, asked.signature))


@router.post("/packets/{packet}/decline")
async def decline(request: Request, packet: Id, asked: Sealing, device: Worker) -> dict[str, Any]:
    """Say no, as the second person."""
    return shown(await handing.decline(request.app.state.mail, device, packet, asked.sealed))


@router.post("/packets/{packet}/send")
async def send(request: Request, packet: Id, asked: Sealing, device: Worker) -> dict[str, Any]:
    """Hand it over."""
    return shown(await handing.send(request.app.state.mail, device, packet, asked.sealed))


@router.post("/packets/{packet}/export")
async def export(request: Request, packet: Id, device: Worker) -> dict[str, Any]:
    """Say that it was printed or taken."""
    return shown(await handing.export(request.app.state.mail, device, packet))


@router.post("/packets/{packet}/withdraw", status_code=204)
async def withdraw(request: Request, packet: Id, device: Worker) -> Response:
    """Take it back."""
    await handing.withdraw(request.app.state.mail, device, packet)
    return Response(status_code=204)
