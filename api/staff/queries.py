"""What the staff room reads and writes: line, documents, devices, joining, sessions, deeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import LargeBinary, delete, func, insert, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.protocol.roster import Known, Root, Roster, persons_of
from api.staff.chain import Row, Seal
from api.store import tables
from api.store.put import put

WEEK = 7 * 24 * 3600 * 1000
_TURN = 0x714C_4155_4449_5400  # "qLAUDIT": this lock of PostgreSQL is the record's and nobody else's


async def line(connection: AsyncConnection) -> Any:
    """Return the line's one row, or None before anybody asked for a set-up link."""
    return (await connection.execute(select(tables.line).where(tables.line.c.id == 1))).one_or_none()


async def put_setup(connection: AsyncConnection, setup_hash: bytes) -> bool:
    """Keep the hash of a new set-up token in place of an older one; False once the line is made."""
    table = tables.line
    waiting = update(table).where(table.c.id == 1, table.c.made_at.is_(None))  # Asked and changed in one: no race.
    if (await connection.execute(waiting.values(setup_hash=setup_hash))).rowcount:
        return True
    if await line(connection) is not None:
        return False
    await connection.execute(insert(table).values(id=1, setup_hash=setup_hash))
    return True


async def mark_made(connection: AsyncConnection, root_pub: bytes, now: int) -> None:
    """Mark the line as made; its set-up token is gone."""
    values = {"setup_hash": None, "root_pub": root_pub, "made_at": now}
    await connection.execute(update(tables.line).where(tables.line.c.id == 1).values(values))


async def document(connection: AsyncConnection, kind: str, version: int | None = None) -> str | None:
    """Return a document byte for byte: the newest, or the named version."""
    table = tables.documents
    query = select(table.c.document).where(table.c.kind == kind)
    query = query.where(table.c.version == version) if version else query.order_by(table.c.version.desc()).limit(1)
    found: str | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def newest_version(connection: AsyncConnection, kind: str) -> int:
    """Return the number of the newest document of a kind, 0 when there is none."""
    table = tables.documents
    return int(await connection.scalar(select(func.max(table.c.version)).where(table.c.kind == kind)) or 0)


async def every_root(connection: AsyncConnection) -> tuple[str, ...]:
    """Return all root documents that were ever in force, newest first."""
    table = tables.documents
    query = select(table.c.document).where(table.c.kind == "root").order_by(table.c.version.desc())
    return tuple((await connection.execute(query)).scalars())


async def add_document(connection: AsyncConnection, kind: str, read: Root | Roster, text: str) -> None:
    """Keep a document that was judged; the same version twice is an IntegrityError."""
    values = {"kind": kind, "version": read.version, "hash": read.hash, "document": text, "expires": read.expires}
    await connection.execute(insert(tables.documents).values(values))


async def replace_devices(connection: AsyncConnection, known: Sequence[Known]) -> None:
    """Make the index say what the newest roster says; what belongs to a dropped device ends with it."""
    table = tables.devices
    await _inherit(connection, known)
    await connection.execute(delete(table))
    if known:
        rows = [
            {"id": one.device_id, "ed_pub": one.ed_pub, "role": one.role, "circle": one.circle, "label": one.label}
            for one in known
        ]
        await connection.execute(insert(table), rows)
    still = select(table.c.id)
    await connection.execute(delete(tables.sessions).where(tables.sessions.c.device.not_in(still)))
    await connection.execute(delete(tables.certificates).where(tables.certificates.c.device.not_in(still)))
    await connection.execute(delete(tables.enrolments).where(tables.enrolments.c.id.in_(still)))


async def _inherit(connection: AsyncConnection, known: Sequence[Known]) -> None:
    """Let what a person said on one device hold on their next one: whom they know, and that they are away (decision 0082)."""
    before = await labels(connection)
    now = {one.device_id: one.label for one in known}
    persons = persons_of(before | now)
    for new in sorted(now.keys() - before.keys()):
        own = [one for one, person in persons.items() if person == persons[new] and one in before]
        if not own:
            continue
        knows, there = tables.recusals, tables.presence
        already = select(knows.c.conversation).where(knows.c.device == new)
        theirs = select(literal(new, LargeBinary), knows.c.conversation).distinct()
        theirs = theirs.where(knows.c.device.in_(own), knows.c.conversation.not_in(already))
        await connection.execute(insert(knows).from_select(["device", "conversation"], theirs))
        said = select(there).where(there.c.device.in_(own)).order_by(there.c.state == "here", there.c.device)
        row = (await connection.execute(said)).first()
        if row is not None:
            await connection.execute(delete(there).where(there.c.device == new))
            await connection.execute(insert(there).values({**row._mapping, "device": new}))


