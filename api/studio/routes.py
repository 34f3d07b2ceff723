"""The studio's addresses for the draft: see it, read it, change it, check it."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from api.staff import doors
from api.staff.signin import SignedIn
from api.studio import overview, versions
from api.studio.model import model
from api.studio.versions import Change, Studio

router = APIRouter(prefix="/api/studio")
Editor = Annotated[SignedIn, Depends(doors.editing)]
Reader = Annotated[SignedIn, Depends(doors.studying)]


def _hash(text: object) -> bytes | None:
    """Read a file's hash from hex."""
    if text is None:
        return None
    if not isinstance(text, str) or len(text) != 64:
        raise ValueError
    return bytes.fromhex(text)


def _plain(text: str) -> str:
    """Refuse a note that no database can keep."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text if letter != "\n"):
        raise ValueError
    return text


Base = Annotated[bytes | None, BeforeValidator(_hash)]
Why = Annotated[str, Field(max_length=500), AfterValidator(_plain)] | None
Path = Annotated[str, Field(max_length=200)]


class Body(BaseModel):
    """What a request may hold, and nothing beside it."""

    model_config = ConfigDict(extra="forbid")


class Saving(Body):
    """A file as the editor wants it; without a text it is taken away, without a base it is new."""

    text: str | None
    base: Base = None
    why: Why = None


class Splicing(Body):
    """One change of a form: a place in the file's tree; without a value it is taken away, or moved before another."""

    at: Annotated[list[str | int], Field(min_length=1, max_length=20)]
    value: Any = None
    before: str | int | None = None


class Editing(Body):
    """What a form changes in one file."""

    path: Path
    base: Annotated[bytes, BeforeValidator(_hash)]
    changes: Annotated[list[Splicing], Field(min_length=1, max_length=200)]
    why: Why = None


class Checking(Body):
    """Files that are not saved yet, beside those of the draft."""

    files: dict[Path, str]


@router.get("")
async def studio(request: Request, device: Reader) -> dict[str, Any]:
    """Show where everything stands."""
    return await overview.overview(_studio(request), device)


@router.get("/files")
async def files(request: Request, _: Reader) -> list[dict[str, Any]]:
    """List the files of the draft."""
    return await overview.files(_studio(request))


@router.get("/file")
async def one_file(request: Request, path: Path, _: Reader) -> dict[str, Any]:
    """Give one file of the draft, and what youth have now in its place."""
    return await overview.file(_studio(request), path)


@router.put("/file")
async def save(request: Request, path: Path, body: Saving, device: Editor) -> dict[str, Any]:
    """Keep one file."""
    room = _studio(request)
    await versions.save(room, device.device_id, [Change(path, body.text, body.base)], body.why)
    return await overview.saved(room, path)


@router.post("/edit")
async def edit(request: Request, body: Editing, device: Editor) -> dict[str, Any]:
    """Change places in one file, and no other byte of it."""
    from content.editing import Change as Splice

    room = _studio(request)
    changes = [Splice(tuple(one.at), one.value, one.before) for one in body.changes]
    await versions.edit(room, device.device_id, body.path, body.base, changes, body.why)
    return await overview.saved(room, body.path)


@router.post("/check")
async def check(request: Request, body: Checking, _: Editor) -> dict[str, Any]:
    """Say what the checker would find if these were saved; nothing is."""
    return {"findings": await overview.checked(_studio(request), body.files)}


@router.get("/model")
async def draft_model(request: Request, _: Reader) -> dict[str, Any]:
    """Give the draft as forms need it."""
    room = _studio(request)
    found, examined = await overview.examined_draft(room)
    return model(found.files, examined)


def _studio(request: Request) -> Studio:
    room: Studio = request.app.state.studio
    return room
