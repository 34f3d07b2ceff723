"""Where everything in the studio stands, as its pages show it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import Refused
from api.protocol.base64url import b64u
from api.staff.signin import SignedIn
from api.studio import queries
from api.studio.files import unreadable
from api.studio.publishing import version
from api.studio.queries import Approval, Objection, Release, Review
from api.studio.rules import ALONE, Call, day_of, stands
from api.studio.running import Look, Running, look, read_running
from api.studio.signing import last_published, payload_of
from api.studio.versions import Studio, begin, read_draft, shown
from content.folder import is_path
from content.reading import Finding

Json = dict[str, Any]
DUE = ("C07", "C08", "C10")
KEPT_DAYS, KEPT_CRISIS_DAYS = 180, 90


async def overview(studio: Studio, device: SignedIn) -> Json:
    """Return what the first page shows."""
    seen = await look(studio)
    now = studio.clock.now()
    async with studio.database.reading() as connection:
        people = await queries.people(connection)
        every = await queries.every_release(connection)
        planned = [one for one in every if one.runs_at > now and not one.withdrawn_at]
        calls = await queries.every_call(connection)
        return {
            "me": {"device": device.name, "edits": device.role == "editor"},
            "draft": await _stand(connection, seen),
            "findings": findings(seen.findings),
            "running": await _running(connection, seen.running),
            **await _reviews(connection, seen.draft.number),
            "scheduled": {"n": planned[-1].n, "at": planned[-1].runs_at} if planned else None,
            "due": due(seen, calls, every, now),
            "people": [{"device": b64u(bytes(one.id)), "label": one.label, "role": one.role} for one in people],
        }


async def files(studio: Studio) -> list[Json]:
    """Return the draft's files, by path."""
    await begin(studio)
    async with studio.database.reading() as connection:
        draft = await read_draft(connection)
        running = (await read_running(studio, connection)).files
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
        running = (await read_running(studio, connection)).files.get(path)
    if found is None or found.written is None:
        if running is None:
            raise Refused("no-such-file")
        return {"path": path, "text": None, "hash": None, "running": running}
    return {"path": path, "text": found.written, "hash": found.hash.hex(), "running": running}


async def saved(studio: Studio, path: str) -> Json:
    """Return what an editor is told after saving."""
    seen = await look(studio)
    async with studio.database.reading() as connection:
        stand = await _stand(connection, seen)
    one = seen.draft.revisions.get(path)
    return {"hash": one.hash.hex() if one else None, "draft": stand, "findings": findings(seen.findings)}


async def checked(studio: Studio, changed: Mapping[str, str]) -> list[Json]:
    """Return what would be found if these files were saved."""
    if any(not is_path(path) for path in changed):
        raise Refused("no-such-file")
    await begin(studio)
    async with studio.database.reading() as connection:
        held = (await read_draft(connection)).files
    wrong = await asyncio.to_thread(unreadable, changed, held)
    return [shown(one) for one in wrong] or findings((await look(studio, changed)).findings)


async def releases(studio: Studio) -> list[Json]:
    """Return every version, the newest first; the last is what the program came with."""
    async with studio.database.reading() as connection:
        found = await queries.every_release(connection)
        reviews = await queries.reviews_of(connection, [one.review for one in found])
        signed = await queries.approvals_of(connection, list(reviews))
    listed = [_release(one, reviews[one.review], signed) for one in reversed(found)]
    return [*listed, {"n": 0, "kind": "shipped", "at": None, "by": [], "why": "", "edition": None}]


async def release(studio: Studio, n: int) -> Json:
    """Return one version with its files, to compare."""
    found = await version(studio, n)
    if found is None:
        raise Refused("not-found")
    listed = next(one for one in await releases(studio) if one["n"] == n)
    return {**listed, "files": dict(found.files)}


def findings(found: Sequence[Finding]) -> list[Json]:
    """Return what blocks or warns, in the order of the files; what leaves a service out is in `due`."""
    return [shown(one) for one in found if one.level in ("E", "W")]


