"""The one draft that all editors write on: what it began with, and every saving of it.

A saving names the text that it was made from. If somebody else was quicker it is refused with theirs, so nothing is lost
on either side; the same saving again is the same saving. Nothing is ever overwritten: a draft is the newest revision of
each file. It begins as the content that the program came with, and follows a newer program until an editor wrote.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import Refused
from api.live.hub import Hub
from api.protocol.base64url import b64u
from api.store.clock import Clock
from api.store.database import Database
from api.studio import queries
from api.studio.examining import Examiner
from api.studio.files import Files, hash_of, hash_of_all, unreadable
from api.studio.queries import Revision
from content.folder import is_path
from content.reading import Finding

if TYPE_CHECKING:
    from content.editing import Change as Splice


Json = dict[str, Any]


class Change(NamedTuple):
    """What one file shall hold (nothing: it is taken away), and what it held when the editor began (nothing: no file)."""

    path: str
    text: str | None
    base: bytes | None


class Spliced(NamedTuple):
    """What a form changes in one file, and what that held when the editor began."""

    path: str
    base: bytes | None
    changes: Sequence[Splice]


@dataclass(frozen=True)
class Draft:
    """The newest revision of each file, by path, and the number of the newest of all."""

    revisions: Mapping[str, Revision]
    number: int

    @cached_property
    def files(self) -> Files:
        """What each file holds."""
        return {path: one.written for path, one in self.revisions.items() if one.written is not None}

    @cached_property
    def hash(self) -> str:
        """The name of this state."""
        return hash_of_all(self.files)


class Studio:
    """What every verb of the studio needs."""

    def __init__(self, database: Database, hub: Hub, clock: Clock, practice: bool) -> None:
        """Take database, doorbell and clock, and whether services that nobody has verified are shown."""
        self.database = database
        self.hub = hub
        self.clock = clock
        self.examiner = Examiner(practice)
        self.begun = False


async def begin(studio: Studio) -> None:
    """Let the draft begin as what the program came with; once an editor wrote, it is theirs."""
    if studio.begun:
        return
    came, _ = await asyncio.to_thread(shipped)
    async with studio.database.writing() as connection:
        await queries.take_turn(connection)
        if not await queries.written_by_people(connection):
            held = {one.path: one for one in await queries.newest(connection)}
            gone = dict.fromkeys(held.keys() - came.keys())
            changed = [
                (path, text)
                for path, text in sorted({**came, **gone}.items())
                if path not in held or held[path].written != text
            ]
            await append(connection, changed, None, "shipped", None, studio.clock.now())
    studio.begun = True


def shipped() -> tuple[dict[str, str], Json | None]:
    """Return the content that the program came with, and what its release holds; without a release of ours youth get it."""
    from content.folder import RELEASED, files_of
    from content.library import HERE

    files = dict(files_of(HERE, []))
    held = files.pop(RELEASED, None)
    return files, json.loads(held) if held else None


async def read_draft(connection: AsyncConnection) -> Draft:
    """Return the draft as it is now."""
    found = await queries.newest(connection)
    return Draft({one.path: one for one in found}, await queries.last_number(connection))


async def save(studio: Studio, author: bytes, changes: Sequence[Change], why: str | None) -> Draft:
    """Keep these files, all or none; refuse what cannot be read, and what was made from an older text."""
    await begin(studio)
    async with studio.database.reading() as connection:
        files = (await read_draft(connection)).files
    # Read before anybody's turn: a large file takes a while, and youth write meanwhile.
    new = {change.path: change.text for change in changes if change.text is not None and is_path(change.path)}
    await asyncio.to_thread(unreadable, new, files)
    async with studio.database.writing() as connection:
        await queries.take_turn(connection)
        draft = await read_draft(connection)
        await put(connection, draft, changes, author, "edit", why, studio.clock.now())
        return await read_draft(connection)


async def edit(studio: Studio, author: bytes, parts: Sequence[Change | Spliced], why: str | None) -> Draft:
    """Keep one act, all of it or nothing; where a form changes places, every remark and line that nobody touched stays."""
    await begin(studio)
    whole: list[Change] = []
    for part in parts:
        if isinstance(part, Change):
            whole.append(part)
            continue
        async with studio.database.reading() as connection:
            found = await queries.newest_of(connection, part.path) if is_path(part.path) else None
            if found is None or found.written is None:
                raise Refused("no-such-file")
            if found.hash != part.base:
                await _conflict(connection, part.path)
        whole.append(
            Change(part.path, await asyncio.to_thread(_spliced, found.written, part.changes, part.path), part.base)
        )
    return await save(studio, author, whole, why)


def _spliced(text: str, changes: Sequence[Splice], path: str) -> str:
    """Return the text with the changes in it, or refuse with what stands in the way."""
    from content.editing import Unplaceable, apply
    from content.reading import Refused as NotRead

    try:
        return apply(text, changes, path)
    except Unplaceable as wrong:
        found = Finding("S01", "E", path, wrong.line, wrong.says, wrong.fix)
    except NotRead as refusal:
        found = refusal.finding
    raise _unreadable(found)


def _unreadable(wrong: Finding) -> Refused:
    told = f"{wrong.file}, line {wrong.line}: {wrong.says} It was not saved. {wrong.fix}"
    return Refused("unreadable", told, finding=shown(wrong))


async def put(
    connection: AsyncConnection,
    draft: Draft,
    changes: Sequence[Change],
    author: bytes | None,
    kind: str,
    why: str | None,
    now: int,
) -> int:
    """Keep these files behind the draft, in the caller's turn; return how many were really changed."""
    files = dict(draft.files)
    new: list[tuple[str, str | None]] = []
    for change in changes:
        if not is_path(change.path):
            raise Refused("no-such-file")
        before = files.get(change.path)
        if before == change.text:
            continue  # The same again: an answer was lost on the way, or nothing was changed.
        if change.base != (None if before is None else hash_of(before)):
            await _conflict(connection, change.path)
        if change.text is None:
            del files[change.path]
        else:
            files[change.path] = change.text
        new.append((change.path, change.text))
    # Against what was held: a file that is new counts as one more. Beside the loop, should somebody else's have come between.
    held = {path: text for path, text in draft.files.items() if path in files}
    for wrong in await asyncio.to_thread(unreadable, {path: text for path, text in new if text is not None}, held):
        raise _unreadable(wrong)
    await append(connection, new, author, kind, why, now)
    return len(new)


