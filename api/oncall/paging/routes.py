"""The addresses of paging: who is called and what they say, and each worker's own ways to be woken."""

from __future__ import annotations

import secrets
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from api.errors import Refused
from api.live.hub import Ring
from api.oncall import queries as oncall
from api.oncall.escalation import FIRST_PASS
from api.oncall.paging import queries
from api.oncall.paging.alerts import alert
from api.oncall.paging.channels import CHANNELS
from api.oncall.paging.queries import Order
from api.oncall.reachable import queries as reachable
from api.oncall.schedule.on_duty import on_duty
from api.protocol.base64url import b64u, from_b64u
from api.protocol.limits import HOUR
from api.staff import doors
from api.staff.audit import record
from api.staff.queries import devices_of, take_turn
from api.staff.signin import SignedIn
from api.store.lockbox import Unreadable

router = APIRouter()
MOST = 6
Id = Annotated[str, Field(min_length=22, max_length=22)]
Answering = Annotated[SignedIn, Depends(doors.answering)]
Called = Annotated[SignedIn, Depends(doors.reader_answering)]


class Answer(BaseModel):
    """What somebody says who was called."""

    model_config = ConfigDict(extra="forbid")
    answer: Literal["have", "cannot"]


class Way(BaseModel):
    """A way to be woken: a browser's push address and keys, or where a mail or a text message goes."""

    model_config = ConfigDict(extra="forbid")
    channel: Literal["push", "mail", "hook"]
    to: Annotated[str, Field(max_length=254)] = ""
    endpoint: Annotated[str, Field(max_length=1024)] = ""
    p256dh: Annotated[str, Field(max_length=128)] = ""
    auth: Annotated[str, Field(max_length=64)] = ""


class Places(BaseModel):
    """Somebody's ways in the order in which they are tried."""

    model_config = ConfigDict(extra="forbid")
    ids: Annotated[list[Id], Field(max_length=MOST)]


@router.get("/api/pages")
async def my_pages(request: Request, device: Answering) -> dict[str, Any]:
    """Say for whom this device's person is called now, for how long already, and what colleagues said; times are milliseconds ago.

    And whom its own calls for help have woken so far, whether that is everybody who can be, and which workers want to be called.
    """
    paging = request.app.state.paging
    async with request.app.state.database.reading() as connection:
        me = await devices_of(connection, device.device_id)
        mine = await queries.calls_for(connection, me)
        comes_to = await reachable.may_come(connection, device.device_id, device.circle, [one[0] for one in mine])
        mine = [one for one in mine if one[0] in comes_to]
        asked = await queries.asked_by(connection, device.device_id)
        wanted = [conversation for conversation, *_ in mine] + [one.conversation for one in asked]
        called = await queries.called(connection, wanted)
        now = paging.time.now()
        calling = await oncall.callers(connection, me, now)
    items = []
    for conversation, ladder, help_for in mine:
        theirs = [one for one in called if one.conversation == conversation]
        last = [one for one in theirs if one.device in me][-1]
        quiet = ladder.quiet_until is not None and ladder.quiet_until > now
        items.append(
            {
                "conversation": b64u(conversation),
                "waited": max(0, now - ladder.begun_at),
                "ago": max(0, now - last.at),
                "answer": last.answer,
                "quiet": ladder.quiet_until - now if quiet and ladder.quiet_until is not None else None,
                "told": ladder.told_at is not None and help_for is None,
                "help": help_for,
                "called": [
                    {"label": one.label, "mine": one.device in me, "ago": max(0, now - one.at)} | {"answer": one.answer}
                    for one in theirs
                ],
            }
        )
    helping = [
        {
            "conversation": b64u(own.conversation),
            "everybody": own.ladder.rung >= FIRST_PASS,
            "called": [
                {"label": one.label, "answer": one.answer}
                for one in called
                if one.conversation == own.conversation and one.at >= own.ladder.begun_at
            ],
        }
        for own in asked
    ]
    ask_for_me = [
        {"device": b64u(one.device), "label": one.label, "ago": max(0, now - one.asked_at)} for one in calling
    ]
    return {"items": items, "helping": helping, "callers": ask_for_me}


@router.post("/api/pages/{conversation}/answer", status_code=204)
async def answer_page(conversation: str, body: Answer, request: Request, device: Called) -> None:
    """Say "I have it", which keeps quiet for a while, or "I can't", which calls the next at once."""
    await request.app.state.paging.answer(device.device_id, device.circle, _id(conversation), body.answer)


@router.get("/api/alerts")
async def my_ways(request: Request, device: Answering) -> dict[str, Any]:
    """Say by which ways this device is woken, and which ones this line has."""
    sending = request.app.state.sending
    async with request.app.state.database.reading() as connection:
        mine = await queries.orders_of(connection, [device.device_id])
    items = []
    for one in mine:
        try:
            shown = sending.channels.shown(one.channel, await sending.unwrap(one))
        except Unreadable:
            shown = None
        items.append(
            {"id": b64u(one.id), "channel": one.channel, "to": shown}
            | {"proven_at": one.proven_at, "failed_at": one.failed_at}
        )
    offered = [channel for channel in CHANNELS if sending.channels.offers(channel)]
    return {"items": items, "channels": offered, "push_key": sending.channels.push_key}


