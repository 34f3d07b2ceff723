"""What is run on the record of deeds: check it here or from a file, and copy it out."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TextIO

from api.staff import audit_file, queries
from api.staff.checking import first_flaw, said
from api.staff.seals import AT_ONCE, State, check
from api.store.audit_key import AuditKey, signed_by
from api.store.database import Database

WHOLE, BROKEN = 0, 1
NO_KEY = "The key is 64 letters and digits, as `python -m api audit key` prints it."


async def verify(database: Database, key: AuditKey, known_cuts: Collection[int], public: str | None = None) -> int:
    """Check the record in the database, against this relay's key or the one that somebody kept; print what was found, return 0 when it is whole."""
    against = key.public if public is None else _read(public)
    if against is None:
        print(NO_KEY)
        return BROKEN
    state = await check(database, against, await key.sealed())
    cuts = [number for number in state.cuts if number not in known_cuts]
    if state.flaw is not None:
        print(f"The record of deeds is not whole. {state.flaw}")
    for number in cuts:
        print(
            f"Row {number} says that rows which had been sealed were gone or changed when the relay looked. If you had "
            f"restored a backup then: python -m api audit verify --restored {number}"
        )
    if state.flaw is None and not cuts:
        print(_whole(state))
    return WHOLE if state.flaw is None and not cuts else BROKEN


def verify_file(path: Path, public: str) -> int:
    """Check an exported file against a public key, with no database at all."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows, seals = audit_file.read(file)
    except OSError:
        print(f"{path} cannot be read.")
        return BROKEN
    except audit_file.NotARecord as wrong:
        print(f"{path} is not a whole record of deeds. {wrong}")
        return BROKEN
    key = _read(public)
    if key is None:
        print(NO_KEY)
        return BROKEN
    flaw = first_flaw(rows, seals, lambda signature, message: signed_by(key, signature, message))
    if flaw is not None:
        print(f"The record of deeds is not whole. {flaw}")
        return BROKEN
    newest = seals[-1] if seals else None
    day, sealed = (newest.day, newest.number) if newest else (None, 0)
    print(_whole(State(None, rows[-1].number if rows else sealed, day, sealed, ())))
    return WHOLE


async def export(database: Database, out: TextIO = sys.stdout) -> None:
    """Write the whole record as CSV."""
    paper = csv.writer(out)
    paper.writerow(audit_file.HEAD)
    async with database.reading() as connection:
        await database.unhurried(connection)
        rows = await queries.deeds_after(connection, 0, AT_ONCE)
        while rows:
            paper.writerows(audit_file.lines(rows))
            rows = await queries.deeds_after(connection, rows[-1].number, AT_ONCE)
        paper.writerows(audit_file.seal_lines(await queries.seals(connection)))


def _read(public: str) -> bytes | None:
    """Read a public key as it was printed; None when it is none."""
    return bytes.fromhex(public) if re.fullmatch("[0-9a-fA-F]{64}", public) else None


def _whole(state: State) -> str:
    """Say how far the record was checked and sealed."""
    if state.number == 0:
        return "The record of deeds is empty."
    if state.sealed_day is None:
        return f"The record of deeds is whole: {state.number} rows, none sealed yet."
    behind = state.number - state.sealed_number
    rest = f"; {behind} newer are linked and not sealed yet" if behind else ""
    return (
        f"The record of deeds is whole up to row {state.number}. Rows up to {state.sealed_number} are sealed, "
        f"last on {said(state.sealed_day)}{rest}."
    )
