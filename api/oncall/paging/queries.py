"""Touches the tables of paging, and nobody else does: ladders, pages, ways to wake somebody, alerts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from api.oncall.escalation import Ladder, Page, Waiting
from api.protocol.limits import EMERGENCY
from api.store.tables import (
    alert_orders,
    alerts,
    conversations,
    devices,
    ladders,
    pages,
)

_c = conversations.c
_l = ladders.c
_p = pages.c
_o = alert_orders.c
_a = alerts.c
_live = _l.next_at.is_not(None)
# Held in this order by whoever holds both: an erase, an append and a claim begin with the conversation.
_BOTH = (conversations, ladders)
# A practice conversation waits for whoever trains, one that is paused waits for its time: neither wakes anybody.
# Unless its youth pressed the emergency button: whoever is in danger is called for, whatever they wrote before.
_waits = and_(
    _c.state == literal_column("'waiting'"),
    _c.note.is_(False),
    _c.channel != literal_column("'practice'"),
    or_(_c.muted_until.is_(None), _c.priority >= EMERGENCY),
)
# Its worker asks for a second person; the youth waits for nothing.
_asks = and_(
    _c.state == literal_column("'claimed'"), _c.help_at.is_not(None), _c.channel != literal_column("'practice'")
)
# A ladder is for one wait or one call for help, and counts for no other.
_fits = or_(and_(_waits, _l.help_at.is_(None)), and_(_asks, func.coalesce(_l.help_at, 0) == _c.help_at))


class Seen(NamedTuple):
    """A conversation as paging looks at it: since when its youth or worker waits, if so; and what there is of a ladder.

    None, one that rests, one in use for this very wait, or one that was begun for another.
    """

    id: bytes
    state: str
    waits: bool
    waiting_since: int
    help_at: int | None
    ladder: Literal["none", "rests", "live", "other"]


class Called(NamedTuple):
    """A page as the desk shows it: whom, when, what they said."""

    conversation: bytes
    rung: int
    device: bytes
    label: str
    at: int
    answer: str | None


class Order(NamedTuple):
    """A way in which a device wants to be woken; where to is wrapped under a lock that is named by its id."""

    id: bytes
    device: bytes
    channel: str
    wrapped: bytes
    position: int
    proven_at: int | None
    failed_at: int | None


class Alert(NamedTuple):
    """An alert that waits to be sent by one way."""

    id: bytes
    order_id: bytes
    device: bytes
    reason: str
    due_at: int
    tries: int
    until: int


# -- ladders ------------------------------------------------------------------------------------------------------


async def changed(connection: AsyncConnection, since: int) -> list[Seen]:
    """Return the conversations that changed since a time, whatever they are now."""
    return await _seen(connection, _c.changed_at >= since)


async def unmatched(connection: AsyncConnection, limit: int) -> list[Seen]:
    """Return conversations whose ladder does not fit what they are."""
    claimed = _c.state == literal_column("'claimed'")
    missing = await _seen(connection, and_(_waits, _l.next_at.is_(None)), limit)
    missing += await _seen(connection, and_(claimed, _l.conversation.is_(None)), limit)
    missing += await _seen(connection, and_(_asks, _l.next_at.is_(None)), limit)
    # From the ladders, which are few; a million closed conversations are not looked at.
    needless = select(_l.conversation).join(conversations, _c.id == _l.conversation).where(_live, ~_fits).limit(limit)
    ids = list(await connection.scalars(needless))
    return missing + (await _seen(connection, _c.id.in_(ids)) if ids else [])


async def orphans(connection: AsyncConnection) -> list[bytes]:
    """Return ladders of conversations that are closed or gone."""
    open_one = exists().where(_c.id == _l.conversation, _c.state != "closed")
    return list(await connection.scalars(select(_l.conversation).where(~open_one)))


async def begin(connection: AsyncConnection, conversation: bytes, ladder: Ladder, help_at: int | None = None) -> None:
    """Begin a ladder, in place of an earlier one; nothing is known of an earlier round. What was erased meanwhile gets none."""
    await end(connection, [conversation])
    this, is_late = _c.id == conversation, _c.late_at.is_not(None)
    if await connection.scalar(select(_c.id).where(this, _c.state != "closed").with_for_update()) is not None:
        await connection.execute(insert(ladders).values(conversation=conversation, help_at=help_at, **_columns(ladder)))
        await connection.execute(update(conversations).where(this, is_late).values(late_at=None))


async def rest(connection: AsyncConnection, conversations_: Sequence[bytes], now: int) -> None:
    """Let ladders rest: somebody has claimed. If it is put back, the next round counts from then.

    Held and looked at once more: whoever asked for help meanwhile has called somebody already.
    """
    claimed = select(_c.id).where(_c.id.in_(conversations_), _c.state == literal_column("'claimed'"), ~_asks)
    quiet = list(await connection.scalars(claimed.order_by(_c.id).with_for_update()))
    if not quiet:
        return
    await end(connection, quiet)
    rows = [{"conversation": one, "begun_at": now, "rung": 0} for one in quiet]
    await connection.execute(insert(ladders), rows)
    late = update(conversations).where(_c.id.in_(quiet), _c.late_at.is_not(None))
    await connection.execute(late.values(late_at=None))


async def end(connection: AsyncConnection, conversations_: Sequence[bytes]) -> None:
    """Take ladders away, with their pages."""
    await connection.execute(delete(pages).where(_p.conversation.in_(conversations_)))
    await connection.execute(delete(ladders).where(_l.conversation.in_(conversations_)))


async def deadlines(connection: AsyncConnection) -> tuple[int, int] | None:
    """Return the nearest and the farthest deadline of all; costs one look into the index at each end."""
    first = await connection.scalar(select(func.min(_l.next_at)))
    last = await connection.scalar(select(func.max(_l.next_at)))
    return None if first is None or last is None else (first, last)


async def latest(connection: AsyncConnection) -> int:
    """Return when the latest thing happened that is written on any ladder in use."""
    on_ladders = await connection.scalar(select(func.max(func.coalesce(_l.told_at, _l.begun_at))).where(_live))
    on_pages = await connection.scalar(select(func.max(_p.at)).join(ladders, _l.conversation == _p.conversation))
    return max(on_ladders or 0, on_pages or 0)


async def due(connection: AsyncConnection, now: int, limit: int) -> list[Waiting]:
    """Take ladders on which something is due, and whose conversation still waits; whoever is at one of them is passed over."""
    query = _on_ladders(_l.next_at <= now).order_by(_l.next_at).limit(limit)
    rows = await connection.execute(query.with_for_update(of=_BOTH, skip_locked=True))
    return [Waiting(row.conversation, row.audience, row.asker, _ladder(row), row.handed_by) for row in rows]


async def find(connection: AsyncConnection, conversation: bytes) -> Waiting | None:
    """Return a ladder on which somebody waits now, held until the end of the transaction."""
    query = _on_ladders(_l.conversation == conversation).with_for_update(of=_BOTH)
    row = (await connection.execute(query)).first()
    return None if row is None else Waiting(row.conversation, row.audience, row.asker, _ladder(row), row.handed_by)


async def asked_by(connection: AsyncConnection, device: bytes) -> list[Waiting]:
    """Return the ladders of this device's own calls for help."""
    rows = await connection.execute(_on_ladders(and_(_asks, _c.claimed_by == device)).order_by(_l.begun_at))
    return [Waiting(row.conversation, row.audience, row.asker, _ladder(row)) for row in rows]


