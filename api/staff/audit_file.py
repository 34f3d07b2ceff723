"""The record of deeds as a CSV file: written for keeping elsewhere, and read again to be checked there.

Every value is a number, a plain word or hexadecimal, so that no spreadsheet takes one for a formula (RFC 4180). Hours are
written with their zone; rows come first, seals behind them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TextIO

from api.staff.chain import Row, Seal
from api.staff.checking import said

HEAD = ["kind", "number", "when", "actor", "action", "subject", "hash", "signature"]


class NotARecord(ValueError):
    """A file that `python -m api audit export` did not write; the message says where."""


def lines(rows: Iterable[Row]) -> Iterator[list[str]]:
    """Write rows as lines."""
    for row in rows:
        when = datetime.fromtimestamp(row.hour / 1000, UTC).strftime("%Y-%m-%dT%H:%MZ")
        named = [one.hex() if one is not None else "" for one in (row.actor, row.subject)]
        yield ["row", str(row.number), when, named[0], row.action, named[1], row.hash.hex(), ""]


def seal_lines(seals: Iterable[Seal]) -> Iterator[list[str]]:
    """Write seals as lines."""
    for seal in seals:
        yield ["seal", str(seal.number), said(seal.day), "", "", "", seal.hash.hex(), seal.signature.hex()]


def read(file: TextIO) -> tuple[list[Row], list[Seal]]:
    """Read a file that was exported; raise NotARecord for anything else."""
    reader, rows, seals = csv.reader(file, strict=True), list[Row](), list[Seal]()
    try:
        if next(reader, None) != HEAD:
            raise NotARecord("Its first line is not that of a record of deeds.")
        for line in reader:
            kind, number, when, actor, action, subject, hash_, signature = line
            if kind == "row":
                hour = int(datetime.strptime(when, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC).timestamp() * 1000)
                rows.append(Row(int(number), hour, _id(actor), action, _id(subject), bytes.fromhex(hash_)))
            elif kind == "seal":
                day = int(when.replace("-", ""))
                seals.append(Seal(day, int(number), bytes.fromhex(hash_), bytes.fromhex(signature)))
            else:
                raise NotARecord(f"Line {reader.line_num} is neither a row nor a seal.")
    except (csv.Error, ValueError, UnicodeDecodeError) as error:
        if isinstance(error, NotARecord):
            raise
        raise NotARecord(f"Line {reader.line_num} is not as it was written.") from None
    return rows, seals


def _id(text: str) -> bytes | None:
    return bytes.fromhex(text) if text else None
