"""The draft as a folder of YAML, and a folder as the draft: byte for byte, for git.

An import is one saving of everything that differs, in nobody's name, because no device signs in here (0062): two editors sign it
like everything else, and a number that it changes is called like any other. What is in the folder and is no content is left alone;
a file that looks like content and has no name of content is told by name.
"""

from __future__ import annotations

from pathlib import Path

from api.errors import Refused
from api.live.local import LocalHub
from api.store.clock import WallClock
from api.store.database import Database
from api.studio import queries, versions
from api.studio.files import Files, hash_of
from api.studio.publishing import version
from api.studio.versions import Change, Studio, begin, read_draft
from content.folder import NAMING, misnamed, paths_in

MOST_NAMED = 20


class NotPorted(Exception):
    """Nothing was changed, or not all was written; the text says why, in one sentence for whoever typed the command."""


async def export(database: Database, folder: Path, n: int | None) -> str:
    """Write the draft, or a version, into a folder; return what was done in a sentence."""
    studio = Studio(database, LocalHub(), WallClock(), practice=False)
    await begin(studio)
    if n is None:
        async with database.reading() as connection:
            files: Files = (await read_draft(connection)).files
    else:
        found = await version(studio, n)
        if found is None:
            raise NotPorted(f"There is no version {n}. Nothing was written.")
        files = found.files
    try:
        for path, text in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
        gone = [path for path in paths_in(folder) if path not in files]
        for path in gone:
            (folder / path).unlink()
    except OSError:
        raise NotPorted(
            f"Not all could be written to {folder}. Name a folder that you may write to, with room in it."
        ) from None
    return f"{len(files)} files were written to {folder}, {len(gone)} taken away."


async def take_in(database: Database, folder: Path) -> str:
    """Make the draft what a folder holds, all or nothing; return what was done in a sentence."""
    try:
        files = {path: (folder / path).read_bytes().decode("utf-8") for path in paths_in(folder)}
    except (OSError, UnicodeDecodeError):
        raise NotPorted(f"A file in {folder} cannot be read as text. Nothing was changed.") from None
    if "project.yaml" not in files:
        raise NotPorted(f"{folder} holds no project.yaml, so it is no content. Nothing was changed.")
    studio = Studio(database, LocalHub(), WallClock(), practice=False)
    await begin(studio)
    async with database.writing() as connection:
        await queries.take_turn(connection)
        draft = await read_draft(connection)
        bases = {path: hash_of(text) for path, text in draft.files.items()}
        wanted: dict[str, str | None] = {**dict.fromkeys(draft.files), **files}
        changes = [Change(path, text, bases.get(path)) for path, text in sorted(wanted.items())]
        try:
            number = await versions.put(
                connection, draft, changes, None, "import", str(folder)[:500], studio.clock.now()
            )
        except Refused as refused:
            raise NotPorted(f"{refused.says} Nothing was changed.") from None
    done = f"{number} files of the draft were changed. Two editors sign before youth read them."
    left = misnamed(folder)
    if not left:
        return done
    named = ", ".join(left[:MOST_NAMED]) + (f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else "")
    return f"{done} Not taken, because no file of the content may be called so: {named}. {NAMING}"