async def put_away(connection: AsyncConnection, conversation: bytes) -> None:
    """Let the ladder of a call for help that was taken back rest, and keep how far it went and who was called."""
    resting = {"call_at": None, "next_at": None, "quiet_until": None, "quiet_by": None, "help_at": None}
    theirs = and_(_l.conversation == conversation, _l.help_at.is_not(None))
    await connection.execute(update(ladders).where(theirs).values(resting))


async def reached(connection: AsyncConnection, conversation: bytes, since: int) -> int:
    """Return the rung that a call for help had reached that was taken back, if anybody was called for it since a time."""
    lately = exists().where(_p.conversation == _l.conversation, _p.at >= since)
    query = select(_l.rung).where(_l.conversation == conversation, _l.next_at.is_(None), lately)
    return int(await connection.scalar(query) or 0)


async def keep(connection: AsyncConnection, conversation: bytes, ladder: Ladder, **more: int) -> None:
    """Write a ladder as it stands now."""
    values = {**_columns(ladder), **more}
    await connection.execute(update(ladders).where(_l.conversation == conversation).values(values))


async def mark_late(connection: AsyncConnection, conversation: bytes, now: int) -> bool:
    """Note that the youth's end must say that nobody came; False when somebody has come meanwhile."""
    late = update(conversations).where(_c.id == conversation, _waits).values(late_at=now, changed_at=now)
    return bool((await connection.execute(late)).rowcount)


