"""What the studio reads and writes: revisions, reviews, releases, and who called a service."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.staff.queries import persons
from api.store.studio_tables import approvals, calls, objections, releases, reviews, revisions
from api.store.tables import devices
from api.studio.rules import Call

_TURN = 0x714C_5354_5544_4900  # "qLSTUDI": this lock of PostgreSQL is the studio's and nobody else's
BY_THE_RELAY = ("call", "hide", "rollback")
BY_TWO = ("publish", "rollback")
_r, _v, _l = revisions.c, reviews.c, releases.c


class Revision(NamedTuple):
    """One saving of one file; without `written` it was taken away."""

    number: int
    path: str
    hash: bytes
    written: str | None
    author: bytes | None
    at: int
    kind: str
    why: str | None
    begins: int | None  # the number of the first file that was saved at once with it


class Review(NamedTuple):
    """Something that was asked for; without a payload nothing can be signed yet."""

    number: int
    kind: str
    asked_by: bytes
    at: int
    revision: int
    why: str
    subject: str | None
    payload: str | None
    files: str | None
    ended_at: int | None


class Release(NamedTuple):
    """A version that was signed by enough people."""

    n: int
    review: int
    at: int
    runs_at: int
    withdrawn_at: int | None


class Approval(NamedTuple):
    """One editor's signature over a review's payload."""

    review: int
    device: bytes
    signature: bytes
    at: int


class Objection(NamedTuple):
    """Why a second reader sent a review back."""

    review: int
    device: bytes
    why: str
    at: int


_REVIEW = [_v[name] for name in Review._fields]


async def take_turn(connection: AsyncConnection) -> None:
    """Wait until nobody else changes anything in the studio; held until this transaction ends."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


async def newest(connection: AsyncConnection, up_to: int | None = None) -> list[Revision]:
    """Return the newest revision of each file that is there, by path; of an earlier state if asked."""
    among = select(func.max(_r.number)).group_by(_r.path)
    among = among if up_to is None else among.where(_r.number <= up_to)
    query = select(revisions).where(_r.number.in_(among), _r.written.is_not(None)).order_by(_r.path)
    return [Revision(*row) for row in await connection.execute(query)]


