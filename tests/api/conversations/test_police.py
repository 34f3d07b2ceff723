"""Police see a conversation only by its youth's own choice: who picked a police officer, or said yes to one; and no other."""

from __future__ import annotations

from api.protocol.base64url import b64u
from api.protocol.limits import MINUTE
from tests.api.conversations.line import COMMUNITY, POLICE, Line, Person, assemble
from tests.api.conversations.teamwork import on_call
from tests.api.founder import Phone
from tests.api.relay import Relay


async def with_officer(relay: Relay) -> tuple[Line, Person]:
    """Everybody is signed in, and an officer too."""
    phone = Phone("Pat", circle=3)
    done = await relay.put_roster(*relay.phones, phone)
    assert done.status_code == 200, done.text
    for lane in relay.app.state.lanes:  # these tests look who is called themselves, when their clock says so
        await lane.stop()
    return await assemble(relay), Person(relay, phone, await relay.come_in(phone))


async def listed(person: Person) -> list[str]:
    """Every conversation that this device is shown, in any state."""
    found = []
    for state in ("waiting", "claimed", "closed"):
        answer = await person.get(f"?state={state}")
        assert answer.status_code == 200, answer.text
        found += [row["id"] for row in answer.json()["items"]]
    return found


async def called(line: Line, person: Person) -> list[str]:
    """Every conversation for which this device is called, five minutes on."""
    line.clock.forward(5 * MINUTE)
    await line.relay.app.state.paging.look()
    answer = await line.relay.client.get("/api/pages", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return [one["conversation"] for one in answer.json()["items"]]


async def test_an_officer_is_shown_only_who_said_yes_and_only_as_long_as_they_do(relay: Relay) -> None:
    """Waiting, claimed and closed ones of others are not there; after a withdrawal neither is this one."""
    line, officer = await with_officer(relay)
    theirs, others = await line.opened(audience=COMMUNITY), [await line.opened(audience=7) for _ in range(3)]
    await line.sam.do(others[1], "claim")
    await line.sam.do(theirs, "claim")
    await line.bot.do(others[2], "close")
    before = await listed(officer)
    await line.bot.do(theirs, "audience", audience=COMMUNITY | POLICE)
    during = await listed(officer)
    words = await officer.get(f"/{b64u(theirs)}/frames")
    await line.bot.do(theirs, "audience", audience=COMMUNITY)
    after = await listed(officer)

    assert (before, during, after) == ([], [b64u(theirs)], [])
    assert words.status_code == 404
    assert (await officer.get(f"/{b64u(others[0])}")).status_code == 404


async def test_who_picked_a_police_officer_waits_for_police_and_for_nobody_else(relay: Relay) -> None:
    """The officer is shown that one, is called for it and can claim it; nobody of another circle is; no other youth is there."""
    line, officer = await with_officer(relay)
    await on_call(line, line.sam, officer)
    await line.opened(audience=7)
    picked = await line.opened(audience=POLICE)
    await line.bot.send(picked, line.bot.frame(picked))

    assert await listed(officer) == [b64u(picked)]
    assert b64u(picked) not in await listed(line.sam)
    assert await called(line, officer) == [b64u(picked)]
    assert b64u(picked) not in await called(line, line.sam)
    assert (await line.sam.do(picked, "claim")).status_code == 404
    assert (await officer.do(picked, "claim")).json()["mine"] is True
    assert len(await officer.read(picked)) == 1
