"""What a youth may rely on who is one of few: no report, nor several taken together, says that there was exactly one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from api.conversations.reports.bands import WIDTH, Table, least, shown
from api.conversations.reports.kinds import KINDS, TOPICS
from content.library import Library

SMALL = range(WIDTH)


def splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way in which counts may add up to a total."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(total - first, parts - 1):
            yield first, *rest


def published(counts: Sequence[int]) -> Table:
    """A table of these counts, as a reader gets it."""
    return shown({str(n): count for n, count in enumerate(counts)})


@pytest.mark.parametrize("sorts", [2, 3, 4])
def test_no_small_count_can_be_worked_out_from_its_table(sorts: int) -> None:
    """Whoever knows the rule, and tries every table that there could be, is left with two answers at least for each."""
    could_be: dict[tuple[int, ...], list[set[int]]] = {}
    for total in range(28):
        for counts in splits(total, sorts):
            table = published(counts)
            seen = could_be.setdefault((table.total, *table.cells.values()), [set() for _ in range(sorts)])
            for n, count in enumerate(counts):
                seen[n].add(count)

    assert len(could_be) > 30
    for (_, *cells), seen in could_be.items():
        for shown_as, values in zip(cells, seen, strict=True):
            assert shown_as or len(values) > 1


@pytest.mark.parametrize("kind", [kind for kind, sorts in KINDS.items() if len(sorts) > 4])
def test_no_small_count_can_be_worked_out_from_a_large_table(kind: str) -> None:
    """Where there are too many tables to try, the ends of what could be are worked out instead."""
    sorts = len(KINDS[kind])
    for rest in range(4 * sorts + 1):  # how far the counts are above the least of their bands, together
        total = least(rest)
        lowest, highest = max(0, total), min(total + WIDTH - 1, 4 * sorts)
        for_one = {x for x in SMALL for others in (lowest - x, highest - x) if 0 <= others <= 4 * (sorts - 1)}

        assert len(for_one) > 1, f"{rest} beyond the bands of {sorts} sorts"


def test_all_tables_of_a_month_together_leave_it_open() -> None:
    """At worst everybody who asked was decided in the same month, and five tables speak of the same people.

    What counts are beyond the least of their bands is all that is not published: `answered` and `left` among those who waited,
    and the same people once more by outcome, age, hour and topic, whose bands may begin elsewhere.
    """
    each = {kind: 4 * len(sorts) for kind, sorts in KINDS.items()}
    answered_most = each["waited"] - 4
    could_be: dict[tuple[int, ...], list[tuple[int, int, int, int, int, int]]] = {}
    for answered, left in product(range(answered_most + 1), SMALL):
        for by_outcome, by_age in product(
            begun_elsewhere(answered, each["outcome"]), begun_elsewhere(answered, each["age"])
        ):
            asked = answered + left
            for by_hour, by_topic in product(
                begun_elsewhere(asked, each["hour"]), begun_elsewhere(asked, each["topic"])
            ):
                offsets = (by_outcome - answered, by_age - answered, by_hour - asked, by_topic - asked)
                key = (*offsets, least(asked), least(answered))
                could_be.setdefault(key, []).append((answered, left, by_outcome, by_age, by_hour, by_topic))

    assert len(could_be) > 10_000
    most = (answered_most, 4, each["outcome"], each["age"], each["hour"], each["topic"])
    for worlds in could_be.values():
        for n, whole in enumerate(most):
            one = {x for world in worlds for x in SMALL if x <= world[n] <= x + whole - 4}
            assert len(one) > 1, (worlds, n)


def begun_elsewhere(sum_: int, most: int) -> range:
    """The same sum, beyond bands that begin fives lower or higher."""
    return range(sum_ % WIDTH, most + 1, WIDTH)


def test_no_kind_has_a_number_of_sorts_with_which_bands_would_meet() -> None:
    """With five sorts of four each, the total twenty would give every one of them away."""
    assert published((4, 4, 4, 4, 4)) == Table(20, dict.fromkeys("01234", 0))
    assert {kind for kind, sorts in KINDS.items() if len(sorts) % WIDTH == 0} == set()


def test_nothing_exact_is_shown() -> None:
    """Forty and forty-four look alike, and so do nought and four."""
    assert published((40, 44, 0, 4)) == Table(85, {"0": 40, "1": 40, "2": 0, "3": 0})


def test_topics_are_the_buttons_of_the_flow() -> None:
    """Who writes content cannot add a topic that the reports would refuse, and none is counted that no button sets."""
    bundle = Library.load(practice=True, now_ms=1_790_000_000_000).current.bundle

    assert set(TOPICS) == set(bundle["vars"]["topic"])
