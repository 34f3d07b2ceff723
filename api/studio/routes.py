"""The studio's addresses for the draft: see it, read it, change it, check it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Request

from api.errors import Refused
from api.staff import doors
from api.staff.signin import SignedIn
from api.studio import calling, overview, versions
from api.studio.bodies import Calling, Checking, Editing, EditingSeveral, Number, Path, Saving, Splicing
from api.studio.examining import Examined
from api.studio.model import model
from api.studio.publishing import version
from api.studio.running import look, released
from api.studio.versions import Change, Spliced, Studio

if TYPE_CHECKING:
    from content.editing import Change as Splice

router = APIRouter(prefix="/api/studio")
Editor = Annotated[SignedIn, Depends(doors.editing)]
Reader = Annotated[SignedIn, Depends(doors.studying)]


@router.get("")
async def studio(request: Request, device: Reader) -> dict[str, Any]:
    """Show where everything stands."""
    return await overview.overview(room(request), device)


@router.get("/files")
async def files(request: Request, _: Reader) -> list[dict[str, Any]]:
    """List the files of the draft."""
    return await overview.files(room(request))


@router.get("/file")
async def one_file(request: Request, path: Path, _: Reader) -> dict[str, Any]:
    """Give one file of the draft, and what youth have now in its place."""
    return await overview.file(room(request), path)


@router.put("/file")
async def save(request: Request, path: Path, body: Saving, device: Editor) -> dict[str, Any]:
    """Keep one file."""
    here = room(request)
    await versions.save(here, device.device_id, [Change(path, body.text, body.base)], body.why)
    return await overview.saved(here, path)


@router.post("/edit")
async def edit(request: Request, body: Editing, device: Editor) -> dict[str, Any]:
    """Change places in one file, and no other byte of it."""
    here = room(request)
    await versions.edit(here, device.device_id, [Spliced(body.path, body.base, _splices(body.changes))], body.why)
    return await overview.saved(here, body.path)


@router.post("/edits")
async def edits(request: Request, body: EditingSeveral, device: Editor) -> dict[str, Any]:
    """Keep one act over several files, all or nothing; say what each file is called now."""
    here = room(request)
    parts: list[Change | Spliced] = [
        Change(one.path, one.text, one.base)
        if one.changes is None
        else Spliced(one.path, one.base, _splices(one.changes))
        for one in body.files
    ]
    draft = await versions.edit(here, device.device_id, parts, body.why)
    found = {one.path: draft.revisions.get(one.path) for one in body.files}
    hashes = {path: one.hash.hex() if one else None for path, one in found.items()}
    return {**await overview.saved(here, body.files[0].path), "hashes": hashes}


@router.post("/check")
async def check(request: Request, body: Checking, _: Editor) -> dict[str, Any]:
    """Say what the checker would find if these were saved; nothing is."""
    return {"findings": await overview.checked(room(request), body.files)}


@router.get("/model")
async def draft_or_version(request: Request, _: Reader, release: Number | None = None) -> dict[str, Any]:
    """Give the draft as forms need it, with the steps that youth may stand at now; or a version.

    `serving` is what youth read now, where the draft makes nothing that could be shown: names and numbers come from there.
    """
    here = room(request)
    if release is None:
        seen = await look(here)
        told = await asyncio.to_thread(model, seen.draft.files, seen.examined)
        serving = seen.running.edition if told["edition"] is None else None
        return {**told, "serving": serving, "released": (released(seen.running) or {"steps": []})["steps"]}
    found = await version(here, release)
    if found is None:
        raise Refused("not-found")
    examined = await here.examiner.examine(found.files, released(found), here.clock.now())
    as_signed = Examined(examined.hash, examined.findings, found.edition, examined.texts)
    return await asyncio.to_thread(model, found.files, as_signed)


@router.post("/calls")
async def call(request: Request, body: Calling, device: Editor) -> dict[str, Any]:
    """Keep that this editor called a service."""
    return await calling.call(room(request), device, body.service, body.of, body.outcome == "right", body.note)


@router.get("/calls")
async def calls(request: Request, _: Reader) -> dict[str, Any]:
    """Say who called what, and what youth are told now."""
    return await calling.calls(room(request))


def room(request: Request) -> Studio:
    """Return the studio."""
    here: Studio = request.app.state.studio
    return here


def _splices(changes: list[Splicing]) -> list[Splice]:
    from content.editing import Change as Placed

    return [Placed(tuple(one.at), one.value, one.before) for one in changes]
