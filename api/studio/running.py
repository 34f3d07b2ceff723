"""What youth read now: the version that runs, its files, and the draft beside it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from api.studio import queries, rules
from api.studio.examining import Examined
from api.studio.files import Files, hash_of
from api.studio.model import listed
from api.studio.queries import Release, Review
from api.studio.rules import Call
from api.studio.versions import Draft, Studio, begin, read_draft, shipped
from content.reading import Finding, in_order

Json = dict[str, Any]


@dataclass(frozen=True)
class Running:
    """The version that youth read, or, without any release, what the program came with."""

    release: Release | None
    review: Review | None
    files: Files
    edition: Json | None


@dataclass(frozen=True)
class Look:
    """The draft beside what runs, and everything that was found about it."""

    draft: Draft
    running: Running
    examined: Examined
    findings: list[Finding]


async def look(studio: Studio, changed: Mapping[str, str] | None = None) -> Look:
    """Check the draft, with these files in place of its own if given; who called is known here and in no file (0072)."""
    await begin(studio)
    async with studio.database.reading() as connection:
        draft = await read_draft(connection)
        running = await read_running(studio, connection)
        calls = await queries.every_call(connection)
    files = {**draft.files, **(changed or {})}
    examined = await studio.examiner.examine(files, released(running), studio.clock.now())
    uncalled = await asyncio.to_thread(_uncalled, files, running, calls)
    return Look(draft, running, examined, in_order([*examined.findings, *uncalled]))


async def read_running(studio: Studio, connection: AsyncConnection) -> Running:
    """Return what youth read at this moment."""
    releases = {one.n: one for one in await queries.every_release(connection)}
    rows = [(one.n, one.runs_at, one.withdrawn_at is not None) for one in releases.values()]
    n = rules.running(rows, studio.clock.now())
    if n is None:
        return await as_shipped(studio)
    review = (await queries.reviews_of(connection, [releases[n].review]))[releases[n].review]
    edition = await queries.edition_of(connection, review.number)
    return Running(releases[n], review, await files_of(connection, review), json.loads(edition or "null"))


async def as_shipped(studio: Studio) -> Running:
    """Return what the program came with: version 0."""
    files, held = await asyncio.to_thread(shipped)
    examined = await studio.examiner.examine(files, held, studio.clock.now())
    return Running(None, None, files, examined.edition)


async def files_of(connection: AsyncConnection, review: Review) -> Files:
    """Return the files that a review's edition was made of."""
    named = {path: bytes.fromhex(name) for path, name in json.loads(review.files or "{}").items()}
    texts = await queries.texts(connection, set(named.values()))
    return {path: texts[name] for path, name in named.items()}


def manifest(files: Files) -> str:
    """Name the files that an edition is made of."""
    return json.dumps({path: hash_of(text).hex() for path, text in sorted(files.items())})


def released(running: Running) -> Json | None:
    """Name what a running conversation may stand on, as the checker asks for it."""
    if running.edition is None:
        return None
    bundle = running.edition["bundle"]
    return {"bundle": bundle["id"], "services": sorted(shown_ids(running)), "steps": sorted(bundle["steps"])}


def shown_ids(running: Running) -> frozenset[str]:
    """Return the services that youth are shown now."""
    return frozenset(running.edition["services"]["shown"]) if running.edition else frozenset()


def _uncalled(files: Files, running: Running, calls: Sequence[Call]) -> list[Finding]:
    """Name each service that two people must call first, in a thread: of very many services it takes a while."""
    places, shown = listed(files), shown_ids(running)
    now = {service: one for service, (one, _) in places.items()}
    before = {service: one for service, (one, _) in listed(running.files).items() if service in shown}
    return [_owed(service, *places[service][1]) for service in rules.uncalled(now, before, calls)]


def _owed(service: str, file: str, line: int) -> Finding:
    says = f'What youth would be told of "{service}" has changed, and two people have not called it since.'
    fix = 'Two editors call it, and each presses "I called it" in Services.'
    return Finding("C08", "E", file, line, says, fix, service)
