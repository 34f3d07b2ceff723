"""Languages in the studio: begin one, see what each text has, and send and take a translator's file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.errors import Refused
from api.staff import doors
from api.staff.signin import SignedIn
from api.studio import overview, versions
from api.studio.bodies import one_line
from api.studio.earlier import earlier
from api.studio.files import Files, hash_of
from api.studio.versions import Change, Studio
from content.reading import Finding

if TYPE_CHECKING:
    from content.translating import Row

router = APIRouter(prefix="/api/studio")
Editor = Annotated[SignedIn, Depends(doors.editing)]
Lang = Annotated[str, Field(min_length=2, max_length=32)]
Said = Annotated[str, Field(max_length=80), AfterValidator(one_line)]


class Beginning(BaseModel):
    """A language to begin: its code, its name as its speakers write it, who will read every text, and its font."""

    model_config = ConfigDict(extra="forbid")
    id: Lang
    name: Said
    approves: Said
    font: Said = ""


class Housing(BaseModel):
    """A language whose files are to be complete."""

    model_config = ConfigDict(extra="forbid")
    lang: Lang


class Returning(BaseModel):
    """A translator's file that comes back."""

    model_config = ConfigDict(extra="forbid")
    lang: Lang
    po: Annotated[str, Field(max_length=2 * 1024 * 1024)]


@router.get("/rows", dependencies=[Depends(doors.studying)])
async def rows(request: Request, lang: Annotated[str, Query(max_length=32)]) -> dict[str, Any]:
    """Give every text beside its translation: the old ones first, then the missing, then the rest; of each, safety first.

    `mark` names the words that are translated; `was` is what they were when an old translation was made, if that is known;
    `homeless` are the files that cannot take a translation yet.
    """
    from content.bundle import source_mark
    from content.translating import rows as every
    from content.translating import safety

    files = await _files(request, lang)
    found = await asyncio.to_thread(_readable, every, files, lang)
    async with _room(request).database.reading() as connection:
        was = await earlier(connection, files, found)
    order = sorted(found, key=lambda one: (0 if one.stale else 1 if not one.text else 2, not safety(one)))
    told = [
        {**one._asdict(), "mark": source_mark(one.source), "safety": safety(one), "was": was.get(one.id)}
        for one in order
    ]
    homeless = await asyncio.to_thread(_readable, _homes, files, found, lang)
    return {"lang": lang, "rows": told, "homeless": sorted(homeless)}


@router.post("/homes")
async def housed(request: Request, body: Housing, device: Editor) -> dict[str, Any]:
    """Make the files that a language's translations go into, where one is missing."""
    from content.translating import rows as every

    files = await _files(request, body.lang)
    found = await asyncio.to_thread(_readable, every, files, body.lang)
    made = await asyncio.to_thread(_readable, _homes, files, found, body.lang)
    return await _save(request, device, files, made, f"Files of {body.lang} begun")


@router.get("/po", dependencies=[Depends(doors.studying)])
async def written(request: Request, lang: Annotated[str, Query(max_length=32)]) -> dict[str, Any]:
    """Give a language's texts as a translator's file."""
    from content import po

    files = await _files(request, lang)
    text = await asyncio.to_thread(_readable, po.written, files, lang, _room(request).clock.now())
    return {"name": f"{lang}.po", "po": text}


@router.post("/po")
async def taken(request: Request, body: Returning, device: Editor) -> dict[str, Any]:
    """Take the rows of a translator's file that translate today's words, and tell of each other one why not."""
    from content import po

    files = await _files(request, body.lang)
    try:
        found = await asyncio.to_thread(_readable, po.taken, files, body.lang, body.po)
    except po.NotPo as fault:
        raise _refused(Finding("S01", "E", f"{body.lang}.po", fault.line, fault.says, fault.fix)) from None
    saved = await _save(request, device, files, found.files, f"{body.lang}.po")
    return {**saved, "taken": found.taken, "same": found.same, "refused": [one._asdict() for one in found.refused]}


@router.post("/languages")
async def begin(request: Request, body: Beginning, device: Editor) -> dict[str, Any]:
    """Begin a language: only the studio shows it until it is read."""
    from content.locales import NotALanguage, begun

    files = await _files(request, None)
    try:
        made = await asyncio.to_thread(_readable, begun, files, body.id, body.name, body.approves, body.font)
    except NotALanguage as fault:
        raise _refused(Finding("S01", "E", "project.yaml", 1, fault.says, fault.fix)) from None
    return await _save(request, device, files, made, f"{body.id} is begun")


def _homes(files: Files, found: Sequence[Row], lang: str) -> dict[str, str]:
    """Return, by path, the files that would have to be begun or made longer before every row has its place."""
    from content.translating import home

    paths = {one.path for one in found if one.kind != "service" and not one.text}
    made = {path: home(files, path, lang) for path in paths}
    return {path: text for path, text in made.items() if files.get(path) != text}


async def _files(request: Request, lang: str | None) -> Files:
    """Return the draft; a language that it does not have is not found."""
    from content.translating import source_of

    here = _room(request)
    await versions.begin(here)
    async with here.database.reading() as connection:
        files = (await versions.read_draft(connection)).files
    if lang is not None:
        listed = _readable(source_of, {path: files[path] for path in files if path == "project.yaml"}).languages()
        if not any(one["id"] == lang for one in listed):
            raise Refused("not-found")
    return files


async def _save(request: Request, device: SignedIn, files: Files, made: Mapping[str, str], why: str) -> dict[str, Any]:
    """Keep what was made of these files, all or none."""
    base = {path: hash_of(files[path]) if path in files else None for path in made}
    changes = [Change(path, text, base[path]) for path, text in sorted(made.items())]
    await versions.save(_room(request), device.device_id, changes, why)
    return await overview.saved(_room(request), "project.yaml")


def _readable(work: Any, *given: Any) -> Any:
    """Do it, or refuse with what must be put right in the files first."""
    from content.translating import Unreadable

    try:
        return work(*given)
    except Unreadable as fault:
        raise _refused(fault.finding) from None


def _refused(wrong: Finding) -> Refused:
    told = f"{wrong.file}, line {wrong.line}: {wrong.says} Nothing was changed. {wrong.fix}"
    return Refused("unreadable", told, finding=versions.shown(wrong))


def _room(request: Request) -> Studio:
    here: Studio = request.app.state.studio
    return here
