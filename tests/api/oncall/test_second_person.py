"""Who is asked to be the second person is woken: what needs two cannot wait until somebody looks at their desk."""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy import delete

from api.oncall.certificates import SHIFT, STANDBY
from api.protocol.base64url import b64u
from api.protocol.limits import HOUR
from api.store import tables
from tests.api.conversations.line import Person
from tests.api.conversations.teamwork import claimed
from tests.api.founder import Phone
from tests.api.oncall.calling import Calling


async def ready(calling: Calling, person: Person, kind: int, way: bool = True) -> None:
    """Let somebody hold a key, and order a way to be woken."""
    await calling.line.on_call(person, kind=kind)
    if way:
        row = {"id": person.id, "device": person.id, "channel": "mail", "wrapped": b"", "position": 0}
        await calling.put(tables.alert_orders, **row)


async def alerted(calling: Calling) -> list[bytes]:
    """Return whom alerts wait for, and take the alerts away."""
    found = sorted(row.device for row in await calling.rows(tables.alerts))
    async with calling.state.database.writing() as connection:
        await connection.execute(delete(tables.alerts))
    return found


async def breaks_glass(person: Person, conversation: bytes, reason: str = "danger") -> Any:
    """Ask for a second person; return whom the relay says it wakes, after a reload too."""
    answer = await person.do(conversation, "open-together", reason=reason)
    assert answer.status_code == 200, answer.text
    return await reads(person, person, conversation)


async def reads(person: Person, asker: Person, conversation: bytes) -> Any:
    """Return which devices somebody reads to be woken for what the asker asks."""
    rows = (await person.get("?state=claimed")).json()["items"]
    (row,) = [one for one in rows if one["id"] == b64u(conversation)]
    (asks,) = [one for one in row["present"] if one["device"] == b64u(asker.id)]
    return asks["woken"]


async def asks(calling: Calling, conversation: bytes) -> Any:
    """Sam asks Ash to look at a packet for Kim."""
    body = {"second": b64u(calling.line.ash.id), "receiver": b64u(calling.line.kim.id), "kind": "police"}
    body |= {"id": b64u(os.urandom(16)), "basis": "agreed", "sealed": b64u(b"sealed")}
    return (await calling.line.sam.do(conversation, "packets", **body)).json()


async def test_to_open_a_colleagues_talk_wakes_who_may_agree_once(calling: Calling) -> None:
    """Lee on standby and Ann's colleagues: not who asks, not who has it, and pressing again wakes nobody again."""
    line = calling.line
    for person, kind in ((line.sam, SHIFT), (line.ash, SHIFT), (line.lee, STANDBY)):
        await ready(calling, person, kind)
    talk = await claimed(line, line.sam)

    first = await breaks_glass(line.ash, talk)
    woken = await alerted(calling)
    again = await breaks_glass(line.ash, talk, "promise")
    quiet = await alerted(calling)
    others = [await reads(one, line.ash, talk) for one in (line.lee, line.sam, line.bot)]
    calling.clock.forward(HOUR + 1)
    later = await breaks_glass(line.ash, talk)

    assert (first, woken) == ([b64u(line.lee.id)], [line.lee.id])
    assert (again, quiet, others) == (first, [], [None, None, None])
    assert (later, await alerted(calling)) == (first, [line.lee.id])


async def test_a_second_device_of_who_asks_is_not_woken_and_asks_nothing_new(calling: Calling) -> None:
    """Ash has a phone too, which is on call: that is the same person."""
    line = calling.line
    await line.on_call(line.sam, line.ash)
    talk = await claimed(line, line.sam)
    phone = Phone("ash")
    assert (await calling.relay.put_roster(*calling.relay.phones, phone)).status_code == 200
    second = Person(calling.relay, phone, await calling.relay.come_in(phone))
    await ready(calling, second, SHIFT)

    assert await breaks_glass(line.ash, talk) == []
    assert await breaks_glass(second, talk) == []
    assert await alerted(calling) == []


async def test_nobody_is_woken_who_could_not_agree_or_is_not_there(calling: Calling) -> None:
    """Kim's circle was not chosen, Lee is away, and whoever has no way is not said to be woken."""
    line = calling.line
    await line.on_call(line.sam, line.ash)
    talk = await claimed(line, line.sam)
    await ready(calling, line.kim, SHIFT)
    await ready(calling, line.lee, SHIFT)
    away = {"state": "away", "reason": "meal", "until": None, "most": 2}
    await calling.put(tables.presence, device=line.lee.id, **away)
    off = await breaks_glass(line.ash, talk)
    async with calling.state.database.writing() as connection:
        await connection.execute(delete(tables.presence))
        await connection.execute(delete(tables.alert_orders))
    calling.clock.forward(HOUR + 1)

    assert (off, await breaks_glass(line.ash, talk)) == ([], [])
    assert await alerted(calling) == []


async def test_a_packet_wakes_who_looks_at_it_then_its_author_and_then_whom_it_is_for(calling: Calling) -> None:
    """Each when it is their turn, and the maker reads whether that was possible."""
    line = calling.line
    await ready(calling, line.sam, SHIFT)
    talk = await claimed(line, line.sam)
    unwoken = await asks(calling, talk)
    await ready(calling, line.ash, SHIFT)
    await ready(calling, line.kim, STANDBY)

    packet = await asks(calling, talk)
    looked = await alerted(calling)
    answer = await calling.relay.client.get("/api/packets", headers=line.sam.headers)
    listed = {one["id"]: one["woken"] for one in answer.json()["items"]}
    path = f"/api/packets/{packet['id']}"
    signed = {"signature": b64u(bytes(64))}
    agreed = await calling.relay.client.post(f"{path}/second", json=signed, headers=line.ash.headers)
    author = await alerted(calling)
    sent = await calling.relay.client.post(f"{path}/send", json={"sealed": b64u(b"s")}, headers=line.sam.headers)

    assert (unwoken["woken"], packet["woken"], looked) == (False, True, [line.ash.id])
    assert listed == {unwoken["id"]: False, packet["id"]: True}
    assert (agreed.status_code, author) == (200, [line.sam.id])
    assert (sent.json()["woken"], await alerted(calling)) == (True, [line.kim.id])
