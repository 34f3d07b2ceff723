"""The studio's addresses for versions: ask, publish, sign, take back, roll back, hide, look."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.errors import Refused
from api.staff import doors
from api.staff.signin import SignedIn
from api.studio import overview, publishing, signing
from api.studio.bodies import Asking, Flooring, Hiding, Number, Publishing, RollingBack, SendingBack, Signing
from api.studio.edition import current
from api.studio.publishing import asked
from api.studio.routes import room

router = APIRouter(prefix="/api/studio")
edition_router = APIRouter()
Editor = Annotated[SignedIn, Depends(doors.editing)]
Reader = Annotated[SignedIn, Depends(doors.studying)]


@router.post("/review", status_code=204)
async def review(request: Request, body: Asking, device: Editor) -> None:
    """Ask for a second person's look."""
    await publishing.ask(room(request), device.device_id, body.note)


@router.post("/publish")
async def publish(request: Request, body: Publishing, device: Editor) -> dict[str, Any]:
    """Make what is signed of the draft."""
    waivers = [one.model_dump() for one in body.waivers]
    return asked(await publishing.publish(room(request), device.device_id, waivers, body.at))


@router.post("/sign")
async def sign(request: Request, body: Signing, device: Editor) -> dict[str, Any]:
    """Keep this editor's signature; say which version it brought into force, if any."""
    made = await signing.sign(room(request), device, body.envelope)
    return {"released": None if made is None else made.n, "runs_at": None if made is None else made.runs_at}


@router.post("/withdraw", status_code=204)
async def withdraw(request: Request, device: Editor, planned: bool = False) -> None:
    """Take back the review, or the version that does not run yet."""
    await publishing.withdraw(room(request), device.device_id, planned)


@router.post("/send-back", status_code=204)
async def send_back(request: Request, body: SendingBack, device: Editor) -> None:
    """End the review with a reason for whoever asked."""
    await publishing.send_back(room(request), device.device_id, body.review, body.why)


@router.post("/rollback")
async def roll_back(request: Request, body: RollingBack, device: Editor) -> dict[str, Any]:
    """Make what is signed of an earlier version."""
    return asked(await publishing.roll_back(room(request), device.device_id, body.n, body.why))


@router.post("/hide")
async def hide(request: Request, body: Hiding, device: Editor) -> dict[str, Any]:
    """Make what one editor may sign alone, without a service."""
    return asked(await publishing.hide(room(request), device.device_id, body.service, body.why))


@router.post("/floor")
async def floor(request: Request, body: Flooring, device: Editor) -> dict[str, Any]:
    """Make what one editor may sign alone, with nothing but the floor."""
    return asked(await publishing.floor(room(request), device.device_id, body.why))


@router.get("/releases")
async def releases(request: Request, _: Reader) -> list[dict[str, Any]]:
    """List every version."""
    return await overview.releases(room(request))


@router.get("/releases/{n}")
async def release(request: Request, n: Number, _: Reader) -> dict[str, Any]:
    """Give one version with its files."""
    return await overview.release(room(request), n)


@edition_router.get("/api/content/edition", dependencies=[Depends(doors.looking)])
async def edition(request: Request) -> Response:
    """Give what youth read now with every signature, or 304 when the asker has it; 404 while nothing was published."""
    found = await current(room(request))
    if found is None:
        raise Refused("not-found")
    headers = {"etag": found.etag, "cache-control": "no-cache"}
    if found.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.body, media_type="application/json", headers=headers)
