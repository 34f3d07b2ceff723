"""A press that is made twice at the same moment, by one hand or two: each is answered as if it were the only one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from httpx import Response

from api.protocol.base64url import b64u
from api.store import tables
from tests.api.oncall.calling import Calling

AT_ONCE, ROUNDS = 3, 4
Press = Callable[[Calling, bytes], Awaitable[Response]]


async def on_call(calling: Calling, _talk: bytes) -> Response:
    """Sam's page and Sam's second tab renew the same key."""
    sam = calling.line.sam
    key = {"certificate": b64u(sam.phone.certificate(calling.clock.now()))}
    return await calling.relay.client.put("/api/certificates", json=key, headers=sam.headers)


async def somebody_is_back(calling: Calling, _talk: bytes) -> Response:
    """Whoever goes off call last says when somebody is back."""
    return await calling.relay.client.put("/api/oncall", json={"next_opening": None}, headers=calling.line.ash.headers)


async def calendar(calling: Calling, _talk: bytes) -> Response:
    """A new calendar address."""
    return await calling.relay.client.post("/api/schedule/feed", headers=calling.line.sam.headers)


async def beside(calling: Calling, talk: bytes) -> Response:
    """Away from beside a worker, and back."""
    await calling.line.lee.do(talk, "leave")
    return await calling.line.lee.do(talk, "open")


@pytest.mark.parametrize("press", [on_call, somebody_is_back, calendar, beside])
async def test_a_press_made_twice_at_one_moment_is_answered_twice(calling: Calling, press: Press) -> None:
    """A retry on a slow line, two tabs, two workers: no one of them reads that something broke."""
    async with calling.state.database.writing() as connection:
        await connection.execute(tables.publications.delete())
    await calling.line.on_call(calling.line.sam)
    await calling.line.on_call(calling.line.lee)
    talk = await calling.line.opened()
    assert (await calling.line.sam.do(talk, "claim")).status_code == 200
    statuses = [
        answer.status_code
        for _ in range(ROUNDS)
        for answer in await asyncio.gather(*(press(calling, talk) for _ in range(AT_ONCE)))
    ]

    assert {status // 100 for status in statuses} == {2}, statuses


async def test_i_know_this_person_pressed_twice_is_pressed_once(calling: Calling) -> None:
    """The second press finds nothing there any more, or is the same press: never a fault."""
    talk = await calling.line.opened()
    answers = await asyncio.gather(*(calling.line.ash.do(talk, "recuse") for _ in range(AT_ONCE)))

    assert {answer.status_code for answer in answers} <= {200, 204, 404}
    assert (await calling.line.ash.get(f"/{b64u(talk)}")).status_code == 404
