"""What a coordinator may rely on who checks the record: whatever was done to it afterwards is named."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.staff.audit import ACTIONS
from api.staff.chain import Row, Seal, beginning_message, next_row, sealed_message
from api.staff.checking import Mark, begins, day_of, first_flaw, next_day, said
from api.store.audit_key import signed_by

HOUR, DAY = 3_600_000, 86_400_000
BEGAN = 1_790_000_000_000
KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()
PLACES = ["number", "hour", "actor", "action", "subject", "hash"]


def verify(signature: bytes, message: bytes) -> bool:
    """The relay's public key."""
    return signed_by(PUBLIC, signature, message)


def seal_of(day: int, row: Row) -> Seal:
    """The relay's seal of a day."""
    return Seal(day, row.number, row.hash, KEY.sign(sealed_message(day, row.number, row.hash)))


def written(dice: random.Random, days: int = 5) -> tuple[list[Row], list[Seal], Mark]:
    """A record of some days as a relay writes it, with days on which nothing happened."""
    rows: list[Row] = []
    seals: list[Seal] = []
    for n in range(days):
        at = BEGAN + n * DAY
        for _ in range(dice.randrange(1 if n in (0, days - 1) else 0, 6)):
            who = dice.choice([None, b"S" * 16, b"K" * 16])
            what = dice.choice([None, dice.randbytes(16)])
            rows.append(next_row(rows[-1] if rows else None, at, who, dice.choice(list(ACTIONS)), what))
        seals.append(seal_of(day_of(at), rows[-1]))
    return rows, seals, Mark(seals[-1].day, seals[-1].number, seals[-1].hash)


def cut(rows: list[Row], seals: list[Seal], at: int) -> tuple[list[Row], list[Seal]]:
    """The same record after its relay let go of everything up to one seal."""
    end = seals[at]
    begin = replace(end, signature=KEY.sign(beginning_message(end.day, end.number, end.hash)))
    return [row for row in rows if row.number > end.number], [begin, *seals[at + 1 :]]


def harm(dice: random.Random, rows: list[Row], seals: list[Seal]) -> tuple[str, list[Row], list[Seal]]:
    """Do one thing to a record that somebody might do who can write to the database, but has no key."""
    rows, seals = list(rows), list(seals)
    deed = dice.choice(["change", "drop", "insert", "swap", "change seal", "drop seal", "insert seal", "swap seals"])
    at, seal_at = dice.randrange(len(rows)), dice.randrange(len(seals))
    if deed == "change":
        place = dice.choice(PLACES)
        other: object = {
            "number": rows[at].number + dice.choice([-1, 1, 100]),
            "hour": rows[at].hour + dice.choice([-HOUR, HOUR]),
            "actor": None if rows[at].actor else b"K" * 16,
            "action": dice.choice([one for one in ACTIONS if one != rows[at].action]),
            "subject": dice.randbytes(dice.choice([15, 16, 17])),
            "hash": dice.randbytes(32),
        }[place]
        rows[at] = replace(rows[at], **{place: other})  # type: ignore[arg-type]
        deed += f" {place}"
    elif deed == "drop":
        del rows[at]
    elif deed == "insert":
        rows.insert(at, next_row(rows[at - 1] if at else None, BEGAN, b"S" * 16, "claim", dice.randbytes(16)))
    elif deed == "swap" and len(rows) > 1:
        other_at = dice.choice([n for n in range(len(rows)) if n != at])
        rows[at], rows[other_at] = rows[other_at], rows[at]
    elif deed == "change seal":
        place = dice.choice(["day", "number", "hash", "signature"])
        other = {
            "day": next_day(seals[seal_at].day),
            "number": seals[seal_at].number + dice.choice([-1, 1]),
            "hash": dice.randbytes(32),
            "signature": dice.randbytes(64),
        }[place]
        seals[seal_at] = replace(seals[seal_at], **{place: other})  # type: ignore[arg-type]
        deed += f" {place}"
    elif deed == "drop seal":
        del seals[seal_at]
    elif deed == "insert seal":
        seals.insert(seal_at, replace(seals[seal_at], signature=dice.randbytes(64)))
    elif len(seals) > 1:
        other_at = dice.choice([n for n in range(len(seals)) if n != seal_at])
        seals[seal_at], seals[other_at] = seals[other_at], seals[seal_at]
    else:
        del seals[0]
    return deed, rows, seals


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_done_to_a_row_or_a_seal_is_named(seed: int) -> None:
    """Changed, dropped, put in, moved: the check says no, and says where; the untouched record says yes."""
    dice = random.Random(seed)
    rows, seals, mark = written(dice)
    if seed % 3 == 0:
        at = next(n for n in range(2, -1, -1) if seals[n].number < rows[-1].number)
        rows, seals = cut(rows, seals, at)

    assert first_flaw(rows, seals, verify, mark) is None
    for _ in range(40):
        deed, other_rows, other_seals = harm(dice, rows, seals)
        says = first_flaw(other_rows, other_seals, verify, mark)
        assert says is not None, deed
        assert says.startswith(("Row ", "The seal of ")), says


def test_the_first_bad_row_is_the_one_that_is_named() -> None:
    """A coordinator is led to the place, not to the end of the page."""
    rows, seals, mark = written(random.Random(7))
    changed = [replace(row, actor=b"X" * 16) if row.number in (3, 5) else row for row in rows]
    missing = [row for row in rows if row.number != 4]

    assert (first_flaw(changed, seals, verify, mark) or "").startswith("Row 3 was changed")
    assert first_flaw(missing, seals, verify, mark) == "Row 4 is gone."


def test_a_record_that_was_written_anew_is_not_the_one_that_was_sealed() -> None:
    """Who has the database can link a whole new chain, but cannot sign it."""
    rows, seals, _ = written(random.Random(3))
    forged: list[Row] = []
    for row in rows:
        forged.append(next_row(forged[-1] if forged else None, row.hour, b"X" * 16, row.action, None))
    own = Ed25519PrivateKey.generate()
    signed = [replace(one, hash=forged[one.number - 1].hash) for one in seals]
    signed = [replace(one, signature=own.sign(sealed_message(one.day, one.number, one.hash))) for one in signed]

    assert first_flaw(forged, seals, verify, None) is not None
    assert first_flaw(forged, signed, verify, None) == (
        f"The seal of {said(seals[0].day)} was not made by this relay's key, or was changed."
    )


def test_a_record_cut_short_together_with_its_seals_is_found_out() -> None:
    """The relay remembers beside its key how far it has sealed."""
    rows, seals, mark = written(random.Random(5))
    short = [row for row in rows if row.number <= seals[1].number]

    assert first_flaw(short, seals[:2], verify, None) is None  # From the database alone nobody could tell.
    assert first_flaw(short, seals[:2], verify, mark) == f"The seal of {said(mark.day)} is gone."
    assert first_flaw([], [], verify, mark) is not None


def test_nobody_but_the_relay_can_let_old_rows_go() -> None:
    """Dropping the first days and their seals is not taken for the yearly letting go."""
    rows, seals, mark = written(random.Random(11))
    later = [row for row in rows if row.number > seals[1].number]

    assert first_flaw(later, seals[1:], verify, mark) == "Row 1 is gone."
    assert first_flaw(*cut(rows, seals, 1), verify, mark) is None


def test_days_follow_each_other_over_the_end_of_a_year() -> None:
    """2026-12-31 is followed by 2027-01-01, and each begins at midnight UTC."""
    assert (next_day(20261231), next_day(20280228)) == (20270101, 20280229)
    assert day_of(begins(20270101)) == 20270101
    assert day_of(begins(20270101) - 1) == 20261231
