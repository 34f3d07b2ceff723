"""A calendar address for each worker: secret, good for a year, and it says nothing but "shift".

Anybody who learns the address learns when its worker is busy, and not with what: no name, no duty, no line. The relay keeps a
hash of the secret, so a copy of the database opens no calendar. A wrong address and one that has ended answer alike.
Source: RFC 5545.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from api.errors import Refused
from api.oncall.schedule import queries
from api.oncall.schedule.plan import left_open
from api.oncall.shifts import COVER, MANNED, Closure, Shift
from api.protocol.base64url import b64u, from_b64u
from api.protocol.limits import DAY
from api.staff import doors
from api.staff.audit import record
from api.staff.queries import devices_of
from api.staff.signin import SignedIn

router = APIRouter()
LIVES = 365 * DAY
BEFORE, AHEAD = 7 * DAY, 400 * DAY
SECRET = 32


@router.post("/api/schedule/feed", status_code=201)
async def make(request: Request, device: Annotated[SignedIn, Depends(doors.answering)]) -> dict[str, str | int]:
    """Make a new calendar address; the one before ends."""
    state, now = request.app.state, request.app.state.clock.now()
    secret = secrets.token_bytes(SECRET)
    async with state.database.writing() as connection:
        await queries.put_feed(connection, device.device_id, hashlib.sha256(secret).digest(), now)
        await record(connection, device.device_id, "feed", device.device_id, now)
    return {"address": f"{state.settings.origin}/calendar/{b64u(secret)}.ics", "until": now + LIVES}


@router.delete("/api/schedule/feed", status_code=204)
async def end(request: Request, device: Annotated[SignedIn, Depends(doors.answering)]) -> None:
    """End the calendar address."""
    state, now = request.app.state, request.app.state.clock.now()
    async with state.database.writing() as connection:
        await queries.drop_feed(connection, device.device_id)
        await record(connection, device.device_id, "feed", device.device_id, now)


@router.get("/calendar/{secret}.ics", dependencies=[Depends(doors.looking)])
async def calendar(secret: str, request: Request) -> Response:
    """Give a worker's published shifts to a calendar program."""
    state, now = request.app.state, request.app.state.clock.now()
    try:
        hashed = hashlib.sha256(from_b64u(secret, SECRET)).digest()
    except ValueError:
        raise Refused("no-calendar") from None
    async with state.database.reading() as connection:
        device = await queries.feed_device(connection, hashed, now - LIVES)
        if device is None:
            raise Refused("no-calendar")
        me = await devices_of(connection, device)
        published = await queries.published_until(connection) or 0
        found = await queries.shifts(connection, now - BEFORE, now + AHEAD)
        closed = await queries.closures(connection, now - BEFORE - DAY, now + AHEAD + DAY)
    own = [one for one in found if one.device in me and one.duty in MANNED and one.starts_at < published]
    # Who said that they cannot come is not there: their calendar must not say so either.
    own = [one for one in own if one.asks != COVER]
    return Response(written(own, closed, now), media_type="text/calendar; charset=utf-8")


async def until(connection: AsyncConnection, device: bytes) -> int | None:
    """Return when this device's calendar address ends or has ended, or None when it has none."""
    made = await queries.feed(connection, device)
    return None if made is None else made + LIVES


def written(shifts: Iterable[Shift], closures: Sequence[Closure], now: int) -> bytes:
    """Write shifts as a calendar: when, and the one word. In closed hours there is no shift, and one may be cut in two."""
    from icalendar import Calendar, Event  # here, so that a relay starts without it

    calendar = Calendar()
    calendar.add("prodid", "-//shift//EN")
    calendar.add("version", "2.0")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    counted = ((shift, nth, span) for shift in shifts for nth, span in enumerate(left_open(shift, closures)))
    for one, nth, (begin, end) in counted:
        event = Event()
        event.add("uid", f"{b64u(one.id)}{'-' * nth}@shift")
        event.add("dtstamp", _utc(one.changed_at or now))
        event.add("dtstart", _utc(begin))
        event.add("dtend", _utc(end))
        event.add("summary", "shift")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC)
