"""One sender's flood costs nobody else anything, and no address is kept."""

from __future__ import annotations

import pytest

from api.errors import Refused
from api.throttle import DAY, RATES, Buckets, Rate, Throttle, sender


class Stopwatch:
    """A clock that moves only when the test moves it."""

    def __init__(self) -> None:
        self.at = 0

    def now(self) -> int:
        """The time of day."""
        return self.at

    def steady(self) -> int:
        """The time that never leaps."""
        return self.at


def use_up(throttle: Throttle, kind: str, who: str) -> int:
    """Spend until it is refused; return how often it went through."""
    for count in range(100_000):
        try:
            throttle.spend(kind, who)
        except Refused:
            return count
    raise AssertionError("never refused")


def is_refused(throttle: Throttle, kind: str, who: str) -> bool:
    """Ask once, and say whether that was too often."""
    try:
        throttle.spend(kind, who)
    except Refused:
        return True
    return False


def test_a_flood_from_one_place_locks_out_nobody_else() -> None:
    """While one address is refused, a thousand others sign in."""
    throttle = Throttle(Stopwatch())
    use_up(throttle, "signin", "203.0.113.1")

    others = [f"198.51.{number // 250}.{number % 250}" for number in range(1000)]
    assert [one for one in others if is_refused(throttle, "signin", one)] == []


def test_a_refused_sender_is_told_how_long_to_wait_and_may_then_go_on() -> None:
    """The wait is true."""
    clock = Stopwatch()
    throttle = Throttle(clock)
    use_up(throttle, "enrol", "203.0.113.1")

    with pytest.raises(Refused) as refused:
        throttle.spend("enrol", "203.0.113.1")
    clock.at += 1000 * int(str(refused.value.extra["seconds"]))
    throttle.spend("enrol", "203.0.113.1")

    assert f"Wait {refused.value.extra['seconds']} seconds" in refused.value.says


def test_one_kind_of_request_does_not_use_up_another() -> None:
    """A browser that enrolled too often can still sign in."""
    throttle = Throttle(Stopwatch())
    use_up(throttle, "enrol", "203.0.113.1")

    assert is_refused(throttle, "enrol", "203.0.113.1")
    assert not is_refused(throttle, "signin", "203.0.113.1")


def test_no_address_is_kept() -> None:
    """What lies in memory cannot be turned back into an address, also not by trying all of them tomorrow."""
    clock = Stopwatch()
    throttle = Throttle(clock)
    throttle.spend("signin", "203.0.113.77")
    before = set(throttle.buckets["signin"].held)
    clock.at += DAY
    throttle.spend("signin", "203.0.113.77")

    after = set(throttle.buckets["signin"].held)
    assert all(b"203" not in name and len(name) == 16 for name in before | after)
    assert before.isdisjoint(after) and len(after) == 1


def test_a_hundred_thousand_senders_do_not_fill_the_memory() -> None:
    """The longest unused are forgotten, which only ever gives back room."""
    buckets = Buckets(Rate(2, 0.001), Stopwatch(), most=1000)
    for number in range(100_000):
        assert buckets.take(number.to_bytes(4, "big"))

    assert len(buckets.held) == 1000


def test_a_refused_request_costs_nothing_more() -> None:
    """Whoever keeps knocking does not push the door further away."""
    clock = Stopwatch()
    buckets = Buckets(Rate(1, 1), clock)
    assert buckets.take(b"a")
    assert not any(buckets.take(b"a") for _ in range(50))
    clock.at += 1000

    assert buckets.take(b"a")


def test_a_bot_that_carries_many_youth_has_room() -> None:
    """Two thousand sealed messages in one second from one device are let through."""
    throttle = Throttle(Stopwatch())

    assert all(throttle.appends.take(b"bot") for _ in range(2000))


@pytest.mark.parametrize(
    ("client", "network"),
    [
        (("203.0.113.1", 5), "203.0.113.1"),
        (("::ffff:203.0.113.1", 5), "203.0.113.1"),
        (("2001:db8:1:2:3:4:5:6", 5), "2001:db8:1:2::/64"),
        (("2001:db8:1:2:ffff::1", 5), "2001:db8:1:2::/64"),
        (("testclient", 5), "unknown"),
        (None, "unknown"),
    ],
)
def test_one_home_is_one_sender(client: tuple[str, int] | None, network: str) -> None:
    """An IPv6 home has more addresses than there are buckets."""
    assert network == sender({"client": client})


def test_every_kind_is_a_kind_that_some_door_counts() -> None:
    """A rate without a door would protect nothing."""
    from api.staff import doors

    counted = {door.kind for door in vars(doors).values() if isinstance(door, doors.Open) and door.kind}
    assert set(RATES) == counted | {"call", "alert"}  # these two are counted for a device, behind its door