# -- pages --------------------------------------------------------------------------------------------------------


async def pages_of(connection: AsyncConnection, waiting: Collection[bytes]) -> dict[bytes, list[Page]]:
    """Return who was called for these conversations, the lowest rung first."""
    found: dict[bytes, list[Page]] = {one: [] for one in waiting}
    query = select(_p.conversation, _p.rung, _p.device, _p.at, _p.answer).where(_p.conversation.in_(waiting))
    for row in await connection.execute(query.order_by(_p.rung)):
        found[row.conversation].append(Page(row.rung, row.device, row.at, row.answer))
    return found


async def add_pages(connection: AsyncConnection, rows: Sequence[tuple[bytes, Page]]) -> None:
    """Note whom a rung calls; IntegrityError when that rung has called them before."""
    if rows:
        await connection.execute(insert(pages), [{"conversation": one, **page._asdict()} for one, page in rows])


async def put_answer(connection: AsyncConnection, conversation: bytes, rung: int, device: bytes, answer: str) -> None:
    """Keep what a worker said to a page."""
    theirs = and_(_p.conversation == conversation, _p.rung == rung, _p.device == device)
    await connection.execute(update(pages).where(theirs).values(answer=answer))


async def calls_for(connection: AsyncConnection, mine: Collection[bytes]) -> list[tuple[bytes, Ladder, str | None]]:
    """Return where one of these devices was called and somebody waits now, the most urgent first, and whose call for help it is."""
    theirs = select(_p.conversation).where(_p.device.in_(mine))
    query = _on_ladders(_l.conversation.in_(theirs)).order_by(_c.priority.desc(), _l.begun_at)
    return [(row.conversation, _ladder(row), row.asks) for row in await connection.execute(query)]


async def called(connection: AsyncConnection, waiting: Collection[bytes]) -> list[Called]:
    """Return who was called for these conversations, with the labels that colleagues know."""
    query = (
        select(_p.conversation, _p.rung, _p.device, devices.c.label, _p.at, _p.answer)
        .join(devices, devices.c.id == _p.device)
        .where(_p.conversation.in_(waiting))
        .order_by(_p.conversation, _p.rung, devices.c.label)
    )
    return [Called(*row) for row in await connection.execute(query)]


async def still_called(connection: AsyncConnection, person: Mapping[bytes, bytes]) -> dict[tuple[bytes, bytes], int]:
    """Return to which conversation who is called and has not answered, while somebody waits, with the audience of each.

    What they said to a later call counts for every earlier one.
    """
    query = (
        select(_p.conversation, _p.device, _p.answer, _c.audience)
        .join(ladders, _l.conversation == _p.conversation)
        .join(conversations, _c.id == _p.conversation)
        .where(_p.device.in_(person), _live, _fits, _l.quiet_until.is_(None))
        .order_by(_p.rung)
    )
    last = {(row.conversation, person[row.device]): row for row in await connection.execute(query)}
    return {call: row.audience for call, row in last.items() if row.answer is None}


# -- ways to wake somebody, and alerts ----------------------------------------------------------------------------


async def orders_of(connection: AsyncConnection, devices_: Collection[bytes]) -> list[Order]:
    """Return the ways in which these devices want to be woken, each device's in its order."""
    query = select(alert_orders).where(_o.device.in_(devices_)).order_by(_o.device, _o.position, _o.id)
    return [Order(*row) for row in await connection.execute(query)]


async def order(connection: AsyncConnection, order_id: bytes) -> Order | None:
    """Return one way."""
    row = (await connection.execute(select(alert_orders).where(_o.id == order_id))).first()
    return None if row is None else Order(*row)


async def add_order(connection: AsyncConnection, fresh: Order) -> None:
    """Keep a way."""
    await connection.execute(insert(alert_orders).values(fresh._asdict()))


async def place_orders(connection: AsyncConnection, places: Mapping[bytes, int]) -> None:
    """Keep the order of somebody's ways."""
    for order_id, position in places.items():
        await connection.execute(update(alert_orders).where(_o.id == order_id).values(position=position))


