"""What the team's rules read and write: presence, offers, help, second persons, recusals and pauses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from os import urandom
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal_column, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from api.conversations.queries import taken_by
from api.conversations.rules import ANSWERING, Joining
from api.conversations.team.rules import USUAL_MOST, Presence
from api.protocol.limits import MINUTE
from api.protocol.roster import person_of
from api.store.put import put
from api.store.tables import certificates, conversations, devices, frames, joins, mutes, presence, recusals

SHIFT = 1
_c, _d, _f, _j, _m, _p, _r = conversations.c, devices.c, frames.c, joins.c, mutes.c, presence.c, recusals.c

# Written out: a database uses a partial index only when it can see the state.
_claimed = _c.state == literal_column("'claimed'")


class Colleague(NamedTuple):
    """Somebody who answers, as the roster, the certificates and they themselves say."""

    device: bytes
    label: str
    role: str
    circle: int
    on_call: bool
    presence: Presence
    load: int


class Mute(NamedTuple):
    """A pause after abuse: who made it, why, for how long, when and by whom it ended, and what the second person said."""

    id: bytes
    conversation: bytes | None
    device: bytes
    reason: str
    minutes: int
    at: int
    until: int
    ended_by: bytes | None
    review: str | None
    circle: int | None


async def hold(connection: AsyncConnection, device: bytes) -> Presence:
    """Return what a device may take, and keep others from counting for it until this transaction ends."""
    mine = update(presence).where(_p.device == device).values(most=_p.most)
    if not (await connection.execute(mine)).rowcount:
        try:
            async with connection.begin_nested():
                values = {"device": device, "state": "here", "most": USUAL_MOST}
                await connection.execute(insert(presence).values(values))
        except IntegrityError:  # Another tab of mine was first at this moment: now we wait for it.
            await connection.execute(mine)
    row = (await connection.execute(select(_p.state, _p.reason, _p.until, _p.most).where(_p.device == device))).one()
    return Presence(*row)


async def set_presence(
    connection: AsyncConnection, device: bytes, state: str, reason: str | None, until: int | None
) -> None:
    """Keep where a worker says they are."""
    await hold(connection, device)
    await connection.execute(
        update(presence).where(_p.device == device).values(state=state, reason=reason, until=until)
    )


async def set_most(connection: AsyncConnection, device: bytes, most: int) -> None:
    """Keep how many conversations a device takes at once."""
    await hold(connection, device)
    await connection.execute(update(presence).where(_p.device == device).values(most=most))


async def load(connection: AsyncConnection, device: bytes) -> int:
    """Count what a device has now."""
    query = select(func.count()).select_from(conversations)
    return int(await connection.scalar(query.where(_claimed, _c.claimed_by == device)) or 0)


async def colleagues(connection: AsyncConnection, now: int) -> list[Colleague]:
    """Return everybody who answers, by label; the load is what the person has, on whichever device."""
    had = select(_c.claimed_by, func.count().label("load")).where(_claimed).group_by(_c.claimed_by)
    loads = {row.claimed_by: row.load for row in await connection.execute(had)}
    certified = select(certificates.c.device).where(certificates.c.kind == SHIFT, certificates.c.not_after > now)
    on_call = set(await connection.scalars(certified))
    query = (
        select(_d.id, _d.label, _d.role, _d.circle, _p.state, _p.reason, _p.until, _p.most)
        .outerjoin(presence, _p.device == _d.id)
        .where(_d.role.in_(ANSWERING))
        .order_by(_d.label, _d.id)
    )
    rows = list(await connection.execute(query))
    carried: Counter[str] = Counter()
    for row in rows:
        carried[person_of(row.label)] += loads.get(row.id, 0)
    return [
        Colleague(
            row.id,
            row.label,
            row.role,
            row.circle,
            row.id in on_call,
            Presence(row.state or "here", row.reason, row.until, row.most or USUAL_MOST),
            carried[person_of(row.label)],
        )
        for row in rows
    ]


async def keys_of(connection: AsyncConnection, device: bytes, now: int) -> set[int]:
    """Return which kinds of receive key a device holds that last still."""
    held = select(certificates.c.kind).where(certificates.c.device == device, certificates.c.not_after > now)
    return set(await connection.scalars(held))


async def on_call(connection: AsyncConnection, now: int) -> list[tuple[bytes, int]]:
    """Return who answers and is on call, each with their circle."""
    query = select(_d.id, _d.circle).join(certificates, certificates.c.device == _d.id)
    theirs = query.where(_d.role.in_(ANSWERING), certificates.c.kind == SHIFT, certificates.c.not_after > now)
    return [(row.id, row.circle) for row in await connection.execute(theirs)]


async def circle_of(connection: AsyncConnection, device: bytes) -> int:
    """Return the circle for which a device answers."""
    return int(await connection.scalar(select(_d.circle).where(_d.id == device)) or 0)


async def colleagues_at(connection: AsyncConnection, times: Sequence[int]) -> dict[int, list[Colleague]]:
    """Return everybody who answers, once for all who ask at these times."""
    return dict.fromkeys(times, await colleagues(connection, max(times)))


async def not_here(connection: AsyncConnection, now: int) -> list[tuple[bytes, int | None]]:
    """Return who is away or rests, each with until when."""
    query = select(_p.device, _p.until).where(_p.state != "here", or_(_p.until.is_(None), _p.until > now))
    return [(row.device, row.until) for row in await connection.execute(query.order_by(_p.device))]


async def known(connection: AsyncConnection, device: bytes) -> bool:
    """Say whether the roster names this device as one that answers."""
    query = select(_d.id).where(_d.id == device, _d.role.in_(ANSWERING))
    return await connection.scalar(query) is not None


async def change(connection: AsyncConnection, conversation: bytes, now: int, **values: Any) -> None:
    """Change a conversation's row."""
    await connection.execute(update(conversations).where(_c.id == conversation).values(**values, changed_at=now))