@router.post("/api/alerts", status_code=201)
async def add_way(body: Way, request: Request, device: Answering) -> dict[str, str]:
    """Add a way to be woken, behind the others; the same address again changes nothing."""
    state, own = request.app.state, [device.device_id]
    address = state.sending.channels.address(body.channel, body.model_dump())
    order_id, wrapped = secrets.token_bytes(16), None
    async with state.database.reading() as connection:
        mine = await queries.orders_of(connection, own)
    while True:
        for one in mine:
            if one.channel == body.channel and await _held(request, one) == address:
                return {"id": b64u(one.id)}
        if len(mine) >= MOST:
            raise Refused("ways-full")
        wrapped = wrapped or await state.sending.wrap(order_id, address)
        last = max((one.position for one in mine), default=-1)
        fresh = Order(order_id, device.device_id, body.channel, wrapped, last + 1, None, None)
        async with state.database.writing() as connection:
            await take_turn(connection)
            seen, mine = mine, await queries.orders_of(connection, own)
            if {one.id for one in mine} == {one.id for one in seen}:  # else asked twice at once: look again
                await queries.add_order(connection, fresh)
                await record(connection, device.device_id, "alerts", device.device_id, state.clock.now())
                return {"id": b64u(order_id)}


@router.put("/api/alerts", status_code=204)
async def place_ways(body: Places, request: Request, device: Answering) -> None:
    """Put this device's ways in order; each is named once."""
    wanted = [_id(one) for one in body.ids]
    async with request.app.state.database.writing() as connection:
        mine = {one.id for one in await queries.orders_of(connection, [device.device_id])}
        if mine != set(wanted) or len(mine) != len(wanted):
            raise Refused("not-found")
        await queries.place_orders(connection, {one: place for place, one in enumerate(wanted)})
        await record(connection, device.device_id, "alerts", device.device_id, request.app.state.clock.now())


@router.delete("/api/alerts/{way}", status_code=204)
async def drop_way(way: str, request: Request, device: Called) -> None:
    """Be woken this way no longer; the address is gone for good."""
    order = await _mine(request, way, device)
    await request.app.state.sending.forget([order.id], device.device_id)


@router.post("/api/alerts/{way}/test")
async def test_way(way: str, request: Request, device: Called) -> dict[str, Any]:
    """Send an alert to oneself now, and say whether it was taken."""
    order = await _mine(request, way, device)
    request.app.state.throttle.spend("alert", device.device_id)
    says = await request.app.state.sending.test(order, secrets.token_bytes(16))
    return {"arrived": says is None, "says": says}


@router.post("/api/alerts/call-me")
async def call_me(request: Request, device: Answering) -> dict[str, bool]:
    """Wake the supervisors on duty for a worker who wants to be called; without a schedule, those who hold a shift key.

    The alert says what every alert says. Who asks stands on the desks of those supervisors, also where no way wakes them,
    for an hour or until one calls.
    """
    request.app.state.throttle.spend("alert", device.device_id)
    now = request.app.state.paging.time.now()
    async with request.app.state.database.writing() as connection:
        wanted = set((await on_duty(connection, now)).supervisor)
        if not wanted:
            answering = await reachable.people(connection)
            shift = await reachable.with_shift_key(connection, now)
            wanted = {one for one in shift if one in answering and answering[one].role == "supervisor"}
        wanted -= await reachable.absent(connection, now) | set(await devices_of(connection, device.device_id))
        woken = await alert(connection, wanted, "callme", now)
        await oncall.ask_for_call(connection, device.device_id, wanted | woken, now, now + HOUR)
    request.app.state.hub.ring([Ring("pages")])
    return {"called": bool(woken)}


@router.post("/api/alerts/call-me/{asks}/calls", status_code=204)
async def calls_them(asks: str, request: Request, device: Answering) -> None:
    """Say that one calls that worker now: it goes from every desk."""
    async with request.app.state.database.writing() as connection:
        if not await oncall.calls_back(connection, await devices_of(connection, device.device_id), _id(asks)):
            raise Refused("not-found")
    request.app.state.hub.ring([Ring("pages")])


async def _mine(request: Request, way: str, device: SignedIn) -> Order:
    async with request.app.state.database.reading() as connection:
        found = await queries.order(connection, _id(way))
    if found is None or found.device != device.device_id:
        raise Refused("not-found")
    return found


async def _held(request: Request, order: Order) -> bytes | None:
    try:
        held: bytes = await request.app.state.sending.unwrap(order)
    except Unreadable:
        return None
    return held


def _id(value: str) -> bytes:
    try:
        return from_b64u(value, 16)
    except ValueError:
        raise Refused("not-found") from None