async def device(connection: AsyncConnection, device_id: bytes) -> Any:
    """Return a device of the newest roster, or None."""
    return (await connection.execute(select(tables.devices).where(tables.devices.c.id == device_id))).one_or_none()


async def enrolments(connection: AsyncConnection) -> Sequence[Any]:
    """Return the devices that wait, the first to ask first."""
    table = tables.enrolments
    return (await connection.execute(select(table).order_by(table.c.asked_at, table.c.id))).all()


async def add_enrolment(connection: AsyncConnection, values: dict[str, Any]) -> None:
    """Keep a device that asks; the same device asking again replaces what it said before."""
    await put(connection, tables.enrolments, values)


async def enrolment(connection: AsyncConnection, device_id: bytes) -> Any:
    """Return a device that waits, or None."""
    table = tables.enrolments
    return (await connection.execute(select(table).where(table.c.id == device_id))).one_or_none()


async def remove_enrolment(connection: AsyncConnection, device_id: bytes) -> bool:
    """Let a device wait no longer; say whether it did."""
    done = await connection.execute(delete(tables.enrolments).where(tables.enrolments.c.id == device_id))
    return bool(done.rowcount)


async def add_challenge(connection: AsyncConnection, challenge: bytes, until: int) -> None:
    """Keep a challenge until somebody signs it or its time is over."""
    await connection.execute(insert(tables.challenges).values(challenge=challenge, until=until))


async def take_challenge(connection: AsyncConnection, challenge: bytes, now: int) -> bool:
    """Use a challenge up; False when it is unknown, used or too old."""
    table = tables.challenges
    done = await connection.execute(delete(table).where(table.c.challenge == challenge).returning(table.c.until))
    until = done.scalar_one_or_none()
    return until is not None and until > now


async def add_session(
    connection: AsyncConnection, token_hash: bytes, device_id: bytes, coordinator: bool, until: int
) -> None:
    """Keep a session by the hash of its token."""
    values = {"token_hash": token_hash, "device": device_id, "coordinator": coordinator, "until": until}
    await connection.execute(insert(tables.sessions).values(values))


async def session(connection: AsyncConnection, token_hash: bytes, now: int) -> Any:
    """Return a living session together with its device as the roster has it now, or None."""
    held, known = tables.sessions, tables.devices
    query = (
        select(held.c.coordinator, held.c.until, held.c.token_hash, known)
        .join(known, known.c.id == held.c.device)
        .where(held.c.token_hash == token_hash, held.c.until > now)
    )
    return (await connection.execute(query)).one_or_none()


async def living(connection: AsyncConnection, token_hashes: Iterable[bytes], now: int) -> set[bytes]:
    """Return which of these sessions still live and whose devices are still on the roster."""
    held = tables.sessions
    query = (
        select(held.c.token_hash).join(tables.devices, tables.devices.c.id == held.c.device).where(held.c.until > now)
    )
    wanted = list(token_hashes)
    found: set[bytes] = set()
    for start in range(0, len(wanted), 500):
        part = query.where(held.c.token_hash.in_(wanted[start : start + 500]))
        found.update(bytes(one) for one in (await connection.execute(part)).scalars())
    return found


async def put_holding(connection: AsyncConnection, values: dict[str, bytes]) -> None:
    """Keep which coordinator's key a device holds, in place of what it held before."""
    await put(connection, tables.holdings, values)


async def holdings(connection: AsyncConnection) -> Sequence[Any]:
    """Return which device holds which coordinator's key, as far as both said so."""
    return (await connection.execute(select(tables.holdings).order_by(tables.holdings.c.ed_pub))).all()


async def keep_holdings(connection: AsyncConnection, admins: Sequence[bytes]) -> None:
    """Forget who held keys that are no coordinator's any more."""
    table = tables.holdings
    await connection.execute(delete(table).where(table.c.admin_pub.not_in(admins)))


async def end_session(connection: AsyncConnection, token_hash: bytes) -> None:
    """End one session."""
    await connection.execute(delete(tables.sessions).where(tables.sessions.c.token_hash == token_hash))


async def end_coordinators(connection: AsyncConnection) -> None:
    """End every session that proved an admin key: the root document now names others."""
    await connection.execute(delete(tables.sessions).where(tables.sessions.c.coordinator))


async def forget_old(connection: AsyncConnection, now: int) -> None:
    """Drop challenges and sessions whose time is over, and devices that have waited for a week."""
    await connection.execute(delete(tables.challenges).where(tables.challenges.c.until <= now))
    await connection.execute(delete(tables.sessions).where(tables.sessions.c.until <= now))
    await connection.execute(delete(tables.enrolments).where(tables.enrolments.c.asked_at <= now - WEEK))


async def take_turn(connection: AsyncConnection) -> None:
    """Wait until no other transaction is writing a deed down; held until this one ends."""
    if connection.dialect.name == "postgresql":  # A locked last row would not do: the next one is not there to lock.
        await connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


