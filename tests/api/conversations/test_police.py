"""Police see no queue: a device of that circle knows only the conversation whose youth said yes to a police officer."""

from __future__ import annotations

from api.protocol.base64url import b64u
from tests.api.conversations.line import COMMUNITY, POLICE, Line, assemble
from tests.api.founder import Phone
from tests.api.relay import Relay


async def with_officer(relay: Relay) -> tuple[Line, dict[str, str]]:
    """Everybody is signed in, and an officer too."""
    officer = Phone("Pat", circle=3)
    done = await relay.put_roster(*relay.phones, officer)
    assert done.status_code == 200, done.text
    return await assemble(relay), await relay.come_in(officer)


async def listed(line: Line, headers: dict[str, str]) -> list[str]:
    """Every conversation that this device is shown, in any state."""
    found = []
    for state in ("waiting", "claimed", "closed"):
        answer = await line.relay.client.get(f"/api/conversations?state={state}", headers=headers)
        assert answer.status_code == 200, answer.text
        found += [row["id"] for row in answer.json()["items"]]
    return found


async def test_an_officer_is_shown_only_who_said_yes_and_only_as_long_as_they_do(relay: Relay) -> None:
    """Waiting, claimed and closed ones of others are not there; after a withdrawal neither is this one."""
    line, officer = await with_officer(relay)
    theirs, others = await line.opened(audience=COMMUNITY), [await line.opened(audience=7) for _ in range(3)]
    await line.sam.do(others[1], "claim")
    await line.sam.do(theirs, "claim")
    await line.bot.do(others[2], "close")
    before = await listed(line, officer)
    await line.bot.do(theirs, "audience", audience=COMMUNITY | POLICE)
    during = await listed(line, officer)
    path = f"/api/conversations/{b64u(theirs)}/frames"
    words = await line.relay.client.get(path, headers=officer)
    await line.bot.do(theirs, "audience", audience=COMMUNITY)
    after = await listed(line, officer)

    assert (before, during, after) == ([], [b64u(theirs)], [])
    assert words.status_code == 404
    assert (await line.relay.client.get(f"/api/conversations/{b64u(others[0])}", headers=officer)).status_code == 404