async def append(
    connection: AsyncConnection,
    changed: Sequence[tuple[str, str | None]],
    author: bytes | None,
    kind: str,
    why: str | None,
    now: int,
) -> None:
    """Put revisions of these files behind all others."""
    first = await queries.last_number(connection) + 1
    await queries.add_revisions(
        connection,
        [
            Revision(first + at, path, hash_of(text or ""), text, author, now, kind, why, first)
            for at, (path, text) in enumerate(changed)
        ],
    )


async def _conflict(connection: AsyncConnection, path: str) -> None:
    """Refuse, with what the other one wrote."""
    theirs = await queries.newest_of(connection, path)
    if theirs is None:
        raise Refused("no-such-file")
    labels = {bytes(one.id): one.label for one in await queries.people(connection)}
    raise Refused(
        "conflict",
        label=labels.get(theirs.author or b"", "Somebody else"),
        path=path,
        theirs=theirs.written,
        hash=None if theirs.written is None else theirs.hash.hex(),
        by=None if theirs.author is None else b64u(theirs.author),
        at=theirs.at,
    )


def shown(finding: Finding) -> dict[str, Any]:
    """Return a finding as forms, YAML view and terminal all say it, what the last two add, and where in the forms it belongs."""
    folder, _, rest = finding.file.partition("/")
    stem = rest.removesuffix(".yaml")
    whose = finding.at.partition("@")[0].partition(".")[0] or None  # of "khp.cost@fr": what it belongs to
    at: dict[str, str | None] | None = None
    if folder == "flows":
        at = {"flow": stem, "step": whose}
    elif folder == "services":
        at = {"service": whose}
    elif folder == "i18n":
        lang, _, flow = stem.partition("/")
        at = {"lang": lang, "flow": flow, "step": whose}
    elif folder in ("phrases", "replies"):
        at = {"lang": stem}
    said = {name: getattr(finding, name) for name in ("code", "level", "file", "line", "says", "fix", "in_file")}
    return {**said, "key": finding.at, "at": at}