async def last_link(connection: AsyncConnection) -> Row | Seal | None:
    """Return what the next row follows: the last row, or the last seal when every row is older than a year and gone."""
    table, sealed = tables.audit, tables.audit_seals
    row = (await connection.execute(select(table).order_by(table.c.number.desc()).limit(1))).one_or_none()
    if row is not None:
        return Row(*row)
    end = (await connection.execute(select(sealed).order_by(sealed.c.day.desc()).limit(1))).one_or_none()
    return None if end is None else Seal(*end)


async def add_deeds(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """Put rows at the end of the record."""
    await connection.execute(insert(tables.audit), [asdict(row) for row in rows])


async def deeds_after(connection: AsyncConnection, number: int, most: int) -> list[Row]:
    """Return the record's rows behind a number, in order."""
    table = tables.audit
    query = select(table).where(table.c.number > number).order_by(table.c.number).limit(most)
    return [Row(*row) for row in await connection.execute(query)]


async def deeds(
    connection: AsyncConnection, before: int | None, action: str | None, actor: bytes | None, most: int
) -> list[Row]:
    """Return one page of the record, newest first, of one action or device if asked."""
    table = tables.audit
    query = select(table).order_by(table.c.number.desc()).limit(most)
    query = query if before is None else query.where(table.c.number < before)
    query = query if action is None else query.where(table.c.action == action)
    query = query if actor is None else query.where(table.c.actor == actor)
    return [Row(*row) for row in await connection.execute(query)]


async def last_of(connection: AsyncConnection, actor: bytes, actions: Sequence[str]) -> Row | None:
    """Return the last row of one of these actions by a device."""
    table = tables.audit
    query = select(table).where(table.c.actor == actor, table.c.action.in_(actions))
    row = (await connection.execute(query.order_by(table.c.number.desc()).limit(1))).one_or_none()
    return None if row is None else Row(*row)


async def deed(connection: AsyncConnection, number: int) -> Row | None:
    """Return one row of the record."""
    row = (await connection.execute(select(tables.audit).where(tables.audit.c.number == number))).one_or_none()
    return None if row is None else Row(*row)


async def first_deed(connection: AsyncConnection) -> Row | None:
    """Return the oldest row that the record still has."""
    row = (await connection.execute(select(tables.audit).order_by(tables.audit.c.number).limit(1))).one_or_none()
    return None if row is None else Row(*row)


async def last_before(connection: AsyncConnection, after: int, hour: int) -> Row | None:
    """Return the last row behind a number whose hour is before a time."""
    table = tables.audit
    query = select(table).where(table.c.number > after, table.c.hour < hour)
    row = (await connection.execute(query.order_by(table.c.number.desc()).limit(1))).one_or_none()
    return None if row is None else Row(*row)


async def seals(connection: AsyncConnection) -> list[Seal]:
    """Return every seal, in the order of days."""
    return [
        Seal(*row) for row in await connection.execute(select(tables.audit_seals).order_by(tables.audit_seals.c.day))
    ]


async def put_seal(connection: AsyncConnection, seal: Seal) -> None:
    """Keep a day's seal in place of an earlier one of that day."""
    await connection.execute(delete(tables.audit_seals).where(tables.audit_seals.c.day == seal.day))
    await connection.execute(insert(tables.audit_seals).values(asdict(seal)))


async def let_go(connection: AsyncConnection, beginning: Seal) -> None:
    """Let go of every row and seal up to here; the record begins behind it from now on."""
    await connection.execute(delete(tables.audit).where(tables.audit.c.number <= beginning.number))
    await connection.execute(delete(tables.audit_seals).where(tables.audit_seals.c.day <= beginning.day))
    await connection.execute(insert(tables.audit_seals).values(asdict(beginning)))


async def labels(connection: AsyncConnection) -> dict[bytes, str]:
    """Return the label of every device on the newest roster, by label."""
    table = tables.devices
    rows = await connection.execute(select(table.c.id, table.c.label).order_by(table.c.label, table.c.id))
    return {bytes(row.id): row.label for row in rows}


async def persons(connection: AsyncConnection) -> dict[bytes, bytes]:
    """Return for every device on the newest roster the one device that stands for its person (decision 0082)."""
    return persons_of(await labels(connection))


async def devices_of(connection: AsyncConnection, device: bytes) -> list[bytes]:
    """Return this device and all others of its person, in one order for whoever asks."""
    people = await persons(connection)
    return sorted({device, *(one for one, person in people.items() if person == people.get(device))})


async def same_person(connection: AsyncConnection, device: bytes, *others: bytes | None) -> bool:
    """Say whether one of the others is this device, or another one of its person's."""
    return not set(await devices_of(connection, device)).isdisjoint(others)
