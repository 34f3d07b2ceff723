"""Whoever has answered is rung by none of the ways that were still to come, whatever they were woken for."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from api.protocol.base64url import b64u
from api.protocol.limits import MINUTE, SECOND
from api.store import tables
from tests.api.conversations.line import Person
from tests.api.conversations.teamwork import claimed
from tests.api.oncall.sent import Sent
from tests.fakes.outside import House

# Asks somebody for something; what it returns is their answer, for which nobody has to be woken any more.
Answers = Callable[[], Awaitable[Any]]


async def offered(sent: Sent, verb: str, by_giver: bool = False) -> tuple[Person, Answers]:
    """Sam offers Ash a talk."""
    line = sent.calling.line
    await line.on_call(line.sam, line.ash)
    talk = await claimed(line, line.sam)
    await line.sam.do(talk, "offer", device=b64u(line.ash.id))
    return line.ash, lambda: (line.sam if by_giver else line.ash).do(talk, verb)


async def asked_for_a_word(sent: Sent, woken: str) -> tuple[Person, Answers]:
    """Ash asks for a second person, whom Lee becomes: of those who were woken, Lee or another."""
    line = sent.calling.line
    await line.on_call(line.sam, line.ash, line.lee, line.kim)
    talk = await claimed(line, line.sam, audience=3)
    await line.ash.do(talk, "open-together", reason="danger")
    return getattr(line, woken), lambda: line.lee.do(talk, "agree-together", device=b64u(line.ash.id))


async def asked_to_look(sent: Sent) -> tuple[Person, Answers]:
    """Sam asks Ash to look at a packet."""
    line = sent.calling.line
    await line.on_call(line.sam, line.ash)
    talk = await claimed(line, line.sam)
    body = {"second": b64u(line.ash.id), "receiver": b64u(line.kim.id), "kind": "police", "basis": "agreed"}
    packet = (await line.sam.do(talk, "packets", id=b64u(os.urandom(16)), sealed=b64u(b"sealed"), **body)).json()
    path, signed = f"/api/packets/{packet['id']}/second", {"signature": b64u(bytes(64))}
    return line.ash, lambda: sent.calling.relay.client.post(path, json=signed, headers=line.ash.headers)


async def asked_to_call(sent: Sent) -> tuple[Person, Answers]:
    """Sam wants to be called by Lee."""
    line, client = sent.calling.line, sent.calling.relay.client
    await client.post("/api/alerts/call-me", json={}, headers=line.sam.headers)
    path = f"/api/alerts/call-me/{b64u(line.sam.id)}/calls"
    return line.lee, lambda: client.post(path, json={}, headers=line.lee.headers)


async def nobody_there(sent: Sent) -> tuple[Person, Answers]:
    """Hours run, and Sam is woken, whose they are."""
    line = sent.calling.line
    await sent.calling.state.waking.look()
    sent.calling.clock.forward(5 * MINUTE)
    await sent.calling.state.waking.look()
    return line.sam, lambda: line.on_call(line.sam)


async def wanted_for_a_shift(sent: Sent) -> tuple[Person, Answers]:
    """Sam cannot come; Kim is one of those who could, and takes it."""
    line, client = sent.calling.line, sent.calling.relay.client
    (shift,) = [one for one in await sent.calling.rows(tables.shifts) if one.duty == "primary"]
    path = f"/api/schedule/shifts/{b64u(shift.id)}"
    asked = {"kind": "cover", "changed_at": shift.changed_at}
    found = (await client.post(f"{path}/ask", json=asked, headers=line.sam.headers)).json()
    taken = {"changed_at": found["changed_at"]}
    return line.kim, lambda: client.post(f"{path}/take", json=taken, headers=line.kim.headers)


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize(
    ("person", "asks"),
    [
        ("ash", lambda sent: offered(sent, "agree")),
        ("ash", lambda sent: offered(sent, "withdraw")),
        ("ash", lambda sent: offered(sent, "withdraw", by_giver=True)),
        ("lee", lambda sent: asked_for_a_word(sent, "lee")),
        ("kim", lambda sent: asked_for_a_word(sent, "kim")),
        ("ash", asked_to_look),
        ("lee", asked_to_call),
        ("sam", nobody_there),
        ("kim", wanted_for_a_shift),
    ],
    ids=["yes", "no", "taken-back", "second", "another-was", "packet", "call", "nobody-there", "shift"],
)
async def test_what_is_answered_rings_no_further(
    sent: Sent, push_service: House, gateway: House, person: str, asks: Any, answers: bool
) -> None:
    """The browser woke them; the phone rings fifteen seconds later only if nobody has answered meanwhile."""
    await sent.two_ways(getattr(sent.calling.line, person), push_service)
    woken, answer = await asks(sent)
    assert woken is getattr(sent.calling.line, person)
    await sent.go()
    assert (len(push_service.taken), len(gateway.taken)) == (1, 0)
    sent.calling.clock.forward(3 * SECOND)
    if answers:
        said = await answer()
        assert said is None or said.status_code in (200, 204), said.text
    await sent.go(15)

    assert len(gateway.taken) == (0 if answers else 1)
    assert await sent.waiting() == 0


async def test_i_cannot_on_a_later_rung_answers_the_earlier_call_too(
    sent: Sent, push_service: House, gateway: House
) -> None:
    """Sam slept through the first call and says "I can't" to the one for everybody: no way is left that rings."""
    line, calling = sent.calling.line, sent.calling
    await sent.two_ways(line.sam, push_service)
    waiting = await line.opened()
    for seconds in (0, 90, 90):
        await calling.look(seconds)
        await sent.go()
    await sent.go(15)
    before = (len(push_service.taken), len(gateway.taken))
    await calling.look(120)
    await sent.go()
    assert await calling.says(line.sam, waiting, "cannot") == 204
    await sent.go(15)
    await sent.go(15)

    assert before == (1, 1)
    assert (len(push_service.taken), len(gateway.taken), await sent.waiting()) == (2, 1, 0)


async def is_away(sent: Sent, _: bytes) -> Any:
    """Sam has to go."""
    path, says = "/api/team/me", {"state": "away", "reason": "meal"}
    return await sent.calling.relay.client.put(path, json=says, headers=sent.calling.line.sam.headers)


@pytest.mark.parametrize(
    "says",
    [is_away, lambda sent, waiting: sent.calling.line.sam.do(waiting, "recuse")],
    ids=["away", "i-know-them"],
)
async def test_whoever_could_not_come_any_more_is_rung_no_further(
    sent: Sent, push_service: House, gateway: House, says: Any
) -> None:
    """The browser woke Sam, who says on the desk that they are away or know the person: the phone keeps still."""
    line, calling = sent.calling.line, sent.calling
    await sent.two_ways(line.sam, push_service)
    waiting = await line.opened()
    await calling.look()
    await sent.go()
    assert (await says(sent, waiting)).status_code in (200, 204)
    await sent.go(15)
    await sent.go(15)

    assert (len(push_service.taken), len(gateway.taken), await sent.waiting()) == (1, 0, 0)


async def test_who_is_called_again_after_a_no_is_rung_by_every_way(
    sent: Sent, push_service: House, gateway: House
) -> None:
    """A no holds for the call that it was said to: when all said it and are called once more, the phone rings again."""
    line, calling = sent.calling.line, sent.calling
    await sent.two_ways(line.sam, push_service)
    waiting = await line.opened()
    await calling.look()
    await sent.go()
    for person in (line.sam, line.ash, line.lee):
        assert await calling.says(person, waiting, "cannot") == 204
    await calling.look(120)
    await sent.go()
    await sent.go(15)

    assert (len(push_service.taken), len(gateway.taken)) == (2, 1)


async def test_an_answer_to_a_colleague_keeps_no_call_for_a_youth_back(
    sent: Sent, push_service: House, gateway: House
) -> None:
    """One alert served for the offer and for a youth who waits: Ash says no to the first, and is rung for the second."""
    line, calling = sent.calling.line, sent.calling
    await sent.two_ways(line.ash, push_service)
    _, says_no = await offered(sent, "withdraw")
    await line.opened()
    await calling.look()
    await calling.look(90)
    await says_no()
    await sent.go()
    await sent.go(15)

    assert (len(push_service.taken), len(gateway.taken)) == (1, 1)


async def test_a_no_to_an_offer_is_no_answer_about_a_shift(sent: Sent, push_service: House, gateway: House) -> None:
    """One alert served for Sam's shift and for a talk that Sam offers: Ash says no to the talk, and still hears of the shift."""
    line, client = sent.calling.line, sent.calling.relay.client
    await sent.two_ways(line.ash, push_service)
    await line.on_call(line.sam, line.ash)
    (shift,) = [one for one in await sent.calling.rows(tables.shifts) if one.duty == "primary"]
    asked = {"kind": "cover", "changed_at": shift.changed_at}
    path = f"/api/schedule/shifts/{b64u(shift.id)}/ask"
    assert (await client.post(path, json=asked, headers=line.sam.headers)).status_code == 200
    _, says_no = await offered(sent, "withdraw")
    await says_no()
    await sent.go()

    assert len(push_service.taken) == 1
