"""Where everything in the studio stands, as its pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.errors import Refused
from api.protocol.base64url import b64u
from api.protocol.limits import DAY
from api.staff.signin import SignedIn
from api.studio import queries
from api.studio.examining import Examined
from api.studio.files import Files, is_path, unreadable
from api.studio.versions import Draft, Studio, begin, read_draft, shipped_files, shown

Json = dict[str, Any]
DUE = ("C07", "C08", "C10")


async def overview(studio: Studio, device: SignedIn) -> Json:
    """Return what the first page shows."""
    draft, examined = await examined_draft(studio)
    async with studio.database.reading() as connection:
        people = await queries.people(connection)
        stand = await _stand(studio, draft, examined, await queries.authors_after(connection, 0))
    return {
        "me": {"device": device.name, "edits": device.role == "editor"},
        "draft": stand,
        "findings": findings(examined),
        "running": None,
        "review": None,
        "scheduled": None,
        "due": due(examined, studio.clock.now()),
        "people": [{"device": b64u(bytes(one.id)), "label": one.label, "role": one.role} for one in people],
    }


async def examined_draft(studio: Studio) -> tuple[Draft, Examined]:
    """Return the draft, and what the checker says about it."""
    await begin(studio)
    async with studio.database.reading() as connection:
        draft = await read_draft(connection)
    return draft, await examine(studio, draft.files)


async def examine(studio: Studio, files: Files) -> Examined:
    """Check files against what youth are in the middle of."""
    return await studio.examiner.examine(files, None, studio.clock.now())


async def files(studio: Studio) -> list[Json]:
    """Return the draft's files, by path."""
    await begin(studio)
    async with studio.database.reading() as connection:
        draft = await read_draft(connection)
    running = running_files()
    return [
        {
            "path": path,
            "hash": one.hash.hex(),
            "by": _name(one.author),
            "at": one.at,
            "changed": running.get(path) != one.written,
        }
        for path, one in draft.revisions.items()
    ]


async def file(studio: Studio, path: str) -> Json:
    """Return one file of the draft, and what youth have in its place."""
    await begin(studio)
    async with studio.database.reading() as connection:
        found = await queries.newest_of(connection, path) if is_path(path) else None
    running = running_files().get(path)
    if found is None or found.written is None:
        if running is None:
            raise Refused("no-such-file")
        return {"path": path, "text": None, "hash": None, "running": running}
    return {"path": path, "text": found.written, "hash": found.hash.hex(), "running": running}


async def saved(studio: Studio, path: str) -> Json:
    """Return what an editor is told after saving."""
    draft, examined = await examined_draft(studio)
    async with studio.database.reading() as connection:
        stand = await _stand(studio, draft, examined, await queries.authors_after(connection, 0))
    one = draft.revisions.get(path)
    return {"hash": one.hash.hex() if one else None, "draft": stand, "findings": findings(examined)}


async def checked(studio: Studio, changed: Mapping[str, str]) -> list[Json]:
    """Return what would be found if these files were saved."""
    if any(not is_path(path) for path in changed):
        raise Refused("no-such-file")
    await begin(studio)
    async with studio.database.reading() as connection:
        together = {**(await read_draft(connection)).files, **changed}
    wrong = [one for path, text in changed.items() if (one := unreadable(path, text, together)) is not None]
    if wrong:
        return [shown(one) for one in wrong]
    return findings(await examine(studio, together))


def findings(examined: Examined) -> list[Json]:
    """Return what blocks or warns, in the order of the files; what leaves a service out is in `due`."""
    return [shown(one) for one in examined.findings if one.level in ("E", "W")]


def due(examined: Examined, now: int) -> list[Json]:
    """Return the services that should be called: why, and in how many days they drop out (none: they are out)."""
    entries = (examined.edition or {}).get("services", {}).get("entries", {})
    listed: dict[str, Json] = {}
    for one in examined.findings:
        if one.code in DUE and one.at not in listed:
            on = entries.get(one.at, {}).get("verified_on") or ""
            crisis = "crisis" in entries.get(one.at, {}).get("tags", ())
            left = _days_left(on, 90 if crisis else 180, now) if one.level == "W" else None
            listed[one.at] = {"service": one.at, "why": one.says, "days": left}
    return list(listed.values())


def running_files() -> Files:
    """Return the files that youth get now."""
    return shipped_files()


async def _stand(studio: Studio, draft: Draft, examined: Examined, authors: list[bytes]) -> Json:
    """Say how far the draft is from what youth get."""
    running = running_files()
    changed = [
        {"path": path, "by": _name(one.author), "at": one.at}
        for path, one in draft.revisions.items()
        if running.get(path) != one.written
    ]
    gone = [{"path": path, "by": None, "at": None} for path in running.keys() - draft.files.keys()]
    return {
        "hash": draft.hash,
        "changed": changed + gone,
        "authors": [b64u(one) for one in authors],
        "compiles": examined.compiles,
    }


def _name(device: bytes | None) -> str | None:
    return None if device is None else b64u(device)


def _days_left(on: str, most: int, now: int) -> int | None:
    try:
        called = date.fromisoformat(on)
    except ValueError:
        return None
    return most - (date.fromtimestamp(now // DAY * DAY / 1000) - called).days