def due(seen: Look, calls: Sequence[Call], releases: Sequence[Release], now: int) -> list[Json]:
    """Return the services that should be called: why, and how many days after today they are still shown (none: they are out)."""
    entries = (seen.examined.edition or {}).get("services", {}).get("entries", {})
    listed: dict[str, Json] = {}
    last = {one.service: one for one in calls}
    for service, one in last.items():
        if not one.right and service in entries:
            off = next((each.n for each in releases if each.withdrawn_at == one.at), None)
            why = "An editor found it wrong, or hid it."
            why = why if off is None else f"{why} Version {off}, which was planned, was taken off: sign anew."
            listed[service] = {"service": service, "why": why, "days": None}
    for finding in seen.findings:
        if finding.code in DUE and finding.at not in listed:
            entry = entries.get(finding.at, {})
            most = KEPT_CRISIS_DAYS if "crisis" in entry.get("tags", ()) else KEPT_DAYS
            left = _days_left(entry.get("verified_on", ""), most, now) if finding.level == "W" else None
            listed[finding.at] = {"service": finding.at, "why": finding.says, "days": left}
    return list(listed.values())


async def _stand(connection: AsyncConnection, seen: Look) -> Json:
    """Say how far the draft is from what youth get."""
    running = seen.running.files
    changed: list[Json] = [
        {"path": path, "by": _name(one.author), "at": one.at}
        for path, one in seen.draft.revisions.items()
        if running.get(path) != one.written
    ]
    for path in sorted(running.keys() - seen.draft.files.keys()):
        gone = await queries.newest_of(connection, path)
        changed.append({"path": path, "by": _name(gone.author) if gone else None, "at": gone.at if gone else None})
    authors = await queries.authors_after(connection, await last_published(connection))
    return {
        "hash": seen.draft.hash,
        "changed": changed,
        "authors": [b64u(one) for one in authors],
        "compiles": seen.examined.compiles,
    }


async def _running(connection: AsyncConnection, running: Running) -> Json | None:
    """Say what youth read now; nothing as long as they read what the program came with."""
    if running.release is None or running.review is None:
        return None
    signed = await queries.approvals_of(connection, [running.review.number])
    reviewed = running.review.kind not in ALONE or len(signed) > 1
    shown_here = _release(running.release, running.review, signed)
    return {
        **shown_here,
        "number": running.review.number,
        "bundle": payload_of(running.review)["bundle"],
        "reviewed": reviewed,
        **_payload(running.review),
    }


async def _reviews(connection: AsyncConnection, newest: int) -> Json:
    """Say what waits for a second person, what waited until somebody wrote on (its signatures count no more), and what was sent back."""
    open_ = await queries.open_review(connection)
    told = None if open_ is None else await _review(connection, open_)
    standing = open_ is not None and stands(open_.revision, newest)
    return {
        "review": told if standing else None,
        "voided": None if standing else told,
        "returned": _returned(await queries.sent_back(connection)),
    }


def _returned(found: tuple[Review, Objection] | None) -> Json | None:
    """Say who sent a review back, to whom, and what should be different."""
    if found is None:
        return None
    review, objection = found
    return {
        "number": review.number,
        "asked_by": b64u(review.asked_by),
        "by": b64u(objection.device),
        "at": objection.at,
        "why": objection.why,
    }


async def _review(connection: AsyncConnection, review: Review) -> Json:
    signed = await queries.approvals_of(connection, [review.number])
    return {
        "number": review.number,
        "kind": review.kind,
        "subject": review.subject,
        "asked_by": b64u(review.asked_by),
        "at": review.at,
        "note": review.why,
        "approvals": [{"by": b64u(one.device), "at": one.at} for one in signed],
        **_payload(review),
    }


def _payload(review: Review) -> Json:
    """Give what is to be signed, as the envelope carries it, and what it says."""
    if review.payload is None:
        return {"payload": None, "says": None}
    return {"payload": base64.b64encode(review.payload.encode()).decode(), "says": payload_of(review)}


def _release(one: Release, review: Review, signed: Sequence[Approval]) -> Json:
    return {
        "n": one.n,
        "kind": review.kind,
        "subject": review.subject,
        "at": one.at,
        "runs_at": one.runs_at,
        "withdrawn": one.withdrawn_at is not None,
        "by": [b64u(each.device) for each in signed if each.review == review.number],
        "asked_by": b64u(review.asked_by),
        "why": review.why,
        "edition": payload_of(review)["edition"],
        "waivers": payload_of(review)["waivers"],
    }


def _name(device: bytes | None) -> str | None:
    return None if device is None else b64u(device)


def _days_left(on: str, most: int, now: int) -> int | None:
    try:
        return most - (date.fromisoformat(day_of(now)) - date.fromisoformat(on)).days
    except ValueError:
        return None
