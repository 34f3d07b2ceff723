"""The addresses of who is on call: certificates, and when the line opens next."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from api.errors import Refused
from api.live.hub import Ring
from api.oncall import certificates, queries
from api.oncall.reachable.queries import come_back
from api.oncall.schedule import opening
from api.oncall.schedule.queries import published_until
from api.protocol.base64url import b64u, from_b64u
from api.staff import doors
from api.staff.queries import devices_of
from api.staff.signin import SignedIn

router = APIRouter()
FARTHEST = 60 * 24 * 3600 * 1000


class Certified(BaseModel):
    """A receive certificate."""

    model_config = ConfigDict(extra="forbid")
    certificate: Annotated[str, Field(max_length=4096)]


class Kind(BaseModel):
    """Which certificate: 1 shift, 2 standby."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal[1, 2]


class Opening(BaseModel):
    """When the line opens next, Unix ms, or nobody knows."""

    model_config = ConfigDict(extra="forbid", strict=True)
    next_opening: int | None


@router.put("/api/certificates")
async def put_certificate(
    body: Certified, request: Request, device: Annotated[SignedIn, Depends(doors.sealed_to)]
) -> dict[str, int]:
    """Go on call or on standby: from now on others seal to this key. Going on call ends being away, but no rest."""
    state, now = request.app.state, request.app.state.clock.now()
    try:
        held = certificates.shaped(from_b64u(body.certificate))
    except ValueError:
        held = None
    if held is None or held.ed_pub != device.ed_pub:
        raise Refused("certificate")
    if not certificates.holds(held, now):
        raise Refused("clock")
    rings = [Ring("certificates")]
    async with state.database.writing() as connection:
        goes = held.kind == certificates.SHIFT and not await queries.has_shift_key(connection, device.device_id, now)
        await queries.put_certificate(connection, device.device_id, held)
        if goes and await come_back(connection, await devices_of(connection, device.device_id)):
            rings.append(Ring("team"))
    state.hub.ring(rings)
    return {"kind": held.kind, "not_after": held.not_after}


@router.delete("/api/certificates", status_code=204)
async def drop_certificate(body: Kind, request: Request, device: Annotated[SignedIn, Depends(doors.sealed_to)]) -> None:
    """Go off call, or off standby."""
    state = request.app.state
    async with state.database.writing() as connection:
        await queries.remove_certificate(connection, device.device_id, body.kind)
    state.hub.ring([Ring("certificates")])


@router.get("/api/certificates", dependencies=[Depends(doors.signed_in)])
async def all_certificates(request: Request) -> dict[str, Any]:
    """Give every certificate that still holds."""
    state = request.app.state
    async with state.database.reading() as connection:
        found = await queries.certificates(connection, state.clock.now())
    return {"items": [b64u(one) for one in found]}


@router.get("/api/oncall", dependencies=[Depends(doors.signed_in)])
async def next_opening(request: Request) -> dict[str, int | bool | None]:
    """Say when the line opens next, by the published schedule once there is one, and how long a youth waits for the truth."""
    state = request.app.state
    now = state.clock.now()
    async with state.database.reading() as connection:
        scheduled, at = await opening.told(connection, now)
    return {"next_opening": at, "scheduled": scheduled, "tell_after": state.paging.numbers.tell_after}


@router.put("/api/oncall", dependencies=[Depends(doors.answering)])
async def put_next_opening(body: Opening, request: Request) -> dict[str, int | None]:
    """Say when the line opens next; a youth who finds nobody is told."""
    state = request.app.state
    now = state.clock.now()
    if body.next_opening is not None and not now < body.next_opening <= now + FARTHEST:
        raise Refused("opening")
    async with state.database.writing() as connection:
        if await published_until(connection) is not None:
            raise Refused("scheduled")
        await queries.put_next_opening(connection, body.next_opening)
    return {"next_opening": body.next_opening}
