"""What the writer may rely on when it asks whether a frame is stored already."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from api.store.seen import WIDTH, Seen

CONVERSATION = bytes(16)


def some_hash(number: int) -> bytes:
    """Return a hash that is always the same for a number."""
    return hashlib.sha256(number.to_bytes(4, "big")).digest()


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(0, 40))
def test_every_place_of_a_hash_is_found_and_no_other(numbers: list[int], wanted: int) -> None:
    """Places are cursors: 1, 2, 3 ... in the order of the hashes."""
    seen = Seen()
    seen.extend(CONVERSATION, [some_hash(number) for number in numbers])

    expected = [place for place, number in enumerate(numbers, 1) if number == wanted]
    assert expected == list(seen.places(CONVERSATION, some_hash(wanted)))


def test_bytes_that_only_straddle_two_hashes_are_no_place() -> None:
    """What is found between two entries is not an entry."""
    seen = Seen()
    seen.extend(CONVERSATION, [b"aaaabbbb" + bytes(24), b"ccccdddd" + bytes(24)])

    assert list(seen.places(CONVERSATION, b"bbbbcccc" + bytes(24))) == []


def test_an_older_database_is_read_anew() -> None:
    """When a conversation is shorter than what is remembered, a backup was put back: nothing remembered counts."""
    seen = Seen()
    seen.extend(CONVERSATION, [some_hash(1), some_hash(2)])

    assert (
        seen.up_to(CONVERSATION, 2),
        seen.up_to(CONVERSATION, 5),
        seen.up_to(CONVERSATION, 1),
        seen.up_to(CONVERSATION, 2),
    ) == (2, 2, 0, 0)


def test_memory_is_bounded_and_the_longest_unused_go_first() -> None:
    """Ten hashes' room: the third conversation pushes the first one out, not the one in use."""
    seen = Seen(most_bytes=10 * WIDTH)
    first, second, third = (bytes([number]) * 16 for number in (1, 2, 3))
    for conversation in (first, second, first, third):
        seen.extend(conversation, [some_hash(number) for number in range(3)])

    assert [seen.up_to(one, 100) for one in (first, second, third)] == [6, 0, 3]
