"""What was asked for, signed and written before, whole: editions to sign, earlier texts to bring back.

An editor's browser signs nothing that it has not seen: it fetches the edition that a review asks for, and makes its name
for itself. Whatever anybody saved is kept, so an earlier text of a file can be read and brought back into the draft.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.errors import Refused
from api.protocol.base64url import b64u
from api.staff import doors
from api.staff.signin import SignedIn
from api.studio import queries
from api.studio.bodies import Number, Path
from api.studio.publishing import version
from api.studio.routes import room
from api.studio.versions import begin
from content.bundle import canonical
from content.folder import is_path

router = APIRouter(prefix="/api/studio")
Reader = Annotated[SignedIn, Depends(doors.studying)]
MOST_LISTED = 200


@router.get("/reviews/{number}/edition")
async def edition_to_sign(request: Request, number: Number, _: Reader) -> Response:
    """Give the edition that a review asks to sign."""
    async with room(request).database.reading() as connection:
        found = await queries.edition_of(connection, number)
    if found is None:
        raise Refused("not-found")
    return Response(found.encode(), media_type="application/json")


@router.get("/releases/{n}/edition")
async def edition_of_version(request: Request, n: Number, _: Reader) -> Response:
    """Give the edition of a version; 0 is what the program came with."""
    found = await version(room(request), n)
    if found is None or found.edition is None:
        raise Refused("not-found")
    return Response(canonical(found.edition), media_type="application/json")


@router.get("/revisions")
async def revisions(request: Request, _: Reader, path: Path | None = None) -> list[dict[str, Any]]:
    """List who saved which file when, the newest first; what was saved at once begins alike. Of one file if asked."""
    if path is not None and not is_path(path):
        raise Refused("no-such-file")
    here = room(request)
    await begin(here)
    async with here.database.reading() as connection:
        found = await queries.latest(connection, MOST_LISTED, path)
    return [
        {
            "number": one.number,
            "path": one.path,
            "hash": None if one.written is None else one.hash.hex(),
            "by": None if one.author is None else b64u(one.author),
            "at": one.at,
            "kind": one.kind,
            "why": one.why,
            "begins": one.begins or one.number,
        }
        for one in found
    ]


@router.get("/revisions/{number}")
async def revision(request: Request, number: Number, _: Reader) -> dict[str, Any]:
    """Give a file as it was saved then; without a text it was taken away."""
    async with room(request).database.reading() as connection:
        found = await queries.revision(connection, number)
    if found is None:
        raise Refused("not-found")
    return {"number": found.number, "path": found.path, "text": found.written}