async def drop_orders(connection: AsyncConnection, orders: Collection[bytes]) -> None:
    """Take ways away, with what waits to be sent by them."""
    await connection.execute(delete(alerts).where(_a.order_id.in_(orders)))
    await connection.execute(delete(alert_orders).where(_o.id.in_(orders)))


async def note_result(connection: AsyncConnection, order_id: bytes, now: int, arrived: bool) -> None:
    """Note that a way worked just now, or since when it does not."""
    values: dict[str, Any] = (
        {"proven_at": now, "failed_at": None} if arrived else {"failed_at": func.coalesce(_o.failed_at, now)}
    )
    await connection.execute(update(alert_orders).where(_o.id == order_id).values(values))


async def orders_without_device(connection: AsyncConnection) -> list[bytes]:
    """Return the ways of devices that are no longer on the roster."""
    listed = exists().where(devices.c.id == _o.device)
    return list(await connection.scalars(select(_o.id).where(~listed)))


async def alerts_waiting(connection: AsyncConnection, devices_: Collection[bytes]) -> dict[bytes, Alert]:
    """Return what waits to be sent to these devices, by way."""
    rows = await connection.execute(select(alerts).where(_a.device.in_(devices_)))
    return {row.order_id: Alert(*row) for row in rows}


async def add_alerts(connection: AsyncConnection, fresh: Sequence[Alert]) -> None:
    """Put alerts into the outbox."""
    if fresh:
        await connection.execute(insert(alerts), [one._asdict() for one in fresh])


async def renew_alert(connection: AsyncConnection, alert: bytes, reason: str, due_at: int, until: int) -> None:
    """Let an alert that waits serve for another too."""
    await connection.execute(update(alerts).where(_a.id == alert).values(reason=reason, due_at=due_at, until=until))


async def alerts_due(connection: AsyncConnection, now: int, farthest: int, limit: int) -> list[Alert]:
    """Take alerts that are due; another replica passes over what this one has taken."""
    ripe = or_(_a.due_at <= now, _a.due_at > now + farthest)
    query = select(alerts).where(ripe).order_by(_a.due_at).limit(limit).with_for_update(skip_locked=True)
    return [Alert(*row) for row in await connection.execute(query)]


async def put_off(connection: AsyncConnection, alert: bytes, due_at: int, tries: int) -> None:
    """Say when an alert is to be tried again."""
    await connection.execute(update(alerts).where(_a.id == alert).values(due_at=due_at, tries=tries))


async def hurry(connection: AsyncConnection, device: bytes, now: int) -> None:
    """Bring forward what has not been tried yet: the way before it has failed."""
    await connection.execute(
        update(alerts).where(_a.device == device, _a.tries == 0, _a.due_at > now).values(due_at=now)
    )


async def drop_alerts(connection: AsyncConnection, done: Collection[bytes]) -> None:
    """Take alerts out of the outbox."""
    await connection.execute(delete(alerts).where(_a.id.in_(done)))


async def _seen(connection: AsyncConnection, where: ColumnElement[bool], limit: int | None = None) -> list[Seen]:
    query = (
        select(_c.id, _c.state, or_(_waits, _asks), _c.waiting_since, _c.help_at, _l.conversation, _l.next_at, _fits)
        .join_from(conversations, ladders, _l.conversation == _c.id, isouter=True)
        .where(where)
        .limit(limit)
    )
    return [
        Seen(row[0], row[1], bool(row[2]), row[3], row[4], _found(*row[5:])) for row in await connection.execute(query)
    ]


def _found(ladder: bytes | None, next_at: int | None, fits: bool) -> Literal["none", "rests", "live", "other"]:
    if ladder is None:
        return "none"
    return "rests" if next_at is None else "live" if fits else "other"


def _on_ladders(where: ColumnElement[bool]) -> Select[Any]:
    """Select the ladders on which somebody waits now, with whose worker it is that waits for help."""
    asker, asks = (case((_asks, one)) for one in (_c.claimed_by, _c.claimed_label))
    query = select(ladders, _c.audience, _c.handed_by, asker.label("asker"), asks.label("asks"))
    return query.join(conversations, _c.id == _l.conversation).where(_live, _fits, where)


def _ladder(row: Any) -> Ladder:
    return Ladder(row.begun_at, row.rung, row.call_at, row.next_at, row.quiet_until, row.quiet_by, row.told_at)


def _columns(ladder: Ladder) -> dict[str, Any]:
    return {name: getattr(ladder, name) for name in Ladder.__slots__}
