"""C12: a service that was called too long ago drops out everywhere, and not unseen."""

from __future__ import annotations

from collections.abc import Callable

from api.health import Counts
from api.live.local import LocalHub
from api.studio.aging import Aging
from api.studio.versions import Studio
from content.published import edition_from
from tests.api.studio.conftest import Room

DAY = 24 * 3600 * 1000


async def called(room: Room, service: str) -> None:
    """Let two editors call a service."""
    for who in ("Ann", "Ben"):
        of = (await room.get(who, "/model")).json()["of"][service]
        answer = await room.post(who, "/calls", service=service, of=of, outcome="right")
        assert answer.status_code == 200, answer.text


def own(room: Room, rung: list[str]) -> Studio:
    """The same studio with a doorbell of its own, which the relay's jobs do not ring."""
    hub = LocalHub()
    hub.listen(lambda rings: rung.extend(ring.kind for ring in rings))
    return Studio(room.relay.app.state.database, hub, room.relay.clock, practice=False)


async def test_c12_the_relay_says_aloud_that_a_service_dropped_out_and_rings(
    room: Room, log: Callable[[], str]
) -> None:
    """Nothing on the days before; then one alarm, one ring, and the number that an operator watches; again none when called."""
    await room.relay.app.state.jobs.stop()  # who looks besides us would say it aloud as well
    await called(room, "o211")
    await room.publish("Ben", "Cleo")
    counts, rung = Counts(), list[str]()
    aging = Aging(own(room, rung), counts)
    await aging.look()
    quiet = (counts.held["services_late"], list(rung), log())
    room.relay.clock.forward(181 * DAY)
    for name, phone in room.phones.items():
        room.headers[name] = await room.relay.come_in(phone)
    await aging.look()
    await aging.look()
    told = (counts.held["services_late"], list(rung), log().count("ALARM"))
    found = await room.edition()
    assert found is not None
    shown, alarm = edition_from(found["edition"], False, room.relay.clock.now())
    await called(room, "o211")
    await room.publish("Ben", "Cleo")
    rung.clear()
    await aging.look()

    assert quiet == (0, [], "")
    assert told == (1, ["content"], 1)
    assert "ALARM: a service was called too long ago, so nobody is shown it any more." in log()
    assert "o211" not in shown.directory.shown and alarm is not None
    assert (counts.held["services_late"], rung) == (0, ["content"])


async def test_a_line_on_which_nothing_was_published_has_nothing_to_lose(room: Room) -> None:
    """The program's own content is looked at when it is read."""
    counts = Counts()
    await Aging(room.relay.app.state.studio, counts).look()

    assert counts.held["services_late"] == 0