async def newest_of(connection: AsyncConnection, path: str) -> Revision | None:
    """Return the newest revision of one file, also one that took it away."""
    query = select(revisions).where(_r.path == path).order_by(_r.number.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Revision(*row)


async def latest(connection: AsyncConnection, most: int, path: str | None = None) -> list[Revision]:
    """Return what people and the program saved last, the newest first; of one file if asked."""
    query = select(revisions).order_by(_r.number.desc()).limit(most)
    query = query.where(_r.kind != "shipped") if path is None else query.where(_r.path == path)
    return [Revision(*row) for row in await connection.execute(query)]


async def revision(connection: AsyncConnection, number: int) -> Revision | None:
    """Return one saving."""
    row = (await connection.execute(select(revisions).where(_r.number == number))).one_or_none()
    return None if row is None else Revision(*row)


async def last_number(connection: AsyncConnection) -> int:
    """Return the number of the newest revision; 0 before the first."""
    return int(await connection.scalar(select(func.max(_r.number))) or 0)


async def add_revisions(connection: AsyncConnection, added: Sequence[Revision]) -> None:
    """Put revisions behind the others."""
    if added:
        await connection.execute(insert(revisions), [one._asdict() for one in added])


async def written_by_people(connection: AsyncConnection) -> bool:
    """Say whether anybody has ever saved anything: the draft is theirs from then on."""
    return await connection.scalar(select(_r.number).where(_r.kind != "shipped").limit(1)) is not None


async def authors_after(connection: AsyncConnection, number: int) -> list[bytes]:
    """Return who wrote anything behind a revision; what the relay wrote at somebody's call or hiding is nobody's words (0114)."""
    wrote = (_r.number > number, _r.author.is_not(None), _r.kind.not_in(BY_THE_RELAY))
    query = select(_r.author).where(*wrote).distinct()
    return sorted(bytes(one) for one in await connection.scalars(query))


async def people(connection: AsyncConnection) -> Sequence[Any]:
    """Return id, label and role of everybody on the roster, by label; the studio says who by it."""
    query = select(devices.c.id, devices.c.label, devices.c.role).order_by(devices.c.label, devices.c.id)
    return (await connection.execute(query)).all()


async def texts(connection: AsyncConnection, hashes: Collection[bytes]) -> dict[bytes, str]:
    """Return what files with these hashes hold."""
    query = select(_r.hash, _r.written).where(_r.hash.in_(hashes), _r.written.is_not(None)).distinct()
    return {bytes(row.hash): row.written for row in await connection.execute(query)}


async def next_review(connection: AsyncConnection) -> int:
    """Return the number that the next review gets."""
    return int(await connection.scalar(select(func.max(_v.number))) or 0) + 1


async def add_review(connection: AsyncConnection, review: Review, edition: str | None = None) -> None:
    """Keep something that was asked for, with the edition that it would make."""
    await connection.execute(insert(reviews).values(**review._asdict(), edition=edition))


async def fill_review(connection: AsyncConnection, number: int, payload: str, edition: str, files: str) -> None:
    """Give a review what is signed."""
    values = {"payload": payload, "edition": edition, "files": files}
    await connection.execute(update(reviews).where(_v.number == number).values(values))


async def end_review(connection: AsyncConnection, number: int, now: int) -> None:
    """End a review: withdrawn, sent back, or published."""
    await connection.execute(update(reviews).where(_v.number == number).values(ended_at=now))


async def open_review(connection: AsyncConnection) -> Review | None:
    """Return the newest review that two people must agree to and that nobody ended."""
    query = select(*_REVIEW).where(_v.ended_at.is_(None), _v.kind.in_(BY_TWO))
    row = (await connection.execute(query.order_by(_v.number.desc()).limit(1))).one_or_none()
    return None if row is None else Review(*row)


async def add_objection(connection: AsyncConnection, objection: Objection) -> None:
    """Keep why a review was sent back."""
    await connection.execute(insert(objections).values(**objection._asdict()))


async def sent_back(connection: AsyncConnection) -> tuple[Review, Objection] | None:
    """Return what was sent back last and why, until something is asked for again."""
    newest = select(func.max(_v.number)).where(_v.kind.in_(BY_TWO)).scalar_subquery()
    query = select(*_REVIEW, *objections.c).join(objections, objections.c.review == _v.number)
    row = (await connection.execute(query.where(_v.number == newest))).one_or_none()
    return None if row is None else (Review(*row[: len(_REVIEW)]), Objection(*row[len(_REVIEW) :]))


async def review_of(connection: AsyncConnection, payload: str) -> Review | None:
    """Return the newest review of these very words."""
    query = select(*_REVIEW).where(_v.payload == payload).order_by(_v.number.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Review(*row)


async def reviews_of(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, Review]:
    """Return these reviews by number."""
    query = select(*_REVIEW).where(_v.number.in_(numbers))
    return {row.number: Review(*row) for row in await connection.execute(query)}


async def edition_of(connection: AsyncConnection, review: int) -> str | None:
    """Return the edition of a review, as JSON."""
    found: str | None = await connection.scalar(select(reviews.c.edition).where(_v.number == review))
    return found


async def add_approval(connection: AsyncConnection, approval: Approval) -> None:
    """Keep an editor's signature."""
    await connection.execute(insert(approvals).values(**approval._asdict()))


async def approvals_of(connection: AsyncConnection, numbers: Collection[int]) -> list[Approval]:
    """Return the signatures of these reviews, in the order in which they were given."""
    query = select(approvals).where(approvals.c.review.in_(numbers)).order_by(approvals.c.at, approvals.c.device)
    return [Approval(*row) for row in await connection.execute(query)]


async def every_release(connection: AsyncConnection) -> list[Release]:
    """Return every version that was ever signed, the first first."""
    return [Release(*row) for row in await connection.execute(select(releases).order_by(_l.n))]


async def add_release(connection: AsyncConnection, release: Release) -> None:
    """Keep a version that was signed by enough people."""
    await connection.execute(insert(releases).values(**release._asdict()))


async def withdraw_scheduled(connection: AsyncConnection, now: int) -> bool:
    """Take off every version whose time has not come; say whether there was one."""
    waiting = update(releases).where(_l.runs_at > now, _l.withdrawn_at.is_(None))
    return bool((await connection.execute(waiting.values(withdrawn_at=now))).rowcount)


async def add_call(connection: AsyncConnection, call: Call, note: str | None) -> None:
    """Keep that somebody called a service."""
    number = int(await connection.scalar(select(func.max(calls.c.number))) or 0) + 1
    values = {
        "number": number,
        "service": call.service,
        "hash": call.of,
        "device": call.device,
        "outcome": "right" if call.right else "wrong",
        "note": note,
        "at": call.at,
    }
    await connection.execute(insert(calls).values(values))


async def every_call(connection: AsyncConnection, service: str | None = None) -> list[Call]:
    """Return who called what, in order, whatever device they held; of one service if asked."""
    people = await persons(connection)
    told = [call for call, _ in await every_call_told(connection, service)]
    return [replace(call, device=people.get(call.device, call.device)) for call in told]


async def every_call_told(connection: AsyncConnection, service: str | None = None) -> list[tuple[Call, str | None]]:
    """Return the same, each with what the caller wrote beside it."""
    query = select(calls).order_by(calls.c.number)
    query = query if service is None else query.where(calls.c.service == service)
    return [
        (Call(row.service, bytes(row.hash), bytes(row.device), row.outcome == "right", row.at), row.note)
        for row in await connection.execute(query)
    ]