async def move(connection: AsyncConnection, conversation: bytes, to: Colleague, given: int, now: int) -> bool:
    """Give a claimed conversation to the colleague who had agreed when this frame came; False when that is not so any more."""
    came = select(_f.at).where(_f.conversation == conversation, _f.cursor == given).scalar_subquery()
    agreed = and_(_c.state == "claimed", _c.offered_to == to.device, _c.agreed_at <= came)
    values = {
        "handed_by": _c.claimed_by,
        "offered_to": None,
        "agreed_at": None,
        "help_at": None,
        **taken_by(to.device, to.label, now),
        "claimed_at": came,  # theirs since that frame: nothing else tells of it
    }
    done = await connection.execute(update(conversations).where(_c.id == conversation, agreed).values(values))
    return bool(done.rowcount)


async def put_joining(connection: AsyncConnection, conversation: bytes, one: Joining) -> None:
    """Let somebody be beside the claimer, or ask to be."""
    await put(connection, joins, {"conversation": conversation, **asdict(one)})


async def drop_joining(connection: AsyncConnection, conversation: bytes, device: bytes) -> bool:
    """Let somebody be beside the claimer no longer; False when they were not."""
    theirs = and_(_j.conversation == conversation, _j.device == device)
    return bool((await connection.execute(delete(joins).where(theirs))).rowcount)


async def drop_joinings(connection: AsyncConnection, conversation: bytes) -> None:
    """Let nobody be beside the claimer any more, nor ask to be: somebody else has the conversation now."""
    await connection.execute(delete(joins).where(_j.conversation == conversation))


async def expired(connection: AsyncConnection, now: int, asked_before: int) -> list[bytes]:
    """Take out joinings whose time is over, and requests that nobody agreed to; return whose conversations."""
    over: ColumnElement[bool] = or_(_j.until <= now, and_(_j.until.is_(None), _j.asked_at < asked_before))
    gone = list(await connection.scalars(delete(joins).where(over).returning(_j.conversation)))
    if gone:
        await connection.execute(update(conversations).where(_c.id.in_(gone)).values(changed_at=now))
    return gone


async def recuse(connection: AsyncConnection, conversation: bytes, hidden: Sequence[bytes]) -> None:
    """Hide a conversation from these devices, until it is purged."""
    for one in sorted(set(hidden)):
        await put(connection, recusals, {"device": one, "conversation": conversation})


async def put_mute(
    connection: AsyncConnection, conversation: bytes, device: bytes, reason: str, minutes: int, now: int
) -> None:
    """Note a pause, beside those before it."""
    span = {"minutes": minutes, "at": now, "until": now + minutes * MINUTE}
    values = {"id": urandom(16), "conversation": conversation, "device": device, "reason": reason, **span}
    await connection.execute(insert(mutes).values(values))


async def mute(connection: AsyncConnection, pause: bytes) -> Mute | None:
    """Return a pause, if it is there."""
    row = (await connection.execute(_mutes.where(_m.id == pause))).one_or_none()
    return None if row is None else Mute._make(row)


async def paused_by(connection: AsyncConnection, conversation: bytes) -> bytes | None:
    """Return who made a conversation's newest pause, over or not; nobody when it never was paused."""
    newest = _m.at.desc(), _m.until.desc()
    return await connection.scalar(select(_m.device).where(_m.conversation == conversation).order_by(*newest).limit(1))


async def cut_mutes(connection: AsyncConnection, conversation: bytes, by: bytes, now: int) -> None:
    """Note that a pause ended before its time, and by whom; that it was is left to look at."""
    holds = and_(_m.conversation == conversation, _m.until > now)
    await connection.execute(update(mutes).where(holds).values(until=now, ended_by=by))


async def review_mute(connection: AsyncConnection, pause: Mute, verdict: str, by: bytes) -> bool:
    """Note what the second person said; of a talk that is gone nothing is left then. False: it is not as it was seen."""
    unseen = and_(_m.id == pause.id, _m.review.is_(None))
    if pause.conversation is None:
        done = await connection.execute(delete(mutes).where(unseen))
    else:
        here = and_(unseen, _m.conversation == pause.conversation)
        done = await connection.execute(update(mutes).where(here).values(review=verdict, reviewed_by=by))
    return bool(done.rowcount)


async def unreviewed(connection: AsyncConnection) -> list[Mute]:
    """Return the pauses that no second person has looked at, oldest first."""
    rows = await connection.execute(_mutes.where(_m.review.is_(None)).order_by(_m.at, _m.id))
    return [Mute._make(row) for row in rows]


async def end_mutes(connection: AsyncConnection, now: int) -> list[bytes]:
    """End the pauses of open conversations whose time is over; return which."""
    ended = select(_m.conversation).where(_m.until <= now, _m.conversation.is_not(None))
    over = and_(_c.id.in_(ended), _c.muted_until <= now, _c.state != "closed")
    done = update(conversations).where(over).values(muted_until=None, changed_at=now).returning(_c.id)
    return list(await connection.scalars(done))


async def forget_mutes(connection: AsyncConnection, now: int) -> list[bytes]:
    """Let go of pauses that outlived their talk for so long and were never looked at; return who had made them."""
    return list(await connection.scalars(delete(mutes).where(_m.gone_at <= now).returning(_m.device)))


_mutes = select(
    _m.id, _m.conversation, _m.device, _m.reason, _m.minutes, _m.at, _m.until, _m.ended_by, _m.review, _d.circle
).outerjoin_from(mutes, devices, _d.id == _m.device)
